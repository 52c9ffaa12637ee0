import type { FastifyInstance } from 'fastify';
import { z } from 'zod';

import { formatInstant, KIB } from '#foundation';
import { reportEnforcement, takeQuota } from '#operations';

import type { Door } from './ingest/door.ts';
import { type AskedByRoute, jsonRoutes } from './json-route.ts';

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
  return jsonRoutes(door, {
    ...{ url: '/api/v1/enforcement', shape: ReportShape, bytesMax: REPORT_BYTES_MAX, howTo: HOW_TO_REPORT },
    tooLarge: `A report may be ${REPORT_BYTES_MAX} bytes after gunzip; a * at the end of a pattern stands for any text.`,
    answer: report,
  });
}

async function report({ context, principal, body }: AskedByRoute<z.infer<typeof ReportShape>>): Promise<object> {
  const { system, namespaces, actions, forSeconds } = body;
  await takeQuota(context, principal, { query_cost_per_minute: COST });
  const told = await reportEnforcement(context, principal, { system, namespaces, actions, forSeconds });
  return { system: told.system, since: timeOf(told.since), until: timeOf(told.until) };
}

function timeOf(instant: Parameters<typeof formatInstant>[0] | null): string | null {
  return instant === null ? null : formatInstant(instant);
}
