import type { JsonObject, JsonValue } from '#record';

import { facet } from './hidden-words.ts';

/** The words of one event's values, by where they stand. */
export interface ValueWords {
  readonly word: (what: string) => string;
  /** As `word`, for where a number stands. */
  readonly number: (what: string) => number;
}

/** Facets by what carries them. */
export type ValueFacets = Readonly<Record<'dataset' | 'input' | 'output' | 'run' | 'job', JsonObject>>;

/**
 * Facets of the standard that tell of data, and those of producers that are known to, with a word in each place where a value may stand: about a column of what
 * is read or written, or about all. Of facets that the graph is made of, the stories tell.
 */
export function valueFacets(words: ValueWords, columns: Readonly<Record<'read' | 'written', string>>): ValueFacets {
  return {
    dataset: { catalog: catalog(words), ...quality('a dataset', words, columns.read) },
    input: use('an input', words, columns.read),
    output: use('an output', words, columns.written),
    run: runFacets(words),
    job: jobFacets(words),
  };
}

function quality(of: string, words: ValueWords, column: string): JsonObject {
  return { dataQualityMetrics: metrics(of, words, column), dataQualityAssertions: assertions(of, words, column) };
}

/** Of one run's use of a dataset, also what the standard has in the other use alone: producers put it anywhere. */
function use(of: string, words: ValueWords, column: string): JsonObject {
  const conditions = ['inputCondition', 'outputCondition'].map((key) => [key, condition(`the ${key} of ${of}`, words, column)] as const);
  const reports = ['icebergScanReport', 'iceberg_scan_report', 'icebergCommitReport'].map(
    (key) => [key, icebergReport(`${key} of ${of}`, words, column)] as const,
  );
  return { ...quality(of, words, column), subset: facet(Object.fromEntries(conditions)), ...Object.fromEntries(reports) };
}

function catalog({ word }: ValueWords): JsonObject {
  return facet({
    ...{ framework: 'iceberg', type: 'glue', name: 'lake', source: 'spark', metadataUri: 'jdbc:x://h/c' },
    warehouseUri: `s3://lake/mrn=${word('a value in the place of a warehouse')}`,
    catalogProperties: {
      'default.filter': word('the value of a property of a catalog'),
      [word('the name of a property of a catalog')]: 'x',
    },
    sample: word('a value beside a catalog'),
  });
}

function metrics(of: string, { word, number }: ValueWords, column: string): JsonObject {
  const about = {
    ...{ nullCount: 1, distinctCount: 2, count: 3 },
    sum: number(`the sum of values of ${of}`),
    min: word(`the least value of ${of}`),
    max: number(`the largest value of ${of}`),
    quantiles: { '0.5': word(`a quantile of ${of}`), '0.9': number(`another quantile of ${of}`) },
    top: [word(`a value beside the metrics of a column of ${of}`)],
  };
  return facet({ rowCount: 3, columnMetrics: { [column]: about }, sample: [word(`a value beside the metrics of ${of}`)] });
}

/** What tells of a test, in an assertion about a dataset and in the results of a run. */
function testSaid(of: string, { word }: ValueWords): JsonObject {
  return {
    name: word(`the name of ${of}`),
    description: word(`the description of ${of}`),
    expected: word(`the expected value of ${of}`),
    actual: word(`the actual value of ${of}`),
    content: `select 1 where mrn = '${word(`a literal in ${of}`)}'`,
    contentType: 'sql',
    params: { values: [word(`a parameter of ${of}`)], [word(`the name of a parameter of ${of}`)]: 1 },
    failed_rows: [{ mrn: word(`a value beside ${of}`) }],
  };
}

function assertions(of: string, words: ValueWords, column: string): JsonObject {
  const said = (about: string): JsonObject => testSaid(`an assertion about ${about} of ${of}`, words);
  return facet({
    assertions: [
      { assertion: words.word(`the kind of an assertion about ${of}`), success: false, severity: 'error', column, ...said('a column') },
      { assertion: 'custom_sql', success: true, ...said('all') },
    ],
  });
}

