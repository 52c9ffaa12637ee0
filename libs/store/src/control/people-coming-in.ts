import type { Session } from '../sql/session.ts';
import { TRIAL } from './key-holder.ts';
import type { PersonThen } from './people-at.ts';

/**
 * The people and administrators who can come in to manage and are somebody: who hold a key in force with that scope or without scopes, or of whom a provider told
 * since an instant. Whoever works on the machine itself without a key is nobody in particular, and is not among them.
 */
export async function peopleComingIn(
  session: Session,
  tenant: number,
  { now, toldSince }: Readonly<Record<'now' | 'toldSince', Date>>,
): Promise<readonly PersonThen[]> {
  const rows = await session.rows`
    select principal.id, principal.kind, principal.name, principal.roles, person.groups from control.principal as principal
    left join control.person as person on person.tenant = principal.tenant and person.principal_id = principal.id
    where principal.tenant = ${tenant}::int and principal.kind in ('admin', 'person')
      and (person.told_at > ${toldSince.toISOString()}::timestamptz
        or exists (
          select from control.api_key as api_key where api_key.tenant = principal.tenant and api_key.principal_id = principal.id
            and api_key.revoked_at is null and coalesce(api_key.expires_at, 'infinity') > ${now.toISOString()}::timestamptz
            and ('manage' = any (api_key.scopes) or api_key.scopes <@ array[${TRIAL}::text])))
    order by principal.name`;
  return rows as unknown as readonly PersonThen[]; // five columns of the types that the migration gives them
}

/** Whether a principal holds a key, in force or not, or is known to a provider. Else it is whoever works on the machine itself. */
export async function isSomebody(session: Session, tenant: number, id: string): Promise<boolean> {
  const [row] = await session.rows`
    select exists (select from control.api_key as api_key where api_key.tenant = ${tenant}::int and api_key.principal_id = ${id}::uuid)
      or exists (select from control.person as person where person.tenant = ${tenant}::int and person.principal_id = ${id}::uuid) as known`;
  return row?.['known'] === true;
}
