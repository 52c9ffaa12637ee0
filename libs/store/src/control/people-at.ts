import type { Instant } from '#foundation';

import { postgresTime } from '../map/rows.ts';
import type { Session } from '../sql/session.ts';

/** A person or administrator who could come in at some time. */
export interface PersonThen {
  readonly id: string;
  readonly kind: 'admin' | 'person';
  readonly name: string;
  readonly roles: readonly string[];
  /** That a provider told of last. Null: no provider vouches for it. */
  readonly groups: readonly string[] | null;
}

/** The people and administrators who held a key that was good at an instant, or who come in without one, by name. */
export async function peopleAt(session: Session, tenant: number, at: Instant): Promise<readonly PersonThen[]> {
  const time = postgresTime(at);
  const rows = await session.rows`
    select principal.id, principal.kind, principal.name, principal.roles, person.groups from control.principal as principal
    left join control.person as person on person.tenant = principal.tenant and person.principal_id = principal.id
    where principal.tenant = ${tenant}::int and principal.kind in ('admin', 'person') and principal.created_at <= ${time}::timestamptz
      and (not exists (select from control.api_key as any_key where any_key.tenant = principal.tenant and any_key.principal_id = principal.id)
        or exists (
          select from control.api_key as api_key where api_key.tenant = principal.tenant and api_key.principal_id = principal.id
            and api_key.created_at <= ${time}::timestamptz and coalesce(api_key.revoked_at, 'infinity') > ${time}::timestamptz
            and coalesce(api_key.expires_at, 'infinity') > ${time}::timestamptz))
    order by principal.name`;
  return rows as unknown as readonly PersonThen[]; // five columns of the types that the migration gives them
}
