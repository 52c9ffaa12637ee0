import { createHash } from 'node:crypto';

import type { Randomness } from '#foundation';

const SECRET_BYTES = 32;
const PREFIX_BYTES = 6;
const KEY = /^(hg_[A-Za-z0-9_-]{8})_[A-Za-z0-9_-]{43}$/;

/** A well-formed key that nobody holds yet. */
export function newKey(randomness: Randomness): string {
  return `hg_${randomness.bytes(PREFIX_BYTES).toString('base64url')}_${randomness.bytes(SECRET_BYTES).toString('base64url')}`;
}

/** What a key is known by; undefined of what is no key. */
export function prefixOf(key: string): string | undefined {
  return KEY.exec(key)?.[1];
}

/** All that is kept of a key beside its prefix: SHA-256 of the whole. */
export function hashOf(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}
