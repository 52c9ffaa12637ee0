import { listEnforcement, reportEnforcement } from '#operations';

import type { AccessAction, MutationResolvers, QueryResolvers, Resolvers } from './generated.ts';
import { pageOf } from './parents.ts';
import { timesOf } from './request-context.ts';
import { same } from './same.ts';

const GUARDED = { read: 'READ', write: 'WRITE' } as const;
const NAMED: Readonly<Record<AccessAction, string>> = { SEE: 'see', READ: 'read', WRITE: 'write' };

export const enforcementQueries: Pick<QueryResolvers, 'enforcement'> = {
  enforcement: async (_root, { first, after, ...times }, { context, principal }) =>
    pageOf(await listEnforcement(context, principal, { first, after, ...timesOf(times) }), (report) => report),
};

export const enforcementMutations: Pick<MutationResolvers, 'reportEnforcement'> = {
  reportEnforcement: (_root, { actions, ...told }, { unpinned, principal }) =>
    reportEnforcement(unpinned, principal, { ...told, actions: actions.map((action) => NAMED[action]) }),
};

type EnforcementTypes = 'ReportedEnforcement' | 'EnforcingSystem' | 'EnforcementReport' | 'EnforcementConnection' | 'EnforcementEdge';

export const enforcementResolvers: Pick<Resolvers, EnforcementTypes> = {
  ReportedEnforcement: same('system', 'since', 'until'),
  EnforcingSystem: same('system', 'by', 'since', 'until'),
  EnforcementReport: {
    ...same('system', 'by', 'namespaces', 'since', 'until'),
    actions: ({ actions }) => actions.map((each) => GUARDED[each]),
  },
  EnforcementConnection: same('header', 'nodes', 'edges', 'pageInfo'),
  EnforcementEdge: same('cursor', 'node'),
};
