import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { afterAll, beforeAll, expect, inject, test } from 'vitest';

import { DAY_MS } from '#foundation';
import type { JsonObject } from '#record';
import { Database } from '#store';
import { everyRow, given, SERVER_CLIENT, spellingsOf, TestBrowser, testProvider, type TestProvider } from '#testkit';

import { type Ran, runCommand } from '../apps/cli/testkit/command.ts';
import { datasetEvent, runEvent, runId } from './support/events.ts';
import { type Answer, send, type Sending } from './support/http-client.ts';
import { type RunningServer, startServer } from './support/running-server.ts';

// Goal: no secret stands in logs, answers, what commands say, the embedded Postgres' log, or the database. Method: a server of its own over its embedded Postgres is
// worked through its doors with secrets that are known here and random, each put where such a secret stands, or is put by mistake; then all that came out is searched.
// What shows a secret once, to whom it is for, is kept apart. Bytes in quarantine are told to their sender and to administrators as they came: they are not asked for.

const word = (length: number): string => randomBytes(length).toString('base64url').slice(0, length);
/** By what it is: the part of it that nobody could guess. */
const secrets = new Map<string, string>();

/** A secret of 24 characters that no pattern knows by its form. */
function secret(what: string): string {
  const text = `Zq${word(22).replaceAll(/[-_]/g, 'x')}`;
  secrets.set(what, text);
  return text;
}

function key(what: string): string {
  const hidden = word(43);
  secrets.set(what, hidden);
  return `hg_${word(8)}_${hidden}`;
}

/** What came out, by where. */
const told: { readonly where: string; readonly text: string }[] = [];
let server: RunningServer;
let provider: TestProvider;
let environment: Readonly<Record<string, string>>;
const keys = {
  admin: key('the key that HEADGATE_ADMIN_KEY gives'),
  wrong: key('a key that nobody holds'),
  pasted: key('a key that was pasted'),
  emitter: '',
  person: '',
};

beforeAll(async () => {
  const alerts = { ALERTS_URL: `http://127.0.0.1:1/${secret("the administrators' alert address")}`, ALERTS_HOSTS: '127.0.0.1' };
  provider = await testProvider();
  secrets.set('the secret that the provider knows the server by', SERVER_CLIENT.secret);
  const people = {
    ...{ OIDC_ISSUER: provider.issuer, OIDC_CLIENT_ID: SERVER_CLIENT.id, OIDC_CLIENT_SECRET: SERVER_CLIENT.secret },
    ...{ OIDC_AUDIENCE: provider.audience, OIDC_GROUP_ROLES: 'auditors=auditor' },
  };
  server = await startServer(inject('checkout'), { DATABASE_URL: '', HEADGATE_ADMIN_KEY: keys.admin, DEBUG: '*', ...alerts, ...people });
  environment = { ...server.environment, DATABASE_URL: '', HEADGATE_URL: server.address, ...alerts, ...people };
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await provider[Symbol.asyncDispose]();
});

/** Sends, and keeps what is answered: status, headers and body. */
async function asked(sending: Sending, { isShown = false } = {}): Promise<Answer> {
  const answer = await send(server.address, sending);
  if (!isShown)
    told.push({
      where: `the answer to ${sending.method ?? 'POST'} ${sending.path ?? 'an event'}`,
      text: `${JSON.stringify(answer.headers)}\n${answer.text}`,
    });
  return answer;
}

async function command(args: readonly string[], settings: Readonly<Record<string, string>> = {}, { isShown = false } = {}): Promise<Ran> {
  const ran = await runCommand({ environment: { ...environment, ...settings }, stdin: '' }, args);
  if (!isShown) told.push({ where: `headgate ${args[0] ?? ''} ${args[1] ?? ''}`, text: `${ran.out}\n${ran.err}` });
  return ran;
}

const bearer = (of: string): Readonly<Record<string, string>> => ({ 'content-type': 'application/json', authorization: `Bearer ${of}` });
const graphql = (of: string, query: string, variables: object = {}): Promise<Answer> =>
  asked({ path: '/graphql', headers: bearer(of), body: JSON.stringify({ query, variables }) });

