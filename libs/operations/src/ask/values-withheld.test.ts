import { expect, test } from 'vitest';

import type { JsonObject } from '#record';
import { type FreshInstallation, freshInstallation, given, mapAll, person } from '#testkit';

import { applyPolicy } from '../access/apply-policy.ts';
import { breakGlass } from '../access/break-glass.ts';
import { decideAll } from '../access/decide.ts';
import type { Principal } from '../context.ts';
import { receiveEvent } from '../receive/receive-event.ts';
import { keepLabels } from '../keep-labels.ts';
import { findDataset } from './find-dataset.ts';
import { findJob } from './find-job.ts';
import { findRun } from './find-run.ts';
import { listEvents } from './list-events.ts';

// Goal: whom a rule keeps from reading data as they are is shown no value of them, and all else: docs/decisions/0041.
// Method: one run with a value, 7777, in each place of the standard's facets and of one that nobody knows; each answer is searched for it.

const FACET = { _producer: 'https://example.com/p', _schemaURL: 'https://openlineage.io/spec/facets/1-0-0/Some.json' };
const RUN = '0197ad84-7a0d-7527-9f8a-00000000000a';
const V = '7777';
const METRICS = { ...FACET, rowCount: 3, columnMetrics: { ssn: { nullCount: 1, min: V, quantiles: { 0.5: V } }, age: { nullCount: 2 } } };
const SAID = { assertion: 'accepted_values', success: false, column: 'ssn', name: V, expected: V, actual: V, content: V, params: { v: V } };
const EQUAL = { type: 'compare', left: { type: 'field', field: 'ssn' }, right: { type: 'literal', value: V }, comparison: 'EQUAL' };

const EVENT: JsonObject = {
  ...{ eventTime: '2026-03-01T00:00:00Z', eventType: 'FAIL', producer: 'https://example.com/p' },
  run: {
    runId: RUN,
    facets: {
      errorMessage: { ...FACET, message: V, programmingLanguage: 'JAVA', stackTrace: V },
      executionParameters: { ...FACET, parameters: [{ key: 'k', value: V }] },
      environmentVariables: { ...FACET, environmentVariables: [{ name: 'N', value: V }] },
      extractionError: { ...FACET, totalTasks: 1, failedTasks: 1, errors: [{ errorMessage: V, task: V }] },
      test: { ...FACET, tests: [{ name: V, status: 'fail', expected: V, actual: V }] },
      odd: { ...FACET, v: V },
    },
  },
  job: { namespace: 'etl', name: 'load', facets: { sql: { ...FACET, query: V }, sourceCode: { ...FACET, language: 'py', sourceCode: V } } },
  inputs: [
    {
      ...{ namespace: 'ehr', name: 'patients' },
      facets: {
        schema: { ...FACET, fields: [{ name: 'ssn', type: 'text', description: 'Of the person.' }, { name: 'age' }] },
        tags: { ...FACET, tags: [{ key: 'classification', value: 'PHI', field: 'ssn', source: 'x' }] },
        ...{ dataQualityMetrics: METRICS, odd: { ...FACET, v: V } },
        dataQualityAssertions: { ...FACET, assertions: [SAID, { ...SAID, column: null }] },
      },
      inputFacets: {
        ...{ dataQualityMetrics: METRICS, dataQualityAssertions: { ...FACET, assertions: [SAID] } },
        subset: { ...FACET, inputCondition: EQUAL },
        icebergScanReport: { ...FACET, filter: V },
      },
    },
  ],
  outputs: [
    {
      ...{ namespace: 'mart', name: 'ages' },
      facets: {
        schema: { ...FACET, fields: [{ name: 'age' }] },
        columnLineage: { ...FACET, fields: { age: { inputFields: [{ namespace: 'ehr', name: 'patients', field: 'age' }] } } },
        dataQualityMetrics: { ...FACET, columnMetrics: { age: { min: 4, max: 104 } } },
      },
      outputFacets: { subset: { ...FACET, outputCondition: { type: 'partition', partitions: [{ identifier: 'day=1' }] } } },
    },
  ],
};

async function told(): Promise<FreshInstallation> {
  const installation = await freshInstallation();
  const { context, admin } = installation;
  expect((await receiveEvent(context, admin, Buffer.from(JSON.stringify(EVENT)))).kind).toBe('recorded');
  await mapAll(context);
  while ((await keepLabels(context)).hasMore);
  return installation;
}

/** All that the doors show somebody of the run, what it read and wrote, and the entry. */
async function shown({ context }: FreshInstallation, who: Principal) {
  const [patients, ages] = await Promise.all([
    findDataset(context, who, { dataset: { namespace: 'ehr', name: 'patients' } }),
    findDataset(context, who, { dataset: { namespace: 'mart', name: 'ages' } }),
  ]);
  const job = await findJob(context, who, { job: { namespace: 'etl', name: 'load' } });
  const { run } = await findRun(context, who, { run: { runId: RUN } });
  const { nodes: events } = await listEvents(context, who, { run: { runId: RUN } });
  return { patients: patients.dataset, ages: ages.dataset, job: job.job, run: given(run), events };
}

