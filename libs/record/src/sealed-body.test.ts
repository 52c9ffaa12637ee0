import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import vectors from './digest-vectors.json' with { type: 'json' };
import { openBody, openBytes, saltOf, sealBody, SealBroken, sealBytes } from './sealed-body.ts';

const fromHex = (text: string) => Buffer.from(text, 'hex');
const key = { periodKey: fromHex(vectors.periodKey), secret: fromHex(vectors.secret) };

describe('golden bodies', () => {
  test.each(vectors.bodies)('a body of form $form opens', ({ text, body }) => {
    expect(openBody({ ...key, body: fromHex(body) })).toBe(text);
  });

  // Of a compressed body only the opening is frozen: another version of LZ4 may pack tighter.
  test.each(vectors.bodies.filter(({ form }) => form === 'plain'))('a short text is sealed to the golden body', ({ text, body }) => {
    const sealed = sealBody({ ...key, text });

    expect(sealed.body.toString('hex')).toBe(body);
    expect(sealed.salt.toString('hex')).toBe(vectors.bodySalt);
  });
});

test('what is sealed opens again, byte for byte', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(40), (bytes, repetitions) => {
      const long = Buffer.concat(Array.from({ length: repetitions }, () => bytes));
      const { body, salt } = sealBytes({ ...key, bytes: long });

      expect(openBytes({ ...key, body })).toEqual(long);
      expect(salt).toEqual(saltOf(key));
    }),
  );
});

test('a text that repeats itself is stored smaller, any other grows by 17 bytes', () => {
  expect(sealBody({ ...key, text: '{"name":"vitals"}'.repeat(100) }).body.length).toBeLessThan(100);
  expect(sealBody({ ...key, text: '{}' }).body).toHaveLength(2 + 17);
});

describe('a broken seal', () => {
  const { body } = sealBody({ ...key, text: '{"patient":"vitals"}' });

  test('any changed byte is noticed', () => {
    for (let index = 0; index < body.length; index += 1) {
      const changed = Buffer.from(body);
      changed[index] = (changed[index] ?? 0) ^ 1;

      expect(() => openBody({ ...key, body: changed })).toThrow(SealBroken);
    }
  });

  test('a body without its end, or without anything, is noticed', () => {
    expect(() => openBody({ ...key, body: body.subarray(0, -1) })).toThrow(SealBroken);
    expect(() => openBody({ ...key, body: Buffer.alloc(0) })).toThrow(SealBroken);
  });

  test('another period key or another secret opens nothing', () => {
    const periodKey = Buffer.alloc(32, 8);
    const secret = Buffer.alloc(32, 9);

    expect(() => openBody({ ...key, periodKey, body })).toThrow(SealBroken);
    expect(() => openBody({ ...key, secret, body })).toThrow('The body was changed since it was sealed, or the key is not its own.');
  });

  test('a secret of another length is refused', () => {
    expect(() => sealBody({ ...key, secret: Buffer.alloc(16), text: '{}' })).toThrow(RangeError);
  });
});
