import 'reflect-metadata';

import type { NestApplicationOptions } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';

import type { FastifyReply } from 'fastify';

import { Failure, MINUTE_MS, SECOND_MS } from '#foundation';
import { type Installation, keepLabels, openInstallation, Refusals, requireNewest, ringBell, sequenceLog } from '#operations';
import { hideSecrets } from '#record';

import type { Config } from './config.ts';
import { cosignedRoute } from './cosigned-route.ts';
import { decideRoutes } from './decide-routes.ts';
import { enforcementRoutes } from './enforcement-routes.ts';
import { graphiqlRoutes } from './graphiql/graphiql-routes.ts';
import { answerUnreadable, sendFailure } from './http-answers.ts';
import { emitterRoutes } from './ingest/emitter-routes.ts';
import { Intake } from './ingest/read-body.ts';
import { lineageRoutes } from './ingest/lineage-routes.ts';
import { NotFoundFilter } from './not-found.filter.ts';
import { loginRoutes } from './oidc/login-routes.ts';
import { openGatehouse } from './oidc/open-gatehouse.ts';
import { portFailure, requirePort } from './port.ts';
import { migrationsFolder } from './project-root.ts';
import { logRoutes } from './log-routes.ts';
import { reportRoutes } from './report-routes.ts';
import { sessionRoutes } from './session-routes.ts';
import { serverModule, type ServerParts } from './server.module.ts';
import { startKeyNotices } from './worker/start-key-notices.ts';
import { startMapWorker } from './worker/start-map-worker.ts';
import { startNotices } from './worker/start-notices.ts';
import { startAnchors } from './worker/start-anchors.ts';
import { startWitnesses } from './worker/start-witnesses.ts';
import { startTurns } from './worker/start-turns.ts';

/** What a person who waits for an alert does not notice. */
const BELL_LOOK_MS = 0.2 * SECOND_MS;
/** Whom rules by label concern sees as late as that what the map took. */
const LABELS_LOOK_MS = 0.1 * SECOND_MS;
/** A checkpoint is signed so often at most, and only where something was recorded. */
const LOG_LOOK_MS = SECOND_MS;

export interface Running {
  /** Such as http://127.0.0.1:4000. */
  readonly address: string;
  readonly installation: Installation;
  /** The first administrator's key, when this start made it. It cannot be read again. */
  readonly adminKey: string | undefined;
  readonly stop: () => Promise<void>;
}

/** For a whole request to come, however slowly it trickles; past it Node cuts the connection. */
const REQUEST_MS_MAX = 5 * MINUTE_MS;

/** Starts everything that one process needs to be a whole Headgate: database, door, map and window. What it logs holds no secret that is known by its form or its name. */
export async function serve(config: Config, tell: (line: string) => void): Promise<Running> {
  const log = (line: string): void => tell(hideSecrets(line));
  await requirePort(config); // before a database is opened for nothing
  let wake: () => void = () => undefined;
  const installation = await openInstallation({
    databaseUrl: config.DATABASE_URL,
    dataDir: config.HEADGATE_DATA_DIR,
    migrations: migrationsFolder,
    connections: config.DATABASE_CONNECTIONS,
    witnesses: config.LOG_WITNESSES,
    log,
    onRecorded: () => wake(),
  });
  try {
    await requireNewest(installation.context); // before anything is recorded
    await installation.principals.heed();
    const adminKey = await firstAdminKey(installation, config.HEADGATE_ADMIN_KEY);
    const map = startMapWorker(
      { connectionString: installation.connectionString, keyFile: installation.keyFile, helpers: config.MAP_HELPERS },
      log,
    );
    wake = map.wake;
    const refusals = new Refusals(installation.context, log);
    const app = await listen({ config, installation, log }, refusals).catch(async (error: unknown) => {
      await map.stop();
      throw error;
    });
    const { context } = installation;
    const bell = startTurns({ name: 'the bell', lookMs: BELL_LOOK_MS, turn: () => ringBell(context) }, log);
    const labels = startTurns({ name: 'keeping labels', lookMs: LABELS_LOOK_MS, turn: () => keepLabels(context) }, log);
    const sequencer = startTurns({ name: 'keeping the log', lookMs: LOG_LOOK_MS, turn: () => sequenceLog(context) }, log);
    const anchors = startAnchors(context, config, log);
    const witnesses = startWitnesses(context, log);
    const notices = startNotices(context, config, log);
    const keyNotices = startKeyNotices(installation.context, log);
    const stop = async (): Promise<void> => {
      await app.close();
      keyNotices.stop();
      await Promise.all([bell.stop(), labels.stop(), sequencer.stop(), witnesses.stop(), notices.stop()]);
      await anchors.stop(); // after the last turn of the log
      await refusals.flush();
      await map.stop();
      await installation.close();
    };
    return { address: addressOf(app, config), installation, adminKey, stop };
  } catch (error) {
    await installation.close();
    throw error;
  }
}

