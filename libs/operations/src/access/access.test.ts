import { inspect } from 'node:util';

import { expect, test } from 'vitest';

import { Failure } from '#foundation';
import { type FreshInstallation, freshInstallation, given, mapAll } from '#testkit';

import type { Principal } from '../context.ts';
import { denialsWritten } from '../denials.ts';
import { receiveEvent } from '../receive/receive-event.ts';
import { findDataset } from '../ask/find-dataset.ts';
import { findJob } from '../ask/find-job.ts';
import { findRun } from '../ask/find-run.ts';
import { listEvents } from '../ask/list-events.ts';
import { listNamespaces } from '../ask/list-namespaces.ts';
import { listDatasets } from '../ask/list-nodes.ts';
import { publicId } from '../ask/public-id.ts';
import { searchGraph } from '../ask/search-graph.ts';
import { setLineageWindow } from '../rule/set-lineage-window.ts';
import { traceLineage } from '../trace/trace-lineage.ts';
import { applyPolicy } from './apply-policy.ts';
import { auditTrail } from './audit-trail.ts';
import { makeKey } from './keys.ts';
import { listPolicies } from './list-policies.ts';
import { previewPolicy } from './preview-policy.ts';

const FACET = { _producer: 'https://example.com/p', _schemaURL: 'https://openlineage.io/spec/facets/1-0-0/Some.json' };
const RUN = '0197ad84-7a0d-7527-9f8a-000000000001';

/** `hr.salaries` and `patients` (with the column `ssn`, tagged `pii`) → load → `report`, by columns too. */
const LOAD = JSON.stringify({
  eventTime: '2026-03-01T00:00:00Z',
  eventType: 'COMPLETE',
  producer: 'https://example.com/p',
  run: { runId: RUN, facets: { nominalTime: { ...FACET, nominalStartTime: '2026-03-01T00:00:00Z' }, odd: { ...FACET, about: 'ssn' } } },
  job: {
    namespace: 'etl',
    name: 'load',
    facets: {
      sql: { ...FACET, query: 'select ssn from patients' },
      documentation: { ...FACET, description: 'Loads.' },
      jobType: { ...FACET, processingType: 'BATCH', integration: 'SQL' },
    },
  },
  inputs: [
    {
      namespace: 'db',
      name: 'patients',
      facets: {
        schema: {
          ...FACET,
          primaryKey: ['ssn'],
          fields: [
            { name: 'id', type: 'int' },
            { name: 'ssn', type: 'text', fields: [{ name: 'last4', type: 'text' }] },
          ],
        },
        tags: {
          ...FACET,
          tags: [
            { key: 'pii', value: 'yes', field: 'ssn' },
            { key: 'team', value: 'ehr' },
          ],
        },
        acme: { ...FACET, about: 'ssn' },
      },
      inputFacets: {
        dataQualityMetrics: { ...FACET, columnMetrics: { ssn: { nullCount: 0 } } },
        inputStatistics: { ...FACET, rowCount: 3 },
      },
    },
    { namespace: 'db', name: 'hr.salaries' },
  ],
  outputs: [
    {
      namespace: 'db',
      name: 'report',
      facets: {
        columnLineage: {
          ...FACET,
          fields: {
            key: {
              inputFields: [
                { namespace: 'db', name: 'patients', field: 'ssn', transformations: [{ type: 'DIRECT', description: 'of ssn' }] },
              ],
            },
            pay: { inputFields: [{ namespace: 'db', name: 'hr.salaries', field: 'amount' }] },
            who: {
              inputFields: [
                { namespace: 'db', name: 'patients', field: 'id', transformations: [{ type: 'DIRECT', description: 'not of ssn' }] },
              ],
            },
          },
        },
      },
    },
  ],
});

const POLICY = `
name: engineers
rules:
  - { effect: deny, roles: [engineer], on: { tag: pii, columns: ["*"] } }
  - { effect: deny, roles: [engineer], on: { name: "hr.*" } }
  - { effect: deny, roles: [engineer], on: { facets: [sql] } }
`;

const person = (number: number, ...roles: readonly string[]): Principal => ({
  ...{ id: `00000000-0000-4000-8000-00000000000${number}`, kind: 'person', name: `person ${number}` },
  ...{ namespaces: [], roles },
});
const [ENGINEER, AUDITOR, NOBODY] = [person(1, 'engineer'), person(2, 'auditor'), person(3)];
const EMITTER: Principal = { ...person(4), kind: 'emitter', namespaces: ['*'] };
const dataset = (name: string) => ({ dataset: { namespace: 'db', name } });

