import { once } from 'node:events';
import { createServer } from 'node:net';

import { Failure } from '#foundation';

import type { Config } from './config.ts';

type Address = Pick<Config, 'HTTP_HOST' | 'HTTP_PORT'>;

/** Throws BAD_REQUEST where nobody could listen now. */
export async function requirePort({ HTTP_HOST, HTTP_PORT }: Address): Promise<void> {
  const trial = createServer((socket) => socket.destroy());
  try {
    await once(trial.listen({ host: HTTP_HOST, port: HTTP_PORT }), 'listening');
  } catch (error) {
    throw portFailure(error, { HTTP_HOST, HTTP_PORT });
  }
  await once(trial.close(), 'close');
}

/** Why nobody can listen, as a failure with a sentence; what else went wrong, as it is. */
export function portFailure(error: unknown, { HTTP_HOST, HTTP_PORT }: Address): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'EADDRINUSE':
      return unfit(
        `Port ${HTTP_PORT} of ${HTTP_HOST} is taken; if a Headgate answers there, use it, or choose another with HTTP_PORT.`,
        error,
      );
    case 'EACCES':
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return unfit(`Nothing can listen on port ${HTTP_PORT} of ${HTTP_HOST} (${code}); choose others with HTTP_PORT and HTTP_HOST.`, error);
    default:
      return error;
  }
}

function unfit(message: string, cause: unknown): Failure {
  return new Failure('BAD_REQUEST', message, { cause });
}
