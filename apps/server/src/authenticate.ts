import type { FastifyRequest } from 'fastify';

import { Failure } from '#foundation';
import { type PeopleProvider, type Principal, type SignInDesk, signedIn } from '#operations';

import { isFromElsewhere, sessionSecret } from './session-cookie.ts';

/** Who knows whose a Bearer key is: the keys of Headgate, or those and the tokens of a provider. */
export interface Holders {
  /** Undefined when nobody holds it, or not any more. May throw IDENTITY_UNKNOWN with a sentence of its own. */
  readonly holder: (key: string) => Promise<Principal | undefined>;
}

/** Who sends a request, by its Bearer key or token. Throws IDENTITY_UNKNOWN without one, or with one that nobody holds; ACCESS_DENIED with a token of whom nobody here knows. */
export async function authenticate(holders: Holders, authorization: string | undefined): Promise<Principal> {
  const key = /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1];
  const holder = key === undefined ? undefined : await holders.holder(key);
  if (holder === undefined) {
    const what =
      key === undefined
        ? 'Send a key: Authorization: Bearer hg_...'
        : 'The key is not known, or not any more; ask an administrator for one';
    throw new Failure('IDENTITY_UNKNOWN', `${what}.`);
  }
  return holder;
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
