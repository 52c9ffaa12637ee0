import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import { Failure } from '#foundation';
import { comeBack, setOut, signInPerson } from '#operations';

import type { Gatehouse } from '../authenticate.ts';
import { sendFailure, STATUS } from '../http-answers.ts';
import { notSignedInPage } from '../notice-page.ts';
import { guarded, HTML } from '../page-answers.ts';
import { isSecure, sessionCookie } from '../session-cookie.ts';
import { attemptCookie, attemptSecret, isState, proofsOf } from './attempt.ts';
import { noProviderPage, signedInPage } from './login-pages.ts';
import type { OidcProvider } from './provider.ts';
import { ownPath } from './return-to.ts';
import { failureText } from '../failure-text.ts';

const SIGN_IN_AGAIN = '<p><a href="/login">Sign in again</a>.</p>';
const CALLBACK = '/login/callback';

export interface LoginDoor extends Gatehouse {
  readonly provider: OidcProvider | undefined;
  /** How browsers reach this server; undefined: as the request says. The provider must know it. */
  readonly address: string | undefined;
  /** Never told of a token, a code or a cookie. */
  readonly log: (line: string) => void;
}

/** A door that people come to from a provider. */
interface OpenDoor extends LoginDoor {
  readonly provider: OidcProvider;
}

/**
 * How people sign in at the provider: `GET /login?return_to=<path>` sends the browser there, `GET /login/callback` is where it comes back to (authorization
 * code with PKCE), and `GET /login/device` tells `headgate login` whom to ask.
 */
export function loginRoutes(door: LoginDoor): (scope: FastifyInstance) => Promise<void> {
  const { provider } = door;
  return async (scope) => {
    scope.setErrorHandler((error, _request, reply) => refuse(door, reply, error));
    if (provider === undefined) {
      scope.get('/login', (_request, reply) => plainPage(reply, 404, noProviderPage()));
      scope.get('/login/device', (_request, reply) => sendFailure(reply, noProvider()));
    } else {
      const open = { ...door, provider };
      scope.get<Asked>('/login', (request, reply) => leave(open, request, reply));
      scope.get<Asked>(CALLBACK, (request, reply) => arrive(open, request, reply));
      scope.get('/login/device', (_request, reply) => reply.header('cache-control', 'no-store').send(deviceFlow(provider)));
    }
    await Promise.resolve();
  };
}

/** A parameter that is given twice is a list. */
interface Asked {
  readonly Querystring: Readonly<Record<string, string | readonly string[] | undefined>>;
}

async function leave(door: OpenDoor, request: FastifyRequest<Asked>, reply: FastifyReply): Promise<FastifyReply> {
  const returnTo = ownPath(once(request.query, 'return_to'));
  const secret = await setOut(door, returnTo);
  const to = await door.provider.address(callbackOf(door, request).href, proofsOf(secret));
  return reply
    .code(303)
    .headers({ location: to.href, 'set-cookie': attemptCookie(secret, isSecure(request)), 'cache-control': 'no-store' })
    .send();
}

async function arrive(door: OpenDoor, request: FastifyRequest<Asked>, reply: FastifyReply): Promise<FastifyReply> {
  void reply.header('set-cookie', attemptCookie('', isSecure(request))); // whatever comes of it, it was the one try
  const secret = attemptSecret(request.headers) ?? '';
  const proofs = proofsOf(secret);
  if (!isState(once(request.query, 'state'), proofs))
    throw new Failure(
      'IDENTITY_UNKNOWN',
      'This sign-in was not begun in this browser, or another one was begun since. Begin again at /login.',
    );
  const returnTo = await comeBack(door, secret);

  const url = callbackOf(door, request);
  for (const name of Object.keys(request.query)) url.searchParams.set(name, once(request.query, name) ?? '');
  const begun = await signInPerson(door, door.provider, await door.provider.exchange(url, proofs));
  const lengthMs = begun.until.getTime() - door.context.clock.now().getTime();
  const cookies = [attemptCookie('', isSecure(request)), sessionCookie(begun.secret, { lengthMs, isSecure: isSecure(request) })];
  return plainPage(reply.removeHeader('set-cookie').header('set-cookie', cookies), 200, signedInPage(returnTo));
}

/** Where the provider sends browsers back to; by HEADGATE_URL, else as this browser reached us. The provider knows it, and sends them nowhere else. */
function callbackOf({ address }: LoginDoor, request: FastifyRequest): URL {
  const reached = `${isSecure(request) ? 'https' : 'http'}://${request.headers.host ?? ''}`;
  const base = address ?? reached;
  if (!URL.canParse(base)) throw new Failure('BAD_REQUEST', 'The request does not say which server it is for; set HEADGATE_URL.');
  return new URL(CALLBACK, base);
}

/** Whom a program asks on behalf of a person without a browser (RFC 8628), and for what. Nothing in it is secret. */
function deviceFlow({ settings, recheckMs }: OidcProvider): object {
  const { issuer, deviceClientId, scopes, audience } = settings;
  const resource = /^https?:/.test(audience) ? audience : null;
  return { issuer, clientId: deviceClientId, scopes: scopes.split(/ +/), audience, resource, tokenMsMax: recheckMs };
}

/** Throws BAD_REQUEST on a parameter that stands there twice: readers differ in which counts. */
function once(query: Asked['Querystring'], name: string): string | undefined {
  const value = query[name];
  if (value === undefined || typeof value === 'string') return value;
  throw new Failure('BAD_REQUEST', 'Something is said twice in the address. Begin again at /login.');
}

function noProvider(): Failure {
  return new Failure('NOT_FOUND', 'This server knows no provider that people sign in at; use a key: headgate login --url <address>.');
}

/** A person reads this, so it is a page. */
function refuse(door: LoginDoor, reply: FastifyReply, error: unknown): void {
  const isOurs = error instanceof Failure;
  if (!isOurs) door.log(`a sign-in failed: ${failureText(error)}`);
  const sentence = isOurs ? error.message : 'Something went wrong here; the log says what.';
  void plainPage(reply, isOurs ? STATUS[error.code] : 500, notSignedInPage(sentence, SIGN_IN_AGAIN));
}

function plainPage(reply: FastifyReply, status: number, text: string): FastifyReply {
  return guarded(reply, HTML).code(status).headers({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' }).send(text);
}
