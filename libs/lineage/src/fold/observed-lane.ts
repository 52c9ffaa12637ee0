import { type Instant, INSTANT_MAX, INSTANT_MIN } from '#foundation';

import { ClaimList } from './claims.ts';
import type { NodeId, RunKey, StatementId, StatementSetId } from './counted-event.ts';
import type { Observation } from './edge-lane.ts';
import { Neighbours, type ObservedWorld } from './neighbours.ts';
import { END, Timeline } from './timeline.ts';

/** A COMPLETE event. */
export interface Completed {
  readonly run: RunKey;
  readonly at: Instant;
}

/** What is known of a job's lane before anything is asked. */
export interface StoredObserved {
  readonly speaker: NodeId;
  /** The earliest event of the batch: edges are read from there on, and further back when asked for. */
  readonly since: Instant;
  /** COMPLETE events of the batch's runs, recorded before it. */
  readonly completions: readonly Completed[];
  readonly hasSnapshots: boolean;
  /** Edges that something in the batch may cut. */
  readonly touched: Iterable<StatementId>;
}

/**
 * The observed edges of one job, as its events come. Section 4 of the fold, by what one event can change: a sighting `s` holds until `until(s)`, the
 * first cut or completed run that ends it, and `until` never falls as `s` grows. So a new sighting only adds [s, until(s)); a completed run at `c`
 * ends only what was last sighted before its start less the window, until it is sighted next; a run that began earlier than was thought gives back
 * what it ended; a snapshot takes sightings of its own run away. Each costs what it changes, not what lies before or after it.
 */
export class ObservedLane {
  readonly edges = new Map<StatementId, Timeline<true>>();
  /** Sets whose last sighting, or its end, may be another than before. */
  readonly sets = new Set<StatementSetId>();
  private readonly fresh: FreshObservations;
  private readonly neighbours: Neighbours;
  private readonly changed = new Set<Timeline<true>>();
  private readonly completions: Completed[];
  /** By sighting, while no event comes. */
  private readonly expiries = new Map<Instant, Instant>();

  constructor(
    private readonly stored: StoredObserved,
    private readonly world: ObservedWorld,
    private readonly window: bigint,
  ) {
    this.completions = [...stored.completions];
    this.fresh = { all: new ClaimList(), bySet: new Map() };
    this.neighbours = new Neighbours(stored, world, this.fresh.all);
  }

  /** Takes an observation in. `beganBefore`: when its run was thought to have begun, if it was known at all. */
  add(observation: Observation, beganBefore: Instant | undefined): void {
    const { time, run, type, statements, snapshotFrom } = observation;
    this.note(observation);
    this.expiries.clear();
    if (run !== undefined && type === 'COMPLETE') this.completions.push({ run, at: time });

    if (statements !== undefined)
      for (const statement of this.world.members(statements))
        if (this.neighbours.shows(observation, statement)) this.sight(statement, time);
    const began = run === undefined ? undefined : this.world.began(run);
    if (began === undefined) return;
    if (type === 'COMPLETE') this.lapse(time, began);
    if (beganBefore !== undefined && began < beganBefore) this.giveBack(observation, { began, beganBefore });
    if (snapshotFrom !== undefined && statements !== undefined) this.takeAway(observation);
  }

  /** Ends at `at` what touches a node that was dropped then. */
  cut(node: NodeId, at: Instant): void {
    for (const statement of new Set([...this.stored.touched, ...this.edges.keys()])) {
      if (!this.world.ends(statement).includes(node)) continue;
      const held = this.heldAt(statement, at);
      if (held === undefined) continue;
      const next = this.neighbours.nextShowing(statement, { from: (at + 1n) as Instant, to: held.to });
      this.assign(statement, { from: at, to: next, value: undefined });
    }
  }

  /** Whether what was shown and what was sighted may differ. */
  get hasSnapshots(): boolean {
    return this.stored.hasSnapshots || [...this.fresh.all].some(({ snapshotFrom }) => snapshotFrom !== undefined);
  }

  settle(size: bigint): void {
    for (const timeline of this.changed) timeline.settle(size);
    this.changed.clear();
  }

  private note(observation: Observation): void {
    this.fresh.all.add(observation);
    this.neighbours.note(observation);
    if (observation.statements === undefined) return;
    this.sets.add(observation.statements);
    const seen = this.fresh.bySet.get(observation.statements);
    if (seen === undefined) this.fresh.bySet.set(observation.statements, [observation]);
    else seen.push(observation);
  }

  private sight(statement: StatementId, time: Instant): void {
    this.assign(statement, { from: time, to: this.until(statement, time), value: true });
  }

  /** A run that began at `began` completed at `at`: ends what was not sighted since its start less the window. */
  private lapse(at: Instant, began: Instant): void {
    const until = (began - this.window) as Instant;
    for (const statement of this.lapsed({ at, from: undefined, until })) {
      const held = this.heldAt(statement, at);
      if (held === undefined) continue;
      const next = this.neighbours.nextShowing(statement, { from: until, to: held.to });
      if (next > at) this.assign(statement, { from: at, to: next, value: undefined });
    }
  }

