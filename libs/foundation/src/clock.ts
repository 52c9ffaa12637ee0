import { randomBytes, randomUUID } from 'node:crypto';

import { type Instant, instantFromDate } from './instant.ts';

/** The time, passed in: a test sets it, and domain logic never asks for it. */
export interface Clock {
  now(): Date;
}

/** The instant that a clock shows. */
export function instantNow(clock: Clock): Instant {
  return instantFromDate(clock.now());
}

export const systemClock: Clock = { now: () => new Date() };

/** Ids, salts and keys, passed in like the clock. */
export interface Randomness {
  bytes(count: number): Buffer;
  /** A version 4 UUID in lower case. */
  uuid(): string;
}

export const systemRandomness: Randomness = { bytes: (count) => randomBytes(count), uuid: () => randomUUID() };
