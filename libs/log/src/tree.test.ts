import { createHash } from 'node:crypto';

import { expect, test } from 'vitest';

import { consistencyProof, EMPTY_ROOT, inclusionProof, isConsistent, isIncluded, rootOf, type SubtreeHash } from './tree.ts';
import { TreeChecker } from './tree-checker.ts';

// Goal: roots and proofs are those of RFC 6962, section 2.1, and what is not so is refused. Method: the definitions of the RFC, written down again, of trees of every size.

const SIZE_MAX = 300;
const hash = (...parts: readonly Uint8Array[]): Buffer => {
  const all = createHash('sha256');
  for (const part of parts) all.update(part);
  return all.digest();
};
const LEAVES = Array.from({ length: 1_000 }, (_, index) => hash(Buffer.of(0), Buffer.from(`leaf ${index}`)));

/** MTH of the leaves from `start` to before `end`. What was found once is kept. */
function naive(start: number, end: number): Buffer {
  const found = known.get(`${start} ${end}`) ?? split(start, end);
  known.set(`${start} ${end}`, found);
  return found;
}
const known = new Map<string, Buffer>();

function split(start: number, end: number): Buffer {
  if (end - start <= 1) return LEAVES.slice(start, end)[0] ?? hash();
  let k = 1;
  while (k * 2 < end - start) k *= 2;
  return hash(Buffer.of(1), naive(start, start + k), naive(start + k, end));
}

const read: SubtreeHash = (level, index) => naive(index * 2 ** level, (index + 1) * 2 ** level);
const leafAt = (index: number): Buffer => LEAVES[index] ?? Buffer.alloc(0);
const rootAt = (size: number): Buffer => naive(0, size);

test('roots are those of the definition, for every size to 1,000', () => {
  expect(EMPTY_ROOT.toString('hex')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  for (let size = 0; size <= LEAVES.length; size += 1) expect(rootOf(size, read).equals(naive(0, size))).toBe(true);
});

test('a tree that is built to judge another has the root of the definition, at every size to 1,000', () => {
  const checker = new TreeChecker();
  for (let size = 0; size <= LEAVES.length; size += 1) {
    expect([checker.size, checker.root().equals(rootAt(size))]).toEqual([size, true]);
    checker.add(leafAt(size));
  }
});

test('every leaf of every tree to 300 is proved to be in it, at its index alone', () => {
  let proved = 0;
  for (let size = 1; size <= SIZE_MAX; size += 1) {
    const root = rootAt(size);
    for (let index = 0; index < size; index += 1) {
      const proof = inclusionProof(index, size, read);
      const leaf = leafAt(index);
      const others = index % 10 === size % 10 ? [index - 1, index + 1, size] : [];
      if (isIncluded(proof, { leaf, index, size, root }) && !others.some((other) => isIncluded(proof, { leaf, index: other, size, root })))
        proved += 1;
    }
  }
  expect(proved).toBe((SIZE_MAX * (SIZE_MAX + 1)) / 2);
});

test('every tree to 300 is proved to be the beginning of every larger one, and of no other', () => {
  let proved = 0;
  for (let after = 0; after <= SIZE_MAX; after += 1)
    for (let before = 0; before <= after; before += 1) {
      const proof = consistencyProof(before, after, read);
      const [old, young] = [
        { size: before, root: rootAt(before) },
        { size: after, root: rootAt(after) },
      ];
      const isOther = before % 10 === after % 10 && isConsistent(proof, { ...old, root: rootAt(before + 1) }, young);
      if (isConsistent(proof, old, young) && !isOther) proved += 1;
    }
  expect(proved).toBe(((SIZE_MAX + 1) * (SIZE_MAX + 2)) / 2);
});

test('a proof with any hash changed, left out, doubled or added is refused, and so is one of another size', () => {
  const spoiled = (proof: readonly Buffer[]): readonly (readonly Buffer[])[] => [
    ...proof.map((each, index) => proof.with(index, hash(each))),
    ...proof.map((_, index) => proof.toSpliced(index, 1)),
    ...proof.map((each, index) => proof.toSpliced(index, 0, each)),
    [...proof, leafAt(0)],
    [leafAt(0), ...proof],
  ];
  for (const [index, size] of [
    [0, 1],
    [0, 2],
    [4, 5],
    [6, 7],
    [99, 256],
    [255, 257],
    [256, 257],
    [500, 999],
  ] as const) {
    const proof = inclusionProof(index, size, read);
    const of = { leaf: leafAt(index), index, size, root: rootAt(size) };
    expect(spoiled(proof).filter((each) => isIncluded(each, of))).toEqual([]);
    expect([isIncluded(proof, { ...of, index: -1 }), isIncluded(proof, { ...of, index: size }), isIncluded(proof, of)]).toEqual([
      false,
      false,
      true,
    ]);

    const beside = { size: index, root: rootAt(index) };
    const path = consistencyProof(index, size, read);
    const after = { size, root: rootAt(size) };
    expect(spoiled(path).filter((each) => isConsistent(each, beside, after))).toEqual([]);
    expect([isConsistent(path, after, beside), isConsistent(path, beside, after)]).toEqual([false, true]);
  }
  expect(() => inclusionProof(5, 5, read)).toThrow('there is no leaf 5 in a tree of 5');
  expect(() => consistencyProof(6, 5, read)).toThrow('a tree of 6 is not the beginning of one of 5');
});

test('trees past 2^50 leaves are split at powers of two', () => {
  const asked: string[] = [];
  const noted: SubtreeHash = (level, index) => {
    asked.push(`${level}.${index}`);
    return Buffer.alloc(32);
  };
  rootOf(2 ** 50 + 1, noted);
  expect(asked).toEqual(['50.0', `0.${2 ** 50}`]);
});
