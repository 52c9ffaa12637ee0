import { type Instant, INSTANT_MAX, INSTANT_MIN } from '#foundation';

import { type ClaimList, compareClaims } from './claims.ts';
import type { NodeId, RunKey, StatementId, StatementSetId } from './counted-event.ts';
import { coveringSnapshots, type LaneWorld, type Observation } from './edge-lane.ts';
import type { Past } from './past.ts';

/** Observations that are read at once while looking for a neighbour: mostly the first is one. */
const PAGE_FIRST = 16;
const PAGE_GROWTH = 8;
const PAGE_MAX = 32_768;

/** What a lane looks up beside what lanes do. */
export interface ObservedWorld extends LaneWorld {
  readonly past: Past;
  readonly has: (set: StatementSetId, statement: StatementId) => boolean;
  readonly ends: (statement: StatementId) => readonly NodeId[];
}

interface Stretch {
  readonly from: Instant;
  /** Not in it. */
  readonly to: Instant;
}

/** What a job showed just before and after an instant: the batch's own observations and those that the store holds, less what snapshots took away. */
export class Neighbours {
  private readonly ofRun = new Map<RunKey, Observation[]>();

  constructor(
    private readonly stored: { readonly speaker: NodeId; readonly hasSnapshots: boolean },
    private readonly world: ObservedWorld,
    private readonly fresh: ClaimList<Observation>,
  ) {}

  note(observation: Observation): void {
    if (observation.run === undefined) return;
    const others = this.ofRun.get(observation.run);
    if (others === undefined) this.ofRun.set(observation.run, [observation]);
    else others.push(observation);
  }

  /** Whether it is a sighting of the statement: shown, and by every snapshot that stands for it too. */
  shows(observation: Observation, statement: StatementId): boolean {
    const { statements } = observation;
    if (statements === undefined || !this.world.has(statements, statement)) return false;
    return this.covering(observation).every((set) => this.world.has(set, statement));
  }

  /** Whether no snapshot stands for the observation: it is a sighting of all that it shows. */
  isWhole(observation: Observation): boolean {
    return this.covering(observation).length === 0;
  }

  /** The first sighting within a stretch, or the stretch's end. */
  nextShowing(statement: StatementId, { from, to }: Stretch): Instant {
    let end = to;
    for (const observation of this.fresh.from(from)) {
      if (observation.time >= to) break;
      if (!this.shows(observation, statement)) continue;
      end = observation.time;
      break;
    }
    for (const observation of this.following(from)) {
      if (observation.time >= end) break;
      if (this.shows(observation, statement)) return observation.time;
    }
    return end;
  }

  /** The last sighting within a stretch. */
  lastShowing(statement: StatementId, { from, to }: Stretch): Instant | undefined {
    let last: Instant | undefined;
    for (const observation of this.fresh.from(from)) {
      if (observation.time >= to) break;
      if (this.shows(observation, statement)) last = observation.time;
    }
    for (const observation of this.preceding((to - 1n) as Instant)) {
      if (observation.time < (last ?? from)) break;
      if (this.shows(observation, statement)) return observation.time;
    }
    return last;
  }

  /** What a snapshot takes from each earlier observation of its run, the latest first; perhaps also what others took before. */
  takenBy(snapshot: Observation): readonly (readonly [readonly StatementId[], Instant])[] {
    const { run } = snapshot;
    if (run === undefined) return [];
    const fresh = (this.ofRun.get(run) ?? []).filter((other) => compareClaims(other, snapshot) < 0);
    fresh.sort((left, right) => compareClaims(right, left));
    const taken = [...this.takenFrom(fresh, snapshot), ...this.takenFrom(this.earlier(snapshot, run), snapshot)];
    return taken.sort(([, left], [, right]) => (left < right ? 1 : -1));
  }

  /** Latest first. Stops where earlier snapshots have left nothing that this one does not show. */
  private takenFrom(
    earlier: Iterable<Observation>,
    { statements, snapshotFrom }: Observation,
  ): readonly (readonly [readonly StatementId[], Instant])[] {
    if (statements === undefined || snapshotFrom === undefined) return [];
    const taken: (readonly [readonly StatementId[], Instant])[] = [];
    let left: readonly StatementId[] | undefined;
    for (const other of earlier) {
      if (other.time < snapshotFrom) break;
      if (other.statements === undefined) continue;
      const lost = this.world.members(other.statements).filter((statement) => !this.world.has(statements, statement));
      if (lost.length > 0) taken.push([lost, other.time]);
      if (other.snapshotFrom === undefined || other.snapshotFrom > snapshotFrom) continue;
      left = left === undefined ? lost : left.filter((statement) => lost.includes(statement));
      if (left.length === 0) break;
    }
    return taken;
  }

  private covering(observation: Observation): readonly StatementSetId[] {
    const { run, time } = observation;
    if (run === undefined) return [];
    const fresh = coveringSnapshots(observation, this.ofRun.get(run) ?? []);
    if (!this.stored.hasSnapshots) return fresh;
    return [...fresh, ...coveringSnapshots(observation, this.world.past.snapshots.ask({ run, at: time }) ?? [])];
  }

  private *following(from: Instant): Iterable<Observation> {
    for (let [start, limit] = [from, PAGE_FIRST]; ; limit = Math.min(limit * PAGE_GROWTH, PAGE_MAX)) {
      const page = this.world.past.following.ask({ of: this.stored.speaker, from: start, limit }) ?? [];
      yield* page;
      const last = page.at(-1);
      if (last === undefined || page.length < limit || last.time >= INSTANT_MAX) return;
      start = (last.time + 1n) as Instant;
    }
  }

  private *preceding(from: Instant): Iterable<Observation> {
    for (let [start, limit] = [from, PAGE_FIRST]; ; limit = Math.min(limit * PAGE_GROWTH, PAGE_MAX)) {
      const page = this.world.past.preceding.ask({ of: this.stored.speaker, from: start, limit }) ?? [];
      yield* page;
      const last = page.at(-1);
      if (last === undefined || page.length < limit || last.time <= INSTANT_MIN) return;
      start = (last.time - 1n) as Instant;
    }
  }

  private *earlier(snapshot: Observation, run: RunKey): Iterable<Observation> {
    for (let [start, limit] = [snapshot.time, PAGE_FIRST]; ; limit = Math.min(limit * PAGE_GROWTH, PAGE_MAX)) {
      const page = this.world.past.precedingOfRun.ask({ of: run, from: start, limit }) ?? [];
      for (const other of page) if (compareClaims(other, snapshot) < 0) yield other;
      const last = page.at(-1);
      if (last === undefined || page.length < limit || last.time <= INSTANT_MIN) return;
      start = (last.time - 1n) as Instant;
    }
  }
}
