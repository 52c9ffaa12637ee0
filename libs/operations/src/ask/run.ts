import { Failure, type Instant } from '#foundation';
import type { Name, RunState } from '#lineage';
import type { GraphRun } from '#store';

import { nodeRef, type NodeRef } from './public-id.ts';

/** A run by its names: its job, and the run id that its job gave it. */
export interface RunRef {
  /** Opaque, the same for ever. */
  readonly id: string;
  readonly job: NodeRef;
  readonly runId: string;
}

/** A run as its events up to the asked times tell it. */
export interface RunSummary extends RunRef {
  readonly state: RunState;
  readonly began: Instant;
  readonly ended: Instant | null;
}

export function runRef(job: Name, runId: string): RunRef {
  const { namespace, name } = job;
  const id = Buffer.from(JSON.stringify(['run', namespace, name, runId])).toString('base64url');
  return { id, job: nodeRef({ kind: 'job', namespace, name }), runId };
}

export function runSummary({ job, runId, state, began, ended }: GraphRun): RunSummary {
  return { ...runRef(job, runId), state, began, ended: ended ?? null };
}

/** The job and run id behind a run's public id; undefined when it is an id of something else. */
export function runIdIn(id: string): { readonly job: Name; readonly runId: string } | undefined {
  const [kind, namespace, name, runId] = partsOf(id);
  if (kind !== 'run' || typeof namespace !== 'string' || typeof name !== 'string' || typeof runId !== 'string') return undefined;
  return { job: { namespace, name }, runId };
}

/** As `runIdIn`. Throws BAD_REQUEST on any other text. */
export function readRunId(id: string): { readonly job: Name; readonly runId: string } {
  const run = runIdIn(id);
  if (run === undefined) throw new Failure('BAD_REQUEST', 'That is not the id of a run; take ids from answers, or name the run id.');
  return run;
}

function partsOf(id: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(id, 'base64url').toString('utf8'));
    return Array.isArray(value) ? value : [];
  } catch {
    return []; // not JSON: no id of ours
  }
}
