import type { Instant } from '#foundation';

import { type ClaimKey, ClaimList, compareClaims } from './claims.ts';
import type { CountedEvent, RunKey, StatementId, StatementSetId } from './counted-event.ts';
import { BEGINNING, END, type Interval, type StoredInterval, Timeline } from './timeline.ts';

/** What the fold reads of an event for the edges of its speaker. */
export type Observation = Pick<CountedEvent, 'time' | 'digest' | 'run' | 'type' | 'statements' | 'snapshotFrom'>;

/** What the store holds of one speaker's edges: its whole history. */
export interface StoredLane {
  /** Every observation (or declaration) of the speaker. */
  readonly observations: readonly Observation[];
  readonly edges: ReadonlyMap<StatementId, readonly StoredInterval<true>[]>;
}

/** What lanes look up while they fold. All of it is loaded before the batch. */
export interface LaneWorld {
  readonly members: (set: StatementSetId) => readonly StatementId[];
  readonly began: (run: RunKey) => Instant | undefined;
  /** Times at which an end of the statement was dropped or retired, ascending. */
  readonly cuts: (statement: StatementId) => readonly Instant[];
}

/** A group of statements that were seen at exactly the same times: they are judged once. */
interface Group {
  readonly statements: StatementId[];
  readonly shown: readonly Shown[];
}

interface Shown {
  readonly key: string;
  readonly statements: readonly StatementId[];
  readonly times: Instant[];
}

/** The observed edges of one job with its whole history at hand, for rulings: they may take any of it away. Section 4 of the fold. */
export class WholeLane {
  readonly edges = new Map<StatementId, Timeline<true>>();
  private readonly observations: ClaimList<Observation>;
  private judged = new Map<StatementId, string>();

  constructor(
    stored: StoredLane,
    private readonly world: LaneWorld,
    private windowNanoseconds: bigint,
  ) {
    this.observations = new ClaimList(stored.observations);
    for (const [statement, intervals] of stored.edges) this.edges.set(statement, new Timeline(intervals));
  }

  set window(nanoseconds: bigint) {
    this.windowNanoseconds = nanoseconds;
  }

  add(observation: Observation): void {
    this.observations.add(observation);
  }

  remove(claim: ClaimKey): void {
    this.observations.remove(claim);
  }

  /** Judges every edge anew. Call after each change of the lane, its runs or its nodes. */
  judge(): void {
    const completions = this.completions();
    const seen = new Set<StatementId>();
    for (const { statements, shown } of this.groups()) {
      const times = shown.flatMap(({ times }) => times).sort(byTime);
      const plain = this.stretches(times, completions, []);
      for (const statement of statements) {
        seen.add(statement);
        const cuts = this.world.cuts(statement);
        this.put(statement, cuts.length === 0 ? plain : this.stretches(times, completions, cuts));
      }
    }
    for (const [statement] of this.edges) if (!seen.has(statement)) this.put(statement, []);
  }

  settle(size: bigint): void {
    for (const timeline of this.edges.values()) timeline.settle(size);
  }

  /** For each set: when evidence ended it (END: not yet). */
  sets(): ReadonlyMap<StatementSetId, Instant> {
    const times = new Map<StatementSetId, Instant[]>();
    for (const { statements, time } of this.observations) {
      if (statements === undefined) continue;
      const seen = times.get(statements);
      if (seen === undefined) times.set(statements, [time]);
      else seen.push(time);
    }
    const completions = this.completions();
    return new Map([...times].map(([set, seen]) => [set, this.stretches(seen, completions, []).at(-1)?.to ?? BEGINNING]));
  }

  private put(statement: StatementId, stretches: readonly Interval<true>[]): void {
    const key = stretches.map(({ from, to }) => `${from}-${to}`).join();
    if (this.judged.get(statement) === key) return;
    this.judged.set(statement, key);

    let timeline = this.edges.get(statement);
    if (timeline === undefined) this.edges.set(statement, (timeline = new Timeline<true>([])));
    timeline.assignFrom(BEGINNING, stretches);
  }

  /** Ascending sightings against what ends an edge. A later sighting is ended by no earlier completion: one pass finds all. */
  private stretches(
    sightings: readonly Instant[],
    completions: readonly Completion[],
    cuts: readonly Instant[],
  ): readonly Interval<true>[] {
    const result: Interval<true>[] = [];
    let ending = 0;
    sightings.forEach((from, index) => {
      for (let next = completions[ending]; next !== undefined; next = completions[(ending += 1)])
        if (next.at > from && next.began > from + this.windowNanoseconds) break;
      const expiry = completions[ending]?.at ?? END;
      const cut = cuts.find((time) => time >= from) ?? END;
      const to = [expiry, cut, sightings[index + 1] ?? END].reduce((least, time) => (time < least ? time : least));
      if (to > from) result.push({ from, to, value: true });
    });
    return result;
  }

