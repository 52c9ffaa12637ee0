import 'reflect-metadata';

import type { NestApplicationOptions } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { expect, test } from 'vitest';

import { INSTANT_MIN } from '#foundation';
import { endLeakedKey, type Installation, issueSignInLink, makeKey, rotateKey } from '#operations';
import { type FreshInstallation, freshInstallation } from '#testkit';

import { readConfig } from './config.ts';
import { graphiqlRoutes } from './graphiql/graphiql-routes.ts';
import { serverModule } from './server.module.ts';
import { sessionRoutes } from './session-routes.ts';

const MINUTE = 60_000;

/** The window, the pages and the routes of sessions, at a time that can be set, on a port. */
async function givenServer(fresh: FreshInstallation) {
  let now = Date.parse('2026-04-01T08:00:00Z');
  const logged: string[] = [];
  const context = { ...fresh.context, clock: { now: () => new Date(now) } };
  const installation: Installation = { ...fresh, context };
  const log = (line: string): void => void logged.push(line);
  // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- Nest types its plain options as a class
  const quietly: NestApplicationOptions = { logger: false, abortOnError: false };
  const adapter = new FastifyAdapter({ forceCloseConnections: true });
  const app = await NestFactory.create<NestFastifyApplication>(
    serverModule({ config: readConfig({}), installation, log }),
    adapter,
    quietly,
  );
  await adapter.getInstance().register(sessionRoutes({ ...installation, log }));
  await adapter.getInstance().register(graphiqlRoutes);
  await app.listen(0, '127.0.0.1');
  const address = `http://127.0.0.1:${(app.getHttpServer().address() as { readonly port: number }).port}`; // a TCP server
  const link = async (called: string): Promise<string> => (await issueSignInLink(installation, fresh.admin, called)).token;
  const send = (path: string, init: RequestInit = {}): Promise<Response> => fetch(address + path, { redirect: 'manual', ...init });
  const post = (path: string, form: Readonly<Record<string, string>>, headers: Readonly<Record<string, string>> = {}): Promise<Response> =>
    send(path, { method: 'POST', body: new URLSearchParams(form), headers });
  const ask = async (query: string, headers: Readonly<Record<string, string>>): Promise<Asked> => {
    const response = await send('/graphql', {
      method: 'POST',
      body: JSON.stringify({ query }),
      headers: { 'content-type': 'application/json', ...headers },
    });
    const { data, errors } = (await response.json()) as {
      readonly data?: unknown;
      readonly errors?: readonly { readonly extensions: { readonly code: string } }[];
    };
    return { status: response.status, data, codes: errors?.map(({ extensions }) => extensions.code) ?? [] };
  };
  const wait = (ms: number): void => void (now += ms);
  return { link, send, post, ask, wait, logged, address, [Symbol.asyncDispose]: () => app.close() };
}

interface Asked {
  readonly status: number;
  readonly data: unknown;
  readonly codes: readonly string[];
}

/** `name=value` of the cookie that an answer sets. */
function cookieOf(response: Response): string {
  return response.headers.get('set-cookie')?.split(';')[0] ?? '';
}

const WHO = '{ status { recorded } }';
const ACT = 'mutation { redriveQuarantined(id: "00000000-0000-4000-8000-000000000000") { position } }';

test('a link begins one session, with a cookie for this site alone, and leads to GraphiQL', async () => {
  await using fresh = await freshInstallation();
  await using server = await givenServer(fresh);
  await fresh.principals.create({ kind: 'admin', name: 'Ada', namespaces: [] }, new Date(0));
  const token = await server.link('Ada');

  const page = await server.send('/signin');
  const [first, second] = [await server.post('/signin', { token }), await server.post('/signin', { token })];
  const cookie = cookieOf(first);
  const who = (await (await server.send('/session', { headers: { cookie } })).json()) as object;

  expect([page.status, await page.text()]).toEqual([200, expect.not.stringContaining(token)]);
  expect([first.status, first.headers.get('location')]).toEqual([303, '/graphiql']);
  expect(first.headers.get('set-cookie')).toMatch(/^headgate_session=[\w-]{43}; Path=\/; Max-Age=28800; HttpOnly; SameSite=Strict$/);
  expect([second.status, cookieOf(second)]).toEqual([401, '']);
  expect(await second.text()).toContain('headgate login-link --name');
  expect(who).toMatchObject({ name: 'Ada', kind: 'admin', roles: ['admin'], until: '2026-04-01T16:00:00.000Z' });
  expect(await server.ask(WHO, { cookie })).toMatchObject({ status: 200, codes: [] });
  expect(cookieOf(await server.post('/signin', { token: await server.link('Ada') }, { 'x-forwarded-proto': 'https' }))).not.toBe('');
  const secure = await server.post('/signin', { token: await server.link('Ada') }, { 'x-forwarded-proto': 'https' });
  expect(secure.headers.get('set-cookie')).toMatch(/; Secure$/);
  expect(server.logged.join('\n')).toBe('');
});