/** The key that `keys create` shows once. */
async function made(what: string, ...args: readonly string[]): Promise<string> {
  const { out } = await command(['keys', 'create', '--json', '--name', what, ...args], {}, { isShown: true });
  const { key: shown } = JSON.parse(out) as { readonly key: string };
  secrets.set(`the key of ${what}`, shown.slice(-43));
  return shown;
}

/** An event with a secret in every place that redaction knows. */
function secretive(): JsonObject {
  return runEvent({
    ...{ time: '2026-01-05T10:00:00Z', run: runId(1), job: 'load' },
    inputs: [
      {
        ...{ namespace: `postgres://loader:${secret('the password in the URL of a namespace')}@db:5432`, name: 'patients' },
        facets: {
          dataSource: { name: 'db', uri: `jdbc:postgresql://db/x?user=u&password=${secret('the password in a JDBC address')}` },
          acme: {
            apiToken: secret('a token in a custom facet'),
            deep: [{ credentials: { password: secret('a password deep in a custom facet') } }],
          },
        },
      },
    ],
    outputs: [
      {
        name: 'report',
        facets: { storage: { storageLayer: 'iceberg', options: `aws_secret_access_key=${secret('a key in a line of settings')}` } },
      },
    ],
    jobFacets: {
      sql: { query: `create user u password '${secret('a password in SQL')}'` },
      sourceCode: {
        language: 'sh',
        sourceCode: `curl -H "Authorization: Bearer ${secret('the token in a header of source code')}" http://x`,
      },
    },
    runFacets: {
      environmentVariables: { environmentVariables: [{ name: 'DB_PASSWORD', value: secret('the value of an environment variable') }] },
      errorMessage: {
        message: `login failed for postgres://u:${secret('the password in an error message')}@h/db`,
        programmingLanguage: 'sh',
        stackTrace: `sent with ${keys.pasted}`,
      },
      notes: { note: `our key is ${keys.pasted}` },
    },
  });
}

async function workTheDoors(): Promise<void> {
  keys.emitter = await made('an emitter', '--emitter', '--namespace', '*');
  keys.person = await made('an engineer', '--role', 'engineer');
  const post = (body: string, of = keys.emitter): Promise<Answer> => asked({ headers: { ...bearer(of), prefer: 'wait' }, body });
  const event = JSON.stringify(secretive());
  expect((await post(event)).status).toBe(201);
  await post(event);
  await post(event, keys.wrong);
  await post(event, keys.person);
  await asked({ path: '/api/v1/lineage?dryRun=true', headers: bearer(keys.emitter), body: event });
  await asked({
    path: '/api/v1/lineage/batch',
    headers: bearer(keys.emitter),
    body: `[${event},{"eventType":"${keys.pasted}","password":"${secret('a password in what cannot be used')}"}]`,
  });
  await post(keys.pasted);
  await post(JSON.stringify({ ...secretive(), eventType: keys.pasted, eventTime: keys.pasted }));
  await post(
    JSON.stringify(
      datasetEvent('2026-01-06T10:00:00Z', {
        name: keys.pasted,
        facets: { schema: { fields: [{ name: 'id', description: `see ${keys.pasted}` }] } },
      }),
    ),
  );
  for (const of of [keys.admin, keys.emitter]) await asked({ method: 'GET', path: '/api/v1/quarantine', headers: bearer(of) });
  await asked({ method: 'GET', path: '/api/v1/arrivals?from=0', headers: bearer(keys.admin) });
}

