import { type Engagement, engagementIn, engagementSpan, engagementSubject, isEngagementName } from '#access';
import type { Instant } from '#foundation';
import { ActReader, LedgerReader, type Session } from '#store';

import type { Context } from '../context.ts';

/** An engagement, with nobody's name looked up. */
export interface KnownEngagement {
  /** As its newest entry has it. */
  readonly engagement: Engagement;
  /** When it begins, and when it ends: early, if somebody ended it. */
  readonly from: Instant;
  readonly until: Instant;
  /** Where it was opened, by whom, and when. */
  readonly position: bigint;
  readonly by: string;
  readonly at: Instant;
  /** Null: nobody ended it early. */
  readonly ended: { readonly position: bigint; readonly by: string; readonly at: Instant; readonly why: string } | null;
}

/** All engagements that were opened below a size of the ledger, in its order; with a name that one alone. */
export async function engagementsAt(
  { tenant, keys }: Pick<Context, 'tenant' | 'keys'>,
  session: Session,
  { knownAt, name }: { readonly knownAt: bigint; readonly name?: string },
): Promise<readonly KnownEngagement[]> {
  if (name !== undefined && !isEngagementName(name)) return []; // such as one that Postgres cannot hold
  const reader = new ActReader(session, tenant);
  const acts = await (name === undefined
    ? reader.about('policy', engagementSubject(), knownAt)
    : reader.ofSubjects('policy', [engagementSubject(name)], knownAt));
  const entries = acts.length === 0 ? [] : await new LedgerReader(session, tenant, keys).at(acts.map(({ position }) => position));
  const known = new Map<string, KnownEngagement>();
  for (const { position, by, recordedAt: at, frame } of entries) {
    const engagement = frame?.form === 'json' ? engagementIn(frame.text) : undefined;
    if (engagement === undefined)
      throw new Error(`The engagement at position ${position} cannot be read: its body is gone, or it is of a newer Headgate.`);
    const { engagement: called, ended } = engagement;
    const opened = known.get(called) ?? { position, by, at };
    const end = ended === undefined ? null : { position, by, at, why: ended.why };
    known.set(called, { position: opened.position, by: opened.by, at: opened.at, engagement, ...engagementSpan(engagement), ended: end });
  }
  return [...known.values()];
}
