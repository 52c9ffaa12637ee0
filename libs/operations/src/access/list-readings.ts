import { readingSubject } from '#access';
import type { Instant } from '#foundation';
import { type Act, ActReader, type LedgerEntry, LedgerReader, principalNames, readingCounts } from '#store';
import { z } from 'zod';

import { ALL_RECORDED } from '../ask/access-in-force.ts';
import type { Question } from '../ask/answer.ts';
import { positionIn, readPage, type Reading } from '../ask/ask.ts';
import type { Connection, Page } from '../ask/page.ts';
import { noteTrailRead } from '../ask/require-auditor.ts';
import type { Context, Principal } from '../context.ts';
import { type AlsoUnmapped, engagementShown } from './list-engagements.ts';

/** Something that was asked under an engagement. */
export interface ListedReading {
  readonly position: bigint;
  /** When it was recorded: before its answer left. */
  readonly at: Instant;
  readonly by: string;
  readonly byName: string | null;
  readonly asked: readonly ReadOperation[];
  /** How often the same was asked within that minute. */
  readonly count: number;
  /** The newest version of a policy that was in force. Null: there was none. */
  readonly policy: bigint | null;
  /** Whether who asked saw by this engagement alone. Else what was asked may lie outside of its scope. */
  readonly isWithin: boolean;
}

/** One operation of it. Arguments and count are null of what may lie outside of the scope, for those who may not know of that. */
export interface ReadOperation {
  readonly operation: string;
  readonly arguments: string | null;
  readonly shown: number | null;
  /** The code of its failure. Null: it was answered. */
  readonly failed: string | null;
}

/**
 * All that was asked under an engagement, newest first: the same list for its people and for auditors and administrators. What somebody asked who sees by more
 * than this engagement is told to its other people without what it names. Throws NOT_FOUND, also to whoever may not know of the engagement.
 */
export async function listReadings(
  context: Context,
  principal: Principal,
  input: { readonly name: string } & AlsoUnmapped & Page & Question,
): Promise<Connection<ListedReading>> {
  const { name, alsoUnmapped = false } = input;
  return readPage<Act, ListedReading>(context, principal, {
    input,
    listing: {
      of: ['readings', name, alsoUnmapped],
      items: async (reading, { after, limit }) => {
        await engagementShown({ context, principal }, reading, input);
        if (reading.sight.audits) noteTrailRead(reading.notes, `what was read under the engagement ${name}`); // of the engaged it is one reading more
        const { session, knownAt } = reading.asked;
        const question = { kinds: ['decision' as const], subject: readingSubject(name), before: positionIn(after) };
        return new ActReader(session, context.tenant).list({ ...question, knownAt: alsoUnmapped ? ALL_RECORDED : knownAt }, limit);
      },
      keyOf: ({ position }) => [String(position)],
      show: (reading, acts) => readingsOf({ context, principal }, reading, acts),
    },
  });
}

const Asked = z.object({ operation: z.string(), arguments: z.string(), shown: z.int(), failed: z.string().nullable() });
const ReadingShape = z.object({
  engagement: z.string(),
  asked: z.array(Asked),
  policy: z.string().nullable(),
  isWithin: z.boolean(),
  counted: z.object({ minute: z.string(), digest: z.string() }),
});

/** Three statements, however many. */
async function readingsOf(
  { context: { tenant, keys }, principal }: { readonly context: Context; readonly principal: Principal },
  { asked: { session }, sight }: Reading,
  acts: readonly Act[],
): Promise<readonly ListedReading[]> {
  const entries = await new LedgerReader(session, tenant, keys).at(acts.map(({ position }) => position));
  const names = await principalNames(session, tenant, [...new Set(entries.map(({ by }) => by))]);
  const read = entries.toReversed().map((entry) => ({ entry, reading: readingIn(entry) }));
  const counts = await readingCounts(
    session,
    tenant,
    read.map(({ entry, reading: { engagement, counted } }) => ({
      ...{ engagement, principal: entry.by, digest: counted.digest },
      minute: BigInt(counted.minute) as Instant, // as it was written
    })),
  );
  return read.map(({ entry: { position, recordedAt: at, by }, reading: { asked, policy, isWithin } }, index) => {
    const isTold = isWithin || sight.audits || by === principal.id;
    return {
      ...{ position, at, by, byName: names.get(by) ?? null },
      asked: isTold ? asked : asked.map((one) => ({ ...one, arguments: null, shown: null })),
      ...{ count: Math.max(1, counts[index] ?? 1), policy: policy === null ? null : BigInt(policy), isWithin },
    };
  });
}

function readingIn({ position, frame }: LedgerEntry): z.infer<typeof ReadingShape> {
  const read = ReadingShape.safeParse(frame?.form === 'json' ? JSON.parse(frame.text) : undefined);
  if (read.success) return read.data;
  throw new Error(`The reading at position ${position} cannot be read: its body is gone, or it is of a newer Headgate.`);
}
