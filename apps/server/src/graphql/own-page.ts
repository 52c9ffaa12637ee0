import type { HeaderMap } from '@apollo/server';
import { type OperationDefinitionNode, OperationTypeNode } from 'graphql';

import { Failure } from '#foundation';

import { OWN_PAGE_HEADER } from '../session-cookie.ts';

/**
 * A browser sends the cookie of a session by itself, whoever made it ask. So what is no mere question must also carry a header that only our own pages
 * set. Whoever sends a key has proved enough. Throws ACCESS_DENIED.
 */
export function requireOwnPage(headers: HeaderMap | undefined, { operation }: OperationDefinitionNode): void {
  if (operation === OperationTypeNode.QUERY || headers?.has('authorization') === true || headers?.has(OWN_PAGE_HEADER) === true) return;
  throw new Failure(
    'ACCESS_DENIED',
    'Signed in by a session, send the header Headgate-Csrf: 1 with what changes something; or send a key.',
  );
}
