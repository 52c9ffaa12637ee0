import type { Instant } from '#foundation';
import type { EntryKind } from '#record';

import type { AnswerHeader, Question } from './answer.ts';
import type { Context, Principal } from './context.ts';
import type { RunReference } from './find-run.ts';
import type { Connection, Page } from './page.ts';
import type { NodeReference } from './public-id.ts';

/** An entry of the ledger as it was recorded. */
export interface RecordedEntry {
  readonly position: bigint;
  /** The event's public name in evidence, lower-case hex. */
  readonly commitment: string;
  readonly recordedAt: Instant;
  /** Who brought it: the id of the principal, and its name while we know it. */
  readonly by: string;
  readonly byName: string | null;
  readonly kind: EntryKind;
  readonly outcome: 'accepted' | 'quarantined' | 'recorded';
  readonly warnings: readonly EntryWarning[];
  /** JSON pointers of what was redacted before it was stored. */
  readonly redacted: readonly string[];
  /** The text as stored; null when it was erased or retired, or was never text. */
  readonly body: string | null;
}

export interface EntryWarning {
  readonly code: string;
  readonly pointer: string | null;
  readonly message: string | null;
}

export interface EventFilter {
  /** At most one of `run` and `job`: then in the order of event time, else in the order of recording. Newest first either way. */
  readonly run?: RunReference | null | undefined;
  readonly job?: NodeReference | null | undefined;
  /** Positions from (included) and to (excluded). */
  readonly from?: string | null | undefined;
  readonly to?: string | null | undefined;
}

/** The raw record, as far as the asked `knownAt`, newest first. */
export async function listEvents(context: Context, principal: Principal, input: EventFilter & Page & Question): Promise<Connection<RecordedEntry>> {
  throw new Error(`not built yet: ${typeof context} ${principal.kind} ${JSON.stringify(input)}`);
}

export interface EntryAnswer {
  readonly header: AnswerHeader;
  readonly entry: RecordedEntry;
}

/** One entry, by its position or its commitment (64 hex digits). Throws NOT_FOUND. */
export async function showEvent(
  context: Context,
  principal: Principal,
  input: ({ readonly position: string } | { readonly commitment: string }) & Question,
): Promise<EntryAnswer> {
  throw new Error(`not built yet: ${typeof context} ${principal.kind} ${JSON.stringify(input)}`);
}
