import type { FastifyRequest } from 'fastify';

import { Failure } from '#foundation';
import { type PeopleProvider, type Principal, type SignInDesk, signedIn } from '#operations';
import { type FoundKey, prefixOf } from '#store';

import { isFromElsewhere, sessionSecret } from './session-cookie.ts';

/** Who knows whose a Bearer key is: the keys of Headgate, or those and the tokens of a provider. */
export interface Holders {
  /** May throw IDENTITY_UNKNOWN with a sentence of its own. */
  readonly find: (key: string) => Promise<FoundKey | { readonly kind: 'in-force'; readonly holder: Principal; readonly expiresAt: null }>;
}

/** Who sends a request, and when the key ends that says so. */
export interface Sender {
  readonly principal: Principal;
  /** Null: never by itself. */
  readonly keyExpiresAt: Date | null;
}

/** A key that was good: whose it was is known. */
export class KeyExpired extends Error {
  override readonly name = 'KeyExpired';

  constructor(readonly holder: Principal) {
    super('the key has expired');
  }
}

/** Who sends a request, by its Bearer key or token. Throws IDENTITY_UNKNOWN without one, with one that nobody holds, or that is over (`KeyExpired` is its cause). */
export async function authenticateSender(principals: Holders, authorization: string | undefined): Promise<Sender> {
  const key = /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1];
  if (key === undefined) throw new Failure('IDENTITY_UNKNOWN', 'Send a key: Authorization: Bearer hg_...');
  const found = await principals.find(key);
  switch (found.kind) {
    case 'in-force':
      return { principal: withPrefix(found.holder, prefixOf(key)), keyExpiresAt: found.expiresAt };
    case 'expired':
      throw new Failure('IDENTITY_UNKNOWN', expired(key, found.expiresAt), { cause: new KeyExpired(found.holder) });
    case 'unknown':
      throw new Failure('IDENTITY_UNKNOWN', 'The key is not known, or not any more; ask an administrator for one.');
  }
}

/** What a provider's token begins with is no prefix of a key. */
function withPrefix(holder: Principal, keyPrefix: string | undefined): Principal {
  return keyPrefix === undefined ? holder : { ...holder, keyPrefix };
}

/** As `authenticateSender`, of the principal alone. */
export async function authenticate(principals: Holders, authorization: string | undefined): Promise<Principal> {
  const { principal, keyExpiresAt } = await authenticateSender(principals, authorization);
  return keyExpiresAt === null ? principal : { ...principal, keyEnds: keyExpiresAt };
}

function expired(key: string, at: Date): string {
  const rotate = `\`headgate keys rotate ${prefixOf(key) ?? ''}\``;
  return `The key expired at ${at.toISOString()}. Use the one that came after it; an administrator makes one with ${rotate}.`;
}

/** What signing in, keys and tokens are known by. */
export interface Gatehouse extends SignInDesk {
  readonly principals: Holders;
  /** Where people come from. Absent: by links and keys alone. */
  readonly provider?: PeopleProvider | undefined;
}

/** Who asks at the window: by a Bearer key or token, or, without one, by the session of a browser, from our own pages alone. Throws IDENTITY_UNKNOWN, ACCESS_DENIED. */
export async function authenticateAsker(gatehouse: Gatehouse, { headers }: FastifyRequest): Promise<Principal> {
  const secret = sessionSecret(headers);
  if (headers.authorization !== undefined || secret === undefined) return authenticate(gatehouse.principals, headers.authorization);
  if (isFromElsewhere(headers))
    throw new Failure('ACCESS_DENIED', 'Another site sent this. Ask from the pages of this server, or with a key.');
  const asker = await signedIn(gatehouse, secret, gatehouse.provider);
  if (asker === undefined) {
    const anew = gatehouse.provider === undefined ? 'Ask an administrator for a new link' : 'Sign in again at /login';
    throw new Failure('IDENTITY_UNKNOWN', `Your session is over. ${anew}, or sign in with a key.`);
  }
  const { principal, until, rolesBy } = asker;
  return { ...principal, cameIn: { until, rolesBy } };
}
