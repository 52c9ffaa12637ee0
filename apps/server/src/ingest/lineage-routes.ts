import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import { Failure } from '#foundation';
import { quarantineUnread, receiveBatch, receiveEvent } from '#operations';

import { batchAnswer, sendQuarantined, sendRecorded } from './door-answers.ts';
import { bodyOf, type Door, readyScope, refuse, senderWithin } from './door.ts';
import { asksDryRun, dryRunMany, dryRunOne } from './dry-run.ts';
import { UnopenedBody } from './read-body.ts';

type Handler = (door: Door, request: FastifyRequest, reply: FastifyReply) => Promise<void>;

/**
 * The HTTP door: `POST /api/v1/lineage` and `/api/v1/lineage/batch`, in a Fastify scope of its own that reads bytes and knows no JSON.
 * A 201 is sent after the commit. The spec's clients retry on 503 alone, so that is what pressure says. With `?dryRun=true` nothing is recorded.
 */
export function lineageRoutes(door: Door): (scope: FastifyInstance) => Promise<void> {
  return async (scope) => {
    readyScope(scope, door);
    // Not async: a handler that promises its reply makes Fastify watch the response to its end, which costs as much as sending it.
    const handled = (real: Handler, dry: Handler) => (request: FastifyRequest, reply: FastifyReply) => {
      handlerFor(request, { real, dry })(door, request, reply).catch((error: unknown) => refuse(request, reply, error));
    };
    scope.post('/api/v1/lineage', handled(receiveOne, dryRunOne));
    scope.post('/api/v1/lineage/batch', handled(receiveMany, dryRunMany));
    scope.route({ method: [...OTHER_METHODS], url: '/api/v1/lineage', handler: (request, reply) => refuseMethod(request, reply) });
    scope.route({ method: [...OTHER_METHODS], url: '/api/v1/lineage/batch', handler: (request, reply) => refuseMethod(request, reply) });
    scope.all('/api/*', (request, reply) => {
      const message = `Nothing is at ${request.method} ${pathOf(request)}. ${WHERE_EVENTS_GO}`;
      void refuse(request, reply, new Failure('NOT_FOUND', message));
    });
    await Promise.resolve();
  };
}

/** Most requests carry no question: they are not looked at twice. */
function handlerFor(request: FastifyRequest, { real, dry }: Readonly<Record<'real' | 'dry', Handler>>): Handler {
  if (!request.url.includes('?')) return real;
  return async (door, ...rest) => (asksDryRun(request) ? dry : real)(door, ...rest);
}

async function receiveOne(door: Door, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const { context } = door;
  const principal = await senderWithin(door, request, reply);
  const body = await bodyOf(door, request, principal);
  const received =
    body instanceof UnopenedBody
      ? await quarantineUnread(context, principal, body)
      : await receiveEvent(context, principal, body.bytes).finally(body.release);
  if (received.kind === 'quarantined') {
    sendQuarantined(reply, principal, received);
    return;
  }
  if (prefersWait(request)) void reply.header('headgate-mapped', String(await context.mapWait.untilMapped(received.position)));
  sendRecorded(reply, received);
}

async function receiveMany(door: Door, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const { context } = door;
  const principal = await senderWithin(door, request, reply);
  const body = await bodyOf(door, request, principal);
  const received =
    body instanceof UnopenedBody
      ? await quarantineUnread(context, principal, body)
      : await receiveBatch(context, principal, body.bytes).finally(body.release);
  if (received.kind === 'quarantined') {
    sendQuarantined(reply, principal, received);
    return;
  }
  const { items } = received;
  const highest = items.reduce((most, item) => (item.kind === 'recorded' && item.position > most ? item.position : most), -1n);
  if (highest >= 0n) {
    void reply.header('headgate-position', highest.toString());
    if (prefersWait(request)) void reply.header('headgate-mapped', String(await context.mapWait.untilMapped(highest)));
  }
  void reply.code(200).send(batchAnswer(items));
}

const OTHER_METHODS = ['GET', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;
const WHERE_EVENTS_GO = 'Events go to POST /api/v1/lineage, lists of them to POST /api/v1/lineage/batch.';

function refuseMethod(request: FastifyRequest, reply: FastifyReply): void {
  void reply.header('allow', 'POST').code(405);
  void reply.send({ code: 'BAD_REQUEST', message: `${request.method} is not answered here. ${WHERE_EVENTS_GO}` });
}

function pathOf({ url }: FastifyRequest): string {
  return url.split('?')[0] ?? url;
}

function prefersWait({ headers }: FastifyRequest): boolean {
  return /(^|,)\s*wait(\s*[=,;]|\s*$)/i.test(String(headers['prefer'] ?? ''));
}
