import { shortName } from '#alerts';
import { HOUR_MS } from '#foundation';
import { type HeardRange, refusedClaims, toldSince } from '#store';

import { type NoticeDesk, ownersOfNamespace, routeNamed, type Told, toldOf } from './notice-desk.ts';

/** Of one claimant over one route: somebody whose pipeline is misconfigured claims with each event. */
const QUIET_MS = 1 * HOUR_MS;
/** Pairs of claimant and namespace that a turn looks at, the most frequent first. */
const CLAIMS_MAX = 1_000;
const NAMESPACES_NAMED_MAX = 5;

/** Somebody, and what it claimed of one team. */
interface Claimed {
  readonly team: string | null;
  readonly sender: string;
  readonly name: string;
  readonly namespaces: readonly string[];
}

/** What is told of the claims that were refused in a stretch of the ledger. */
export async function claimNotices(desk: NoticeDesk, range: HeardRange): Promise<readonly Told[]> {
  const { context, session, now } = desk;
  const claims = await refusedClaims(session, context.tenant, { range, limit: CLAIMS_MAX });
  if (claims.length === 0) return [];
  const claimed = new Map<string, Claimed>();
  for (const { sender, name, namespace } of claims) {
    for (const team of toldOf(desk, ownersOfNamespace(desk, namespace), 'claim')) {
      const key = `${routeNamed(team)} ${sender}`;
      const namespaces = [...(claimed.get(key)?.namespaces ?? []), namespace];
      claimed.set(key, { team, sender, name: shortName(name ?? sender), namespaces });
    }
  }
  if (claimed.size === 0) return [];

  const told = await toldSince(session, context.tenant, { type: 'claim.refused', since: new Date(now.getTime() - QUIET_MS) });
  const isQuiet = new Set(told.map(({ route, once }) => `${route} ${once.split(':')[1] ?? ''}`));
  return [...claimed].flatMap(([key, each]) => (isQuiet.has(key) ? [] : [noticeOf(each, now)]));
}

function noticeOf({ team, sender, name, namespaces }: Claimed, now: Date): Told {
  const owner = team === null ? 'no team owns' : `${team} owns`;
  const what = namespaces.length === 1 ? `a namespace that ${owner}` : `namespaces that ${owner}`;
  return {
    team,
    once: `claim:${sender}:${now.toISOString()}`,
    type: 'claim.refused',
    text: `${name} claimed something about ${what}, and may not; the events are in quarantine: headgate quarantine list`,
    data: { claimant: name, namespaces: namespaces.slice(0, NAMESPACES_NAMED_MAX).map(shortName), namespaceCount: namespaces.length },
  };
}
