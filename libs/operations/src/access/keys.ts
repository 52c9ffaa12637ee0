import { groupIn, isClaimable, roleProblem } from '#access';
import { Failure } from '#foundation';
import type { JsonObject } from '#record';
import {
  addHolder,
  bindEmitters,
  type Bounds,
  endKey,
  endLinked,
  isInForce,
  type KeyHolder,
  newKey,
  type NewKey,
  prefixOf,
  type Principals,
  type Rotated,
  rotateKey as rotateStored,
  type StoredKey,
} from '#store';

import { requireAuditor } from '../ask/require-auditor.ts';
import type { Context, Principal } from '../context.ts';
import { KEY_EXPIRING_MS } from '../ending-keys.ts';
import { boundsOf, endInHand, isInHand, keyHand, keyHandOf, keyInHand, keysInHand, requireBoundsInHand } from './key-hand.ts';
import { inKeyLane } from './key-lane.ts';
import { requireAdministratorLeft } from './last-administrator.ts';
import { requireNoWider, scopesInHand } from './key-scopes.ts';
import { SUBJECT } from './people-called.ts';
import type { KeyAct } from '../record-key-act.ts';
import { refuseSecrets } from '../refuse-secrets.ts';

/** Why a key is not widened, by who holds it. */
const NOT_WIDENED: Readonly<Record<Exclude<KeyHolder['kind'], 'emitter'>, string>> = {
  person: 'is a person; only emitters speak for namespaces.',
  admin: 'is an administrator, who speaks for all namespaces.',
};

const NAME_LENGTH_MAX = 200;

/** A key as it is shown once. */
export interface MadeKey extends Pick<StoredKey, 'scopes'> {
  readonly id: string;
  readonly key: string;
  readonly prefix: string;
}

/**
 * Makes a principal and its key, and records that. The key cannot be read again. A steward makes those of his team. By a key with scopes none is made that is
 * wider. Throws BAD_REQUEST when the name is taken, on what is no role, no pattern and no scope, on a secret, and on an emitter of which nobody says where it writes.
 */
export async function makeKey(
  context: Context,
  principal: Principal,
  { principals, ...asked }: NewKey & { readonly principals: Principals },
): Promise<MadeKey> {
  return inKeyLane(context, principal, {
    principals,
    change: async (session) => {
      const hand = await keyHand(context, principal, { session, what: 'make a key' });
      requireWellFormed(asked);
      const wanted = keyInHand(context, principal, { hand, wanted: { ...asked, scopes: scopesInHand(context, principal, asked) } });
      requireOfPeople(wanted);
      requireBound(wanted);
      const { randomness, tenant, clock } = context;
      const [id, key] = [randomness.uuid(), newKey(randomness)];
      await addHolder(session, tenant, { key: { ...wanted, id, key, keyId: randomness.uuid() }, now: clock.now() });
      const prefix = prefixOf(key) ?? '';
      const { scopes } = wanted;
      const answer = { id, key, prefix, ...(scopes === undefined ? {} : { scopes }) };
      return { act: { subject: prefix, body: madeBody(wanted, { id, prefix }) }, answer };
    },
  });
}

function madeBody(
  { kind, name, namespaces, roles = [], expiresAt = null, binding = {}, scopes, isTrial = false }: NewKey,
  { id, prefix }: Pick<MadeKey, 'id' | 'prefix'>,
): KeyAct['body'] {
  const expires = expiresAt?.toISOString() ?? null;
  const bound = Object.fromEntries(Object.entries(binding).map(([what, patterns]) => [what, [...patterns]]));
  const made = { did: 'made', prefix, holder: id, kind, name, namespaces: [...namespaces], roles: [...roles], expires };
  return { ...made, ...bound, ...(scopes === undefined ? {} : { scopes: [...scopes] }), ...(isTrial ? { isTrial } : {}) };
}

function requireWellFormed({ name, roles = [], namespaces, binding = {} }: NewKey): void {
  refuseSecrets('the key', { name, roles, namespaces, ...binding });
  if (groupIn(name) !== undefined || name.startsWith(SUBJECT))
    throw new Failure(
      'BAD_REQUEST',
      'A name begins neither with group: nor with subject:, by which access files and questions mean others.',
    );
  if (name === '' || name.length > NAME_LENGTH_MAX || name.includes('\0'))
    throw new Failure('BAD_REQUEST', `A name has 1 to ${NAME_LENGTH_MAX} characters.`);
  for (const role of roles) {
    const problem = roleProblem(role);
    if (problem !== undefined) throw new Failure('BAD_REQUEST', `${problem}.`);
  }
  requirePatterns({ namespaces, ...binding });
}

function requireOfPeople({ kind, roles = [] }: NewKey): void {
  if (kind !== 'person' && roles.length > 0)
    throw new Failure('BAD_REQUEST', 'Roles are given to people: an emitter has what it may claim, and an administrator may all.');
}

