import { ENTRY_KIND_CODES } from '#record';

import { CopyRows } from '../sql/copy-rows.ts';
import type { SealedEntry } from './sealed-entry.ts';

/** Where a batch's rows go: positions follow when it is appended. */
export interface BatchPlace {
  readonly tenant: number;
  readonly batch: bigint;
  readonly day: string;
}

const ENTRY = ['tenant', 'day', 'batch', 'index', 'kind', 'by', 'period_key', 'admission', 'remarks', 'commitment', 'body'];

/** What finds duplicates, in the order of identities, so that batches with common ones mostly wait and seldom deadlock. */
export function identityRows({ tenant, batch }: BatchPlace, entries: readonly SealedEntry[]): CopyRows {
  const rows = new CopyRows('hot.ledger_identity', ['tenant', 'identity', 'batch', 'index', 'by']);
  const identified = entries.flatMap(({ identity, by }, index) => (identity === undefined ? [] : [{ identity, by, index }]));
  identified.sort((left, right) => Buffer.compare(left.identity, right.identity));
  for (const { identity, by, index } of identified) rows.row().int4(tenant).bytes(identity).int8(batch).int4(index).uuid(by);
  return rows;
}

/** The entries themselves. */
export function entryRows({ tenant, batch, day }: BatchPlace, entries: readonly SealedEntry[]): CopyRows {
  const rows = new CopyRows('hot.ledger_entry', ENTRY);
  entries.forEach(({ kind, by, periodKey, admission, remarks, commitment, body }, index) => {
    rows.row().int4(tenant).date(day).int8(batch).int4(index).int2(ENTRY_KIND_CODES[kind]).uuid(by).int8(periodKey);
    rows.text(JSON.stringify(admission)).text(remarks).bytes(commitment).bytes(body);
  });
  return rows;
}

/** What finds acts by their kind and subject. */
export function actRows({ tenant, batch }: BatchPlace, entries: readonly SealedEntry[]): CopyRows {
  const rows = new CopyRows('hot.ledger_act', ['tenant', 'kind', 'subject', 'batch', 'index']);
  entries.forEach(({ kind, subject }, index) => {
    if (subject !== undefined) rows.row().int4(tenant).int2(ENTRY_KIND_CODES[kind]).text(subject).int8(batch).int4(index);
  });
  return rows;
}

/** What finds them in the trail. */
export function deedRows({ tenant, batch }: BatchPlace, entries: readonly SealedEntry[]): CopyRows {
  const rows = new CopyRows('hot.ledger_deed', ['tenant', 'batch', 'index', 'part', 'action', 'outcome', 'about', 'thing']);
  entries.forEach(({ deeds = [] }, index) =>
    deeds.forEach(({ action, outcome, about, thing }, part) => {
      const row = rows.row().int4(tenant).int8(batch).int4(index).int4(part).text(withoutNul(action)).text(outcome);
      (about === null ? row.null() : row.uuid(about)).text(withoutNul(thing));
    }),
  );
  return rows;
}

/** Postgres knows no NUL. */
export function withoutNul(text: string): string {
  return text.replaceAll('\0', '\u{fffd}');
}

/** What, beside its period's key, opens each body. */
export function secretRows({ tenant, batch, day }: BatchPlace, entries: readonly SealedEntry[]): CopyRows {
  const rows = new CopyRows('hot.event_secret', ['tenant', 'day', 'batch', 'index', 'secret']);
  entries.forEach(({ secret }, index) => rows.row().int4(tenant).date(day).int8(batch).int4(index).bytes(secret));
  return rows;
}
