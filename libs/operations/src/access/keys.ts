import { Failure } from '#foundation';
import type { JsonObject } from '#record';
import type { NewKey, Principals } from '#store';

import { requireAdmin } from '../admin.ts';
import type { Context, Principal } from '../context.ts';
import { recordAct } from '../record-act.ts';

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

/** Widens what a key in force may speak for, records that, and gives all of it. Throws NOT_FOUND when there is no such key. */
export async function grantNamespaces(
  context: Context,
  principal: Principal,
  { principals, prefix, namespaces }: { readonly principals: Principals; readonly prefix: string; readonly namespaces: readonly string[] },
): Promise<readonly string[]> {
  requireAdmin(context, principal, 'widen a key');
  const all = await principals.grant(prefix, namespaces);
  if (all === undefined) throw noKey(prefix);
  await record(context, principal, { did: 'granted', prefix, name: await nameOf(principals, prefix), namespaces: [...all] });
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
