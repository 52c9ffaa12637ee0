import type { GraphQLRequestContextWillSendResponse } from '@apollo/server';
import { ApolloServerErrorCode } from '@apollo/server/errors';

import type { RequestContext } from './request-context.ts';

/** Errors of a request that came whole: its text, the schema or its variables did not agree. */
const WELL_FORMED: ReadonlySet<unknown> = new Set([
  ApolloServerErrorCode.GRAPHQL_PARSE_FAILED,
  ApolloServerErrorCode.GRAPHQL_VALIDATION_FAILED,
  ApolloServerErrorCode.BAD_USER_INPUT,
]);

/**
 * Whether a refused question is answered with 200: GraphQL over HTTP asks for that where a client names `application/json` and not
 * `application/graphql-response+json`, for such clients take every other status for that of a proxy. What is past a limit of ours stays a 400.
 */
export function isForOldClient({ request, response, errors = [] }: GraphQLRequestContextWillSendResponse<RequestContext>): boolean {
  if (response.http.status !== 400 || response.body.kind !== 'single') return false;
  const accept = request.http?.headers.get('accept') ?? '';
  if (!accept.includes('application/json') || accept.includes('application/graphql-response+json')) return false;
  const told = response.body.singleResult.errors ?? [];
  return (
    errors.every(({ extensions }) => WELL_FORMED.has(extensions['code'])) &&
    told.every(({ extensions }) => extensions?.['code'] === 'BAD_REQUEST')
  );
}
