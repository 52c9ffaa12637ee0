import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';

import { CompactEncrypt, CompactSign, exportJWK, importJWK, type JWTHeaderParameters } from 'jose';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';

import { DEVICE_CLIENT, type FreshInstallation, freshInstallation, given, SERVER_CLIENT, testProvider, type TestProvider } from '#testkit';

import { type PeopleServer, peopleServer } from '../../testkit/people-server.ts';

// Goal: of what anybody may send for an access token, what the provider signed for us lately is believed, and nothing else (RFC 8725). Method: a real
// provider publishes its keys over HTTP; tokens are signed with its own key, or forged, and sent to a real server.

let fresh: FreshInstallation;
let provider: TestProvider;
let server: PeopleServer;

beforeAll(async () => {
  fresh = await freshInstallation();
  provider = await testProvider();
  server = await peopleServer(fresh, {
    ...{ OIDC_ISSUER: provider.issuer, OIDC_CLIENT_ID: SERVER_CLIENT.id, OIDC_AUDIENCE: provider.audience },
    ...{ OIDC_GROUP_ROLES: 'auditors=auditor,data-eng=engineer,cn%3Dops%2Cdc%3Dx=engineer', OIDC_ALGORITHMS: 'RS256,ES256' },
  });
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await provider[Symbol.asyncDispose]();
  await fresh[Symbol.asyncDispose]();
});
afterEach(() => void vi.useRealTimers());

const now = (): number => Math.floor(Date.now() / 1000);

/** What the provider says of Ada in an access token for this server. */
function claims(other: object = {}): object {
  return {
    ...{ iss: provider.issuer, aud: provider.audience, sub: 'ada', client_id: DEVICE_CLIENT, jti: 'a', scope: '' },
    ...{ iat: now(), exp: now() + 3_600, groups: ['auditors'], email: 'ada@hospital.example', ...other },
  };
}

function without(name: string): object {
  return Object.fromEntries(Object.entries(claims()).filter(([key]) => key !== name));
}

/** Signed by somebody else. */
async function forged(payload: object, header: JWTHeaderParameters, key: Parameters<CompactSign['sign']>[0]): Promise<string> {
  return new CompactSign(Buffer.from(JSON.stringify(payload))).setProtectedHeader(header).sign(key);
}

