import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { CompactSign, exportJWK, type JWTHeaderParameters } from 'jose';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';

import { type FreshInstallation, freshInstallation, given, TestBrowser } from '#testkit';

import { type PeopleServer, peopleServer } from '../../testkit/people-server.ts';

// Goal: of what a provider answers to a code, an ID token that it signed for us and for this sign-in is believed, and nothing else (OpenID Connect Core 1.0,
// 3.1.3.7). Method: a provider of this test's own, which says that it signs by any algorithm and answers with the token that the test makes, and real servers.

const RSA = generateKeyPairSync('rsa', { modulusLength: 2048 });
const KEYS = { RS256: RSA, RS384: RSA, ES256: generateKeyPairSync('ec', { namedCurve: 'P-256' }), EdDSA: generateKeyPairSync('ed25519') };
const STRANGER = generateKeyPairSync('rsa', { modulusLength: 2048 });
const CLIENT = { id: 'headgate', secret: 'a secret that is as long as HS256 would have it' };
const AUDIENCE = 'https://headgate.example/api';
const TEAMS = 'https://hospital.example/teams';

type Token = (claims: object) => Promise<string>;

/** What the provider answers to the next code and refresh token: an ID token made of what would be right. */
let answer: Token;
let issuer: string;
let nonce: string | null;
let fresh: FreshInstallation;
let server: PeopleServer;
/** With a recheck of a minute, no difference of clocks, and another claim. */
let strict: PeopleServer;

const provider = createServer((request, response) => {
  void answered(String(request.url)).then((body) =>
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body)),
  );
});

