import { alertAfter, alertId, type AlertState } from '#alerts';
import { Failure } from '#foundation';

import { read } from '../ask/ask.ts';
import type { Context, Principal } from '../context.ts';
import { recordAct } from '../record-act.ts';
import { alertBody, EVER, stateOf } from './alert-acts.ts';
import { lifeCalled } from './lives-seen.ts';

/** Characters of a note. */
const NOTE_LENGTH_MAX = 2_000;

export interface AlertAcknowledged {
  readonly id: string;
  readonly state: AlertState;
  readonly position: bigint;
}

/**
 * Says that somebody has seen an alert, with a note if there is something to say. The alert is named as `findAlert` has it. Throws NOT_FOUND, also when its
 * column is hidden from whoever says so, AMBIGUOUS, and BAD_REQUEST when it is resolved already.
 */
export async function acknowledgeAlert(
  context: Context,
  principal: Principal,
  { id: called, note = null }: { readonly id: string; readonly note?: string | null },
): Promise<AlertAcknowledged> {
  if ((note?.length ?? 0) > NOTE_LENGTH_MAX)
    throw new Failure('LIMIT_EXCEEDED', `A note may have ${NOTE_LENGTH_MAX} characters; shorten it.`);
  const life = await read(context, principal, {
    question: {},
    as: { operation: 'acknowledge alert', input: { id: called } },
    work: (reading) => lifeCalled(reading, context, { id: called, size: EVER }),
  });
  const state = stateOf(life);
  if (state === 'resolved') throw new Failure('BAD_REQUEST', 'The alert is resolved; nothing is left to acknowledge.');

  const [{ fingerprint }] = life;
  const id = alertId(fingerprint);
  const nothing = { expected: null, found: null, size: undefined, contractAt: undefined, eventAt: undefined, since: undefined };
  const body = alertBody({ event: 'acknowledged', fingerprint, note: note === '' ? null : note, ...nothing });
  const { position } = await recordAct(context, principal.id, { kind: 'alert', namespace: 'alerts', subject: id, body });
  return { id, state: alertAfter(state, 'acknowledged'), position };
}
