import { createPrivateKey, generateKeyPairSync, type JsonWebKey } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { CompactSign, type JWTHeaderParameters } from 'jose';
import type { AdapterFactory, Configuration, Provider } from 'oidc-provider';

import { providerMemory } from './provider-memory.ts';

/** Whom a provider knows. */
export interface ProvidersPerson {
  readonly groups: readonly string[];
  readonly email: string;
}

/** An OpenID Connect provider of a test's own (`oidc-provider`), on a free port. Whoever comes is let in as `who`, and agrees to everything. */
export interface TestProvider extends AsyncDisposable {
  readonly issuer: string;
  /** By subject. Whoever is taken out is not let in any more, and gets no fresh tokens. */
  readonly people: Map<string, ProvidersPerson>;
  /** The audience of access tokens for Headgate. */
  readonly audience: string;
  /** Who sits at the browser that comes next. */
  letIn(subject: string): void;
  /** Makes the server at this address known, which browsers are sent back to. */
  register(address: string): void;
  /** Signs with a new key from now on. The old ones stay published, or not. */
  rotate(keep: 'with the old ones' | 'alone'): void;
  /** A token with the provider's own key of now: what it would sign, and what it never would. */
  sign(claims: object | string, header?: object): Promise<string>;
  /** The private key of now, and what it is published as. */
  key(): JsonWebKey & { readonly kid: string };
  /** The codes and tokens that it gave out and has not forgotten, but for those that say who they are of themselves (JWT). */
  issued(): readonly string[];
  /** Answers nothing but 503 until `back` is called. */
  goAway(): { readonly back: () => void };
}

/** Of a public client, for programs. */
export const DEVICE_CLIENT = 'headgate-cli';
/** Of the server, with a secret that has characters which must be escaped. */
export const SERVER_CLIENT = { id: 'headgate', secret: 'a secret+with:signs/&' };

/** Starts one. Its clock is that of this process. */
export async function testProvider(): Promise<TestProvider> {
  const { Provider } = await import('oidc-provider'); // only here: it takes a fifth of a second
  const people = new Map<string, ProvidersPerson>();
  const memory = providerMemory();
  let keys = [newKey()];
  let [subject, redirect, isAway] = ['nobody', 'https://headgate.invalid/login/callback', false];
  let provider: Provider;

  const server = createServer((request, response) => {
    if (isAway) response.writeHead(503).end();
    else if (request.url?.startsWith('/interaction/') === true) void agree(provider, { request, response, subject });
    else void provider.callback()(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const audience = 'https://headgate.example/api';
  const begin = (): void => {
    provider = new Provider(issuer, configuration({ keys, redirect, people, memory: memory.adapter }));
    provider.on('server_error', (_context, error) => process.emitWarning(error));
  };
  begin();

  const current = (): JsonWebKey & { readonly kid: string } => keys[0] ?? newKey();
  return {
    ...{ issuer, people, audience, key: current, issued: memory.issued },
    letIn: (who) => void (subject = who),
    register: (address) => {
      redirect = `${address}/login/callback`;
      begin();
    },
    rotate: (keep) => {
      keys = [newKey(), ...(keep === 'alone' ? [] : keys)];
      begin();
    },
    sign: (claims, header = {}) => signed(current(), claims, header),
    goAway: () => ((isAway = true), { back: () => void (isAway = false) }),
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

function newKey(): JsonWebKey & { readonly kid: string } {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const jwk = privateKey.export({ format: 'jwk' });
  return { ...jwk, kid: String(jwk.n).slice(0, 12), alg: 'RS256', use: 'sig' };
}

/** `claims` as a text are taken letter by letter. */
async function signed(key: JsonWebKey & { readonly kid: string }, claims: object | string, header: object): Promise<string> {
  const protectedHeader: JWTHeaderParameters = { alg: 'RS256', typ: 'at+jwt', kid: key.kid, ...header };
  const text = typeof claims === 'string' ? claims : JSON.stringify(claims);
  return new CompactSign(Buffer.from(text)).setProtectedHeader(protectedHeader).sign(createPrivateKey({ key, format: 'jwk' }));
}

interface Wanted {
  readonly keys: readonly JsonWebKey[];
  readonly redirect: string;
  readonly people: ReadonlyMap<string, ProvidersPerson>;
  readonly memory: AdapterFactory;
}

const HOUR = 3_600;

function configuration({ keys, redirect, people, memory }: Wanted): Configuration {
  const token = { grant_types: ['refresh_token'], token_endpoint_auth_method: 'none' as const, response_types: [], redirect_uris: [] };
  return {
    clients: [
      {
        ...{ client_id: SERVER_CLIENT.id, client_secret: SERVER_CLIENT.secret, redirect_uris: [redirect] },
        grant_types: ['authorization_code', 'refresh_token'],
      },
      { ...token, client_id: DEVICE_CLIENT, grant_types: ['urn:ietf:params:oauth:grant-type:device_code', 'refresh_token'] },
    ],
    jwks: { keys: [...keys] as NonNullable<Configuration['jwks']>['keys'] },
    adapter: memory,
    cookies: { keys: ['a test'] },
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['groups'] },
    findAccount: (_context, sub) => {
      const person = people.get(sub);
      if (person === undefined) return undefined;
      return { accountId: sub, claims: () => ({ sub, ...person, groups: [...person.groups], email_verified: true }) };
    },
    extraTokenClaims: (_context, token) => {
      const person = 'accountId' in token ? people.get(token.accountId) : undefined;
      return person === undefined ? undefined : { groups: [...person.groups], email: person.email };
    },
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
    rotateRefreshToken: true,
    ttl: {
      ...{ AccessToken: HOUR, IdToken: HOUR, DeviceCode: HOUR, Grant: 24 * HOUR },
      ...{ Interaction: HOUR, RefreshToken: 24 * HOUR, Session: HOUR },
    },
    features: {
      devInteractions: { enabled: false },
      deviceFlow: {
        enabled: true,
        userCodeInputSource: (context, form) => void (context.body = form),
        userCodeConfirmSource: (context, form) => void (context.body = form),
        successSource: (context) => void (context.body = 'done'),
      },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => [],
        getResourceServerInfo: (_context, audience) => ({
          ...{ scope: '', audience, accessTokenTTL: HOUR, accessTokenFormat: 'jwt' as const },
          jwt: { sign: { alg: 'RS256' as const } },
        }),
      },
    },
  };
}

interface Visit {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly subject: string;
}

/** Signs whoever comes in, and consents to what is asked for. */
async function agree(provider: Provider, { request, response, subject }: Visit): Promise<void> {
  const { prompt, params, session, grantId } = await provider.interactionDetails(request, response);
  if (prompt.name === 'login') {
    await provider.interactionFinished(request, response, { login: { accountId: subject } });
    return;
  }
  const known = grantId === undefined ? undefined : await provider.Grant.find(grantId);
  const grant = known ?? new provider.Grant({ accountId: session?.accountId ?? subject, clientId: String(params['client_id']) });
  grant.addOIDCScope(String(params['scope']));
  await provider.interactionFinished(request, response, { consent: { grantId: await grant.save() } }, { mergeWithLastSubmission: true });
}