const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Who a token is taken for by GraphQL: its data, or the status and the sentence. */
async function who(token: string): Promise<unknown> {
  const response = await fetch(`${server.address}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query: '{ whoami { name roles rolesBy { role group } until } }' }),
  });
  if (response.status !== 200 && response.status !== 401 && response.status !== 403 && response.status !== 503) return response.status;
  const { data, errors } = (await response.json()) as {
    readonly data?: { readonly whoami: unknown };
    readonly errors?: readonly { readonly message: string }[];
  };
  return data === undefined ? [response.status, given(errors?.[0]).message] : data.whoami;
}

const saying = (sentence: string): unknown => [401, expect.stringContaining(sentence)];
const ADA = { name: 'ada@hospital.example', roles: ['auditor'], rolesBy: [{ role: 'auditor', group: 'auditors' }] };

test('an access token of the provider lets in, at GraphQL and at the doors, and says by which group and until when', async () => {
  const issuedAt = now();
  const token = await provider.sign(claims({ iat: issuedAt, groups: ['auditors', 'choir'] }));
  const response = await fetch(`${server.address}/api/v1/quarantine`, { headers: { authorization: `Bearer ${token}` } });

  expect(await who(token)).toEqual({ ...ADA, until: new Date((issuedAt + 300) * 1000).toISOString() });
  expect(response.status).toBe(200);
});

test('a key of Headgate goes its way as before', async () => {
  const { key } = await fresh.principals.create({ kind: 'person', name: 'bea', namespaces: [], roles: ['engineer'] }, new Date());

  expect(await who(key)).toEqual({ name: 'bea', roles: ['engineer'], rolesBy: [], until: null });
  expect(await who('hg_made-up')).toEqual(saying('The key is not known, or not any more'));
});

test('a token of whom no group has a role here is refused, and said to be so', async () => {
  const none = [
    403,
    'None of your groups has a role here; ask an administrator of Headgate to map one of them, or to be put into one that is.',
  ];

  expect(await who(await provider.sign(claims({ sub: 'bob', groups: ['choir'] })))).toEqual(none);
  expect(await who(await provider.sign(claims({ sub: 'zed', groups: undefined })))).toEqual(none); // Ada's token of the same second would count still
  expect(await who(await provider.sign(claims({ sub: 'eve', groups: 'data-eng' })))).toMatchObject({ roles: ['engineer'] });
  expect(await who(await provider.sign(claims({ sub: 'ldap', groups: ['cn=ops,dc=x'] })))).toMatchObject({ roles: ['engineer'] });
});

test('more groups than anybody is in, and a claim of another form, are refused', async () => {
  const many = await provider.sign(claims({ sub: 'm', groups: Array.from({ length: 501 }, (_each, index) => `g${index}`) }));
  const odd = await provider.sign(claims({ sub: 'o', groups: [{ name: 'auditors' }] }));
  const long = await provider.sign(claims({ sub: 'l', groups: ['x'.repeat(513)] }));

  expect(await who(many)).toEqual([403, expect.stringContaining('more than 500 groups')]);
  expect(await who(odd)).toEqual([403, expect.stringContaining('must be a list of names')]);
  expect(await who(long)).toEqual([403, expect.stringContaining('must be a list of names')]);
});

test('RFC 8725, 3.1: alg none is refused, in any spelling', async () => {
  for (const alg of ['none', 'None', 'NONE', 'nOnE']) {
    const head = encoded({ alg, typ: 'at+jwt', kid: provider.key().kid });
    expect(await who(`${head}.${encoded(claims())}.`)).toEqual(saying('is signed in a way that is not allowed here'));
    expect(await who(`${head}.${encoded(claims())}.AA`)).toEqual(saying('is signed in a way that is not allowed here'));
  }
});

test('RFC 8725, 2.1: HS256 with the public key as its secret is refused', async () => {
  const { kid, n = '', e = '' } = provider.key();
  const pem = createPublicKey({ key: { kty: 'RSA', n, e }, format: 'jwk' }).export({ type: 'spki', format: 'pem' });
  for (const secret of [Buffer.from(pem), Buffer.from(JSON.stringify({ kty: 'RSA', n, e }))])
    expect(await who(await forged(claims(), { alg: 'HS256', typ: 'at+jwt', kid }, secret))).toEqual(
      saying('is signed in a way that is not allowed here'),
    );
});

test('RFC 8725, 3.1: an algorithm that is not allowed is refused, also one that the key could do', async () => {
  const head = encoded({ alg: 'XY999', typ: 'at+jwt', kid: provider.key().kid });

  expect(await who(`${head}.${encoded(claims())}.AAAA`)).toEqual(saying('is signed in a way that is not allowed here'));
  expect(await who(await provider.sign(claims(), { alg: 'PS256' }))).toEqual(saying('is signed in a way that is not allowed here'));
  expect(await who(await provider.sign(claims(), { alg: 'RS512' }))).toEqual(saying('is signed in a way that is not allowed here'));
});

test('RFC 8725, 3.8: another issuer is refused, also one that only looks alike, and none', async () => {
  for (const iss of ['https://evil.example', `${provider.issuer}/`, provider.issuer.toUpperCase()])
    expect(await who(await provider.sign(claims({ iss })))).toEqual(saying('is from somebody else than the provider'));
  expect(await who(await provider.sign(without('iss')))).toEqual(saying('does not say iss'));
});

test('RFC 8725, 3.9: a token for another audience is refused, and one for several that we are among is not', async () => {
  expect(await who(await provider.sign(claims({ aud: SERVER_CLIENT.id })))).toEqual(
    saying(`ask the provider for one for ${provider.audience}`),
  );
  expect(await who(await provider.sign(claims({ aud: ['a', 'b'] })))).toEqual(saying('is meant for somebody else'));
  expect(await who(await provider.sign(without('aud')))).toEqual(saying('does not say aud'));
  expect(await who(await provider.sign(claims({ aud: ['a', provider.audience] })))).toMatchObject(ADA);
});

test('a token that is over is refused, past the difference of clocks that is let through', async () => {
  expect(await who(await provider.sign(claims({ exp: now() - 31 })))).toEqual([
    401,
    'The token is over; get a fresh one: after `headgate login --remote <address>` commands do so by themselves.',
  ]);
  expect(await who(await provider.sign(claims({ exp: now() - 20 })))).toMatchObject(ADA);
  expect(await who(await provider.sign(without('exp')))).toEqual(saying('does not say exp'));
  expect(await who(await provider.sign(claims({ exp: 'tomorrow' })))).toEqual(saying('cannot be'));
});

test('a token that is not good yet is refused, past the difference of clocks that is let through', async () => {
  expect(await who(await provider.sign(claims({ nbf: now() + 40 })))).toEqual(saying('is not good yet'));
  expect(await who(await provider.sign(claims({ nbf: now() + 20 })))).toMatchObject(ADA);
  expect(await who(await provider.sign(claims({ iat: now() + 40 })))).toEqual(saying('says of iat cannot be'));
});

test('a token whose groups were told longer ago than the recheck is refused, however long it is good', async () => {
  for (const age of [300, 320, 340])
    expect(await who(await provider.sign(claims({ iat: now() - age })))).toEqual(saying('was issued too long ago'));
  expect(await who(await provider.sign(claims({ iat: now() - 290 })))).toMatchObject(ADA); // the difference of clocks takes nothing from it, and adds nothing
  expect(await who(await provider.sign(without('iat')))).toEqual(saying('does not say iat'));
});

test('RFC 8725, 3.11: an ID token is refused as an access token, also one for our audience', async () => {
  const { issuer, audience } = provider;
  const id = { iss: issuer, aud: audience, sub: 'ada', iat: now(), exp: now() + 60, groups: ['auditors'] };
  const sentence =
    'That is no access token; an ID token proves nothing here. Send the access token, or sign in with `headgate login --remote <address>`.';

  for (const marks of [
    {},
    { nonce: 'n' },
    { at_hash: 'h' },
    { nonce: 'n', scope: 'openid' },
    { typ: 'ID', scope: 'openid' },
    { token_use: 'id', client_id: 'x' },
  ])
    expect(await who(await provider.sign({ ...id, ...marks }, { typ: 'JWT' }))).toEqual(saying(sentence));
  expect(await who(await provider.sign(id, { typ: undefined }))).toEqual(saying(sentence));
  for (const typ of ['logout+jwt', 'dpop+jwt', 'secevent+jwt', 7])
    expect(await who(await provider.sign(claims(), { typ }))).toEqual(saying(sentence));
});

test('an access token of a provider older than RFC 9068 lets in: typ JWT, and what only access tokens say', async () => {
  expect(await who(await provider.sign(claims(), { typ: 'JWT' }))).toMatchObject(ADA);
  expect(await who(await provider.sign({ ...without('client_id'), typ: 'Bearer', nonce: 'n' }, { typ: 'JWT' }))).toMatchObject(ADA);
  expect(await who(await provider.sign(claims(), { typ: 'application/at+jwt' }))).toMatchObject(ADA);
});

test('a key id that the provider does not publish is refused', async () => {
  expect(await who(await provider.sign(claims(), { kid: 'made-up' }))).toEqual(
    saying('signed with a key that the provider does not publish'),
  );
  expect(await who(await provider.sign(claims(), { kid: '../../etc/passwd' }))).toEqual(
    saying('signed with a key that the provider does not publish'),
  );
});

test('RFC 8725, 3.10: keys that a token brings along, or says where to find, are ignored', async () => {
  const evil = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const jwk = await exportJWK(evil.publicKey);
  const { kid } = provider.key();
  const seen: string[] = [];
  const listener = createServer((request, response) => (seen.push(String(request.url)), response.end()));
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  const address = `http://127.0.0.1:${(listener.address() as { readonly port: number }).port}`;

  for (const header of [
    { jwk },
    { jku: `${address}/jwks` },
    { x5u: `${address}/x5u` },
    { x5c: ['AAAA'] },
    { jwk, jku: `${address}/jwks`, x5u: `${address}/x5u` },
  ])
    expect(await who(await forged(claims(), { alg: 'RS256', typ: 'at+jwt', kid, ...header }, evil.privateKey))).toEqual(
      saying('The signature of the token does not fit'),
    );
  expect(await who(await provider.sign(claims(), { jku: `${address}/jwks`, x5u: `${address}/x5u` }))).toMatchObject(ADA); // by the provider's own key
  expect(seen).toEqual([]);
  listener.close();
});