  private completions(): readonly Completion[] {
    return [...this.observations].flatMap(({ type, run, time }): Completion[] => {
      const began = type === 'COMPLETE' && run !== undefined ? this.world.began(run) : undefined;
      return began === undefined ? [] : [{ at: time, began }];
    });
  }

  /** Statements by which sets show them. */
  private groups(): Iterable<Group> {
    const shown = [...this.shownSets().values()];
    const bySignature = new Map<string, Group>();
    const setsOf = new Map<StatementId, Shown[]>();
    for (const set of shown) {
      for (const statement of set.statements) {
        const sets = setsOf.get(statement);
        if (sets === undefined) setsOf.set(statement, [set]);
        else sets.push(set);
      }
    }
    for (const [statement, sets] of setsOf) {
      const signature = sets.map(({ key }) => key).join(' ');
      const group = bySignature.get(signature);
      if (group === undefined) bySignature.set(signature, { statements: [statement], shown: sets });
      else group.statements.push(statement);
    }
    return bySignature.values();
  }

  private shownSets(): ReadonlyMap<string, Shown> {
    const shown = new Map<string, Shown>();
    const show = (key: string, statements: readonly StatementId[], time: Instant): void => {
      const set = shown.get(key);
      if (set === undefined) shown.set(key, { key, statements, times: [time] });
      else set.times.push(time);
    };
    const snapshots = this.snapshotsByRun();
    for (const observation of this.observations) {
      if (observation.statements === undefined) continue;
      const covering = coveringSnapshots(observation, (observation.run === undefined ? undefined : snapshots.get(observation.run)) ?? []);
      const statements = covering.reduce<readonly StatementId[]>(
        (left, snapshot) => left.filter((statement) => this.world.members(snapshot).includes(statement)),
        this.world.members(observation.statements),
      );
      show([observation.statements, ...covering].join('∩'), statements, observation.time);
    }
    return shown;
  }

  private snapshotsByRun(): ReadonlyMap<RunKey, readonly Observation[]> {
    const snapshots = new Map<RunKey, Observation[]>();
    for (const observation of this.observations) {
      const { run, snapshotFrom, statements } = observation;
      if (run === undefined || snapshotFrom === undefined || statements === undefined) continue;
      snapshots.set(run, [...(snapshots.get(run) ?? []), observation]);
    }
    return snapshots;
  }
}

interface Completion {
  readonly at: Instant;
  readonly began: Instant;
}

/** The sets of those snapshots, of the same run, that replace what this observation showed. */
export function coveringSnapshots(observation: Observation, snapshots: readonly Observation[]): readonly StatementSetId[] {
  return snapshots.flatMap((snapshot) => {
    const covers = compareClaims(snapshot, observation) > 0 && observation.time >= (snapshot.snapshotFrom ?? END);
    return covers && snapshot.statements !== undefined ? [snapshot.statements] : [];
  });
}

function byTime(left: Instant, right: Instant): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

/** The declared edges of one job or dataset: those of its latest declaration. Section 4 of the fold. */
export class DeclaredLane {
  readonly edges = new Map<StatementId, Timeline<true>>();
  private readonly declarations: ClaimList<Observation>;

  /** `declarations` are all of the speaker's: they are few, and replaced whole. */
  constructor(
    stored: Pick<StoredLane, 'observations' | 'edges'>,
    private readonly world: LaneWorld,
  ) {
    this.declarations = new ClaimList(stored.observations);
    for (const [statement, intervals] of stored.edges) this.edges.set(statement, new Timeline(intervals));
  }

  add(declaration: Observation): void {
    this.declarations.add(declaration);
  }

  remove(claim: ClaimKey): void {
    this.declarations.remove(claim);
  }

  judge(): void {
    const stretches = new Map<StatementId, Interval<true>[]>([...this.edges.keys()].map((statement) => [statement, []]));
    const inOrder = [...this.declarations];
    inOrder.forEach((declaration, index) => {
      const until = inOrder[index + 1]?.time ?? END;
      for (const statement of declaration.statements === undefined ? [] : this.world.members(declaration.statements)) {
        const cut = this.world.cuts(statement).find((time) => time >= declaration.time) ?? END;
        const to = cut < until ? cut : until;
        if (!stretches.has(statement)) stretches.set(statement, []);
        if (to > declaration.time) stretches.get(statement)?.push({ from: declaration.time, to, value: true });
      }
    });
    for (const [statement, intervals] of stretches) {
      let timeline = this.edges.get(statement);
      if (timeline === undefined) this.edges.set(statement, (timeline = new Timeline<true>([])));
      timeline.assignFrom(BEGINNING, intervals);
    }
  }

  settle(size: bigint): void {
    for (const timeline of this.edges.values()) timeline.settle(size);
  }
}
