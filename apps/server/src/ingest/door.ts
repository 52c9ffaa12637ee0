import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import { Failure, type FailureCode } from '#foundation';
import { type CameFrom, type Context, denialsRecorded, type Principal, type Refusals, refusePastQuota } from '#operations';

import { authenticateSender, type Holders, KeyExpired } from '../authenticate.ts';
import { sendFailure } from '../http-answers.ts';
import { tellKeyEnd } from '../key-end.ts';
import { type Body, type BodyLimits, discardRest, readBody, UnopenedBody } from './read-body.ts';
import { failureText } from '../failure-text.ts';

export interface Door {
  readonly context: Context;
  readonly principals: Holders;
  readonly limits: BodyLimits;
  readonly refusals: Refusals;
  /** Told of what went wrong without being a failure that has an answer of its own. */
  readonly log: (line: string) => void;
}

/** Readies a Fastify scope that reads bytes by itself, knows no JSON, and answers every failure with a code and a sentence. */
export function readyScope(scope: FastifyInstance, { log, context }: Pick<Door, 'log' | 'context'>): void {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser('*', (_request, _payload, done) => done(null));
  scope.setErrorHandler((error, request, reply) => {
    if (!(error instanceof Failure)) log(`${request.method} ${request.url} failed: ${failureText(error)}`);
    denialsRecorded(context).then(
      () => sendFailure(reply, error),
      (notRecorded: unknown) => sendFailure(reply, notRecorded),
    );
  });
}

/** From where a request comes: the address of the connection, or what a proxy says that is trusted. */
export function cameFrom({ ip }: FastifyRequest): CameFrom {
  return { door: 'http', address: ip };
}

/** A header of a request; the first, where there are several. */
export function headerOf(headers: FastifyRequest['headers'], name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}

/** Who sends or asks, with the answer that tells when the key ends. A stranger is counted, and not by what he sends for a key. */
export async function senderOf(
  { principals, refusals, context }: Pick<Door, 'principals' | 'refusals' | 'context'>,
  { headers }: FastifyRequest,
  reply: FastifyReply,
): Promise<Principal> {
  try {
    const { principal, keyExpiresAt } = await authenticateSender(principals, headers.authorization);
    tellKeyEnd(reply, context, keyExpiresAt);
    return principal;
  } catch (error) {
    if (isFailure(error, 'IDENTITY_UNKNOWN'))
      refusals.count('IDENTITY_UNKNOWN', error.cause instanceof KeyExpired ? error.cause.holder.id : undefined);
    throw error;
  }
}

/** As `senderOf`, of whoever may send an event now: who is past a quota is told so before a byte of it is read. Throws BUSY. */
export async function senderWithin(
  door: Pick<Door, 'principals' | 'refusals' | 'context'>,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Principal> {
  const principal = await senderOf(door, request, reply);
  await refusePastQuota(door.context, principal, 'door');
  return principal;
}

/** The body of a request, or what came whole and does not open. One that is too large is counted for `countFor`, if anybody is given. */
export async function bodyOf(
  { limits, refusals }: Pick<Door, 'limits' | 'refusals'>,
  { raw }: FastifyRequest,
  countFor?: Principal,
): Promise<Body | UnopenedBody> {
  try {
    return await readBody(raw, limits);
  } catch (error) {
    if (countFor !== undefined && isFailure(error, 'BODY_TOO_LARGE')) refusals.count('BODY_TOO_LARGE', countFor.id);
    if (error instanceof Failure && error.cause instanceof UnopenedBody) return error.cause;
    throw error;
  }
}

/** Answers when the sender has said all, as far as we listen; what has still more to say is cut off. */
export async function refuse(request: FastifyRequest, reply: FastifyReply, error: unknown): Promise<void> {
  await discardRest(request.raw);
  if (!request.raw.complete) void reply.header('connection', 'close');
  void reply.send(error);
}

function isFailure(error: unknown, code: FailureCode): error is Failure {
  return error instanceof Failure && error.code === code;
}
