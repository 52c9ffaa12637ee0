import { type CameFrom, type Context, DecisionNotes, GatheredReadings, type Principal, type Question } from '#operations';
import type { Principals } from '#store';

import { Loaders } from './loaders.ts';
import { OneSnapshot } from './one-snapshot.ts';

/** What every resolver is handed: one of these for each operation. */
export interface RequestContext {
  /** What operations are called with. Its clock stands still and its database is one snapshot: all fields answer at the same two times. */
  readonly context: Context;
  readonly principal: Principal;
  /** Whose keys are made and ended here. */
  readonly principals: Principals;
  readonly loaders: Loaders;
  readonly snapshot: OneSnapshot;
  /** The position that the whole request asks to see, from its header. Arguments named `atLeast` are heeded before anything runs, too. */
  readonly atLeast: string | undefined;
  /** What is asked under engagements: recorded as one, before the answer leaves. */
  readonly readings: GatheredReadings;
  /** What operations wait with before the snapshot is opened. */
  readonly unpinned: Context;
  /** What was decided while the operation was answered. */
  readonly notes: DecisionNotes;
}

interface Asking extends Pick<RequestContext, 'context' | 'principal' | 'principals' | 'atLeast'> {
  readonly from?: CameFrom;
}

export function requestContext({ context, principal, principals, atLeast, from }: Asking): RequestContext {
  const snapshot = new OneSnapshot(context.database);
  const startedAt = context.clock.now();
  const readings = new GatheredReadings();
  const notes = new DecisionNotes();
  const unpinned = { ...context, readings, notes, ...(from === undefined ? {} : { from }) };
  const pinned = { ...unpinned, database: snapshot.asDatabase(), clock: { now: () => startedAt }, isOneSnapshot: true };
  return { context: pinned, principal, principals, loaders: new Loaders(pinned, principal), snapshot, atLeast, readings, unpinned, notes };
}

/** The two times that a root field names. */
export function timesOf({ asOf, knownAt }: Question): Question {
  return { asOf, knownAt };
}
