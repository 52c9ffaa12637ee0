import type { RunState } from '#lineage';

import type { Question } from './answer.ts';
import type { Context, Principal } from './context.ts';
import type { Connection, Page } from './page.ts';
import type { NodeReference } from './public-id.ts';
import type { RunSummary } from './run.ts';

export interface RunFilter {
  readonly job?: NodeReference | null | undefined;
  /** Of the job. */
  readonly namespace?: string | null | undefined;
  /** Of the job's name. */
  readonly namePrefix?: string | null | undefined;
  readonly state?: RunState | null | undefined;
}

/** Runs, the latest beginning first. */
export async function listRuns(context: Context, principal: Principal, input: RunFilter & Page & Question): Promise<Connection<RunSummary>> {
  throw new Error(`not built yet: ${typeof context} ${principal.kind} ${JSON.stringify(input)}`);
}
