import { chmodSync, existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';

import { expect, test } from 'vitest';

import { parseInstant } from '#foundation';
import { type FreshInstallation, freshInstallation, mapAll, temporaryDirectory } from '#testkit';
import { type Principal, receiveEvent, Refusals } from '#operations';
import { createDatabase } from '#store';

import { type Ran, runCommand } from '../testkit/command.ts';

/** Runs the command as a shell would, with these settings alone. */
function command(environment: Readonly<Record<string, string>>, ...args: readonly string[]): Promise<Ran> {
  return runCommand({ environment }, args);
}

/** As `command`, with --json: its exit code and its one value. */
async function json(
  installation: FreshInstallation,
  ...args: readonly string[]
): Promise<{ readonly code: number; readonly value: unknown }> {
  const { code, out } = await command(settingsOf(installation), ...args, '--json');
  return { code, value: JSON.parse(out) as unknown };
}

function settingsOf({ connectionString, dataDir }: FreshInstallation): Readonly<Record<string, string>> {
  return { DATABASE_URL: connectionString, HEADGATE_DATA_DIR: dataDir, HTTP_PORT: '0' };
}

const A_UUID = expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/) as string;
const A_TIME = expect.toSatisfy((text: string) => parseInstant(text) !== undefined) as string;
/** A use is written within a second or so. */
const NEVER_OR_A_TIME = expect.toSatisfy((text: string | null) => text === null || parseInstant(text) !== undefined) as string;
const RUN = '0198c3a0-0000-7000-8000-00000000000a';

function eventOf(namespace: string, inputs: readonly string[], time = '2026-03-01T00:00:00Z'): Buffer {
  const schemaURL = 'https://openlineage.io/spec/2-0-2/OpenLineage.json#/definitions/RunEvent';
  const event = {
    ...{ eventType: 'COMPLETE', eventTime: time, run: { runId: RUN }, job: { namespace, name: 'load' } },
    ...{ inputs: inputs.map((name) => ({ namespace: 'n', name })), outputs: [], producer: 'https://example.org/test', schemaURL },
  };
  return Buffer.from(JSON.stringify(event));
}

interface Emitter extends Principal {
  readonly prefix: string;
}

/** Bound to some namespaces. */
async function givenEmitter({ principals, context }: FreshInstallation, name: string, namespaces: readonly string[]): Promise<Emitter> {
  const { key } = await principals.create({ kind: 'emitter', name, namespaces, binding: { outputs: [] } }, context.clock.now());
  const holder = await principals.holder(key);
  if (holder === undefined) throw new Error('the key was just made');
  return { ...holder, prefix: key.slice(0, 11) };
}

test('every command says how it is used, and nothing else', async () => {
  const all = await command({}, '--help');
  const names = [...all.out.matchAll(/^ {2}([a-z-]+) {2}/gm)].map(([, name]) => name ?? '');

  expect(names).toEqual([
    ...[
      'serve',
      'demo',
      'login',
      'logout',
      'whoami',
      'search',
      'show',
      'lineage',
      'labels',
      'explain',
      'could',
      'ask',
      'lint',
      'events',
      'contract',
      'alerts',
      'report',
      'proof',
      'verify',
      'witness',
    ],
    ...[
      'policy',
      'break-glass',
      'engagement',
      'apply',
      'teams',
      'routes',
      'trail',
      'keys',
      'login-link',
      'signing-key',
      'log-key',
      'restored',
      'quarantine',
      'retract',
      'reinstate',
      'retractions',
      'retire',
      'settings',
    ],
    ...['doctor', 'migrate', 'replay', 'digest', 'version'],
  ]);
  for (const name of names) {
    const { code, out, err } = await command({}, name, '--help');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(new RegExp(`^Usage: headgate ${name}`));
    expect(out).toMatch(/Exit codes: 0 /);
  }
});

