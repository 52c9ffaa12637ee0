import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import { type Context, type Principal, proveEntry, refusePastQuota, showCheckpoint, showTile, takeQuota } from '#operations';

import { authenticateAsker, type Gatehouse } from './authenticate.ts';
import { cameFrom, readyScope, refuse } from './ingest/door.ts';
import { tellKeyEnd } from './key-end.ts';

const PATH = '/api/v1/log';
const TEXT = 'text/plain; charset=utf-8';
/** What a tile of a log holds never changes; the newest checkpoint does, every second. */
const FOREVER = 'private, max-age=31536000, immutable';
const MINUTE = { query_cost_per_minute: 1 };

export interface LogDoor extends Gatehouse {
  /** Told of what went wrong without being a failure that has an answer of its own. */
  readonly log: (line: string) => void;
}

interface Answer {
  readonly type: string;
  readonly cache: string;
  readonly body: string | Buffer;
}

/** Whoever asks, from where, and what the address says. */
interface Asked {
  readonly context: Context;
  readonly principal: Principal;
  readonly rest: string;
}

/**
 * The log as static paths (C2SP tlog-tiles): `GET /api/v1/log/checkpoint`, `/api/v1/log/tile/…`; beside them `/api/v1/log/key`, by which checkpoints are checked, and
 * `/api/v1/log/proof/<position>`, a proof to be checked anywhere (C2SP tlog-proof). For auditors and administrators, by a key or a session.
 */
export function logRoutes(door: LogDoor): (scope: FastifyInstance) => Promise<void> {
  const answers: Readonly<Record<string, (asked: Asked) => Promise<Answer>>> = {
    '/checkpoint': async ({ context, principal }) => {
      const { note } = await showCheckpoint(context, principal);
      return { type: TEXT, cache: 'no-store', body: note };
    },
    '/key': async ({ context, principal }) => {
      const { verifierKey } = await showCheckpoint(context, principal);
      return { type: TEXT, cache: 'no-store', body: `${verifierKey}\n` };
    },
    '/tile/*': async ({ context, principal, rest }) => {
      const body = await showTile(context, principal, `tile/${rest}`);
      return { type: 'application/octet-stream', cache: FOREVER, body };
    },
    '/proof/*': async ({ context, principal, rest }) => {
      const { proof } = await proveEntry(context, principal, rest);
      return { type: TEXT, cache: 'no-store', body: proof };
    },
  };
  return async (scope) => {
    readyScope(scope, door);
    for (const [url, answer] of Object.entries(answers))
      scope.get<{ readonly Params: { readonly '*'?: string } }>(`${PATH}${url}`, (request, reply) => {
        answerTo(door, { request, reply, rest: request.params['*'] ?? '' }, answer).catch((error: unknown) =>
          refuse(request, reply, error),
        );
      });
    await Promise.resolve();
  };
}

async function answerTo(
  door: LogDoor,
  { request, reply, rest }: { readonly request: FastifyRequest; readonly reply: FastifyReply; readonly rest: string },
  answer: (asked: Asked) => Promise<Answer>,
): Promise<void> {
  const context = { ...door.context, from: cameFrom(request) };
  const principal = await authenticateAsker(door, request);
  tellKeyEnd(reply, context, principal.keyEnds);
  await refusePastQuota(context, principal, 'window');
  await takeQuota(context, principal, MINUTE);
  const { type, cache, body } = await answer({ context, principal, rest });
  void reply.headers({ 'content-type': type, 'cache-control': cache, 'x-content-type-options': 'nosniff' }).send(body);
}
