import { sha256 } from '#foundation';

/**
 * The Merkle tree of RFC 6962, section 2.1: `MTH`, audit paths and consistency proofs; checked as RFC 9162, sections 2.1.3.2 and 2.1.4.2, says, which shares no
 * step with how they are made. Sizes and indexes are whole numbers below 2^53; hashes are 32 bytes.
 */

/** Hashes of perfect subtrees: of the 2^level leaves from `index` × 2^level on. Asked for none but those that are whole at the size in question. */
export type SubtreeHash = (level: number, index: number) => Buffer;

/** The root of no leaves at all. */
export const EMPTY_ROOT = sha256('');

/** Where the two halves of a node stand while they are hashed: one piece costs a quarter of three. */
const NODE = Buffer.alloc(1 + 32 + 32, 1);

export function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  NODE.set(left, 1);
  NODE.set(right, 33);
  return sha256(NODE);
}

/** The root of the first `size` leaves. */
export function rootOf(size: number, read: SubtreeHash): Buffer {
  return size === 0 ? EMPTY_ROOT : rangeHash({ start: 0, end: size }, read);
}

/** From the sibling of a leaf up to the child of the root. Throws RangeError unless 0 ≤ index < size. */
export function inclusionProof(index: number, size: number, read: SubtreeHash): readonly Buffer[] {
  if (!(index >= 0 && index < size)) throw new RangeError(`there is no leaf ${index} in a tree of ${size}`);
  const path: Buffer[] = [];
  let range: Range = { start: 0, end: size };
  while (range.end - range.start > 1) {
    const [left, right] = halves(range);
    const isLeft = index < left.end;
    path.push(rangeHash(isLeft ? right : left, read));
    range = isLeft ? left : right;
  }
  return path.reverse();
}

/** That the first `before` leaves of `size` are the tree of before. Empty where there is nothing to prove. Throws RangeError unless 0 ≤ before ≤ size. */
export function consistencyProof(before: number, size: number, read: SubtreeHash): readonly Buffer[] {
  if (!(before >= 0 && before <= size)) throw new RangeError(`a tree of ${before} is not the beginning of one of ${size}`);
  if (before === 0 || before === size) return [];
  const path: Buffer[] = [];
  let range: Range = { start: 0, end: size };
  while (range.end > before) {
    const [left, right] = halves(range);
    const isLeft = before <= left.end;
    path.push(rangeHash(isLeft ? right : left, read));
    range = isLeft ? left : right;
  }
  if (range.start > 0) path.push(rangeHash(range, read)); // else it is the root of before, which whoever asks has
  return path.reverse();
}

/** Whether a leaf is at an index of the tree with some root. */
export function isIncluded(
  proof: readonly Uint8Array[],
  { leaf, index, size, root }: { readonly leaf: Uint8Array; readonly index: number; readonly size: number; readonly root: Uint8Array },
): boolean {
  if (!(index >= 0 && index < size)) return false;
  let [at, last] = [index, size - 1];
  let hash: Uint8Array = leaf;
  for (const sibling of proof) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      hash = nodeHash(sibling, hash);
      while (at % 2 === 0 && at !== 0) [at, last] = [half(at), half(last)];
    } else hash = nodeHash(hash, sibling);
    [at, last] = [half(at), half(last)];
  }
  return last === 0 && isSame(hash, root);
}

/** A tree as a checkpoint tells it. */
export interface TreeHead {
  readonly size: number;
  readonly root: Uint8Array;
}

/** Whether a tree is the beginning of another. */
export function isConsistent(proof: readonly Uint8Array[], before: TreeHead, after: TreeHead): boolean {
  if (before.size > after.size) return false;
  if (before.size === after.size) return proof.length === 0 && isSame(before.root, after.root);
  if (before.size === 0) return proof.length === 0 && isSame(before.root, EMPTY_ROOT);
  const path = isPowerOfTwo(before.size) ? [before.root, ...proof] : proof;
  const [seed, ...rest] = path;
  if (seed === undefined) return false;
  let [at, last] = [before.size - 1, after.size - 1];
  while (at % 2 === 1) [at, last] = [half(at), half(last)];
  let [old, young] = [seed, seed];
  for (const sibling of rest) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      [old, young] = [nodeHash(sibling, old), nodeHash(sibling, young)];
      while (at % 2 === 0 && at !== 0) [at, last] = [half(at), half(last)];
    } else young = nodeHash(young, sibling);
    [at, last] = [half(at), half(last)];
  }
  return last === 0 && isSame(old, before.root) && isSame(young, after.root);
}

/** Leaves from `start` to before `end`. */
interface Range {
  readonly start: number;
  readonly end: number;
}

/** Of a range that begins where one of its size may: at a multiple of the power of two that it does not exceed. */
function rangeHash(range: Range, read: SubtreeHash): Buffer {
  const size = range.end - range.start;
  if (isPowerOfTwo(size)) return read(Math.log2(size), range.start / size);
  const [left, right] = halves(range);
  return nodeHash(rangeHash(left, read), rangeHash(right, read));
}

/** Split at the largest power of two below its size. */
function halves({ start, end }: Range): readonly [Range, Range] {
  const middle = start + powerBelow(end - start);
  return [
    { start, end: middle },
    { start: middle, end },
  ];
}

function half(value: number): number {
  return Math.floor(value / 2);
}

function isPowerOfTwo(value: number): boolean {
  return value === 1 || powerBelow(value) * 2 === value;
}

/** The largest power of two below a number; a logarithm would be off by one for large ones. */
function powerBelow(value: number): number {
  let power = 1;
  while (power * 2 < value) power *= 2;
  return power;
}

function isSame(left: Uint8Array, right: Uint8Array): boolean {
  return Buffer.compare(left, right) === 0;
}