test('a wrong command line is said in one sentence, and ends with 2', async () => {
  const failures: readonly (readonly [readonly string[], string])[] = [
    [['fly'], 'headgate knows no command fly; headgate --help names them\n'],
    [['contracts'], 'headgate knows no command contracts; did you mean contract? headgate --help names them all\n'],
    [['retractions'], 'headgate retractions: what to do is one of list; --help shows how.\n'],
    [['settings', 'alias'], 'headgate settings: what to do with the names is one of join, part; --help shows how.\n'],
    [['retire'], 'headgate retire: what to retire is one of dataset, job; --help shows how.\n'],
    [['report'], 'headgate report: what to report is one of HIPAA_EPHI_MAP; --help shows how.\n'],
    [['digest', '--fast'], "headgate digest: Unknown option '--fast'; --help shows how.\n"],
    [['digest', 'now'], 'headgate digest: expected no more words, got: now; --help shows how.\n'],
    [['quarantine'], 'headgate quarantine: what to do is one of list, show, redrive; --help shows how.\n'],
    [['quarantine', 'redrive'], 'headgate quarantine: expected <id>, got: nothing; --help shows how.\n'],
    [['quarantine', 'list', '--limit', '0'], 'headgate quarantine: --limit is a whole number from 1 to 100000, not 0; --help shows how.\n'],
    [['keys', 'create', '--name', 'x'], 'headgate keys: say one of --emitter, --role, --person and --admin; --help shows how.\n'],
    [
      ['keys', 'create', '--name', 'x', '--emitter', '--namespace', 'a*b'],
      'headgate keys: a*b names no namespaces: a * stands at the end alone; --help shows how.\n',
    ],
    [['retract', 'run', 'n', 'load', RUN], 'headgate retract: --why is missing; --help shows how.\n'],
    [
      ['retract', 'emitter', 'x', '--why', 'y', '--from', 'dawn'],
      'headgate retract: --from is an RFC 3339 time, such as 2026-01-31T06:30:00Z, not dawn; --help shows how.\n',
    ],
    [['retire', 'job', 'n', 'load'], 'headgate retire: say --at or --undo; --help shows how.\n'],
    [['settings', 'lineage-window', '--days', '-1'], "headgate settings: Option '--days' argument is ambiguous; --help shows how.\n"],
  ];
  for (const [args, sentence] of failures) expect(await command({}, ...args)).toEqual({ code: 2, out: '', err: sentence });
});

test('an unknown command with --json is one JSON value on stdout, as every other failure', async () => {
  const failure = (name: string) => ({ code: 'BAD_REQUEST', message: `headgate knows no command ${name}; headgate --help names them` });
  for (const [name, ...rest] of [['fly', '--json'], ['fly', 'high', '--json'], ['--json']] as const) {
    expect(await command({}, name, ...rest)).toEqual({ code: 2, out: `${JSON.stringify({ failure: failure(name) })}\n`, err: '' });
  }
});

test('a wrong setting, and a place without a Headgate, end with 2; nothing is made', async () => {
  await using empty = await temporaryDirectory();
  const dataDir = path.join(empty.path, 'none');

  expect(await command({ HEADGATE_DATA_DIR: dataDir, HTTP_PORT: 'x' }, 'digest', '--json')).toEqual({
    code: 2,
    out: `${JSON.stringify({ failure: { code: 'BAD_REQUEST', message: 'Configuration is not valid:\n  HTTP_PORT: must be a number' } })}\n`,
    err: '',
  });
  expect(await command({ HEADGATE_DATA_DIR: dataDir }, 'keys', 'list')).toEqual({
    code: 2,
    out: '',
    err: `headgate keys: There is no Headgate in ${dataDir}; start one with \`headgate serve\`, or say where it is with HEADGATE_DATA_DIR or DATABASE_URL, or ask a running server with --remote.\n`,
  });
  const doctor = await command({ HEADGATE_DATA_DIR: dataDir, HTTP_PORT: '0' }, 'doctor', '--json');
  expect(doctor.code).toBe(0);
  expect(doctor.out).toContain('There is no database in');
});

test('a database that cannot be reached is STORE_UNAVAILABLE, names its place and what to do, and tells no password', async () => {
  await using empty = await temporaryDirectory();
  const settings = { HEADGATE_DATA_DIR: empty.path, HTTP_PORT: '0', DATABASE_URL: 'postgresql://someone:hunter2@127.0.0.1:1/somewhere' };
  const message =
    'Postgres at 127.0.0.1:1, database somewhere, cannot be used: connect ECONNREFUSED 127.0.0.1:1. Look whether it runs, and whether DATABASE_URL is right.';

  for (const words of [['digest'], ['keys', 'list'], ['migrate'], ['migrate', '--status'], ['replay'], ['quarantine', 'list']]) {
    const out = `${JSON.stringify({ failure: { code: 'STORE_UNAVAILABLE', message } })}\n`;
    expect(await command(settings, ...words, '--json')).toEqual({ code: 1, out, err: '' });
  }
  expect(await command(settings, 'digest')).toEqual({ code: 1, out: '', err: `headgate digest: ${message}\n` });
});

test('versions and new keys need no database', async () => {
  const version = await command({}, 'version', '--json');
  expect(JSON.parse(version.out)).toEqual({ version: '0.1.0', fold: 1, gate: 5, node: process.versions.node });
  expect(await command({}, 'keys', 'new', '--json')).toMatchObject({
    code: 0,
    out: expect.stringMatching(/"hg_[\w-]{8}_[\w-]{43}"/) as string,
  });
});