async function askTheWindow(): Promise<void> {
  const everything = `{ events { nodes { position kind warnings { code pointer message } redacted body json } }
    quarantine { nodes { id because problems { pointer message } } } datasets { nodes { namespace name facets { name content } } }
    jobs { nodes { name facets { name content } } } runs { nodes { runId facets { name content } } } auditTrail { nodes { what why } } whoami { name } status { recorded } }`;
  const until = new Date(Date.now() + DAY_MS).toISOString(); // what the engineer asks from here on is kept as it was asked
  const wish = ['--for', 'an engineer', '--scope', '*', '--purpose', 'audit', '--why', 'a test', '--until', until];
  expect((await command(['engagement', 'open', 'soc2', ...wish], { HEADGATE_KEY: keys.admin })).code).toBe(0);
  for (const of of [keys.admin, keys.person, keys.wrong]) {
    await graphql(of, everything);
    for (const text of [keys.pasted, keys.wrong]) {
      await graphql(
        of,
        '{ dataset(name: $text) { name } search(text: $text) { nodes { match } } }'.replace('{', 'query ($text: String!) {'),
        { text },
      );
      await graphql(of, `{ ${text.replaceAll('-', '_')} }`);
      await graphql(of, `{ dataset(id: "${text}") { name } } # ${text}`);
      await graphql(of, 'query ($first: Int) { datasets(first: $first) { nodes { name } } }', { first: text });
    }
  }
  for (const path of [
    '/graphql',
    '/api/v1/lineage',
    '/api/v1/arrivals',
    '/api/v1/nothing',
    '/nothing',
    '/graphiql',
    '/session',
    '/signin',
    '/%zz',
    '/health',
  ]) {
    await asked({ method: 'GET', path: `${path}?key=${keys.wrong}&token=${keys.pasted}` });
    await asked({ method: 'PUT', path: `${path}?key=${keys.wrong}`, headers: bearer(keys.wrong), body: `{"key":"${keys.pasted}"}` });
  }
  await asked({ method: 'GET', path: `/api/v1/quarantine/${keys.pasted}`, headers: bearer(keys.emitter) });
  const report = await asked({ path: '/api/v1/reports/HIPAA_EPHI_MAP', headers: bearer(keys.admin), body: '' });
  expect(report).toMatchObject({ status: 200, text: expect.stringContaining('BEGIN PUBLIC KEY') as string });
  for (const path of [`HIPAA_EPHI_MAP?asOf=${keys.pasted}`, keys.pasted])
    await asked({ path: `/api/v1/reports/${path}`, headers: bearer(keys.admin), body: '' });
  await asked({ method: 'GET', path: `/${keys.pasted}`, headers: bearer(keys.emitter) });
}

async function signIn(): Promise<void> {
  const { out } = await command(['login-link', '--json', '--name', 'an engineer'], {}, { isShown: true });
  const { url } = JSON.parse(out) as { readonly url: string };
  const token = new URL(url).hash.slice(1);
  secrets.set('the token of a sign-in link', token);
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  const first = await asked({ path: '/signin', headers: form, body: `token=${token}` }, { isShown: true });
  const cookie = String(first.headers['set-cookie']).split(';')[0] ?? '';
  secrets.set('the secret of a session', cookie.split('=')[1] ?? '');
  await asked({ path: '/signin', headers: form, body: `token=${token}` });
  await asked({ path: `/signin?token=${token}`, headers: form, body: 'token=' });
  await asked({ method: 'GET', path: '/session', headers: { cookie } });
  await asked({ path: '/graphql', headers: { cookie, 'content-type': 'application/json' }, body: '{"query":"{ whoami { name } }"}' });
  await asked({
    path: '/graphql',
    headers: { cookie, 'content-type': 'application/json' },
    body: '{"query":"mutation { redriveQuarantined(id: \\"x\\") { position } }"}',
  });
  await asked({ path: '/signout', headers: { ...form, cookie }, body: '' });
  await asked({ method: 'GET', path: '/session', headers: { cookie } });
}

/** A browser that keeps what Headgate answers it, without the cookies that it is given; those, and codes for whoever signs in, are secrets. */
class ListeningBrowser extends TestBrowser {
  override async send(url: string, form?: URLSearchParams): Promise<Response> {
    const response = await super.send(url, form);
    if (!url.startsWith(server.address)) return response;
    const { pathname } = new URL(url);
    const headers = [...response.headers].filter(([name]) => name !== 'set-cookie');
    told.push({ where: `what a browser is answered at ${pathname}`, text: `${JSON.stringify(headers)}\n${await response.clone().text()}` });
    for (const each of response.headers.getSetCookie()) {
      const [name = '', value = ''] = (each.split(';')[0] ?? '').split(/=(.*)/s);
      if (value.length > 20) secrets.set(`the cookie ${name} at ${pathname}, ${secrets.size}`, value);
    }
    return response;
  }
}

