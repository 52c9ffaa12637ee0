import { createHmac, timingSafeEqual } from 'node:crypto';

import type { IncomingHttpHeaders } from 'node:http';

import { SECOND_MS } from '#foundation';
import { SET_OUT_MS_MAX } from '#operations';

import { cookieCalled } from '../session-cookie.ts';
import type { Proofs } from './provider.ts';

const NAME = 'headgate_login';
/** The only place to which a browser brings it. */
const PATH = '/login';

/** State, nonce and verifier of one way to the provider: made from a secret that the browser alone keeps, so that nothing of them is stored here. */
export function proofsOf(secret: string): Proofs {
  const made = (purpose: string): string => createHmac('sha256', secret).update(`headgate ${purpose}`).digest('base64url');
  return { state: made('state'), nonce: made('nonce'), verifier: made('verifier') };
}

/** Whether the state that came back is that of this browser. */
export function isState(told: string | undefined, { state }: Proofs): boolean {
  const [left, right] = [Buffer.from(told ?? ''), Buffer.from(state)];
  return left.length === right.length && timingSafeEqual(left, right);
}

/** The secret of a browser that comes back. */
export function attemptSecret(headers: IncomingHttpHeaders): string | undefined {
  return cookieCalled(NAME, headers);
}

/** Not for scripts. It comes back from another site, the provider, so it is Lax: the session that follows is Strict. */
export function attemptCookie(secret: string, isSecure: boolean): string {
  const seconds = secret === '' ? 0 : SET_OUT_MS_MAX / SECOND_MS;
  return [`${NAME}=${secret}`, `Path=${PATH}`, `Max-Age=${seconds}`, 'HttpOnly', 'SameSite=Lax', ...(isSecure ? ['Secure'] : [])].join(
    '; ',
  );
}
