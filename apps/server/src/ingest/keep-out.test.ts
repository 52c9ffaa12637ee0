import { randomBytes, randomInt } from 'node:crypto';

import { expect, test } from 'vitest';

import { applyPolicy, type Context, type Principal } from '#operations';
import type { JsonObject } from '#record';
import { LedgerReader } from '#store';
import { everyRow, type FreshInstallation, freshInstallation, mapAll, spellingsOf } from '#testkit';

import { windowApp } from '../../testkit/window-app.ts';
import { type DoorAlone, doorAlone } from './door-alone.ts';

// Goal: a value that a rule keeps out is nowhere: not in the database, not in what is sealed there, not in what is answered. Method: random values, known here, in
// every place of facets where a value can stand, are sent through the door, and all that came of them is searched. Values beside them that no rule covers are found.

/** By what it is. */
type Values = Map<string, string>;

interface Seeds {
  readonly text: (what: string) => string;
  readonly number: (what: string) => number;
}

function seedsInto(values: Values): Seeds {
  const noted = <Value extends string | number>(what: string, value: Value): Value => {
    values.set(`${what} (${values.size})`, String(value));
    return value;
  };
  return {
    text: (what) => noted(what, `Zq${randomBytes(9).toString('hex')}`),
    number: (what) => noted(what, randomInt(2 ** 47, 2 ** 48 - 1)),
  };
}

const HEAD = { eventTime: '2026-03-01T00:00:00Z', producer: 'https://example.org/p', schemaURL: 'https://example.org/s' };
const PATIENTS = { namespace: 'ehr', name: 'patients' };
const SIGNED = { _producer: 'https://example.org/p', _schemaURL: 'https://example.org/s' };

/** Facets of a dataset, with values about one column. */
function datasetFacets({ text, number }: Seeds, column: string): JsonObject {
  const said = [{ ...PATIENTS, field: column, transformations: [{ type: 'DIRECT', description: text('a transformation') }] }];
  return {
    schema: {
      ...SIGNED,
      fields: [{ name: column, type: 'text', description: text('a description of a column'), example: text('an example') }],
    },
    columnLineage: {
      ...SIGNED,
      fields: { [column]: { inputFields: said, transformationDescription: text('a transformation, as it was') } },
    },
    dataQualityMetrics: metrics({ text, number }, column),
    documentation: { ...SIGNED, description: text('a description'), sample: text('a sample') },
    ownership: { ...SIGNED, owners: [{ name: 'team', [text('the name of a member')]: 1 }] },
    catalog: { ...SIGNED, name: 'glue', catalogProperties: { a: text('a property of a catalog') } },
    acme: { ...SIGNED, [text('the name of a member of an unknown facet')]: number('a member of an unknown facet') },
    listed: [text('an item of what is no facet')],
    secrets: { ...SIGNED, byPatient: { [text('the name of a member around a secret')]: { password: 'hunter2hunter2' } } },
  };
}

function metrics({ text, number }: Seeds, column: string): JsonObject {
  const quantiles = { '0.5': number('a quantile'), [text('the name of a quantile')]: 1 };
  return {
    ...{ ...SIGNED, rowCount: 7 },
    columnMetrics: {
      [column]: { nullCount: 0, min: number('min'), max: text('max'), sum: number('sum'), quantiles, mean: number('mean') },
    },
  };
}

function useFacets(seeds: Seeds, column: string): JsonObject {
  const { text, number } = seeds;
  const compared = { type: 'compare', left: { type: 'field', field: column }, right: { type: 'literal', value: text('a literal') } };
  const located = { type: 'location', locations: [`s3://lake/${text('a part of a path')}`] };
  const parted = { type: 'partition', partitions: [{ identifier: text('a partition'), dimensions: { [column]: text('a dimension') } }] };
  const assertion = { assertion: 'between', success: false, column, name: text('the name of a test'), content: text('SQL of a test') };
  return {
    dataQualityMetrics: metrics(seeds, column),
    dataQualityAssertions: {
      ...SIGNED,
      assertions: [{ ...assertion, expected: text('expected'), actual: number('actual'), params: { a: text('a parameter of a test') } }],
    },
    subset: {
      ...SIGNED,
      inputCondition: {
        type: 'binary',
        operator: 'AND',
        left: compared,
        right: { type: 'binary', operator: 'OR', left: located, right: parted },
      },
    },
    icebergScanReport: {
      ...SIGNED,
      filter: `x = '${text('a filter')}'`,
      metadata: { a: text('metadata') },
      scanMetrics: { resultDataFiles: 1 },
    },
  };
}

