import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { applyContract, applyPolicy, listAlerts, receiveEvent, ringBell } from '#operations';
import { type FreshInstallation, freshInstallation, given, mapAll } from '#testkit';

import { authenticate } from '../../server/src/authenticate.ts';
import { windowApp } from '../../server/testkit/window-app.ts';
import { type Ran, runCommand } from '../testkit/command.ts';

// Goal: whoever has an address and a key reads what is read where Headgate runs, and as it is printed there. Method: each command, at both places, with one key.

let installation: FreshInstallation;
let app: NestFastifyApplication;
let there: Readonly<Record<string, string>>;
let here: Readonly<Record<string, string>>;
let alert: string;

const CONTRACT = `
apiVersion: v3.1.0
kind: DataContract
id: vitals-contract
name: Vitals
version: 1.0.0
status: active
customProperties: [{ property: headgateNamespace, value: db }]
schema:
  - name: vitals
    properties: [{ name: patient, logicalType: string }, { name: heart_rate, logicalType: string }]
  - name: beds
    properties: [{ name: ward }]
`;
const POLICY = `
name: no-hr
description: What people earn.
rules:
  - { effect: deny, roles: [engineer], on: { namespace: "hr*", name: "*" } }
  - { effect: deny, roles: [engineer], on: { tag: pay, columns: ["*"] } }
  - { effect: allow, roles: [engineer, auditor], on: { facets: [sql] } }
  - { effect: mask, how: hash, roles: [engineer], on: { tag: pay, columns: ["*"] }, purpose: [care] }
keep_out:
  - { how: hash, on: { namespace: "hr*", name: staff, classification: PII, form: plain, columns: [salary], facets: [dataQuality*] } }
  - { how: drop, on: { tag: pay, facets: [sql] } }
labels:
  - { label: PHI, on: { namespace: "hr*", name: staff, columns: [salary, "bonus*"] } }
  - { label: Team=Heart, on: { name: staff } }
`;
const FACET = { _producer: 'https://example.test', _schemaURL: 'https://example.test/f.json' };

async function ran(at: string, columns: readonly string[]): Promise<void> {
  const { context, admin } = installation;
  const schema = { ...FACET, fields: columns.map((name) => ({ name, type: 'text' })) };
  const columnLineage = { ...FACET, fields: { risk: { inputFields: [{ namespace: 'db', name: 'vitals', field: 'heart_rate' }] } } };
  const score = { namespace: 'db', name: 'scores', facets: { columnLineage, tags: { ...FACET, tags: [{ key: 'phi', value: 'true' }] } } };
  for (const [job, inputs, outputs] of [
    ['load', [], [{ namespace: 'db', name: 'vitals', facets: { schema } }]],
    ['score', [{ namespace: 'db', name: 'vitals' }], [score]],
  ] as const) {
    const event = {
      ...{
        eventType: 'COMPLETE',
        eventTime: at,
        producer: 'https://example.test',
        job: { namespace: 'nightly', name: job },
        inputs,
        outputs,
      },
      schemaURL: 'https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent',
      run: { runId: `0198c3a0-0000-7000-8000-0000000000${at.slice(8, 10)}` },
    };
    expect(await receiveEvent(context, admin, Buffer.from(JSON.stringify(event)))).toMatchObject({ kind: 'recorded' });
  }
  await mapAll(context);
  while ((await ringBell(context)).hasMore);
  await mapAll(context);
}

beforeAll(async () => {
  installation = await freshInstallation();
  const { context, principals, admin } = installation;
  app = await windowApp({
    context,
    authenticate: ({ headers }) => authenticate(principals, headers.authorization),
    introspection: false,
    log: () => undefined,
  });
  await app.listen(0, '127.0.0.1');
  const auditor = { kind: 'person', name: 'noor', namespaces: [], roles: ['auditor', 'steward'] } as const;
  const { key } = await principals.create(auditor, context.clock.now());
  there = { HEADGATE_URL: await app.getUrl(), HEADGATE_KEY: key, HEADGATE_DATA_DIR: '/nowhere' };
  here = { DATABASE_URL: installation.connectionString, HEADGATE_DATA_DIR: installation.dataDir, HEADGATE_KEY: key };

  await applyContract(context, admin, { text: CONTRACT });
  await applyPolicy(context, admin, { text: POLICY });
  await ran('2026-03-01T00:00:00Z', ['patient', 'heart_rate']);
  await ran('2026-03-02T00:00:00Z', ['patient']);
  ({ id: alert } = given((await listAlerts(context, admin, {})).nodes[0]));
});
afterAll(async () => {
  await app.close();
  await installation[Symbol.asyncDispose]();
});

function command(environment: Readonly<Record<string, string>>, ...args: readonly string[]): Promise<Ran> {
  return runCommand({ environment }, args);
}

