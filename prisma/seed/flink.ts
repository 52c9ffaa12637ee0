import type { Name } from './columns.ts';
import { schema, version } from './dataset-facets.ts';
import {
  type Dataset,
  SEPSIS_ALERTS,
  SEPSIS_RISK,
  TOPIC_ENCOUNTERS,
  TOPIC_LAB_RESULTS,
  VITALS_CLEAN,
  VITALS_RAW,
  VITALS_REJECTED,
} from './datasets.ts';
import { digestHex, runId } from './derived-values.ts';
import { facet, type Facets, ownFacet, RUN_EVENT_URL } from './facets.ts';
import { millis, MINUTE_MS, type Time } from './times.ts';

const PRODUCER = 'https://github.com/OpenLineage/OpenLineage/tree/1.52.0/integration/flink';

/** Cleans what the monitors send and says whose bed it was. A DataStream job on Flink 1. */
export const CLEANING: Name = { namespace: 'flink-jobs', name: 'vitals-cleaning' };
/** Scores the risk of sepsis. A Flink 2 job. */
export const SCORING: Name = { namespace: 'flink-jobs', name: 'sepsis-scoring' };

/** One submission of a Flink job: from START until it is cancelled, which may be never. */
export interface FlinkRun {
  readonly job: Name;
  readonly flink: '1.20.1' | '2.0.0';
  readonly began: Time;
}

/** An event of the cleaning job. Flink 1 repeats inputs and outputs in every one. */
export function cleaningEvent(run: FlinkRun, { type, time }: { readonly type: 'START' | 'RUNNING'; readonly time: Time }): object {
  const read = (dataset: Dataset): object => ({ ...named(dataset), facets: {} });
  const written = (dataset: Dataset): object => ({ ...named(dataset), facets: schema(PRODUCER, dataset) });
  return {
    ...flinkEvent(run, { type, time }),
    inputs: [{ ...named(VITALS_RAW), facets: schema(PRODUCER, VITALS_RAW) }, read(TOPIC_ENCOUNTERS)],
    outputs: [written(VITALS_CLEAN), written(VITALS_REJECTED)],
    producer: PRODUCER,
    schemaURL: RUN_EVENT_URL,
  };
}

/** The first event of the scoring job, the only one of a Flink 2 run that says what it reads and writes. */
export function scoringStart(run: FlinkRun, modelVersion: string): object {
  const inputs = [VITALS_CLEAN, TOPIC_LAB_RESULTS].map((topic) => ({ ...named(topic), facets: flinkTable(topic) }));
  const model = { ...named(SEPSIS_RISK), facets: version(PRODUCER, modelVersion) };
  return {
    ...flinkEvent(run, { type: 'START', time: run.began }),
    inputs: [...inputs, model],
    outputs: [{ ...named(SEPSIS_ALERTS), facets: { ...schema(PRODUCER, SEPSIS_ALERTS), ...flinkTable(SEPSIS_ALERTS) } }],
    producer: PRODUCER,
    schemaURL: RUN_EVENT_URL,
  };
}

/** Any later event of the scoring job: it says that the run lives or ends, and nothing of data. */
export function scoringEvent(run: FlinkRun, { type, time }: { readonly type: 'RUNNING' | 'ABORT'; readonly time: Time }): object {
  return { ...flinkEvent(run, { type, time }), producer: PRODUCER, schemaURL: RUN_EVENT_URL };
}

function flinkEvent(run: FlinkRun, { type, time }: { readonly type: string; readonly time: Time }): object {
  const { job, flink, began } = run;
  const facets: Facets = {
    ...(type === 'RUNNING' && { checkpoints: checkpoints(time - began) }),
    processing_engine: facet(PRODUCER, 'ProcessingEngineRunFacet', { version: flink, name: 'flink', openlineageAdapterVersion: '1.52.0' }),
    flink_job: ownFacet(PRODUCER, { jobId: digestHex(`flink job ${job.name} of ${began}`, 32) }),
  };
  return {
    eventType: type,
    eventTime: millis(time),
    job: { ...job, ...(type === 'START' && { facets: { jobType: jobType(job) } }) },
    run: { runId: runId(`${job.namespace}/${job.name}`, began), facets },
  };
}

/** Both jobs say that they report now and then, and that their events add up. */
function jobType(job: Name): object {
  const windowDuration = job === CLEANING ? 4 * 60 * 60 : 6 * 60 * 60;
  return facet(PRODUCER, 'JobTypeJobFacet', {
    processingType: 'STREAMING',
    integration: 'FLINK',
    jobType: 'JOB',
    emissionPattern: { eventTrigger: 'PERIODIC', eventContentMode: 'ACCUMULATIVE', windowDuration },
  });
}

/** A checkpoint every five minutes; one in four hundred fails. */
function checkpoints(age: number): object {
  const total = Math.floor(age / (5 * MINUTE_MS));
  const failed = Math.floor(total / 400);
  return ownFacet(PRODUCER, { completed: total - failed, failed, 'in-progress': 0, restored: 0, total });
}

/** Flink SQL knows a topic by the table that was declared for it. */
function flinkTable(topic: Dataset): Facets {
  const name = `ward_catalog.live.${topic.name.replaceAll('.', '_')}`;
  return { symlinks: facet(PRODUCER, 'SymlinksDatasetFacet', { identifiers: [{ namespace: topic.namespace, name, type: 'TABLE' }] }) };
}

function named({ namespace, name }: Name): Name {
  return { namespace, name };
}
