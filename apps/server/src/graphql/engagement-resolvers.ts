import { endEngagement, findEngagement, listEngagements, type ListedEngagement, listReadings, openEngagement } from '#operations';

import { engagementParent } from './engagement-parents.ts';
import type { EngagementState, MutationResolvers, QueryResolvers, Resolvers } from './generated.ts';
import { timesIn } from './loaders.ts';
import { pageOf } from './parents.ts';
import { timesOf } from './request-context.ts';
import { same } from './same.ts';

type EngagementTypes =
  | 'Engagement'
  | 'EngagementEnd'
  | 'EngagementConnection'
  | 'EngagementEdge'
  | 'Reading'
  | 'ReadOperation'
  | 'ReadingConnection'
  | 'ReadingEdge'
  | 'EngagementOpened'
  | 'EngagementEnded';

const STATES: Readonly<Record<ListedEngagement['state'], EngagementState>> = { 'to-come': 'TO_COME', 'in-force': 'IN_FORCE', over: 'OVER' };

export const engagementQueries: Pick<QueryResolvers, 'engagements' | 'engagement'> = {
  engagements: async (_root, { first, after, ...args }, { context, principal }) =>
    pageOf(await listEngagements(context, principal, { first, after, ...timesOf(args) }), engagementParent),
  engagement: async (_root, { name, ...args }, { context, principal }) => {
    const { engagement, header } = await findEngagement(context, principal, { name, ...timesOf(args) });
    return engagementParent(engagement, header);
  },
};

export const engagementMutations: Pick<MutationResolvers, 'openEngagement' | 'endEngagement'> = {
  openEngagement: (_root, { engagement }, { unpinned, principal }) => openEngagement(unpinned, principal, engagement),
  endEngagement: (_root, { name, why }, { unpinned, principal }) => endEngagement(unpinned, principal, { name, why }),
};

export const engagementResolvers: Pick<Resolvers, EngagementTypes> = {
  Engagement: {
    ...same('header'),
    name: ({ engagement }) => engagement.name,
    who: ({ engagement }) => engagement.who,
    scope: ({ engagement }) => engagement.scope,
    purpose: ({ engagement }) => engagement.purpose,
    why: ({ engagement }) => engagement.why,
    from: ({ engagement }) => engagement.from,
    until: ({ engagement }) => engagement.until,
    state: ({ engagement }) => STATES[engagement.state],
    position: ({ engagement }) => engagement.position,
    by: ({ engagement: { by, byName } }) => ({ id: by, name: byName }),
    at: ({ engagement }) => engagement.at,
    ended: ({ engagement }) => engagement.ended,
    readings: async ({ engagement: { name }, header }, { first, after }, { context, principal }) =>
      pageOf(await listReadings(context, principal, { name, first, after, ...timesIn(header) }), (reading) => reading),
  },
  EngagementEnd: { ...same('position', 'at', 'why'), by: ({ by, byName }) => ({ id: by, name: byName }) },
  EngagementConnection: same('header', 'nodes', 'edges', 'pageInfo'),
  EngagementEdge: same('cursor', 'node'),
  Reading: { ...same('position', 'at', 'asked', 'count', 'policy', 'isWithin'), by: ({ by, byName }) => ({ id: by, name: byName }) },
  ReadOperation: same('operation', 'arguments', 'shown', 'failed'),
  ReadingConnection: same('header', 'nodes', 'edges', 'pageInfo'),
  ReadingEdge: same('cursor', 'node'),
  EngagementOpened: same('position', 'name', 'from', 'until'),
  EngagementEnded: same('position', 'name', 'until'),
};
