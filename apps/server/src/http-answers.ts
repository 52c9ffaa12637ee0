import type { FastifyReply } from 'fastify';

import { Failure, type FailureCode } from '#foundation';
import { hideSecrets } from '#record';

/** What HTTP says of each failure. */
export const STATUS: Readonly<Record<FailureCode, number>> = {
  EVENT_INVALID: 422,
  BODY_UNREADABLE: 400,
  BODY_TOO_LARGE: 413,
  IDENTITY_UNKNOWN: 401,
  ACCESS_DENIED: 403,
  NOT_FOUND: 404,
  AMBIGUOUS: 409,
  BAD_REQUEST: 400,
  LIMIT_EXCEEDED: 400,
  BUSY: 503,
  STORE_UNAVAILABLE: 503,
};

const RETRY_AFTER_SECONDS = 1;

/** Answers with a failure: a code, a sentence that says what to do, and what a program may read beside it; never a stack. What is not a failure of ours is a 500 without detail. */
export function sendFailure(reply: FastifyReply, error: unknown): FastifyReply {
  if (!(error instanceof Failure))
    return reply.code(500).send({ code: 'INTERNAL', message: 'Something went wrong here; the log says what.' });
  const status = STATUS[error.code];
  if (status === 503) void reply.header('retry-after', String(error.retryAfterSeconds ?? RETRY_AFTER_SECONDS));
  if (status === 401) void reply.header('www-authenticate', 'Bearer');
  return reply.code(status).send({ code: error.code, message: hideSecrets(error.message), ...error.details });
}
