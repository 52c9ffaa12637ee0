import { alertId, type AlertState } from '#alerts';
import { type Act, ActReader } from '#store';

import type { AnswerHeader, Question } from '../ask/answer.ts';
import { positionIn, read, readPage, type Reading } from '../ask/ask.ts';
import type { Connection, Page } from '../ask/page.ts';
import type { Context, Principal } from '../context.ts';
import { type Alert, alertsOf } from './alert.ts';
import { type AlertLife, stateOf } from './alert-acts.ts';
import { lifeCalled, livesSeen } from './lives-seen.ts';

export interface AlertAnswer {
  readonly header: AnswerHeader;
  readonly alert: Alert;
}

/**
 * An alert by its id, or by a beginning of it that no other has, as it stood at the asked `knownAt`. Throws AMBIGUOUS, and NOT_FOUND, also when its column is
 * hidden from the asker.
 */
export async function findAlert(context: Context, principal: Principal, input: { readonly id: string } & Question): Promise<AlertAnswer> {
  return read(context, principal, {
    question: input,
    as: { operation: 'alert' },
    work: async (reading) => {
      const [alert] = await alertsOf(reading, [await lifeCalled(reading, context, { id: input.id, size: reading.asked.knownAt })]);
      if (alert === undefined) throw new Error('an alert that was found is gone within one snapshot');
      return { header: reading.asking.header(), alert };
    },
  });
}

export interface AlertFilter {
  /** Only those in one of these states; absent: all. */
  readonly states?: readonly AlertState[] | null | undefined;
}

/** The alerts that were ever opened, as they stood at the asked `knownAt`, those first in whose life something happened last. */
export async function listAlerts(context: Context, principal: Principal, input: AlertFilter & Page & Question): Promise<Connection<Alert>> {
  const states = input.states ?? undefined;
  return readPage<Act & { readonly life: AlertLife }, Alert>(context, principal, {
    input,
    listing: {
      of: ['alerts', states?.toSorted() ?? null],
      items: async (reading, { after, limit }) => {
        const { session, tenant, knownAt } = reading.asked;
        const before = positionIn(after);
        const acts = await newestFirst(reading, before);
        const found: (Act & { readonly life: AlertLife })[] = [];
        for (let from = 0; from < acts.length && found.length < limit; from += limit) {
          const some = acts.slice(from, from + limit);
          const ids = some.map(({ subject }) => subject);
          const lives = await livesSeen(reading, context, { acts: await new ActReader(session, tenant).ofSubjects('alert', ids, knownAt) });
          const byId = new Map(lives.map((life) => [alertId(life[0].fingerprint), life]));
          for (const act of some) {
            const life = byId.get(act.subject);
            if (life !== undefined && (states === undefined || states.includes(stateOf(life)))) found.push({ ...act, life });
          }
        }
        return found.slice(0, limit);
      },
      keyOf: ({ position }) => [position.toString()],
      show: (reading, items) =>
        alertsOf(
          reading,
          items.map(({ life }) => life),
        ),
    },
  });
}

async function newestFirst({ asked: { session, tenant, knownAt } }: Reading, before: bigint | undefined): Promise<readonly Act[]> {
  const acts = await new ActReader(session, tenant).newestOfEach(['alert'], knownAt);
  return acts
    .filter(({ position }) => before === undefined || position < before)
    .toSorted((left, right) => (left.position > right.position ? -1 : 1));
}