async function listen({ config, installation, log }: ServerParts, refusals: Refusals): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    ...{ bodyLimit: config.EVENT_BYTES_MAX, requestTimeout: REQUEST_MS_MAX, forceCloseConnections: 'idle' },
    ...(config.HTTP_TRUSTED_PROXIES.length === 0 ? {} : { trustProxy: [...config.HTTP_TRUSTED_PROXIES] }),
    frameworkErrors: (_error: unknown, _request: unknown, reply: FastifyReply) =>
      void sendFailure(reply, new Failure('BAD_REQUEST', 'The address cannot be read.')), // Fastify repeats it
    clientErrorHandler: answerUnreadable,
  });
  // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- Nest types its plain options as a class
  const quietly: NestApplicationOptions = { logger: ['error', 'warn'], abortOnError: false };
  const gatehouse = openGatehouse(config, installation, log);
  const app = await NestFactory.create<NestFastifyApplication>(serverModule({ config, installation, log, gatehouse }), adapter, quietly);
  const limits = { bytesMax: config.EVENT_BYTES_MAX, intake: new Intake(config.INTAKE_BYTES_MAX), idleMs: config.BODY_IDLE_MS };
  const { context, principals } = gatehouse;
  await adapter.getInstance().register(lineageRoutes({ context, principals, limits, refusals, log }));
  await adapter.getInstance().register(decideRoutes({ context, principals, limits, refusals, log }));
  await adapter.getInstance().register(enforcementRoutes({ context, principals, limits, refusals, log }));
  await adapter.getInstance().register(emitterRoutes({ context, principals, refusals, log }));
  await adapter.getInstance().register(reportRoutes({ ...gatehouse, log }));
  await adapter.getInstance().register(logRoutes({ ...gatehouse, log }));
  await adapter.getInstance().register(cosignedRoute({ context, principals, limits, refusals, log }));
  await adapter.getInstance().register(sessionRoutes({ ...gatehouse, log }));
  await adapter.getInstance().register(loginRoutes({ ...gatehouse, log, address: config.HEADGATE_URL }));
  await adapter.getInstance().register(graphiqlRoutes);
  app.useGlobalFilters(new NotFoundFilter());
  await app.init();
  try {
    await adapter.getInstance().listen({ port: config.HTTP_PORT, host: config.HTTP_HOST }); // Nest's own would also log why it cannot
  } catch (error) {
    await app.close();
    throw portFailure(error, config);
  }
  return app;
}

async function firstAdminKey({ context, principals }: Installation, given: string | undefined): Promise<string | undefined> {
  if (given !== undefined) {
    await principals.adopt(given, context.clock.now());
    return undefined;
  }
  if (await principals.hasAdmin()) return undefined;
  return (await principals.create({ kind: 'admin', name: 'admin', namespaces: [] }, context.clock.now())).key;
}

function addressOf(app: NestFastifyApplication, { HTTP_HOST, HTTP_PORT }: Config): string {
  const address = app.getHttpServer().address() as { readonly port: number } | null; // a TCP server, for we gave it a port
  const host = HTTP_HOST === '0.0.0.0' ? '127.0.0.1' : HTTP_HOST;
  return `http://${host.includes(':') ? `[${host}]` : host}:${address?.port ?? HTTP_PORT}`;
}
