import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { type DynamicModule, Module } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { GraphQLModule } from '@nestjs/graphql';
import type { FastifyInstance } from 'fastify';

import type { Context } from '#operations';
import type { Principals } from '#store';

import { errorFormatter } from './errors.ts';
import { type Authenticate, GraphqlRoute } from './graphql-route.ts';
import { answerWriter } from './json-text.ts';
import { shapeRules, TOKENS_MAX } from './limits.ts';
import { operationPlugin } from './operation-plugin.ts';
import { readingsPlugin } from './readings-plugin.ts';
import { resolvers } from './resolvers.ts';

const GRAPHQL_PATH = '/graphql';

export interface GraphqlOptions {
  readonly context: Context;
  /** Whose keys are made and ended here. */
  readonly principals: Principals;
  /** Who asks. Throws IDENTITY_UNKNOWN when nobody known does. */
  readonly authenticate: Authenticate;
  /** Whether the schema can be asked for, and whether errors name fields that might have been meant. */
  readonly introspection: boolean;
  /** Told of every error that is nobody's fault but ours. */
  readonly log: (error: unknown) => void;
}

/** The window: `/graphql`, and nothing that Apollo would like to add to it. */
@Module({})
class Graphql {}

/** The module that opens the window. Import it once, into a Nest application on Fastify. */
export function graphqlModule(options: GraphqlOptions): DynamicModule {
  const route = new GraphqlRoute(GRAPHQL_PATH, options);
  const module = GraphQLModule.forRootAsync<ApolloDriverConfig>({
    driver: ApolloDriver,
    inject: [HttpAdapterHost],
    useFactory: ({ httpAdapter }: HttpAdapterHost) => {
      route.guard(httpAdapter.getInstance<FastifyInstance>());
      return apolloConfig(options, route);
    },
  });
  return { module: Graphql, imports: [module] };
}

function apolloConfig({ context, introspection, log }: GraphqlOptions, route: GraphqlRoute): ApolloDriverConfig {
  return {
    path: GRAPHQL_PATH,
    typeDefs: schemaText(),
    resolvers,
    context: route.context,
    graphiql: false,
    introspection,
    hideSchemaDetailsFromClientErrors: !introspection,
    csrfPrevention: true,
    allowBatchedHttpRequests: false,
    persistedQueries: false,
    includeStacktraceInErrorResponses: false,
    autoTransformHttpErrors: false,
    stopOnTerminationSignals: false,
    parseOptions: { maxLexicalTokens: TOKENS_MAX },
    validationRules: shapeRules(),
    formatError: errorFormatter(log),
    stringifyResult: answerWriter(context.randomness.uuid()),
    plugins: [
      operationPlugin,
      readingsPlugin(log),
      ApolloServerPluginCacheControlDisabled(), // answers are never cached, and it would look at every field
      ApolloServerPluginUsageReportingDisabled(), // no setting of the environment may send questions away
      ApolloServerPluginSchemaReportingDisabled(),
    ],
  };
}

/**
 * The contract: the files beside this one, in the sources as where the build copies them to. Read here and not through `typePaths`, whose
 * glob misreads a checkout in a folder such as `work (old)`.
 */
function schemaText(): string {
  const files = readdirSync(import.meta.dirname).filter((file) => file.endsWith('.graphql'));
  return files
    .sort()
    .map((file) => readFileSync(path.join(import.meta.dirname, file), 'utf8'))
    .join('\n');
}
