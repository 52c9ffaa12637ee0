import { digestGraph, readStatus } from '#operations';

import type { QueryResolvers, Resolvers } from './generated.ts';
import { timesOf } from './request-context.ts';
import { same } from './same.ts';

/** What fits into an Int. */
const COUNT_MAX = 2n ** 31n - 1n;

export const statusQueries: Pick<QueryResolvers, 'graphDigest' | 'status'> = {
  graphDigest: (_root, args, { context, principal }) => digestGraph(context, principal, timesOf(args)),
  status: (_root, args, { context, principal }) => readStatus(context, principal, timesOf(args)),
};

export const statusResolvers: Pick<Resolvers, 'GraphDigest' | 'Status' | 'Refusal'> = {
  GraphDigest: same('digest', 'header'),
  Status: same('header', 'recorded', 'mapped', 'lagMs', 'datasets', 'jobs', 'runs', 'quarantined', 'refusals', 'foldVersion', 'generation'),
  Refusal: {
    ...same('reason', 'since', 'last'),
    sender: ({ sender, senderName }) => (sender === null ? null : { id: sender, name: senderName }),
    count: ({ count }) => Number(count > COUNT_MAX ? COUNT_MAX : count),
  },
};