test('the digest is of the graph at a size, and names what is missing', async () => {
  await using installation = await freshInstallation();
  await receiveEvent(installation.context, { ...installation.admin, kind: 'emitter', namespaces: ['*'] }, eventOf('etl', ['a']));

  const before = await json(installation, 'digest');
  await mapAll(installation.context);
  const after = await json(installation, 'digest');
  const earlier = await json(installation, 'digest', '--known-at', '0');
  const beyond = await json(installation, 'digest', '--known-at', '7');

  const nothing = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
  expect(before).toEqual({
    code: 0,
    value: {
      digest: nothing,
      size: '0',
      foldVersion: 1,
      completeness: 'PARTIAL',
      reasons: [{ code: 'MAPPING_BEHIND', message: '1 recorded entries are not in the graph yet; ask again in a moment.' }],
    },
  });
  expect(after).toEqual({
    code: 0,
    value: { digest: expect.stringMatching(/^[0-9a-f]{64}$/) as string, size: '1', foldVersion: 1, completeness: 'COMPLETE', reasons: [] },
  });
  expect(earlier.value).toMatchObject({ digest: nothing, size: '0' });
  expect(beyond).toEqual({
    code: 2,
    value: { failure: { code: 'BAD_REQUEST', message: 'knownAt 7 lies beyond what is mapped (1); ask for at most that.' } },
  });
});

test('a refused event is listed, shown, granted and redriven', async () => {
  await using installation = await freshInstallation();
  const emitter = await givenEmitter(installation, 'airflow', ['etl']);
  const body = eventOf('warehouse', ['a']);
  const received = await receiveEvent(installation.context, emitter, body);
  await receiveEvent(installation.context, emitter, Buffer.from([0xff]));
  const id = received.kind === 'quarantined' ? received.id : '';
  const item = {
    id,
    position: '0',
    because: 'refused',
    problems: [{ pointer: '/job/namespace', message: expect.any(String) as string }],
    sender: emitter.id,
    senderName: 'airflow',
    bytes: body.length,
    redrivenTo: null,
    receivedAt: A_TIME,
  };

  expect(await json(installation, 'quarantine', 'list', '--because', 'refused', '--sender', 'airflow')).toEqual({
    code: 0,
    value: { items: [item], more: false },
  });
  expect(await json(installation, 'quarantine', 'list', '--limit', '1')).toMatchObject({
    value: { items: [{ because: 'unreadable' }], more: true },
  });
  expect(await json(installation, 'quarantine', 'show', id)).toEqual({
    code: 0,
    value: { ...item, body: { text: body.toString(), base64: null } },
  });
  expect(await json(installation, 'quarantine', 'redrive', id)).toEqual({
    code: 1,
    value: { outcomes: [{ id, outcome: 'refused', problems: item.problems }] },
  });

  expect(await json(installation, 'keys', 'grant', emitter.prefix, '--namespace', 'ware*')).toEqual({
    code: 0,
    value: { prefix: emitter.prefix, namespaces: ['etl', 'ware*'], outputs: [], inputs: ['*'], producers: [] },
  });
  expect(await json(installation, 'quarantine', 'redrive', '--all', '--because', 'refused')).toEqual({
    code: 0,
    value: { outcomes: [{ id, outcome: 'recorded', position: '4' }] },
  });
  expect(await json(installation, 'quarantine', 'redrive', id)).toEqual({
    code: 0,
    value: { outcomes: [{ id, outcome: 'duplicate', position: '4' }] },
  });
  expect(await json(installation, 'quarantine', 'list', '--redriven')).toEqual({
    code: 0,
    value: { items: [{ ...item, redrivenTo: '4' }], more: false },
  });
  expect(await json(installation, 'quarantine', 'redrive', '--all')).toMatchObject({
    code: 1,
    value: { outcomes: [{ outcome: 'unreadable' }] },
  });
  expect(await json(installation, 'quarantine', 'show', 'x')).toEqual({
    code: 1,
    value: {
      failure: { code: 'NOT_FOUND', message: 'There is nothing in quarantine as x; `headgate quarantine list` names what there is.' },
    },
  });
});

test('keys are made, listed and revoked', async () => {
  await using installation = await freshInstallation();

  const made = await json(
    installation,
    'keys',
    'create',
    '--name',
    'spark',
    '--emitter',
    '--namespace',
    'etl',
    '--namespace',
    'lake*',
    '--outputs',
    '*',
  );
  const { key, prefix, id } = made.value as { key: string; prefix: string; id: string };
  expect(made).toEqual({
    code: 0,
    value: {
      id: A_UUID,
      name: 'spark',
      kind: 'emitter',
      roles: [],
      scopes: null,
      prefix: expect.stringMatching(/^hg_.{8}$/) as string,
      namespaces: ['etl', 'lake*'],
      outputs: ['*'],
      expiresAt: null,
      key: expect.stringMatching(/^hg_[\w-]{8}_[\w-]{43}$/) as string,
    },
  });
  expect(await installation.principals.holder(key)).toEqual({
    id,
    kind: 'emitter',
    name: 'spark',
    namespaces: ['etl', 'lake*'],
    roles: [],
    binding: { outputs: ['*'], inputs: ['*'], producers: [] },
  });
  expect(await json(installation, 'keys', 'revoke', prefix)).toEqual({ code: 0, value: { prefix, revoked: true } });
  expect(await json(installation, 'keys', 'list')).toEqual({
    code: 0,
    value: {
      keys: [
        {
          ...{
            id,
            kind: 'emitter',
            name: 'spark',
            prefix,
            namespaces: ['etl', 'lake*'],
            roles: [],
            scopes: null,
            state: 'revoked',
            next: null,
            revoked: true,
            isTrial: false,
          },
          ...{ outputs: ['*'], inputs: ['*'], producers: [] },
          ...{ createdAt: A_TIME, expiresAt: null, lastUsedAt: NEVER_OR_A_TIME, revokedAt: A_TIME },
        },
      ],
    },
  });
  expect(await json(installation, 'keys', 'revoke', prefix)).toMatchObject({ code: 1, value: { failure: { code: 'NOT_FOUND' } } });
});

