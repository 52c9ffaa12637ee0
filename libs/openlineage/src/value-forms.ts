import type { KeepOutRule } from '#access';
import { parseInstant } from '#foundation';
import { type LocatedJson, spoken } from '#record';

import type { FacetPlace } from './standard-facets.ts';
import { aboutColumn, type ObjectForm, type Said, type Scope, type ValueForm } from './value-form.ts';

// Where in the facets of the standard values about data stand. docs/decisions/0024 says it in words.

const TEXT = kept(({ kind }) => kind === 'string');
const NUMBER = kept(({ kind }) => kind === 'number');
const FLAG = kept(({ kind, span }, text) => kind === 'word' && /^(?:true|false)$/.test(text.slice(span.start, span.end)));
const TIME = kept(({ kind, span }, text) => kind === 'string' && parseInstant(spoken(text, span)) !== undefined);
const VALUE: ValueForm = { kind: 'value', isOfAll: false, isDescription: false };
/** SQL may speak of any column, whichever stands beside it. */
const ANY_COLUMN: ValueForm = { kind: 'value', isOfAll: true, isDescription: false };
const DESCRIPTION: ValueForm = { kind: 'value', isOfAll: false, isDescription: true };

const NAMED = { namespace: TEXT, name: TEXT };

/** A facet of which the standard knows nothing: it names no column, and does not say which of its members are values. */
export const UNKNOWN_FACET = facet({});

const SOURCE_SAID = object({
  ...{ ...NAMED, type: TEXT, field: TEXT, runId: TEXT },
  transformations: list(object({ type: TEXT, subtype: TEXT, masking: FLAG, description: DESCRIPTION })),
});
const SOURCE: ValueForm = {
  kind: 'narrowed',
  by: (said, scope) => withRules(scope, [...scope.rules, ...ofSource(said, scope)]),
  of: SOURCE_SAID,
};

/** How a column came about: about it, and about each column that it came from. */
function columnFrom(key: 'inputFields' | 'inputs'): ValueForm {
  return {
    kind: 'narrowed',
    by: (said, scope) => withRules(scope, [...scope.rules, ...said.items(key).flatMap((source) => ofSource(source, scope))]),
    of: object({ [key]: list(SOURCE_SAID), transformationType: TEXT, transformationDescription: DESCRIPTION }),
  };
}

function ofSource(said: Said, scope: Scope): readonly KeepOutRule[] {
  return said.textIn('type') === 'JOB' ? [] : aboutColumn(scope.of(said.name()), said.textIn('field'));
}

const LINEAGE = { inputs: list(SOURCE), fields: columns(columnFrom('inputs')) };

const FIELD: ValueForm = {
  kind: 'narrowed',
  by: (said, scope) => {
    const name = said.textIn('name');
    const path = `${scope.prefix}${name ?? ''}`;
    return { ...withRules(scope, aboutColumn(scope.all, name === undefined ? undefined : path)), prefix: `${path}.` };
  },
  of: object({ name: TEXT, type: TEXT, ordinal_position: NUMBER, description: DESCRIPTION }, () => [['fields', list(FIELD)]]),
};

const METRICS = facet({
  ...{ rowCount: NUMBER, bytes: NUMBER, fileCount: NUMBER, lastUpdated: TIME },
  columnMetrics: columns(
    object({
      ...{ nullCount: NUMBER, distinctCount: NUMBER, count: NUMBER },
      ...{ sum: VALUE, min: VALUE, max: VALUE, quantiles: VALUE },
    }),
  ),
});

/** dbt puts the values that it accepts into the name of a test. */
const TEST_SAID = {
  ...{ severity: TEXT, name: VALUE, description: VALUE, expected: VALUE, actual: VALUE },
  ...{ content: ANY_COLUMN, contentType: TEXT, params: VALUE },
};
const ASSERTIONS = facet({
  assertions: list({
    kind: 'narrowed',
    by: (said, scope) => withRules(scope, aboutColumn(scope.rules, said.textIn('column'))),
    of: { ...object({ ...TEST_SAID, assertion: TEXT, success: FLAG, column: TEXT }), othersAreOfAll: true }, // samples of rows that failed
  }),
});

