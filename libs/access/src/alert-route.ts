import { z } from 'zod';

import { TEAM_NOTICES, type TeamNotice } from '#alerts';

const ADDRESS_LENGTH_MAX = 2_000;
/** What stands in the place of all of an address but its scheme and host. A fragment is sent nowhere, so no address of a receiver has one. */
const HIDDEN = /^#hidden-[0-9a-f]{32}$/;
/** What `URL` takes for an address, and others do not: it would be looked for in vain where it stands. */
const ODD = /[\s"'`\\\p{Cc}]/u;
const WHOLE = /^https?:\/\/[^/?#]/i;
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/** An address that notices are sent to, whole or hidden. What is wrong with it is said without it: it may hold a secret. */
export const AlertAddress = z
  .string()
  .max(ADDRESS_LENGTH_MAX)
  .superRefine((text, problems) => {
    const problem = problemOf(text);
    if (problem !== undefined) problems.addIssue({ code: 'custom', message: problem });
  });

/** Where a team is told, and of what. */
export const AlertsShape = z.strictObject({
  url: AlertAddress,
  /** Absent: all of it. */
  on: z.array(z.enum(TEAM_NOTICES)).min(1, 'say of what the team is told, or leave on out for all of it').optional(),
});
export type Alerts = z.infer<typeof AlertsShape>;

/** Whether a team is told of something. */
export function isToldOf({ on }: Alerts, what: TeamNotice): boolean {
  return on === undefined || on.includes(what);
}

/** An address as it may be shown: scheme and host, and 32 hex digits that stand for all of it. */
export function hiddenAddress(url: string, digest: string): string {
  const { protocol, host } = new URL(url);
  return `${protocol}//${host}/#hidden-${digest}`;
}

/** Whether an address is one that is shown in the place of another. */
export function isHiddenAddress(url: string): boolean {
  const read = urlIn(url);
  return read?.pathname === '/' && read.search === '' && HIDDEN.test(read.hash);
}

/** Whether a host is this machine. */
export function isLoopback(hostname: string): boolean {
  return LOOPBACK.test(hostname);
}

function problemOf(text: string): string | undefined {
  const read = urlIn(text);
  if (ODD.test(text)) return 'an address has no spaces, quotes, backslashes or control characters';
  const isPlain = read?.protocol === 'http:' && isLoopback(read.hostname);
  if (read === undefined || !WHOLE.test(text) || (read.protocol !== 'https:' && !isPlain))
    return 'an address begins with https://; http:// is for this machine alone, to try things out';
  if (read.username !== '' || read.password !== '') return 'an address has no user and no password before its host';
  if (read.hash !== '' && !isHiddenAddress(text)) return 'an address has no #';
  return undefined;
}

function urlIn(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}
