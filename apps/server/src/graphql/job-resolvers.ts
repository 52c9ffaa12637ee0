import { findJob, type Job, listJobs, listRuns } from '#operations';

import { facetsNamed, namedAt } from './dataset-resolvers.ts';
import type { QueryResolvers, Resolvers } from './generated.ts';
import { timesIn } from './loaders.ts';
import { type NodeParent, nodeParent, pageOf, runParent } from './parents.ts';
import { nodeReference } from './references.ts';
import { type RequestContext, timesOf } from './request-context.ts';
import { same } from './same.ts';
import { walking } from './walk.ts';

export const jobQueries: Pick<QueryResolvers, 'job' | 'jobs'> = {
  job: async (_root, args, { context, principal, loaders }) => {
    const { job, header } = await findJob(context, principal, { job: nodeReference(args, 'job'), ...timesOf(args) });
    loaders.job(header).prime(job.id, job);
    return nodeParent(job, header);
  },
  jobs: async (_root, { namespace, namePrefix, first, after, ...args }, { context, principal }) =>
    pageOf(await listJobs(context, principal, { namespace, namePrefix, first, after, ...timesOf(args) }), nodeParent),
};

export const jobResolvers: Pick<Resolvers, 'Job' | 'JobConnection' | 'JobEdge'> = {
  Job: {
    id: ({ node }) => node.id,
    namespace: ({ node }) => node.namespace,
    name: ({ node }) => node.name,
    header: ({ header }) => header,
    facets: async (parent, { names }, request) => facetsNamed((await detail(parent, request)).facets, names),
    tags: async (parent, _args, request) => (await detail(parent, request)).tags,
    owners: async (parent, _args, request) => (await detail(parent, request)).owners,
    description: async (parent, _args, request) => (await detail(parent, request)).description,
    processingType: async (parent, _args, request) => (await detail(parent, request)).processingType,
    integration: async (parent, _args, request) => (await detail(parent, request)).integration,
    jobType: async (parent, _args, request) => (await detail(parent, request)).jobType,
    inputs: async (parent, _args, request) => (await detail(parent, request)).inputs.map(namedAt(parent.header)),
    outputs: async (parent, _args, request) => (await detail(parent, request)).outputs.map(namedAt(parent.header)),
    latestRuns: async (parent, _args, request) => (await detail(parent, request)).latestRuns.map((run) => runParent(run, parent.header)),
    runs: async ({ node, header }, { state, first, after }, { context, principal }) =>
      pageOf(await listRuns(context, principal, { job: { id: node.id }, state, first, after, ...timesIn(header) }), runParent),
    upstream: walking(({ node, header }, args) => ({ root: { id: node.id }, direction: 'upstream', ...args, ...timesIn(header) })),
    downstream: walking(({ node, header }, args) => ({ root: { id: node.id }, direction: 'downstream', ...args, ...timesIn(header) })),
  },
  JobConnection: same('header', 'nodes', 'edges', 'pageInfo'),
  JobEdge: same('cursor', 'node'),
};

const NOTHING = {
  facets: [],
  tags: [],
  owners: [],
  description: null,
  processingType: null,
  integration: null,
  jobType: null,
  inputs: [],
  outputs: [],
  latestRuns: [],
} as const;

/** A name that edges or runs hold and nothing else is known of is a job without anything. */
async function detail({ node, header }: NodeParent, { loaders }: RequestContext): Promise<Job> {
  return (await loaders.job(header).load(node.id)) ?? { ...node, kind: 'job', ...NOTHING };
}
