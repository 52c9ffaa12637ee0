import { afterAll, beforeAll, expect, test } from 'vitest';

import { Failure } from '#foundation';
import type { Database } from '#store';
import { type FreshInstallation, freshInstallation, mapAll } from '#testkit';

import type { Context } from '../context.ts';
import { receiveEvent } from '../receive/receive-event.ts';
import { traceLineage } from '../trace/trace-lineage.ts';
import { findDataset } from './find-dataset.ts';
import { findJob } from './find-job.ts';
import { findRun } from './find-run.ts';
import { listRuns } from './list-runs.ts';
import { publicId } from './public-id.ts';

// Goal: what people call a thing by is enough to ask about it, and what is not enough says what would be.

const EHR = 'postgres://ehr:5432';
const LAKE = 's3://lake';
const TOPICS = 'kafka://broker:9092';
const asOf = '2026-05-01T00:00:00Z';
const run = (number: number): string => `0197ad84-7a0${number}-7527-9f8a-000000000001`;

let installation: FreshInstallation;
beforeAll(async () => {
  installation = await freshInstallation();
  await tell(
    'etl.load_patients',
    [
      [EHR, 'ehr.public.patients'],
      [LAKE, 'clinical/patients_daily'],
    ],
    1,
  );
  await tell(
    'etl.load_orders',
    [
      [EHR, 'ehr.public.orders'],
      [LAKE, 'clinical/orders'],
    ],
    2,
  );
  await tell(
    'stream.copy',
    [
      [EHR, 'ehr.public.visits'],
      [TOPICS, 'ehr.public.visits'],
    ],
    3,
  );
  await tell(
    'stream.copy',
    [
      [EHR, 'a%b_c\\d'],
      [TOPICS, 'orders'],
    ],
    4,
  );
  await mapAll(installation.context);
});
afterAll(async () => installation[Symbol.asyncDispose]());

type Place = readonly [namespace: string, name: string];

async function tell(job: string, [input, output]: readonly [Place, Place], number: number): Promise<void> {
  const dataset = ([namespace, name]: Place) => ({ namespace, name });
  const event = {
    ...{ eventType: 'COMPLETE', eventTime: '2026-03-01T00:00:00Z', run: { runId: run(number) }, job: { namespace: 'airflow', name: job } },
    ...{ inputs: [dataset(input)], outputs: [dataset(output)] },
    ...{ producer: 'https://example.org/test', schemaURL: 'https://openlineage.io/spec/2-0-2/OpenLineage.json#/definitions/RunEvent' },
  };
  await receiveEvent(installation.context, installation.admin, Buffer.from(JSON.stringify(event)));
}

/** The dataset that a name means, or why none. */
async function called(name: string, namespace?: string): Promise<string> {
  return findDataset(installation.context, installation.admin, {
    dataset: namespace === undefined ? { name } : { namespace, name },
    asOf,
  }).then(
    ({ dataset }) => `${dataset.namespace} ${dataset.name}`,
    (error: unknown) => (error instanceof Failure ? error.code : String(error)),
  );
}

async function refusal(asked: Promise<unknown>): Promise<Failure> {
  const error = await asked.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof Failure) return error;
  throw new Error(`not refused: ${String(error)}`);
}

test('a dataset is found by the last segments of its name, after dots and slashes', async () => {
  expect(await called('patients')).toBe(`${EHR} ehr.public.patients`);
  expect(await called('public.patients')).toBe(`${EHR} ehr.public.patients`);
  expect(await called('patients_daily')).toBe(`${LAKE} clinical/patients_daily`);
  expect(await called('clinical/patients_daily')).toBe(`${LAKE} clinical/patients_daily`);
});

test('half a segment, another case, and signs that SQL knows are no name', async () => {
  for (const name of ['atients', 'lic.patients', 'Patients', 'ehr.public', 'patient_', '%', '_', '', '.', 'a\0b']) {
    expect([name, await called(name)]).toEqual([name, 'NOT_FOUND']);
  }
  expect(await called('a%b_c\\d')).toBe(`${EHR} a%b_c\\d`);
});

test('a whole name beats the end of another', async () => {
  expect(await called('orders')).toBe(`${TOPICS} orders`);
});

test('a name of several says which they are, for people and for programs', async () => {
  const { context, admin } = installation;

  const failure = await refusal(findDataset(context, admin, { dataset: { name: 'visits' }, asOf }));

  const candidates = [TOPICS, EHR].map((namespace) => ({
    id: publicId({ kind: 'dataset', namespace, name: 'ehr.public.visits' }),
    kind: 'DATASET',
    namespace,
    name: 'ehr.public.visits',
  }));
  expect(failure).toMatchObject({ code: 'AMBIGUOUS', details: { candidates } });
  expect(failure.message).toContain(`${TOPICS} ehr.public.visits, ${EHR} ehr.public.visits`);
});