test('namespaces are granted to emitters alone', async () => {
  await using installation = await freshInstallation();
  const prefixes = ['--role engineer', '--admin'].map(async (kind) => {
    const { value } = await json(installation, 'keys', 'create', '--name', `who has ${kind}`, ...kind.split(' '));
    return (value as { readonly prefix: string }).prefix;
  });
  const [person = '', admin = ''] = await Promise.all(prefixes);
  const grant = (prefix: string): Promise<Ran> => command(settingsOf(installation), 'keys', 'grant', prefix, '--namespace', 'etl');

  expect(await grant(person)).toEqual({
    code: 2,
    out: '',
    err: 'headgate keys: who has --role engineer is a person; only emitters speak for namespaces.\n',
  });
  expect(await grant(admin)).toMatchObject({
    code: 2,
    err: 'headgate keys: who has --admin is an administrator, who speaks for all namespaces.\n',
  });
  expect(await grant('hg_nobody00')).toMatchObject({
    code: 1,
    err: expect.stringContaining('No key in force is called hg_nobody00') as string,
  });
});

test('a command acts as the holder of HEADGATE_KEY, and without one as the administrator of the machine', async () => {
  await using installation = await freshInstallation();
  const { principals, context } = installation;
  const keyOf = async (role: string): Promise<string> =>
    (await principals.create({ kind: 'person', name: role, namespaces: [], roles: [role] }, context.clock.now())).key;
  const [engineer, auditor] = await Promise.all(['engineer', 'auditor'].map(keyOf));
  const as = (key: string | undefined, words: string): Promise<Ran> =>
    command({ ...settingsOf(installation), ...(key === undefined ? {} : { HEADGATE_KEY: key }) }, ...words.split(' '));
  const reading = ['trail', 'policy list', 'policy show x', 'keys list', 'settings list', 'retractions list', 'digest'];

  for (const words of reading) {
    expect(await as(engineer, words)).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringMatching(
        /: Only an (auditor, a policy author, a policy approver or an |auditor or an )?administrator may [a-z ]+[^]*\.\n$/,
      ) as string,
    });
    expect(await as('hg_of-nobody', words)).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringMatching(/: Nobody here holds HEADGATE_KEY, or not any more; /) as string,
    });
  }
  expect((await as(engineer, 'policy list')).err).toBe(
    'headgate policy: Only an auditor, a policy author, a policy approver or an administrator may read policies.\n',
  );
  for (const key of ['', undefined]) expect(await as(key, 'settings list')).toMatchObject({ code: 0, err: '' });
  expect(await as(auditor, 'policy list')).toMatchObject({
    code: 0,
    out: 'No policy is in force: built-in roles see everything, other roles nothing.\n',
  });
  expect((await as(auditor, 'trail')).out).toMatch(/ engineer +cli +denied +administer +read policies/);
  expect(await as(auditor, 'settings list')).toMatchObject({ code: 1 });

  const folder = path.join(installation.dataDir, 'evidence');
  await receiveEvent(context, installation.admin, eventOf('etl', ['a']));
  expect(await as(engineer, `report HIPAA_EPHI_MAP --out ${folder}`)).toMatchObject({
    code: 1,
    err: 'headgate report: Only an auditor or an administrator may ask for a report.\n',
  });
  expect(await as(auditor, `report HIPAA_EPHI_MAP --out ${folder}`)).toMatchObject({ code: 0, err: '' });
  expect((await as(undefined, 'trail --who auditor')).out).toMatch(/ auditor +cli +done +report /);
});

test('a list of nothing is a sentence', async () => {
  await using installation = await freshInstallation();
  const sentences: readonly (readonly [string, string])[] = [
    ['keys list', 'No key was ever made.'],
    ['quarantine list', 'Nothing is in quarantine.'],
    ['quarantine list --open', 'Nothing of that kind is in quarantine.'],
    ['retractions list', 'Nothing was retracted.'],
    ['alerts', 'No alerts.'],
    ['alerts list --state open', 'No alert is open.'],
    ['contract list', 'No contract is in force.'],
    ['policy list', 'No policy is in force: built-in roles see everything, other roles nothing.'],
    ['trail', 'There is nothing in the trail.'],
  ];
  for (const [words, sentence] of sentences)
    expect(await command(settingsOf(installation), ...words.split(' '))).toEqual({ code: 0, out: `${sentence}\n`, err: '' });
});

