import type { FastifyReply, FastifyRequest } from 'fastify';

import { Failure } from '#foundation';
import { type DryRun, dryRunBatch, dryRunEvent, inspectUnread } from '#operations';

import { bodyOf, type Door, senderWithin } from './door.ts';
import { dryRunJson } from './inspection-json.ts';
import { UnopenedBody } from './read-body.ts';

/**
 * Whether a request only asks what would become of its body, in whatever way the name is spelled: what somebody meant to try out must not be recorded
 * for ever. Throws BAD_REQUEST on a value that says neither.
 */
export function asksDryRun({ query }: FastifyRequest): boolean {
  const asked = Object.entries(query as Readonly<Record<string, unknown>>).filter(([name]) => /^dry[-_]?run$/i.test(name)); // Fastify parsed it
  if (asked.length === 0) return false;
  const [, value] = asked[0] ?? [];
  if (asked.length === 1 && (value === 'true' || value === 'false')) return value === 'true';
  throw new Failure('BAD_REQUEST', 'dryRun is true or false, said once; nothing was recorded.');
}

/** Answers 200 with what would become of the event. Records nothing, and counts no refusal but of a key that nobody holds, or past a quota. */
export async function dryRunOne(door: Door, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const principal = await senderWithin(door, request, reply);
  const body = await bodyOf(door, request);
  const inspected: DryRun =
    body instanceof UnopenedBody
      ? inspectUnread(body.message)
      : await dryRunEvent(door.context, principal, body.bytes).finally(body.release);
  void reply.send({ dryRun: true, ...dryRunJson(inspected) });
}

/** As `dryRunOne`, event by event. */
export async function dryRunMany(door: Door, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const principal = await senderWithin(door, request, reply);
  const body = await bodyOf(door, request);
  const inspected =
    body instanceof UnopenedBody
      ? inspectUnread(body.message)
      : await dryRunBatch(door.context, principal, body.bytes).finally(body.release);
  if (inspected.kind !== 'batch') {
    void reply.send({ dryRun: true, ...dryRunJson(inspected) });
    return;
  }
  const { items } = inspected;
  const quarantined = items.filter(({ kind }) => kind === 'quarantined').length;
  const duplicates = items.filter(({ duplicateOf }) => duplicateOf !== undefined).length;
  const summary = { received: items.length, accepted: items.length - quarantined - duplicates, duplicates, quarantined };
  void reply.send({ dryRun: true, summary, events: items.map(dryRunJson) });
}
