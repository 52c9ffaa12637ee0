import { Failure } from '#foundation';

import { readConfig } from '../../../server/src/config.ts';
import type { CommandContext } from '../command.ts';
import { freshLogin } from './fresh-login.ts';
import { type Login, loginFile, readLogin } from './login-file.ts';

/** Where a server listens that was started with nothing said. */
export const URL_USUAL = 'http://127.0.0.1:4000';

/**
 * The server that a command asks: HEADGATE_URL and HEADGATE_KEY, else what `headgate login` kept. A kept key goes to the server that it was kept for and to
 * no other; a provider's token is made fresh before. Throws BAD_REQUEST without a key, IDENTITY_UNKNOWN when a sign-in is over.
 */
export async function serverFor({ environment }: Pick<CommandContext, 'environment'>): Promise<Login> {
  const config = readConfig(environment);
  const isGiven = config.HEADGATE_URL !== undefined && config.HEADGATE_KEY !== undefined;
  const kept = isGiven ? undefined : await readLogin(loginFile(config));
  const url = config.HEADGATE_URL === undefined ? (kept?.url ?? URL_USUAL) : withoutSlash(config.HEADGATE_URL);
  const isKept = config.HEADGATE_KEY === undefined && kept?.url === url;
  const key = config.HEADGATE_KEY ?? (isKept ? (await freshLogin(loginFile(config), kept)).key : undefined);
  if (key === undefined)
    throw new Failure('BAD_REQUEST', `There is no key for ${url}; run \`headgate login --url ${url}\`, or set HEADGATE_KEY.`);
  return { url, key };
}

/** Paths are added to it. */
export function withoutSlash(url: string): string {
  return url.replace(/\/+$/, '');
}
