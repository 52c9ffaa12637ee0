import type { Instant } from '#foundation';

import { coveringSnapshots, type Observation } from './fold/edge-lane.ts';
import { runState, type RunBelief, type RunState, withEvent } from './fold/run-cell.ts';
import type { StatementId, StatementSetId } from './fold/counted-event.ts';

/** A run as its events up to some instant tell it. */
export interface RunAsOf {
  readonly state: RunState;
  readonly began: Instant;
  readonly ended: Instant | undefined;
  /** What the run has shown, without what its own snapshots took away. */
  readonly statements: ReadonlySet<StatementId>;
}

/** Section 8 of the fold: the run from those of its events that count, none later than the instant asked for. At least one event. */
export function runAsOf(events: readonly Observation[], members: (set: StatementSetId) => readonly StatementId[]): RunAsOf {
  const belief = events.reduce<RunBelief | undefined>(withEvent, undefined);
  if (belief === undefined) throw new Error('a run without events is no run');

  const snapshots = events.filter(({ snapshotFrom, statements }) => snapshotFrom !== undefined && statements !== undefined);
  const statements = new Set<StatementId>();
  for (const event of events) {
    if (event.statements === undefined) continue;
    const covering = coveringSnapshots(event, snapshots);
    for (const statement of members(event.statements)) {
      if (covering.every((snapshot) => members(snapshot).includes(statement))) statements.add(statement);
    }
  }
  return { state: runState(belief), began: belief.began, ended: belief.end?.time, statements };
}