const timesIn = (part: unknown): number =>
  JSON.stringify(part, (_, value: unknown) => (typeof value === 'bigint' ? value.toString() : value)).split(V).length - 1;

const DENYING = 'rules: [{ effect: deny, roles: [engineer], action: read, on: { classification: PHI, columns: ["*"] } }]';

for (const [how, rules] of [
  ['denied', DENYING],
  ['masked', 'rules: [{ effect: mask, how: partial, roles: [engineer], on: { classification: PHI, columns: ["*"] } }]'],
  ['denied by name', 'rules: [{ effect: deny, roles: [engineer], action: [read, write], on: { namespace: ehr, columns: [ssn] } }]'],
  ['denied whole', 'rules: [{ effect: deny, roles: [engineer], action: read, on: { name: patients } }]'],
] as const)
  test(`whom reading a column is ${how} is shown no value of it at any door, and all that is no value`, async () => {
    await using installation = await told();
    const { context, admin } = installation;
    const eve = await person(installation, 'eve', 'engineer');
    const before = await shown(installation, eve);
    expect(
      Object.entries(before)
        .filter(([, part]) => timesIn(part) === 0)
        .map(([name]) => name),
    ).toEqual(['ages']);

    await applyPolicy(context, admin, { text: `name: phi\n${rules}` });

    const { patients, ages, job, run, events } = await shown(installation, eve);
    expect(timesIn({ patients, ages, job, run, events })).toBe(0);
    expect([patients.fields, patients.tags, patients.facets.map(({ name }) => name)]).toEqual([
      ...[before.patients.fields, before.patients.tags],
      before.patients.facets.map(({ name }) => name),
    ]);
    const metrics = (facets: readonly { readonly name: string; readonly content: string }[]): unknown =>
      JSON.parse(given(facets.find(({ name }) => name === 'dataQualityMetrics')).content);
    const columnMetrics = { ssn: { nullCount: 1, min: '[withheld]', quantiles: '[withheld]' }, age: { nullCount: 2 } };
    expect(metrics(patients.facets)).toEqual({ ...METRICS, columnMetrics });
    expect(metrics(given(run.inputs[0]).facets)).toEqual({ ...METRICS, columnMetrics });
    expect([ages, run.outputs]).toEqual([before.ages, before.run.outputs]); // nobody is kept from reading these
    expect(events.map(({ body }) => body)).toEqual([null]);
    expect(await shown(installation, admin)).toMatchObject({ job: before.job, run: before.run });
  });

test('that no rule allows reading withholds no value, and neither does what somebody else may not read', async () => {
  await using installation = await told();
  const { context, admin } = installation;
  const eve = await person(installation, 'eve', 'engineer');
  const before = await shown(installation, eve);
  await applyPolicy(context, admin, {
    text: 'name: p\nrules: [{ effect: deny, roles: [auditor], action: read, on: { name: "*" } }, { effect: deny, roles: [engineer], action: write, on: { name: "*" } }]',
  });
  expect(await shown(installation, eve)).toMatchObject(before);
});

test('for whoever broke the glass nothing is withheld', async () => {
  await using installation = await told();
  const { context, admin } = installation;
  const eve = await person(installation, 'eve', 'engineer', 'break-glass');
  await applyPolicy(context, admin, { text: `name: phi\n${DENYING}` });
  expect(timesIn(await shown(installation, eve))).toBe(0);
  await breakGlass(context, eve, { reason: 'a patient cannot wait', hours: 1 });
  expect(timesIn(await shown(installation, eve))).toBeGreaterThan(10);
});

test('what is decided of a facet says that values are withheld from it, of what carries any that may be', async () => {
  await using installation = await told();
  const { context, admin } = installation;
  const eve = await person(installation, 'eve', 'engineer');
  await applyPolicy(context, admin, { text: `name: phi\n${DENYING}` });
  const { decisions } = await decideAll(context, eve, {
    questions: [
      { action: 'see', dataset: { namespace: 'ehr', name: 'patients' }, facets: ['dataQualityMetrics'] },
      { action: 'see', dataset: { namespace: 'mart', name: 'ages' }, facets: ['dataQualityMetrics'] },
      { action: 'see', job: { namespace: 'etl', name: 'load' }, facets: ['sql'] },
    ],
  });
  const facets = decisions.map((each) =>
    'facets' in each ? each.facets.map(({ isAllowed, isWhole, why }) => [isAllowed, isWhole, why]) : [],
  );
  const withheld = [
    true,
    false,
    expect.stringContaining('Values in it that may be of data which rules keep from being read are withheld.'),
  ];
  expect(facets).toEqual([[withheld], [[true, true, expect.not.stringContaining('withheld')]], [withheld]]);
});
