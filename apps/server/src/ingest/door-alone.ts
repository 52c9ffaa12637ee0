import Fastify from 'fastify';

import { MIB, SECOND_MS } from '#foundation';
import { type Context, Refusals } from '#operations';
import type { Principals } from '#store';

import { decideRoutes } from '../decide-routes.ts';
import { enforcementRoutes } from '../enforcement-routes.ts';
import { emitterRoutes } from './emitter-routes.ts';
import { lineageRoutes } from './lineage-routes.ts';
import { Intake } from './read-body.ts';

/** The door without the rest of a server, on a free port: for tests. */
export interface DoorAlone extends AsyncDisposable {
  readonly address: string;
  readonly refusals: Refusals;
  /** What was told to the log. */
  readonly logged: readonly string[];
}

const BODY_BYTES_MAX = MIB;

export async function doorAlone({
  context,
  principals,
}: {
  readonly context: Context;
  readonly principals: Principals;
}): Promise<DoorAlone> {
  const logged: string[] = [];
  const log = (line: string): void => void logged.push(line);
  const refusals = new Refusals(context, log);
  const limits = { bytesMax: BODY_BYTES_MAX, intake: new Intake(4 * BODY_BYTES_MAX), idleMs: 10 * SECOND_MS };
  const server = Fastify({ forceCloseConnections: true });
  await server.register(lineageRoutes({ context, principals, limits, refusals, log }));
  await server.register(decideRoutes({ context, principals, limits, refusals, log }));
  await server.register(enforcementRoutes({ context, principals, limits, refusals, log }));
  await server.register(emitterRoutes({ context, principals, refusals, log }));
  const address = await server.listen({ host: '127.0.0.1', port: 0 });
  return { address, refusals, logged, [Symbol.asyncDispose]: () => server.close() };
}
