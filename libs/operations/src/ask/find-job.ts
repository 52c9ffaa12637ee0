import type { NodeId } from '#lineage';
import type { JsonObject } from '#record';
import { datasetsOfJobs, facetsOf, type GraphFacet, type GraphRun, type Identity, type JobUse, latestRuns } from '#store';

import type { Context, Principal } from '../context.ts';
import type { AnswerHeader, Question } from './answer.ts';
import { countOf, read, type Reading } from './ask.ts';
import type { FacetInForce, Owner, Tag } from './dataset.ts';
import { jobTypeIn, ownersIn, tagsIn, textIn, valueOf } from './facet-words.ts';
import { distinct, facetInForce, namesIn } from './find-dataset.ts';
import { nodeRef, type NodeRef, type NodeReference } from './public-id.ts';
import { resolve, resolveAll } from './resolve.ts';
import { runSummary, type RunSummary } from './run.ts';
import type { Sight } from './sight.ts';

/** Datasets on one side of a job that an answer names. */
const USES_MAX = 500;
const LATEST_RUNS = 10;

/** A job as it stands at the asked times. */
export interface Job extends NodeRef {
  readonly kind: 'job';
  readonly facets: readonly FacetInForce[];
  readonly tags: readonly Tag[];
  readonly owners: readonly Owner[];
  readonly description: string | null;
  /** Of its `jobType` facet: `BATCH`, `STREAMING` or what else it says. */
  readonly processingType: string | null;
  /** Of its `jobType` facet: `SPARK`, `DBT`, ... */
  readonly integration: string | null;
  readonly jobType: string | null;
  /** By canonical name, at most 500 each. */
  readonly inputs: readonly NodeRef[];
  readonly outputs: readonly NodeRef[];
  /** Newest first, at most 10; `listRuns` gives the others. */
  readonly latestRuns: readonly RunSummary[];
}

export interface JobAnswer {
  readonly header: AnswerHeader;
  readonly job: Job;
}

export interface JobsAnswer {
  readonly header: AnswerHeader;
  /** In the order asked; null where there is none. */
  readonly jobs: readonly (Job | null)[];
}

/** A job. Throws NOT_FOUND, and AMBIGUOUS when a name without namespace is that of several. */
export async function findJob(
  context: Context,
  principal: Principal,
  input: { readonly job: NodeReference } & Question,
): Promise<JobAnswer> {
  return read(context, principal, {
    question: input,
    as: { operation: 'job' },
    work: async (reading) => {
      const identity = await resolve(reading, 'job', input.job);
      const [job] = await jobsOf(reading, [identity]);
      if (job == null) throw new Error('a job that was found is gone within one snapshot');
      return { header: reading.asking.header(), job };
    },
  });
}

/** As `findJob` for up to 500 public ids at once, with as many statements as for one. */
export async function findJobs(
  context: Context,
  principal: Principal,
  input: { readonly ids: readonly string[] } & Question,
): Promise<JobsAnswer> {
  const names = namesIn(input.ids, 'job');
  return read(context, principal, {
    question: input,
    as: { operation: 'jobs by id', shown: ({ jobs }) => countOf(jobs) },
    work: async (reading) => ({ jobs: await jobsOf(reading, await resolveAll(reading, names)), header: reading.asking.header() }),
  });
}

async function jobsOf({ asked, sight }: Reading, identities: readonly (Identity | undefined)[]): Promise<readonly (Job | null)[]> {
  const nodes = [...new Set(identities.flatMap((identity) => (identity === undefined ? [] : [identity.canonical.node])))];
  const facets = await facetsOf(asked, nodes);
  const uses = await datasetsOfJobs(asked, nodes, USES_MAX);
  sight.noteShown(uses.map(({ dataset }) => dataset));
  const runs = await latestRuns(asked, nodes, LATEST_RUNS);
  return identities.map((identity) => (identity === undefined ? null : jobOf(identity.canonical, { facets, uses, runs, sight })));
}

interface Known {
  readonly facets: readonly GraphFacet[];
  readonly uses: readonly JobUse[];
  readonly runs: ReadonlyMap<NodeId, readonly GraphRun[]>;
  readonly sight: Sight;
}

function jobOf(job: Identity['canonical'], known: Known): Job {
  const facets = known.sight.facets.ofJob(
    job,
    known.facets.filter(({ node }) => node === job.node),
  );
  const value = (name: string): JsonObject | undefined => {
    const facet = facets.find((each) => each.name === name);
    return facet === undefined ? undefined : valueOf(facet);
  };
  const used = (role: JobUse['role']): readonly NodeRef[] =>
    known.uses.filter((use) => use.job === job.node && use.role === role).map(({ dataset }) => nodeRef(dataset));
  const documentation = value('documentation');
  const { processingType, integration, jobType } = jobTypeIn(value('jobType'));
  return {
    ...nodeRef(job),
    kind: 'job',
    facets: facets.map((facet) => facetInForce(facet, job)),
    tags: distinct(tagsIn(value('tags') ?? {})),
    owners: distinct(ownersIn(value('ownership') ?? {})),
    description: documentation === undefined ? null : textIn(documentation, 'description'),
    processingType,
    integration,
    jobType,
    inputs: used('input'),
    outputs: used('output'),
    latestRuns: (known.runs.get(job.node) ?? []).map(runSummary),
  };
}