async function signInAtProvider(): Promise<void> {
  provider.register(server.address);
  provider.people.set('ada', { groups: ['auditors'], email: 'ada@hospital.example' });
  provider.letIn('ada');
  const browser = new ListeningBrowser();
  const { url, status } = await browser.visit(`${server.address}/login?return_to=/graphiql`);
  expect([url, status]).toEqual([`${server.address}/graphiql`, 200]);
  const cookie = browser.cookieFor(server.address);
  expect(cookie).not.toBe('');
  const back = given(browser.visited.find((each) => each.startsWith(`${server.address}/login/callback`)));
  const inBrowser = { cookie, 'content-type': 'application/json' };
  const query = '{ whoami { name roles } auditTrail { nodes { what why by { name } } } status { recorded } }';
  await asked({ path: '/graphql', headers: inBrowser, body: JSON.stringify({ query }) });
  await asked({ path: '/graphql', headers: inBrowser, body: JSON.stringify({ query: `{ dataset(name: "${keys.pasted}") { name } }` }) });
  await asked({ method: 'GET', path: '/session', headers: { cookie } });
  await asked({ method: 'GET', path: '/graphiql', headers: { cookie } });
  await asked({ method: 'GET', path: '/session', headers: { cookie: `${cookie}x` } });
  await browser.visit(back); // a code is good once
  const elsewhere = new ListeningBrowser();
  for (const query of [
    new URL(back).search,
    `?error=access_denied&error_description=${keys.pasted}&state=x`,
    `?code=${keys.pasted}&state=${keys.pasted}`,
  ])
    await elsewhere.visit(`${server.address}/login/callback${query}`);
  provider.people.set('eve', { groups: ['choir'], email: 'eve@hospital.example' });
  provider.letIn('eve');
  await new ListeningBrowser().visit(`${server.address}/login`);
  const { back: comeBack } = provider.goAway();
  await new ListeningBrowser().visit(`${server.address}/login`);
  comeBack();
  await asked({ path: '/signout', headers: { cookie, 'content-type': 'application/x-www-form-urlencoded' }, body: '' });
  const seconds = Math.floor(Date.now() / 1_000);
  const claims = { iss: provider.issuer, aud: provider.audience, sub: 'ada', client_id: 'a program', groups: ['auditors'] };
  const token = await provider.sign({ ...claims, iat: seconds, exp: seconds + 300 });
  secrets.set('the signature of an access token', given(token.split('.')[2]));
  for (const each of [token, `${token}x`, token.replace('.', '..')])
    for (const path of ['/graphql', '/api/v1/lineage', '/api/v1/decide'])
      await asked({ path, headers: { ...bearer(each), 'content-type': 'application/json' }, body: JSON.stringify({ query }) });
  const issued = provider.issued();
  expect(issued.length).toBeGreaterThan(1);
  for (const [index, each] of issued.entries()) secrets.set(`what the provider issued, ${index}`, each);
}

/** Writes a policy and an access file, in which `held` gives what stands in the place of each secret. */
async function writeRules(home: string, held: (what: string) => string): Promise<Record<'policy' | 'access', string>> {
  const [policy, access] = [path.join(home, 'policy.yaml'), path.join(home, 'access.yaml')];
  await writeFile(
    policy,
    `name: cautious
description: "see ${held('a key in the description of a policy')}, password=${held('a password in the description of a policy')}"
rules:
  - { effect: deny, roles: [engineer], on: { namespace: "postgres://loader:${held('the password in a namespace of a policy')}@db:5432" } }
keep_out:
  - { how: drop, on: { namespace: "postgres://loader:${held('the password in what is kept out')}@db:5432", facets: [sql] } }
`,
  );
  await writeFile(
    access,
    `teams:
  heart:
    owns: [db, "postgres://loader:${held('the password in what a team owns')}@db:5432"]
    description: "token=${held('a token in the description of a team')}"
    contacts: ["https://wiki/?token=${held('a token in the contact of a team')}"]
    alerts: { url: "http://127.0.0.1:1/${secret('the address in an access file')}" }
    members: { engineer: ["an engineer"] }
    emitters: { heart/spark: {} }
`,
  );
  return { policy, access };
}

