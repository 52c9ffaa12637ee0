import { expect, test } from 'vitest';

import type { JsonObject } from '#record';
import { freshInstallation, mapAll, person } from '#testkit';

import { applyAccess } from '../access/apply-access.ts';
import { applyPolicy } from '../access/apply-policy.ts';
import type { Context, Principal } from '../context.ts';
import { receiveEvent } from '../receive/receive-event.ts';
import { Refusals } from '../receive/refusals.ts';
import { traceLineage } from '../trace/trace-lineage.ts';
import { findDataset } from './find-dataset.ts';
import { findJob } from './find-job.ts';
import { findRun } from './find-run.ts';
import { readStatus } from './read-status.ts';
import { searchGraph } from './search-graph.ts';

const FACET = { _producer: 'https://example.com/p', _schemaURL: 'https://openlineage.io/spec/facets/1-0-0/Some.json' };
const RUN = '0197ad84-7a0d-7527-9f8a-00000000000a';
const EVENT: JsonObject = {
  ...{ eventTime: '2026-03-01T00:00:00Z', eventType: 'COMPLETE', producer: 'https://example.com/p' },
  run: {
    runId: RUN,
    facets: {
      nominalTime: { ...FACET, nominalStartTime: '2026-02-28T00:00:00Z', nominalEndTime: '2026-03-01T00:00:00Z' },
      parent: {
        ...FACET,
        ...{ run: { runId: RUN }, job: { namespace: 'etl', name: 'above' } },
        root: { run: { runId: RUN }, job: { namespace: 'etl', name: 'top' } },
      },
      extractionError: { ...FACET, totalTasks: 1, failedTasks: 1, errors: [] },
    },
  },
  job: { namespace: 'etl', name: 'load', facets: { jobType: { ...FACET, processingType: 'STREAMING', integration: 'FLINK' } } },
  inputs: [{ namespace: 'db', name: 'raw' }],
  outputs: [{ namespace: 'db', name: 'mid' }],
};

const send = async (context: Context, admin: Principal, event: JsonObject): Promise<void> => {
  expect((await receiveEvent(context, admin, Buffer.from(JSON.stringify(event)))).kind).toBe('recorded');
  await mapAll(context);
};

test('what a facet says that is denied no field of a run and no remark on an answer tells', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  await send(context, admin, EVENT);
  const eve = await person(installation, 'eve', 'engineer');
  const told = async (who: Principal) => {
    const { run, header } = await findRun(context, who, { run: { runId: RUN } });
    const { nominalStart, nominalEnd, processingType, parent, root } = run;
    const walk = await traceLineage(context, who, { root: { dataset: { namespace: 'db', name: 'mid' } }, direction: 'upstream' });
    const remarks = [header, walk.header].map(({ reasons }) => reasons.some(({ code }) => code === 'EXTRACTION_ERRORS'));
    return [nominalStart, nominalEnd, processingType, parent?.job.name, root?.job.name, run.facets.map(({ name }) => name), remarks];
  };
  const all = [
    ...['2026-02-28T00:00:00Z', '2026-03-01T00:00:00Z', 'STREAMING', 'above', 'top'],
    ...[
      ['extractionError', 'nominalTime', 'parent'],
      [true, true],
    ],
  ];
  expect(await told(eve)).toEqual(all);

  await applyPolicy(context, admin, {
    text: 'name: f\nrules: [{ effect: deny, roles: [engineer], on: { facets: [nominalTime, parent, jobType, extractionError] } }]',
  });

  expect(await told(eve)).toEqual([null, null, null, undefined, undefined, [], [false, false]]);
  expect(await told(admin)).toEqual(all);
});

test('descriptions and the values of tags of jobs are shown, and found, as far as none may speak of what is hidden', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  const described = (of: string): JsonObject => ({ documentation: { ...FACET, description: `Where ${of} stands.` } });
  const tags = { ...FACET, tags: [{ key: 'patient', value: 'Adalbert', source: 'x' }] };
  const schema = { ...FACET, fields: [{ name: 'ssn' }] };
  const job = { namespace: 'etl', name: 'load', facets: { ...described('Cunigunde'), tags } };
  const outputs = [
    { namespace: 'db', name: 'mid', facets: { ...described('Ottokar'), schema } },
    { namespace: 'open', name: 'top', facets: described('Wendelin') },
  ];
  await send(context, admin, { ...EVENT, job, outputs });
  const eve = await person(installation, 'eve', 'engineer');
  const told = async (who: Principal) => {
    const datasets = await Promise.all(outputs.map(({ namespace, name }) => findDataset(context, who, { dataset: { namespace, name } })));
    const { job: load } = await findJob(context, who, { job: { namespace: 'etl', name: 'load' } });
    const texts = ['Ottokar', 'Wendelin', 'Cunigunde', 'Adalbert'];
    const found = await Promise.all(texts.map(async (text) => (await searchGraph(context, who, { text })).nodes.length));
    return [[...datasets.map(({ dataset }) => dataset.description), load.description, load.tags.map(({ value }) => value)], found];
  };
  const all = [
    ['Where Ottokar stands.', 'Where Wendelin stands.', 'Where Cunigunde stands.', ['Adalbert']],
    [1, 1, 1, 1],
  ];
  expect([await told(admin), await told(eve)]).toEqual([all, all]);

  await applyPolicy(context, admin, {
    text: 'name: ssn\nrules: [{ effect: deny, roles: [engineer], on: { namespace: db, columns: [ssn] } }]',
  });

  expect(await told(eve)).toEqual([
    [null, 'Where Wendelin stands.', null, [null]],
    [0, 0, 0, 0],
  ]);
  expect(await told(admin)).toEqual(all);
});

