import { digestGraph, readStatus } from '#operations';

import type { QueryResolvers, Resolvers } from './generated.ts';
import { timesOf } from './request-context.ts';
import { same } from './same.ts';

export const statusQueries: Pick<QueryResolvers, 'graphDigest' | 'status'> = {
  graphDigest: (_root, args, { context, principal }) => digestGraph(context, principal, timesOf(args)),
  status: (_root, args, { context, principal }) => readStatus(context, principal, timesOf(args)),
};

export const statusResolvers: Pick<Resolvers, 'GraphDigest' | 'Status'> = {
  GraphDigest: same('digest', 'header'),
  Status: same('header', 'recorded', 'mapped', 'lagMs', 'datasets', 'jobs', 'runs', 'quarantined', 'foldVersion', 'generation'),
};
