import type { Name } from './columns.ts';

/** A facet as it stands in an event. */
export type Facet = Readonly<Record<string, unknown>>;
export type Facets = Readonly<Record<string, unknown>>;

/** A column of a schema facet; a record has columns of its own. */
export interface Field {
  readonly name: string;
  readonly type?: string;
  readonly description?: string;
  readonly fields?: readonly Field[];
}

/** A run as its children name it. */
export interface RunReference {
  readonly job: Name;
  readonly runId: string;
}

const SPEC = 'https://openlineage.io/spec';
export const RUN_EVENT_URL = `${SPEC}/2-0-2/OpenLineage.json#/$defs/RunEvent`;
export const JOB_EVENT_URL = `${SPEC}/2-0-2/OpenLineage.json#/$defs/JobEvent`;
export const DATASET_EVENT_URL = `${SPEC}/2-0-2/OpenLineage.json#/$defs/DatasetEvent`;

/** The versions that the engines of the story send. */
const VERSIONS = {
  CatalogDatasetFacet: '1-1-0',
  ColumnLineageDatasetFacet: '1-2-0',
  DataQualityAssertionsDatasetFacet: '1-1-0',
  DatasetTypeDatasetFacet: '1-0-1',
  DatasetVersionDatasetFacet: '1-0-1',
  DatasourceDatasetFacet: '1-0-1',
  DocumentationDatasetFacet: '1-1-0',
  DocumentationJobFacet: '1-1-0',
  ErrorMessageRunFacet: '1-0-1',
  InputStatisticsInputDatasetFacet: '1-0-0',
  JobDependenciesRunFacet: '1-0-1',
  JobTypeJobFacet: '2-0-4',
  LifecycleStateChangeDatasetFacet: '1-0-1',
  NominalTimeRunFacet: '1-0-1',
  OutputStatisticsOutputDatasetFacet: '1-0-2',
  OwnershipDatasetFacet: '1-0-1',
  OwnershipJobFacet: '1-0-1',
  ParentRunFacet: '1-2-0',
  ProcessingEngineRunFacet: '1-1-1',
  SQLJobFacet: '1-1-0',
  SchemaDatasetFacet: '1-2-0',
  SourceCodeLocationJobFacet: '1-1-0',
  StorageDatasetFacet: '1-0-1',
  SymlinksDatasetFacet: '1-0-1',
  TagsDatasetFacet: '1-0-0',
  TagsJobFacet: '1-0-0',
  TagsRunFacet: '1-0-0',
} as const;

export type StandardFacet = keyof typeof VERSIONS;

/** A facet of the standard, signed by its producer. */
export function facet(producer: string, kind: StandardFacet, body: object): Facet {
  return { _producer: producer, _schemaURL: `${SPEC}/facets/${VERSIONS[kind]}/${kind}.json#/$defs/${kind}`, ...body };
}

/** The `lineage` facet of a job. Its definition is not named as its file is. */
export function lineageFacet(producer: string, entries: readonly object[]): Facet {
  return { _producer: producer, _schemaURL: `${SPEC}/facets/1-0-0/LineageFacet.json#/$defs/LineageJobFacet`, entries };
}

/** Which part of an input was read. Its definition is not named as its file is, either. */
export function subsetFacet(producer: string, inputCondition: object): Facet {
  return {
    _producer: producer,
    _schemaURL: `${SPEC}/facets/1-0-0/BaseSubsetDatasetFacet.json#/$defs/InputSubsetInputDatasetFacet`,
    inputCondition,
  };
}

/** A facet of an engine's own. Most engines point at the bare definition of the standard. */
export function ownFacet(producer: string, body: object, schemaUrl = `${SPEC}/2-0-2/OpenLineage.json#/$defs/RunFacet`): Facet {
  return { _producer: producer, _schemaURL: schemaUrl, ...body };
}

/** The run that started this one, and the first of the chain. */
export function parentFacet(producer: string, { parent, root }: { readonly parent: RunReference; readonly root: RunReference }): Facet {
  const reference = ({ job, runId }: RunReference): object => ({ run: { runId }, job: { namespace: job.namespace, name: job.name } });
  return facet(producer, 'ParentRunFacet', { ...reference(parent), root: reference(root) });
}
