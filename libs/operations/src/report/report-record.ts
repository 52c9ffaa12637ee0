import type { EphiMap } from '#reports';
import type { LedgerEntry } from '#store';
import { z } from 'zod';

/** What can be asked for. */
export const REPORT_KINDS = ['HIPAA_EPHI_MAP'] as const;
const Kind = z.enum(REPORT_KINDS);

export type ReportKind = z.infer<typeof Kind>;

const Body = z.object({
  v: z.literal(1),
  kind: Kind,
  id: z.string(),
  asOf: z.string(),
  knownAt: z.string(),
  foldVersion: z.int(),
  ruleVersion: z.int(),
  /** SHA-256 of the report as JSON, and as a page; lower-case hex. */
  digest: z.string(),
  page: z.string(),
  /** Of the key that signed it. */
  fingerprint: z.string(),
});

/** What the ledger keeps of a report: its question and its digests. Its bytes follow from them. */
export type ReportRecord = Readonly<z.infer<typeof Body>>;

export function reportRecord(
  { kind, id, asOf, knownAt, foldVersion, ruleVersion }: EphiMap,
  { json, html, fingerprint }: Readonly<Record<'json' | 'html' | 'fingerprint', string>>,
): ReportRecord {
  return { v: 1, kind, id, asOf, knownAt, foldVersion, ruleVersion, digest: json, page: html, fingerprint };
}

/** Undefined: its body is gone, or a later version wrote it. */
export function readReportRecord({ frame }: Pick<LedgerEntry, 'frame'>): ReportRecord | undefined {
  if (frame?.form !== 'json') return undefined;
  return Body.safeParse(JSON.parse(frame.text)).data;
}
