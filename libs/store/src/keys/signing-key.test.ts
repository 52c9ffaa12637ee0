import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { verify } from 'node:crypto';

import { expect, test } from 'vitest';

import type { Randomness } from '#foundation';
import { temporaryDirectory } from '#testkit';

import { openSigningKey } from './signing-key.ts';

/** Gives the same bytes again and again. */
function dull(byte: number): Randomness {
  return { bytes: (count) => Buffer.alloc(count, byte), uuid: () => `0000000${byte}-0000-4000-8000-000000000000` };
}

test('a key is made at the first need, for its owner alone, and stays', async () => {
  await using directory = await temporaryDirectory();
  const file = path.join(directory.path, 'data', 'signing-key.pem');

  const made = openSigningKey(file, dull(1));
  const opened = openSigningKey(file, dull(2));

  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readdirSync(path.dirname(file))).toEqual(['signing-key.pem']);
  const bytes = Buffer.from('a report');
  expect(opened.sign(bytes)).toEqual(made.sign(bytes));
  expect(verify(null, bytes, opened.publicKey, made.sign(bytes))).toBe(true);
});

test('a file that holds no Ed25519 key is refused, and left as it is', async () => {
  await using directory = await temporaryDirectory();
  const file = path.join(directory.path, 'signing-key.pem');
  writeFileSync(file, 'no key');

  expect(() => openSigningKey(file, dull(1))).toThrow('holds no Ed25519 key; restore it from its backup');
  expect(readFileSync(file, 'utf8')).toBe('no key');
});
