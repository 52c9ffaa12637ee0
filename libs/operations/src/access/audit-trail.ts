import { Failure, hex, type Instant } from '#foundation';
import { isUuid } from '#lineage';
import { ActReader, type Act, denialCounts, LedgerReader, principalCalled, principalNames, type Session } from '#store';

import { requireAuditor } from '../ask/require-auditor.ts';
import type { Question } from '../ask/answer.ts';
import { positionIn, readPage } from '../ask/ask.ts';
import type { Connection, Page } from '../ask/page.ts';
import { ALL_RECORDED } from '../ask/access-in-force.ts';
import type { Context, Principal } from '../context.ts';
import { type Deed, deedIn, TRAIL_KINDS, type TrailKind } from './deed.ts';

export interface TrailFilter {
  /** Who did it, or to whom it was denied: an id, or a name. */
  readonly who?: string | null | undefined;
  /** Absent: all. */
  readonly kinds?: readonly TrailKind[] | null | undefined;
  /** Also what was recorded after the size that the header names: who works on the machine asks for all of it. */
  readonly alsoUnmapped?: boolean | undefined;
}

/** Who did what, or was not let. */
export interface TrailEntry extends Deed {
  readonly position: bigint;
  /** Lower-case hex. */
  readonly commitment: string;
  readonly recordedAt: Instant;
  readonly by: string;
  readonly byName: string | null;
  /** How often the same was denied within its minute, while that is counted; 1 of all else. */
  readonly count: number;
}

/** Administrative acts and denials, newest first. For auditors and administrators. */
export async function auditTrail(
  context: Context,
  principal: Principal,
  input: TrailFilter & Page & Question = {},
): Promise<Connection<TrailEntry>> {
  await requireAuditor(context, principal, 'read the audit trail');
  const { who, alsoUnmapped = false } = input;
  const kinds = input.kinds == null || input.kinds.length === 0 ? TRAIL_KINDS : input.kinds;
  return readPage<Act, TrailEntry>(context, principal, {
    input,
    listing: {
      of: ['trail', who ?? null, [...kinds], alsoUnmapped],
      items: async ({ asked: { session, knownAt } }, { after, limit }) => {
        const by = who == null ? undefined : await whoIs(session, context.tenant, who);
        const before = positionIn(after);
        return new ActReader(session, context.tenant).list({ kinds, by, before, knownAt: alsoUnmapped ? ALL_RECORDED : knownAt }, limit);
      },
      keyOf: ({ position }) => [String(position)],
      show: ({ asked }, acts) => entriesOf(context, asked.session, acts),
    },
  });
}

async function whoIs(session: Session, tenant: number, who: string): Promise<string> {
  const id = (await principalCalled(session, tenant, who)) ?? (isUuid(who) ? who : undefined);
  if (id === undefined) throw new Failure('NOT_FOUND', `Nobody is called ${who}; \`headgate keys list\` names who there is.`);
  return id;
}

/** Three statements, however many. */
async function entriesOf({ tenant, keys }: Context, session: Session, acts: readonly Act[]): Promise<readonly TrailEntry[]> {
  const entries = await new LedgerReader(session, tenant, keys).at(acts.map(({ position }) => position));
  const names = await principalNames(session, tenant, [...new Set(entries.map(({ by }) => by))]);
  const byPosition = new Map(entries.map((entry) => [entry.position, entry]));
  const told = acts.flatMap(({ position, subject }) => {
    const entry = byPosition.get(position);
    return entry === undefined ? [] : [{ entry, ...deedIn(entry, subject) }];
  });
  const counts = await denialCounts(
    session,
    tenant,
    told.map(({ entry, deed, minute }) => ({ principal: entry.by, action: deed.action, thing: deed.what, minute: minute ?? NEVER })),
  );
  return told.map(({ entry, deed, name }, index) => ({
    ...deed,
    position: entry.position,
    commitment: hex(entry.commitment),
    recordedAt: entry.recordedAt,
    by: entry.by,
    byName: names.get(entry.by) ?? name ?? null,
    count: Math.max(1, counts[index] ?? 1),
  }));
}

/** No denial is counted under it. */
const NEVER = 0n as Instant;
