import { z } from 'zod';

import { emittersOf, type EmittingTeam } from './emitters.ts';

/** Beyond each no quota is needed, and what is computed stays exact. */
const EVENTS_MAX = 1_000_000;
const BYTES_MAX = 1_000_000_000_000_000;
const COST_MAX = 1_000_000_000;

const whole = (max: number) => z.int('a whole number').min(1, 'at least 1; leave it out for no quota').max(max).optional();

/** What may be sent and asked. What is absent has no bound. */
export const QuotasShape = z.strictObject({
  events_per_second: whole(EVENTS_MAX),
  /** Of bodies after gunzip, on a day of UTC. */
  bytes_per_day: whole(BYTES_MAX),
  query_cost_per_minute: whole(COST_MAX),
});
export type Quotas = z.infer<typeof QuotasShape>;
export type QuotaName = keyof Quotas;

/** The quotas of whoever is named so. */
export interface QuotaStanding extends Quotas {
  /** Of whom. */
  readonly quota: string;
}

/** Whose quotas count for somebody: its own, or those of a team that it sends or asks for. */
export interface QuotaHolder {
  readonly kind: 'key' | 'team';
  /** The id of whoever holds the key, or the team's name. */
  readonly id: string;
  readonly name: string;
  readonly quotas: Quotas;
}

/** Whether somebody is meant by a word of the file. */
export type IsMeant = (word: string) => boolean;

/** All whose quotas count for somebody: what is sent or asked must be within each. `teams`: those that somebody has a role in. */
export function quotaHolders(
  { id, name, teams }: { readonly id: string; readonly name: string; readonly teams: ReadonlySet<string> },
  standings: {
    readonly quotas: readonly QuotaStanding[];
    readonly teams: readonly {
      readonly team: string;
      readonly emitters?: EmittingTeam['emitters'];
      readonly quotas?: Quotas | undefined;
    }[];
  },
  isMeant: IsMeant,
): readonly QuotaHolder[] {
  const own = standings.quotas.flatMap(({ quota, ...quotas }) => (isMeant(quota) ? [quotas] : []));
  const ofTeams = standings.teams.flatMap(({ team, emitters, quotas }): readonly QuotaHolder[] =>
    quotas !== undefined && (teams.has(team) || emittersOf({ emitters }).some(({ word }) => isMeant(word)))
      ? [{ kind: 'team', id: team, name: team, quotas }]
      : [],
  );
  return [...(own.length === 0 ? [] : [{ kind: 'key', id, name, quotas: strictest(own) } as const]), ...ofTeams];
}

/** Who is named twice, by name and by id say, is held to the smaller of each. */
function strictest(all: readonly Quotas[]): Quotas {
  const least = (of: QuotaName): Quotas => {
    const said = all.flatMap((each) => each[of] ?? []);
    return said.length === 0 ? {} : { [of]: Math.min(...said) };
  };
  return { ...least('events_per_second'), ...least('bytes_per_day'), ...least('query_cost_per_minute') };
}
