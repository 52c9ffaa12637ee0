import type { Guarded } from '#access';
import type { Instant } from '#foundation';

import { postgresTime } from '../map/rows.ts';
import type { Session } from '../sql/session.ts';

/** A stretch of time in which a system told without a gap that it guards something. */
export interface EnforcedStretch {
  readonly id: bigint;
  /** The id of who told it. */
  readonly by: string;
  /** The prefix of the key by which it was told. Null: by none. */
  readonly keyPrefix: string | null;
  readonly system: string;
  /** Patterns. */
  readonly namespaces: readonly string[];
  readonly actions: readonly Guarded[];
  readonly since: Instant;
  readonly until: Instant;
  /** When an entry of the ledger last said so. */
  readonly notedAt: Instant;
}

/** Waits until nobody else tells by the same principal, and keeps others waiting until the transaction ends. */
export async function takeEnforcementLane(session: Session, by: string): Promise<void> {
  await session.rows`select pg_advisory_xact_lock(hashtext('headgate enforcement'), hashtext(${by}))`;
}

/** Whose stretches, and the instant that it is. */
export interface Telling {
  readonly by: string;
  readonly now: Date;
}

/** The stretches of a principal that are not over, by id. */
export async function stretchesOf(session: Session, tenant: number, { by, now }: Telling): Promise<readonly EnforcedStretch[]> {
  return stretchesIn(
    await session.rows`
      select told.id, told.principal as by, told.key_prefix as "keyPrefix", told.system, told.namespaces, told.actions, told.since, told.until,
             told.noted_at as "notedAt"
      from hot.enforcement as told
      where told.tenant = ${tenant}::int and told.principal = ${by}::uuid and told.until > ${now.toISOString()}::timestamptz
      order by told.id`,
  );
}

/** How many stretches of a principal began from an instant on. */
export async function stretchesBegun(
  session: Session,
  tenant: number,
  { by, from }: { readonly by: string; readonly from: Date },
): Promise<number> {
  const [row] = await session.rows`
    select count(*)::int as begun from hot.enforcement as told
    where told.tenant = ${tenant}::int and told.principal = ${by}::uuid and told.since > ${from.toISOString()}::timestamptz`;
  return row?.['begun'] as number; // an int4, of every question one
}

/** A stretch that begins. */
export interface NewStretch extends Pick<EnforcedStretch, 'by' | 'keyPrefix' | 'system' | 'namespaces' | 'actions'> {
  readonly since: Date;
  readonly until: Date;
}

/** Begins a stretch of which an entry tells. */
export async function beginStretch(session: Session, tenant: number, stretch: NewStretch): Promise<void> {
  const { by, keyPrefix, system, namespaces, actions, since, until } = stretch;
  await session.rows`
    insert into hot.enforcement (tenant, principal, key_prefix, system, namespaces, actions, since, until, noted_at)
    values (${tenant}::int, ${by}::uuid, ${keyPrefix}, ${system}, ${namespaces}::text[], ${actions}::text[], ${since.toISOString()}::timestamptz,
            ${until.toISOString()}::timestamptz, ${since.toISOString()}::timestamptz)`;
}

/** Moves the end of a stretch, and says when an entry told of it, if one does. */
export async function moveEnd(
  session: Session,
  tenant: number,
  { id, until, notedAt }: { readonly id: bigint; readonly until: Date; readonly notedAt: Date | undefined },
): Promise<void> {
  await session.rows`
    update hot.enforcement as told
    set until = greatest(told.since, ${until.toISOString()}::timestamptz), noted_at = coalesce(${notedAt?.toISOString() ?? null}::timestamptz, told.noted_at)
    where told.tenant = ${tenant}::int and told.id = ${id}::bigint`;
}

/** An instant, and how much of the ledger is heeded. */
export interface EnforcedAt {
  readonly at: Instant;
  /** Undefined: all that there was by then. */
  readonly size: bigint | undefined;
}

/** What was told of an instant, and by a key that was good then, by principal, system and id. One statement. */
export async function stretchesAt(session: Session, tenant: number, { at, size }: EnforcedAt): Promise<readonly EnforcedStretch[]> {
  const time = postgresTime(at);
  return stretchesIn(
    await session.rows`
      select told.id, told.principal as by, told.key_prefix as "keyPrefix", told.system, told.namespaces, told.actions, told.since, told.until,
             told.noted_at as "notedAt"
      from hot.enforcement as told
      where told.tenant = ${tenant}::int and told.since <= ${time}::timestamptz and told.until > ${time}::timestamptz
        and (${size === undefined}::boolean or told.told_at <= (
          select batch.recorded_at from hot.ledger_batch as batch
          where batch.tenant = ${tenant}::int and batch.first < ${size ?? 0n}::bigint order by batch.first desc limit 1))
        and (told.key_prefix is null or exists (
          select from control.api_key as api_key where api_key.tenant = ${tenant}::int and api_key.prefix = told.key_prefix
            and coalesce(api_key.revoked_at, 'infinity') > ${time}::timestamptz and coalesce(api_key.expires_at, 'infinity') > ${time}::timestamptz))
      order by told.principal, told.system, told.id`,
  );
}

function stretchesIn(rows: readonly Record<string, unknown>[]): readonly EnforcedStretch[] {
  return rows as unknown as readonly EnforcedStretch[]; // nine columns of the types that the migration gives them
}
