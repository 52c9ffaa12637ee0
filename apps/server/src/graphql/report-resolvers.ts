import { listReports, requestReport } from '#operations';

import type { MutationResolvers, QueryResolvers, Resolvers } from './generated.ts';
import { pageOf } from './parents.ts';
import { timesOf } from './request-context.ts';
import { same } from './same.ts';

type ReportTypes = 'Report' | 'RequestedReport' | 'ReportConnection' | 'ReportEdge';

export const reportQueries: Pick<QueryResolvers, 'reports'> = {
  reports: async (_root, { first, after, ...args }, { context, principal }) =>
    pageOf(await listReports(context, principal, { first, after, ...timesOf(args) }), (report) => report),
};

export const reportMutations: Pick<MutationResolvers, 'requestReport'> = {
  requestReport: (_root, { kind, ...args }, { unpinned, principal }) => requestReport(unpinned, principal, { kind, ...timesOf(args) }),
};

export const reportResolvers: Pick<Resolvers, ReportTypes> = {
  Report: {
    ...same('id', 'kind', 'asOf', 'foldVersion', 'ruleVersion', 'digest', 'fingerprint', 'position', 'commitment', 'recordedAt'),
    knownAt: ({ knownAt }) => BigInt(knownAt),
    pageDigest: ({ page }) => page,
    requestedBy: ({ by, byName }) => ({ id: by, name: byName }),
  },
  RequestedReport: same('header', 'id', 'kind', 'digest', 'json', 'html', 'signature', 'publicKey', 'fingerprint', 'position'),
  ReportConnection: same('header', 'nodes', 'edges', 'pageInfo'),
  ReportEdge: same('cursor', 'node'),
};
