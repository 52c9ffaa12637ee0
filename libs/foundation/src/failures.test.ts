import { expect, test } from 'vitest';
import { Failure } from './failures.ts';

test('a failure keeps its code, its message and its cause', () => {
  const cause = new Error('connection reset');

  const failure = new Failure('STORE_UNAVAILABLE', 'Try again.', { cause });

  expect(failure).toBeInstanceOf(Error);
  expect([failure.name, failure.code, failure.message, failure.cause]).toEqual(['Failure', 'STORE_UNAVAILABLE', 'Try again.', cause]);
  expect(failure.retryAfterSeconds).toBeUndefined();
});

test('a busy failure says when to come back, and has no cause unless given one', () => {
  const failure = new Failure('BUSY', 'Too many events at once.', { retryAfterSeconds: 2 });

  expect(failure.retryAfterSeconds).toBe(2);
  expect(Object.hasOwn(failure, 'cause')).toBe(false);
});
