import { DAY_MS, SECOND_MS } from '#foundation';
import { bindKey, type Context, grantBounds, type ListedKey, makeKey, readKeys, revokeKey, rotateKey } from '#operations';

import type { EmitterBoundsInput, HolderKind, KeyKind, KeyState, MutationResolvers, QueryResolvers, Resolvers } from './generated.ts';
import { scopesNamed, scopesTold } from './key-scopes.ts';
import { pageOf } from './parents.ts';
import { timesOf } from './request-context.ts';
import { same } from './same.ts';

const KINDS: Readonly<Record<KeyKind, 'emitter' | 'person'>> = { EMITTER: 'emitter', PERSON: 'person' };
const HOLDERS: Readonly<Record<ListedKey['kind'], HolderKind>> = { admin: 'ADMIN', emitter: 'EMITTER', person: 'PERSON' };
const STATES: Readonly<Record<ListedKey['state'], KeyState>> = {
  'in-force': 'IN_FORCE',
  expiring: 'EXPIRING',
  expired: 'EXPIRED',
  revoked: 'REVOKED',
};

export const keyQueries: Pick<QueryResolvers, 'keys'> = {
  keys: async (_root, { unusedDays, expiringDays, first, after, ...times }, { context, principal, principals }) => {
    const filter = { unusedMs: daysMs(unusedDays), expiringMs: daysMs(expiringDays) };
    return pageOf(await readKeys(context, principal, { principals, ...filter, first, after, ...timesOf(times) }), (key) => key);
  },
};

export const keyMutations: Pick<MutationResolvers, 'createKey' | 'rotateKey' | 'revokeKey' | 'grantKey' | 'bindKey'> = {
  createKey: async (_root, { name, kind, roles, bounds, scopes, expiresInSeconds }, { unpinned, principal, principals }) => {
    const { namespaces = [], ...binding } = boundsIn(bounds);
    const expiresAt = endAfter(unpinned, expiresInSeconds);
    const wanted = { kind: KINDS[kind], name, namespaces, roles, binding, scopes: scopesNamed(scopes), expiresAt };
    return { ...(await makeKey(unpinned, principal, { principals, ...wanted })), name, expiresAt, ending: undefined };
  },
  rotateKey: async (_root, { called, graceSeconds, expiresInSeconds }, { unpinned, principal, principals }) => {
    const expiresAt = endAfter(unpinned, expiresInSeconds);
    const graceMs = Math.max(0, graceSeconds) * SECOND_MS;
    return rotateKey(unpinned, principal, { principals, called, graceMs, expiresAt });
  },
  revokeKey: async (_root, { prefix }, { unpinned, principal, principals }) => {
    await revokeKey(unpinned, principal, { principals, prefix });
    return { prefix };
  },
  grantKey: (_root, { prefix, bounds }, { unpinned, principal, principals }) =>
    grantBounds(unpinned, principal, { principals, prefix, bounds: boundsIn(bounds) }),
  bindKey: (_root, { prefix, bounds }, { unpinned, principal, principals }) =>
    bindKey(unpinned, principal, { principals, prefix, bounds: boundsIn(bounds) }),
};

export const keyResolvers: Pick<Resolvers, 'Keys' | 'KeyEdge' | 'Key' | 'EmitterBounds' | 'MadeKey' | 'EndingKey' | 'RevokedKey'> = {
  Keys: same('header', 'nodes', 'edges', 'pageInfo'),
  KeyEdge: same('cursor', 'node'),
  Key: {
    ...same('prefix', 'roles', 'next', 'isTrial'),
    holder: ({ id, name }) => ({ id, name }),
    kind: ({ kind }) => HOLDERS[kind],
    bounds: ({ namespaces, binding }) => (binding === undefined ? null : { namespaces, ...binding }),
    scopes: ({ scopes }) => scopesTold(scopes),
    state: ({ state }) => STATES[state],
    createdAt: ({ createdAt }) => createdAt.toISOString(),
    expiresAt: ({ expiresAt }) => textOf(expiresAt),
    lastUsedAt: ({ lastUsedAt }) => textOf(lastUsedAt),
    revokedAt: ({ revokedAt }) => textOf(revokedAt),
  },
  EmitterBounds: same('namespaces', 'outputs', 'inputs', 'producers'),
  MadeKey: {
    ...same('id', 'name', 'key', 'prefix'),
    scopes: ({ scopes }) => scopesTold(scopes),
    expiresAt: ({ expiresAt }) => textOf(expiresAt),
    ending: ({ ending }) => ending ?? null,
  },
  EndingKey: { ...same('prefix'), expiresAt: ({ expiresAt }) => expiresAt.toISOString() },
  RevokedKey: same('prefix'),
};

function textOf(date: Date | null): string | null {
  return date?.toISOString() ?? null;
}

function daysMs(days: number | null | undefined): number | undefined {
  return days == null ? undefined : days * DAY_MS;
}

function endAfter({ clock }: Context, seconds: number | null | undefined): Date | null {
  return seconds == null ? null : new Date(clock.now().getTime() + seconds * SECOND_MS);
}

/** What was said of them. */
function boundsIn(bounds: EmitterBoundsInput | null | undefined): Parameters<typeof bindKey>[2]['bounds'] {
  const said = Object.entries(bounds ?? {}).filter(([, patterns]) => patterns != null);
  return Object.fromEntries(said);
}
