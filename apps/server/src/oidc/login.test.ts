import { inspect } from 'node:util';

import { afterEach, expect, test, vi } from 'vitest';

import { issueSignInLink } from '#operations';
import { type FreshInstallation, freshInstallation, given, SERVER_CLIENT, TestBrowser, testProvider, type TestProvider } from '#testkit';

import { type PeopleServer, peopleServer } from '../../testkit/people-server.ts';

// Goal: people sign in at a provider, and are out soon after it lets them go. Method: a real provider and a real server over HTTP, a browser with cookies
// of its own, and one clock for all, which is set forward.

const MINUTE = 60_000;

interface Place {
  readonly provider: TestProvider;
  readonly server: PeopleServer;
  readonly fresh: FreshInstallation;
}

afterEach(() => void vi.useRealTimers());

function settings({ issuer, audience }: TestProvider): Readonly<Record<string, string>> {
  return {
    ...{ OIDC_ISSUER: issuer, OIDC_CLIENT_ID: SERVER_CLIENT.id, OIDC_CLIENT_SECRET: SERVER_CLIENT.secret, OIDC_AUDIENCE: audience },
    OIDC_GROUP_ROLES: 'auditors=auditor,data-eng=engineer,platform=admin',
  };
}

async function withPlace(work: (place: Place) => Promise<void>): Promise<void> {
  await using fresh = await freshInstallation();
  await using provider = await testProvider();
  await using server = await peopleServer(fresh, settings(provider));
  provider.register(server.address);
  provider.people.set('ada', { groups: ['auditors', 'choir'], email: 'ada@hospital.example' });
  provider.letIn('ada');
  await work({ fresh, provider, server });
}

function later(ms: number): void {
  const now = Date.now() + ms;
  vi.useFakeTimers({ toFake: ['Date'] });
  vi.setSystemTime(now);
}

const WHO = '{ whoami { name kind roles rolesBy { role group } until } }';

async function ask(
  { address }: PeopleServer,
  headers: Readonly<Record<string, string>>,
  query = WHO,
): Promise<{ readonly status: number; readonly body: unknown }> {
  const sent = { 'content-type': 'application/json', ...headers };
  const response = await fetch(`${address}/graphql`, { method: 'POST', body: JSON.stringify({ query }), headers: sent });
  return { status: response.status, body: await response.json() };
}

async function who(server: PeopleServer, browser: TestBrowser): Promise<unknown> {
  const { status, body } = await ask(server, { cookie: browser.cookieFor(server.address) });
  return status === 200 ? given((body as { readonly data?: { readonly whoami: unknown } }).data).whoami : [status, body];
}

const OVER = [
  401,
  {
    errors: [
      { message: 'Your session is over. Sign in again at /login, or sign in with a key.', extensions: { code: 'IDENTITY_UNKNOWN' } },
    ],
  },
];

test('a person signs in by the code flow, and the session says who, by which group, and until when', () =>
  withPlace(async ({ server, provider, fresh }) => {
    const browser = new TestBrowser();

    const { url, status } = await browser.visit(`${server.address}/login?return_to=/graphiql%3Ftab%3D2`);
    const now = await who(server, browser);
    const attempts = await fresh.context.database.transaction((session) => session.send('select * from control.sign_in_attempt'));

    expect([url, status]).toEqual([`${server.address}/graphiql?tab=2`, 200]);
    expect(now).toEqual({
      ...{ name: 'ada@hospital.example', kind: 'PERSON', roles: ['auditor'], rolesBy: [{ role: 'auditor', group: 'auditors' }] },
      until: expect.stringMatching(/^\d{4}-.*Z$/) as unknown,
    });
    const asked = new URL(given(browser.visited.find((each) => each.startsWith(`${provider.issuer}/auth?`)))).searchParams;
    expect(asked.get('code_challenge_method')).toBe('S256');
    expect([...asked.keys()]).toEqual(expect.arrayContaining(['state', 'nonce', 'code_challenge']));
    expect(attempts).toEqual([]); // it is used up
    expect(server.logged).toEqual([]);
  }));

test('the same person comes back as the same principal, and nobody takes a name by signing in', () =>
  withPlace(async ({ server, provider, fresh }) => {
    await fresh.principals.create({ kind: 'person', name: 'ada@hospital.example', namespaces: [], roles: ['engineer'] }, new Date());
    const [first, second, eve] = [new TestBrowser(), new TestBrowser(), new TestBrowser()];
    const id = async (browser: TestBrowser): Promise<Record<'id' | 'name' | 'kind', string>> => {
      const session = await (await browser.send(`${server.address}/session`)).json();
      return { ...(session as Record<'id' | 'name' | 'kind', string>), until: '' } as Record<'id' | 'name' | 'kind', string>; // which differs
    };

    await first.visit(`${server.address}/login`);
    await second.visit(`${server.address}/login`);
    provider.people.set('eve', { groups: ['platform'], email: 'ada@hospital.example' });
    provider.letIn('eve');
    await eve.visit(`${server.address}/login`);

    expect(await id(second)).toEqual(await id(first));
    expect(await id(first)).toMatchObject({
      name: expect.stringMatching(/^ada@hospital\.example [\da-f]{8}$/) as unknown,
      roles: ['auditor'],
    });
    expect(await id(eve)).toMatchObject({
      kind: 'admin',
      roles: ['admin'],
      name: expect.stringMatching(/^ada@hospital\.example [\da-f]{8}$/) as unknown,
    });
    expect((await id(eve)).id).not.toBe((await id(first)).id);
  }));