/** Of which rows something was read or written. A comparison is about the columns that it names. */
const CONDITION: ValueForm = {
  kind: 'narrowed',
  by: (said, scope) => {
    const fields = ['left', 'right'].flatMap((side) => said.member(side)?.textIn('field') ?? []);
    return fields.length === 0
      ? scope
      : withRules(
          scope,
          fields.flatMap((field) => aboutColumn(scope.all, field)),
        );
  },
  of: object(
    {
      ...{ type: TEXT, operator: TEXT, comparison: TEXT, field: TEXT, value: VALUE, locations: VALUE },
      partitions: list(object({ identifier: VALUE, dimensions: columns(VALUE) })),
    },
    () => [
      ['left', CONDITION],
      ['right', CONDITION],
    ],
  ),
};

/** What Iceberg counts of a scan and of a commit. */
const SCANNED = counts([
  ...['totalPlanningDuration', 'resultDataFiles', 'resultDeleteFiles', 'totalDataManifests', 'totalDeleteManifests'],
  ...['scannedDataManifests', 'skippedDataManifests', 'totalFileSizeInBytes', 'totalDeleteFileSizeInBytes', 'skippedDataFiles'],
  ...['skippedDeleteFiles', 'scannedDeleteManifests', 'skippedDeleteManifests', 'indexedDeleteFiles', 'equalityDeleteFiles'],
  'positionalDeleteFiles',
]);
const COMMITTED = counts([
  ...['totalDuration', 'attempts'],
  ...['DataFiles', 'DeleteFiles', 'Records', 'FilesSizeInBytes', 'PositionalDeletes', 'EqualityDeletes'].flatMap((what) => [
    ...[`added${what}`, `removed${what}`, `total${what}`],
  ]),
  ...['EqualityDeleteFiles', 'PositionalDeleteFiles', 'DVs'].flatMap((what) => [`added${what}`, `removed${what}`]),
]);
const SCAN = facet({
  ...{ snapshotId: NUMBER, schemaId: NUMBER, projectedFieldNames: list(TEXT), filter: VALUE, scanMetrics: SCANNED, metadata: VALUE },
  ...{ sequenceNumber: NUMBER, operation: TEXT, commitMetrics: COMMITTED },
});
const STATISTICS = texts([], { rowCount: NUMBER, size: NUMBER, fileCount: NUMBER });
const OWNERSHIP = facet({ owners: list(object({ name: TEXT, type: TEXT })) });
const DOCUMENTATION = texts(['contentType'], { description: DESCRIPTION });
const TAGS = facet({ tags: list(object({ key: TEXT, value: TEXT, source: TEXT, field: TEXT })) });
const RUN_OF_JOB = {
  run: object({ runId: TEXT, facets: { kind: 'facets', of: 'run' } }),
  job: object({ ...NAMED, facets: { kind: 'facets', of: 'job' } }),
};
const PARENT = facet({ ...RUN_OF_JOB, root: object(RUN_OF_JOB) });
const DEPENDENCIES = list(
  object({
    ...{ job: object(NAMED), run: object({ runId: TEXT }) },
    ...{ dependency_type: TEXT, sequence_trigger_rule: TEXT, status_trigger_rule: TEXT },
  }),
);
const GCP_LINEAGE = texts(['displayName'], { origin: object({ sourceType: TEXT, name: TEXT }) });

const RUN: Readonly<Record<string, ValueForm>> = {
  ...{ parent: PARENT, parentRun: PARENT, tags: TAGS, nominalTime: facet({ nominalStartTime: TIME, nominalEndTime: TIME }) },
  errorMessage: texts(['programmingLanguage'], { message: VALUE, stackTrace: VALUE }),
  externalQuery: texts(['externalQueryId', 'source']),
  extractionError: facet({
    ...{ totalTasks: NUMBER, failedTasks: NUMBER },
    errors: list(object({ errorMessage: VALUE, stackTrace: VALUE, task: VALUE, taskNumber: NUMBER })),
  }),
  processing_engine: texts(['version', 'name', 'openlineageAdapterVersion']),
  environmentVariables: facet({ environmentVariables: list(object({ name: TEXT, value: VALUE })) }),
  executionParameters: facet({ parameters: list(object({ key: TEXT, name: TEXT, description: VALUE, value: VALUE })) }),
  jobDependencies: texts(['trigger_rule'], { upstream: DEPENDENCIES, downstream: DEPENDENCIES }),
  test: facet({ tests: list(object({ ...TEST_SAID, status: TEXT, type: TEXT })) }),
  gcp_dataproc: texts([
    ...['appId', 'appName', 'batchId', 'batchUuid', 'clusterName', 'clusterUuid', 'jobId', 'jobUuid', 'projectId', 'queryNodeName'],
    ...['jobType', 'sessionId', 'sessionUuid'],
  ]),
  gcp_composer_run: texts(['dagRunId']),
};

