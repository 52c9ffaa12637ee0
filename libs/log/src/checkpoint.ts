import type { TreeHead } from './tree.ts';

/** What a log says of its tree, as the text of a signed note (C2SP tlog-checkpoint). */
export interface Checkpoint extends TreeHead {
  /** Which log it is. */
  readonly origin: string;
  /** Lines after the third; none of ours has any. */
  readonly extensions: readonly string[];
}

const HASH_BYTES = 32;

export function formatCheckpoint({ origin, size, root, extensions }: Checkpoint): string {
  return [origin, String(size), Buffer.from(root).toString('base64'), ...extensions].map((line) => `${line}\n`).join('');
}

/** Undefined: it is no checkpoint, or of a tree past 2^53 leaves. */
export function parseCheckpoint(text: string): Checkpoint | undefined {
  const [origin = '', told = '', hash = '', ...rest] = text.split('\n');
  const root = Buffer.from(hash, 'base64');
  if (rest.pop() !== '' || [origin, ...rest].includes('')) return undefined;
  if (!/^(0|[1-9]\d*)$/.test(told) || !Number.isSafeInteger(Number(told))) return undefined;
  if (root.length !== HASH_BYTES || root.toString('base64') !== hash) return undefined;
  return { origin, size: Number(told), root, extensions: rest };
}
