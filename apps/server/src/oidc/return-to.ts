import { Failure } from '#foundation';

/** Where whoever signs in comes to when nothing else is said. */
const USUAL_PLACE = '/graphiql';

const LENGTH_MAX = 1_000;
/** Any site: what is measured against it is whether a path leaves it. */
const BASE = new URL('https://headgate.invalid');

/** A path of this server to come back to after signing in. Throws BAD_REQUEST on what a browser might take for another site, and on pages that would sign in or out. */
export function ownPath(asked: string | undefined): string {
  if (asked === undefined) return USUAL_PLACE;
  const isPath = asked.length <= LENGTH_MAX && /^\/(?![/\\])[\x21-\x7e]*$/.test(asked) && !asked.includes('\\');
  const url = isPath && URL.canParse(asked, BASE.href) ? new URL(asked, BASE) : undefined;
  if (url?.origin !== BASE.origin || url.pathname.startsWith('//') || /^\/(?:login|signin|signout)(?:\/|$)/.test(url.pathname))
    throw new Failure('BAD_REQUEST', 'return_to is a path of this server, such as /graphiql.');
  return asked;
}