test('a critical extension that we do not know is refused', async () => {
  const head = encoded({ alg: 'RS256', typ: 'at+jwt', kid: provider.key().kid, crit: ['wait'], wait: 1 });

  expect(await who(`${head}.${encoded(claims())}.AAAA`)).toEqual(saying('is signed in a way that is not allowed here'));
});

test('a signature that is cut, changed or taken from elsewhere is refused', async () => {
  const [token, other] = [await provider.sign(claims()), await provider.sign(claims({ sub: 'eve' }))];
  const [head, body, signature] = token.split('.').map(String);
  const tampered = encoded(claims({ groups: ['data-eng'] }));

  for (const sent of [
    ...[token.slice(0, -4), token.slice(0, -200), `${head}.${tampered}.${signature}`, `${head}.${body}.${given(other.split('.')[2])}`],
    `${encoded({ alg: 'RS256', typ: 'at+jwt', kid: provider.key().kid, x: 1 })}.${body}.${signature}`,
  ])
    expect(await who(sent)).toEqual(saying('The signature of the token does not fit'));
  for (const sent of [`${head}.${body}`, `${head}.${body}.`, `${head}..${signature}`, `${head}.${body}.${signature}.`, 'a.b.c', '...', 'x'])
    expect(await who(sent)).toMatchObject([401, expect.any(String)]);
});

