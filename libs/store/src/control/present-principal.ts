import type { Instant } from '#foundation';

import type { Session } from '../sql/session.ts';
import { bindingOf, type Bounds, type KeyHolder, TRIAL } from './key-holder.ts';

/** A principal by its id, with what its keys in force let it claim together. Undefined when nobody by that id is known. */
export async function presentPrincipal(session: Session, tenant: number, id: string): Promise<KeyHolder | undefined> {
  const rows = await session.rows`
    select principal.id, principal.kind, principal.name, principal.roles, held.namespaces, held.outputs, held.inputs, held.producers
    from control.principal as principal
    left join control.api_key as held on held.tenant = principal.tenant and held.principal_id = principal.id and held.revoked_at is null
      and (held.expires_at is null or held.expires_at > clock_timestamp())
    where principal.tenant = ${tenant}::int and principal.id = ${id}::uuid`;
  const [first] = rows;
  if (first === undefined) return undefined;
  const keys = rows.filter((row) => row['namespaces'] !== null) as unknown as readonly Bounds[]; // text[], as the migrations give them
  const { kind, name, roles } = first as unknown as Pick<KeyHolder, 'kind' | 'name' | 'roles'>; // the same of principal
  const { namespaces, ...binding } = together(keys);
  return { id: first['id'] as string, kind, name, namespaces, roles, ...bindingOf(kind, binding) };
}

/** What several keys allow, each pattern once. */
function together(keys: readonly Bounds[]): Bounds {
  const all = (of: keyof Bounds): readonly string[] => [...new Set(keys.flatMap((key) => key[of]))].sort();
  const producers = keys.some((key) => key.producers.length === 0) ? [] : all('producers');
  return { namespaces: all('namespaces'), outputs: all('outputs'), inputs: all('inputs'), producers };
}

/** The id of a principal, by its id or its name. Undefined when nobody is called so. */
export async function principalCalled(session: Session, tenant: number, called: string): Promise<string | undefined> {
  const [row] = await session.rows`
    select principal.id from control.principal as principal
    where principal.tenant = ${tenant}::int and (principal.id::text = lower(${called}) or principal.name = ${called})
    order by principal.id::text = lower(${called}) desc limit 1`;
  return row?.['id'] as string | undefined; // uuid
}

/** Whether a provider tells of a principal: then its name is what the provider says. */
export async function isTold(session: Session, tenant: number, id: string): Promise<boolean> {
  const rows = await session.rows`
    select from control.person as person where person.tenant = ${tenant}::int and person.principal_id = ${id}::uuid`;
  return rows.length > 0;
}

/** The names of some principals, by id; one that nobody knows is not in the map. */
export async function principalNames(session: Session, tenant: number, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const rows = await session.rows`
    select principal.id, principal.name from control.principal as principal
    where principal.tenant = ${tenant}::int and principal.id = any (${ids}::uuid[])`;
  return new Map(rows.map((row) => [row['id'] as string, row['name'] as string])); // uuid and text
}

/** A key in force that ends soon, and who holds it. */
export interface ExpiringKey {
  readonly prefix: string;
  /** The id of who holds it. */
  readonly holder: string;
  readonly kind: KeyHolder['kind'];
  readonly name: string;
  readonly expiresAt: Instant;
  /** The key of the same holder that lasts longer. Null: there is none. */
  readonly next: string | null;
}

/** The keys in force that end until an instant, the first of them first: none for trying things, which are to end. */
export async function expiringKeys(
  session: Session,
  tenant: number,
  { now, until }: Readonly<Record<'now' | 'until', Date>>,
): Promise<readonly ExpiringKey[]> {
  const rows = await session.rows`
    select api_key.prefix, principal.id as holder, principal.kind, principal.name, api_key.expires_at as "expiresAt",
           (select next.prefix from control.api_key as next
            where next.tenant = api_key.tenant and next.principal_id = api_key.principal_id and next.revoked_at is null
              and (next.expires_at is null or next.expires_at > ${until.toISOString()}::timestamptz) order by next.prefix limit 1) as next
    from control.api_key as api_key
    join control.principal as principal on principal.tenant = api_key.tenant and principal.id = api_key.principal_id
    where api_key.tenant = ${tenant}::int and api_key.revoked_at is null and not ${TRIAL}::text = any (api_key.scopes)
      and api_key.expires_at > ${now.toISOString()}::timestamptz and api_key.expires_at <= ${until.toISOString()}::timestamptz
    order by api_key.expires_at, api_key.prefix`;
  return rows as unknown as readonly ExpiringKey[]; // the columns, of the types that the migration gives them
}

/** Who holds, or held, the keys of these prefixes. */
export async function holdersOf(session: Session, tenant: number, prefixes: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const rows = await session.rows`
    select api_key.prefix, api_key.principal_id::text as id from control.api_key as api_key
    where api_key.tenant = ${tenant}::int and api_key.prefix = any(${prefixes}::text[])`;
  return new Map(rows.map((row) => [row['prefix'] as string, row['id'] as string])); // text, both
}

/** What those are who are named so: by name, by id, or by the prefix of a key. Who is not there is nobody. */
export async function kindsNamed(
  session: Session,
  tenant: number,
  words: readonly string[],
): Promise<ReadonlyMap<string, KeyHolder['kind']>> {
  const rows = await session.rows`
    select asked.word, principal.kind
    from unnest(${words}::text[]) as asked (word)
    left join control.api_key as api_key on api_key.tenant = ${tenant}::int and api_key.prefix = asked.word
    join control.principal as principal on principal.tenant = ${tenant}::int
      and (principal.name = asked.word or principal.id::text = asked.word or principal.id = api_key.principal_id)`;
  return new Map(rows.map((row) => [row['word'] as string, row['kind'] as KeyHolder['kind']])); // text, and the check constraint says which
}
