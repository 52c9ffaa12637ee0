import type { Scope } from '#access';
import type { Instant } from '#foundation';

import type { Session } from '../sql/session.ts';
import {
  bindingColumns,
  bindingOf,
  type KeyHolder,
  type NewKey,
  nameTaken,
  rolesOf,
  scopesColumn,
  scopesOf,
  type StoredKey,
  TRIAL,
} from './key-holder.ts';
import { hashOf, prefixOf } from './key-text.ts';

const MANAGE: Scope = 'manage';

// Keys that are changed in the transaction that records it. Whoever changes them holds the lane of policies, so that what was read here stays so.

/** All keys, in force or not, of those who are called so by name, or by the prefix of a key: the oldest first. One statement. */
export async function keysCalled(session: Session, tenant: number, called: readonly string[]): Promise<readonly StoredKey[]> {
  const rows = await session.rows`
    select principal.id, principal.kind, principal.name, principal.roles, api_key.prefix, api_key.namespaces, api_key.outputs, api_key.inputs, api_key.producers,
           api_key.scopes, ${TRIAL}::text = any (api_key.scopes) as "isTrial", api_key.created_at as "createdAt", api_key.expires_at as "expiresAt",
           api_key.last_used_at as "lastUsedAt", api_key.revoked_at as "revokedAt"
    from control.principal as principal
    join control.api_key as api_key on api_key.tenant = principal.tenant and api_key.principal_id = principal.id
    where principal.tenant = ${tenant}::int and (principal.name = any (${called}::text[]) or principal.id in (
      select meant.principal_id from control.api_key as meant where meant.tenant = ${tenant}::int and meant.prefix = any (${called}::text[])))
    order by api_key.created_at, api_key.id`;
  return rows.map((row) => {
    const { outputs, inputs, producers, scopes, createdAt, expiresAt, lastUsedAt, revokedAt, ...key } = row as unknown as KeyRow; // as the migrations type them
    return {
      ...{ ...key, ...bindingOf(key.kind, { outputs, inputs, producers }), ...scopesOf(scopes) },
      ...{ createdAt: dateOf(createdAt), expiresAt: endOf(expiresAt), lastUsedAt: endOf(lastUsedAt), revokedAt: endOf(revokedAt) },
    };
  });
}

interface KeyRow
  extends
    Pick<KeyHolder, 'id' | 'kind' | 'name' | 'namespaces' | 'roles'>,
    Record<'outputs' | 'inputs' | 'producers' | 'scopes', readonly string[]>,
    Record<'expiresAt' | 'lastUsedAt' | 'revokedAt', Instant | null> {
  readonly prefix: string;
  readonly isTrial: boolean;
  readonly createdAt: Instant;
}

function dateOf(instant: Instant): Date {
  return new Date(Number(instant / 1_000_000n)); // milliseconds
}

function endOf(instant: Instant | null): Date | null {
  return instant === null ? null : dateOf(instant);
}

/** A key that is made by the caller; `id` is of its holder, there or not. */
export interface AddedKey extends NewKey {
  readonly id: string;
  readonly keyId: string;
  readonly key: string;
}

/** Makes principals, those that are not there yet, and a key for each. Two statements. Fails when a name is taken meanwhile. */
export async function addKeys(
  session: Session,
  tenant: number,
  { keys, now }: { readonly keys: readonly AddedKey[]; readonly now: Date },
): Promise<void> {
  const createdAt = now.toISOString();
  const given = JSON.stringify(
    keys.map(({ id, keyId, kind, name, roles = [], key, isTrial, scopes, namespaces, binding, expiresAt = null }) => ({
      ...{ id, keyId, kind, name, roles: rolesOf(kind, roles), prefix: prefixOf(key), hash: hashOf(key).toString('hex') },
      ...{ scopes: scopesColumn({ scopes, isTrial }), namespaces, ...bindingColumns(binding), expiresAt },
    })),
  );
  await session.rows`
    insert into control.principal (id, tenant, kind, name, roles, created_at)
    select given.id, ${tenant}::int, given.kind, given.name, array(select jsonb_array_elements_text(given.roles)), ${createdAt}::timestamptz
    from jsonb_to_recordset(${given}::jsonb) as given (id uuid, kind text, name text, roles jsonb)
    on conflict (id) do nothing`;
  await session.rows`
    insert into control.api_key (id, tenant, principal_id, prefix, secret_hash, scopes, namespaces, outputs, inputs, producers, created_at, expires_at)
    select given."keyId", ${tenant}::int, given.id, given.prefix, decode(given.hash, 'hex'), array(select jsonb_array_elements_text(given.scopes)),
           array(select jsonb_array_elements_text(given.namespaces)), array(select jsonb_array_elements_text(given.outputs)),
           array(select jsonb_array_elements_text(given.inputs)), array(select jsonb_array_elements_text(given.producers)),
           ${createdAt}::timestamptz, given."expiresAt"
    from jsonb_to_recordset(${given}::jsonb) as given ("keyId" uuid, id uuid, prefix text, hash text, scopes jsonb, namespaces jsonb, outputs jsonb,
      inputs jsonb, producers jsonb, "expiresAt" timestamptz)`;
}

/** Makes a principal and its first key. Throws BAD_REQUEST when the name is taken. */
export async function addHolder(
  session: Session,
  tenant: number,
  { key, now }: { readonly key: AddedKey; readonly now: Date },
): Promise<void> {
  const taken = await session.rows`
    select from control.principal as principal where principal.tenant = ${tenant}::int and principal.name = ${key.name}`;
  if (taken.length > 0) throw nameTaken(key.name);
  await addKeys(session, tenant, { keys: [key], now });
}

/** Whether an administrator holds a key, other than one, that is good after an instant, and by which he may administer. One statement. */
export async function hasOtherAdministrator(
  session: Session,
  tenant: number,
  { prefix, at }: { readonly prefix: string; readonly at: Date },
): Promise<boolean> {
  const rows = await session.rows`
    select from control.principal as principal
    join control.api_key as api_key on api_key.tenant = principal.tenant and api_key.principal_id = principal.id
    where principal.tenant = ${tenant}::int and principal.kind = 'admin' and api_key.prefix <> ${prefix} and api_key.revoked_at is null
      and coalesce(api_key.expires_at, 'infinity') > ${at.toISOString()}::timestamptz
      and (api_key.scopes <@ ${[TRIAL]}::text[] or ${MANAGE} = any (api_key.scopes))
    limit 1`;
  return rows.length > 0;
}

/** Sets the end of a key, or revokes it. */
export async function endKey(
  session: Session,
  tenant: number,
  { prefix, at, how }: { readonly prefix: string; readonly at: Date; readonly how: 'expires' | 'revoked' },
): Promise<void> {
  const [expires, revoked] = how === 'expires' ? [at.toISOString(), null] : [null, at.toISOString()];
  await session.rows`
    update control.api_key as api_key
    set expires_at = coalesce(${expires}::timestamptz, api_key.expires_at), revoked_at = coalesce(${revoked}::timestamptz, api_key.revoked_at)
    where api_key.tenant = ${tenant}::int and api_key.prefix = ${prefix}`;
}
