import { listNamespaces, searchGraph } from '#operations';

import type { QueryResolvers, Resolvers } from './generated.ts';
import { KINDS_NAMED } from './node-kinds.ts';
import { nodeParent, pageOf, searchHitParent } from './parents.ts';
import { timesOf } from './request-context.ts';
import { same } from './same.ts';

type SearchTypes = 'SearchHit' | 'SearchConnection' | 'SearchEdge' | 'Namespace' | 'NamespaceConnection' | 'NamespaceEdge';

export const searchQueries: Pick<QueryResolvers, 'search' | 'namespaces'> = {
  search: async (_root, { text, kind, first, after, ...args }, { context, principal }) => {
    const filter = { text, kind: kind == null ? undefined : KINDS_NAMED[kind] };
    return pageOf(await searchGraph(context, principal, { ...filter, first, after, ...timesOf(args) }), searchHitParent);
  },
  namespaces: async (_root, { first, after, ...args }, { context, principal }) =>
    pageOf(await listNamespaces(context, principal, { first, after, ...timesOf(args) }), (namespace) => namespace),
};

export const searchResolvers: Pick<Resolvers, SearchTypes> = {
  SearchHit: {
    node: ({ hit, header }) => nodeParent(hit.node, header),
    match: ({ hit }) => hit.match,
    matched: ({ hit }) => hit.matched,
    score: ({ hit }) => hit.score,
  },
  SearchConnection: same('header', 'nodes', 'edges', 'pageInfo'),
  SearchEdge: same('cursor', 'node'),
  Namespace: { ...same('datasets', 'jobs'), name: ({ namespace }) => namespace },
  NamespaceConnection: same('header', 'nodes', 'edges', 'pageInfo'),
  NamespaceEdge: same('cursor', 'node'),
};
