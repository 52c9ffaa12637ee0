import { columnLineage, type ColumnMap, type Name, type SourceColumn } from './columns.ts';
import { dataSource, lakeTable, lifecycle, schema, version } from './dataset-facets.ts';
import { type Dataset, EHR, KAFKA } from './datasets.ts';
import { wholeNumber } from './delivery.ts';
import { digestHex, digestNumber, runId } from './derived-values.ts';
import { facet, type Facets, ownFacet, parentFacet, RUN_EVENT_URL, type RunReference, subsetFacet } from './facets.ts';
import { millis, type Time } from './times.ts';

const PRODUCER = 'https://github.com/OpenLineage/OpenLineage/tree/1.52.0/integration/spark';

/** One submission of a Spark program: itself a run, and the parent of every query it runs. */
export interface SparkApplication {
  readonly job: Name;
  readonly began: Time;
  /** What submitted it, and the first of that chain; an application submitted by hand has neither. */
  readonly submittedBy?: { readonly parent: RunReference; readonly root: RunReference };
}

/** One query of an application. A streaming query has a new run for each micro-batch, under the same job. */
export interface SparkRun {
  readonly application: SparkApplication;
  /** The last parts of the job's name: the command and the table it writes. */
  readonly command: string;
  readonly began: Time;
  readonly processing: 'BATCH' | 'STREAMING';
}

export interface SparkMoment {
  readonly type: 'START' | 'COMPLETE' | 'FAIL';
  readonly time: Time;
  readonly inputs?: readonly object[];
  readonly outputs?: readonly object[];
  readonly failure?: { readonly message: string; readonly stackTrace: string };
}

export function sparkApplicationEvent(
  application: SparkApplication,
  { type, time }: { readonly type: 'START' | 'COMPLETE'; readonly time: Time },
): object {
  const { job, submittedBy } = application;
  const facets: Facets = {
    ...(submittedBy !== undefined && { parent: parentFacet(PRODUCER, submittedBy) }),
    spark_properties: properties(application),
    processing_engine: engine(),
    ...(type === 'START' && { spark_applicationDetails: details(application) }),
  };
  return {
    ...head(type, time),
    run: { runId: applicationRun(application).runId, facets },
    job: { ...job, facets: { jobType: jobType('NONE', 'APPLICATION') } },
    inputs: [],
    outputs: [],
  };
}

/** Any event of a query. */
export function sparkEvent(run: SparkRun, { type, time, inputs = [], outputs = [], failure }: SparkMoment): object {
  const { application, processing } = run;
  const parent = applicationRun(application);
  const facets: Facets = {
    parent: parentFacet(PRODUCER, { parent, root: application.submittedBy?.root ?? parent }),
    spark_properties: properties(application),
    processing_engine: engine(),
    'environment-properties': ownFacet(PRODUCER, { 'environment-properties': {} }),
    ...(type === 'START' && { spark_jobDetails: ownFacet(PRODUCER, { jobId: digestNumber(`job of ${run.began}`, { from: 0, to: 40 }) }) }),
    ...(failure !== undefined && { errorMessage: facet(PRODUCER, 'ErrorMessageRunFacet', { ...failure, programmingLanguage: 'JAVA' }) }),
  };
  const job = sparkJob(run);
  return {
    ...head(type, time),
    run: { runId: runId(`${job.namespace}/${job.name}`, run.began), facets },
    job: { ...job, facets: { jobType: jobType(processing, 'SQL_JOB') } },
    inputs,
    outputs,
  };
}

/** The job that a query is a run of. */
function sparkJob({ application, command }: Pick<SparkRun, 'application' | 'command'>): Name {
  return { namespace: application.job.namespace, name: `${application.job.name}.${command}` };
}

/** The application's own run, as its queries name it. */
function applicationRun({ job, began }: SparkApplication): RunReference {
  return { job, runId: runId(`${job.namespace}/${job.name}`, began) };
}

export interface Reading {
  readonly rows?: number;
  /** The snapshot of a lake table that was read. */
  readonly snapshot?: string;
  /** From and up to which offset of each partition a topic was read. */
  readonly offsets?: readonly { readonly from: number; readonly until: number }[];
}

/** A dataset that a query reads. */
export function sparkInput(dataset: Dataset, { rows, snapshot, offsets }: Reading = {}): object {
  const partitions = offsets?.map(({ from, until }, partition) => ({
    identifier: `${dataset.name}-${partition}`,
    dimensions: { partition, fromOffset: from, untilOffset: until },
  }));
  const statistics = rows !== undefined && {
    inputStatistics: facet(PRODUCER, 'InputStatisticsInputDatasetFacet', {
      rowCount: rows,
      size: rows * 96,
      fileCount: 1 + Math.floor(rows / 400_000),
    }),
  };
  return {
    namespace: dataset.namespace,
    name: dataset.name,
    facets: { ...physical(dataset), ...(snapshot !== undefined && version(PRODUCER, snapshot)) },
    inputFacets: { ...statistics, ...(partitions !== undefined && { subset: subsetFacet(PRODUCER, { type: 'partition', partitions }) }) },
  };
}

