import 'reflect-metadata';

import type { NestApplicationOptions } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';

import { MIB, SECOND_MS } from '#foundation';
import { type Installation, Refusals } from '#operations';

import { readConfig } from '../src/config.ts';
import { cosignedRoute } from '../src/cosigned-route.ts';
import { graphiqlRoutes } from '../src/graphiql/graphiql-routes.ts';
import { emitterRoutes } from '../src/ingest/emitter-routes.ts';
import { lineageRoutes } from '../src/ingest/lineage-routes.ts';
import { Intake } from '../src/ingest/read-body.ts';
import { logRoutes } from '../src/log-routes.ts';
import { loginRoutes } from '../src/oidc/login-routes.ts';
import { openGatehouse } from '../src/oidc/open-gatehouse.ts';
import { reportRoutes } from '../src/report-routes.ts';
import { serverModule } from '../src/server.module.ts';
import { sessionRoutes } from '../src/session-routes.ts';

/** A server on a free port that people come to: all its routes, without its loops. */
export interface PeopleServer extends AsyncDisposable {
  readonly address: string;
  /** What was told to the log. */
  readonly logged: readonly string[];
}

export async function peopleServer(installation: Installation, environment: Readonly<Record<string, string>>): Promise<PeopleServer> {
  const logged: string[] = [];
  const log = (line: string): void => void logged.push(line);
  const config = readConfig(environment);
  const gatehouse = openGatehouse(config, installation, log);
  // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- Nest types its plain options as a class
  const quietly: NestApplicationOptions = { logger: false, abortOnError: false };
  const adapter = new FastifyAdapter({ forceCloseConnections: true });
  const module = serverModule({ config, installation, log, gatehouse });
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, quietly);
  const { context, principals } = gatehouse;
  const refusals = new Refusals(context, log);
  const limits = { bytesMax: MIB, intake: new Intake(4 * MIB), idleMs: 10 * SECOND_MS };
  const server = adapter.getInstance();
  await server.register(lineageRoutes({ context, principals, limits, refusals, log }));
  await server.register(emitterRoutes({ context, principals, refusals, log }));
  await server.register(reportRoutes({ ...gatehouse, log }));
  await server.register(logRoutes({ ...gatehouse, log }));
  await server.register(cosignedRoute({ context, principals, limits, refusals, log }));
  await server.register(sessionRoutes({ ...gatehouse, log }));
  await server.register(loginRoutes({ ...gatehouse, log, address: config.HEADGATE_URL }));
  await server.register(graphiqlRoutes);
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as { readonly port: number }; // a TCP server, for we gave it a port
  return { address: `http://127.0.0.1:${port}`, logged, [Symbol.asyncDispose]: () => app.close() };
}
