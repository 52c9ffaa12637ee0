import type { Instant } from '#foundation';

import { type ClaimKey, ClaimList } from './claims.ts';
import { BEGINNING, END, type StoredInterval, Timeline } from './timeline.ts';

interface FacetClaim extends ClaimKey {
  /** Content hash in hex; null: deleted. */
  readonly content: string | null;
}

/** What the store holds of a node: all of it, or presence from its earliest claim in the batch on and the facets around its claims. */
export interface StoredNode {
  readonly isWhole: boolean;
  /** Sightings, and each facet's claims: when whole. */
  readonly sightings: readonly ClaimKey[];
  readonly cuts: readonly ClaimKey[];
  readonly presence: readonly StoredInterval<true>[];
  readonly facets: ReadonlyMap<string, StoredFacet>;
}

export interface StoredFacet {
  readonly claims: readonly FacetClaim[];
  readonly intervals: readonly StoredInterval<string>[];
}

/** Where a node that is not here as a whole finds the next claim of a kind; END when there is none, undefined when that must be looked up first. */
interface NextStored {
  readonly sighting: (after: Instant) => Instant | undefined;
  readonly facet: (name: string, claim: ClaimKey) => Instant | undefined;
}

const NOTHING_STORED: NextStored = { sighting: () => undefined, facet: () => undefined };

/** A dataset or job: when it was there, and which facets were in force. Sections 5 and 6 of the fold. */
export class NodeCell {
  readonly presence: Timeline<true>;
  readonly facets = new Map<string, FacetCell>();
  private readonly stored: NextStored;
  private readonly sightings: ClaimList<ClaimKey>;
  private readonly cuts: ClaimList<ClaimKey>;

  constructor(stored: StoredNode, next: NextStored) {
    this.stored = stored.isWhole ? NOTHING_STORED : next;
    this.presence = new Timeline(stored.presence);
    this.sightings = new ClaimList(stored.sightings);
    this.cuts = new ClaimList(stored.cuts);
    for (const [name, facet] of stored.facets) this.facets.set(name, this.facetCell(name, facet));
  }

  sight(claim: ClaimKey): void {
    this.sightings.add(claim);
    if (this.presence.at(claim.time) === true) return; // an earlier sighting holds as long as this one
    const cut = this.cuts.next(before(claim.time));
    this.presence.assign(claim.time, cut?.time ?? END, true);
  }

  cut(claim: ClaimKey): void {
    this.cuts.add(claim);
    if (this.presence.at(claim.time) === undefined) return;
    const fresh = this.sightings.next(after(claim.time))?.time ?? END;
    const stored = this.stored.sighting(claim.time) ?? END;
    this.presence.assign(claim.time, stored < fresh ? stored : fresh, undefined);
  }

  /** Takes a sighting or a cut back. The whole history must be here. */
  forget(claim: ClaimKey): void {
    this.sightings.remove(claim);
    this.cuts.remove(claim);
    this.presence.assign(BEGINNING, END, undefined);
    for (const { time } of this.sightings) this.presence.assign(time, this.cuts.next(before(time))?.time ?? END, true);
  }

  facet(name: string): FacetCell {
    let cell = this.facets.get(name);
    if (cell === undefined) this.facets.set(name, (cell = this.facetCell(name, { claims: [], intervals: [] })));
    return cell;
  }

  private facetCell(name: string, stored: StoredFacet): FacetCell {
    return new FacetCell(stored, (claim) => this.stored.facet(name, claim));
  }

  settle(size: bigint): void {
    this.presence.settle(size);
    for (const facet of this.facets.values()) facet.timeline.settle(size);
  }
}

/** One facet of one node: the latest claim decides, whole. */
export class FacetCell {
  readonly timeline: Timeline<string>;
  private readonly claims: ClaimList<FacetClaim>;

  constructor(
    { claims, intervals }: StoredFacet,
    private readonly nextStored: (claim: ClaimKey) => Instant | undefined,
  ) {
    this.timeline = new Timeline(intervals);
    this.claims = new ClaimList(claims);
  }

  /** The earliest claim; the one that holds back to the beginning of time where that is asked for. */
  get earliest(): FacetClaim | undefined {
    return this.claims.next(before(BEGINNING));
  }

  add(claim: FacetClaim): void {
    this.claims.add(claim);
    if (this.timeline.at(claim.time) === (claim.content ?? undefined)) return; // between two claims there is one value
    const fresh = this.claims.next(claim)?.time ?? END;
    const stored = this.nextStored(claim) ?? END;
    this.timeline.assign(claim.time, stored < fresh ? stored : fresh, claim.content ?? undefined);
  }

  /** Takes a claim back. The whole history must be here. */
  remove(claim: ClaimKey): void {
    this.claims.remove(claim);
    this.timeline.assign(BEGINNING, END, undefined);
    for (const left of this.claims) this.timeline.assign(left.time, END, left.content ?? undefined);
  }
}

/** A key before every event of that instant. */
function before(time: Instant): ClaimKey {
  return { time, digest: '' };
}

/** A key after every event of that instant: digests are hex. */
function after(time: Instant): ClaimKey {
  return { time, digest: 'g' };
}
