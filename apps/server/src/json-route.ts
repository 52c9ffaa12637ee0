import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';

import { Failure } from '#foundation';
import { type Context, type Principal, refusePastQuota } from '#operations';

import { bodyOf, cameFrom, type Door, readyScope, refuse, senderOf } from './ingest/door.ts';
import { UnopenedBody } from './ingest/read-body.ts';
import { jsonIn, shaped } from './json-body.ts';

/** A door that takes one JSON document by POST, and nothing else. */
export interface JsonRoute<Shape extends z.ZodType> {
  readonly url: string;
  readonly shape: Shape;
  /** After gunzip; `tooLarge` says what to do with more. */
  readonly bytesMax: number;
  readonly tooLarge: string;
  /** What is to be sent, in a sentence with an example. */
  readonly howTo: string;
  readonly answer: (asked: AskedByRoute<z.infer<Shape>>, reply: FastifyReply) => Promise<object>;
}

/** What somebody sent. */
export interface AskedByRoute<Body> {
  readonly context: Context;
  readonly principal: Principal;
  readonly body: Body;
  readonly headers: FastifyRequest['headers'];
}

/**
 * The routes of such a door. Who sends is known, and within quota, before the body is read. Answers BODY_TOO_LARGE, BODY_UNREADABLE on what is no JSON, BAD_REQUEST
 * on JSON of another shape, and 405 to other methods.
 */
export function jsonRoutes<Shape extends z.ZodType>(door: Door, route: JsonRoute<Shape>): (scope: FastifyInstance) => Promise<void> {
  const { url, bytesMax, howTo } = route;
  const bounded: Door = { ...door, limits: { ...door.limits, bytesMax } };
  return async (scope) => {
    readyScope(scope, door);
    scope.post(url, (request, reply) => {
      answerOver(bounded, route, { request, reply }).catch((error: unknown) => refuse(request, reply, error));
    });
    answerPostAlone(scope, url, `not answered here; use POST. ${howTo}`);
    await Promise.resolve();
  };
}

/** Answers 405 to all methods but POST. `why` ends the sentence "GET is …". */
export function answerPostAlone(scope: FastifyInstance, url: string, why: string): void {
  scope.route({
    ...{ method: ['GET', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'], url },
    handler: ({ method }, reply) => {
      void reply
        .header('allow', 'POST')
        .code(405)
        .send({ code: 'BAD_REQUEST', message: `${method} is ${why}` });
    },
  });
}

async function answerOver<Shape extends z.ZodType>(
  door: Door,
  route: JsonRoute<Shape>,
  { request, reply }: { readonly request: FastifyRequest; readonly reply: FastifyReply },
): Promise<void> {
  const context = { ...door.context, from: cameFrom(request) };
  const principal = await senderOf(door, request, reply);
  await refusePastQuota(context, principal, 'window');
  const body = await shapedBody(door, request, route);
  void reply.send(await route.answer({ context, principal, body, headers: request.headers }, reply));
}

async function shapedBody<Shape extends z.ZodType>(
  door: Door,
  request: FastifyRequest,
  { shape, howTo, tooLarge }: JsonRoute<Shape>,
): Promise<z.infer<Shape>> {
  const body = await bodyOf(door, request).catch((error: unknown) => {
    throw error instanceof Failure && error.code === 'BODY_TOO_LARGE' ? new Failure('BODY_TOO_LARGE', tooLarge) : error;
  });
  if (body instanceof UnopenedBody) throw new Failure('BODY_UNREADABLE', `${body.message}.`);
  try {
    return shaped(shape, jsonIn(body.bytes, howTo));
  } finally {
    body.release();
  }
}
