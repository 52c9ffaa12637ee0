import type { HeaderMap } from '@apollo/server';
import { type OperationDefinitionNode, OperationTypeNode } from 'graphql';

import { requireOwnPage } from '../session-cookie.ts';

/** What is no mere question comes from our own pages, or with a key. Throws ACCESS_DENIED. */
export function requireOwnPageToChange(headers: HeaderMap | undefined, { operation }: OperationDefinitionNode): void {
  if (operation !== OperationTypeNode.QUERY) requireOwnPage((header) => headers?.has(header) === true);
}