test('the type of a column that is seen names no column within it, and no value', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  const types = {
    person: 'struct<ssn:string,ward:string>',
    visits: 'array<struct<ssn:string>>',
    ward: "enum('secret','open')",
    words: 'record ssn:text',
    more: 'record ssn text',
    big: 'int unsigned',
    exact: 'double precision',
    weight: 'decimal(10, 2)',
    at: 'timestamp(3) with time zone',
    name: 'varchar',
  };
  const fields = Object.entries(types).map(([name, type]) => ({ name, type }));
  const schema = { ...FACET, fields };
  await send(context, admin, { ...EVENT, outputs: [{ namespace: 'db', name: 'mid', facets: { schema } }] });
  const eve = await person(installation, 'eve', 'engineer');
  await applyPolicy(context, admin, {
    text: 'name: ssn\nrules: [{ effect: deny, roles: [engineer], on: { namespace: db, columns: ["*.ssn"] } }]',
  });
  const told = async (who: Principal) => {
    const { dataset } = await findDataset(context, who, { dataset: { namespace: 'db', name: 'mid' } });
    return Object.fromEntries(dataset.fields.map(({ name, type }) => [name, type]));
  };

  expect(await told(admin)).toEqual(types);
  expect(await told(eve)).toEqual({ ...types, person: 'struct', visits: 'array', ward: 'enum', words: 'record', more: 'record' });
});

// Goal: neither a gap nor an empty list tells that something is hidden. Method: two datasets that differ in what is hidden alone, for somebody from whom it is.
test('a facet of which all is hidden is not there, and fields say nothing of their places among each other', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  const fields = (...names: readonly string[]) => ({
    schema: { ...FACET, fields: names.map((name, index) => ({ name, type: 'text', ordinal_position: index + 1 })) },
  });
  const tags = { tags: { ...FACET, tags: [{ key: 'pii', field: 'ssn' }] } };
  const outputs = [
    { namespace: 'db', name: 'a', facets: { ...fields('id', 'ssn', 'ward'), ...tags } },
    { namespace: 'db', name: 'b', facets: fields('id', 'ward') },
    { namespace: 'db', name: 'c', facets: fields('ssn') },
    { namespace: 'db', name: 'd', facets: {} },
  ];
  await send(context, admin, { ...EVENT, outputs });
  const eve = await person(installation, 'eve', 'engineer');
  await applyPolicy(context, admin, {
    text: 'name: ssn\nrules: [{ effect: deny, roles: [engineer], on: { namespace: db, columns: [ssn] } }]',
  });
  const told = async (who: Principal, name: string) => {
    const { dataset } = await findDataset(context, who, { dataset: { namespace: 'db', name } });
    return dataset.facets.map((facet) => [facet.name, facet.content]);
  };

  expect(await told(eve, 'a')).toEqual(await told(eve, 'b'));
  expect(await told(eve, 'c')).toEqual(await told(eve, 'd'));
  expect(await told(admin, 'a')).not.toEqual(await told(admin, 'b'));
  expect((await told(admin, 'c')).length).toBeGreaterThan((await told(admin, 'd')).length);
});

test('the status counts of the quarantine what the asker may list, and names refused senders to whoever administers or audits everything', async () => {
  await using installation = await freshInstallation();
  const { context, admin, principals } = installation;
  const refusals = new Refusals(context);
  const emitter = await principals.create({ kind: 'emitter', name: 'hr-loader', namespaces: ['hr'] }, context.clock.now());
  const sender: Principal = { id: emitter.id, kind: 'emitter', name: 'hr-loader', namespaces: ['hr'], roles: [] };
  const refused = { ...EVENT, outputs: [{ namespace: 'heart', name: 'beats' }], job: { namespace: 'payroll', name: 'pay' } };
  expect((await receiveEvent(context, sender, Buffer.from(JSON.stringify(refused)))).kind).toBe('quarantined');
  refusals.count('BODY_TOO_LARGE', emitter.id);
  await refusals.flush();
  const [hal, ann, eve] = [
    await person(installation, 'hal'),
    await person(installation, 'ann', 'auditor'),
    await person(installation, 'eve', 'engineer'),
  ];
  await applyAccess(context, admin, {
    ...{ text: 'teams: { pay: { owns: [payroll], members: { steward: [hal] } } }', isPruning: false, isDryRun: false },
  });
  await mapAll(context);
  const told = async (who: Principal) => {
    const status = await readStatus(context, who);
    return [status.quarantined, status.refusals.map(({ senderName }) => senderName)];
  };

  expect([await told(admin), await told(ann)]).toEqual([
    [1, ['hr-loader']],
    [1, ['hr-loader']],
  ]);
  expect([await told(eve), await told(hal)]).toEqual([
    [0, []],
    [1, []],
  ]);
});
