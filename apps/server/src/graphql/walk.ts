import type { GraphQLResolveInfo } from 'graphql';

import { type LineageAnswer, type LineageQuestion, traceLineage } from '#operations';

import { asksFor } from './asked-fields.ts';
import type { RequestContext } from './request-context.ts';

/** What a field of type `Lineage` answers with. What edges rest on is read only when it is asked for: it costs as much as the walk. */
export function walk(
  question: Omit<LineageQuestion, 'evidence'>,
  { context, principal }: RequestContext,
  info: GraphQLResolveInfo,
): Promise<LineageAnswer> {
  return traceLineage(context, principal, { ...question, evidence: asksFor(info, 'edges', 'evidence') ? 'SHOWN' : 'OMITTED' });
}
