import { Failure } from '#foundation';
import type { LineageRoot, NodeReference, RunReference } from '#operations';

import type { LineageRootInput, NodeInput, RunInput } from './generated.ts';

// How questions name things, as operations want to hear it.

type Given<Input> = { readonly [Key in keyof Input]?: Input[Key] | undefined };

/** A dataset or job. Throws BAD_REQUEST when it is not named. */
export function nodeReference({ id, namespace, name }: Given<NodeInput>, what: 'dataset' | 'job'): NodeReference {
  if (id != null) return { id };
  if (name == null)
    throw new Failure('BAD_REQUEST', `Say which ${what}: by its id, by namespace and name, or by a short name that it alone has.`);
  return namespace == null ? { name } : { namespace, name };
}

/** Nothing when it was not asked for. */
export function optionalJob(job: NodeInput | null | undefined): NodeReference | undefined {
  return job == null ? undefined : nodeReference(job, 'job');
}

/** Throws BAD_REQUEST when it is not named. */
export function runReference({ id, runId, job }: Given<RunInput>): RunReference {
  if (id != null) return { id };
  if (runId == null) throw new Failure('BAD_REQUEST', 'Say which run: by its id, or by its runId or the beginning of it, and its job.');
  return { runId, job: optionalJob(job) };
}

/** The schema sees to it that exactly one of them is given. */
export function lineageRoot({ dataset, job, run, id }: LineageRootInput): LineageRoot {
  if (dataset != null) return { dataset: nodeReference(dataset, 'dataset') };
  if (job != null) return { job: nodeReference(job, 'job') };
  if (run != null) return { run: runReference(run) };
  return { id };
}
