import { hideSecrets } from '#record';
import type { Recorder } from '#store';

import type { Context, Principal } from './context.ts';
import { recordDecisions, writeDecisionCounts } from './decision-book.ts';

/** What was denied to somebody, and why. */
export interface Denial {
  /** `ask`: anything at all; `see`: one thing; `administer`: what is for administrators; `use key`: what is outside of the scopes of a key. */
  readonly action: 'ask' | 'see' | 'administer' | 'use key';
  readonly what: string;
  readonly why: string;
  /** The position of the policy that decided. Null: no policy did. */
  readonly policy: bigint | null;
  /** Which of its rules, from 1. Absent: no rule did. */
  readonly rule?: number | null;
}

/** Of a thing's name that nothing is known of: it may be any text. */
const THING_LENGTH_MAX = 300;

/** Denials on their way into the ledger that stand in no notes, of each process's ledger. */
const underway = new WeakMap<Recorder, Set<Promise<void>>>();

/**
 * Notes that something was denied. Within an operation that keeps notes it is recorded with all that the operation decided, before it is answered. Else it is
 * being recorded when this returns, and `denialsRecorded` settles when it is: whoever answers waits for that.
 */
export function noteDenial(context: Context, principal: Principal, { action, what, why, policy, rule = null }: Denial): void {
  const thing = hideSecrets(what).slice(0, THING_LENGTH_MAX); // a key that was pasted where a name belongs is kept nowhere
  const decided = { action, outcome: 'denied', things: [thing], about: null, why, policy, rule } as const;
  if (context.notes !== undefined) {
    context.notes.note(decided);
    return;
  }
  const recording = recordDecisions(context, principal, [decided]);
  const all = underway.get(context.recorder) ?? new Set();
  underway.set(context.recorder, all);
  all.add(recording);
  recording.then(
    () => all.delete(recording),
    () => undefined, // who waits for it is told, and then it is forgotten
  );
}

/** Settles when all denials are in the ledger that were noted by now and stand in no operation's notes. Throws BUSY and STORE_UNAVAILABLE: then nothing may be answered. */
export async function denialsRecorded({ recorder }: Pick<Context, 'recorder'>): Promise<void> {
  const all = underway.get(recorder);
  if (all === undefined || all.size === 0) return;
  const waiting = [...all];
  const settled = await Promise.allSettled(waiting);
  for (const recording of waiting) all.delete(recording);
  for (const each of settled) if (each.status === 'rejected') throw each.reason;
}

/** Settles when all that was decided is in the ledger, and the counts of what was decided again, or could not be. */
export async function denialsWritten(context: Pick<Context, 'recorder'>): Promise<void> {
  await denialsRecorded(context).catch(() => undefined); // who was to be answered has had a failure
  await writeDecisionCounts(context);
}
