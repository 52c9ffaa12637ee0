import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';

import { Failure, formatInstant, KIB } from '#foundation';
import { refusePastQuota, reportEnforcement, takeQuota } from '#operations';

import { bodyOf, cameFrom, type Door, readyScope, refuse, senderOf } from './ingest/door.ts';
import { UnopenedBody } from './ingest/read-body.ts';
import { jsonIn, shaped } from './json-body.ts';

/** A hundred patterns of full length, and the rest. */
const REPORT_BYTES_MAX = 256 * KIB;
/** Of a report, as fields of an answer are counted. */
const COST = 8;

const HOW_TO_REPORT =
  'Send the report as JSON: {"system": "trino", "namespaces": ["postgres://ehr*"], "actions": ["read"], "forSeconds": 600}.';

/** What it holds is judged by the operation. */
const ReportShape = z.strictObject(
  { system: z.unknown(), namespaces: z.unknown(), actions: z.unknown(), forSeconds: z.unknown() },
  'must be an object with system, namespaces, actions and forSeconds',
);

/** `POST /api/v1/enforcement`: how a system that guards data tells, again and again, that it heeds what is decided. */
export function enforcementRoutes(door: Door): (scope: FastifyInstance) => Promise<void> {
  const bounded: Door = { ...door, limits: { ...door.limits, bytesMax: REPORT_BYTES_MAX } };
  return async (scope) => {
    readyScope(scope, door);
    scope.post('/api/v1/enforcement', (request, reply) => {
      report(bounded, request, reply).catch((error: unknown) => refuse(request, reply, error));
    });
    await Promise.resolve();
  };
}

async function report(door: Door, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const context = { ...door.context, from: cameFrom(request) };
  const principal = await senderOf(door, request, reply);
  await refusePastQuota(context, principal, 'window');
  const body = await bodyOf(door, request);
  if (body instanceof UnopenedBody) throw new Failure('BODY_UNREADABLE', `${body.message}.`);
  const { system, namespaces, actions, forSeconds } = readReport(body);
  await takeQuota(context, principal, { query_cost_per_minute: COST });
  const told = await reportEnforcement(context, principal, { system, namespaces, actions, forSeconds });
  void reply.send({ system: told.system, since: timeOf(told.since), until: timeOf(told.until) });
}

function readReport(body: Exclude<Awaited<ReturnType<typeof bodyOf>>, UnopenedBody>): z.infer<typeof ReportShape> {
  try {
    return shaped(ReportShape, jsonIn(body.bytes, HOW_TO_REPORT));
  } finally {
    body.release();
  }
}

function timeOf(instant: Parameters<typeof formatInstant>[0] | null): string | null {
  return instant === null ? null : formatInstant(instant);
}
