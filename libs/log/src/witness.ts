import { type Checkpoint, parseCheckpoint } from './checkpoint.ts';
import { formatNote, type Note, parseNote, signersOf, type Verifier } from './note.ts';
import { isConsistent } from './tree.ts';

/** What a witness is asked to cosign (C2SP tlog-witness, add-checkpoint). */
export interface CosignRequest {
  /** Of how many leaves the checkpoint is that the proof begins from. */
  readonly old: number;
  /** That the tree of before is the beginning; 32 bytes each. */
  readonly proof: readonly Buffer[];
  /** The checkpoint, as its log signed it. */
  readonly note: Note;
}

const HASH_BYTES = 32;
/** A proof of trees of 2^53 leaves. */
const PROOF_MAX = 63;

export function formatCosignRequest({ old, proof, note }: CosignRequest): string {
  return [`old ${old}`, ...proof.map((hash) => hash.toString('base64')), '', formatNote(note)].join('\n');
}

/** Undefined: it is no such request. */
export function parseCosignRequest(text: string): CosignRequest | undefined {
  const end = text.indexOf('\n\n');
  const note = end < 0 ? undefined : parseNote(text.slice(end + 2));
  const [first = '', ...lines] = text.slice(0, Math.max(end, 0)).split('\n');
  const [, old] = /^old (0|[1-9]\d*)$/.exec(first) ?? [];
  if (note === undefined || old === undefined || !Number.isSafeInteger(Number(old)) || lines.length > PROOF_MAX) return undefined;
  const proof = lines.map((line) => Buffer.from(line, 'base64'));
  const isWhole = proof.every((hash, at) => hash.length === HASH_BYTES && hash.toString('base64') === lines[at]);
  return isWhole ? { old: Number(old), proof, note } : undefined;
}

/** What a witness does about a request. All but the first are refusals. */
export type Judged =
  | { readonly kind: 'cosign'; readonly checkpoint: Checkpoint }
  /** It cosigned another size last: `size`; or the same size with another root, and then no proof will do. */
  | { readonly kind: 'conflict'; readonly size: number }
  | { readonly kind: 'other-log' | 'not-signed' | 'smaller' | 'inconsistent' | 'malformed' };

/** Whether a checkpoint may be cosigned by who cosigned `seen` last of the same log. Undefined: it never cosigned one. */
export function judgeCheckpoint(
  request: CosignRequest,
  { log, seen }: { readonly log: Verifier; readonly seen: Checkpoint | undefined },
): Judged {
  const checkpoint = parseCheckpoint(request.note.text);
  if (checkpoint === undefined) return { kind: 'malformed' };
  if (checkpoint.origin !== log.name) return { kind: 'other-log' };
  if ((signersOf(request.note, [log]) ?? []).length === 0) return { kind: 'not-signed' };
  if (request.old > checkpoint.size) return { kind: 'smaller' };
  const before = seen ?? { size: 0, root: checkpoint.root };
  if (request.old !== before.size) return { kind: 'conflict', size: before.size };
  if (before.size === 0) return request.proof.length === 0 ? { kind: 'cosign', checkpoint } : { kind: 'inconsistent' };
  if (isConsistent(request.proof, before, checkpoint)) return { kind: 'cosign', checkpoint };
  return before.size === checkpoint.size ? { kind: 'conflict', size: before.size } : { kind: 'inconsistent' };
}
