import type { Session } from '../sql/session.ts';
import type { HeardRange } from './told-of.ts';

/** Where the last of some claims stands that were refused in a stretch of the ledger: the first `max` of it. Undefined: it has fewer. One statement. */
export async function lastClaimOf(
  session: Session,
  tenant: number,
  { range: { from, to }, max }: { readonly range: HeardRange; readonly max: number },
): Promise<bigint | undefined> {
  const [row] = await session.rows`
    select max(claimed.position) as last, count(*)::int as count
    from (
      select batch.first + claim.index as position
      from hot.ledger_batch as batch join hot.refused_claim as claim on claim.tenant = batch.tenant and claim.batch = batch.batch
      where batch.tenant = ${tenant}::int and batch.first < ${to}::bigint
        and batch.first >= coalesce((select max(before.first) from hot.ledger_batch as before
                                     where before.tenant = ${tenant}::int and before.first <= ${from}::bigint), 0)
        and batch.first + claim.index >= ${from}::bigint and batch.first + claim.index < ${to}::bigint
      order by batch.first, claim.index limit ${max}::int
    ) as claimed`;
  return row?.['count'] === max ? (row['last'] as bigint) : undefined; // int4 and int8
}

/** Over which routes claims are told. */
export interface ClaimRoutes {
  /** Routes of teams, each with a pattern, as `like` has them, of what the team owns. */
  readonly owned: readonly { readonly route: string; readonly like: string }[];
  /** The route of what is no team's that has one. Null: there is none. */
  readonly otherwise: string | null;
  /** Patterns of what teams with a route own, also one that wants to hear of no claims. */
  readonly reached: readonly string[];
}

/**
 * Holds the claims that were refused in a stretch of the ledger, for each route that they are told over and each claimant: the first `max` namespaces, and none twice.
 * Gives whether there is one that was not held before. One statement.
 */
export async function holdClaims(
  session: Session,
  tenant: number,
  { range: { from, to }, routes, max }: { readonly range: HeardRange; readonly routes: ClaimRoutes; readonly max: number },
): Promise<boolean> {
  const { owned, otherwise, reached } = routes;
  const rows = await session.rows`
    with claimed as (
      select entry.by as sender, claim.namespace, min(batch.first + claim.index) as first
      from hot.ledger_batch as batch
      join hot.refused_claim as claim on claim.tenant = batch.tenant and claim.batch = batch.batch
      join hot.ledger_entry as entry on entry.tenant = batch.tenant and entry.day = batch.day and entry.batch = batch.batch and entry.index = claim.index
      where batch.tenant = ${tenant}::int and batch.first < ${to}::bigint
        and batch.first >= coalesce((select max(before.first) from hot.ledger_batch as before
                                     where before.tenant = ${tenant}::int and before.first <= ${from}::bigint), 0)
        and batch.first + claim.index >= ${from}::bigint and batch.first + claim.index < ${to}::bigint
      group by entry.by, claim.namespace
    ), concerning as (
      select distinct owner.route, claimed.sender, claimed.namespace, claimed.first
      from claimed
      join unnest(${owned.map(({ route }) => route)}::text[], ${owned.map(({ like }) => like)}::text[]) as owner (route, pattern)
        on claimed.namespace like owner.pattern
      union all
      select ${otherwise}::text, claimed.sender, claimed.namespace, claimed.first
      from claimed where ${otherwise}::text is not null and claimed.namespace not like all (${reached}::text[])
    ), placed as (
      select concerning.*, row_number() over (partition by concerning.route, concerning.sender order by concerning.first, concerning.namespace) as place
      from concerning
    )
    insert into hot.claim_held as held (tenant, route, sender, namespaces)
    select ${tenant}::int, placed.route, placed.sender, array_agg(placed.namespace order by placed.place)
    from placed where placed.place <= ${max}::int group by placed.route, placed.sender
    on conflict (tenant, route, sender) do update set namespaces = (
      held.namespaces || array(select added.namespace from unnest(excluded.namespaces) with ordinality as added (namespace, place)
                               where added.namespace <> all (held.namespaces) order by added.place)
    )[1:${max}::int]
    where cardinality(held.namespaces) < ${max}::int and not held.namespaces @> excluded.namespaces
    returning 1 as held`;
  return rows.length > 0;
}

/** Claims of one sender that are told over one route. */
export interface HeldClaims {
  readonly route: string;
  /** The id of a principal. */
  readonly sender: string;
  /** That first which it claimed first. */
  readonly namespaces: readonly string[];
}

/** Lets go of the claims that may be told now: those of whom nothing was told since a time. By route and sender. One statement. */
export async function dueClaims(
  session: Session,
  tenant: number,
  { now, quietSince }: Readonly<Record<'now' | 'quietSince', Date>>,
): Promise<readonly HeldClaims[]> {
  const rows = await session.rows`
    with due as (
      select held.route, held.sender, held.namespaces from hot.claim_held as held
      where held.tenant = ${tenant}::int and cardinality(held.namespaces) > 0
        and coalesce(held.told_at <= ${quietSince.toISOString()}::timestamptz, true)
    ), let_go as (
      update hot.claim_held as held set told_at = ${now.toISOString()}::timestamptz, namespaces = '{}'
      from due where held.tenant = ${tenant}::int and held.route = due.route and held.sender = due.sender
    )
    select due.route, due.sender::text, due.namespaces from due order by due.route, due.sender`;
  return rows as unknown as readonly HeldClaims[]; // text, as the migration gives them
}

/** Forgets who claimed something when nothing of it waits and nothing was told since a time, and all that would be told over routes that are there no more. */
export async function forgetClaims(
  session: Session,
  tenant: number,
  { there, quietSince }: { readonly there: readonly string[]; readonly quietSince: Date },
): Promise<void> {
  await session.rows`
    delete from hot.claim_held as held
    where held.tenant = ${tenant}::int and (held.route <> all (${there}::text[])
      or cardinality(held.namespaces) = 0 and held.told_at <= ${quietSince.toISOString()}::timestamptz)`;
}