async function givenLoad({ context, admin }: FreshInstallation): Promise<void> {
  await receiveEvent(context, admin, Buffer.from(LOAD));
  await mapAll(context);
}

/** A failure as the asker reads it. */
async function failureOf(work: Promise<unknown>): Promise<unknown> {
  const error = await work.catch((thrown: unknown) => thrown);
  return error instanceof Failure ? { code: error.code, message: error.message } : error;
}

test('a hidden dataset, column or facet is in no answer of the role, and in all others', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  await givenLoad(installation);
  await applyPolicy(context, admin, { text: POLICY });
  await mapAll(context);
  const asOf = '2026-03-02T00:00:00Z';

  const shown = async (principal: Principal) => {
    const patients = (await findDataset(context, principal, dataset('patients'))).dataset;
    const { job } = await findJob(context, principal, { job: { name: 'load' } });
    const { run } = await findRun(context, principal, { run: { runId: RUN } });
    const columns = await traceLineage(context, principal, { root: dataset('report'), direction: 'upstream', granularity: 'COLUMN', asOf });
    const datasets = await traceLineage(context, principal, { root: dataset('report'), direction: 'upstream' });
    return {
      fields: patients.fields.map(({ path }) => path),
      tags: patients.tags.map(({ key }) => key),
      facets: patients.facets.map(({ name }) => name),
      job: job.facets.map(({ name }) => name),
      inputs: job.inputs.map(({ name }) => name),
      run: run.facets.map(({ name }) => name),
      uses: run.inputs.map((use) => [use.dataset.name, ...use.facets.map(({ name }) => name)]),
      columns: columns.nodes.map(({ name, column }) => `${name}.${column ?? '*'}`),
      words: columns.edges.flatMap(({ transformations }) => transformations.map(({ description }) => description)),
      datasets: datasets.nodes.map(({ name }) => name),
      list: (await listDatasets(context, principal, {})).nodes.map(({ name }) => name),
      namespaces: (await listNamespaces(context, principal, {})).nodes,
      found: (await searchGraph(context, principal, { text: 'ssn' })).nodes.map(({ matched }) => matched),
      tagged: (await searchGraph(context, principal, { text: 'team' })).nodes.map(({ matched }) => matched),
      bodies: (await listEvents(context, principal, {})).nodes.map(({ kind, body }) => [kind, body !== null]),
      scoped: columns.header.reasons.map(({ code }) => code),
      completeness: columns.header.completeness,
    };
  };

  const whole = {
    fields: ['id', 'ssn'],
    tags: ['pii', 'team'],
    facets: ['acme', 'schema', 'tags'],
    job: ['documentation', 'jobType', 'sql'],
    inputs: ['hr.salaries', 'patients'],
    run: ['nominalTime', 'odd'],
    uses: [['hr.salaries'], ['patients', 'dataQualityMetrics', 'inputStatistics']],
    columns: ['report.*', 'hr.salaries.amount', 'patients.id', 'patients.ssn'],
    words: ['not of ssn', 'of ssn'],
    datasets: ['report', 'hr.salaries', 'patients', 'load'],
    list: ['hr.salaries', 'patients', 'report'],
    namespaces: [
      { namespace: 'db', datasets: 3, jobs: 0 },
      { namespace: 'etl', datasets: 0, jobs: 1 },
    ],
    found: ['ssn'],
    tagged: ['team=ehr'],
    bodies: [
      ['policy', true],
      ['event', true],
    ],
    scoped: [],
    completeness: 'COMPLETE',
  };
  expect(await shown(admin)).toEqual(whole);
  expect(await shown(AUDITOR)).toEqual({ ...whole, scoped: ['ACCESS_SCOPED'], completeness: 'PARTIAL' });
  expect(await shown(ENGINEER)).toEqual({
    ...{ fields: ['id'], tags: ['team'], facets: ['schema', 'tags'], job: ['jobType'], inputs: ['patients'], run: ['nominalTime'] },
    ...{ uses: [['patients', 'inputStatistics']], columns: ['report.*', 'patients.id'], words: [null] },
    ...{
      datasets: ['report', 'patients', 'load'],
      list: ['patients', 'report'],
      found: [],
      tagged: [],
      bodies: [
        ['withheld', false],
        ['event', false],
      ],
    },
    namespaces: [
      { namespace: 'db', datasets: 2, jobs: 0 },
      { namespace: 'etl', datasets: 0, jobs: 1 },
    ],
    ...{ scoped: ['ACCESS_SCOPED'], completeness: 'PARTIAL' },
  });
  const patients = await findDataset(context, ENGINEER, dataset('patients'));
  expect(inspect(patients.dataset, { depth: null })).not.toContain('ssn');
});

