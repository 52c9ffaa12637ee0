import type { Instant } from '#foundation';

import { type ClaimKey, ClaimList } from './claims.ts';
import { BEGINNING, END, type StoredInterval, Timeline } from './timeline.ts';

interface FacetClaim extends ClaimKey {
  /** Content hash in hex; null: deleted. */
  readonly content: string | null;
}

/** What the store holds of a node from some instant on. */
export interface StoredNode {
  /** Everything at or after this instant is here. */
  readonly since: Instant;
  readonly sightings: readonly ClaimKey[];
  readonly cuts: readonly ClaimKey[];
  readonly presence: readonly StoredInterval<true>[];
  readonly facets: ReadonlyMap<string, StoredFacet>;
}

export interface StoredFacet {
  readonly claims: readonly FacetClaim[];
  readonly intervals: readonly StoredInterval<string>[];
}

/** A dataset or job: when it was there, and which facets were in force. Sections 5 and 6 of the fold. */
export class NodeCell {
  readonly presence: Timeline<true>;
  readonly facets = new Map<string, FacetCell>();
  readonly since: Instant;
  private readonly sightings: ClaimList<ClaimKey>;
  private readonly cuts: ClaimList<ClaimKey>;

  constructor(stored: StoredNode) {
    this.since = stored.since;
    this.presence = new Timeline(stored.presence);
    this.sightings = new ClaimList(stored.sightings);
    this.cuts = new ClaimList(stored.cuts);
    for (const [name, facet] of stored.facets) this.facets.set(name, new FacetCell(facet));
  }

  sight(claim: ClaimKey): void {
    this.sightings.add(claim);
    const cut = this.cuts.next(before(claim.time));
    this.presence.assign(claim.time, cut?.time ?? END, true);
  }

  cut(claim: ClaimKey): void {
    this.cuts.add(claim);
    this.presence.assign(claim.time, this.sightings.next(after(claim.time))?.time ?? END, undefined);
  }

  /** Takes a sighting or a cut back. The whole history must be here. */
  forget(claim: ClaimKey): void {
    this.sightings.remove(claim);
    this.cuts.remove(claim);
    this.presence.assign(BEGINNING, END, undefined);
    for (const { time } of this.sightings) this.presence.assign(time, this.cuts.next(before(time))?.time ?? END, true);
  }

  /** The latest claim that is here. */
  get lastTime(): Instant | undefined {
    const [sighted, cut] = [this.sightings.last?.time, this.cuts.last?.time];
    return sighted === undefined || (cut !== undefined && cut > sighted) ? cut : sighted;
  }

  facet(name: string): FacetCell {
    let cell = this.facets.get(name);
    if (cell === undefined) this.facets.set(name, (cell = new FacetCell({ claims: [], intervals: [] })));
    return cell;
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

  constructor({ claims, intervals }: StoredFacet) {
    this.timeline = new Timeline(intervals);
    this.claims = new ClaimList(claims);
  }

  /** The earliest claim; the one that holds back to the beginning of time where that is asked for. */
  get earliest(): FacetClaim | undefined {
    return this.claims.next(before(BEGINNING));
  }

  add(claim: FacetClaim): void {
    this.claims.add(claim);
    this.timeline.assign(claim.time, this.claims.next(claim)?.time ?? END, claim.content ?? undefined);
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
