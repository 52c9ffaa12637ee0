import { codegen } from '@graphql-codegen/core';
import * as typescript from '@graphql-codegen/typescript';
import * as typescriptResolvers from '@graphql-codegen/typescript-resolvers';

import { contextType, mappers, scalars } from '../graphql-mappers.ts';
import type { Generated } from './generated.ts';
import { GRAPHQL_HOME, graphqlSchema } from './graphql-schema.ts';

/** The types of the resolvers. Each resolver is required and total: one that is missing or wrong does not compile. */
export async function graphqlTypes(root: string): Promise<Generated> {
  const home = `${GRAPHQL_HOME}/generated.ts`;
  const found = await graphqlSchema(root);
  if (found === undefined) return { home, files: new Map() };

  const text = await codegen({
    filename: home,
    schema: found.document,
    schemaAst: found.schema,
    documents: [],
    plugins: [{ typescript: {} }, { typescriptResolvers: {} }],
    pluginMap: { typescript, typescriptResolvers },
    config: {
      mappers,
      contextType,
      scalars,
      strictScalars: true,
      avoidOptionals: { resolvers: true, query: true, mutation: true, subscription: true },
      enumsAsTypes: true,
      immutableTypes: true,
      skipTypename: true,
      useTypeImports: true,
      emitLegacyCommonJSImports: false,
    },
  });
  return { home, files: new Map([[home, `// Written by \`npm run generate\` from the .graphql files beside it.\n${text}`]]) };
}
