import { columnLineage } from './columns.ts';
import { dataSource, knowledge, schema } from './dataset-facets.ts';
import { type Dataset, WAREHOUSE } from './datasets.ts';
import { DBT_MODELS, DBT_PROJECT, type DbtModel, type DbtTest, modelJob, modelName } from './dbt-models.ts';
import { digestNumber, runId, uuid } from './derived-values.ts';
import { facet, type Facets, ownFacet, parentFacet, RUN_EVENT_URL, type RunReference } from './facets.ts';
import { micros, type Time } from './times.ts';

const PRODUCER = 'https://github.com/OpenLineage/OpenLineage/tree/1.52.0/integration/dbt';
const CLIENT = 'https://github.com/OpenLineage/OpenLineage/tree/1.52.0/client/python';
const SCHEMAS = 'https://github.com/OpenLineage/OpenLineage/tree/main/integration/common/openlineage/schema';

/** One call of `dbt build`, by a task of the night's DAG. */
export interface DbtInvocation {
  readonly began: Time;
  readonly calledBy: { readonly parent: RunReference; readonly root: RunReference };
}

/** One model's or test's part of an invocation. */
export interface DbtStep {
  readonly invocation: DbtInvocation;
  readonly began: Time;
  readonly ended: Time;
}

/** START or COMPLETE of a model: both carry the same, because dbt's artifacts are read when all is over. */
export function modelEvent(model: DbtModel, step: DbtStep, type: 'START' | 'COMPLETE'): object {
  const job = modelJob(model);
  return {
    ...head(type, step),
    job: {
      ...job,
      facets: {
        dbt_node: node(model, `model.${DBT_PROJECT}.${modelName(model)}`),
        jobType: jobType('MODEL'),
        sql: facet(CLIENT, 'SQLJobFacet', { query: model.sql, dialect: 'postgres' }),
      },
    },
    run: { runId: runId(`${job.namespace}/${job.name}`, step.began), facets: runFacets(step.invocation) },
    inputs: model.inputs.map(input),
    outputs: [output(model, step)],
  };
}

/** START or COMPLETE of the tests of a model; `failing` names the columns whose tests found something. */
export function testEvent(
  tested: { readonly model: Dataset; readonly tests: readonly DbtTest[]; readonly failing: readonly string[] },
  step: DbtStep,
  type: 'START' | 'COMPLETE',
): object {
  const model = { output: tested.model, path: `models/${modelName({ output: tested.model })}.yml` };
  const job = modelJob(model);
  const name = `${job.name}.test`;
  const assertions = tested.tests.map((test) => assertion(model, test, !tested.failing.includes(test.column)));
  const dataQualityAssertions = facet(CLIENT, 'DataQualityAssertionsDatasetFacet', { assertions });
  return {
    ...head(type, step),
    job: {
      namespace: job.namespace,
      name,
      facets: { dbt_node: node(model, `model.${DBT_PROJECT}.${modelName(model)}`), jobType: jobType('TEST') },
    },
    run: { runId: runId(`${job.namespace}/${name}`, step.began), facets: runFacets(step.invocation) },
    inputs: [{ namespace: WAREHOUSE, name: tested.model.name, facets: { dataQualityAssertions }, inputFacets: { dataQualityAssertions } }],
    outputs: [],
  };
}

function assertion(model: Pick<DbtModel, 'output'>, { column, assertion: kind, severity }: DbtTest, success: boolean): object {
  const name = `${kind}_${modelName(model)}_${column}`;
  return { assertion: kind, success, column, severity, name, expected: '0', actual: success ? '0' : '3', params: {} };
}

/** Of models dbt knows the schema; of its sources only where they are. */
function input(dataset: Dataset): object {
  const model = DBT_MODELS.find(({ output: made }) => made.name === dataset.name);
  const facets = model === undefined ? {} : { ...schema(CLIENT, dataset), dbt_model: materialized(model) };
  return { namespace: dataset.namespace, name: dataset.name, facets: { ...dataSource(CLIENT, WAREHOUSE), ...facets } };
}

function output(model: DbtModel, { began }: DbtStep): object {
  const rows = digestNumber(`rows of ${model.output.name} at ${began}`, { from: 1_800, to: 42_000 });
  return {
    namespace: model.output.namespace,
    name: model.output.name,
    facets: {
      ...dataSource(CLIENT, WAREHOUSE),
      ...schema(CLIENT, model.output),
      ...knowledge(CLIENT, model.output, 'DBT CORE'),
      dbt_model: materialized(model),
      columnLineage: facet(CLIENT, 'ColumnLineageDatasetFacet', columnLineage(model.columns)),
    },
    outputFacets: { outputStatistics: facet(CLIENT, 'OutputStatisticsOutputDatasetFacet', { rowCount: rows }) },
  };
}

function materialized(model: DbtModel): object {
  return ownFacet(CLIENT, { config: { materialized: model.materialized } }, `${SCHEMAS}/dbt-model-dataset-facet.json`);
}

function node(model: Pick<DbtModel, 'output' | 'path'>, id: string): object {
  const parts = { alias: modelName(model), database: 'warehouse', schema: 'clinical', original_file_path: model.path, unique_id: id };
  return ownFacet(CLIENT, parts, `${SCHEMAS}/dbt-node-job-facet.json`);
}

function jobType(kind: 'MODEL' | 'TEST'): object {
  return facet(PRODUCER, 'JobTypeJobFacet', { processingType: 'BATCH', integration: 'DBT', jobType: kind });
}

function runFacets({ began, calledBy }: DbtInvocation): Facets {
  const invocation = {
    invocation_id: uuid(`dbt invocation at ${began}`),
    project_name: DBT_PROJECT,
    project_version: '2.4.0',
    profile_name: 'clinical_prod',
    dbt_runtime: 'core',
  };
  return {
    parent: parentFacet(CLIENT, calledBy),
    dbt_run: ownFacet(CLIENT, invocation, `${SCHEMAS}/dbt-run-run-facet.json`),
    dbt_version: ownFacet(CLIENT, { version: '1.10.4' }, `${SCHEMAS}/dbt-version-run-facet.json`),
    processing_engine: facet(CLIENT, 'ProcessingEngineRunFacet', { version: '1.10.4', name: 'dbt', openlineageAdapterVersion: '1.52.0' }),
    tags: facet(CLIENT, 'TagsRunFacet', { tags: [{ key: 'openlineage_client_version', value: '1.52.0', source: 'OPENLINEAGE_CLIENT' }] }),
  };
}

function head(type: 'START' | 'COMPLETE', { began, ended }: DbtStep): object {
  return { eventTime: micros(type === 'START' ? began : ended, 'Z'), eventType: type, producer: PRODUCER, schemaURL: RUN_EVENT_URL };
}
