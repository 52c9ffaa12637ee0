import { formatMicroseconds, hex, type Instant, sha256, sortedUtf8 } from '#foundation';
import { canonicalJson } from './json-value.ts';

export type EntryKind =
  | 'event'
  | 'quarantined'
  | 'retraction'
  | 'setting'
  | 'policy'
  | 'contract'
  | 'decision'
  | 'alert'
  | 'report'
  | 'key'
  | 'retirement'
  | 'erasure'
  | 'restoration';

/** How the database writes a kind. Frozen: a new kind takes the next number, and no number is used again. */
export const ENTRY_KIND_CODES: Readonly<Record<EntryKind, number>> = {
  event: 1,
  quarantined: 2,
  retraction: 3,
  setting: 4,
  policy: 5,
  contract: 6,
  decision: 7,
  alert: 8,
  report: 9,
  key: 10,
  retirement: 11,
  erasure: 12,
  restoration: 13,
};

export interface Admission {
  /** Version of the gate that decided. */
  readonly gate: number;
  readonly outcome: 'accepted' | 'quarantined' | 'recorded';
  /** Of the gate's closed list, so that no word of the sender gets into a leaf. Any order, repeats allowed. */
  readonly codes: readonly string[];
}

/** What the log says of an entry: no name, no person, no digest that could be guessed at. */
export interface Entry {
  /** Random UUID of the tenant's log, in lower case. */
  readonly log: string;
  readonly kind: EntryKind;
  /** When it was recorded. A leaf keeps the microseconds. */
  readonly at: Instant;
  /** Random UUID of the principal, in lower case. */
  readonly by: string;
  readonly admission: Admission;
  readonly commitment: Buffer;
}

/** Leaf v1, frozen with its golden vectors: RFC 8785 JSON, codes sorted by their UTF-8 and each once. */
export function leafOf({ log, kind, at, by, admission: { gate, outcome, codes }, commitment }: Entry): string {
  return canonicalJson({
    v: 1,
    log,
    kind,
    at: formatMicroseconds(at),
    by,
    admission: { gate, outcome, codes: sortedUtf8(new Set(codes)) },
    commitment: hex(commitment),
  });
}

/** As RFC 9162 hashes a leaf; the 0 keeps it apart from the inner nodes of the tree. */
export function leafHash(leaf: string): Buffer {
  return sha256(Buffer.of(0), leaf);
}
