import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';

import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { applyPolicy, receiveEvent } from '#operations';
import { type FreshInstallation, freshInstallation, mapAll, temporaryDirectory } from '#testkit';

import { authenticate } from '../../server/src/authenticate.ts';
import { windowApp } from '../../server/testkit/window-app.ts';
import { type Ran, runCommand } from '../testkit/command.ts';

// Goal: the command asks a server as its user would, and tells answers and failures in words. Method: the window over HTTP, in this process.

let installation: FreshInstallation;
let app: NestFastifyApplication;
let url: string;
let key: string;
let emitterKey: string;
let folder: Awaited<ReturnType<typeof temporaryDirectory>>;

beforeAll(async () => {
  installation = await freshInstallation();
  const { context, principals } = installation;
  app = await windowApp({
    context,
    authenticate: ({ headers }) => authenticate(principals, headers.authorization),
    introspection: true,
    log: () => undefined,
  });
  await app.listen(0, '127.0.0.1');
  url = await app.getUrl();
  const now = context.clock.now();
  key = (await principals.create({ kind: 'admin', name: 'ada', namespaces: [] }, now)).key;
  emitterKey = (await principals.create({ kind: 'emitter', name: 'spark', namespaces: ['etl', 'lake*'] }, now)).key;
  folder = await temporaryDirectory();
  for (const body of STORY) await receiveEvent(context, installation.admin, Buffer.from(JSON.stringify(body)));
  await mapAll(context);
});
afterAll(async () => {
  await app.close();
  await installation[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

const FACET = { _producer: 'https://example.com/p', _schemaURL: 'https://openlineage.io/spec/facets/1-0-0/Some.json' };
const BASE = { producer: 'https://example.com/p', schemaURL: 'https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent' };
const PATIENTS = { namespace: 'postgres://ehr:5432', name: 'ehr.public.patients' };
const TOPIC = { namespace: 'kafka://broker:9092', name: 'ehr.public.patients' };
const MART = {
  namespace: 'postgres://warehouse:5432',
  name: 'warehouse.mart.patients_by_ward',
  facets: {
    schema: {
      ...FACET,
      fields: [
        { name: 'ward', type: 'text' },
        { name: 'patient_key', type: 'text', description: 'Pseudonym.' },
      ],
    },
    tags: { ...FACET, tags: [{ key: 'phi', value: 'true', source: 'USER', field: 'patient_key' }] },
    ownership: { ...FACET, owners: [{ name: 'team:quality', type: 'OWNER' }] },
    documentation: { ...FACET, description: 'Who lay where.\u001b[31m' },
    columnLineage: {
      ...FACET,
      fields: {
        patient_key: {
          inputFields: [{ ...PATIENTS, field: 'mrn', transformations: [{ type: 'DIRECT', subtype: 'TRANSFORMATION', masking: true }] }],
        },
      },
    },
  },
};

const KEY = { namespace: MART.namespace, name: MART.name, field: 'patient_key' };
const EXPORT = {
  namespace: 's3://export',
  name: 'wards',
  facets: {
    columnLineage: { ...FACET, fields: { who: { inputFields: [{ ...KEY, transformations: [{ type: 'DIRECT', subtype: 'IDENTITY' }] }] } } },
  },
};

function event(time: string, job: string, used: { readonly inputs?: readonly object[]; readonly outputs?: readonly object[] }): object {
  return {
    ...BASE,
    eventTime: time,
    eventType: 'COMPLETE',
    run: { runId: `0197ad84-7a0d-7527-9f8a-0000000000${time.slice(8, 10)}` },
    job: { namespace: 'etl', name: job },
    inputs: [],
    outputs: [],
    ...used,
  };
}

const STORY = [
  event('2026-03-01T00:00:00Z', 'nightly.copy', { inputs: [PATIENTS], outputs: [TOPIC] }),
  event('2026-03-02T00:00:00Z', 'nightly.load_mart', { inputs: [PATIENTS], outputs: [MART] }),
];
/** Soon after the story, so that nobody has fallen silent. */
const AS_OF = ['--as-of', '2026-03-03T00:00:00Z'] as const;

function command(environment: Readonly<Record<string, string>>, args: readonly string[], stdin?: string): Promise<Ran> {
  return runCommand({ environment: { XDG_CONFIG_HOME: folder.path, ...environment }, stdin }, args);
}

const asAda = (...args: readonly string[]): Promise<Ran> => command({ HEADGATE_URL: url, HEADGATE_KEY: key }, args);

/** A page, without the line that says when it was asked. */
async function page(...args: readonly string[]): Promise<readonly string[]> {
  const { code, out, err } = await asAda(...args);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return out.trimEnd().split('\n');
}

test('a login is checked, kept for its user alone, and used for its own server alone', async () => {
  const file = path.join(folder.path, 'headgate', 'login.json');

  const wrongKey = await command({}, ['login', '--url', url, '--key', 'hg_of-nobody']);
  expect(wrongKey).toEqual({
    code: 1,
    out: '',
    err: 'headgate login: The key is not known, or not any more; ask an administrator for one.\n',
  });
  expect(() => statSync(file)).toThrow('ENOENT');

  const login = await command({}, ['login', '--url', `${url}/`, '--json'], `${emitterKey}\nmore\n`);
  expect({ code: login.code, value: JSON.parse(login.out) as unknown }).toMatchObject({
    code: 0,
    value: { name: 'spark', kind: 'emitter', url, file },
  });
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ url, key: emitterKey });

  const kept = await command({}, ['whoami']);
  expect(kept.out.replace(/[0-9a-f-]{36}/, '(id)')).toBe(
    `name        spark\nid          (id)\nkind        emitter\nmay         send events\nspeaks for  etl, lake*\nserver      ${url}, Headgate 0.1.0\n`,
  );
  expect((await command({ HEADGATE_KEY: key }, ['whoami', '--json'])).out).toContain('"name": "ada"');
  expect(await command({ HEADGATE_URL: 'http://127.0.0.1:1' }, ['whoami'])).toMatchObject({
    code: 2,
    err: 'headgate whoami: There is no key for http://127.0.0.1:1; run `headgate login --url http://127.0.0.1:1`, or set HEADGATE_KEY.\n',
  });

  writeFileSync(file, '{"url": 1}');
  expect(await command({}, ['whoami'])).toMatchObject({
    code: 2,
    err: `headgate whoami: ${file} is not what \`headgate login\` writes; run it again.\n`,
  });
  expect(await command({}, ['login', '--url', 'ehr'])).toMatchObject({
    code: 2,
    err: 'headgate login: --url is an address such as http://127.0.0.1:4000, not ehr; --help shows how.\n',
  });

  expect(await command({}, ['logout'])).toEqual({ code: 0, out: `${file} is gone; the key stays in force.\n`, err: '' });
  expect(() => statSync(file)).toThrow('ENOENT');
  expect(JSON.parse((await command({}, ['logout', '--json'])).out)).toEqual({ forgotten: false, file });
});

test('a server that is not there, or is none of ours, is said in a sentence', async () => {
  const answers: Readonly<Record<string, RequestListener>> = {
    text: (_request, response) => response.end('<html>'),
    moved: (_request, response) => response.writeHead(308, { location: 'https://elsewhere.example/graphql' }).end(),
    other: (_request, response) => response.end('{"data": {"whoami": 1}}'),
    broken: (_request, response) => response.end('{"errors": [{"message": "no\\u001b[31m", "extensions": {"code": "LIMIT_EXCEEDED"}}]}'),
  };
  const told = await Promise.all(
    Object.values(answers).map(async (listener) => {
      const server = createServer(listener);
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const { port } = server.address() as AddressInfo; // it listens on TCP
      const { code, err } = await command({ HEADGATE_URL: `http://127.0.0.1:${port}`, HEADGATE_KEY: key }, ['whoami']);
      server.close();
      return [code, err.replaceAll(String(port), 'PORT')];
    }),
  );
  const nobody = await command({ HEADGATE_URL: 'http://127.0.0.1:1', HEADGATE_KEY: key }, ['whoami', '--json']);

  expect(told).toEqual([
    [1, 'headgate whoami: http://127.0.0.1:PORT answered 200, and not as a Headgate does; see whether that is its address.\n'],
    [
      2,
      'headgate whoami: http://127.0.0.1:PORT sends questions on to https://elsewhere.example/graphql; give that address, if you trust it.\n',
    ],
    [
      2,
      "headgate whoami: http://127.0.0.1:PORT answered in another form than this command knows; run the headgate of the server's version.\n",
    ],
    [1, 'headgate whoami: no [31m\n'],
  ]);
  expect(nobody.code).toBe(1);
  expect(JSON.parse(nobody.out)).toEqual({
    failure: {
      code: 'STORE_UNAVAILABLE',
      message: expect.stringMatching(
        /^No Headgate answers at http:\/\/127\.0\.0\.1:1.*; start one with `headgate serve`, or say where/,
      ) as string,
    },
  });
});

test('things are found by their words', async () => {
  expect(await page('search', 'by_ward', ...AS_OF)).toEqual([
    '          where      name',
    '────────────────────────────────────────────────────',
    'dataset   postgres   warehouse.mart.patients_by_ward',
    '',
    'As of 2026-03-03T00:00:00Z, from 2 entries: COMPLETE',
  ]);
  const { out } = await asAda('search', 'pseudonym', '--json');
  expect(JSON.parse(out)).toMatchObject({
    hits: [{ kind: 'dataset', name: MART.name, match: 'DESCRIPTION', matched: 'Pseudonym.' }],
    more: false,
  });
});

test('a dataset is shown on a page, without what a terminal would obey', async () => {
  expect(await page('show', 'patients_by_ward', ...AS_OF)).toEqual([
    'warehouse.mart.patients_by_ward',
    'Dataset in postgres://warehouse:5432',
    '',
    '  owned by      team:quality (owner)',
    '  is            Who lay where. [31m',
    '  written by    nightly.load_mart etl',
    '  last written  COMPLETE 2026-03-02T00:00:00Z, by nightly.load_mart',
    '',
    'column        type   tags   what it is',
    '──────────────────────────────────────',
    'ward          text',
    'patient_key   text   phi    Pseudonym.',
    '',
    'As of 2026-03-03T00:00:00Z, from 2 entries: COMPLETE',
  ]);
});

test('a job is shown on a page', async () => {
  expect(await page('show', 'load_mart', '--job', ...AS_OF)).toEqual([
    'nightly.load_mart',
    'Job in etl',
    '',
    '  reads   ehr.public.patients postgres',
    '  writes  warehouse.mart.patients_by_ward postgres',
    '',
    'latest runs   began                  ended                  run id',
    '────────────────────────────────────────────────────────────────────────────────────────────────',
    'COMPLETE      2026-03-02T00:00:00Z   2026-03-02T00:00:00Z   0197ad84-7a0d-7527-9f8a-000000000002',
    '',
    'As of 2026-03-03T00:00:00Z, from 2 entries: COMPLETE',
  ]);
});

test('an ambiguous name is answered with the candidates, and told apart by the kind of its place', async () => {
  const { code, out } = await asAda('show', 'patients', '--json');

  expect({ code, value: JSON.parse(out) as unknown }).toMatchObject({
    code: 1,
    value: { failure: { code: 'AMBIGUOUS', candidates: [TOPIC, PATIENTS] } },
  });
  expect((await page('lineage', 'patients', '--namespace', 'kafka', ...AS_OF)).slice(0, 3)).toEqual([
    'ehr.public.patients kafka', //
    '│  nightly.copy (etl)',
    '└─ ehr.public.patients postgres',
  ]);
});

test('lineage is a tree, by datasets and by columns, up, down and both', async () => {
  const whole = 'As of 2026-03-03T00:00:00Z, from 2 entries: COMPLETE';
  const values = 'Only values that came from values; --indirect shows filters, joins and their like too.';

  expect(await page('lineage', 'patients', '--namespace', 'postgres', '--down', '--depth', '1', ...AS_OF)).toEqual([
    'ehr.public.patients postgres',
    '│  nightly.copy (etl)',
    '├─ ehr.public.patients kafka',
    '│  nightly.load_mart (etl)',
    '└─ warehouse.mart.patients_by_ward postgres',
    '',
    'What lies more than 1 job away was not asked for; --depth goes further.',
    '',
    whole,
  ]);
  expect(await page('lineage', 'patients_by_ward', '--columns', ...AS_OF)).toEqual([
    'warehouse.mart.patients_by_ward postgres  patient_key [masked], ward',
    '│  nightly.load_mart (etl, calculates)',
    '└─ ehr.public.patients postgres           mrn',
    '',
    values,
    '',
    whole,
  ]);
  expect((await page('lineage', 'load_mart', '--job', '--both', ...AS_OF)).slice(0, 11)).toEqual([
    ...['Where it comes from', '', 'nightly.load_mart etl', '│  reads', '└─ ehr.public.patients postgres', ''],
    ...['Where it goes', '', 'nightly.load_mart etl', '│  writes', '└─ warehouse.mart.patients_by_ward postgres'],
  ]);
});

test('lineage is also a picture, a flowchart and JSON', async () => {
  const [svg, mermaid, json] = await Promise.all(
    ['svg', 'mermaid', 'json'].map((format) => asAda('lineage', 'patients_by_ward', '--format', format, ...AS_OF)),
  );

  expect(svg?.out).toMatch(/^<svg [^]*warehouse\.mart\.patients_by_ward[^]*<\/svg>\n$/);
  expect(mermaid?.out).toMatch(/^flowchart LR\n {2}n1\["warehouse\.mart\.patients_by_ward<br\/>postgres"\]\n/);
  expect(JSON.parse(json?.out ?? '')).toMatchObject({
    header: { completeness: 'COMPLETE' },
    nodes: [{ name: MART.name, depth: 0 }, {}, {}],
  });
});

test('what makes no sense is said before any server is asked', async () => {
  const sentences: readonly (readonly [readonly string[], string])[] = [
    [['lineage', 'x', '--up', '--down'], 'say one of --up, --down and --both'],
    [['lineage', 'x', '--job', '--columns'], 'columns are those of a dataset, not of a job'],
    [['lineage', 'x', '--indirect'], '--indirect needs --columns'],
    [['lineage', 'x', '--depth', '0'], '--depth is a whole number from 1 to 100, not 0'],
    [['lineage', 'x', '--format', 'png'], '--format is one of tree, svg, mermaid, json, not png'],
    [['lineage'], 'expected <name>, got: nothing'],
    [['search'], 'say what to look for'],
  ];
  for (const [args, sentence] of sentences) {
    expect(await command({}, args)).toEqual({ code: 2, out: '', err: `headgate ${args[0] ?? ''}: ${sentence}; --help shows how.\n` });
  }
});

test('labels are told with the way by which they came', async () => {
  const share = event('2026-03-04T00:00:00Z', 'nightly.share', { inputs: [MART], outputs: [EXPORT] });
  await receiveEvent(installation.context, installation.admin, Buffer.from(JSON.stringify(share)));
  await mapAll(installation.context);
  const asOf = ['--as-of', '2026-03-05T00:00:00Z'] as const;
  const way = '    warehouse.mart.patients_by_ward.patient_key → wards.who  identity, by nightly.share, 2026-03-04T00:00:00Z';

  expect(await page('labels', 'wards', ...asOf)).toEqual([
    'wards',
    expect.stringMatching(/^ {2}PHI, came from warehouse\.mart\.patients_by_ward\.patient_key \(said by event \d+\)$/),
    way,
    '',
    expect.stringMatching(/^As of 2026-03-05T00:00:00Z, from \d entries/),
  ]);
  expect((await page('labels', 'patients_by_ward', '--column', 'patient_key', ...asOf)).slice(0, 2)).toEqual([
    'warehouse.mart.patients_by_ward.patient_key',
    expect.stringMatching(/^ {2}PHI, said here by event \d+$/),
  ]);
  expect((await page('labels', 'patients_by_ward', '--column', 'ward', ...asOf))[1]).toBe('  No label is said of it, and none came to it.');
  expect((await page('labels', '--with', 'phi', '--undeclared', ...asOf)).slice(0, 2)).toEqual([
    expect.stringMatching(/^wards\.who {2}PHI, came from warehouse\.mart\.patients_by_ward\.patient_key \(said by event \d+\)$/),
    way,
  ]);
  expect((await page('labels', '--with', 'pii', ...asOf))[0]).toBe('No data bear it.');
  expect((await asAda('labels', 'wards', '--undeclared')).err).toContain('--undeclared and --limit need --with');
});

test('who may see what is explained: by which rules, part by part, of a job as of a dataset', async () => {
  const { context, admin, principals } = installation;
  await principals.create({ kind: 'person', name: 'eve', namespaces: [], roles: ['engineer'] }, context.clock.now());
  const aud = await principals.create({ kind: 'person', name: 'aud', namespaces: [], roles: ['auditor'] }, context.clock.now());
  await applyPolicy(context, admin, {
    text: `name: phi
rules:
  - { effect: deny, roles: [engineer], on: { facets: [sql] } }
  - { effect: deny, roles: [engineer], on: { jobs: ["*.load_mart"] } }
  - { effect: allow, roles: [engineer], action: read, on: { name: "*" } }
  - { effect: mask, how: hash, roles: [engineer], on: { columns: [ward] } }`,
  });
  const explained = async (...args: readonly string[]): Promise<readonly string[]> => {
    const { code, out, err } = await command({ HEADGATE_URL: url, HEADGATE_KEY: aud.key }, ['explain', ...args]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    return (
      out
        .split('\n\nAs of ')[0]
        ?.replaceAll(/\d{4}-\S+Z/g, 'T')
        .replaceAll(/version \d+/g, 'version N')
        .split('\n') ?? []
    );
  };

  expect(await explained('load_mart', '--job', '--who', 'eve')).toEqual([
    'eve may not see the job nightly.load_mart.',
    '  Rule 2 of the policy phi, version N, denies to see it.',
    '  holds engineer, by key',
    '',
    'rules that met',
    '  allow  the built-in rule         engineer, by key',
    '  deny   rule 2 of phi, version N  engineer, by key',
  ]);
  expect(await explained('nightly.copy', '--job', '--namespace', 'etl', '--who', 'eve', '--facet', 'sql', '--facet', 'jobType')).toEqual([
    'eve may not see all 2 facets of the job nightly.copy.',
    '  Of the facet sql: Rule 1 of the policy phi, version N, denies to see it.',
    '  holds engineer, by key',
    '',
    '  sql      denied   Rule 1 of the policy phi, version N, denies to see it.',
    '  jobType  in part  The rules in force at T allow to see it. It is shown of the job itself alone without what may name what is hidden.',
    '',
    'rules that met',
    '  allow  the built-in rule         engineer, by key  sql, jobType',
    '  deny   rule 1 of phi, version N  engineer, by key  sql',
  ]);
  expect(
    await explained('patients_by_ward', '--who', 'eve', '--action', 'read', '--column', 'ward', '--mask', 'hash', '--purpose', 'care'),
  ).toEqual([
    'eve may read the column ward of the dataset warehouse.mart.patients_by_ward for care.',
    '  The rules in force at T allow to read it. Masked: ward (hash).',
    '  holds engineer, by key',
    '',
    'rules that met',
    '  allow      rule 3 of phi, version N  engineer, by key  ward',
    '  mask hash  rule 4 of phi, version N  engineer, by key  ward',
  ]);
  const json = await asAda('explain', 'nightly.copy', '--job', '--facet', 'sql', '--json');
  expect(JSON.parse(json.out)).toMatchObject({
    isAllowed: true,
    action: 'see',
    job: { name: 'nightly.copy' },
    dataset: null,
    facets: [{ facet: 'sql', isWhole: true }],
  });
  const told = async (...args: readonly string[]): Promise<string> => {
    const { code, err } = await asAda('explain', ...args);
    return `${code} ${err.trimEnd()}`;
  };
  expect(await told('no_such_job', '--job')).toMatch(/^1 headgate explain: There is no such job at the asked times/);
  expect(await told('nightly.copy', '--job', '--action', 'read')).toMatch(
    /^\d headgate explain: Data alone is read and written; ask whether a job is seen\./,
  );
  expect(await told('nightly.copy', '--action', 'drop')).toMatch(/^2 headgate explain: --action is one of see, read, write, not drop/);
  await applyPolicy(context, admin, { text: 'name: phi\nrules: []' });
});

test('who could do something with a thing is listed, and what somebody could, of datasets and of jobs, page by page', async () => {
  const { context, admin, principals } = installation;
  const rea = await principals.create({ kind: 'person', name: 'rea', namespaces: [], roles: ['reader'] }, context.clock.now());
  await applyPolicy(context, admin, {
    text: `name: read
rules:
  - { effect: allow, roles: [reader], on: { jobs: ["*load_mart"] } }
  - { effect: allow, roles: [reader], action: [see, read], on: { name: "*.patients_by_ward" } }
  - { effect: mask, how: hash, roles: [reader], on: { columns: [ward] } }`,
  });
  const lines = async (...args: readonly string[]): Promise<readonly string[]> => {
    const { code, out, err } = await asAda('could', ...args);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    return (out.split('\n\nAs of ')[0] ?? '').split('\n');
  };
  const told = async (...args: readonly string[]): Promise<string> => {
    const { code, err } = await asAda('could', ...args);
    return `${code} ${err.trimEnd()}`;
  };

  expect((await lines('who', 'load_mart', '--job')).filter((line) => !/ (eve|aud) /.test(line))).toEqual([
    expect.stringMatching(/^\d of \d could see the job nightly\.load_mart:$/),
    '  admin   ada    admin, by key',
    '  person  rea    reader, by key',
  ]);
  expect(await lines('who', 'load_mart', '--job', '--facet', 'jobType')).toContain('  person  rea  in part  reader, by key');
  expect(await lines('who', 'patients_by_ward', '--action', 'read', '--column', 'ward')).toEqual([
    expect.stringMatching(/^1 of \d could read the column ward of the dataset warehouse\.mart\.patients_by_ward:$/),
    '  person  rea  as hash  reader, by key',
  ]);
  expect(await lines('what', 'rea')).toEqual([
    'rea could see these datasets:',
    '  postgres://warehouse:5432  warehouse.mart.patients_by_ward',
  ]);
  expect(await lines('what', 'rea', '--job')).toEqual(['rea could see these jobs:', '  etl  nightly.load_mart']);
  expect(await lines('what', 'rea', '--action', 'write')).toEqual(['There are no datasets here that rea could write.']);

  const [, first, more = ''] = await lines('what', '--job', '--limit', '1');
  const [, second] = await lines('what', '--job', '--limit', '1', '--after', more.replace('There may be more: --after ', ''));
  const all = (await lines('what', '--job')).slice(1).map((line) => line.trim().split(/ +/).at(-1));
  expect([first, second].map((line) => line?.trim().split(/ +/).at(-1))).toEqual(all.slice(0, 2));
  const own = await command({ HEADGATE_URL: url, HEADGATE_KEY: rea.key }, ['could', 'what', '--job', '--json']);
  expect(JSON.parse(own.out)).toMatchObject({
    name: 'rea',
    kind: 'job',
    nodes: [{ name: 'nightly.load_mart' }],
    pageInfo: { hasNextPage: false },
  });
  const json = await asAda('could', 'who', 'load_mart', '--job', '--facet', 'sql', '--json');
  expect(JSON.parse(json.out)).toMatchObject({ facet: 'sql', column: null, enforcement: 'headgate', job: { name: 'nightly.load_mart' } });

  expect(await told('who', 'load_mart', '--job', '--action', 'read')).toMatch(
    /Data alone is read and written; ask whether a job is seen\./,
  );
  expect(await told('what', 'rea', '--job', '--action', 'read')).toMatch(/Data alone is read and written; ask which jobs are seen\./);
  expect(await told('how')).toMatch(/^2 headgate could: what to ask is one of who, what/);
  const others = await command({ HEADGATE_URL: url, HEADGATE_KEY: rea.key }, ['could', 'who', 'load_mart', '--job']);
  expect(others.err).toMatch(/Only an auditor or an administrator/);
  await applyPolicy(context, admin, { text: 'name: read\nrules: []' });
});
