import type { Standings } from '#access';

import { requireAuditor } from '../ask/require-auditor.ts';
import type { AnswerHeader, Question } from '../ask/answer.ts';
import { read } from '../ask/ask.ts';
import { ALL_RECORDED, standingsAt } from '../ask/access-in-force.ts';
import type { Context, Principal } from '../context.ts';
import { keyHandOf } from './key-hand.ts';

export interface StandingsAnswer extends Standings {
  readonly header: AnswerHeader;
}

/** Teams and who has which role, as they were in force at `knownAt`, by name. For auditors and administrators; a steward is told of his teams alone. */
export async function listStandings(
  context: Context,
  principal: Principal,
  { alsoUnmapped = false, ...question }: Question & { readonly alsoUnmapped?: boolean } = {},
): Promise<StandingsAnswer> {
  const hand = await keyHandOf(context, principal);
  const own = hand?.kind === 'steward' && !hand.audits ? new Set(hand.teams.map(({ team }) => team)) : undefined;
  if (own === undefined) await requireAuditor(context, principal, 'read teams and roles');
  return read(context, principal, {
    question,
    as: { operation: 'teams and roles' },
    work: async ({ asked: { session, knownAt }, asking }) => {
      const standings = await standingsAt(context, session, alsoUnmapped ? ALL_RECORDED : knownAt);
      const header = asking.header();
      if (own === undefined) return { header, ...standings };
      return { header, teams: standings.teams.filter(({ team }) => own.has(team)), roles: [], quotas: [] };
    },
  });
}