test('the kind of its place tells two things of one name apart, and a whole namespace takes whole names alone', async () => {
  expect(await called('visits', 'kafka')).toBe(`${TOPICS} ehr.public.visits`);
  expect(await called('visits', 'postgres')).toBe(`${EHR} ehr.public.visits`);
  expect(await called('ehr.public.visits', EHR)).toBe(`${EHR} ehr.public.visits`);
  expect(await called('visits', EHR)).toBe('NOT_FOUND');
  expect(await called('visits', 'mysql')).toBe('NOT_FOUND');
});

test('a name that nothing has names the nearest, and the other kind where that is it', async () => {
  const { context, admin } = installation;

  const slip = await refusal(findDataset(context, admin, { dataset: { name: 'ehr.public.pattients' }, asOf }));
  const job = await refusal(findDataset(context, admin, { dataset: { name: 'load_orders' }, asOf }));
  const far = await refusal(findDataset(context, admin, { dataset: { name: 'zzzzzz' }, asOf }));

  expect(slip.message).toContain(`did you mean ${EHR} ehr.public.patients`);
  expect(slip.details).toMatchObject({
    suggestions: [
      { kind: 'DATASET', name: 'ehr.public.patients' },
      { kind: 'DATASET', name: 'clinical/patients_daily' },
      { kind: 'JOB', name: 'etl.load_patients' },
    ],
  });
  expect(job.message).toContain('the job airflow etl.load_orders');
  expect(far).toMatchObject({
    code: 'NOT_FOUND',
    message: 'There is no such dataset at the asked times; look for its name with a search.',
  });
});

test('what is not there at the asked time is neither found nor a candidate', async () => {
  const { context, admin } = installation;

  const failure = await refusal(findDataset(context, admin, { dataset: { name: 'visits' }, asOf: '2026-01-01T00:00:00Z' }));

  expect(failure).toMatchObject({ code: 'NOT_FOUND', details: { suggestions: [] } });
});

test('jobs, walks and lists take short names too', async () => {
  const { context, admin } = installation;

  const { job } = await findJob(context, admin, { job: { name: 'load_patients' }, asOf });
  const walk = await traceLineage(context, admin, { root: { dataset: { name: 'patients_daily' } }, direction: 'upstream', asOf });
  const runs = await listRuns(context, admin, { job: { name: 'load_orders' }, asOf });

  expect(job.name).toBe('etl.load_patients');
  expect(walk.nodes.map(({ name }) => name)).toEqual(['clinical/patients_daily', 'etl.load_patients', 'ehr.public.patients']);
  expect(runs.nodes.map(({ runId }) => runId)).toEqual([run(2)]);
});

test('a run is found by a beginning of its run id that it alone has', async () => {
  const { context, admin } = installation;
  const found = async (runId: string, job?: string): Promise<string> =>
    (await findRun(context, admin, { run: { runId, job: job === undefined ? null : { name: job } }, asOf })).run.runId;

  expect(await found('0197ad84-7A01')).toBe(run(1));
  expect(await found('0197ad84', 'load_orders')).toBe(run(2));
  expect(await refusal(found('0197ad84'))).toMatchObject({
    code: 'AMBIGUOUS',
    details: { candidates: [1, 2, 3, 4].map((number) => ({ kind: 'RUN', runId: run(number) })) },
  });
  expect(await refusal(found('0197ad8'))).toMatchObject({ code: 'NOT_FOUND' });
  expect(await refusal(found('0197ad85'))).toMatchObject({ code: 'NOT_FOUND' });
});

test('a name costs as many statements however many things end so', async () => {
  const { context, admin } = installation;
  const costs = (name: string): Promise<number> =>
    counted(context, (counting) => findDataset(counting, admin, { dataset: { name }, asOf }).catch(() => undefined));
  const [one, two] = [await costs('patients'), await costs('visits')];

  for (let number = 0; number < 30; number += 1)
    await tell(
      'wide',
      [
        [`db${number}`, 'x.visits'],
        [`db${number}`, 'y.patients'],
      ],
      5,
    );
  await mapAll(context);

  expect([await costs('ehr.public.patients'), await costs('visits'), await costs('patients')]).toEqual([one, two, two]);
  const failure = await refusal(findDataset(context, admin, { dataset: { name: 'visits' }, asOf }));
  expect(failure.details['candidates']).toHaveLength(10);
  expect(failure.message).toMatch(/, and others\.$/);
});

/** Statements of the snapshots that some work opens. */
async function counted(context: Context, work: (context: Context) => Promise<unknown>): Promise<number> {
  let count = 0;
  const snapshot: Database['snapshot'] = (ask, limits) =>
    context.database.snapshot(async (session) => ask(session).finally(() => (count += session.statements)), limits);
  await work({ ...context, database: Object.assign(Object.create(context.database) as Database, { snapshot }) }); // all else is the database's own
  return count;
}