test('a port where nothing can listen is said in a sentence, and nothing is opened', async () => {
  await using empty = await temporaryDirectory();
  const dataDir = path.join(empty.path, 'none');
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const { port } = other.address() as AddressInfo; // it listens on TCP
  const serve = (settings: Readonly<Record<string, string>>): Promise<Ran> => command({ HEADGATE_DATA_DIR: dataDir, ...settings }, 'serve');

  const told = await serve({ HTTP_PORT: String(port) });
  other.close();
  const why = `Port ${port} of 127.0.0.1 is taken; if a Headgate answers there, use it, or choose another with HTTP_PORT.`;
  expect(told).toEqual({ code: 2, out: '', err: `headgate serve: ${why}\n` });
  expect(await serve({ HTTP_HOST: '192.0.2.1', HTTP_PORT: '4000' })).toMatchObject({
    code: 2,
    err: expect.stringMatching(/: Nothing can listen on port 4000 of 192\.0\.2\.1 \(EADDRNOTAVAIL\); choose others /) as string,
  });
  expect(existsSync(dataDir)).toBe(false);
});

test('a policy is tried, applied, listed and shown, and stands in the trail with the key of whom it is for', async () => {
  await using installation = await freshInstallation();
  const file = path.join(installation.dataDir, 'policy.yaml');
  const policy = { name: 'no-hr', rules: [{ effect: 'deny', roles: ['engineer'], action: 'see', on: { name: 'hr.*' } }] };
  writeFileSync(file, JSON.stringify(policy));
  await receiveEvent(installation.context, installation.admin, eventOf('etl', ['hr.salaries']));
  await mapAll(installation.context);

  expect(await json(installation, 'keys', 'create', '--name', 'Nora', '--role', 'engineer')).toMatchObject({
    code: 0,
    value: { kind: 'person', roles: ['engineer'] },
  });
  expect(await json(installation, 'policy', 'apply', file, '--dry-run')).toMatchObject({
    code: 0,
    value: { name: 'no-hr', changes: [{ role: 'engineer', action: 'see', change: 'less', what: 'dataset', count: 1 }], isCut: false },
  });
  expect(await json(installation, 'policy', 'apply', file)).toEqual({
    code: 0,
    value: { name: 'no-hr', position: '2', draft: null, isNew: true },
  });
  expect(await json(installation, 'policy', 'apply', file)).toEqual({
    code: 0,
    value: { name: 'no-hr', position: '2', draft: null, isNew: false },
  });
  const by = { by: A_UUID, byName: expect.any(String) as string, recordedAt: A_TIME, isAlone: true, isOwed: false };
  const listed = { policy, position: '2', ...by };
  expect(await json(installation, 'policy', 'list')).toEqual({ code: 0, value: { policies: [listed] } });
  expect(await json(installation, 'policy', 'show', 'no-hr')).toEqual({ code: 0, value: listed });
  expect(await json(installation, 'policy', 'show', 'none')).toMatchObject({ code: 1, value: { failure: { code: 'NOT_FOUND' } } });
  expect(await json(installation, 'trail', '--limit', '2')).toMatchObject({
    code: 0,
    value: {
      entries: [
        { action: 'apply policy', what: 'no-hr' },
        { action: 'key made', what: expect.stringMatching(/^Nora hg_/) as string },
      ],
      more: false,
    },
  });
});

test('a retraction is shown first, done with --yes, listed, and taken back', async () => {
  await using installation = await freshInstallation();
  const emitter = await givenEmitter(installation, 'airflow', ['*']);
  await receiveEvent(installation.context, emitter, eventOf('etl', ['a']));
  await receiveEvent(installation.context, emitter, eventOf('etl', ['b'], '2026-03-02T00:00:00Z'));
  const preview = {
    size: '2',
    behind: '0',
    retractions: 1,
    events: { takenOut: 1, putBack: 0 },
    runs: { touched: 1, first: [`etl / load / ${RUN}`] },
    nodes: { gone: 1, ended: 0, back: 0, changed: 0, first: [{ change: 'gone', name: 'dataset n / b' }] },
    edges: { gone: 1, ended: 0, back: 0, changed: 0, first: [{ change: 'gone', name: 'input: n / b -> etl / load' }] },
  };
  const words = ['retract', 'events', '1', '--why', 'a test run'];

  expect(await json(installation, ...words)).toEqual({ code: 1, value: { preview, recorded: null, mapped: false } });
  const done = await json(installation, ...words, '--yes');
  expect(done).toEqual({ code: 0, value: { preview, recorded: [{ retraction: A_UUID, position: '2' }], mapped: true } });
  const { retraction } = (done.value as { recorded: readonly { retraction: string }[] }).recorded[0] ?? { retraction: '' };
  const listed = {
    retraction,
    what: { events: 1, first: [expect.stringMatching(/^[0-9a-f]{64}$/)] },
    why: 'a test run',
    position: '2',
    by: A_UUID,
    byName: expect.stringMatching(/^command line of /) as string,
    recordedAt: A_TIME,
    takenBack: null,
  };
  expect(await json(installation, 'retractions', 'list')).toEqual({ code: 0, value: { retractions: [listed] } });
  expect(await json(installation, ...words, '--yes')).toEqual({
    code: 1,
    value: { failure: { code: 'NOT_FOUND', message: 'Nothing that counts in the graph is named by that; nothing was recorded.' } },
  });

  const back = { events: { takenOut: 0, putBack: 1 }, edges: { back: 1 }, nodes: { back: 1 } };
  expect(await json(installation, 'reinstate', retraction, '--why', 'it was real')).toMatchObject({
    code: 1,
    value: { preview: back, recorded: null },
  });
  expect(await json(installation, 'reinstate', retraction, '--why', 'it was real', '--yes')).toMatchObject({
    code: 0,
    value: { recorded: { position: '3' }, mapped: true },
  });
  expect(await json(installation, 'retractions', 'list')).toMatchObject({
    value: { retractions: [{ retraction, takenBack: { position: '3', why: 'it was real' } }] },
  });
});

