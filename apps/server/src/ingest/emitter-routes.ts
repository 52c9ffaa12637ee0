import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';

import { SECOND_MS } from '#foundation';
import {
  ARRIVALS_FIRST_MAX,
  ArrivalWait,
  type Context,
  listArrivals,
  listQuarantine,
  redriveQuarantined,
  senderCalled,
  showQuarantined,
} from '#operations';

import { arrivalJson, quarantinedJson } from './arrival-json.ts';
import { sendQuarantined, sendRecorded } from './door-answers.ts';
import { queryOf } from '../query-of.ts';
import { cameFrom, type Door, readyScope, senderOf } from './door.ts';

/** Longest wait of one request. Proxies give up after a minute or two of silence. */
const WAIT_SECONDS_MAX = 30;
/** Of one page of the quarantine. */
const QUARANTINE_FIRST_MAX = 500;

const flag = z.enum(['true', 'false'], 'must be true or false').transform((text) => text === 'true');
const number = (min: number, max: number) =>
  z
    .string()
    .refine((text) => /^\d{1,9}$/.test(text) && Number(text) >= min && Number(text) <= max, `must be a whole number from ${min} to ${max}`)
    .transform(Number);
const position = z
  .string()
  .regex(/^\d{1,18}$/, 'must be a position of the ledger, a number from 0 on')
  .transform(BigInt);
const text = z.string('must be said once').min(1, 'must not be empty');

const ArrivalsAsked = z.strictObject({
  from: position.optional(),
  first: number(1, ARRIVALS_FIRST_MAX).optional(),
  wait: number(0, WAIT_SECONDS_MAX).optional(),
  sender: text.optional(),
  mine: flag.optional(),
});
const QuarantineAsked = z.strictObject({
  because: z.enum(['unreadable', 'unusable', 'refused'], 'must be unreadable, unusable or refused').optional(),
  open: flag.optional(),
  sender: text.optional(),
  first: number(1, QUARANTINE_FIRST_MAX).optional(),
  after: text.optional(),
});

/**
 * What an emitter may ask: whether its events arrived, and what of them is in quarantine. Own ones only, but for administrators. It is told nothing
 * of the graph.
 */
export function emitterRoutes(door: Omit<Door, 'limits'>): (scope: FastifyInstance) => Promise<void> {
  const arrivalWait = new ArrivalWait(door.context);
  return async (scope) => {
    readyScope(scope, door);
    scope.addHook('preClose', (done) => {
      arrivalWait.end();
      done();
    });
    scope.get('/api/v1/arrivals', (request, reply) => tellArrivals({ door, arrivalWait }, request, reply));
    scope.get('/api/v1/quarantine', (request, reply) => tellQuarantine(door, request, reply));
    scope.get<Named>('/api/v1/quarantine/:id', (request, reply) => tellQuarantined(door, request, reply));
    scope.post<Named>('/api/v1/quarantine/:id/redrive', (request, reply) => redrive(door, request, reply));
    await Promise.resolve();
  };
}

interface Named {
  readonly Params: { readonly id: string };
}

type Asked = Omit<Door, 'limits'>;

async function tellArrivals(
  { door, arrivalWait }: { readonly door: Asked; readonly arrivalWait: ArrivalWait },
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<object> {
  const principal = await senderOf(door, request, reply);
  const { from, first, wait = 0, sender, mine } = queryOf(ArrivalsAsked, request);
  const gone = new AbortController();
  reply.raw.once('close', () => gone.abort());
  const question = { from, first, waitMs: wait * SECOND_MS, sender, isMine: mine, signal: gone.signal };
  const { arrivals, next, size, ...page } = await listArrivals({ ...contextFor(door, request), arrivalWait }, principal, question);
  return { arrivals: arrivals.map(arrivalJson), sender: page.sender, next: next.toString(), size: size.toString() };
}

async function tellQuarantine(door: Asked, request: FastifyRequest, reply: FastifyReply): Promise<object> {
  const principal = await senderOf(door, request, reply);
  const { sender: called, ...asked } = queryOf(QuarantineAsked, request);
  const sender = called === undefined ? undefined : await senderCalled(contextFor(door, request), principal, called);
  const { nodes, pageInfo } = await listQuarantine(contextFor(door, request), principal, { ...asked, sender, alsoUnmapped: true });
  return { items: nodes.map(quarantinedJson), next: pageInfo.hasNextPage ? pageInfo.endCursor : null };
}

async function tellQuarantined(door: Asked, request: FastifyRequest<Named>, reply: FastifyReply): Promise<object> {
  const principal = await senderOf(door, request, reply);
  const { quarantined } = await showQuarantined(contextFor(door, request), principal, { id: request.params.id, alsoUnmapped: true });
  return { ...quarantinedJson(quarantined), body: quarantined.body };
}

/** Answers as the door does: what is redriven comes in again. */
async function redrive(door: Asked, request: FastifyRequest<Named>, reply: FastifyReply): Promise<FastifyReply> {
  const principal = await senderOf(door, request, reply);
  const received = await redriveQuarantined(contextFor(door, request), principal, { id: request.params.id });
  if (received.kind === 'quarantined') sendQuarantined(reply, principal, received);
  else sendRecorded(reply, received);
  return reply;
}

function contextFor({ context }: Asked, request: FastifyRequest): Context {
  return { ...context, from: cameFrom(request) };
}