/** Keys, and what a gateway reports: an answer of each, refused with a secret in each text that somebody may write. */
async function bindKeys(held: (what: string) => string, gateway: string): Promise<readonly string[]> {
  const url = (what: string): string => `postgres://loader:${held(`the password in ${what}`)}@db`;
  const said: string[] = [];
  for (const remote of [[], ['--remote']]) {
    const where = remote.length === 0 ? 'here' : 'from afar';
    const asAdmin = async (...args: readonly string[]): Promise<void> => {
      const { err } = await command(['keys', ...args, ...remote], { HEADGATE_KEY: keys.admin });
      said.push(err);
    };
    await asAdmin(
      'create',
      '--emitter',
      '--name',
      `${url(`the name of a key, ${where}`)} ${where}`,
      '--namespace',
      'db',
      '--outputs',
      'db',
    );
    for (const what of ['namespace', 'outputs', 'inputs', 'producers']) {
      const bound = ['namespace', 'outputs'].flatMap((each) => (each === what ? [] : [`--${each}`, 'db']));
      await asAdmin('create', '--emitter', '--name', `${what} ${where}`, ...bound, `--${what}`, url(`--${what} of keys create, ${where}`));
      for (const change of ['grant', 'bind'])
        await asAdmin(change, keys.emitter.slice(0, 11), `--${what}`, url(`--${what} of keys ${change}, ${where}`));
    }
  }
  const report = { system: 'a proxy', namespaces: ['db'], actions: ['read'], forSeconds: 60 };
  for (const wrong of [
    { system: url('what a system is called').replace('loader:[redacted]@', '') },
    { namespaces: [url('a namespace that a system guards')] },
  ]) {
    const answer = await asked({ path: '/api/v1/enforcement', headers: bearer(gateway), body: JSON.stringify({ ...report, ...wrong }) });
    said.push(answer.status < 300 ? '' : answer.text);
  }
  return said;
}

/** Policies, access files and settings: refused with a secret in every text that somebody may write, then in force without, printed and taken away by all that does. */
async function rule(): Promise<void> {
  const home = given(environment['HEADGATE_DATA_DIR']);
  const asAdmin = (...args: readonly string[]): Promise<Ran> => command(args, { HEADGATE_KEY: keys.admin });
  const setAlias = (held: (what: string) => string): Promise<Ran> =>
    asAdmin('settings', 'alias', 'join', `postgres://u:${held('the password in an alias')}@h`, 'a', 'db', 'a');
  const setWindow = (held: (what: string) => string): Promise<Ran> =>
    asAdmin('settings', 'lineage-window', '--days', '20', '--job', `postgres://u:${held('the password in a setting')}@h`, 'load');
  const gateway = await made('a gateway', '--role', 'gateway');
  for (const held of [secret, () => '[redacted]']) {
    const { policy, access } = await writeRules(home, held);
    const ran: Ran[] = [await setAlias(held), await setWindow(held)];
    for (const remote of [[], ['--remote']]) {
      for (const dryRun of [['--dry-run'], []])
        ran.push(await asAdmin('policy', 'apply', policy, ...dryRun, ...remote), await asAdmin('apply', access, ...dryRun, ...remote));
      ran.push(await asAdmin('policy', 'diff', policy, ...remote));
    }
    const said = [...ran.map(({ err }) => err), ...(await bindKeys(held, gateway))];
    if (held === secret) for (const each of said) expect(each).toContain('Nothing was recorded of');
    else expect(said.join('')).toBe('');
  }
  const [exported, keyFile] = [path.join(home, 'exported.yaml'), path.join(home, 'made.yaml')];
  await asAdmin('apply', path.join(home, 'access.yaml'), '--make-keys', keyFile);
  const keysMade = [...(await readFile(keyFile, 'utf8')).matchAll(/hg_[\w-]{8}_([\w-]{43})/g)].map(([, hidden]) => given(hidden));
  expect(keysMade.length).toBe(1);
  secrets.set('the key in a file of keys that was made', given(keysMade[0]));
  for (const json of [[], ['--json']]) {
    await asAdmin('settings', 'list', ...json);
    for (const remote of [[], ['--remote']])
      for (const args of [
        ['teams'],
        ['policy', 'show', 'cautious'],
        ['policy', 'list'],
        ['policy', 'history'],
        ['routes'],
        ['trail'],
        ['keys', 'list'],
      ])
        await asAdmin(...args, ...remote, ...json);
  }
  await writeFile(exported, (await asAdmin('teams')).out);
  expect((await asAdmin('apply', exported)).code).toBe(0);
  const everything = await graphql(
    keys.admin,
    '{ policies { nodes { name description rules { namespace } } } teams { yaml } keys(first: 100) { nodes { holder { name } bounds { namespaces outputs inputs producers } } } enforcement { nodes { system namespaces } } auditTrail(first: 100) { nodes { what why } } events(first: 100) { nodes { json body } } }',
  );
  expect([everything.status, everything.text.includes('"errors"')]).toEqual([200, false]);
}

