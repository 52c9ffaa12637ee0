import type { Question } from './answer.ts';
import type { Context, Principal } from './context.ts';
import type { Connection, Page } from './page.ts';

export interface NamespaceSummary {
  readonly namespace: string;
  /** Datasets by canonical name. Counted up to 10,000: that number means "at least". */
  readonly datasets: number;
  /** Counted up to 10,000: that number means "at least". */
  readonly jobs: number;
}

/** The namespaces in which something is there, by name. */
export async function listNamespaces(context: Context, principal: Principal, input: Page & Question): Promise<Connection<NamespaceSummary>> {
  throw new Error(`not built yet: ${typeof context} ${principal.kind} ${JSON.stringify(input)}`);
}