/** What the jobs of an emitter write lies elsewhere than they do, and nobody but who makes the key knows where: it is not guessed to be anywhere. */
function requireBound({ kind, namespaces, binding }: NewKey): void {
  if (kind === 'emitter' && binding?.outputs === undefined && !namespaces.includes('*'))
    throw new Failure(
      'BAD_REQUEST',
      'Say where the jobs of the emitter write: outputs, such as postgres://warehouse*, a pattern for each place beyond its own namespaces; one of these for nothing else, and * for anything.',
    );
}

/** A `*` anywhere but at the end would be taken for a letter, and grant nothing. */
function requirePatterns(bounds: Partial<Bounds>): void {
  const odd = Object.values(bounds)
    .flat()
    .find((pattern) => pattern === '' || !isClaimable(pattern));
  if (odd !== undefined)
    throw new Failure(
      'BAD_REQUEST',
      `${odd === '' ? 'An empty pattern' : odd} names nothing that an emitter may claim: a * stands at the end alone.`,
    );
}

export interface ListedKey extends StoredKey {
  /** `expiring`: in force, and for `KEY_EXPIRING_MS` more at most; never of a key for trying things, which is to end. */
  readonly state: 'in-force' | 'expiring' | 'expired' | 'revoked';
  /** The key of the same holder that comes after one that is expiring. Null: there is none. */
  readonly next: string | null;
}

export interface KeyFilter {
  /** In force, and not used for so long, or since it was made. */
  readonly unusedMs?: number | undefined;
  /** In force, and for so long more at most. */
  readonly expiringMs?: number | undefined;
}

/** Every key that was made, in force or not, and who holds it: of those that all filters name. For auditors and administrators; a steward is told of his team's. */
export async function listKeys(
  context: Context,
  principal: Principal,
  { principals, unusedMs, expiringMs }: KeyFilter & { readonly principals: Principals },
): Promise<readonly ListedKey[]> {
  const hand = await keyHandOf(context, principal);
  if (hand === undefined || (hand.kind === 'steward' && hand.audits)) await requireAuditor(context, principal, 'list keys');
  const now = context.clock.now();
  const every = await principals.list();
  const shown = hand?.kind === 'steward' && !hand.audits ? every.filter((key) => isInHand(hand, key, { all: every, now })) : every;
  const stored = shown.map((key) => ({ ...key, state: stateOf(key, now) }));
  const lasting = new Map(stored.flatMap(({ id, prefix, state }) => (state === 'in-force' ? [[id, prefix] as const] : [])));
  const all = stored.map((key) => ({ ...key, next: key.state === 'expiring' ? (lasting.get(key.id) ?? null) : null }));
  return all.filter(
    (key) =>
      (unusedMs === undefined || (isInForce(key, now) && (key.lastUsedAt ?? key.createdAt).getTime() <= now.getTime() - unusedMs)) &&
      (expiringMs === undefined || (isInForce(key, now) && endsWithin(key, now, expiringMs))),
  );
}

function stateOf(key: StoredKey, now: Date): ListedKey['state'] {
  if (key.revokedAt !== null) return 'revoked';
  if (!isInForce(key, now)) return 'expired';
  return endsWithin(key, now, KEY_EXPIRING_MS) && !key.isTrial ? 'expiring' : 'in-force';
}

function endsWithin({ expiresAt }: Pick<StoredKey, 'expiresAt'>, now: Date, ms: number): boolean {
  return expiresAt !== null && expiresAt.getTime() <= now.getTime() + ms;
}

export interface KeyRotation {
  readonly principals: Principals;
  /** The name of a principal, or the prefix of its key. */
  readonly called: string;
  /** How long the key that is in force stays good. */
  readonly graceMs: number;
  /** Of the new key. Null: none; by a steward that of the one before. */
  readonly expiresAt: Date | null;
}

/**
 * Makes the next key of a principal, with the scopes of the one before, sets the end of that, and records both. By a steward it ends no later than that. Throws
 * NOT_FOUND, and BAD_REQUEST when two keys are in force, and from afar when no administrator's key that lasts would be left.
 */
export async function rotateKey(
  context: Context,
  principal: Principal,
  { principals, called, graceMs, expiresAt }: KeyRotation,
): Promise<Rotated> {
  return inKeyLane(context, principal, {
    principals,
    change: async (session) => {
      const { hand, keys } = await keysInHand(context, principal, { session, called, what: 'rotate a key' });
      requireNoWider(context, principal, keys);
      const { randomness, tenant, clock } = context;
      const next = { key: newKey(randomness), keyId: randomness.uuid() };
      const endAfter = (newest: StoredKey): Date | null => endInHand(context, principal, { hand, newest, wanted: expiresAt });
      const rotated = await rotateStored(session, tenant, { called, now: clock.now(), graceMs, endAfter, next });
      const { prefix, name, ending } = rotated;
      for (const key of keys.filter((each) => isInForce(each, clock.now())))
        await requireAdministratorLeft(context, session, {
          ...{ key, at: clock.now(), next: rotated },
          message: `No administrator's key that lasts would be left: give the new one a later end, or rotate it where the server runs, by headgate keys rotate without --remote.`,
        });
      const before = ending === undefined ? null : { prefix: ending.prefix, expires: ending.expiresAt.toISOString() };
      const body = { did: 'rotated', prefix, name, before, expires: rotated.expiresAt?.toISOString() ?? null };
      return { act: { subject: prefix, body }, answer: rotated };
    },
  });
}