async function giveCommands(port: string): Promise<void> {
  const password = secret('the password in DATABASE_URL');
  const url = (host: string): string => `postgres://headgate:${password}@${host}/headgate`;
  for (const DATABASE_URL of [
    url(`127.0.0.1:${port}`),
    url('127.0.0.1:1'),
    `postgres://127.0.0.1:1/x?password=${password}`,
    `postgres://u:${password}@`,
    `host=h password=${password}`,
  ])
    for (const args of [['doctor', '--json'], ['keys', 'list'], ['migrate']]) await command(args, { DATABASE_URL });
  await command(['doctor', '--json']);
  await command(['doctor']);
  await command(['doctor', '--json'], { HEADGATE_ADMIN_KEY: `hg_short_${secret('a key of the wrong form')}` });
  await command(['serve'], { HEADGATE_ADMIN_KEY: `hg_short_${secret('another key of the wrong form')}`, DATABASE_URL: url('127.0.0.1:1') });
  for (const HEADGATE_KEY of [keys.wrong, keys.person])
    for (const args of [
      ['whoami'],
      ['policy', 'list'],
      ['keys', 'list'],
      ['events', 'tail', '--nothing'],
      ['show', keys.pasted],
      ['trail', '--remote'],
    ])
      await command(args, { HEADGATE_KEY });
  for (const args of [['keys', 'revoke'], ['keys'], ['quarantine', 'show'], ['show'], ['lineage'], ['policy', 'show'], ['ask'], []])
    await command([...args, keys.pasted], { HEADGATE_KEY: keys.admin });
  await command(['login', '--key', keys.wrong, '--url', server.address]);
  await command(['login', '--key', keys.person, '--bogus']);
  await command(['login', '--key', keys.person, '--url', `http://u:${secret('the password in the address of a server')}@h`]);
  await command(['trail'], { HEADGATE_KEY: keys.admin });
  await command(['quarantine', 'list']);
  for (const form of ['--json', '--csv']) await command(['engagement', 'readings', 'soc2', form], { HEADGATE_KEY: keys.admin });
}