test('the policy of now decides, whatever time is asked about, and nobody can tell a hidden thing from one that is not there', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  await givenLoad(installation);
  const before = { knownAt: '1' };
  expect((await findDataset(context, ENGINEER, { ...dataset('hr.salaries'), ...before })).dataset.name).toBe('hr.salaries');
  const applied = await applyPolicy(context, admin, { text: POLICY });
  expect(applied).toEqual({ name: 'engineers', position: 1n, draft: null, isNew: true });

  const absent = await failureOf(findDataset(context, ENGINEER, dataset('no such')));
  expect(absent).toMatchObject({ code: 'NOT_FOUND' });
  for (const name of [
    { namespace: 'db', name: 'hr.salaries' },
    { name: 'hr.salaries' },
    { id: publicId({ kind: 'dataset', namespace: 'db', name: 'hr.salaries' }) },
  ]) {
    expect(await failureOf(findDataset(context, ENGINEER, { dataset: name, ...before }))).toEqual(absent);
    expect(await failureOf(traceLineage(context, ENGINEER, { root: { dataset: name }, direction: 'both' }))).toEqual(absent);
  }
  const walk = async (column: string) => {
    const question = { root: dataset('patients'), direction: 'downstream', granularity: 'COLUMN', column } as const;
    const { nodes, edges } = await traceLineage(context, ENGINEER, question);
    return { nodes: nodes.map((node) => ({ ...node, id: '', column: '' })), edges };
  };
  expect(await walk('ssn')).toEqual(await walk('no such'));

  expect(await applyPolicy(context, admin, { text: POLICY.replace('name: engineers', '# the same\nname: engineers') })).toEqual({
    ...applied,
    isNew: false,
  });
  const position = given((await applyPolicy(context, admin, { text: 'name: engineers\nrules: []' })).position);
  expect((await findDataset(context, ENGINEER, dataset('hr.salaries'))).dataset.name).toBe('hr.salaries');
  await mapAll(context);
  const versionAt = async (knownAt: string) =>
    (await listPolicies(context, AUDITOR, { knownAt })).policies.map((each) => [each.position, each.policy.rules.length]);
  expect([await versionAt('1'), await versionAt('2'), await versionAt(String(position + 1n))]).toEqual([[], [[1n, 3]], [[position, 0]]]);
});

test('denials and administrative acts are in the trail: who, what and why; equal denials of one minute are one entry, and one that counts', async () => {
  await using installation = await freshInstallation();
  const { admin } = installation;
  const context = { ...installation.context, clock: { now: () => new Date('2026-11-21T12:00:30Z') } };
  await givenLoad(installation);
  await applyPolicy(context, admin, { text: POLICY });
  const denied = [
    ...Array.from({ length: 5 }, () => () => findDataset(context, ENGINEER, dataset('hr.salaries'))),
    () => findDataset(context, ENGINEER, dataset('no such')),
    () => applyPolicy(context, ENGINEER, { text: POLICY }),
    () => auditTrail(context, ENGINEER),
    () => findDataset(context, EMITTER, dataset('patients')),
    () => findDataset(context, NOBODY, dataset('patients')),
  ];
  for (const ask of denied) expect(await failureOf(ask())).toHaveProperty('code');
  await traceLineage(context, ENGINEER, { root: dataset('patients'), direction: 'upstream', granularity: 'COLUMN', column: 'ssn.last4' });
  await makeKey(context, admin, {
    principals: installation.principals,
    kind: 'person',
    name: 'Ada',
    namespaces: [],
    roles: ['auditor'],
  });
  await setLineageWindow(context, admin, { job: null, days: 7 });
  await denialsWritten(context);
  await mapAll(context);

  const { nodes } = await auditTrail(context, AUDITOR);
  const told = nodes.map(({ by, outcome, action, what, policy, count }) => [by, outcome, action, what, policy, count]);
  expect(told.toSorted((left, right) => (String(left) < String(right) ? -1 : 1))).toEqual(
    [
      [ENGINEER.id, 'denied', 'administer', 'apply a policy', null, 1],
      [ENGINEER.id, 'denied', 'administer', 'read the audit trail', null, 1],
      [ENGINEER.id, 'denied', 'see', 'column ssn.last4 of db patients', 1n, 1],
      [ENGINEER.id, 'denied', 'see', 'dataset db hr.salaries', 1n, 1],
      [ENGINEER.id, 'denied', 'see', 'dataset db hr.salaries', 1n, 4],
      [ENGINEER.id, 'denied', 'see', 'dataset db no such', null, 1],
      [NOBODY.id, 'denied', 'ask', 'a question', null, 1],
      [EMITTER.id, 'denied', 'ask', 'a question', null, 1],
      [admin.id, 'done', 'apply policy', 'engineers', null, 1],
      [admin.id, 'done', 'key made', expect.stringMatching(/^Ada hg_.{8}$/), null, 1],
      [admin.id, 'done', 'set', '{"days":7,"job":null,"setting":"lineage-window"}', null, 1],
    ].toSorted((left, right) => (String(left) < String(right) ? -1 : 1)),
  );
  expect(nodes.find(({ what }) => what === 'dataset db hr.salaries')).toMatchObject({ why: 'The policy engineers hides it.' });

  const page = await auditTrail(context, admin, { who: ENGINEER.id, kinds: ['decision'], first: 3 });
  const rest = await auditTrail(context, admin, { who: ENGINEER.id, kinds: ['decision'], first: 3, after: page.pageInfo.endCursor });
  expect([page.nodes.length, rest.nodes.length, rest.pageInfo.hasNextPage]).toEqual([3, 3, false]);
  expect((await auditTrail(context, admin, { kinds: ['policy'] })).nodes.map(({ what }) => what)).toEqual(['engineers']);
});

