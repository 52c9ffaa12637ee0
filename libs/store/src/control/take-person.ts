import type { Session } from '../sql/session.ts';
import { TOLD_DAYS } from './people-at.ts';
import type { KnownPerson, PersonSaid } from './people.ts';

/** What became of what a provider said. */
export interface PersonTaken extends KnownPerson {
  /** What the principal is called. */
  readonly name: string;
  readonly roles: readonly string[];
  /** `changed`: other groups, or other roles. `kept`: nothing new, or older than what is known. */
  readonly outcome: 'made' | 'changed' | 'kept';
}

/** What a provider said, when, and the id of whom it would make. */
export interface PersonTold extends PersonSaid {
  readonly id: string;
  readonly now: Date;
}

/** Of the id in a name that was taken. */
const TELLING_DIGITS = 8;

/**
 * Takes in what a provider said, in a transaction of the caller's: makes the principal, or gives it the groups and roles of now, and keeps since when they were
 * told. What was said before what is known changes nothing.
 */
export async function takePerson(session: Session, tenant: number, told: PersonTold): Promise<PersonTaken> {
  const known = await lockedPerson(session, tenant, told);
  if (known !== undefined) return change(session, tenant, { told, known });
  const name = await make(session, tenant, told);
  if (name !== undefined) {
    await keepTold(session, tenant, { told, principalId: told.id });
    return { principalId: told.id, name, groups: told.groups, roles: standingOf(told.roles).roles, outcome: 'made' };
  }
  const first = await lockedPerson(session, tenant, told); // another request was first
  if (first === undefined) throw new Error('a person that stood in the way of a new one is gone');
  return change(session, tenant, { told, known: first });
}

interface Known extends Omit<PersonTaken, 'outcome'> {
  /** Nothing older was said. */
  readonly isNewer: boolean;
}

async function lockedPerson(session: Session, tenant: number, { issuer, subject, toldAt }: PersonTold): Promise<Known | undefined> {
  const [row] = await session.rows`
    select person.principal_id as "principalId", person.groups, principal.name, principal.roles,
           person.told_at >= ${toldAt.toISOString()}::timestamptz as "isNewer"
    from control.person as person
    join control.principal as principal on principal.tenant = person.tenant and principal.id = person.principal_id
    where person.tenant = ${tenant}::int and person.issuer = ${issuer} and person.subject = ${subject}
    for update`;
  return row as unknown as Known | undefined; // as the migrations give them
}

async function change(
  session: Session,
  tenant: number,
  { told, known }: { readonly told: PersonTold; readonly known: Known },
): Promise<PersonTaken> {
  const { isNewer, ...before } = known;
  if (isNewer) return { ...before, outcome: 'kept' };
  const { principalId, name } = known;
  const { kind, roles } = standingOf(told.roles);
  await session.rows`
    update control.person set groups = ${told.groups}::text[], told_at = ${told.toldAt.toISOString()}::timestamptz
    where tenant = ${tenant}::int and principal_id = ${principalId}::uuid`;
  await session.rows`
    update control.principal set kind = ${kind}, roles = ${roles}::text[]
    where tenant = ${tenant}::int and id = ${principalId}::uuid and (kind <> ${kind} or roles <> ${roles}::text[])`;
  const isSame = await keepTold(session, tenant, { told, principalId });
  return { principalId, name, groups: told.groups, roles, outcome: isSame ? 'kept' : 'changed' };
}

/** Keeps what was told, and says whether the same was told last. What nobody told for so long that it was not believed any more begins anew. */
async function keepTold(
  session: Session,
  tenant: number,
  { told: { groups, roles: given, toldAt, now }, principalId }: { readonly told: PersonTold; readonly principalId: string },
): Promise<boolean> {
  const { kind, roles } = standingOf(given);
  const heardAt = toldAt.toISOString();
  const [last] = await session.rows`
    select told.begins, told.groups = ${groups}::text[] and told.kind = ${kind} and told.roles = ${roles}::text[] as "isSame",
           told.heard_at > ${heardAt}::timestamptz - make_interval(hours => 24 * ${TOLD_DAYS}::int) as "isBelieved"
    from control.person_told as told
    where told.tenant = ${tenant}::int and told.principal_id = ${principalId}::uuid order by told.begins desc limit 1`;
  const isSame = last?.['isSame'] === true;
  if (isSame && last['isBelieved'] === true) {
    await session.rows`
      update control.person_told as told set heard_at = ${heardAt}::timestamptz
      where told.tenant = ${tenant}::int and told.principal_id = ${principalId}::uuid
        and told.begins = (select max(newest.begins) from control.person_told as newest where newest.tenant = ${tenant}::int and newest.principal_id = ${principalId}::uuid)`;
    return true;
  }
  // A provider's clock may be ahead of ours: what it says counts from when we hear it.
  await session.rows`
    insert into control.person_told (tenant, principal_id, begins, heard_at, groups, kind, roles)
    values (${tenant}::int, ${principalId}::uuid, least(${heardAt}::timestamptz, ${now.toISOString()}::timestamptz), ${heardAt}::timestamptz,
            ${groups}::text[], ${kind}, ${roles}::text[])
    on conflict (tenant, principal_id, begins) do update
      set heard_at = excluded.heard_at, groups = excluded.groups, kind = excluded.kind, roles = excluded.roles`;
  return isSame;
}

/** What the new principal is called. Undefined when the person is known already. */
async function make(
  session: Session,
  tenant: number,
  { id, now, issuer, subject, name, groups, roles, toldAt }: PersonTold,
): Promise<string | undefined> {
  const standing = standingOf(roles);
  for (const called of [name, `${name} ${id.slice(0, TELLING_DIGITS)}`]) {
    const made = await session.rows`
      insert into control.principal (id, tenant, kind, name, roles, created_at)
      values (${id}::uuid, ${tenant}::int, ${standing.kind}, ${called}, ${standing.roles}::text[], ${now.toISOString()}::timestamptz)
      on conflict do nothing returning id`;
    if (made.length === 0) continue; // somebody else is called so, and stays who it is
    const taken = await session.rows`
      insert into control.person (tenant, principal_id, issuer, subject, groups, told_at)
      values (${tenant}::int, ${id}::uuid, ${issuer}, ${subject}, ${groups}::text[], ${toldAt.toISOString()}::timestamptz)
      on conflict do nothing returning principal_id`;
    if (taken.length > 0) return called;
    await session.rows`delete from control.principal where tenant = ${tenant}::int and id = ${id}::uuid`;
    return undefined;
  }
  throw new Error('a name with the digits of a new id is taken');
}

/** Who may administer is an administrator, and that alone. */
function standingOf(roles: readonly string[]): { readonly kind: 'admin' | 'person'; readonly roles: readonly string[] } {
  return roles.includes('admin') ? { kind: 'admin', roles: ['admin'] } : { kind: 'person', roles: roles.toSorted() };
}
