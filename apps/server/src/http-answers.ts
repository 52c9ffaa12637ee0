import http from 'node:http';
import type { Socket } from 'node:net';

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

/** What Node calls it when a request's headers are larger than it reads, and when a request took too long to come. */
const HEADERS_TOO_LARGE = 'HPE_HEADER_OVERFLOW';
const REQUEST_TOO_SLOW = 'ERR_HTTP_REQUEST_TIMEOUT';

/** What a sender is told whose request is no HTTP that can be read, which no route ever sees: the answer is written to the socket, which is closed. */
export function answerUnreadable(error: { readonly code?: string | undefined }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return;
  const [status, failure] = unreadable(error.code);
  const body = JSON.stringify(failure);
  const retry = status === 408 ? [`Retry-After: ${RETRY_AFTER_SECONDS}`] : [];
  const head = [
    `HTTP/1.1 ${status} ${http.STATUS_CODES[status] ?? ''}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
    ...retry,
  ];
  socket.end([...head, 'Content-Type: application/json; charset=utf-8', '', body].join('\r\n'));
}

function unreadable(
  code: string | undefined,
): readonly [status: number, failure: { readonly code: FailureCode; readonly message: string }] {
  if (code === HEADERS_TOO_LARGE) {
    const message = `The headers of a request may be ${http.maxHeaderSize} bytes in all; send fewer or shorter ones. Nothing was kept.`;
    return [431, { code: 'LIMIT_EXCEEDED', message }];
  }
  if (code === REQUEST_TOO_SLOW)
    return [408, { code: 'BUSY', message: 'The request did not come whole in time. Nothing was kept; send it again.' }];
  const message = 'This is no HTTP that can be read. Nothing was kept; send the request again, with one Content-Length or in whole chunks.';
  return [400, { code: 'BAD_REQUEST', message }];
}
