import { createHash, hash } from 'node:crypto';

const SURROGATES_FROM = 0xd800;
const SURROGATES_UNTIL = 0xe000;

/**
 * Orders text by its UTF-8 bytes, as Postgres does under `collate "C"`; less than, equal to or greater than 0.
 * `<` will not do: it puts U+1F600 before U+FF5E. A lone surrogate, which has no UTF-8, stands after U+FFFF.
 */
export function compareUtf8(a: string, b: string): number {
  const shorter = Math.min(a.length, b.length);
  for (let index = 0; index < shorter; index += 1) {
    const unitA = a.charCodeAt(index);
    const unitB = b.charCodeAt(index);
    if (unitA !== unitB) return rank(unitA) - rank(unitB);
  }
  return a.length - b.length;
}

/** UTF-8 order is code-point order, so the halves of a pair, which spell U+10000 and above, must follow U+E000 to U+FFFF. */
function rank(unit: number): number {
  if (unit < SURROGATES_FROM) return unit;
  return unit < SURROGATES_UNTIL ? unit + 0x2800 : unit;
}

/** A sorted copy, in the order of UTF-8 bytes. */
export function sortedUtf8(list: Iterable<string>): readonly string[] {
  return [...list].sort(compareUtf8);
}

/** SHA-256 of the parts one after the other; text counts as its UTF-8. */
export function sha256(...parts: readonly (string | Uint8Array)[]): Buffer {
  const [first] = parts;
  if (first !== undefined && parts.length === 1) return hash('sha256', first, 'buffer'); // half the cost of a hash in parts
  const inParts = createHash('sha256');
  for (const part of parts) inParts.update(part);
  return inParts.digest();
}

/** Lower-case hexadecimal. */
export function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
}
