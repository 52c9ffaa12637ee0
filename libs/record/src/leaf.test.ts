import { parseInstant } from '#foundation';
import { describe, expect, test } from 'vitest';
import { ENTRY_KIND_CODES, type Entry, type EntryKind, leafHash, leafOf } from './leaf.ts';
import vectors from './leaf-vectors.json' with { type: 'json' };

type Vector = (typeof vectors.leaves)[number];

/** The entry that a vector describes. */
function entryOf({ log, kind, at, by, admission, commitment }: Vector): Entry {
  const parsed = parseInstant(at);
  if (parsed === undefined) throw new Error(`${at} is no instant`);
  const outcome = admission.outcome as Entry['admission']['outcome'];
  return {
    log,
    kind: kind as EntryKind,
    at: parsed.instant,
    by,
    admission: { ...admission, outcome },
    commitment: Buffer.from(commitment, 'hex'),
  };
}

describe('golden leaves', () => {
  test.each(vectors.leaves)('of kind $kind', (vector) => {
    const leaf = leafOf(entryOf(vector));

    expect(leaf).toBe(vector.leaf);
    expect(leafHash(leaf).toString('hex')).toBe(vector.hash);
  });

  test('there is one for every kind', () => {
    expect(vectors.leaves.map(({ kind }) => kind)).toEqual(Object.keys(ENTRY_KIND_CODES));
  });
});

test('the codes of kinds are frozen', () => {
  expect(Object.entries(ENTRY_KIND_CODES).map(([kind, code]) => `${code} ${kind}`)).toEqual([
    '1 event',
    '2 quarantined',
    '3 retraction',
    '4 setting',
    '5 policy',
    '6 contract',
    '7 decision',
    '8 alert',
    '9 report',
    '10 key',
    '11 retirement',
    '12 erasure',
    '13 restoration',
  ]);
});