test('a preview names rules on what is kept out that are about nothing there is', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  await givenLoad(installation);
  const on = { name: 'patients', facets: ['*'] };
  const keep_out = [
    on,
    { ...on, columns: ['ssn'] },
    { ...on, name: 'pateints' },
    { ...on, columns: ['snn'] },
    { name: 'load', facets: ['sql'] },
  ];
  const text = JSON.stringify({ name: 'p', rules: [], keep_out: keep_out.map((each) => ({ how: 'drop', on: each })) });

  expect(await previewPolicy(context, admin, { of: { text } })).toMatchObject({ changes: [], idleRules: [], idleKeepOut: [3, 4] });
});

test('a preview says of how many places labels are, and names those about nothing there is', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  await givenLoad(installation);
  const labels = [
    { label: 'PHI', on: { name: 'patients', columns: ['ssn*'] } },
    { label: 'Team=Heart', on: { namespace: 'd*' } },
    { label: 'PII', on: { name: 'pateints' } },
    { label: 'PII', on: { name: 'patients', columns: ['snn'] } },
  ];

  const { labels: found } = await previewPolicy(context, admin, { of: { text: JSON.stringify({ name: 'p', rules: [], labels }) } });

  expect(found.map(({ place, label, places }) => `${place} ${label} ${places}`)).toEqual([
    '1 PHI 2',
    '2 team=heart 3',
    '3 PII 0',
    '4 PII 0',
  ]);
});

test('a preview says who would see less and who more, and changes nothing; that it named protected data is on record', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  await givenLoad(installation);

  const { changes, idleRules, looked, isCut } = await previewPolicy(context, admin, { of: { text: POLICY } });
  const misspelt = `${POLICY}  - { effect: deny, roles: [auditor], on: { name: "pateints" } }\n`;
  const applied = await applyPolicy(context, admin, { text: POLICY });
  const less = await previewPolicy(context, admin, { of: { text: 'name: engineers\nrules: []' } });

  expect({ looked, isCut, idleRules, position: applied.position }).toEqual({ looked: 4, isCut: false, idleRules: [], position: 2n }); // the preview before is at 1
  expect((await previewPolicy(context, admin, { of: { text: misspelt } })).idleRules).toEqual([POLICY.split('effect: deny').length]);
  expect(changes).toEqual([
    { role: 'engineer', action: 'see', change: 'less', what: 'column', count: 2, examples: ['db patients ssn', 'db patients ssn.last4'] },
    { role: 'engineer', action: 'see', change: 'less', what: 'dataset', count: 1, examples: ['db hr.salaries'] },
    { role: 'engineer', action: 'see', change: 'less', what: 'facet', count: 1, examples: ['etl load sql'] },
  ]);
  expect(less.changes).toEqual(changes.map((change) => ({ ...change, change: 'more' })));
  expect(await failureOf(previewPolicy(context, admin, { of: { text: 'name: x' } }))).toEqual({
    code: 'BAD_REQUEST',
    message: 'The policy cannot be used: /rules: Invalid input: expected array, received undefined.',
  });
});
