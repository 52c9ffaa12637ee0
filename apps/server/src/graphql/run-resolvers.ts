import { Failure } from '#foundation';
import { findRun, listEvents, listRuns, type Run } from '#operations';

import { facetsNamed } from './dataset-resolvers.ts';
import type { QueryResolvers, Resolvers } from './generated.ts';
import { JsonText } from './json-text.ts';
import { timesIn } from './loaders.ts';
import { eventParent, nodeParent, pageOf, type RunParent, runParent } from './parents.ts';
import { optionalJob, runReference } from './references.ts';
import { type RequestContext, timesOf } from './request-context.ts';
import { same } from './same.ts';

type RunTypes = 'Run' | 'RunConnection' | 'RunEdge' | 'RunReference' | 'RunUse' | 'RunFacet' | 'RunFinding';

export const runQueries: Pick<QueryResolvers, 'run' | 'runs'> = {
  run: async (_root, args, { context, principal, loaders }) => {
    const { run, header } = await findRun(context, principal, { run: runReference(args), ...timesOf(args) });
    loaders.run(header).prime(run.id, run);
    return runParent(run, header);
  },
  runs: async (_root, { job, namespace, namePrefix, state, first, after, ...args }, { context, principal }) => {
    const filter = { job: optionalJob(job), namespace, namePrefix, state };
    return pageOf(await listRuns(context, principal, { ...filter, first, after, ...timesOf(args) }), runParent);
  },
};

export const runResolvers: Pick<Resolvers, RunTypes> = {
  Run: {
    id: ({ run }) => run.id,
    runId: ({ run }) => run.runId,
    job: ({ run, header }) => nodeParent(run.job, header),
    header: ({ header }) => header,
    state: ({ run }) => run.state,
    began: ({ run }) => run.began,
    ended: ({ run }) => run.ended,
    inputs: async (parent, _args, request) => (await detail(parent, request)).inputs.map((use) => ({ use, header: parent.header })),
    outputs: async (parent, _args, request) => (await detail(parent, request)).outputs.map((use) => ({ use, header: parent.header })),
    facets: async (parent, { names }, request) => facetsNamed((await detail(parent, request)).facets, names),
    parent: async (parent, _args, request) => (await detail(parent, request)).parent,
    root: async (parent, _args, request) => (await detail(parent, request)).root,
    nominalStart: async (parent, _args, request) => (await detail(parent, request)).nominalStart,
    nominalEnd: async (parent, _args, request) => (await detail(parent, request)).nominalEnd,
    processingType: async (parent, _args, request) => (await detail(parent, request)).processingType,
    heartbeatSeconds: async (parent, _args, request) => (await detail(parent, request)).heartbeatSeconds,
    lastEvent: async (parent, _args, request) => (await detail(parent, request)).lastEvent,
    eventCount: async (parent, _args, request) => (await detail(parent, request)).events,
    findings: async (parent, _args, request) => (await detail(parent, request)).findings,
    events: async ({ run, header }, { first, after }, { context, principal }) =>
      pageOf(await listEvents(context, principal, { run: { id: run.id }, first, after, ...timesIn(header) }), eventParent),
  },
  RunConnection: same('header', 'nodes', 'edges', 'pageInfo'),
  RunEdge: same('cursor', 'node'),
  RunReference: same('id', 'runId', 'job'),
  RunUse: {
    dataset: ({ use, header }) => nodeParent(use.dataset, header),
    usedName: ({ use }) => use.usedName,
    facets: ({ use }, { names }) => facetsNamed(use.facets, names),
  },
  RunFacet: { ...same('name', 'position'), content: ({ content }) => new JsonText(content) },
  RunFinding: {
    ...same('kind', 'message'),
    jobs: (finding) => (finding.kind === 'ALSO_UNDER_ANOTHER_JOB' ? finding.jobs : []),
    positions: (finding) => (finding.kind === 'EVENTS_AFTER_THE_END' ? finding.positions : []),
  },
};

async function detail({ run, header }: RunParent, { loaders }: RequestContext): Promise<Run> {
  const known = await loaders.run(header).load(run.id);
  if (known === null) throw new Failure('NOT_FOUND', 'There is no such run at the asked times.');
  return known;
}
