import { alertId, type AlertState } from '#alerts';
import { Failure } from '#foundation';
import { type Act, ActReader } from '#store';

import type { AnswerHeader, Question } from '../ask/answer.ts';
import { read, readPage, type Reading } from '../ask/ask.ts';
import type { Connection, Page } from '../ask/page.ts';
import { seenColumns } from '../ask/seen-columns.ts';
import type { Context, Principal } from '../context.ts';
import { type Alert, alertsOf } from './alert.ts';
import { type AlertLife, livesAt, stateOf } from './alert-acts.ts';

export interface AlertAnswer {
  readonly header: AnswerHeader;
  readonly alert: Alert;
}

/** An alert by its id, as it stood at the asked `knownAt`. Throws NOT_FOUND, also when its column is hidden from the asker. */
export async function findAlert(context: Context, principal: Principal, input: { readonly id: string } & Question): Promise<AlertAnswer> {
  return read(context, principal, {
    question: input,
    work: async (reading) => {
      const [life] = await livesOf(reading, context, [input.id]);
      const [alert] = await alertsOf(reading, life === undefined ? [] : [life]);
      if (alert === undefined) throw new Failure('NOT_FOUND', 'There is no alert of that id; `alerts` names those that are.');
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
        const before = after?.[0] == null ? undefined : BigInt(after[0]);
        const acts = await newestFirst(reading, before);
        const found: (Act & { readonly life: AlertLife })[] = [];
        for (let from = 0; from < acts.length && found.length < limit; from += limit) {
          const some = acts.slice(from, from + limit);
          const lives = await livesOf(
            reading,
            context,
            some.map(({ subject }) => subject),
          );
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
  const acts = await new ActReader(session, tenant).newestOfEach('alert', knownAt);
  return acts
    .filter(({ position }) => before === undefined || position < before)
    .toSorted((left, right) => (left.position > right.position ? -1 : 1));
}

/** The lives of some alerts, as far as the asked size knows them and the asker may see them. Two statements, and two for whom names are hidden from. */
async function livesOf(reading: Reading, context: Context, ids: readonly string[]): Promise<readonly AlertLife[]> {
  const { session, tenant, knownAt } = reading.asked;
  const acts = await new ActReader(session, tenant).ofSubjects('alert', ids, knownAt);
  const lives = await livesAt(
    context,
    session,
    acts.map(({ position }) => position),
  );
  const all = [...lives.values()];
  const seen = await seenColumns(
    reading,
    all.map(([{ fingerprint }]) => fingerprint),
  );
  return all.filter((_, index) => seen[index]);
}
