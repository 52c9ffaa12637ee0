import type { IncomingHttpHeaders } from 'node:http';

import { Failure, SECOND_MS } from '#foundation';

const NAME = 'headgate_session';

/** Set by our own pages on what they send with the cookie. No other site can set it without asking us first, and we say no. */
const OWN_PAGE_HEADER = 'headgate-csrf';

/** The secret of the session that a request carries. */
export function sessionSecret(headers: IncomingHttpHeaders): string | undefined {
  return cookieCalled(NAME, headers);
}

/** What a request carries under a name; the first, where there are several. */
export function cookieCalled(name: string, { cookie }: IncomingHttpHeaders): string | undefined {
  const pairs = (cookie ?? '').split(';').map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1);
}

/** Not for scripts, not for other sites, and, where the request came by https, never without it. */
export function sessionCookie(secret: string, { lengthMs, isSecure }: { readonly lengthMs: number; readonly isSecure: boolean }): string {
  const seconds = Math.floor(lengthMs / SECOND_MS);
  return [`${NAME}=${secret}`, 'Path=/', `Max-Age=${seconds}`, 'HttpOnly', 'SameSite=Strict', ...(isSecure ? ['Secure'] : [])].join('; ');
}

/** What makes a browser forget the session. */
export function noSessionCookie(isSecure: boolean): string {
  return sessionCookie('', { lengthMs: 0, isSecure });
}

/** Whether the browser came by https: to us, or to a proxy before us that says so. */
export function isSecure({ protocol, headers }: { readonly protocol: string; readonly headers: IncomingHttpHeaders }): boolean {
  return (
    protocol === 'https' ||
    String(headers['x-forwarded-proto'] ?? '')
      .split(',')[0]
      ?.trim() === 'https'
  );
}

/**
 * Whether a browser says that another site, or another port of this machine, sent it. Browsers say so by `Sec-Fetch-Site` over https and to this machine itself,
 * and by `Origin` elsewhere; what says neither is no browser, and carries no cookie by itself.
 */
export function isFromElsewhere({ origin, host, ...headers }: IncomingHttpHeaders): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site !== 'same-origin' && site !== 'none';
  return origin !== undefined && (!URL.canParse(origin) || new URL(origin).host !== host);
}

/**
 * A browser sends the cookie of a session by itself, whoever made it ask. So what records or changes something must also carry a header that only our own
 * pages set. Whoever sends a key has proved enough. Throws ACCESS_DENIED.
 */
export function requireOwnPage(has: (header: string) => boolean): void {
  if (has('authorization') || has(OWN_PAGE_HEADER)) return;
  throw new Failure(
    'ACCESS_DENIED',
    'Signed in by a session, send the header Headgate-Csrf: 1 with what changes something; or send a key.',
  );
}
