import type { Session } from '../sql/session.ts';
import type { Bounds, KeyHolder } from './key-holder.ts';

/** Whoever is called by some name, and its keys. */
export interface NamedPrincipal {
  readonly id: string;
  readonly kind: KeyHolder['kind'];
  readonly name: string;
  readonly roles: readonly string[];
  /** The oldest first, in force or not. */
  readonly keys: readonly (Bounds & { readonly prefix: string; readonly isInForce: boolean })[];
}

/** Those who are called by some names, and their keys. Who is not there is nobody. One statement. */
export async function principalsNamed(
  session: Session,
  tenant: number,
  { names, now }: { readonly names: readonly string[]; readonly now: Date },
): Promise<ReadonlyMap<string, NamedPrincipal>> {
  const rows = await session.rows`
    select principal.id, principal.kind, principal.name, principal.roles, api_key.prefix, api_key.namespaces, api_key.outputs, api_key.inputs, api_key.producers,
           api_key.revoked_at is null and coalesce(api_key.expires_at, 'infinity') > ${now.toISOString()}::timestamptz as "isInForce"
    from control.principal as principal
    left join control.api_key as api_key on api_key.tenant = principal.tenant and api_key.principal_id = principal.id
    where principal.tenant = ${tenant}::int and principal.name = any (${names}::text[])
    order by principal.name, api_key.created_at, api_key.id`;
  const found = new Map<string, NamedPrincipal>();
  for (const row of rows) {
    const { id, kind, name, roles, ...key } = row as unknown as Omit<NamedPrincipal, 'keys'> & NamedPrincipal['keys'][number]; // as the migrations type them
    const keys = found.get(name)?.keys ?? [];
    found.set(name, { id, kind, name, roles, keys: row['prefix'] === null ? keys : [...keys, key] }); // null: without a key
  }
  return found;
}

/** What all keys in force of a principal may claim from now on. */
export interface NewBounds {
  readonly id: string;
  readonly bounds: Bounds;
}

/** Gives emitters other bounds, by all their keys in force; servers hear of it with the commit. One statement. */
export async function bindEmitters(
  session: Session,
  tenant: number,
  { bindings, now }: { readonly bindings: readonly NewBounds[]; readonly now: Date },
): Promise<void> {
  const given = JSON.stringify(bindings.map(({ id, bounds }) => ({ id, ...bounds })));
  await session.rows`
    update control.api_key as api_key
    set namespaces = array(select jsonb_array_elements_text(given.namespaces)), outputs = array(select jsonb_array_elements_text(given.outputs)),
        inputs = array(select jsonb_array_elements_text(given.inputs)), producers = array(select jsonb_array_elements_text(given.producers))
    from jsonb_to_recordset(${given}::jsonb) as given (id uuid, namespaces jsonb, outputs jsonb, inputs jsonb, producers jsonb)
    where api_key.tenant = ${tenant}::int and api_key.principal_id = given.id and api_key.revoked_at is null
      and coalesce(api_key.expires_at, 'infinity') > ${now.toISOString()}::timestamptz`;
}

/** Emitters that hold a key in force by which they may say things of every namespace. */
export interface WideEmitters {
  readonly count: number;
  /** The first of them, by name. */
  readonly named: readonly string[];
}

/** One statement. */
export async function wideEmitters(
  session: Session,
  tenant: number,
  { now, max }: { readonly now: Date; readonly max: number },
): Promise<WideEmitters> {
  const rows = await session.rows`
    select principal.name, count(*) over () as count
    from control.principal as principal
    where principal.tenant = ${tenant}::int and principal.kind = 'emitter' and exists (
      select from control.api_key as api_key
      where api_key.tenant = principal.tenant and api_key.principal_id = principal.id and api_key.revoked_at is null
        and coalesce(api_key.expires_at, 'infinity') > ${now.toISOString()}::timestamptz and '*' = any (api_key.namespaces || api_key.outputs))
    order by principal.name limit ${max}::int`;
  return { count: Number(rows[0]?.['count'] ?? 0), named: rows.map(({ name }) => name as string) }; // text
}