test('a preview is read by people too', async () => {
  await using installation = await freshInstallation();
  const emitter = await givenEmitter(installation, 'airflow', ['*']);
  await receiveEvent(installation.context, emitter, eventOf('etl', ['a\u001b[31m']));

  const shown = await command(settingsOf(installation), 'retract', 'run', 'etl', 'load', RUN, '--why', 'a test');

  expect(shown).toEqual({
    code: 1,
    err: '',
    out: `In the graph of 1 entries this would change:
  events   1 taken out, 0 put back
  runs     1 touched
    etl / load / ${RUN}
  nodes    2 gone, 0 ended, 0 back, 0 at other times
    gone: job etl / load
    gone: dataset n / a [31m
  edges    1 gone, 0 ended, 0 back, 0 at other times
    gone: input: n / a [31m -> etl / load
Nothing was done. Repeat with --yes to do it.
`,
  });
});

test('settings and retirements are recorded and listed', async () => {
  await using installation = await freshInstallation();
  const emitter = await givenEmitter(installation, 'airflow', ['*']);
  await receiveEvent(installation.context, emitter, eventOf('etl', ['a']));

  expect(await json(installation, 'settings', 'lineage-window', '--days', '45')).toEqual({
    code: 0,
    value: { position: '1', mapped: true },
  });
  expect(await json(installation, 'settings', 'lineage-window', '--days', '7', '--job', 'etl', 'load')).toMatchObject({ code: 0 });
  expect(await json(installation, 'settings', 'alias', 'join', 'n', 'a', 'n', 'b')).toMatchObject({ code: 0 });
  expect(await json(installation, 'retire', 'job', 'etl', 'load', '--at', '2026-04-01T00:00:00Z')).toMatchObject({
    code: 1,
    value: { preview: { nodes: { ended: 1 }, edges: { ended: 1 } }, recorded: null },
  });
  expect(await json(installation, 'retire', 'job', 'etl', 'load', '--at', '2026-04-01T00:00:00Z', '--yes')).toMatchObject({
    code: 0,
    value: { recorded: { position: '4' }, mapped: true },
  });
  expect(await json(installation, 'settings', 'list')).toEqual({
    code: 0,
    value: {
      lineageWindows: [
        { setting: 'lineage-window', job: null, days: 45 },
        { setting: 'lineage-window', job: { namespace: 'etl', name: 'load' }, days: 7 },
      ],
      aliases: [
        [
          { namespace: 'n', name: 'a' },
          { namespace: 'n', name: 'b' },
        ],
      ],
      retired: [{ node: { kind: 'job', namespace: 'etl', name: 'load' }, at: '2026-04-01T00:00:00Z' }],
    },
  });
  expect(await json(installation, 'retire', 'job', 'etl', 'load', '--undo', '--yes')).toMatchObject({ code: 0 });
  expect(await json(installation, 'retire', 'job', 'etl', 'lod', '--undo')).toMatchObject({
    code: 1,
    value: { failure: { code: 'NOT_FOUND' } },
  });
});

test('a replay says what it did, and tells its progress apart from it', async () => {
  await using installation = await freshInstallation();
  await receiveEvent(installation.context, await givenEmitter(installation, 'airflow', ['*']), eventOf('etl', ['a']));
  await mapAll(installation.context);
  const { value } = await json(installation, 'digest');
  const { digest } = value as { digest: string };

  const { code, out, err } = await command(settingsOf(installation), 'replay', '--json');

  expect({ code, value: JSON.parse(out) as unknown, err }).toEqual({
    code: 0,
    value: {
      isSwitched: true,
      foldVersion: 1,
      foldVersionBefore: 1,
      size: '1',
      continuedAt: '0',
      comparison: { size: '1', liveDigest: digest, rebuiltDigest: digest },
      setAside: 0,
    },
    err: 'rebuilding: 0 of 1 entries\ncomparing\nrebuilding: 1 of 1 entries\nfollowing labels\nswitching\nremoving the old graph\n',
  });
  const damaged = 'delete from hot.edge';
  await installation.context.database.transaction(async (session) => session.send(damaged));
  const refused = await command(settingsOf(installation), 'replay');
  expect(refused.code).toBe(1);
  expect(refused.out).toContain('only in the live graph, 0:\nonly in the rebuilt graph, 1:\n  ["edge","observed"');
});

