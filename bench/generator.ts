import { diceOf } from '#testkit';

/** Jobs of the profile `w3`. */
export const JOBS = 250;
const DATASETS = 500;
const COLUMNS = ['id', 'patient_id', 'recorded_at', 'heart_rate', 'unit_code'];
const NAMESPACE = 'spark.aldermere';
const LAKE = 's3://aldermere';
const PRODUCER = 'https://example.org/spark/1.40';
const SPEC = 'https://openlineage.io/spec';
const FIRST_MS = Date.UTC(2026, 2, 1);
/** Event time runs on by this from one run to the next, so that the stream is in the order of event time and each job runs every four hours. */
const STEP_MS = 60_000;
const DURATION_MS = 45_000;
/** So that histories of different runs of the benchmark share no run id. */
const RUN_ID_PREFIX = '0198c3a0-0000-7000-8';

interface Job {
  readonly name: string;
  readonly inputs: readonly number[];
  readonly output: number;
}

/**
 * The stream of events `w3`: START and COMPLETE of run after run, over 250 jobs that read 1.9 datasets of five columns and write one. Every event
 * is unique and names its place in the stream; the same index gives the same bytes. 3.6 KB an event on average (measured by `npm run bench`).
 */
export function eventAt(index: number): string {
  const runIndex = index >> 1;
  const job = JOB_LIST[(runIndex * 97) % JOBS] as Job; // 97 is prime to 250: all jobs in turn
  const startMs = FIRST_MS + runIndex * STEP_MS;
  const isStart = index % 2 === 0;
  return JSON.stringify({
    eventType: isStart ? 'START' : 'COMPLETE',
    eventTime: new Date(isStart ? startMs : startMs + DURATION_MS).toISOString(),
    run: { runId: runIdOf(runIndex), facets: runFacets(startMs) },
    job: { namespace: NAMESPACE, name: job.name, facets: jobFacets(job) },
    inputs: job.inputs.map((dataset) => ({ namespace: LAKE, name: datasetName(dataset), facets: datasetFacets(dataset) })),
    outputs: [outputOf(job, isStart ? undefined : runIndex)],
    producer: PRODUCER,
    schemaURL: `${SPEC}/2-0-2/OpenLineage.json#/$defs/RunEvent`,
  });
}

/** As `eventAt`, but no two events share what the server could read once: each has an SQL text of its own. */
export function novelEventAt(index: number): string {
  return eventAt(index).replace('from source', `from source where batch = ${index}`);
}

/** A run id, by the number of its run. */
export function runIdOf(runIndex: number): string {
  return `${RUN_ID_PREFIX}${(runIndex >> 16).toString(16).padStart(3, '0')}-${(runIndex & 0xffff).toString(16).padStart(12, '0')}`;
}

const JOB_LIST: readonly Job[] = Array.from({ length: JOBS }, (_, index) => {
  const dice = diceOf(index + 1);
  const count = dice.pick([1, 1, 1, 1, 1, 2, 2, 2, 3, 5]); // 1.9 on average
  const inputs = dice.some(
    Array.from({ length: DATASETS }, (_, dataset) => dataset),
    { least: count, most: count },
  );
  return { name: `nightly.load_${String(index).padStart(3, '0')}`, inputs, output: index * 2 };
});

function datasetName(dataset: number): string {
  return `ward_${String(dataset % 40).padStart(2, '0')}/vitals_${String(dataset).padStart(3, '0')}`;
}

function facet(name: string, body: object): object {
  return { _producer: PRODUCER, _schemaURL: `${SPEC}/facets/1-1-1/${name}.json`, ...body };
}

function runFacets(startMs: number): object {
  const nominalStartTime = new Date(startMs - (startMs % 3_600_000)).toISOString();
  return {
    nominalTime: facet('NominalTimeRunFacet', { nominalStartTime }),
    processing_engine: facet('ProcessingEngineRunFacet', { version: '3.5.3', name: 'spark' }),
  };
}

function jobFacets({ name }: Job): object {
  return {
    jobType: facet('JobTypeJobFacet', { processingType: 'BATCH', integration: 'SPARK', jobType: 'SQL_JOB' }),
    sql: facet('SQLJobFacet', { query: `insert into ${name} select * from source` }),
  };
}

function datasetFacets(dataset: number): object {
  const fields = COLUMNS.map((column, index) => ({ name: column, type: (dataset + index) % 3 === 0 ? 'string' : 'bigint' }));
  return { schema: facet('SchemaDatasetFacet', { fields }) };
}

function outputOf({ inputs, output }: Job, runIndex: number | undefined): object {
  const [source = 0] = inputs;
  const fields = COLUMNS.map((column) => [
    column,
    {
      inputFields: [
        { namespace: LAKE, name: datasetName(source), field: column, transformations: [{ type: 'DIRECT', subtype: 'IDENTITY' }] },
      ],
    },
  ]);
  const dataSource = facet('DatasourceDatasetFacet', { name: LAKE, uri: LAKE });
  const facets = {
    ...datasetFacets(output),
    dataSource,
    columnLineage: facet('ColumnLineageDatasetFacet', { fields: Object.fromEntries(fields) as object }),
  };
  const statistics =
    runIndex === undefined
      ? {}
      : { outputFacets: { outputStatistics: facet('OutputStatisticsOutputDatasetFacet', { rowCount: 10_000 + runIndex }) } };
  return { namespace: LAKE, name: datasetName(output), facets, ...statistics };
}
