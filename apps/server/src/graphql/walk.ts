import type { GraphQLResolveInfo } from 'graphql';

import { type LineageAnswer, type LineageQuestion, traceLineage } from '#operations';

import { asksFor } from './asked-fields.ts';
import type { RequestContext } from './request-context.ts';

/**
 * The resolver of a field that answers with a walk, out of the question that it asks. What edges rest on is read only when it is asked for: it costs as much as
 * the walk. What has no name is gone through only for who asks for it: nobody else is told of edges to it.
 */
export function walking<Parent, Args>(question: (parent: Parent, args: Args) => Omit<LineageQuestion, 'evidence' | 'nameless'>) {
  return (
    ...[parent, args, { context, principal }, info]: readonly [Parent, Args, RequestContext, GraphQLResolveInfo]
  ): Promise<LineageAnswer> =>
    traceLineage(context, principal, {
      ...question(parent, args),
      evidence: asksFor(info, 'edges', 'evidence') ? 'SHOWN' : 'OMITTED',
      nameless: asksFor(info, 'namelessNodes') || asksFor(info, 'namelessEdges') ? 'SHOWN' : 'OMITTED',
    });
}
