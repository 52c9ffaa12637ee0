import { breakGlass, endGlass, listBrokenGlasses, reviewGlass } from '#operations';

import type { MutationResolvers, QueryResolvers, Resolvers } from './generated.ts';
import { pageOf } from './parents.ts';
import { timesOf } from './request-context.ts';
import { same } from './same.ts';

type GlassTypes =
  'BrokenGlass' | 'GlassReview' | 'BrokenGlassConnection' | 'BrokenGlassEdge' | 'GlassBroken' | 'GlassReviewed' | 'GlassEnded';

export const glassQueries: Pick<QueryResolvers, 'brokenGlasses'> = {
  brokenGlasses: async (_root, { isOwed, first, after, ...args }, { context, principal }) =>
    pageOf(await listBrokenGlasses(context, principal, { isOwed, first, after, ...timesOf(args) }), (glass) => glass),
};

export const glassMutations: Pick<MutationResolvers, 'breakGlass' | 'endGlass' | 'reviewGlass'> = {
  breakGlass: (_root, { reason, hours, who }, { unpinned, principal }) => breakGlass(unpinned, principal, { reason, hours, who }),
  endGlass: (_root, { glass }, { unpinned, principal }) => endGlass(unpinned, principal, { position: glass }),
  reviewGlass: (_root, { glass, note }, { unpinned, principal }) => reviewGlass(unpinned, principal, { position: glass, note }),
};

export const glassResolvers: Pick<Resolvers, GlassTypes> = {
  BrokenGlass: {
    ...same('position', 'reason', 'hours', 'until', 'isInForce', 'at', 'review'),
    who: ({ who, name }) => ({ id: who, name }),
    by: ({ by, byName }) => ({ id: by, name: byName }),
  },
  GlassReview: { ...same('at', 'note'), by: ({ by, byName }) => ({ id: by, name: byName }) },
  BrokenGlassConnection: same('header', 'nodes', 'edges', 'pageInfo'),
  BrokenGlassEdge: same('cursor', 'node'),
  GlassBroken: { ...same('position', 'until'), who: ({ who, name }) => ({ id: who, name }) },
  GlassReviewed: same('position', 'name'),
  GlassEnded: same('position', 'name', 'until'),
};
