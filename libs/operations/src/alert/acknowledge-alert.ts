import { askerOf, looksAfter } from '#access';
import { alertAfter, alertId, type AlertState } from '#alerts';
import { Failure, instantNow } from '#foundation';

import { accessInForce } from '../ask/access-in-force.ts';
import { read, type Reading } from '../ask/ask.ts';
import { type Asker, grantsOf } from '../ask/sight.ts';
import type { Context, Principal } from '../context.ts';
import { writtenDecision } from '../decided.ts';
import { decisionAct } from '../decision-act.ts';
import { noteDenial } from '../denials.ts';
import { type Act, recordActsIn } from '../record-act.ts';
import { refuseSecrets } from '../refuse-secrets.ts';
import { alertBody, type AlertLife, EVER, stateOf } from './alert-acts.ts';
import { lifeCalled } from './lives-seen.ts';

/** Characters of a note. */
const NOTE_LENGTH_MAX = 2_000;

export interface AlertAcknowledged {
  readonly id: string;
  readonly state: AlertState;
  readonly position: bigint;
}

/**
 * Says that somebody has seen an alert, with a note if there is something to say. The alert is named as `findAlert` has it. For
 * administrators, and for whoever has a role that does more than look: everywhere, or in a team that owns the namespace. Throws NOT_FOUND, also when its column is
 * hidden from whoever says so, AMBIGUOUS, ACCESS_DENIED, and BAD_REQUEST when it is resolved already.
 */
export async function acknowledgeAlert(
  context: Context,
  principal: Principal,
  { id: called, note = null }: { readonly id: string; readonly note?: string | null },
): Promise<AlertAcknowledged> {
  if ((note?.length ?? 0) > NOTE_LENGTH_MAX)
    throw new Failure('LIMIT_EXCEEDED', `A note may have ${NOTE_LENGTH_MAX} characters; shorten it.`);
  refuseSecrets('the note', note);
  const life = await read(context, principal, {
    question: {},
    as: { operation: 'acknowledge alert', input: { id: called } },
    work: async (reading) => {
      const found = await lifeCalled(reading, context, { id: called, size: EVER });
      await requireTending({ context, principal }, reading, found);
      return found;
    },
  });
  const state = stateOf(life);
  if (state === 'resolved') throw new Failure('BAD_REQUEST', 'The alert is resolved; nothing is left to acknowledge.');

  const [{ fingerprint }] = life;
  const id = alertId(fingerprint);
  const nothing = { expected: null, found: null, size: undefined, contractAt: undefined, eventAt: undefined, since: undefined };
  const body = alertBody({ event: 'acknowledged', fingerprint, note: note === '' ? null : note, ...nothing });
  const acts = [{ kind: 'alert', namespace: 'alerts', subject: id, body } as const, acknowledgedAct({ context, principal }, life, note)];
  const [recorded] = await context.database.transactionClosedByWork((session) =>
    recordActsIn(context, session, { by: principal.id, acts }),
  );
  if (recorded === undefined) throw new Error('an act that was recorded has no place in the ledger');
  return { id, state: alertAfter(state, 'acknowledged'), position: recorded.position };
}

/** For the trail: entries of alerts are Headgate's own but for this step. */
function acknowledgedAct({ context, principal }: Asker, [{ fingerprint }]: AlertLife, note: string | null): Act {
  const { dataset, column } = fingerprint;
  const decided = writtenDecision({
    ...{ action: 'acknowledge alert', outcome: 'done', about: null, why: note === '' ? null : note, policy: null, rule: null },
    things: [`alert ${alertId(fingerprint)}`, `column ${column} of ${dataset.namespace} ${dataset.name}`],
  });
  return decisionAct(context, principal, { decisions: [decided] });
}

async function requireTending(
  { context, principal }: Asker,
  { asked: { session }, notes }: Reading,
  [{ fingerprint }]: AlertLife,
): Promise<void> {
  if (principal.kind === 'admin') return;
  const { standings } = await accessInForce(context, session);
  const asker = askerOf(standings, { grants: grantsOf(principal, standings), at: instantNow(context.clock) });
  if (looksAfter(asker, fingerprint.dataset.namespace)) return;
  const what = 'acknowledge an alert';
  const why = `Only whoever looks after ${fingerprint.dataset.namespace} may ${what}, or an administrator: by a role everywhere, or in a team that owns it, and not as an auditor.`;
  noteDenial({ ...context, notes }, principal, { action: 'administer', what, why, policy: null });
  throw new Failure('ACCESS_DENIED', why);
}