function runFacets({ text, number }: Seeds): JsonObject {
  return {
    errorMessage: { ...SIGNED, message: `no ${text('a message')}`, stackTrace: text('a stack trace'), programmingLanguage: 'java' },
    extractionError: {
      ...SIGNED,
      totalTasks: 1,
      failedTasks: 1,
      errors: [{ errorMessage: text('an error'), task: text('a task'), taskNumber: 0 }],
    },
    executionParameters: { ...SIGNED, parameters: [{ key: 'patient', value: text('a parameter') }] },
    environmentVariables: { ...SIGNED, environmentVariables: [{ name: 'PATIENT', value: text('a variable') }] },
    test: {
      ...SIGNED,
      tests: [{ name: text('a test'), status: 'fail', type: 'custom_sql', expected: number('expected'), content: text('SQL') }],
    },
    parent: {
      ...{ ...SIGNED, run: { runId: '0198c3a0-0000-7000-8000-0000000000aa', facets: { acme: { a: text('a facet of a parent') } } } },
      job: { namespace: 'etl', name: 'dag', facets: { sql: { query: text('SQL of a parent') } } },
    },
    'spark.logicalPlan': { ...SIGNED, plan: [{ condition: [text('a condition of a plan'), number('a number of a plan')] }] },
  };
}

const jobFacets = ({ text }: Seeds): JsonObject => ({
  sql: { ...SIGNED, query: `select '${text('a literal of SQL')}'`, dialect: 'spark' },
  sourceCode: { ...SIGNED, language: 'sh', sourceCode: `echo ${text('source code')}` },
});

/** A run, a job and a dataset event, all about patients; values about `column`. */
function eventsAbout(seeds: Seeds, column: string): readonly JsonObject[] {
  const dataset = (): JsonObject => ({ ...PATIENTS, facets: datasetFacets(seeds, column) });
  const job = (name: string): JsonObject => ({ namespace: 'etl', name, facets: jobFacets(seeds), note: seeds.text('a note on a job') });
  const inputs = (): readonly JsonObject[] => [
    { ...dataset(), inputFacets: useFacets(seeds, column), note: seeds.text('a note on a dataset') },
  ];
  return [
    {
      ...{ ...HEAD, eventType: 'FAIL', run: { runId: '0198c3a0-0000-7000-8000-000000000001', facets: runFacets(seeds) }, job: job('load') },
      ...{ inputs: inputs(), outputs: [{ ...dataset(), outputFacets: useFacets(seeds, column) }], note: seeds.text('a note on an event') },
    },
    { ...HEAD, job: job('declared'), inputs: inputs() },
    { ...HEAD, dataset: dataset() },
  ];
}

/** All that is told, by where. */
class Told {
  readonly texts: { readonly where: string; readonly text: string }[] = [];

  add(where: string, text: string): string {
    this.texts.push({ where, text });
    return text;
  }

  /** Which of some values are told, and where. */
  of(values: Values): readonly string[] {
    return [...values].flatMap(([what, value]) => {
      const spellings = spellingsOf(value);
      return this.texts.filter(({ text }) => spellings.some((each) => text.includes(each))).map(({ where }) => `${what} in ${where}`);
    });
  }
}

async function sendAll(
  door: DoorAlone,
  key: string,
  { events, told }: { readonly events: readonly JsonObject[]; readonly told: Told },
): Promise<void> {
  const send = async (path: string, body?: unknown): Promise<void> => {
    const method = body === undefined ? 'GET' : 'POST';
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await fetch(`${door.address}/api/v1/${path}`, { method, headers: { authorization: `Bearer ${key}` }, ...sent });
    expect([200, 201]).toContain(response.status);
    told.add(`the answer to ${method} ${path}`, `${JSON.stringify([...response.headers])}${await response.text()}`);
  };
  const [first, ...rest] = events;
  await send('lineage?dryRun=true', first);
  await send('lineage', first);
  await send('lineage/batch', [first, ...rest]);
  await send('arrivals?from=0');
}