test('a huge token is refused before anything of it is read', async () => {
  const huge = await provider.sign(claims({ more: 'x'.repeat(9_300) }));

  expect(huge.length).toBeGreaterThan(12_288);
  expect(await who(huge)).toEqual(saying('is longer than 12288 characters'));
  expect(await who('x'.repeat(20_000))).toBe(431); // Node's own bound of a header
});

test('an encrypted token, and a token within a token, are refused', async () => {
  const inner = await provider.sign(claims());
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const header = { alg: 'RSA-OAEP-256', enc: 'A256GCM', cty: 'JWT', typ: 'at+jwt' };
  const encrypted = await new CompactEncrypt(Buffer.from(inner)).setProtectedHeader(header).encrypt(publicKey);

  expect(await who(encrypted)).toEqual(saying('The token is encrypted'));
  expect(await who(await provider.sign(inner, { cty: 'JWT' }))).toMatchObject([
    401,
    expect.stringContaining('neither a key of Headgate nor a token'),
  ]);
});

test('a token that does not say whose it is is refused', async () => {
  expect(await who(await provider.sign(without('sub')))).toEqual(saying('does not say sub'));
  for (const sub of ['', 7, null, ['ada'], 'x'.repeat(256)])
    expect(await who(await provider.sign(claims({ sub })))).toMatchObject([
      401,
      expect.stringMatching(/does not say whose it is|cannot be|cannot be read/),
    ]);
});

test('a token that says one thing twice is refused, in its header as in its claims', async () => {
  const text = JSON.stringify(claims()).replace('"sub":"ada"', '"sub":"eve","sub":"ada"');
  const head = Buffer.from(`{"alg":"none","alg":"RS256","typ":"at+jwt","kid":"${provider.key().kid}"}`).toString('base64url');
  const [, body, signature] = (await provider.sign(claims())).split('.').map(String);

  expect(await who(await provider.sign(text))).toEqual(saying('says one thing twice'));
  expect(await who(`${head}.${body}.${signature}`)).toEqual(saying('says one thing twice'));
  expect(await who(await provider.sign(text.replace('"sub":"eve"', '"\\u0073ub":"eve"')))).toEqual(saying('says one thing twice'));
});

test('a token of the present is worth more than an older one, whichever comes last', async () => {
  const older = await provider.sign(claims({ sub: 'cy', iat: now() - 60, groups: ['auditors', 'data-eng'] }));
  const newer = await provider.sign(claims({ sub: 'cy', iat: now(), groups: ['data-eng'] }));

  expect(await who(older)).toMatchObject({ roles: ['auditor', 'engineer'] });
  expect(await who(newer)).toMatchObject({ roles: ['engineer'] });
  expect(await who(older)).toMatchObject({ roles: ['engineer'] });
});

test('a new key of the provider is known at once, and one that it takes back is out after the keys were asked for again', async () => {
  const old = provider.key();
  const signedBefore = await provider.sign(claims());
  expect(await who(signedBefore)).toMatchObject(ADA);
  provider.rotate('with the old ones');
  later(31_000); // past the rest between two looks for keys
  expect(await who(await provider.sign(claims()))).toMatchObject(ADA);
  expect(await who(signedBefore)).toMatchObject(ADA);
  provider.rotate('alone');
  later(31_000);
  expect(await who(await provider.sign(claims()))).toMatchObject(ADA);
  const withOldKey = await forged(claims(), { alg: 'RS256', typ: 'at+jwt', kid: old.kid }, await importJWK(old));
  expect(await who(withOldKey)).toEqual(saying('signed with a key that the provider does not publish'));
});

test('without the keys of the provider nobody is let in, and it is said that this may pass', async () => {
  later(10 * 60_000); // past the age of the keys that are known
  const token = await provider.sign(claims());
  const away = provider.goAway();

  expect(await who(token)).toEqual([503, 'The provider of sign-ins does not tell its keys; try again, or use a key of Headgate.']);
  away.back();
  expect(await who(token)).toMatchObject(ADA);
});

test('no token, and nothing of one, stands in what is logged', async () => {
  const token = await provider.sign(claims({ sub: 'a-secret-subject' }), { kid: 'made-up' });

  await who(token);

  for (const part of [...token.split('.'), 'a-secret-subject']) expect(server.logged.join('\n')).not.toContain(part);
});

function later(ms: number): void {
  const at = Date.now() + ms;
  vi.useFakeTimers({ toFake: ['Date'] });
  vi.setSystemTime(at);
}
