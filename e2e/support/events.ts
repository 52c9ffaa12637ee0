import type { JsonObject } from '#record';

const PRODUCER = 'https://github.com/headgate/e2e';
const SCHEMA = 'https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs';

/** Facets by name, without what every facet must carry. */
export type FacetsGiven = Readonly<Record<string, JsonObject>>;

/** A dataset in the namespace `db` by its name, or with a namespace and facets. */
export type DatasetGiven = string | { readonly namespace?: string; readonly name: string; readonly facets?: FacetsGiven };

interface JobGiven {
  readonly time: string;
  /** In the namespace `etl`, unless one is given. */
  readonly job?: string;
  readonly namespace?: string;
  readonly inputs?: readonly DatasetGiven[];
  readonly outputs?: readonly DatasetGiven[];
  readonly jobFacets?: FacetsGiven;
}

interface RunGiven extends JobGiven {
  readonly run: string;
  readonly type?: string;
  readonly runFacets?: FacetsGiven;
}

/** A run's id that a person can tell from the others: a UUID that ends in a number. */
export function runId(number: number): string {
  return `0197ad84-7a0d-7527-9f8a-${String(number).padStart(12, '0')}`;
}

/** As a client of the standard sends it; without inputs and outputs when none are given. */
export function runEvent({ type = 'COMPLETE', run, runFacets = {}, ...job }: RunGiven): JsonObject {
  return {
    ...ofJob(job, 'RunEvent'),
    eventType: type,
    run: { runId: run, facets: facets(runFacets) },
  };
}

export function jobEvent(job: JobGiven): JsonObject {
  return ofJob(job, 'JobEvent');
}

export function datasetEvent(time: string, given: DatasetGiven): JsonObject {
  return { eventTime: time, producer: PRODUCER, schemaURL: `${SCHEMA}/DatasetEvent`, dataset: dataset(given) };
}

function ofJob({ time, job = 'load', namespace = 'etl', inputs, outputs, jobFacets = {} }: JobGiven, kind: string): JsonObject {
  return {
    eventTime: time,
    producer: PRODUCER,
    schemaURL: `${SCHEMA}/${kind}`,
    job: { namespace, name: job, facets: facets(jobFacets) },
    ...(inputs === undefined ? {} : { inputs: inputs.map(dataset) }),
    ...(outputs === undefined ? {} : { outputs: outputs.map(dataset) }),
  };
}

function dataset(given: DatasetGiven): JsonObject {
  const { namespace = 'db', name, facets: carried } = typeof given === 'string' ? { name: given } : given;
  return { namespace, name, ...(carried === undefined ? {} : { facets: facets(carried) }) };
}

function facets(given: FacetsGiven): JsonObject {
  const signed = Object.entries(given).map(([name, facet]): readonly [string, JsonObject] => [
    name,
    { _producer: PRODUCER, _schemaURL: `https://openlineage.io/spec/facets/1-0-0/${name}.json`, ...facet },
  ]);
  return Object.fromEntries(signed);
}
