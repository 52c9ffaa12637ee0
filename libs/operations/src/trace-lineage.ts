import type { Context, Principal } from './context.ts';
import type { LineageAnswer, LineageQuestion } from './lineage-answer.ts';

/** Where data came from and where it went. Throws NOT_FOUND and AMBIGUOUS for the root, BAD_REQUEST for a question that makes no sense. */
export async function traceLineage(context: Context, principal: Principal, input: LineageQuestion): Promise<LineageAnswer> {
  throw new Error(`not built yet: ${typeof context} ${principal.kind} ${JSON.stringify(input)}`);
}
