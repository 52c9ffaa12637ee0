import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';

import { Failure } from '#foundation';

/** What the address of a request asks behind its `?`. Throws BAD_REQUEST with the name of what cannot be read. */
export function queryOf<Shape extends z.ZodType>(shape: Shape, { query }: FastifyRequest): z.infer<Shape> {
  const read = shape.safeParse(query);
  if (read.success) return read.data;
  const told = read.error.issues.map((issue) =>
    issue.code === 'unrecognized_keys' ? `${issue.keys.join(', ')} is not asked for here` : `${issue.path.join('.')} ${issue.message}`,
  );
  throw new Failure('BAD_REQUEST', `${told.join('; ')}.`);
}