export interface Writing {
  readonly columns?: ColumnMap;
  /** Columns that decide which rows there are: Spark keeps them apart when it is told to. */
  readonly rowsDecidedBy?: readonly SourceColumn[];
  readonly rows?: number;
  readonly change?: 'CREATE' | 'OVERWRITE' | 'DROP' | 'RENAME';
  readonly previous?: Dataset;
  /** The snapshot of a lake table that this write made. */
  readonly snapshot?: string;
}

/** A dataset that a query writes. */
export function sparkOutput(dataset: Dataset, { columns, rowsDecidedBy, rows, change, previous, snapshot }: Writing = {}): object {
  const facets: Facets = {
    ...physical(dataset),
    ...(columns !== undefined && { columnLineage: facet(PRODUCER, 'ColumnLineageDatasetFacet', columnLineage(columns, rowsDecidedBy)) }),
    ...(change !== undefined && lifecycle(PRODUCER, change, previous)),
    ...(snapshot !== undefined && version(PRODUCER, snapshot)),
  };
  const outputFacets: Facets = {
    ...(rows !== undefined && {
      outputStatistics: facet(PRODUCER, 'OutputStatisticsOutputDatasetFacet', {
        rowCount: rows,
        size: rows * 74,
        fileCount: 1 + Math.floor(rows / 500_000),
      }),
    }),
    ...(snapshot !== undefined && rows !== undefined && { icebergCommitReport: commitReport(snapshot, rows) }),
  };
  return { namespace: dataset.namespace, name: dataset.name, facets, outputFacets };
}

/** Where a dataset lies and what it looks like. Of topics and the patient record, others tell the schema. */
function physical(dataset: Dataset): Facets {
  const tellsSchema = dataset.namespace !== KAFKA && dataset.namespace !== EHR;
  return {
    ...dataSource(PRODUCER, dataset.namespace),
    ...(tellsSchema && schema(PRODUCER, dataset)),
    ...(dataset.catalogTable !== undefined && lakeTable(PRODUCER, dataset.catalogTable)),
  };
}

function commitReport(snapshot: string, rows: number): object {
  const report = {
    snapshotId: wholeNumber(snapshot),
    sequenceNumber: digestNumber(`sequence of ${snapshot}`, { from: 900, to: 4_000 }),
    operation: 'append',
    commitMetrics: { totalDuration: 640, attempts: 1, addedDataFiles: 4, addedRecords: rows, addedFilesSizeInBytes: rows * 74 },
    metadata: { 'engine-name': 'spark', 'engine-version': '3.5.6', 'iceberg-version': '1.9.2' },
  };
  const url =
    'https://openlineage.io/spec/facets/1-0-2/IcebergCommitReportOutputDatasetFacet.json#/$defs/IcebergCommitReportOutputDatasetFacet';
  return ownFacet(PRODUCER, report, url);
}

function head(type: string, time: Time): object {
  return { eventTime: millis(time), producer: PRODUCER, schemaURL: RUN_EVENT_URL, eventType: type };
}

function jobType(processingType: 'NONE' | 'BATCH' | 'STREAMING', kind: 'APPLICATION' | 'SQL_JOB'): object {
  return facet(PRODUCER, 'JobTypeJobFacet', { processingType, integration: 'SPARK', jobType: kind });
}

function engine(): object {
  return facet(PRODUCER, 'ProcessingEngineRunFacet', { version: '3.5.6', name: 'spark', openlineageAdapterVersion: '1.52.0' });
}

function properties({ job }: SparkApplication): object {
  return ownFacet(PRODUCER, { properties: { 'spark.master': 'k8s://https://compute.aldermere.example:6443', 'spark.app.name': job.name } });
}

function details({ job, began }: SparkApplication): object {
  return ownFacet(PRODUCER, {
    master: 'k8s://https://compute.aldermere.example:6443',
    appName: job.name,
    applicationId: `spark-${digestHex(`application ${job.name} of ${began}`, 32)}`,
    deployMode: 'cluster',
    driverHost: `${job.name.replaceAll('_', '-')}-driver.spark.svc`,
    userName: 'svc_spark',
    uiWebUrl: `http://${job.name.replaceAll('_', '-')}-driver.spark.svc:4040`,
  });
}
