import type { Instant } from '#foundation';

import { postgresTime } from '../map/rows.ts';
import type { Session } from '../sql/session.ts';

/** A person or administrator who could come in at some time. */
export interface PersonThen {
  readonly id: string;
  readonly kind: 'admin' | 'person';
  readonly name: string;
  /** Of a provider's person: by the groups that it told of last. */
  readonly roles: readonly string[];
  /** That a provider told of last; none, when that was `TOLD_DAYS` before. Null: no provider vouches for it. */
  readonly groups: readonly string[] | null;
  /** By what the provider knows it. Null: none does. */
  readonly subject: string | null;
}

/** How some people are called: by any of these. */
export interface Called {
  readonly ids: readonly string[];
  readonly names: readonly string[];
  readonly subjects: readonly string[];
}

/** Days for which what a provider told of somebody counts, its groups and the roles that they give: nobody tells us who left. */
export const TOLD_DAYS = 30;

/**
 * The people and administrators who held a key that was good at an instant, or who come in without one, by name; of a provider's people, what it had told of them
 * by then. With `called` those alone.
 */
export async function peopleAt(
  session: Session,
  tenant: number,
  { at, called }: { readonly at: Instant; readonly called?: Called },
): Promise<readonly PersonThen[]> {
  const time = postgresTime(at);
  const { ids, names, subjects } = called ?? { ids: [], names: [], subjects: [] };
  const rows = await session.rows`
    select principal.id, principal.name, person.subject, case when person.principal_id is null then principal.kind else coalesce(told.kind, 'person') end as kind,
      array_to_string(case when person.principal_id is null then principal.roles else coalesce(told.roles, '{}') end, ' ') as roles,
      case when person.principal_id is null then null else coalesce(told.groups, '{}') end as groups
    from control.principal as principal
    left join control.person as person on person.tenant = principal.tenant and person.principal_id = principal.id
    left join lateral (
      select said.kind, said.roles, said.groups, said.heard_at from control.person_told as said
      where said.tenant = person.tenant and said.principal_id = person.principal_id and said.begins <= ${time}::timestamptz
      order by said.begins desc limit 1) as told on told.heard_at > ${time}::timestamptz - make_interval(hours => 24 * ${TOLD_DAYS}::int)
    where principal.tenant = ${tenant}::int and principal.kind in ('admin', 'person') and principal.created_at <= ${time}::timestamptz
      and (${called === undefined}::boolean or principal.id in (
        select named.id from control.principal as named
        where named.tenant = ${tenant}::int and (named.id = any (${ids}::uuid[]) or named.name = any (${names}::text[]))
        union
        select said.principal_id from control.person as said where said.tenant = ${tenant}::int and said.subject = any (${subjects}::text[])))
      and (not exists (select from control.api_key as any_key where any_key.tenant = principal.tenant and any_key.principal_id = principal.id)
        or exists (
          select from control.api_key as api_key where api_key.tenant = principal.tenant and api_key.principal_id = principal.id
            and api_key.created_at <= ${time}::timestamptz and coalesce(api_key.revoked_at, 'infinity') > ${time}::timestamptz
            and coalesce(api_key.expires_at, 'infinity') > ${time}::timestamptz))
    order by principal.name collate "C"`;
  // Roles have no spaces, and lists of Postgres are slow to read: there may be ten thousand people.
  for (const row of rows) row['roles'] = row['roles'] === '' ? [] : (row['roles'] as string).split(' '); // as the statement joins them
  return rows as unknown as readonly PersonThen[];
}
