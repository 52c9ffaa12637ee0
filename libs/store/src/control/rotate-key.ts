import { Failure } from '#foundation';

import type { Session } from '../sql/session.ts';
import { isInForce, type StoredKey } from './key-holder.ts';
import { prefixOf } from './key-text.ts';
import { addKeys, endKey, keysCalled } from './stored-keys.ts';

/** A principal may have so many keys in force: the one it uses, and the one that comes after it. */
const KEYS_IN_FORCE_MAX = 2;

export interface Rotation {
  /** The principal's name, or the prefix of its key. */
  readonly called: string;
  readonly now: Date;
  /** How long the key that is in force stays good beside the new one. */
  readonly graceMs: number;
  /** The end of the new key, by the newest of its holder, whose end no rotation brought forward. Null: none. */
  readonly endAfter: (newest: StoredKey) => Date | null;
  /** The new key, made by the caller, and its id. */
  readonly next: { readonly key: string; readonly keyId: string };
}

/** A new key, shown once, and the one that it comes after. */
export interface Rotated extends Pick<StoredKey, 'scopes'> {
  readonly id: string;
  readonly name: string;
  readonly key: string;
  readonly prefix: string;
  /** Null: it has no end. */
  readonly expiresAt: Date | null;
  /** Undefined: no key was in force. */
  readonly ending: { readonly prefix: string; readonly expiresAt: Date } | undefined;
}

/**
 * Makes the next key of a principal, which may do what the one before may, and sets the end of that. A principal whose keys are all over is given one again.
 * Throws NOT_FOUND when nobody holds such a key, BAD_REQUEST when two are in force.
 */
export async function rotateKey(session: Session, tenant: number, rotation: Rotation): Promise<Rotated> {
  const { called, now, graceMs, endAfter, next } = rotation;
  const { current, last, newest } = keyBefore(await keysCalled(session, tenant, [called]), called, now);
  const { id, kind, name, roles, namespaces, binding = {}, scopes } = last;
  const expiresAt = endAfter(newest);
  const ending = current === undefined ? undefined : { prefix: current.prefix, expiresAt: earlier(current.expiresAt, after(now, graceMs)) };

  await addKeys(session, tenant, { keys: [{ id, ...next, kind, name, roles, namespaces, binding, scopes, expiresAt }], now });
  if (ending !== undefined) await endKey(session, tenant, { prefix: ending.prefix, at: ending.expiresAt, how: 'expires' });
  const rotated = { id, name, key: next.key, prefix: prefixOf(next.key) ?? '', expiresAt, ending };
  return scopes === undefined ? rotated : { ...rotated, scopes };
}

/** The key that another is to come after, and whether it is in force; and the newest, which may be over. A key is meant before a name. */
function keyBefore(
  found: readonly StoredKey[],
  called: string,
  now: Date,
): { readonly current: StoredKey | undefined } & Readonly<Record<'last' | 'newest', StoredKey>> {
  const id = (found.find(({ prefix }) => prefix === called) ?? found[0])?.id;
  const keys = found.filter((key) => key.id === id);
  const inForce = keys.filter((key) => isInForce(key, now));
  const [current] = inForce;
  const newest = keys.at(-1);
  if (newest === undefined) throw noKey(called);
  const last = current ?? newest;
  if (inForce.length >= KEYS_IN_FORCE_MAX) throw tooMany(last.name, inForce);
  if (current !== undefined && called !== current.name && called !== current.prefix)
    throw new Failure('BAD_REQUEST', `${called} is over; ${current.name} holds ${current.prefix} now. Rotate that.`);
  if (last.isTrial)
    throw new Failure(
      'BAD_REQUEST',
      `${last.name} is for trying things, and no key comes after it; make another with \`headgate keys try\`.`,
    );
  return { current, last, newest };
}

function tooMany(name: string, keys: readonly { readonly prefix: string; readonly expiresAt: Date | null }[]): Failure {
  const told = keys.map(
    ({ prefix, expiresAt }) => `${prefix} ${expiresAt === null ? 'without an end' : `until ${expiresAt.toISOString()}`}`,
  );
  const what = `${name} has ${KEYS_IN_FORCE_MAX} keys in force: ${told.join(', and ')}`;
  return new Failure('BAD_REQUEST', `${what}. End the one that is used no more with \`headgate keys revoke\`, or wait for its end.`);
}

function after(now: Date, ms: number): Date {
  return new Date(now.getTime() + ms);
}

function earlier(one: Date | null, other: Date): Date {
  return one !== null && one < other ? one : other;
}

function noKey(called: string): Failure {
  return new Failure('NOT_FOUND', `Nobody is called ${called} and holds a key, and no key is; \`headgate keys list\` names them.`);
}