/** What a command prints, when it prints the same at both places. */
async function printed(...args: readonly string[]): Promise<string> {
  const [local, remote, json, remoteJson] = [
    await command(here, ...args),
    await command(there, ...args, '--remote'),
    await command(here, ...args, '--json'),
    await command(there, ...args, '--json', '--remote'),
  ];
  expect(local).toMatchObject({ code: 0, err: '' });
  expect(remote).toEqual(local);
  expect(JSON.parse(remoteJson.out)).toEqual(JSON.parse(json.out));
  return remote.out;
}

test('the trail and the policies are read from a server as where it runs', async () => {
  expect(await printed('trail', '--outcome', 'done', '--thing', 'no-*')).toMatch(
    /(a test|[0-9a-f-]{36}) +done +apply policy +no-hr: Approved by its author alone\.\n/,
  );
  expect(await printed('trail', '--kind', 'policy', '--kind', 'contract', '--limit', '1')).toContain(
    'There is more; ask with a larger --limit.',
  );
  expect(await printed('policy', 'list')).toMatch(/^no-hr {2}version 1 {2}4 rules, 2 on what is kept out, 2 labels {2}applied /);
  expect(await printed('policy', 'show', 'no-hr')).toMatch(/^name: no-hr\ndescription: What people earn\.\nrules:\n {2}- effect: deny\n/);
  expect(await printed('policy', 'show', 'no-hr')).toContain(
    [
      '  - effect: mask',
      '    how: hash',
      '    roles:',
      '      - engineer',
      '    action: read',
      '    on:',
      '      tag: pay',
      '      columns:',
      '        - "*"',
      '    purpose:',
      '      - care',
      '',
    ].join('\n'),
  );
});

test('what is shown of a policy changes nothing when it is applied again, as is what its file says, with rules that mask, too', async () => {
  const file = path.join(installation.dataDir, 'again.yaml');
  const { DATABASE_URL = '', HEADGATE_DATA_DIR = '' } = here;
  const machine = { DATABASE_URL, HEADGATE_DATA_DIR }; // who works on it is an administrator
  const same = /^no-hr is in force as the file has it, as version 1\.\n$/;

  for (const text of [POLICY, (await command(there, 'policy', 'show', 'no-hr', '--remote')).out]) {
    writeFileSync(file, text);
    expect(await printed('policy', 'diff', file)).toMatch(same);
    expect(JSON.parse((await command(machine, 'policy', 'apply', file, '--json')).out)).toMatchObject({ isNew: false });
  }
  expect((await command(machine, 'policy', 'apply', file, '--dry-run')).out).toContain('Nothing was recorded.');
});

test('a policy is drafted, looked at, approved and rolled back from afar as where it runs', async () => {
  const { context, principals } = installation;
  const keyOf = async (name: string, ...roles: readonly string[]): Promise<string> =>
    (await principals.create({ kind: 'person', name, namespaces: [], roles }, context.clock.now())).key;
  const keys = {
    ann: await keyOf('ann', 'policy-author'),
    bob: await keyOf('bob', 'policy-approver'),
    cyd: await keyOf('cyd', 'policy-approver'),
  };
  const by = async (who: keyof typeof keys, ...args: readonly string[]): Promise<Readonly<Record<string, unknown>>> => {
    const { out } = await command({ ...there, HEADGATE_KEY: keys[who] }, 'policy', ...args, '--json', '--remote');
    await mapAll(context);
    return JSON.parse(out) as Readonly<Record<string, unknown>>; // an object, as each says
  };
  const file = path.join(installation.dataDir, 'no-hr.yaml');
  writeFileSync(file, POLICY.replace('What people earn.', 'What people earn, and owe.'));

  const { draft } = await by('ann', 'draft', file, '--why', 'debts');
  expect(await printed('policy', 'drafts')).toMatch(/^\d+ {2}waits {2}no-hr {2}drafted \S+ by ann: debts\n$/);
  expect(await printed('policy', 'simulate', String(draft), '--days', '7')).toMatch(
    /In 7 days nothing was decided that is on record\.\nNothing was recorded/,
  );
  const jobs = path.join(installation.dataDir, 'no-jobs.yaml');
  writeFileSync(jobs, 'name: no-jobs\nrules: [{ effect: deny, roles: [engineer], on: { jobs: [score] } }]');
  expect(await printed('policy', 'apply', jobs, '--dry-run')).toMatch(/engineer would see 1 job less:\n {2}nightly score\n/);
  expect(await printed('policy', 'diff', file)).toContain('+ description: What people earn, and owe.');
  expect(await by('bob', 'approve', String(draft))).toMatchObject({ name: 'no-hr', isAlone: false });
  expect(await printed('policy', 'show', String(draft))).toBe(await printed('policy', 'show', 'no-hr'));
  expect(await by('cyd', 'rollback', '1', '--why', 'a mistake')).toMatchObject({ name: 'no-hr' });
  expect(await printed('policy', 'drafts')).toMatch(
    /in force, approval owed {2}no-hr {2}rolled back \S+ by cyd: a mistake; to version 1\n$/,
  );
  expect(await printed('policy', 'list')).toMatch(/by cyd, second approval owed\n$/);
  expect(await printed('policy', 'history', 'no-hr', '--limit', '2')).toMatch(/approved by bob, as version \d+\nThere is more/);
});