const JOB: Readonly<Record<string, ValueForm>> = {
  ...{ tags: TAGS, ownership: OWNERSHIP, documentation: DOCUMENTATION, gcp_common: GCP_LINEAGE, gcp_lineage: GCP_LINEAGE },
  jobType: texts(['processingType', 'integration', 'jobType'], {
    emissionPattern: object({ eventTrigger: TEXT, eventContentMode: TEXT, windowDuration: NUMBER }),
  }),
  sql: texts(['dialect'], { query: VALUE }),
  sourceCode: texts(['language'], { sourceCode: VALUE }),
  sourceCodeLocation: texts(['type', 'url', 'repoUrl', 'path', 'version', 'tag', 'branch', 'pullRequestNumber']),
  lineage: facet({
    entries: list({
      kind: 'narrowed',
      by: (said, scope) => ({ ...withRules(scope, [...scope.own, ...ofSource(said, scope)]), all: scope.own }),
      of: object({ ...NAMED, type: TEXT, runId: TEXT, ...LINEAGE }),
    }),
  }),
  gcp_composer_job: texts(['environmentName', 'dagId', 'operator', 'taskId', 'airflowVersion', 'composerVersion']),
};

const DATASET: Readonly<Record<string, ValueForm>> = {
  ...{ tags: TAGS, ownership: OWNERSHIP, documentation: DOCUMENTATION, lineage: facet(LINEAGE), schema: facet({ fields: list(FIELD) }) },
  columnLineage: facet({ fields: columns(columnFrom('inputFields')), dataset: list(SOURCE) }),
  symlinks: facet({ identifiers: list(object({ ...NAMED, type: TEXT })) }),
  dataSource: texts(['name', 'uri']),
  version: texts(['datasetVersion']),
  lifecycleStateChange: texts(['lifecycleStateChange'], { previousIdentifier: object(NAMED) }),
  storage: texts(['storageLayer', 'fileFormat']),
  catalog: texts(['framework', 'type', 'name', 'metadataUri', 'warehouseUri', 'source'], { catalogProperties: VALUE }),
  datasetType: texts(['datasetType', 'subType']),
  hierarchy: facet({ hierarchy: list(object({ type: TEXT, name: TEXT })) }),
  ...{ dataQualityMetrics: METRICS, dataQualityAssertions: ASSERTIONS },
};

/** Of one run's use of a dataset. */
const USE: Readonly<Record<string, ValueForm>> = {
  ...{ dataQualityMetrics: METRICS, dataQualityAssertions: ASSERTIONS, inputStatistics: STATISTICS, outputStatistics: STATISTICS },
  subset: facet({ inputCondition: CONDITION, outputCondition: CONDITION }),
  ...{ icebergScanReport: SCAN, iceberg_scan_report: SCAN, icebergCommitReport: SCAN },
};

/** By where an event carries them. */
export const VALUE_FORMS: Readonly<Record<FacetPlace, Readonly<Record<string, ValueForm>>>> = {
  ...{ run: RUN, job: JOB, dataset: DATASET, input: USE, output: USE },
};

function kept(isKept: (json: LocatedJson, text: string) => boolean): ValueForm {
  return { kind: 'kept', isKept };
}

/** `later`: forms that are made of this one. */
function object(members: Readonly<Record<string, ValueForm>>, later?: () => readonly (readonly [string, ValueForm])[]): ObjectForm {
  let all: ReadonlyMap<string, ValueForm> | undefined;
  return {
    kind: 'object',
    get members() {
      return (all ??= new Map([...Object.entries(members), ...(later?.() ?? [])]));
    },
  };
}

function facet(members: Readonly<Record<string, ValueForm>>): ValueForm {
  return object({ _producer: TEXT, _schemaURL: TEXT, _deleted: FLAG, ...members });
}

/** A facet with some texts that stay. */
function texts(names: readonly string[], members: Readonly<Record<string, ValueForm>> = {}): ValueForm {
  return facet({ ...Object.fromEntries(names.map((name) => [name, TEXT])), ...members });
}

function counts(names: readonly string[]): ValueForm {
  return object(Object.fromEntries(names.map((name) => [name, NUMBER])));
}

function list(of: ValueForm): ValueForm {
  return { kind: 'list', of };
}

function columns(of: ValueForm): ValueForm {
  return { kind: 'columns', of, saysMore: of.kind === 'narrowed' };
}

function withRules(scope: Scope, rules: readonly KeepOutRule[]): Scope {
  return { ...scope, rules };
}
