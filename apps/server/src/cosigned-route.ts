import type { FastifyInstance } from 'fastify';
import { z } from 'zod';

import { KIB } from '#foundation';
import { takeCosigned, takeQuota } from '#operations';

import type { Door } from './ingest/door.ts';
import { jsonRoutes } from './json-route.ts';

/** A checkpoint with two signatures has some 500 bytes. */
const BYTES_MAX = 16 * KIB;
const HOW_TO = 'Send what a witness cosigned as JSON: {"checkpoint": "<signed note>"}; headgate witness follow does.';

const CosignedShape = z.strictObject({ checkpoint: z.string('must be a text') }, 'must be an object with checkpoint');

/** `POST /api/v1/log/cosigned`: how a witness that nobody can reach hands in what it cosigned. By a key of an auditor or an administrator. */
export function cosignedRoute(door: Door): (scope: FastifyInstance) => Promise<void> {
  return jsonRoutes(door, {
    ...{ url: '/api/v1/log/cosigned', shape: CosignedShape, bytesMax: BYTES_MAX, howTo: HOW_TO },
    tooLarge: `A cosigned checkpoint has at most ${BYTES_MAX} bytes.`,
    answer: async ({ context, principal, body }) => {
      await takeQuota(context, principal, { query_cost_per_minute: 1 });
      const { size } = await takeCosigned(context, principal, body.checkpoint);
      return { size: String(size) };
    },
  });
}
