import type { Question } from './answer.ts';
import type { Context, Principal } from './context.ts';
import type { Connection, Page } from './page.ts';
import type { NodeRef } from './public-id.ts';

export interface NodeFilter {
  readonly namespace?: string | null | undefined;
  readonly namePrefix?: string | null | undefined;
}

/** The datasets that are there, each once under its canonical name, by namespace and name. */
export async function listDatasets(context: Context, principal: Principal, input: NodeFilter & Page & Question): Promise<Connection<NodeRef>> {
  throw new Error(`not built yet: ${typeof context} ${principal.kind} ${JSON.stringify(input)}`);
}

/** The jobs that are there, by namespace and name. */
export async function listJobs(context: Context, principal: Principal, input: NodeFilter & Page & Question): Promise<Connection<NodeRef>> {
  throw new Error(`not built yet: ${typeof context} ${principal.kind} ${JSON.stringify(input)}`);
}
