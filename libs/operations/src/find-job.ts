import type { AnswerHeader, Question } from './answer.ts';
import type { Context, Principal } from './context.ts';
import type { FacetInForce, Owner, Tag } from './dataset.ts';
import type { NodeRef, NodeReference } from './public-id.ts';
import type { RunSummary } from './run.ts';

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
export async function findJob(context: Context, principal: Principal, input: { readonly job: NodeReference } & Question): Promise<JobAnswer> {
  throw new Error(`not built yet: ${typeof context} ${principal.kind} ${JSON.stringify(input)}`);
}

/** As `findJob` for up to 500 public ids at once, with as many statements as for one. */
export async function findJobs(context: Context, principal: Principal, input: { readonly ids: readonly string[] } & Question): Promise<JobsAnswer> {
  throw new Error(`not built yet: ${typeof context} ${principal.kind} ${JSON.stringify(input)}`);
}
