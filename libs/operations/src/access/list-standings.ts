import type { Standings, TeamStanding } from '#access';
import { compareUtf8 } from '#foundation';

import { requireAuditor } from '../ask/require-auditor.ts';
import type { Question } from '../ask/answer.ts';
import { readPage } from '../ask/ask.ts';
import { ALL_RECORDED, standingsAt } from '../ask/access-in-force.ts';
import type { Connection, Page } from '../ask/page.ts';
import type { Context, Principal } from '../context.ts';
import { keyHandOf } from './key-hand.ts';

/** All that is in force, and a page of the teams. */
export interface StandingsAnswer extends Standings, Connection<TeamStanding> {}

/**
 * Teams and who has which role, as they were in force at `knownAt`: whole, as an access file says it, and a page of the teams, by name. For auditors and
 * administrators; a steward is told of his teams alone.
 */
export async function listStandings(
  context: Context,
  principal: Principal,
  { alsoUnmapped = false, ...input }: Page & Question & { readonly alsoUnmapped?: boolean } = {},
): Promise<StandingsAnswer> {
  const hand = await keyHandOf(context, principal);
  const own = hand?.kind === 'steward' && !hand.audits ? new Set(hand.teams.map(({ team }) => team)) : undefined;
  if (own === undefined) await requireAuditor(context, principal, 'read teams and roles');
  let told: Standings | undefined;
  const page = await readPage<TeamStanding, TeamStanding>(context, principal, {
    input,
    listing: {
      of: ['teams and roles', alsoUnmapped],
      items: async ({ asked: { session, knownAt } }, { after, limit }) => {
        const standings = await standingsAt(context, session, alsoUnmapped ? ALL_RECORDED : knownAt);
        told = own === undefined ? standings : { teams: standings.teams.filter(({ team }) => own.has(team)), roles: [], quotas: [] };
        const from = after?.[0] ?? undefined;
        return told.teams
          .toSorted((left, right) => compareUtf8(left.team, right.team))
          .filter(({ team }) => from === undefined || compareUtf8(team, from) > 0)
          .slice(0, limit);
      },
      keyOf: ({ team }) => [team],
      show: (_reading, teams) => teams,
    },
  });
  if (told === undefined) throw new Error('a page was read and no teams');
  return { ...told, ...page };
}