test('a database that is behind is refused by every command, and brought up to date by one', async () => {
  await using installation = await freshInstallation();
  const other = await createDatabase(installation.connectionString, `other_${path.basename(installation.dataDir).toLowerCase()}`);
  const behind: FreshInstallation = { ...installation, connectionString: other.url };
  try {
    const { code, value } = await json(behind, 'migrate', '--status');
    const { pending } = value as { pending: readonly string[] };
    expect({ code, first: pending[0] }).toEqual({ code: 1, first: '20261121000000_create_ledger_and_graph' });
    expect(await json(behind, 'digest')).toEqual({
      code: 1,
      value: {
        failure: {
          code: 'STORE_UNAVAILABLE',
          message: `The database is behind this Headgate by ${pending.join(', ')}; run \`headgate migrate\`.`,
        },
      },
    });
    expect((await doctor(behind)).states).toEqual({ durability: 'problem', migrations: 'problem' });

    expect(await json(behind, 'migrate')).toEqual({ code: 0, value: { applied: pending, alreadyThere: 0 } });
    expect(await json(behind, 'migrate')).toEqual({ code: 0, value: { applied: [], alreadyThere: pending.length } });
    expect(await json(behind, 'migrate', '--status')).toEqual({ code: 0, value: { pending: [] } });
    expect((await doctor(behind)).states).toEqual({ durability: 'problem' });
  } finally {
    await other.drop();
  }
});

test("a command that writes refuses a key file that is not the ledger's own", async () => {
  await using installation = await freshInstallation();
  await using elsewhere = await temporaryDirectory();
  await receiveEvent(installation.context, await givenEmitter(installation, 'airflow', ['*']), eventOf('etl', ['a']));

  const { code, err } = await command(
    { ...settingsOf(installation), HEADGATE_DATA_DIR: elsewhere.path },
    'settings',
    'lineage-window',
    '--days',
    '3',
  );

  expect(code).toBe(1);
  expect(err).toContain(`The key file ${elsewhere.path}/keys.jsonl is not there; set HEADGATE_DATA_DIR`);
});

interface Checked {
  readonly checks: readonly { readonly name: string; readonly state: string; readonly message: string; readonly mend: string | null }[];
  readonly problems: number;
}

async function doctor(
  installation: FreshInstallation,
  settings: Readonly<Record<string, string>> = {},
): Promise<Ran & { states: Readonly<Record<string, string>>; mends: Readonly<Record<string, string | null>> }> {
  const ran = await command({ ...settingsOf(installation), ...settings }, 'doctor', '--json');
  const { checks } = JSON.parse(ran.out) as Checked;
  return {
    ...ran,
    states: Object.fromEntries(checks.filter(({ state }) => state !== 'ok').map(({ name, state }) => [name, state])),
    mends: Object.fromEntries(checks.map(({ name, mend }) => [name, mend])),
  };
}

test('a doctor finds nothing wrong with what is well', async () => {
  await using installation = await freshInstallation();
  await receiveEvent(installation.context, await givenEmitter(installation, 'airflow', ['etl', 'n']), eventOf('etl', ['a']));
  await mapAll(installation.context);

  const { code, out } = await command(settingsOf(installation), 'doctor', '--json');

  const { checks } = JSON.parse(out) as Checked;
  const wrong = checks.filter(({ state, name }) => state !== 'ok' && name !== 'durability'); // tests do not wait for the disk
  expect(wrong).toEqual([]);
  expect(checks.map(({ name }) => name)).toEqual([
    ...[
      'node',
      'settings',
      'data-dir',
      'key-file',
      'disk',
      'port',
      'postgres',
      'encoding',
      'durability',
      'jit',
      'migrations',
      'keys',
      'partitions',
    ],
    ...[
      'graph',
      'mapping',
      'labels',
      'labels-unfollowed',
      'log',
      'witnesses',
      'set-aside',
      'other-graphs',
      'quarantine',
      'refusals',
      'key-expiry',
    ],
    ...['emitters', 'break-glass', 'alert-routes'],
  ]);
  expect(code).toBe(1); // for fsync, which is off here
});

test('a doctor tells what the door turned away, and of whom', async () => {
  await using installation = await freshInstallation();
  const { id } = await givenEmitter(installation, 'airflow', ['*']);
  const refusals = new Refusals(installation.context);
  refusals.count('BODY_TOO_LARGE', id);
  refusals.count('BODY_TOO_LARGE', id);
  refusals.count('IDENTITY_UNKNOWN');
  await refusals.flush();

  const { out, states } = await doctor(installation);

  const message = (JSON.parse(out) as Checked).checks.find(({ name }) => name === 'refusals')?.message;
  expect(states['refusals']).toBe('warn');
  expect(message).toMatch(
    /kept: 2 from airflow too large, since \S+Z; 1 from senders that are not known without a valid key, since \S+Z\.$/,
  );
});

