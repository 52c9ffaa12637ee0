import { isNameOf, namedIn } from '#access';
import { keyStage, shortName } from '#alerts';
import { DAY_MS, formatInstant, instantFromDate } from '#foundation';

import { endingKeys, type EndingKey } from '../ending-keys.ts';
import { type NoticeDesk, type Told, toldOf } from './notice-desk.ts';

/** What is told of the keys that end within some days: each once a stage. */
export async function keyNotices(desk: NoticeDesk): Promise<readonly Told[]> {
  const { context, session, settings, now } = desk;
  const keys = await endingKeys(context, session, Math.max(...settings.keyDays) * DAY_MS);
  return keys.flatMap((key) => {
    const msLeft = Number((key.expiresAt - instantFromDate(now)) / 1_000_000n);
    const stage = keyStage(msLeft, { days: settings.keyDays, dayMs: DAY_MS });
    if (stage === undefined) return [];
    const notice = { once: `key:${key.prefix}:${formatInstant(key.expiresAt)}:${stage}`, ...saidOf(key) };
    return toldOf(desk, ownersOf(desk, key), 'key').map((team) => ({ team, ...notice }));
  });
}

/**
 * Of an emitter the teams for which it sends: only an administrator puts one among them that is not called after the team. Of all teams that name the holder that after which
 * it is called: who names a person in his team learns nothing of him by that.
 */
function ownersOf({ standings }: NoticeDesk, { holder, kind, name, prefix, teams }: EndingKey) {
  const { emits, within } = namedIn(standings, new Set([holder, name, prefix]));
  const sends = new Set([...teams, ...emits].map(({ team }) => team));
  const named = new Set(within.map(({ team }) => team));
  return standings.teams.filter(
    ({ team }) => (kind === 'emitter' && sends.has(team)) || ((sends.has(team) || named.has(team)) && isNameOf(team, name)),
  );
}

function saidOf({ prefix, name, expiresAt, next }: EndingKey): Omit<Told, 'team' | 'once'> {
  const [holder, ends] = [shortName(name), formatInstant(expiresAt)];
  const after = next === null ? `and none comes after it: headgate keys rotate ${prefix}` : `and ${next} comes after it.`;
  return { type: 'key.ending', text: `The key ${prefix} of ${holder} ends at ${ends}, ${after}`, data: { prefix, holder, ends, next } };
}