test('whoever is in no group of a role is not let in, and is told whom to ask', () =>
  withPlace(async ({ server, provider }) => {
    provider.people.set('bob', { groups: ['choir'], email: 'bob@hospital.example' });
    provider.letIn('bob');
    const browser = new TestBrowser();

    const { status, text } = await browser.visit(`${server.address}/login`);

    expect([status, browser.cookieFor(server.address)]).toEqual([403, '']);
    expect(text).toContain('None of your groups has a role here; ask an administrator');
  }));

test('a group that is taken away is out after the recheck, with the roles of those that are left', () =>
  withPlace(async ({ server, provider }) => {
    const browser = new TestBrowser();
    provider.people.set('ada', { groups: ['auditors', 'data-eng'], email: 'ada@hospital.example' });
    await browser.visit(`${server.address}/login`);
    provider.people.set('ada', { groups: ['data-eng'], email: 'ada@hospital.example' });

    expect(await who(server, browser)).toMatchObject({ roles: ['auditor', 'engineer'] });
    later(5 * MINUTE);
    const all = await Promise.all(Array.from({ length: 5 }, () => who(server, browser))); // and the refresh token, good once, was used once
    expect(all).toEqual(
      Array.from(
        { length: 5 },
        () => expect.objectContaining({ roles: ['engineer'], rolesBy: [{ role: 'engineer', group: 'data-eng' }] }) as unknown,
      ),
    );
    later(5 * MINUTE);
    expect(await who(server, browser)).toMatchObject({ roles: ['engineer'] });
    provider.people.set('ada', { groups: ['choir'], email: 'ada@hospital.example' });
    later(5 * MINUTE);
    expect(await who(server, browser)).toEqual(OVER);
  }));

test('a person that is taken out at the provider is out after the recheck, in each of the sessions', () =>
  withPlace(async ({ server, provider }) => {
    const [first, second] = [new TestBrowser(), new TestBrowser()];
    await first.visit(`${server.address}/login`);
    await second.visit(`${server.address}/login`);
    provider.people.delete('ada');

    later(4 * MINUTE);
    expect(await who(server, first)).toMatchObject({ roles: ['auditor'] });
    later(MINUTE);
    expect([await who(server, first), await who(server, second)]).toEqual([OVER, OVER]);
    expect(server.logged.join('\n')).toMatch(/^the provider does not vouch any more for whoever signed in: invalid_grant/);
  }));

test('where the provider does not answer at the recheck the session ends', () =>
  withPlace(async ({ server, provider }) => {
    const browser = new TestBrowser();
    await browser.visit(`${server.address}/login`);
    const away = provider.goAway();

    expect(await who(server, browser)).toMatchObject({ roles: ['auditor'] });
    later(5 * MINUTE);
    expect(await who(server, browser)).toEqual(OVER);
    away.back();
    expect(await who(server, browser)).toEqual(OVER);
    await browser.visit(`${server.address}/login`);
    expect(await who(server, browser)).toMatchObject({ roles: ['auditor'] });
  }));

test('what the provider is asked with does not stand in the database, and is of use with its own key file alone', () =>
  withPlace(async ({ server, fresh }) => {
    const browser = new TestBrowser();
    await browser.visit(`${server.address}/login`);

    const rows = await fresh.context.database.transaction((session) => session.send('select sealed_grant from control.session'));
    const dump = inspect(rows, { depth: null, maxStringLength: null });
    await fresh.context.database.transaction((session) =>
      session.send(`update control.session set sealed_grant = decode(repeat('00', 80), 'hex')`),
    );
    later(5 * MINUTE);

    expect(rows).toHaveLength(1);
    expect(dump).not.toMatch(/refresh|access/);
    expect(await who(server, browser)).toEqual(OVER);
  }));

