import { Failure } from '#foundation';
import type { JsonObject } from '#record';
import type { KeyHolder, NewKey, Principals } from '#store';

import { requireAdmin, requireAuditor } from '../admin.ts';
import type { Context, Principal } from '../context.ts';
import { recordAct } from '../record-act.ts';

/** Why a key is not widened, by who holds it. */
const NOT_WIDENED: Readonly<Record<Exclude<KeyHolder['kind'], 'emitter'>, string>> = {
  person: 'is a person; only emitters speak for namespaces.',
  admin: 'is an administrator, who speaks for all namespaces.',
};

/** Of a key: what it is known by. */
const PREFIX_LENGTH = 11;

/** A key as it is shown once. */
export interface MadeKey {
  readonly id: string;
  readonly key: string;
  readonly prefix: string;
}

/** Makes a principal and its key, and records that. The key cannot be read again. Throws BAD_REQUEST when the name is taken. */
export async function makeKey(
  context: Context,
  principal: Principal,
  { principals, ...wanted }: NewKey & { readonly principals: Principals },
): Promise<MadeKey> {
  requireAdmin(context, principal, 'make a key');
  const { id, key } = await principals.create(wanted, context.clock.now());
  const prefix = key.slice(0, PREFIX_LENGTH);
  const { kind, name, namespaces, roles = [] } = wanted;
  await record(context, principal, { did: 'made', prefix, holder: id, kind, name, namespaces: [...namespaces], roles: [...roles] });
  return { id, key, prefix };
}

export type ListedKey = Awaited<ReturnType<Principals['list']>>[number];

/** Every key that was made, in force or not, and who holds it. For auditors and administrators. */
export async function listKeys(
  context: Context,
  principal: Principal,
  { principals }: { readonly principals: Principals },
): Promise<readonly ListedKey[]> {
  requireAuditor(context, principal, 'list keys');
  return principals.list();
}

/** Widens what a key in force may speak for, records that, and gives all of it. Throws NOT_FOUND when there is no such key, and BAD_REQUEST when no emitter holds it. */
export async function grantNamespaces(
  context: Context,
  principal: Principal,
  { principals, prefix, namespaces }: { readonly principals: Principals; readonly prefix: string; readonly namespaces: readonly string[] },
): Promise<readonly string[]> {
  requireAdmin(context, principal, 'widen a key');
  const key = (await principals.list()).find((each) => each.prefix === prefix && !each.revoked);
  if (key === undefined) throw noKey(prefix);
  if (key.kind !== 'emitter') throw new Failure('BAD_REQUEST', `${key.name} ${NOT_WIDENED[key.kind]}`);
  const all = await principals.grant(prefix, namespaces);
  if (all === undefined) throw noKey(prefix);
  await record(context, principal, { did: 'granted', prefix, name: key.name, namespaces: [...all] });
  return all;
}

/** Ends a key and records that; servers know it within two seconds. Throws NOT_FOUND when there is no such key. */
export async function revokeKey(
  context: Context,
  principal: Principal,
  { principals, prefix }: { readonly principals: Principals; readonly prefix: string },
): Promise<void> {
  requireAdmin(context, principal, 'end a key');
  if (!(await principals.revoke(prefix, context.clock.now()))) throw noKey(prefix);
  await record(context, principal, { did: 'revoked', prefix, name: await nameOf(principals, prefix) });
}

async function record(context: Context, { id }: Principal, body: JsonObject & { readonly prefix: string }): Promise<void> {
  await recordAct(context, id, { kind: 'key', namespace: 'keys', subject: body.prefix, body });
}

async function nameOf(principals: Principals, prefix: string): Promise<string> {
  return (await principals.list()).find((key) => key.prefix === prefix)?.name ?? '';
}

function noKey(prefix: string): Failure {
  return new Failure('NOT_FOUND', `No key in force is called ${prefix}; headgate keys list names them.`);
}
