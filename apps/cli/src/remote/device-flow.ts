import * as oidc from 'openid-client';
import { z } from 'zod';

import { Failure } from '#foundation';

import { fetchServer, notHeadgate, plain, toldFailure } from './fetch-server.ts';
import { jsonIn } from './json-in.ts';
import type { Kept, SignIn } from './login-file.ts';

/** What a server says of the provider that its people sign in at. */
const Whom = z.object({
  issuer: z.url({ protocol: /^https?$/ }),
  clientId: z.string(),
  scopes: z.array(z.string()),
  resource: z.string().nullable(),
  tokenMsMax: z.number().positive(),
});
type Whom = z.infer<typeof Whom>;

const Told = z.object({ code: z.string(), message: z.string() });

/** Of one request; a person waits for it. */
const ANSWER_SECONDS_MAX = 10;
/** Of the time that a token is believed: it is to be good when it arrives. */
const FRESH_SHARE = 0.9;
const LOOPBACK = /^http:\/\/(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?(?:\/|$)/;

/**
 * Signs a person in who has a browser somewhere else (RFC 8628): `say` is told the address to open and the code to enter, and then this waits. Throws NOT_FOUND
 * when the server knows no provider, IDENTITY_UNKNOWN when the person does not come or is not let in.
 */
export async function signInByDevice(url: string, say: (line: string) => void): Promise<Kept> {
  const whom = await whomToAsk(url);
  const configuration = await configurationOf(whom);
  try {
    const asked = await oidc.initiateDeviceAuthorization(configuration, { scope: whom.scopes.join(' '), ...resourceOf(whom) });
    const address = plain(asked.verification_uri_complete ?? asked.verification_uri);
    say(`Open ${address}\nand see that it shows the code ${plain(asked.user_code)}. Waiting for you to sign in there.`);
    const tokens = await oidc.pollDeviceAuthorizationGrant(configuration, asked, resourceOf(whom));
    return keptOf(url, { ...whom, refresh: null }, tokens);
  } catch (error) {
    throw refused(whom.issuer, error);
  }
}

/** The same sign-in with a fresh token. Throws IDENTITY_UNKNOWN when the provider gives none any more. */
export async function refreshed({ url, signIn }: Kept & { readonly signIn: SignIn }): Promise<Kept> {
  const { refresh } = signIn;
  if (refresh === null) throw signInAgain(url);
  const configuration = await configurationOf(signIn);
  try {
    return keptOf(url, signIn, await oidc.refreshTokenGrant(configuration, refresh, resourceOf(signIn)));
  } catch (error) {
    throw error instanceof oidc.ResponseBodyError ? signInAgain(url, error) : refused(signIn.issuer, error);
  }
}

async function whomToAsk(url: string): Promise<Whom> {
  const { status, text } = await fetchServer({ url }, { method: 'GET', path: '/login/device' });
  const told = Told.safeParse(jsonIn(text));
  if (status !== 200 && told.success) throw toldFailure(told.data.code, told.data.message) ?? notHeadgate({ url }, status);
  const whom = Whom.safeParse(jsonIn(text));
  if (status !== 200 || !whom.success) throw notHeadgate({ url }, status);
  return whom.data;
}

async function configurationOf({ issuer, clientId }: Pick<Whom, 'issuer' | 'clientId'>): Promise<oidc.Configuration> {
  const isLoopback = LOOPBACK.test(issuer);
  if (!issuer.startsWith('https://') && !isLoopback)
    throw new Failure(
      'BAD_REQUEST',
      `The server names a provider that is asked without encryption, ${plain(issuer)}; nobody should sign in there.`,
    );
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- marked so to stand out; it is for a provider on this machine alone
  const insecure = isLoopback ? [oidc.allowInsecureRequests] : [];
  try {
    return await oidc.discovery(new URL(issuer), clientId, undefined, oidc.None(), { execute: insecure, timeout: ANSWER_SECONDS_MAX });
  } catch (error) {
    throw refused(issuer, error);
  }
}

/** RFC 8707, and what some providers call it. */
function resourceOf({ resource }: Pick<Whom, 'resource'>): Record<string, string> {
  return resource === null ? {} : { resource, audience: resource };
}

interface Tokens {
  readonly access_token: string;
  readonly refresh_token?: string | undefined;
  readonly expires_in?: number | undefined;
}

function keptOf(url: string, about: Omit<SignIn, 'freshUntil'>, tokens: Tokens): Kept {
  const { issuer, clientId, resource, tokenMsMax } = about;
  const lengthMs = Math.min(tokenMsMax, (tokens.expires_in ?? Infinity) * 1000) * FRESH_SHARE;
  const freshUntil = new Date(Date.now() + lengthMs).toISOString();
  const refresh = tokens.refresh_token ?? about.refresh;
  return { url, key: tokens.access_token, signIn: { issuer, clientId, resource, tokenMsMax, refresh, freshUntil } };
}

function signInAgain(url: string, cause?: unknown): Failure {
  return new Failure('IDENTITY_UNKNOWN', `Your sign-in is over; run \`headgate login --remote ${url}\`.`, { cause });
}

/** A failure of the provider in a sentence, with nothing that it was sent. */
function refused(issuer: string, cause: unknown): Failure {
  if (cause instanceof Failure) return cause;
  if (cause instanceof oidc.ResponseBodyError)
    return new Failure('IDENTITY_UNKNOWN', `${plain(issuer)} did not let you in (${plain(cause.error)}); try again, or ask who runs it.`, {
      cause,
    });
  return new Failure('STORE_UNAVAILABLE', `${plain(issuer)}, where the server's people sign in, does not answer as it should; try again.`, {
    cause,
  });
}