test('by a session questions are answered to our own pages alone, and what changes something needs their header', async () => {
  await using fresh = await freshInstallation();
  await using server = await givenServer(fresh);
  const { key } = await fresh.principals.create({ kind: 'admin', name: 'Ada', namespaces: [] }, new Date(0));
  const token = await server.link('Ada');
  const foreign = { 'sec-fetch-site': 'cross-site' };
  const refused = await server.post('/signin', { token }, foreign);
  const cookie = cookieOf(await server.post('/signin', { token }, { origin: server.address }));
  const of = async (query: string, headers: Readonly<Record<string, string>>): Promise<unknown> => {
    const { status, codes } = await server.ask(query, headers);
    return [status, ...codes];
  };

  expect(refused.status).toBe(403);
  expect(await of(WHO, { cookie, 'sec-fetch-site': 'same-origin' })).toEqual([200]);
  expect(await of(WHO, { cookie, ...foreign })).toEqual([403, 'ACCESS_DENIED']);
  expect(await of(WHO, { cookie, 'sec-fetch-site': 'same-site' })).toEqual([403, 'ACCESS_DENIED']); // another port of this machine
  expect(await of(WHO, { cookie, origin: 'http://127.0.0.1:1' })).toEqual([403, 'ACCESS_DENIED']);
  expect(await of(WHO, { cookie, origin: 'null' })).toEqual([403, 'ACCESS_DENIED']);
  expect(await of(ACT, { cookie })).toEqual([403, 'ACCESS_DENIED']);
  expect(await of(ACT, { cookie, 'headgate-csrf': '1' })).toEqual([200, 'NOT_FOUND']);
  expect(await of(ACT, { authorization: `Bearer ${key}` })).toEqual([200, 'NOT_FOUND']);
  expect(await of(WHO, { cookie, authorization: 'Bearer hg_wrong' })).toEqual([401, 'IDENTITY_UNKNOWN']);
});

test('a link and a session end by themselves, a session by signing out, and both with their principal', async () => {
  await using fresh = await freshInstallation();
  await using server = await givenServer(fresh);
  await fresh.principals.create({ kind: 'admin', name: 'Ada', namespaces: [] }, new Date(0));
  const { id } = await fresh.principals.operator('Bob', new Date(0));
  const begin = async (token: string): Promise<string> => cookieOf(await server.post('/signin', { token }));
  const status = async (cookie: string): Promise<number> => (await server.ask(WHO, { cookie })).status;

  const late = await server.link('Ada');
  server.wait(10 * MINUTE);
  expect(await begin(late)).toBe('');
  const short = await begin(await server.link('Ada'));
  const out = await server.post('/signout', {}, { cookie: short });
  expect([out.status, out.headers.get('location'), await status(short)]).toEqual([303, '/graphiql', 401]);
  expect(out.headers.get('set-cookie')).toMatch(/^headgate_session=; Path=\/; Max-Age=0; HttpOnly/);
  const [whole, left] = [await begin(await server.link('Ada')), await server.link(id)];
  const gone = await begin(await server.link(id));
  expect([await status(whole), await status(gone)]).toEqual([200, 200]);
  await fresh.context.database.transaction((session) => session.send(`delete from control.principal where name = 'Bob'`));
  expect([await status(gone), await begin(left)]).toEqual([401, '']);
  server.wait(8 * 60 * MINUTE);
  expect(await status(whole)).toBe(401);
  expect([await status('headgate_session=guessed'), (await server.post('/signin', {})).status]).toEqual([401, 401]);
});

