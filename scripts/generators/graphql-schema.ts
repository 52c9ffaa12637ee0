import { buildASTSchema, concatAST, parse, type DocumentNode, type GraphQLSchema } from 'graphql';

import { filesUnder } from './generated.ts';

export const GRAPHQL_HOME = 'apps/server/src/graphql';

/** The schema that the `.graphql` files spell out together; nothing while there are none. Throws on a schema that is not valid. */
export async function graphqlSchema(
  root: string,
): Promise<{ readonly document: DocumentNode; readonly schema: GraphQLSchema } | undefined> {
  const files = await filesUnder(root, GRAPHQL_HOME);
  const sources = [...files].filter(([path]) => path.endsWith('.graphql'));
  if (sources.length === 0) return undefined;

  const document = concatAST(sources.map(([, text]) => parse(text, { noLocation: true })));
  return { document, schema: buildASTSchema(document) };
}
