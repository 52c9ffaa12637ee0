import type { Instant } from '#foundation';
import { type Act, actsOfTrail, type LedgerEntry, LedgerReader, type Session } from '#store';

import { ALL_RECORDED } from '../ask/access-in-force.ts';
import { sizeRecordedBefore } from '../ask/answer.ts';
import type { Context } from '../context.ts';
import { inOneLine } from '../decided.ts';
import { deedIn } from './deed.ts';

/** Entries that are looked at, the newest first. */
const LOOKED_MAX = 1_000;

/** That somebody was shown or told something, or was denied it. */
export interface ReadOnRecord {
  /** Where the first of what was decided alike within a minute stands. */
  readonly position: bigint;
  readonly recordedAt: Instant;
  /** Such as `see`, `decide read`, `read the trail`. */
  readonly action: string;
  readonly outcome: 'allowed' | 'denied' | 'done' | 'refused';
  /** The first few things, and how many more. */
  readonly what: string;
  /** How often within that minute. */
  readonly times: number;
}

export interface ReadSince {
  /** Newest first. */
  readonly read: readonly ReadOnRecord[];
  /** There is more, which is older. */
  readonly hasOlder: boolean;
}

/** What is on record of what a principal asked since a time, and was shown or denied: protected data, denials, the trail, engagements. Three statements. */
export async function readSince(
  { tenant, keys }: Context,
  session: Session,
  { by, since, first }: { readonly by: string; readonly since: Instant; readonly first: number },
): Promise<ReadSince> {
  const from = await sizeRecordedBefore(session, tenant, since);
  const question = { kinds: ['decision'], who: by, from, below: ALL_RECORDED, limit: LOOKED_MAX + 1 } as const;
  const acts = await actsOfTrail(session, tenant, question);
  const looked = acts.slice(0, LOOKED_MAX);
  const entries = await new LedgerReader(session, tenant, keys).at(looked.map(({ position }) => position));
  const all = linesOf(
    entries.filter((entry) => entry.by === by),
    looked,
  );
  return { read: all.slice(0, first), hasOlder: acts.length > looked.length || all.length > first };
}

/** Newest first. What was decided again within its minute is counted with its first, if that is among them. */
function linesOf(entries: readonly LedgerEntry[], acts: readonly Act[]): readonly ReadOnRecord[] {
  const subjects = new Map(acts.map(({ position, subject }) => [position, subject]));
  const lines = new Map<string, ReadOnRecord>();
  for (const entry of entries.toSorted((left, right) => (left.position < right.position ? -1 : 1))) {
    const { position, recordedAt } = entry;
    const { deed } = deedIn(entry, subjects.get(position) ?? '');
    const parts = deed.decisions.map((each) => ({ ...each, what: inOneLine(each), position: each.first ?? position }));
    for (const part of parts.length > 0 ? parts : [{ ...deed, position, count: 1 }]) {
      const { action, outcome, what, count } = part;
      const key = JSON.stringify([String(part.position), action, outcome, what]);
      const known = lines.get(key) ?? { position: part.position, recordedAt, action, outcome, what, times: 0 };
      lines.set(key, { ...known, times: known.times + count });
    }
  }
  return [...lines.values()].toSorted((left, right) => (left.position > right.position ? -1 : 1));
}
