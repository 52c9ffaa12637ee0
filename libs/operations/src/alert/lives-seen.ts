import { alertId } from '#alerts';
import { Failure } from '#foundation';
import { type Act, ActReader } from '#store';

import type { Reading } from '../ask/ask.ts';
import { seenColumns } from '../ask/seen-columns.ts';
import type { Context } from '../context.ts';
import { type AlertLife, livesAt } from './alert-acts.ts';

/** An alert's id, or as much of its beginning as people are shown. */
const ID_OR_BEGINNING = /^[0-9a-f]{8,32}$/;
/** Alerts that a refusal names. */
const CANDIDATES_MAX = 10;

/** The lives that some acts tell of, as far as the asker may see them; those that are not `wanted` are looked at and left. One statement, and two for whom names are hidden from. */
export async function livesSeen(
  reading: Reading,
  context: Context,
  { acts, isWanted = () => true }: { readonly acts: readonly Act[]; readonly isWanted?: (life: AlertLife) => boolean },
): Promise<readonly AlertLife[]> {
  const lives = await livesAt(
    context,
    reading.asked.session,
    acts.map(({ position }) => position),
  );
  const all = [...lives.values()];
  const seen = await seenColumns(
    reading,
    all.map((life) => ({ ...life[0].fingerprint, isWanted: isWanted(life) })),
  );
  return all.filter((_, index) => seen[index]);
}

/**
 * The life of the alert of an id, or of the only one that the asker may see whose id begins so, as far as a ledger size knows it. Throws NOT_FOUND and
 * AMBIGUOUS.
 */
export async function lifeCalled(
  reading: Reading,
  context: Context,
  { id, size }: { readonly id: string; readonly size: bigint },
): Promise<AlertLife> {
  const { session, tenant } = reading.asked;
  const beginning = id.toLowerCase();
  const isWanted = ([{ fingerprint }]: AlertLife): boolean => ID_OR_BEGINNING.test(beginning) && alertId(fingerprint).startsWith(beginning);
  const acts = await new ActReader(session, tenant).aboutOrNext('alert', beginning.replaceAll('\0', ''), size);
  const [life, ...others] = await livesSeen(reading, context, { acts, isWanted });
  if (life === undefined) {
    reading.sight.noteMissing(`alert ${id}`);
    throw new Failure('NOT_FOUND', 'There is no alert of that id; `alerts` names those that are.');
  }
  if (others.length > 0) throw ambiguous([life, ...others]);
  return life;
}

function ambiguous(lives: readonly AlertLife[]): Failure {
  const candidates = lives.slice(0, CANDIDATES_MAX).map(([{ fingerprint }]) => {
    const { dataset, column } = fingerprint;
    return { id: alertId(fingerprint), kind: 'ALERT', namespace: dataset.namespace, name: dataset.name, column };
  });
  const list = candidates.map(({ id, name, column }) => `${id} (${column} of ${name})`).join(', ');
  const rest = lives.length > candidates.length ? ', and others' : '';
  return new Failure('AMBIGUOUS', `Several alerts have ids that begin so; say which: ${list}${rest}.`, { details: { candidates } });
}
