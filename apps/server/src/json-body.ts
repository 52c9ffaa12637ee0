import type { z } from 'zod';

import { Failure } from '#foundation';

const PROBLEMS_TOLD = 5;

/** What some bytes say. Throws BODY_UNREADABLE, with a sentence of the caller's, on what is no JSON. */
export function jsonIn(bytes: Buffer, otherwise: string): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new Failure('BODY_UNREADABLE', otherwise);
  }
}

/** As it is shaped. Throws BAD_REQUEST with all that is wrong. */
export function shaped<Shape extends z.ZodType>(shape: Shape, value: unknown): z.infer<Shape> {
  const read = shape.safeParse(value);
  if (read.success) return read.data;
  const problems = read.error.issues.map((issue) => {
    const place = issue.path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('');
    const what =
      issue.code === 'unrecognized_keys'
        ? `has ${issue.keys.map((key) => JSON.stringify(key.slice(0, 40))).join(', ')}, which nothing is called`
        : issue.message;
    return `${place === '' ? 'The body' : place.slice(1)} ${what}`;
  });
  throw new Failure('BAD_REQUEST', `${problems.slice(0, PROBLEMS_TOLD).join('; ')}.`);
}
