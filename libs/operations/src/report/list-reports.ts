import { hex, type Instant } from '#foundation';
import { ActReader, type LedgerEntry, LedgerReader, principalNames, type Session } from '#store';

import { requireAuditor } from '../ask/require-auditor.ts';
import type { Question } from '../ask/answer.ts';
import { positionIn, readPage } from '../ask/ask.ts';
import type { Connection, Page } from '../ask/page.ts';
import type { Context, Principal } from '../context.ts';
import { readReportRecord, type ReportRecord } from './report-record.ts';

/** A report that was handed out: its question and digests. Its bytes are made anew by asking the same. */
export interface ListedReport extends Omit<ReportRecord, 'v'> {
  readonly position: bigint;
  readonly commitment: string;
  readonly recordedAt: Instant;
  /** Who asked first: the id of the principal, and its name while we know it. */
  readonly by: string;
  readonly byName: string | null;
}

/** The reports that were made, newest first. Throws ACCESS_DENIED to all but auditors and administrators. */
export async function listReports(context: Context, principal: Principal, input: Page & Question = {}): Promise<Connection<ListedReport>> {
  await requireAuditor(context, principal, 'list reports');
  const { tenant, keys } = context;
  return readPage<ListedReport, ListedReport>(context, principal, {
    input,
    listing: {
      of: ['reports'],
      items: async ({ asked: { session, knownAt } }, { after, limit }) => {
        const found: ListedReport[] = [];
        for (let before = positionIn(after); found.length < limit;) {
          const acts = await new ActReader(session, tenant).list({ kinds: ['report'], knownAt, before }, limit);
          const entries = await new LedgerReader(session, tenant, keys).at(acts.map(({ position }) => position));
          found.push(...(await listed(session, tenant, entries.toReversed())));
          before = acts.at(-1)?.position;
          if (before === undefined || acts.length < limit) break;
        }
        return found.slice(0, limit);
      },
      keyOf: ({ position }) => [String(position)],
      show: (_, reports) => reports,
    },
  });
}

/** Of entries, the reports: without those whose bodies are gone, or of a later version. */
async function listed(session: Session, tenant: number, entries: readonly LedgerEntry[]): Promise<readonly ListedReport[]> {
  const names = await principalNames(
    session,
    tenant,
    entries.map(({ by }) => by),
  );
  return entries.flatMap((entry): ListedReport[] => {
    const record = readReportRecord(entry);
    if (record === undefined) return [];
    const { kind, id, asOf, knownAt, foldVersion, ruleVersion, digest, page, fingerprint } = record;
    const { position, recordedAt, by } = entry;
    const told = { kind, id, asOf, knownAt, foldVersion, ruleVersion, digest, page, fingerprint };
    return [{ ...told, position, commitment: hex(entry.commitment), recordedAt, by, byName: names.get(by) ?? null }];
  });
}
