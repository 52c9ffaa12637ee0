import { type Instant } from '#foundation';
import { ENTRY_KIND_CODES } from '#record';

import type { Session } from '../sql/session.ts';

/** How far the ledger was heard for what is to be told, and how far it could be. */
export interface NoticeHead {
  readonly heard: bigint;
  readonly size: bigint;
  /** When it was last looked for what is told at a time. Null: never. */
  readonly sweptAt: Instant | null;
}

/** Sizes of the ledger. */
export interface HeardRange {
  readonly from: bigint;
  readonly to: bigint;
}

/** How far the ledger was heard, for the one who hears it until the transaction ends. Undefined: somebody else does. One statement. */
export async function takeNotices(session: Session, tenant: number): Promise<NoticeHead | undefined> {
  const [row] = await session.rows`
    select head.heard, ledger.next as size, head.swept_at as "sweptAt"
    from hot.notice_head as head join hot.ledger_head as ledger on ledger.tenant = head.tenant
    where head.tenant = ${tenant}::int for update of head skip locked`;
  return row as unknown as NoticeHead | undefined; // two of int8 and a timestamptz, as the migrations give them
}

/** Says how far it was heard, and when it was last swept; null: as before. */
export async function heardNotices(
  session: Session,
  tenant: number,
  { heard, sweptAt }: { readonly heard: bigint; readonly sweptAt: Date | null },
): Promise<void> {
  await session.rows`
    update hot.notice_head as head set heard = ${heard}::bigint, swept_at = coalesce(${sweptAt?.toISOString() ?? null}::timestamptz, head.swept_at)
    where head.tenant = ${tenant}::int`;
}

/** Acts that may be told of. */
export interface ToldActs {
  /** Where steps of alerts stand. */
  readonly alerts: readonly bigint[];
  /** Where glasses were broken, or ended early. */
  readonly glasses: readonly bigint[];
}

/** Those of a stretch of the ledger, in its order. One statement. */
export async function toldActs(
  session: Session,
  tenant: number,
  { range: { from, to }, glassPrefix }: { readonly range: HeardRange; readonly glassPrefix: string },
): Promise<ToldActs> {
  const rows = await session.rows`
    select batch.first + act.index as position, act.kind
    from hot.ledger_batch as batch
    join hot.ledger_act as act on act.tenant = batch.tenant and act.batch = batch.batch
      and (act.kind = ${ENTRY_KIND_CODES.alert}::smallint or act.kind = ${ENTRY_KIND_CODES.policy}::smallint and starts_with(act.subject, ${glassPrefix}::text))
    where batch.tenant = ${tenant}::int and batch.first < ${to}::bigint
      and batch.first >= coalesce((select max(before.first) from hot.ledger_batch as before
                                   where before.tenant = ${tenant}::int and before.first <= ${from}::bigint), 0)
      and batch.first + act.index >= ${from}::bigint and batch.first + act.index < ${to}::bigint
    order by position`;
  const at = (kind: number): readonly bigint[] => rows.filter((row) => row['kind'] === kind).map((row) => row['position'] as bigint); // smallint and int8
  return { alerts: at(ENTRY_KIND_CODES.alert), glasses: at(ENTRY_KIND_CODES.policy) };
}