  /** The run of an observation began earlier than was thought: what only its completion ended holds on. */
  private giveBack(observation: Observation, { began, beganBefore }: { readonly began: Instant; readonly beganBefore: Instant }): void {
    const [from, until] = [(began - this.window) as Instant, (beganBefore - this.window) as Instant];
    for (const { run, at } of this.completions) {
      if (run !== observation.run || at === observation.time) continue;
      for (const statement of this.lapsed({ at, from, until })) {
        const last = this.neighbours.lastShowing(statement, { from, to: until });
        if (last !== undefined) this.sight(statement, last);
      }
    }
  }

  /** What the run of a snapshot showed within its window, and the snapshot does not show, was never sighted. */
  private takeAway(snapshot: Observation): void {
    for (const [taken, time] of this.neighbours.takenBy(snapshot)) {
      for (const statement of taken) this.unsight(statement, time);
    }
  }

  /**
   * The edge around an instant at which it may have been sighted and now is not: what other sightings do not hold ends. Of several instants the latest
   * comes first: an earlier sighting may have been what held the edge until a later one that is taken away as well.
   */
  private unsight(statement: StatementId, time: Instant): void {
    const held = this.heldAt(statement, time);
    if (held === undefined) return;
    const until = this.until(statement, time);
    const next = this.neighbours.nextShowing(statement, { from: (time + 1n) as Instant, to: until < held.to ? until : held.to });
    const last = this.neighbours.lastShowing(statement, { from: held.from, to: (time + 1n) as Instant });
    const stillUntil = last === undefined ? time : this.until(statement, last);
    this.assign(statement, { from: stillUntil > time ? stillUntil : time, to: next, value: undefined });
  }

  /** Statements of the sets that were sighted from `from` until `until`, and not wholly again until `at`. */
  private lapsed(asked: { readonly at: Instant; readonly from: Instant | undefined; readonly until: Instant }): ReadonlySet<StatementId> {
    const { at, until } = asked;
    if (until <= INSTANT_MIN) return new Set();
    const { speaker } = this.stored;
    const sets = new Set(this.world.past.lapses.ask({ ...asked, speaker, window: this.window }));
    const from = asked.from ?? this.endedBefore(at);
    for (const [set, seen] of this.fresh.bySet) if (seen.some(({ time }) => time < until && time >= from)) sets.add(set);

    const statements = new Set<StatementId>();
    for (const set of sets) {
      this.sets.add(set);
      const again = this.fresh.bySet.get(set)?.some((seen) => seen.time >= until && seen.time <= at && this.neighbours.isWhole(seen));
      if (again !== true) for (const statement of this.world.members(set)) statements.add(statement);
    }
    return statements;
  }

  /** What was sighted before this instant alone had been ended at `at` by other runs of the batch. */
  private endedBefore(at: Instant): Instant {
    let latest: Instant = INSTANT_MIN;
    for (const completion of this.completions) {
      const began = completion.at < at ? this.world.began(completion.run) : undefined;
      if (began !== undefined && began - this.window > latest) latest = (began - this.window) as Instant;
    }
    return latest;
  }

  /** Until when a sighting holds: the first cut, or the first completed run that began more than the window after it. */
  private until(statement: StatementId, sighted: Instant): Instant {
    const expiry = this.expiry(sighted);
    const cut = this.world.cuts(statement).find((time) => time >= sighted) ?? END;
    return cut < expiry ? cut : expiry;
  }

  private expiry(sighted: Instant): Instant {
    let expiry = this.expiries.get(sighted);
    if (expiry === undefined) this.expiries.set(sighted, (expiry = this.expiryOf(sighted)));
    return expiry;
  }

  private expiryOf(sighted: Instant): Instant {
    const after = (sighted + this.window) as Instant;
    if (after >= INSTANT_MAX) return END; // no event is later
    let least = this.world.past.expiries.ask({ speaker: this.stored.speaker, after }) ?? END;
    for (const { run, at } of this.completions) {
      if (at <= after || at >= least) continue; // it began no later than it completed
      const began = this.world.began(run);
      if (began !== undefined && began > after) least = at;
    }
    return least;
  }

  private heldAt(statement: StatementId, at: Instant): { readonly from: Instant; readonly to: Instant } | undefined {
    return this.timeline(statement, at).covering(at);
  }

  private assign(
    statement: StatementId,
    { from, to, value }: { readonly from: Instant; readonly to: Instant; readonly value: true | undefined },
  ): void {
    if (from >= to) return;
    const timeline = this.timeline(statement, from);
    const held = value === undefined ? undefined : timeline.covering(from);
    if (held !== undefined && held.to >= to) return;
    timeline.assign(from, to, value);
    this.changed.add(timeline);
  }

  /** The edge's timeline, from `since` on. Where it must begin sooner it is read again, for the fold to begin anew. */
  private timeline(statement: StatementId, from: Instant): Timeline<true> {
    const { speaker, since } = this.stored;
    let timeline = this.edges.get(statement);
    if (timeline !== undefined && from >= since) return timeline;
    const intervals = this.world.past.edges.ask({ speaker, statement, since: from < since ? from : since });
    if (timeline === undefined) this.edges.set(statement, (timeline = new Timeline(intervals ?? [])));
    return timeline;
  }
}

interface FreshObservations {
  readonly all: ClaimList<Observation>;
  readonly bySet: Map<StatementSetId, Observation[]>;
}
