import { z } from 'zod';

import { type Scope, SCOPES } from '#access';
import { DAY_MS, SECOND_MS } from '#foundation';
import { bindKey, grantBounds, type KeyBounds, type ListedKey, makeKey, readKeys, revokeKey, rotateKey } from '#operations';
import type { Bounds, NewKey } from '#store';

import { wrong } from './arguments.ts';
import { PAGE_INFO, PageInfoShape, spelled, wordOf } from './remote/answer-parts.ts';
import { askServer } from './remote/ask-server.ts';
import type { Login } from './remote/login-file.ts';
import type { Opened } from './with-installation.ts';
import { everyPage, type Sources } from './with-source.ts';

/** Of keys, in one answer of a server. */
const PAGE = 500;

/** A key that was just made. */
export interface MadeJson {
  readonly id: string;
  /** Absent: it is good for all that its holder may. */
  readonly scopes?: readonly Scope[] | undefined;
  readonly key: string;
  readonly prefix: string;
  readonly expiresAt: Date | null;
}

/** The next key of somebody. */
export interface RotatedJson extends MadeJson {
  readonly name: string;
  readonly ending: { readonly prefix: string; readonly expiresAt: Date } | null;
}

export interface KeyWish extends Omit<NewKey, 'expiresAt'> {
  readonly expiresMs: number | undefined;
}

/** Where keys are made, listed and ended. */
export interface KeyDesk {
  readonly create: (wish: KeyWish) => Promise<MadeJson>;
  readonly list: (filter: Readonly<Record<'unusedMs' | 'expiringMs', number | undefined>>) => Promise<readonly ListedKey[]>;
  readonly rotate: (called: string, times: { readonly graceMs: number; readonly expiresMs: number | undefined }) => Promise<RotatedJson>;
  readonly revoke: (prefix: string) => Promise<void>;
  readonly grant: (prefix: string, bounds: KeyBounds['bounds']) => Promise<Bounds>;
  readonly bind: (prefix: string, bounds: KeyBounds['bounds']) => Promise<Bounds>;
}

function within({ installation: { principals }, context, reader, actor }: Opened): KeyDesk {
  const endAfter = (ms: number | undefined): Date | null => (ms === undefined ? null : new Date(context.clock.now().getTime() + ms));
  return {
    create: async ({ expiresMs, ...wanted }) => {
      const expiresAt = endAfter(expiresMs);
      return { ...(await makeKey(context, await actor(), { principals, ...wanted, expiresAt })), expiresAt };
    },
    list: (filter) => everyPage((after) => readKeys(context, reader, { principals, ...filter, after, first: PAGE })),
    rotate: async (called, { graceMs, expiresMs }) => {
      const expiresAt = endAfter(expiresMs);
      const { ending = null, ...made } = await rotateKey(context, await actor(), { principals, called, graceMs, expiresAt });
      return { ...made, ending };
    },
    revoke: async (prefix) => revokeKey(context, await actor(), { principals, prefix }),
    grant: async (prefix, bounds) => grantBounds(context, await actor(), { principals, prefix, bounds }),
    bind: async (prefix, bounds) => bindKey(context, await actor(), { principals, prefix, bounds }),
  };
}

function behind(server: Login): KeyDesk {
  return {
    create: async ({ kind, name, roles = [], namespaces, binding, scopes, expiresMs }) => {
      if (kind === 'admin') throw wrong('administrators are made on the machine of the server; leave --remote out');
      const bounds = kind === 'emitter' ? { ...(namespaces.length === 0 ? {} : { namespaces }), ...binding } : null;
      const variables = { name, kind: spelled(kind), roles, bounds, scopes: scopes?.map(spelled), expires: secondsIn(expiresMs) };
      return (await askServer(server, CreatedShape, { query: CREATE_ASKED, variables })).createKey;
    },
    list: async ({ unusedMs, expiringMs }) => {
      const filter = { unused: daysIn(unusedMs, '--unused'), expiring: daysIn(expiringMs, '--expiring') };
      return everyPage(
        async (after) => (await askServer(server, ListShape, { query: LIST_ASKED, variables: { ...filter, after, first: PAGE } })).keys,
      );
    },
    rotate: async (called, { graceMs, expiresMs }) => {
      const variables = { called, grace: secondsIn(graceMs), expires: secondsIn(expiresMs) };
      return (await askServer(server, RotatedShape, { query: ROTATE_ASKED, variables })).rotateKey;
    },
    revoke: async (prefix) => {
      await askServer(server, z.object({ revokeKey: z.object({ prefix: z.string() }) }), {
        query: 'mutation($prefix: String!) { revokeKey(prefix: $prefix) { prefix } }',
        variables: { prefix },
      });
    },
    grant: async (prefix, bounds) =>
      (await askServer(server, BoundShape, { query: boundsAsked('grantKey'), variables: { prefix, bounds } })).bounds,
    bind: async (prefix, bounds) =>
      (await askServer(server, BoundShape, { query: boundsAsked('bindKey'), variables: { prefix, bounds } })).bounds,
  };
}