/** Addresses that teams are told at, and that of the administrators, where nobody takes anything. */
async function tellTeams(): Promise<void> {
  const file = (url: string): string => `teams: { heart: { owns: [db], alerts: { url: "${url}" } } }`;
  const apply = 'mutation ($yaml: String!, $isDryRun: Boolean!) { applyAccess(yaml: $yaml, isDryRun: $isDryRun) { changes { name } } }';
  const url = `http://127.0.0.1:1/${secret('the path of an alert address')}?also=${secret('the query of an alert address')}`;
  for (const each of [`${url}#x`, `ftp${url}`, url.replace('//', `//u:${secret('the password of an alert address')}@`), url, `${url}2`])
    for (const isDryRun of [true, false]) await graphql(keys.admin, apply, { yaml: file(each), isDryRun });
  await graphql(keys.admin, '{ teams { yaml nodes { alerts { url } } } }');
  const { out } = await command(['routes', 'secret', 'heart'], { HEADGATE_KEY: keys.admin }, { isShown: true });
  secrets.set('what notices are signed with', out.trim());
  await command(['break-glass', '--for', 'an engineer', '--reason', 'a test', '--hours', '1'], { HEADGATE_KEY: keys.admin });
  await expect
    .poll(async () => (await command(['routes'])).out, { timeout: 60_000 })
    .toContain('(administrators)  http://127.0.0.1:1  contract, key, claim, glass  fails since');
  for (const args of [['teams'], ['trail'], ['doctor'], ['routes', '--json']]) await command(args, { HEADGATE_KEY: keys.admin });
  await command(['routes'], { ALERTS_URL: `http://elsewhere.example/${secret('an alert address that is none')}` });
}

/** Every row of every table as text, and bytes as hexadecimal digits. */
async function dump(connectionString: string): Promise<void> {
  const database = new Database(connectionString, { connections: 1 });
  try {
    const tables = await database.snapshot(everyRow);
    expect(tables.length).toBeGreaterThan(20);
    told.push(...tables.map(({ table, text }) => ({ where: `the table ${table}`, text })));
  } finally {
    await database.close();
  }
}

async function keepFileSecrets(home: string): Promise<void> {
  const lines = (await readFile(path.join(home, 'keys.jsonl'), 'utf8')).trim().split('\n');
  for (const line of lines) {
    const { use, id, key: text } = JSON.parse(line) as { readonly use: string; readonly id?: number; readonly key: string };
    secrets.set(`a key of the key file: ${use} ${id ?? ''}`, text);
  }
  const pem = await readFile(path.join(home, 'signing-key.pem'), 'utf8'); // made for the first report
  secrets.set('the signing key', given(pem.split('\n')[1]));
}

test('no secret that went in, or that is kept, comes out', async () => {
  const home = path.join(given(environment['HEADGATE_DATA_DIR']));
  const [password, port] = [
    (await readFile(path.join(home, 'postgres/password'), 'utf8')).trim(),
    (await readFile(path.join(home, 'postgres/port'), 'utf8')).trim(),
  ];
  secrets.set("the embedded Postgres' password", password);

  await workTheDoors();
  await askTheWindow();
  await signIn();
  await signInAtProvider();
  await giveCommands(port);
  await tellTeams();
  await rule();
  await keepFileSecrets(home);
  await dump(`postgres://headgate:${password}@127.0.0.1:${port}/headgate`);
  await server.stop();
  told.push({ where: 'stderr of the server', text: server.complaint() });
  told.push({ where: 'stdout of the server', text: server.output() });
  told.push({ where: "the embedded Postgres' log", text: await readFile(path.join(home, 'postgres/postgres.log'), 'utf8') });

  expect(secrets.size).toBeGreaterThan(25);
  const everything = told.map(({ text }) => text).join('\n'); // so that nothing is found where nothing was looked at
  for (const seen of [
    '[redacted]',
    'an engineer',
    'environmentVariables',
    '"problems"',
    'Nothing is here',
    'cannot be used',
    'Headgate',
    'prisma:client',
    '#hidden-',
    'it cannot be reached (ECONNREFUSED)',
    'name: cautious',
    'heart/spark',
    'postgres://u:[redacted]@h',
    'ada@hospital.example',
    '"operation":"search"',
  ])
    expect(everything).toContain(seen);
  const leaks = [...secrets].flatMap(([what, text]) => {
    const forms = spellingsOf(text);
    return told.filter(({ text: said }) => forms.some((form) => said.includes(form))).map(({ where }) => `${what}: in ${where}`);
  });
  expect([...new Set(leaks)]).toEqual([]);
});
