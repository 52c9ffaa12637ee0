import type { RunState } from '#lineage';
import { type GraphRun, type RunPlace, runsBefore } from '#store';

import type { Context, Principal } from '../context.ts';
import type { Question } from './answer.ts';
import { type CursorKey, instantInKey, readPage } from './ask.ts';
import type { Connection, Page } from './page.ts';
import type { NodeReference } from './public-id.ts';
import { resolve } from './resolve.ts';
import { runSummary, type RunSummary } from './run.ts';

export interface RunFilter {
  readonly job?: NodeReference | null | undefined;
  /** Of the job. */
  readonly namespace?: string | null | undefined;
  /** Of the job's name. */
  readonly namePrefix?: string | null | undefined;
  readonly state?: RunState | null | undefined;
}

/** Runs, the latest beginning first. */
export async function listRuns(
  context: Context,
  principal: Principal,
  input: RunFilter & Page & Question,
): Promise<Connection<RunSummary>> {
  const { job, state } = input;
  const [namespace, namePrefix] = [input.namespace ?? undefined, input.namePrefix ?? ''];
  return readPage(context, principal, {
    input,
    listing: {
      of: ['runs', job ?? null, namespace ?? null, namePrefix, state ?? null],
      items: async (reading, { after, limit }) => {
        const of = job == null ? undefined : (await resolve(reading, 'job', job)).canonical.node;
        return runsBefore(reading.asked, { job: of, namespace, namePrefix, state: state ?? undefined, after: placeIn(after), limit });
      },
      keyOf: ({ began, runId, job: { namespace: space, name } }: GraphRun) => [String(began), runId, space, name],
      show: (_, runs) => runs.map(runSummary),
    },
  });
}

function placeIn(key: CursorKey | undefined): RunPlace | undefined {
  const [began, runId, namespace, name] = key ?? [];
  if (began == null || runId == null || namespace == null || name == null) return undefined;
  return { began: instantInKey(began), runId, namespace, name };
}
