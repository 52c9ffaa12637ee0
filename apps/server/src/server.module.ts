import { type DynamicModule, Module } from '@nestjs/common';

import type { Installation } from '#operations';

import { authenticateAsker, type Gatehouse } from './authenticate.ts';
import type { Config } from './config.ts';
import { graphqlModule } from './graphql/graphql.module.ts';
import { HealthController } from './health.controller.ts';
import { failureText } from './failure-text.ts';

/** Where the server is put together. Nothing below this file knows Nest: parts are plain classes and functions. */
@Module({})
class ServerModule {}

export interface ServerParts {
  readonly config: Config;
  readonly installation: Installation;
  readonly log: (line: string) => void;
  /** How people are let in. Absent: by links and keys alone. */
  readonly gatehouse?: Gatehouse;
}

/** The module of one server, over an installation that is open. */
export function serverModule({ config, installation, log, gatehouse = installation }: ServerParts): DynamicModule {
  const window = graphqlModule({
    context: installation.context,
    principals: installation.principals,
    authenticate: (request) => authenticateAsker(gatehouse, request),
    introspection: config.GRAPHQL_INTROSPECTION,
    log: (error) => log(failureText(error)),
  });
  const providers = [{ provide: HealthController.INSTALLATION, useValue: installation }];
  return { module: ServerModule, imports: [window], controllers: [HealthController], providers };
}