const EVERYTHING = `{
  events { nodes { position redacted warnings { pointer message } keptOut { policy version rule how paths count } body } }
  policies { nodes { version keepOut { how namespace name columns facets } } }
  datasets(first: 1) { nodes { name facets { name content } } }
  jobs(first: 1, namePrefix: "load") { nodes { name facets { name content } } }
  runs(first: 1) { nodes { runId facets { name content } } }
}`;

async function asked(context: Context, principal: Principal): Promise<string> {
  const app = await windowApp({ context, authenticate: () => Promise.resolve(principal), introspection: true, log: () => undefined });
  const headers = { 'content-type': 'application/json', authorization: 'Bearer any' };
  try {
    return (await app.inject({ method: 'POST', url: '/graphql', headers, payload: { query: EVERYTHING } })).payload;
  } finally {
    await app.close();
  }
}

/** Sends events about ssn, which rules keep out, and about age; then gathers all that came of them. */
async function gather(installation: FreshInstallation) {
  const { context, admin, principals } = installation;
  await using door = await doorAlone(installation);
  const [secret, known, told] = [new Map<string, string>(), new Map<string, string>(), new Told()];
  const { key } = await principals.create({ kind: 'emitter', name: 'spark', namespaces: ['*'] }, context.clock.now());

  await sendAll(door, key, { events: eventsAbout(seedsInto(secret), 'ssn'), told });
  const age = { dataQualityMetrics: metrics(seedsInto(known), 'age') };
  await sendAll(door, key, {
    events: [{ ...HEAD, job: { namespace: 'etl', name: 'ages' }, inputs: [{ ...PATIENTS, facets: age }] }],
    told,
  });
  await mapAll(context);
  const tables = await context.database.snapshot(everyRow);
  for (const { table, text } of tables) told.add(table, text);
  const entries = await context.database.snapshot((session) => new LedgerReader(session, context.tenant, context.keys).from(0n, 100));
  for (const { frame } of entries) told.add('a body of the ledger', frame?.form === 'json' ? frame.text : String(frame?.bytes));
  const answer = told.add('the window', await asked(context, admin));
  for (const line of door.logged) told.add('the log', line);

  expect(secret.size).toBeGreaterThan(100);
  expect(tables.length).toBeGreaterThan(20);
  return { secret, known, told, answer };
}

test.each(['drop', 'hash'])('values in every place, which a rule says to %s, are nowhere afterwards', async (how) => {
  await using installation = await freshInstallation();
  const on = { namespace: 'ehr', columns: ['ssn'], facets: ['*'] };
  const text = JSON.stringify({ name: 'phi', rules: [], keep_out: [{ how, on }] });
  const { position } = await applyPolicy(installation.context, installation.admin, { text });

  const { secret, known, told, answer } = await gather(installation);

  expect(told.of(secret)).toEqual([]);
  expect(new Set(told.of(known).map((each) => each.replace(/.* in /, '')))).toEqual(
    new Set(['hot.facet_content', 'a body of the ledger', 'the window']),
  );
  const { data, ...rest } = JSON.parse(answer) as { readonly data: Readonly<Record<string, { readonly nodes: readonly object[] }>> };
  expect(rest).toEqual({});
  expect(data['policies']?.nodes).toEqual([
    { version: String(position), keepOut: [{ how: how.toUpperCase(), namespace: 'ehr', name: null, columns: ['ssn'], facets: ['*'] }] },
  ]);
  const of = { policy: 'phi', version: String(position), rule: 1, how: how.toUpperCase() };
  expect(data['events']?.nodes.filter((node) => JSON.stringify(node).includes('errorMessage/message'))).toMatchObject([
    { keptOut: [{ ...of, paths: expect.arrayContaining(['/run/facets/errorMessage/message', '/job/facets/sql/query']) as unknown }] },
  ]);
});

test('without a rule each of those values is found', async () => {
  await using installation = await freshInstallation();

  const { secret, told } = await gather(installation);

  const found = new Set(told.of(secret).map((each) => each.replace(/ in .*/, '')));
  expect([...secret.keys()].filter((what) => !found.has(what))).toEqual([]);
});
