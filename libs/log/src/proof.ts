import { type Checkpoint, parseCheckpoint } from './checkpoint.ts';
import { formatNote, type Note, parseNote, type Signed, signersOf, type Verifier } from './note.ts';
import { isIncluded } from './tree.ts';

/** That a leaf stands in a log, to be checked by whoever has it and the keys (C2SP tlog-proof). */
export interface LogProof {
  readonly index: number;
  /** From the sibling of the leaf up to the child of the root; 32 bytes each. */
  readonly path: readonly Buffer[];
  /** The checkpoint, with its signatures. */
  readonly note: Note;
  /** What else belongs to it; nobody signs that. Null: nothing. */
  readonly extra: Buffer | null;
}

const HEADER = 'c2sp.org/tlog-proof@v1';
const HASH_BYTES = 32;
/** A path of a tree of 2^53 leaves. */
const PATH_MAX = 53;

export function formatProof({ index, path, note, extra }: LogProof): string {
  const lines = [
    HEADER,
    ...(extra === null ? [] : [`extra ${extra.toString('base64')}`]),
    `index ${index}`,
    ...path.map((hash) => hash.toString('base64')),
    '',
  ];
  return `${lines.join('\n')}\n${formatNote(note)}`;
}

/** Undefined: it is no proof. */
export function parseProof(text: string): LogProof | undefined {
  const end = text.indexOf('\n\n');
  const note = end < 0 ? undefined : parseNote(text.slice(end + 2));
  const [header, ...lines] = text.slice(0, Math.max(end, 0)).split('\n');
  if (header !== HEADER || note === undefined) return undefined;
  const extra = lines[0]?.startsWith('extra ') === true ? bytesIn(lines.shift()?.slice('extra '.length) ?? '') : null;
  const [, index] = /^index (0|[1-9]\d*)$/.exec(lines.shift() ?? '') ?? [];
  const path = lines.flatMap((line) => {
    const hash = bytesIn(line);
    return hash?.length === HASH_BYTES ? [hash] : [];
  });
  if (extra === undefined || index === undefined || !Number.isSafeInteger(Number(index))) return undefined;
  return path.length === lines.length && path.length <= PATH_MAX ? { index: Number(index), path, note, extra } : undefined;
}

function bytesIn(told: string): Buffer | undefined {
  const bytes = Buffer.from(told, 'base64');
  return bytes.toString('base64') === told ? bytes : undefined;
}

/** What is wrong with a proof, or of which checkpoint it is and who signed that. */
export type CheckedProof =
  | { readonly kind: 'good'; readonly checkpoint: Checkpoint; readonly signed: readonly Signed[] }
  | { readonly kind: 'no-checkpoint' | 'other-log' | 'not-signed' | 'not-included' };

/** Whether the leaf with some hash stands in the log whose key is given. Witnesses are told, and none is asked for here. */
export function checkProof(
  { index, path, note }: LogProof,
  { leaf, log, witnesses }: { readonly leaf: Uint8Array; readonly log: Verifier; readonly witnesses: readonly Verifier[] },
): CheckedProof {
  const checkpoint = parseCheckpoint(note.text);
  if (checkpoint === undefined) return { kind: 'no-checkpoint' };
  if (checkpoint.origin !== log.name) return { kind: 'other-log' };
  const signed = signersOf(note, [log, ...witnesses]);
  if (signed === undefined || !signed.some(({ by }) => by === log)) return { kind: 'not-signed' };
  const { size, root } = checkpoint;
  return isIncluded(path, { leaf, index, size, root }) ? { kind: 'good', checkpoint, signed } : { kind: 'not-included' };
}