export interface KeyBounds {
  readonly principals: Principals;
  readonly prefix: string;
  /** What is absent stays as it is. */
  readonly bounds: Partial<Bounds>;
}

/** Lets an emitter claim more, by all its keys in force, records that, and gives all of it. Throws NOT_FOUND when there is no such key, and BAD_REQUEST when no emitter holds it, or a secret shows. */
export async function grantBounds(context: Context, principal: Principal, { bounds, ...which }: KeyBounds): Promise<Bounds> {
  const more = (before: readonly string[], added: readonly string[] = []): readonly string[] => [...new Set([...before, ...added])];
  return rebind(context, principal, {
    ...{ ...which, did: 'granted', what: 'widen a key', given: bounds },
    bind: (now) => ({
      namespaces: more(now.namespaces, bounds.namespaces),
      outputs: more(now.outputs, bounds.outputs),
      inputs: more(now.inputs, bounds.inputs),
      producers: now.producers.length === 0 ? [] : more(now.producers, bounds.producers), // none named is any
    }),
  });
}

/** As `grantBounds`, but that what is given stands in place of what was: an emitter may be let claim less. */
export async function bindKey(context: Context, principal: Principal, { bounds, ...which }: KeyBounds): Promise<Bounds> {
  return rebind(context, principal, { ...which, did: 'bound', what: 'bind a key', given: bounds, bind: (now) => ({ ...now, ...bounds }) });
}

interface Rebinding extends Omit<KeyBounds, 'bounds'> {
  readonly did: string;
  /** As of `requireAdmin`. */
  readonly what: string;
  readonly given: Partial<Bounds>;
  readonly bind: (now: Bounds) => Bounds;
}

async function rebind(context: Context, principal: Principal, { principals, prefix, did, what, given, bind }: Rebinding): Promise<Bounds> {
  return inKeyLane(context, principal, {
    principals,
    change: async (session) => {
      const { hand, keys } = await keysInHand(context, principal, { session, called: prefix, what });
      refuseSecrets('the change of the key', given);
      requirePatterns(given);
      const now = context.clock.now();
      const key = keys.find((each) => each.prefix === prefix && isInForce(each, now));
      if (key === undefined) throw noKey(prefix);
      if (key.kind !== 'emitter') throw new Failure('BAD_REQUEST', `${key.name} ${NOT_WIDENED[key.kind]}`);
      const before = boundsOf(key);
      const after = bind(before);
      requireBoundsInHand(context, principal, { hand, key: { ...key, before }, after });
      await bindEmitters(session, context.tenant, { now, bindings: [{ id: key.id, bounds: after }] });
      return { act: { subject: prefix, body: { did, prefix, name: key.name, ...boundsJson(after) } }, answer: after };
    },
  });
}

function boundsJson({ namespaces, outputs, inputs, producers }: Bounds): JsonObject {
  return { namespaces: [...namespaces], outputs: [...outputs], inputs: [...inputs], producers: [...producers] };
}

/**
 * Ends a key, on every server at once, with the sessions that links began for its holder where that was the last in force, and records that. Throws NOT_FOUND when there is no such key, and BAD_REQUEST from afar when no administrator would hold one any
 * more that lasts two weeks: who works on the machine is one always.
 */
export async function revokeKey(
  context: Context,
  principal: Principal,
  { principals, prefix }: { readonly principals: Principals; readonly prefix: string },
): Promise<void> {
  await inKeyLane(context, principal, {
    principals,
    change: async (session) => {
      const { keys } = await keysInHand(context, principal, { session, called: prefix, what: 'end a key' });
      const key = keys.find((each) => each.prefix === prefix && each.revokedAt === null);
      if (key === undefined) throw noKey(prefix);
      const at = context.clock.now();
      await requireAdministratorLeft(context, session, {
        ...{ key, at },
        message: `${prefix} is the last key of an administrator that lasts: make another one first, or revoke it where the server runs, by headgate keys revoke without --remote.`,
      });
      await endKey(session, context.tenant, { prefix, at, how: 'revoked' });
      await endLinked(session, context.tenant, { id: key.id, at });
      return { act: { subject: prefix, body: { did: 'revoked', prefix, name: key.name } }, answer: undefined };
    },
  });
}

function noKey(prefix: string): Failure {
  return new Failure('NOT_FOUND', `No key in force is called ${prefix}; headgate keys list names them.`);
}