// Goal: who is out by the key is out by the browser too, at once and everywhere. Method: two servers over one database; keys are ended at one, and asked is the other.
test("a person's last key takes along the sessions that links began, and the links that wait; no other key does, and nobody else's", async () => {
  await using fresh = await freshInstallation();
  await using server = await givenServer(fresh);
  await using other = await givenServer(fresh);
  const { context, admin, principals, signIns } = fresh;
  const now = new Date('2026-04-01T08:00:00Z');
  const make = async (name: string, kind: 'admin' | 'person' = 'person') =>
    makeKey(context, admin, { principals, kind, name, namespaces: [], roles: kind === 'admin' ? [] : ['auditor'] });
  const root = await make('root', 'admin');
  const [ann, bea, cy, dan] = [await make('ann'), await make('bea'), await make('cy'), await make('dan')];
  await principals.operator('demo', now); // holds no key
  const begin = async (called: string): Promise<string> => cookieOf(await other.post('/signin', { token: await other.link(called) }));
  const [one, two, left, demo] = [await begin('ann'), await begin('bea'), await begin('cy'), await begin('demo')];
  const checked = { at: now, sealedGrant: Buffer.from('a grant') };
  const vouched = await signIns.beginFor(ann.id, { now, until: new Date('2026-04-01T16:00:00Z') }, checked);
  const status = async (cookie: string): Promise<number> => (await other.ask(WHO, { cookie })).status;
  const revoke = (prefix: string): Promise<Asked> =>
    server.ask(`mutation { revokeKey(prefix: "${prefix}") { prefix } }`, { authorization: `Bearer ${root.key}` });
  const leaked = (prefix: string, isDryRun: boolean) =>
    endLeakedKey(context, admin, { principals, prefix, since: INSTANT_MIN, first: 0, isDryRun });
  const next = await rotateKey(context, admin, { principals, called: 'bea', graceMs: 60 * MINUTE, expiresAt: null });
  const waiting = await other.link('ann');

  expect(await Promise.all([one, two, left, demo].map(status))).toEqual([200, 200, 200, 200]);
  expect([await revoke(ann.prefix), await revoke(next.prefix)]).toMatchObject([{ codes: [] }, { codes: [] }]);
  expect(await Promise.all([one, two, left, demo].map(status))).toEqual([401, 200, 200, 200]);
  expect([cookieOf(await other.post('/signin', { token: waiting })), await status(await begin('dan'))]).toEqual(['', 200]);
  expect(await signIns.open(vouched, now)).toMatchObject({ principalId: ann.id, checked });
  await leaked(cy.prefix, true);
  expect(await status(left)).toBe(200);
  await leaked(cy.prefix, false);
  await revoke(bea.prefix);
  expect(await Promise.all([two, left, demo].map(status))).toEqual([401, 401, 200]);
  const refused = issueSignInLink(fresh, admin, 'cy');
  await expect(refused).rejects.toThrow('cy holds no key that is in force, and a session lasts no longer than those; make one first.');

  const again = await begin('dan');
  await fresh.context.database.transaction((session) =>
    session.send(`update control.api_key set revoked_at = now() where prefix = '${dan.prefix}'`),
  );
  expect(await status(again)).toBe(401);
});

test('a session that a link began lasts no longer than the keys of whose it is, and says so', async () => {
  await using fresh = await freshInstallation();
  await using server = await givenServer(fresh);
  const { context, admin, principals } = fresh;
  const expiresAt = new Date('2026-04-01T09:00:00Z');
  await makeKey(context, admin, { principals, kind: 'person', name: 'eve', namespaces: [], roles: ['auditor'], expiresAt });
  const [begun, waiting] = [cookieOf(await server.post('/signin', { token: await server.link('eve') })), await server.link('eve')];
  const asked = await server.ask('{ whoami { until } }', { cookie: begun });

  expect(asked).toMatchObject({ status: 200, data: { whoami: { until: expiresAt.toISOString() } } });
  server.wait(60 * MINUTE);
  expect((await server.ask(WHO, { cookie: begun })).status).toBe(401);
  expect(cookieOf(await server.post('/signin', { token: waiting }))).toBe('');
});
