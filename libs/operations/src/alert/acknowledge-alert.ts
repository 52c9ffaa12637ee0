import { alertAfter, type AlertState } from '#alerts';
import { Failure } from '#foundation';
import { ActReader } from '#store';

import type { Context, Principal } from '../context.ts';
import { recordAct } from '../record-act.ts';
import { alertBody, EVER, livesAt, stateOf } from './alert-acts.ts';

/** Characters of a note. */
const NOTE_LENGTH_MAX = 2_000;

export interface AlertAcknowledged {
  readonly id: string;
  readonly state: AlertState;
  readonly position: bigint;
}

/** Says that somebody has seen an alert, with a note if there is something to say. Throws NOT_FOUND, and BAD_REQUEST when it is resolved already. */
export async function acknowledgeAlert(
  context: Context,
  principal: Principal,
  { id, note = null }: { readonly id: string; readonly note?: string | null },
): Promise<AlertAcknowledged> {
  if (principal.roles.length === 0)
    throw new Failure('ACCESS_DENIED', 'Who has no role may acknowledge nothing; use the key of a person with a role, or of an admin.');
  if ((note?.length ?? 0) > NOTE_LENGTH_MAX)
    throw new Failure('LIMIT_EXCEEDED', `A note may have ${NOTE_LENGTH_MAX} characters; shorten it.`);
  const life = await context.database.snapshot(async (session) => {
    const acts = await new ActReader(session, context.tenant).list({ kinds: ['alert'], subject: id, knownAt: EVER }, LIFE_MAX);
    const lives = await livesAt(
      context,
      session,
      acts.map(({ position }) => position),
    );
    return lives.get(id);
  });
  if (life === undefined) throw new Failure('NOT_FOUND', 'There is no alert of that id; `alerts` names those that are.');
  const state = stateOf(life);
  if (state === 'resolved') throw new Failure('BAD_REQUEST', 'The alert is resolved; nothing is left to acknowledge.');

  const [{ fingerprint }] = life;
  const nothing = { expected: null, found: null, size: undefined, contractAt: undefined, eventAt: undefined, since: undefined };
  const body = alertBody({ event: 'acknowledged', fingerprint, note: note === '' ? null : note, ...nothing });
  const { position } = await recordAct(context, principal.id, { kind: 'alert', namespace: 'alerts', subject: id, body });
  return { id, state: alertAfter(state, 'acknowledged'), position };
}

/** Steps of a life that are read, the newest: what was before them decides nothing. */
const LIFE_MAX = 1_000;