/** A condition of each kind. */
function condition(of: string, { word }: ValueWords, column: string): JsonObject {
  const compare = (value: string, isLeft: boolean): JsonObject => {
    const [field, literal] = [
      { type: 'field', field: column },
      { type: 'literal', value },
    ];
    return { type: 'compare', comparison: 'EQUAL', left: isLeft ? literal : field, right: isLeft ? field : literal };
  };
  const and = (left: JsonValue, right: JsonValue): JsonObject => ({ type: 'binary', operator: 'AND', left, right });
  const partitions = {
    type: 'partition',
    partitions: [
      { identifier: word(`the identifier of a partition of ${of}`), dimensions: { [column]: word(`the value of a partition of ${of}`) } },
    ],
  };
  const locations = { type: 'location', locations: [`s3://lake/mrn=${word(`a value in a location of ${of}`)}`] };
  return and(
    and(compare(word(`a literal to the right in a condition of ${of}`), false), partitions),
    and(compare(word(`a literal to the left in a condition of ${of}`), true), locations),
  );
}

function icebergReport(of: string, { word }: ValueWords, column: string): JsonObject {
  return facet({
    ...{ snapshotId: 1, schemaId: 1, projectedFieldNames: [column], scanMetrics: { resultDataFiles: 1 } },
    ...{ sequenceNumber: 1, operation: 'append', commitMetrics: { addedRecords: 1 } },
    filter: `mrn = '${word(`a literal in the filter of ${of}`)}'`,
    filterDescription: `mrn = '${word(`a literal in the description of the filter of ${of}`)}'`,
    metadata: { [column]: word(`a bound in the metadata of ${of}`) },
  });
}

function runFacets(words: ValueWords): JsonObject {
  const { word, number } = words;
  const failed = { errorMessage: word('the message of an extraction error'), stackTrace: word('the stack of an extraction error') };
  const sample = { mrn: word('a value beside the results of tests'), age: number('a number beside the results of tests') };
  return {
    errorMessage: facet({
      ...{ message: word('the message of an error'), programmingLanguage: 'SQL', stackTrace: word('the stack of an error') },
      row: word('a value beside an error'),
    }),
    extractionError: facet({
      ...{ totalTasks: 1, failedTasks: 1 },
      errors: [{ ...failed, task: word('the task of an extraction error'), taskNumber: 1 }],
    }),
    environmentVariables: facet({ environmentVariables: [{ name: 'WHO', value: word('the value of an environment variable') }] }),
    executionParameters: facet({
      parameters: [
        {
          ...{ key: 'mrn', name: 'Patient', description: word('the description of a parameter of a run') },
          value: word('the value of a parameter of a run'),
        },
      ],
    }),
    test: facet({ tests: [{ status: 'fail', severity: 'error', type: 'custom_sql', ...testSaid('a test', words) }], sample }),
    ...{ tags: facet({ tags: [{ key: 'patient', value: word('the value of a tag of a run'), source: 'x' }] }) },
    externalQuery: facet({ externalQueryId: word('the id of a query elsewhere'), source: 'bigquery' }),
    nominalTime: facet({ nominalStartTime: '2026-03-01T00:00:00Z', of: word('a value beside the nominal time') }),
    processing_engine: facet({ name: 'spark', version: '3', seen: word('a value beside an engine') }),
    ...byProducers(words),
  };
}

/** What Spark, BigQuery and dbt send beside the standard. */
function byProducers({ word }: ValueWords): JsonObject {
  const plan = [{ class: 'Filter', condition: word('a literal in the plan of Spark'), children: [] }];
  return {
    spark_properties: facet({ properties: { 'spark.app.patient': word('the value of a property of Spark') } }),
    'spark.logicalPlan': facet({ plan }),
    spark_unknown: facet({ inputs: [{ description: { of: word('a value in an unknown step of Spark') } }] }),
    'spark.error': facet({ message: word('the message of an error of Spark') }),
    jobParameters: facet({ patient: word('the value of a parameter of a job') }),
    bigQuery_job: facet({ properties: word('a value in the properties of a query of BigQuery') }),
    bigQuery_error: facet({ clientError: word('an error of BigQuery'), parserError: word('an error of a parser') }),
  };
}

function jobFacets({ word }: ValueWords): JsonObject {
  return {
    sql: facet({ query: `select 1 from patients where mrn = '${word('a literal in SQL')}'`, dialect: 'ansi' }),
    sourceCode: facet({ language: 'python', sourceCode: `load('${word('a literal in source code')}')` }),
    dbt_node: facet({ test_type: 'accepted_values', of: word('a value in a node of dbt') }),
    gcp_lineage: facet({ displayName: word('the name of a query of Google'), origin: { sourceType: 'BIGQUERY', name: 'x' } }),
  };
}
