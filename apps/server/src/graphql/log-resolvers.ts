import { proveThing, showLog } from '#operations';

import { ENTRY_KINDS } from './event-resolvers.ts';
import type { QueryResolvers, Resolvers } from './generated.ts';
import { timesOf } from './request-context.ts';
import { same } from './same.ts';

export const logQueries: Pick<QueryResolvers, 'log' | 'proof'> = {
  log: (_root, args, { context, principal }) => showLog(context, principal, timesOf(args)),
  proof: (_root, { of, open, ...args }, { context, principal }) => proveThing(context, principal, { ...of, open, ...timesOf(args) }),
};

export const logResolvers: Pick<Resolvers, 'Log' | 'Witness' | 'Proof' | 'ProofOpening'> = {
  Log: same('header', 'size', 'checkpoint', 'verifierKey', 'witnesses'),
  Witness: same('name', 'verifierKey', 'size', 'at'),
  Proof: {
    ...same('position', 'leaf', 'proof', 'verifierKey', 'opening', 'header'),
    kind: ({ kind }) => ENTRY_KINDS[kind],
  },
  ProofOpening: {
    ...same('text'),
    salt: ({ salt }) => salt.toString('hex'),
  },
};