test('alerts and contracts are read from a server as where it runs', async () => {
  expect(await printed('alerts')).toContain('heart_rate is missing');
  expect(await printed('alerts', 'list', '--state', 'resolved')).toBe('No alert is resolved.\n');
  expect(await printed('alerts', 'show', alert.slice(0, 8))).toMatch(
    /rests on [^]*Read by\n {2}nightly score\nWhich made\n {2}db scores risk\n/,
  );
  expect(await printed('contract', 'list')).toMatch(/^vitals-contract {2}1\.0\.0 {2}FAIL {2}2 findings/);
  expect(await printed('contract', 'show', 'vitals-contract')).toMatch(/heart_rate is missing\n[^]*no schema of this dataset is known/);
  expect(await printed('contract', 'show', 'vitals-contract', '--text')).toBe(CONTRACT);
});

test('an alert is acknowledged from afar by who has the key', async () => {
  const { context, principals } = installation;
  const audrey = { kind: 'person', name: 'audrey', namespaces: [], roles: ['auditor'] } as const;
  const { key } = await principals.create(audrey, context.clock.now());
  expect(await command({ ...there, HEADGATE_KEY: key }, 'alerts', 'ack', alert.slice(0, 8), '--remote')).toMatchObject({
    code: 1,
    err: expect.stringContaining('Only whoever looks after db may acknowledge an alert') as string,
  });
  expect(await command(there, 'alerts', 'ack', alert.slice(0, 8), '--note', 'we know', '--remote', '--json')).toMatchObject({
    code: 0,
    out: expect.stringMatching(new RegExp(`"id": "${alert}",\\s+"state": "acknowledged",\\s+"position": "\\d+"`)) as string,
  });
  await mapAll(installation.context);
  expect(await printed('alerts', 'show', alert)).toMatch(/acknowledged .*by noor {2,}we know\n/);
  expect(await command(there, 'alerts', 'ack', 'e1969d37', '--remote')).toEqual({
    code: 1,
    out: '',
    err: 'headgate alerts: There is no alert of that id; `alerts` names those that are.\n',
  });
});

test('a report is written from afar with the bytes that it has where it is made, and is verified', async () => {
  const [local, remote] = ['here', 'there'].map((name) => path.join(installation.dataDir, name));
  const words = ['report', 'HIPAA_EPHI_MAP', '--as-of', '2026-04-01T00:00:00Z', '--known-at', '4', '--out'];
  const [made, made2] = [await command(here, ...words, given(local)), await command(there, ...words, given(remote), '--remote')];

  expect(made2).toMatchObject({ code: 0, err: '' });
  const key = /--key ([0-9a-f]{64})/.exec(made.out)?.[1] ?? '';
  expect(made2.out).toBe(
    made.out.replaceAll(given(local), given(remote)).replace(`--key ${key}`, '--key <key that its administrator tells you>'),
  );
  for (const file of readdirSync(given(local)))
    expect(readFileSync(path.join(given(remote), file))).toEqual(readFileSync(path.join(given(local), file)));
  expect(await command({}, 'verify', given(remote), '--key', key)).toMatchObject({ code: 0 });
  expect(await command(there, ...words, given(remote), '--remote')).toMatchObject({ code: 2 });
});

test('what a key may not read is said alike from afar; without an installation a reader is told of servers', async () => {
  const engineer = { kind: 'person', name: 'eddie', namespaces: [], roles: ['engineer'] } as const;
  const { key } = await installation.principals.create(engineer, installation.context.clock.now());
  for (const words of ['trail', 'policy list', 'report HIPAA_EPHI_MAP --out /nowhere/x']) {
    const [local, remote] = [
      await command({ ...here, HEADGATE_KEY: key }, ...words.split(' ')),
      await command({ ...there, HEADGATE_KEY: key }, ...words.split(' '), '--remote'),
    ];
    expect(remote).toMatchObject({ code: 1, err: expect.stringMatching(/Only an auditor.* or an administrator may /) as string });
    expect(remote).toEqual(local);
  }
  for (const words of ['trail', 'policy list', 'alerts', 'contract list', 'report HIPAA_EPHI_MAP --out /nowhere/x', 'quarantine list'])
    expect(await command({ HEADGATE_DATA_DIR: '/nowhere' }, ...words.split(' '))).toMatchObject({
      code: 2,
      err: expect.stringMatching(/There is no Headgate in \/nowhere; start one .*, or ask a running server with --remote\.\n$/) as string,
    });
});
