import type { Instant } from '#foundation';

import type { AnswerHeader, Question } from './answer.ts';
import type { Context, Principal } from './context.ts';
import type { NodeRef, NodeReference } from './public-id.ts';
import type { RunRef, RunSummary } from './run.ts';

/** A facet out of the events of a run, with the position of the event that carries it last. */
export interface RunFacet {
  readonly name: string;
  /** Canonical JSON of the whole facet. */
  readonly content: string;
  readonly position: bigint;
}

/** A dataset as a run used it. */
export interface RunUse {
  readonly dataset: NodeRef;
  /** The name that the run's events used, when it is not the canonical one. */
  readonly usedName: NodeRef;
  /** `inputFacets` or `outputFacets`, folded over the run's events. */
  readonly facets: readonly RunFacet[];
}

export type RunFinding =
  | { readonly kind: 'ALSO_UNDER_ANOTHER_JOB'; readonly message: string; readonly jobs: readonly NodeRef[] }
  | { readonly kind: 'EVENTS_AFTER_THE_END'; readonly message: string; readonly positions: readonly bigint[] };

export interface Run extends RunSummary {
  readonly inputs: readonly RunUse[];
  readonly outputs: readonly RunUse[];
  readonly facets: readonly RunFacet[];
  readonly parent: RunRef | null;
  readonly root: RunRef | null;
  readonly nominalStart: string | null;
  readonly nominalEnd: string | null;
  /** Of the `jobType` facet of its job; for STREAMING the expected beat, when it says one. */
  readonly processingType: string | null;
  readonly heartbeatSeconds: number | null;
  readonly lastEvent: Instant;
  /** How many events this answer rests on: the last 200 at most. */
  readonly events: number;
  readonly findings: readonly RunFinding[];
}

export interface RunAnswer {
  readonly header: AnswerHeader;
  readonly run: Run;
}

/** A run by its id, or by its run id and, where several jobs have it, its job. Throws NOT_FOUND and AMBIGUOUS. */
export async function findRun(
  context: Context,
  principal: Principal,
  input: { readonly run: RunReference } & Question,
): Promise<RunAnswer> {
  throw new Error(`not built yet: ${typeof context} ${principal.kind} ${JSON.stringify(input)}`);
}

/** How a question names a run. */
export type RunReference = { readonly id: string } | { readonly runId: string; readonly job?: NodeReference | null | undefined };
