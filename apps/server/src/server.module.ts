import { type DynamicModule, Module } from '@nestjs/common';

import type { Installation } from '#operations';

import type { Config } from './config.ts';
import { HealthController } from './health.controller.ts';

/** Where the server is put together. Nothing below this file knows Nest: parts are plain classes and functions. */
@Module({})
export class ServerModule {}

/** The module of one server, over an installation that is open. */
export function serverModule(_config: Config, installation: Installation): DynamicModule {
  return {
    module: ServerModule,
    controllers: [HealthController],
    providers: [{ provide: HealthController.INSTALLATION, useValue: installation }],
  };
}