test('a way back from the provider is good once, in the browser that set out, with the state that it set out with', () =>
  withPlace(async ({ server }) => {
    const browser = new TestBrowser();
    const { text } = await browser.visit(`${server.address}/login`);
    const back = given(browser.visited.find((each) => each.includes('/login/callback?')));
    const out = new TestBrowser();
    const location = given((await out.send(`${server.address}/login`)).headers.get('location'));
    const stolen = out.copy();
    const state = given(new URL(location).searchParams.get('state'));
    const forged = `${server.address}/login/callback?code=made-up&state=${state}`;
    const bodyOf = async (response: Response): Promise<readonly [number, string]> => [response.status, await response.text()];

    expect(text).toContain('<!doctype html>');
    expect(await bodyOf(await browser.send(back))).toEqual([401, expect.stringContaining('was not begun in this browser')]); // the cookie is gone
    expect(await bodyOf(await new TestBrowser().send(forged))).toEqual([401, expect.stringContaining('was not begun in this browser')]);
    expect(await bodyOf(await out.send(forged))).toEqual([401, expect.stringContaining('did not confirm this sign-in')]);
    expect(await bodyOf(await stolen.send(forged))).toEqual([401, expect.stringContaining('it was used before, or took too long')]);
    expect(await bodyOf(await stolen.send(`${forged}&state=x`))).toEqual([400, expect.stringContaining('said twice')]);
    expect(stolen.cookieFor(server.address)).toBe('');
    expect(server.logged.join('\n')).not.toContain(state);
  }));

test('a code of one sign-in is of no use in another: its verifier and nonce are not those that it was given for', () =>
  withPlace(async ({ server, provider }) => {
    const [victim, thief] = [new TestBrowser(), new TestBrowser()];
    const begun = given((await victim.send(`${server.address}/login`)).headers.get('location'));
    const walker = new TestBrowser();
    const code = await codeOf(walker, begun, server);
    const state = given(new URL(given((await thief.send(`${server.address}/login`)).headers.get('location'))).searchParams.get('state'));

    const injected = await thief.send(
      `${server.address}/login/callback?code=${code}&state=${state}&iss=${encodeURIComponent(provider.issuer)}`,
    );

    expect([injected.status, thief.cookieFor(server.address)]).toEqual([401, '']);
  }));

/** Walks through the provider and stops before it comes back to the server. */
async function codeOf(browser: TestBrowser, from: string, { address }: PeopleServer): Promise<string> {
  let url = from;
  while (!url.startsWith(`${address}/login/callback`)) url = new URL(given((await browser.send(url)).headers.get('location')), url).href;
  return given(new URL(url).searchParams.get('code'));
}

test('a way back that takes too long is refused', () =>
  withPlace(async ({ server }) => {
    const browser = new TestBrowser();
    const begun = given((await browser.send(`${server.address}/login`)).headers.get('location'));
    const walker = new TestBrowser();
    const code = await codeOf(walker, begun, server);

    later(10 * MINUTE);
    const back = await browser.send(
      `${server.address}/login/callback?code=${code}&state=${given(new URL(begun).searchParams.get('state'))}`,
    );

    expect([back.status, await back.text()]).toEqual([401, expect.stringContaining('took too long')]);
  }));

test('nobody is sent on to another site after signing in', () =>
  withPlace(async ({ server }) => {
    const answer = await new TestBrowser().send(`${server.address}/login?return_to=${encodeURIComponent('//evil.example')}`);

    expect([answer.status, answer.headers.get('location'), await answer.text()]).toEqual([
      ...[400, null],
      expect.stringContaining('return_to is a path of this server'),
    ]);
  }));

test('without a provider /login says what to do, and where a program is to ask, nothing is told', async () => {
  await using fresh = await freshInstallation();
  await using server = await peopleServer(fresh, {});
  const browser = new TestBrowser();

  const [page, device] = [await browser.send(`${server.address}/login`), await browser.send(`${server.address}/login/device`)];

  expect([page.status, await page.text()]).toEqual([404, expect.stringMatching(/OIDC_ISSUER[\s\S]*headgate login-link/)]);
  expect([device.status, await device.json()]).toEqual([
    404,
    { code: 'NOT_FOUND', message: 'This server knows no provider that people sign in at; use a key: headgate login --url <address>.' },
  ]);
});

test('the cookie of a way to the provider is for its pages alone, and over https for https alone', () =>
  withPlace(async ({ server }) => {
    const plain = await new TestBrowser().send(`${server.address}/login`);
    const secure = await fetch(`${server.address}/login`, { redirect: 'manual', headers: { 'x-forwarded-proto': 'https' } });

    expect(plain.headers.get('set-cookie')).toMatch(/^headgate_login=[\w-]{43}; Path=\/login; Max-Age=600; HttpOnly; SameSite=Lax$/);
    expect(secure.headers.get('set-cookie')).toMatch(/; SameSite=Lax; Secure$/);
    expect(new URL(given(secure.headers.get('location'))).searchParams.get('redirect_uri')).toBe(
      `${server.address.replace('http:', 'https:')}/login/callback`,
    );
  }));

test('no link is made for whom the provider vouches: it would outlast that', () =>
  withPlace(async ({ server, fresh }) => {
    await new TestBrowser().visit(`${server.address}/login`);

    const link = issueSignInLink(fresh, fresh.admin, 'ada@hospital.example');

    await expect(link).rejects.toMatchObject({
      code: 'BAD_REQUEST',
      message: expect.stringContaining('signs in at the provider') as unknown,
    });
  }));