beforeAll(async () => {
  await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve));
  issuer = `http://127.0.0.1:${(provider.address() as AddressInfo).port}`;
  fresh = await freshInstallation();
  const settings = {
    ...{ OIDC_ISSUER: issuer, OIDC_CLIENT_ID: CLIENT.id, OIDC_CLIENT_SECRET: CLIENT.secret, OIDC_AUDIENCE: AUDIENCE },
    OIDC_GROUP_ROLES: 'auditors=auditor,data-eng=engineer',
  };
  server = await peopleServer(fresh, settings);
  const other = { OIDC_RECHECK_MINUTES: '1', OIDC_CLOCK_SKEW_SECONDS: '0', OIDC_GROUPS_CLAIM: TEAMS };
  strict = await peopleServer(fresh, { ...settings, ...other });
});
afterAll(async () => {
  await strict[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
  await fresh[Symbol.asyncDispose]();
  provider.closeAllConnections();
  provider.close();
});
afterEach(() => void vi.useRealTimers());

async function answered(path: string): Promise<object> {
  if (path.endsWith('/openid-configuration'))
    return {
      ...{ issuer, authorization_endpoint: `${issuer}/auth`, token_endpoint: `${issuer}/token`, jwks_uri: `${issuer}/jwks` },
      ...{ response_types_supported: ['code'], subject_types_supported: ['public'] },
      id_token_signing_alg_values_supported: ['RS256', 'RS384', 'ES256', 'EdDSA', 'HS256', 'none'],
    };
  if (path === '/jwks')
    return {
      keys: await Promise.all(Object.entries(KEYS).map(async ([kid, { publicKey }]) => ({ ...(await exportJWK(publicKey)), kid }))),
    };
  const tokens = { access_token: 'an-access-token', refresh_token: 'a-refresh-token', token_type: 'Bearer', expires_in: 300 };
  return { ...tokens, id_token: await answer(right()) };
}

const now = (): number => Math.floor(Date.now() / 1000);

/** The claims of an ID token of Ada for the sign-in of now. */
function right(): object {
  const said = {
    iss: issuer,
    aud: CLIENT.id,
    sub: 'ada',
    iat: now(),
    exp: now() + 300,
    email: 'ada@hospital.example',
    groups: ['auditors'],
  };
  return nonce === null ? said : { ...said, nonce };
}

async function signed(claims: object, header: JWTHeaderParameters, key: KeyObject | Uint8Array): Promise<string> {
  return new CompactSign(Buffer.from(JSON.stringify(claims))).setProtectedHeader(header).sign(key);
}

/** A token by the provider's own key, with other claims than right ones where some are given. */
const own =
  (other: object = {}, alg: keyof typeof KEYS = 'RS256'): Token =>
  (claims) =>
    signed({ ...claims, ...other }, { alg, kid: alg }, KEYS[alg].privateKey);

const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Sets out, and comes back with a code, for which the provider answers with `token`. */
async function comeBack({ address }: PeopleServer, token: Token): Promise<{ readonly browser: TestBrowser; readonly response: Response }> {
  const browser = new TestBrowser();
  const out = new URL(given((await browser.send(`${address}/login`)).headers.get('location'))).searchParams;
  nonce = out.get('nonce');
  answer = token;
  const response = await browser.send(`${address}/login/callback?code=a-code&state=${given(out.get('state'))}`);
  return { browser, response };
}

async function who({ address }: PeopleServer, headers: Readonly<Record<string, string>>): Promise<unknown> {
  const response = await fetch(`${address}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query: '{ whoami { name roles until } }' }),
  });
  const { data, errors } = (await response.json()) as {
    readonly data?: { readonly whoami: unknown };
    readonly errors?: readonly { readonly message: string }[];
  };
  return data === undefined ? [response.status, given(errors?.[0]).message] : data.whoami;
}

async function whoCame(place: PeopleServer, token: Token): Promise<unknown> {
  const { browser, response } = await comeBack(place, token);
  const cookie = browser.cookieFor(place.address);
  return cookie === '' ? [response.status, await response.text()] : who(place, { cookie });
}

async function sessions(): Promise<number> {
  const rows = await fresh.context.database.transaction((session) => session.send('select 1 as one from control.session'));
  return rows.length;
}

function later(ms: number): void {
  const at = Date.now() + ms;
  vi.useFakeTimers({ toFake: ['Date'] });
  vi.setSystemTime(at);
}

const NOT_CONFIRMED = [401, expect.stringContaining('did not confirm this sign-in')];
const as = (sub: string): object => ({ sub, email: `${sub}@hospital.example` });
const ADA = { name: 'ada@hospital.example', roles: ['auditor'] };

const FORGED: Readonly<Record<string, Token>> = {
  'of another issuer': own({ iss: 'https://evil.example' }),
  'of an issuer that only looks alike': (claims) => own({ iss: `${issuer}/` })(claims),
  'without an issuer': own({ iss: undefined }),
  'for another client': own({ aud: 'another-client' }),
  'for several clients that we are not among': own({ aud: ['a', 'b'], azp: 'a' }),
  'for several clients, given to another of them': own({ aud: [CLIENT.id, 'b'], azp: 'b' }),
  'for our audience, as access tokens are, and not for our client': own({ aud: AUDIENCE }),
  'that is over': (claims) => own({ exp: now() - 31 })(claims),
  'that is never over': own({ exp: undefined }),
  'that is not good yet': (claims) => own({ nbf: now() + 60 })(claims),
  'of another sign-in': own({ nonce: 'another' }),
  'of no sign-in': own({ nonce: undefined }),
  'of nobody': own({ sub: undefined }),
  'signed by an algorithm outside OIDC_ALGORITHMS': own({}, 'RS384'),
  'signed with the secret of the client': (claims) => signed(claims, { alg: 'HS256' }, Buffer.from(CLIENT.secret)),
  'signed by a key of somebody else': (claims) => signed(claims, { alg: 'RS256', kid: 'RS256' }, STRANGER.privateKey),
  'that is not signed': (claims) => Promise.resolve(`${encoded({ alg: 'none' })}.${encoded(claims)}.`),
  'whose claims were changed after it was signed': async (claims) => {
    const [head, , signature] = (await own()(claims)).split('.');
    return `${head}.${encoded({ ...claims, groups: ['data-eng'] })}.${signature}`;
  },
};

test.each(Object.entries(FORGED))('an ID token %s signs nobody in', async (fact, token) => {
  const before = await sessions();

  const { browser, response } = await comeBack(server, token);

  expect([response.status, await response.text()]).toEqual([
    401,
    expect.stringContaining(fact.includes('OIDC_ALGORITHMS') ? 'see to OIDC_ALGORITHMS' : 'did not confirm this sign-in'),
  ]);
  expect(browser.cookieFor(server.address)).toBe('');
  expect(await sessions()).toBe(before);
});

test.each(['RS256', 'ES256', 'EdDSA'] as const)(
  'a person signs in by an ID token, and asks by an access token, signed with %s',
  async (alg) => {
    const access = { ...right(), aud: AUDIENCE };
    const token = await signed(access, { alg, typ: 'at+jwt', kid: alg }, KEYS[alg].privateKey);

    expect(await whoCame(server, own({}, alg))).toMatchObject(ADA);
    expect(await who(server, { authorization: `Bearer ${token}` })).toMatchObject(ADA);
  },
);

test('the recheck, the difference of clocks and the claim of groups are those of the settings', async () => {
  const access = (other: object): Promise<string> =>
    signed({ ...right(), aud: AUDIENCE, [TEAMS]: ['data-eng'], ...other }, { alg: 'RS256', typ: 'at+jwt', kid: 'RS256' }, RSA.privateKey);
  const asks = async (place: PeopleServer, other: object): Promise<unknown> =>
    who(place, { authorization: `Bearer ${await access(other)}` });
  const [at, engineer] = [now(), { roles: ['engineer'] }];

  // the claim: `groups` beside it counts for nothing
  expect(await whoCame(strict, own({ [TEAMS]: ['data-eng'] }))).toMatchObject(engineer);
  expect(await whoCame(strict, own({}))).toEqual([403, expect.stringContaining('None of your groups has a role here')]);
  // the recheck: of access tokens, also how long each is good
  expect(await asks(strict, { iat: at, ...as('bea') })).toMatchObject({ ...engineer, until: new Date((at + 60) * 1000).toISOString() });
  expect(await asks(strict, { iat: at - 61, ...as('bea') })).toEqual([401, expect.stringContaining('was issued too long ago')]);
  expect(await asks(server, { iat: at - 61, ...as('cy') })).toMatchObject({ roles: ['auditor'] });
  // the clocks
  expect(await asks(strict, { exp: now() - 1, ...as('bea') })).toEqual([401, expect.stringContaining('The token is over')]);
  expect(await asks(server, { exp: now() - 1, ...as('cy') })).toMatchObject({ roles: ['auditor'] });
  expect(await whoCame(strict, (claims) => own({ exp: now() - 1, [TEAMS]: ['data-eng'] })(claims))).toEqual(NOT_CONFIRMED);
  expect(await whoCame(server, (claims) => own({ exp: now() - 1 })(claims))).toMatchObject({ roles: ['auditor'] });
});

test('a session asks the provider again after the recheck of the settings, and not before', async () => {
  const { browser } = await comeBack(strict, own({ [TEAMS]: ['data-eng'], ...as('dot') }));
  const cookie = browser.cookieFor(strict.address);
  nonce = null; // none stands in what a refresh gives
  answer = own({ [TEAMS]: ['auditors'], ...as('dot') });

  expect(await who(strict, { cookie })).toMatchObject({ roles: ['engineer'] });
  later(50_000);
  expect(await who(strict, { cookie })).toMatchObject({ roles: ['engineer'] });
  later(10_000);
  expect(await who(strict, { cookie })).toMatchObject({ roles: ['auditor'] });
});

test.each(
  Object.entries<Token>({
    'of somebody else': own({ ...as('eve'), groups: ['data-eng'] }),
    'signed by an algorithm outside OIDC_ALGORITHMS': own({ ...as('fay') }, 'RS384'),
    'of another issuer': own({ ...as('fay'), iss: 'https://evil.example' }),
    'signed by a key of somebody else': (claims) =>
      signed({ ...claims, ...as('fay') }, { alg: 'RS256', kid: 'RS256' }, STRANGER.privateKey),
  }),
)('a session ends when the provider answers with an ID token %s', async (_fact, token) => {
  const { browser } = await comeBack(server, own({ ...as('fay') }));
  const cookie = browser.cookieFor(server.address);
  expect(await who(server, { cookie })).toMatchObject({ roles: ['auditor'] });
  nonce = null;
  answer = token;

  later(5 * 60_000);

  expect(await who(server, { cookie })).toEqual([401, expect.stringContaining('Your session is over')]);
});
