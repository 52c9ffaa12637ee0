import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import { Failure, type FailureCode } from '#foundation';
import {
  type BatchItem,
  type Context,
  type EventQuarantined,
  type EventRecorded,
  type Principal,
  quarantineUnread,
  receiveBatch,
  receiveEvent,
  type Refusals,
} from '#operations';
import type { Principals } from '#store';

import { authenticate } from '../authenticate.ts';
import { sendFailure, STATUS } from '../http-answers.ts';
import { type Body, type BodyLimits, discardRest, readBody, UnopenedBody } from './read-body.ts';

export interface Door {
  readonly context: Context;
  readonly principals: Principals;
  readonly limits: BodyLimits;
  readonly refusals: Refusals;
  /** Told of what went wrong without being a failure that has an answer of its own. */
  readonly log: (line: string) => void;
}

/** What each reason of quarantine is answered with. */
const QUARANTINE_STATUS: Readonly<Record<EventQuarantined['because'], number>> = { unreadable: 400, unusable: 422, refused: 403 };

/**
 * The HTTP door: `POST /api/v1/lineage` and `/api/v1/lineage/batch`, in a Fastify scope of its own that reads bytes and knows no JSON.
 * A 201 is sent after the commit. The spec's clients retry on 503 alone, so that is what pressure says.
 */
export function lineageRoutes(door: Door): (scope: FastifyInstance) => Promise<void> {
  return async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, _payload, done) => done(null));
    scope.setErrorHandler((error, request, reply) => {
      if (!(error instanceof Failure))
        door.log(`${request.method} ${request.url} failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      void sendFailure(reply, error);
    });
    // Not async: a handler that promises its reply makes Fastify watch the response to its end, which costs as much as sending it.
    scope.post('/api/v1/lineage', (request, reply) => {
      receiveOne(door, request, reply).catch((error: unknown) => refuse(request, reply, error));
    });
    scope.post('/api/v1/lineage/batch', (request, reply) => {
      receiveMany(door, request, reply).catch((error: unknown) => refuse(request, reply, error));
    });
    scope.route({ method: [...OTHER_METHODS], url: '/api/v1/lineage', handler: (request, reply) => refuseMethod(request, reply) });
    scope.route({ method: [...OTHER_METHODS], url: '/api/v1/lineage/batch', handler: (request, reply) => refuseMethod(request, reply) });
    scope.all('/api/*', (request, reply) => {
      const message = `Nothing is at ${request.method} ${pathOf(request)}. ${WHERE_EVENTS_GO}`;
      void refuse(request, reply, new Failure('NOT_FOUND', message));
    });
    await Promise.resolve();
  };
}

async function receiveOne(door: Door, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const { context } = door;
  const principal = await senderOf(door, request);
  const body = await bodyOrQuarantine(door, { principal, request });
  const received = 'kind' in body ? body : await receiveEvent(context, principal, body.bytes).finally(body.release);
  if (received.kind === 'quarantined') {
    sendQuarantined(reply, received);
    return;
  }
  if (prefersWait(request)) void reply.header('headgate-mapped', String(await context.mapWait.untilMapped(received.position)));
  sendRecorded(reply, received);
}

async function receiveMany(door: Door, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const { context } = door;
  const principal = await senderOf(door, request);
  const body = await bodyOrQuarantine(door, { principal, request });
  const received = 'kind' in body ? body : await receiveBatch(context, principal, body.bytes).finally(body.release);
  if (received.kind === 'quarantined') {
    sendQuarantined(reply, received);
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

/** Who sends. A stranger is counted, and not by what he sends for a key. */
async function senderOf({ principals, refusals }: Door, { headers }: FastifyRequest): Promise<Principal> {
  try {
    return await authenticate(principals, headers.authorization);
  } catch (error) {
    if (isFailure(error, 'IDENTITY_UNKNOWN')) refusals.count('IDENTITY_UNKNOWN');
    throw error;
  }
}

function isFailure(error: unknown, code: FailureCode): error is Failure {
  return error instanceof Failure && error.code === code;
}

/** A body that does not open is kept like everything else that cannot be used. */
async function bodyOrQuarantine(
  { context, limits, refusals }: Door,
  { principal, request }: { readonly principal: Principal; readonly request: FastifyRequest },
): Promise<Body | EventQuarantined> {
  try {
    return await readBody(request.raw, limits);
  } catch (error) {
    if (isFailure(error, 'BODY_TOO_LARGE')) refusals.count('BODY_TOO_LARGE', principal.id);
    if (!(error instanceof Failure) || !(error.cause instanceof UnopenedBody)) throw error;
    const { bytes, message } = error.cause;
    return quarantineUnread(context, principal, { bytes, because: 'unreadable', message });
  }
}

/** Answers when the sender has said all, as far as we listen; what has still more to say is cut off. */
async function refuse(request: FastifyRequest, reply: FastifyReply, error: unknown): Promise<void> {
  await discardRest(request.raw);
  if (!request.raw.complete) void reply.header('connection', 'close');
  void reply.send(error);
}

const OTHER_METHODS = ['GET', 'PUT', 'PATCH', 'DELETE'] as const;
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

function sendRecorded(reply: FastifyReply, { position, commitment, isDuplicate, warnings }: EventRecorded): void {
  void reply.header('headgate-position', position.toString());
  void reply.code(201).send({ position: position.toString(), commitment: commitment.toString('hex'), duplicate: isDuplicate, warnings });
}

function sendQuarantined(reply: FastifyReply, { because, id, problems }: EventQuarantined): void {
  const message = because === 'refused' ? 'The event claims what its sender may not say.' : 'The event cannot be used as it is.';
  void reply.code(QUARANTINE_STATUS[because]).send({
    code: because === 'refused' ? 'ACCESS_DENIED' : because === 'unreadable' ? 'BODY_UNREADABLE' : 'EVENT_INVALID',
    message: `${message} It is kept in quarantine; nothing is lost. Mend the sender, or redrive it: headgate quarantine show ${id}`,
    quarantine: id,
    problems,
  });
}

/** The standard's answer to a batch, and beside it what each event became. */
function batchAnswer(items: readonly BatchItem[]): unknown {
  const failed = items.flatMap((item, index) => (item.kind === 'recorded' ? [] : [{ index, ...failureOf(item) }]));
  const retriable = failed.filter((each) => each.retriable).length;
  return {
    status: failed.length === 0 ? 'success' : 'partial_success',
    summary: {
      received: items.length,
      successful: items.length - failed.length,
      failed: failed.length,
      retriable,
      non_retriable: failed.length - retriable,
    },
    failed_events: failed,
    events: items.map((item) =>
      item.kind === 'recorded'
        ? {
            position: item.position.toString(),
            commitment: item.commitment.toString('hex'),
            duplicate: item.isDuplicate,
            warnings: item.warnings,
          }
        : null,
    ),
  };
}

function failureOf(item: Exclude<BatchItem, EventRecorded>): {
  readonly reason: string;
  readonly retriable: boolean;
  readonly quarantine?: string;
  readonly problems?: unknown;
} {
  if (item.kind === 'failed') return { reason: item.failure.message, retriable: STATUS[item.failure.code] === 503 };
  const reason = item.problems.map(({ pointer, message }) => `${pointer}: ${message}`).join('; ');
  return { reason, retriable: false, quarantine: item.id, problems: item.problems };
}