test('a doctor finds a key file that is missing, open to others, damaged, or another one', async () => {
  await using installation = await freshInstallation();
  await receiveEvent(installation.context, await givenEmitter(installation, 'airflow', ['etl', 'n']), eventOf('etl', ['a']));
  await mapAll(installation.context);
  const file = installation.keyFile;

  chmodSync(file, 0o644);
  const open = await doctor(installation);
  expect(open.states).toEqual({ 'key-file': 'problem', durability: 'problem' });
  expect(open.mends['key-file']).toBe(`chmod 600 '${file}'`);

  chmodSync(file, 0o600);
  renameSync(file, `${file}.away`);
  const missing = await doctor(installation);
  expect(missing.states).toEqual({ 'key-file': 'problem', keys: 'problem', durability: 'problem' });

  writeFileSync(file, 'not a key\n', { mode: 0o600 });
  expect((await doctor(installation)).states).toEqual({ keys: 'problem', durability: 'problem' });

  rmSync(file);
  const other = { v: 1, use: 'identity', tenant: 1, key: Buffer.alloc(32).toString('base64') };
  writeFileSync(file, `${JSON.stringify(other)}\n`, { mode: 0o600 });
  expect((await doctor(installation)).states).toEqual({ keys: 'problem', durability: 'problem' });

  renameSync(`${file}.away`, file);
  expect((await doctor(installation)).states).toEqual({ durability: 'problem' });
});

test('a doctor names the emitters that may say things of any namespace, by a key in force', async () => {
  await using installation = await freshInstallation();
  const { context, principals } = installation;
  const now = context.clock.now();
  await givenEmitter(installation, 'bound', ['etl']);
  const make = (name: string, more: object) => principals.create({ kind: 'emitter', name, namespaces: ['etl'], ...more }, now);
  await make('over', { expiresAt: now });
  await make('spark', {});
  await givenEmitter(installation, 'airflow', ['*']);

  const { out, states } = await doctor(installation);
  const message = (JSON.parse(out) as Checked).checks.find(({ name }) => name === 'emitters')?.message;
  expect([states['emitters'], message]).toEqual(['warn', '2 emitters may say things of any namespace: airflow, spark.']);
});

test('a doctor finds what hangs back: mapping, partitions, fold, leftovers, quarantine, entries set aside', async () => {
  await using installation = await freshInstallation();
  const { context } = installation;
  const emitter = await givenEmitter(installation, 'airflow', ['etl']);
  await receiveEvent(context, emitter, eventOf('etl', ['a']));
  await receiveEvent(context, emitter, eventOf('elsewhere', ['a']));
  await context.database.transaction(async (session) => {
    const next = new Date();
    next.setUTCMonth(next.getUTCMonth() + 1, 1);
    await session.send(`drop table hot.event_secret_${next.toISOString().slice(0, 7).replace('-', '')}`);
    await session.send('update hot.map_head set fold = 0');
    await session.send('insert into hot.map_head (tenant, generation, fold, mapped, next_row, live) values (1, 2, 1, 0, 1, false)');
    await session.send("insert into hot.map_set_aside (tenant, generation, position, reason) values (1, 1, 0, 'planted')");
  });

  const { states, out } = await doctor(installation);

  expect(states).toEqual({
    ...{ durability: 'problem', partitions: 'problem', graph: 'problem' },
    ...{ mapping: 'warn', 'set-aside': 'warn', 'other-graphs': 'warn', quarantine: 'warn' },
  });
  expect(out).toContain('0 (planted)');
});

test('a doctor finds wrong settings, an unreachable database, a writable folder, and a taken port', async () => {
  await using installation = await freshInstallation();
  expect((await doctor(installation, { HTTP_PORT: 'x' })).states).toEqual({ settings: 'problem' });
  const unreachable = new URL(installation.connectionString);
  unreachable.port = '1';
  expect((await doctor(installation, { DATABASE_URL: unreachable.href })).states).toEqual({ postgres: 'problem' });
  chmodSync(installation.dataDir, 0o777);
  expect((await doctor(installation)).states).toEqual({ 'data-dir': 'problem', durability: 'problem' });
  chmodSync(installation.dataDir, 0o700);

  const stranger = createServer((_request, response) => response.end('{}'));
  await new Promise<void>((resolve) => stranger.listen(0, '127.0.0.1', resolve));
  const { port } = stranger.address() as AddressInfo; // it listens on TCP
  expect((await doctor(installation, { HTTP_PORT: String(port) })).states).toEqual({ port: 'problem', durability: 'problem' });
  await new Promise((resolve) => stranger.close(resolve));
  expect((await doctor(installation, { HTTP_PORT: String(port) })).states).toEqual({ durability: 'problem' });
});
