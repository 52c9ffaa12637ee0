import type { FastifyRequest } from 'fastify';

import { Failure } from '#foundation';
import { type Principal, type SignInDesk, signedIn } from '#operations';
import type { Principals } from '#store';

import { isFromElsewhere, sessionSecret } from './session-cookie.ts';

/** Who sends a request, by its Bearer key. Throws IDENTITY_UNKNOWN without one, or with one that nobody holds. */
export async function authenticate(principals: Principals, authorization: string | undefined): Promise<Principal> {
  const key = /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1];
  const holder = key === undefined ? undefined : await principals.holder(key);
  if (holder === undefined) {
    const what =
      key === undefined
        ? 'Send a key: Authorization: Bearer hg_...'
        : 'The key is not known, or not any more; ask an administrator for one';
    throw new Failure('IDENTITY_UNKNOWN', `${what}.`);
  }
  return holder;
}

/** What signing in and keys are known by. */
export interface Gatehouse extends SignInDesk {
  readonly principals: Principals;
}

/** Who asks at the window, and until when, when it is by a session. */
export interface Asker {
  readonly principal: Principal;
  readonly until?: Date;
}

/** Who asks at the window: by a Bearer key, or, without one, by the session of a browser, from our own pages alone. Throws IDENTITY_UNKNOWN, ACCESS_DENIED. */
export async function authenticateAsker(gatehouse: Gatehouse, { headers }: FastifyRequest): Promise<Asker> {
  const secret = sessionSecret(headers);
  if (headers.authorization !== undefined || secret === undefined)
    return { principal: await authenticate(gatehouse.principals, headers.authorization) };
  if (isFromElsewhere(headers))
    throw new Failure('ACCESS_DENIED', 'Another site sent this. Ask from the pages of this server, or with a key.');
  const asker = await signedIn(gatehouse, secret);
  if (asker === undefined)
    throw new Failure('IDENTITY_UNKNOWN', 'Your session is over. Ask an administrator for a new link, or sign in with a key.');
  return asker;
}
