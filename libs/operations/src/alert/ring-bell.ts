import { alertPrefix, alertSteps } from '#alerts';
import { ActReader, generationsOf, hear, type Session, takeBell, type VerdictRow, Verdicts } from '#store';

import type { Context } from '../context.ts';
import { recordAct } from '../record-act.ts';
import { alertBody, EVER, HEADGATE, knownAlert, livesAt } from './alert-acts.ts';

/** Verdicts that one turn hears. */
const VERDICTS_A_TURN = 100;

/**
 * One turn of the bell: hears the verdicts that the live graph has come to since, in their order, and records the steps that follow from them in the lives
 * of alerts. Gives how many were recorded, and whether there is more to hear. Steps are recorded before they are noted as heard, and each follows from
 * what is recorded: after a crash between the two nothing is said twice. Only one process at a time has the bell.
 */
export async function ringBell(context: Context): Promise<{ readonly recorded: number; readonly hasMore: boolean }> {
  const { database, tenant } = context;
  return database.transaction(async (session) => {
    const heard = await takeBell(session, tenant);
    const live = (await generationsOf(session, tenant)).find(({ isLive }) => isLive);
    if (heard === undefined || live === undefined || live.mapped <= heard) return { recorded: 0, hasMore: false };
    const verdicts = new Verdicts(session, { tenant, generation: live.generation });
    const rows = await verdicts.between({ after: heard, upTo: live.mapped }, VERDICTS_A_TURN);

    let recorded = 0;
    for (const row of rows) recorded += await raise(context, session, row);

    const hasMore = rows.length >= VERDICTS_A_TURN;
    await hear(session, tenant, hasMore ? (rows.at(-1)?.size ?? live.mapped) : live.mapped);
    return { recorded, hasMore };
  });
}

async function raise(context: Context, session: Session, row: VerdictRow): Promise<number> {
  const { contract, dataset, size, outcome, findings, contractAt, eventAt, since } = row;
  const promise = { contract, dataset };
  const acts = await new ActReader(session, context.tenant).about('alert', alertPrefix(promise), EVER);
  const lives = await livesAt(
    context,
    session,
    acts.map(({ position }) => position),
  );
  const steps = alertSteps({ promise, size, findings: outcome === null ? undefined : findings }, [...lives.values()].map(knownAlert));
  for (const { id, ...step } of steps) {
    const body = alertBody({ ...step, size, contractAt, eventAt, since, note: null });
    await recordAct(context, HEADGATE.id, { kind: 'alert', namespace: 'alerts', subject: id, body });
  }
  return steps.length;
}
