import { formatInstant, hex, instantNow, sha256 } from '#foundation';
import { canonicalJson } from '#record';
import { ephiPage, type EphiMap, makeEphiMap, publicKeyOf, sealStatement, statementOf } from '#reports';
import { ActReader, type Database, LedgerReader, type Session } from '#store';

import { requireAuditorOrEngaged } from '../ask/require-auditor.ts';
import type { AnswerHeader, Asking, Question } from '../ask/answer.ts';
import { read } from '../ask/ask.ts';
import { RECORDED_AS_ONE } from '../asked-operation.ts';
import type { Context, Principal } from '../context.ts';
import { recordAct } from '../record-act.ts';
import type { Gathering } from './gathering.ts';
import { readReportRecord, type ReportKind, type ReportRecord, reportRecord } from './report-record.ts';
import { ephiFacts } from './report-facts.ts';

/** Whose period key seals the acts of reports. */
const NAMESPACE = 'headgate reports';
/** Acts about one report that are looked through: one, unless an erasure or the asker's grants changed its bytes. */
const ACTS_MAX = 100;
/** Beyond every position. */
const EVERYTHING_RECORDED = 2n ** 62n;

export interface ReportQuestion extends Pick<Question, 'asOf' | 'knownAt'> {
  readonly kind: ReportKind;
}

/** A report, ready to be handed out. Asked again at the two times of its header it has the same bytes. */
export interface RequestedReport {
  readonly header: AnswerHeader;
  readonly id: string;
  readonly kind: ReportKind;
  /** SHA-256 of `json`, lower-case hex. */
  readonly digest: string;
  readonly json: string;
  /** The same as a page for people. */
  readonly html: string;
  /** A DSSE envelope over the digests of both. */
  readonly signature: string;
  /** PEM, and SHA-256 over its SubjectPublicKeyInfo. */
  readonly publicKey: string;
  readonly fingerprint: string;
  /** What `json` says, as data. */
  readonly map: EphiMap;
  /** Where the ledger tells of it. */
  readonly position: bigint;
}

/**
 * Makes a report from one snapshot, signs it and records its digest, once. Throws ACCESS_DENIED to all but auditors, those of an engagement within its scope, and administrators; BAD_REQUEST on times that cannot be read.
 */
export async function requestReport(
  context: Context,
  principal: Principal,
  { kind, asOf, knownAt }: ReportQuestion,
): Promise<RequestedReport> {
  const engagedAs = await requireAuditorOrEngaged(context, principal, 'ask for a report');
  const { map, header } = await read(context, principal, {
    question: { asOf: asOf ?? formatInstant(instantNow(context.clock)), knownAt }, // no report is of a time to come
    as: { operation: 'report', input: { kind, asOf, knownAt }, shown: (made: Mapped) => made.map.datasets.length },
    work: async ({ asking, notes }) => mapAt(asking, { context: { ...pinned(context, asking), notes }, principal, engagedAs }),
  });
  const json = canonicalJson(map);
  const html = ephiPage(map);
  const key = context.keys.signingKey();
  const { pem, fingerprint } = publicKeyOf(key.publicKey);
  const record = reportRecord(map, { json: hex(sha256(json)), html: hex(sha256(html)), fingerprint });
  const predicate = { id: map.id, kind, asOf: map.asOf, knownAt: map.knownAt, foldVersion: map.foldVersion, ruleVersion: map.ruleVersion };
  const signature = sealStatement(statementOf({ page: html, report: json }, predicate), { fingerprint, sign: key.sign });
  const position = (await recorded(context, record)) ?? (await recordReport(context, principal, record));
  return {
    header,
    ...{ id: map.id, kind, digest: record.digest, json, html, signature, publicKey: pem, fingerprint },
    map,
    position,
  };
}

interface Mapped {
  readonly map: EphiMap;
  readonly header: AnswerHeader;
}

async function mapAt({ times, header }: Asking, who: Omit<Gathering, 'times'>): Promise<Mapped> {
  const gathering = { ...who, times: { asOf: formatInstant(times.asOf), knownAt: String(times.knownAt) } };
  return { map: makeEphiMap(await ephiFacts(gathering, header())), header: header() };
}

/** The same context, all of whose questions read the snapshot of one answer. */
function pinned(context: Context, { session }: Asking): Context {
  const snapshot = <Result>(work: (session: Session) => Promise<Result>): Promise<Result> => work(session);
  const database = Object.assign(Object.create(context.database) as Database, { snapshot }); // all else is the database's own
  return { ...context, database, readings: RECORDED_AS_ONE };
}

/** Where this very report was recorded before. */
async function recorded({ database, tenant, keys }: Context, { id, digest, page }: ReportRecord): Promise<bigint | undefined> {
  return database.snapshot(async (session) => {
    const question = { kinds: ['report' as const], subject: id, knownAt: EVERYTHING_RECORDED };
    const acts = await new ActReader(session, tenant).list(question, ACTS_MAX);
    const entries = await new LedgerReader(session, tenant, keys).at(acts.map(({ position }) => position));
    const same = entries.find((entry) => {
      const before = readReportRecord(entry);
      return before?.digest === digest && before.page === page;
    });
    return same?.position;
  });
}

async function recordReport(context: Context, principal: Principal, record: ReportRecord): Promise<bigint> {
  const { position } = await recordAct(context, principal.id, { kind: 'report', namespace: NAMESPACE, subject: record.id, body: record });
  return position;
}
