import { emittersOf, type HeldGrant, type Standings } from '#access';
import { DAY_MS, formatInstant } from '#foundation';
import { expiringKeys, type ExpiringKey, holdersOf, type Session } from '#store';

import { accessInForce } from './ask/access-in-force.ts';
import type { Context, Principal } from './context.ts';

/** From so long before its end on, a key is told to expire. */
export const KEY_EXPIRING_MS = 14 * DAY_MS;

/** The beginning of a key, as an access file names who holds it. */
const PREFIX = /^hg_[A-Za-z0-9_-]{8}$/;
const STEWARD = 'steward';

/** A key in force that ends soon, and whom that concerns beside its holder. */
export interface EndingKey extends ExpiringKey {
  /** The teams for which its holder sends. */
  readonly teams: readonly EmitterTeam[];
}

export interface EmitterTeam {
  readonly team: string;
  /** As the access file names them. */
  readonly stewards: readonly string[];
}

/** The keys in force that end within a time, the first of them first. Two statements, one more where an access file names keys. */
export async function endingKeys(
  context: Pick<Context, 'tenant' | 'keys' | 'clock'>,
  session: Session,
  withinMs = KEY_EXPIRING_MS,
): Promise<readonly EndingKey[]> {
  const { tenant, clock } = context;
  const now = clock.now();
  const ending = await expiringKeys(session, tenant, { now, until: new Date(now.getTime() + withinMs) });
  if (ending.length === 0) return [];
  const teams = await teamsInForce(context, session);
  const prefixes = teams.flatMap((team) => emittersOf(team).flatMap(({ word }) => (PREFIX.test(word) ? [word] : [])));
  const holders = prefixes.length === 0 ? new Map<string, string>() : await holdersOf(session, tenant, prefixes);
  return ending.map((key) => ({ ...key, teams: teamsOf(key, teams, holders) }));
}

/** Where they cannot be read, because the key file is not the ledger's own, keys are told all the same. */
async function teamsInForce(context: Pick<Context, 'tenant' | 'keys'>, session: Session): Promise<Standings['teams']> {
  return accessInForce(context, session).then(
    ({ standings }) => standings.teams,
    () => [],
  );
}

function teamsOf({ holder, name }: ExpiringKey, teams: Standings['teams'], holders: ReadonlyMap<string, string>): readonly EmitterTeam[] {
  const sends = (team: Standings['teams'][number]): boolean =>
    emittersOf(team).some(({ word }) => word === name || word === holder || holders.get(word) === holder);
  return teams.filter(sends).map(({ team, members }) => ({ team, stewards: members[STEWARD] ?? [] }));
}

/** Those of which somebody is to know: its own, and those of who sends for a team whose steward it is. */
export function concerning(keys: readonly EndingKey[], { id }: Principal, grants: readonly HeldGrant[]): readonly EndingKey[] {
  const stewarded = new Set(grants.flatMap(({ role, team }) => (role === STEWARD && team !== null ? [team] : [])));
  return keys.filter(({ holder, teams }) => holder === id || teams.some(({ team }) => stewarded.has(team)));
}

/** Keys that one round of notices names. */
const NOTICES_MAX = 100;

/** A sentence for the log about each key that ends soon: which, whose, when, and who is to know. Of a key it holds the beginning alone, which proves nothing. */
export async function endingKeyNotices(context: Pick<Context, 'database' | 'tenant' | 'keys' | 'clock'>): Promise<readonly string[]> {
  const keys = await context.database.snapshot((session) => endingKeys(context, session));
  const named = keys.slice(0, NOTICES_MAX).map((key) => {
    const after = key.next === null ? `\`headgate keys rotate ${key.prefix}\` makes the next one` : `${key.next} comes after it`;
    return `The key ${key.prefix} of ${key.name} ends at ${formatInstant(key.expiresAt)}; ${after}. ${ownersOf(key)}`;
  });
  return keys.length > named.length
    ? [...named, `${keys.length - named.length} more keys end soon: headgate keys list --expiring 14d.`]
    : named;
}

/** Who is to know that a key ends, in a sentence. */
export function ownersOf({ name, teams }: Pick<EndingKey, 'name' | 'teams'>): string {
  const stewards = teams.map(({ team, stewards: those }) =>
    those.length === 0 ? `the team ${team}, which has no steward` : `the stewards of the team ${team}: ${those.join(', ')}`,
  );
  return `To know: ${[name, ...stewards].join('; ')}.`;
}