function secondsIn(ms: number | undefined): number | null {
  return ms === undefined ? null : Math.round(ms / SECOND_MS);
}

function daysIn(ms: number | undefined, option: string): number | null {
  if (ms === undefined) return null;
  if (ms % DAY_MS !== 0) throw wrong(`with --remote ${option} is a number of days, such as 30d`);
  return ms / DAY_MS;
}

const BOUNDS = '{ namespaces outputs inputs producers }';
const MADE = 'id name key prefix scopes expiresAt';
const CREATE_ASKED = `
mutation($name: String!, $kind: KeyKind!, $roles: [String!]!, $bounds: EmitterBoundsInput, $scopes: [KeyScope!], $expires: Int) {
  createKey(name: $name, kind: $kind, roles: $roles, bounds: $bounds, scopes: $scopes, expiresInSeconds: $expires) { ${MADE} }
}`;
const ROTATE_ASKED = `
mutation($called: String!, $grace: Int!, $expires: Int) {
  rotateKey(called: $called, graceSeconds: $grace, expiresInSeconds: $expires) { ${MADE} ending { prefix expiresAt } }
}`;
const LIST_ASKED = `
query($unused: Int, $expiring: Int, $first: Int, $after: String) {
  keys(unusedDays: $unused, expiringDays: $expiring, first: $first, after: $after) {
    ${PAGE_INFO}
    nodes { prefix holder { id name } kind roles bounds ${BOUNDS} scopes state createdAt expiresAt lastUsedAt revokedAt next isTrial }
  }
}`;
const boundsAsked = (mutation: 'grantKey' | 'bindKey'): string =>
  `mutation($prefix: String!, $bounds: EmitterBoundsInput!) { bounds: ${mutation}(prefix: $prefix, bounds: $bounds) ${BOUNDS} }`;

const Time = z.string().transform((text) => new Date(text));
const Texts = z.array(z.string());
/** Null: it is limited by none. */
const Scopes = z
  .array(wordOf(SCOPES))
  .nullable()
  .transform((scopes) => scopes ?? undefined);
const BoundsShape = z.object({ namespaces: Texts, outputs: Texts, inputs: Texts, producers: Texts });
const BoundShape = z.object({ bounds: BoundsShape });
const MadeShape = z.object({
  ...{ id: z.string(), name: z.string(), key: z.string(), prefix: z.string(), expiresAt: Time.nullable() },
  scopes: Scopes,
});
const CreatedShape = z.object({ createKey: MadeShape });
const RotatedShape = z.object({ rotateKey: MadeShape.extend({ ending: z.object({ prefix: z.string(), expiresAt: Time }).nullable() }) });
const KeyShape = z
  .object({
    ...{
      prefix: z.string(),
      holder: z.object({ id: z.string(), name: z.string().nullable() }),
      roles: Texts,
      bounds: BoundsShape.nullable(),
    },
    ...{ kind: wordOf(['admin', 'emitter', 'person']), state: wordOf(['in-force', 'expiring', 'expired', 'revoked']), createdAt: Time },
    ...{ expiresAt: Time.nullable(), lastUsedAt: Time.nullable(), revokedAt: Time.nullable(), next: z.string().nullable() },
    isTrial: z.boolean(),
    scopes: Scopes,
  })
  .transform(({ holder, bounds, scopes, ...key }): ListedKey => {
    const limited = scopes === undefined ? {} : { scopes };
    const of = { id: holder.id, name: holder.name ?? '', namespaces: bounds?.namespaces ?? [], ...limited };
    if (bounds === null) return { ...key, ...of };
    const { outputs, inputs, producers } = bounds;
    return { ...key, ...of, binding: { outputs, inputs, producers } };
  });
const ListShape = z.object({ keys: z.object({ nodes: z.array(KeyShape), pageInfo: PageInfoShape }) });

/** Keys, at either place. */
export const KEY_DESK: Sources<KeyDesk> = { keys: 'or-new', within, behind };
