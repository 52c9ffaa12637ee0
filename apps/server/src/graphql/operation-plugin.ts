import type { ApolloServerPlugin, GraphQLRequestContextDidResolveOperation, GraphQLRequestContextWillSendResponse } from '@apollo/server';
import { type FragmentDefinitionNode, Kind, type OperationDefinitionNode, type SelectionSetNode, type ValueNode } from 'graphql';

import { Failure } from '#foundation';
import { recordDecisions, takeQuota, untilAnswered } from '#operations';

import { STATUS } from '../http-answers.ts';

import { requestError } from './errors.ts';
import { COST_MAX, operationCost } from './operation-cost.ts';
import { isForOldClient } from './old-clients.ts';
import { requireOwnPageToChange } from './own-page.ts';
import type { RequestContext } from './request-context.ts';

type Resolved = GraphQLRequestContextDidResolveOperation<RequestContext>;

/** What happens around each operation: its cost is weighed, the position that it asks for is awaited, and in the end its snapshot is closed. */
export const operationPlugin: ApolloServerPlugin<RequestContext> = {
  requestDidStart: () =>
    Promise.resolve({
      didResolveOperation: async (resolved) => {
        try {
          const { operation } = resolved;
          if (operation === undefined) return; // the text has several operations and the caller did not say which: graphql-js says so
          refuseOthers(resolved, operation);
          requireOwnPageToChange(resolved.request.http?.headers, operation);
          await takeCost(resolved, operation);
          await waitForPosition(resolved, operation);
        } catch (error) {
          throw error instanceof Failure ? requestError(error) : error;
        }
      },
      willSendResponse: async (answered) => {
        const { response } = answered;
        await recordDecided(answered);
        response.http.headers.set('cache-control', 'no-store');
        if (isForOldClient(answered)) response.http.status = 200;
      },
    }),
};

/** Commits what the operation decided before its answer leaves. What could not be recorded is not answered. */
async function recordDecided({ contextValue, response }: GraphQLRequestContextWillSendResponse<RequestContext>): Promise<void> {
  const { notes, snapshot, unpinned, principal } = contextValue;
  try {
    if (notes.mustLook) await snapshot.asDatabase().snapshot(() => notes.look());
    snapshot.close(); // recording takes a connection of its own
    await recordDecisions(unpinned, principal, notes.all());
  } catch (error) {
    snapshot.close();
    const failure = error instanceof Failure ? error : new Failure('STORE_UNAVAILABLE', NOT_RECORDED, { cause: error });
    const { code, message, retryAfterSeconds = RETRY_AFTER_SECONDS } = failure;
    response.body = { kind: 'single', singleResult: { errors: [{ message, extensions: { code, retryAfterSeconds } }] } };
    response.http.status = STATUS[code];
    response.http.headers.set('retry-after', String(retryAfterSeconds));
  }
}

const NOT_RECORDED = 'What was decided for this answer could not be recorded, so there is none; try again in a moment.';
const RETRY_AFTER_SECONDS = 1;

/** graphql-js finds out when it runs the operation, and answers as if that were one. */
function refuseOthers({ schema }: Resolved, { operation }: OperationDefinitionNode): void {
  if (schema.getRootType(operation) != null) return;
  throw new Failure('BAD_REQUEST', `There is no ${operation} here; begin with \`query\` or \`mutation\`.`);
}

/** Throws LIMIT_EXCEEDED on what costs too much for anybody, BUSY when it is past a quota of who asks. */
async function takeCost({ schema, document, request, contextValue }: Resolved, operation: OperationDefinitionNode): Promise<void> {
  const cost = operationCost({ schema, operation, fragments: fragmentsOf(document), variables: request.variables ?? {} });
  if (cost > COST_MAX)
    throw new Failure(
      'LIMIT_EXCEEDED',
      `The answer may hold ${Math.round(cost)} fields, and may at most hold ${COST_MAX}; ask for smaller pages or fewer fields.`,
    );
  await takeQuota(contextValue.unpinned, contextValue.principal, { query_cost_per_minute: cost });
}

/** All fields of an operation read one snapshot, so it is opened late enough for each of them. */
async function waitForPosition({ document, request, contextValue }: Resolved, operation: OperationDefinitionNode): Promise<void> {
  const asked = positionsIn(operation.selectionSet, { fragments: fragmentsOf(document), variables: request.variables ?? {} });
  const positions = contextValue.atLeast === undefined ? asked : [contextValue.atLeast, ...asked];
  for (const atLeast of new Set(positions)) await untilAnswered(contextValue.unpinned, contextValue.principal, atLeast);
}

interface Asked {
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** The `atLeast` of every root field. */
function positionsIn({ selections }: SelectionSetNode, asked: Asked): readonly string[] {
  return selections.flatMap((selection) => {
    if (selection.kind === Kind.FIELD) {
      const position = textOf(selection.arguments?.find(({ name }) => name.value === 'atLeast')?.value, asked.variables);
      return position === undefined ? [] : [position];
    }
    if (selection.kind === Kind.INLINE_FRAGMENT) return positionsIn(selection.selectionSet, asked);
    const fragment = asked.fragments.get(selection.name.value);
    return fragment === undefined ? [] : positionsIn(fragment.selectionSet, asked);
  });
}

function textOf(node: ValueNode | undefined, variables: Asked['variables']): string | undefined {
  if (node?.kind === Kind.STRING || node?.kind === Kind.INT) return node.value;
  const value = node?.kind === Kind.VARIABLE ? variables[node.name.value] : undefined;
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

function fragmentsOf({ definitions }: Resolved['document']): ReadonlyMap<string, FragmentDefinitionNode> {
  return new Map(
    definitions.flatMap((definition) => (definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition]] : [])),
  );
}
