import fc from 'fast-check';
import { expect, test } from 'vitest';

import { type DataLabels, KeepOut, NO_DATA_LABELS } from '#access';
import { type JsonObject, type JsonText, type JsonValue, readJson } from '#record';

import { datasetsToLabel } from './event-naming.ts';
import { type Kept, keepOutOf, type KeptOut } from './keep-out-of-event.ts';
import { parseEvent } from './parse-event.ts';

interface On {
  readonly namespace?: string;
  readonly name?: string;
  readonly tag?: string;
  readonly classification?: 'PII';
  readonly columns?: string[];
  readonly facets: string[];
}

type Written = readonly [how: 'drop' | 'hash', on: On];

/** Rules of one policy, of version 7, in their order. */
const rules = (...written: readonly Written[]): KeepOut =>
  new KeepOut([{ position: 7n, policy: { name: 'phi', rules: [], keep_out: written.map(([how, on]) => ({ how, on })) } }]);

function read(text: string): JsonText {
  const reading = readJson(Buffer.from(text), { depthMax: 200 });
  if (reading.kind !== 'json') throw new Error(`no JSON: ${text}`);
  return reading;
}

interface Stored {
  readonly text: string;
  readonly value: JsonObject;
  readonly keptOut: readonly KeptOut[];
}

/** What is stored of an event. A hash is the value in brackets. */
function stored(event: JsonObject | string, keepOut: KeepOut, labels: DataLabels | 'unknown' = NO_DATA_LABELS): Stored {
  const text = typeof event === 'string' ? event : JSON.stringify(event);
  const sent = { reading: read(text), redacted: [], namespace: 'etl', mayTell: () => true };
  const { reading, keptOut, told } = keepOutOf(sent, {
    keepOut,
    hashOf: ({ value }) => `(${value})`,
    labelsOf: () => (labels === 'unknown' ? undefined : labels),
  });
  expect(reading.canonical).toBe(read(reading.text).canonical);
  expect(told).toEqual(keptOut);
  return { text: reading.text, value: reading.value as JsonObject, keptOut };
}

const PATIENTS = { namespace: 'ehr', name: 'patients' };
const MART = { namespace: 'mart', name: 'ages' };
const HEAD = { eventTime: '2026-03-01T00:00:00Z', eventType: 'COMPLETE', producer: 'https://example.org/p', schemaURL: 's' };
const SIGNED = { _producer: 'https://example.org/p', _schemaURL: 'https://example.org/s' };
const OUT = '[kept out]';
/** What nobody may find. */
const V = 'private';

/** An event that reads patients and writes a mart, with facets in one place. */
function eventWith(place: string, facets: JsonObject): JsonObject {
  const of = (key: string): JsonObject => (place === key ? facets : {});
  return {
    ...HEAD,
    run: { runId: 'r', facets: of('run') },
    job: { namespace: 'etl', name: 'load', facets: of('job') },
    inputs: [{ ...PATIENTS, facets: of('dataset'), inputFacets: of('input') }],
    outputs: [{ ...MART, facets: of('other dataset'), outputFacets: of('output') }],
  };
}

const compare = (field: string, value: JsonValue): JsonObject => ({
  ...{ type: 'compare', left: { type: 'field', field }, right: { type: 'literal', value }, comparison: 'EQUAL' },
});
const AGE = { ...MART, field: 'age' };
const SSN = { ...PATIENTS, field: 'ssn' };
const how = (description: string): JsonObject => ({ type: 'DIRECT', subtype: 'TRANSFORMATION', description, masking: false });
const source = (of: JsonObject, description: string): JsonObject => ({ ...of, transformations: [how(description)] });

/** Where, and what stands there before and after: of ssn of patients everything is kept out. */
const PLACES: Readonly<Record<string, readonly [place: string, before: JsonObject, after: JsonObject]>> = {
  'counts of a column': [
    'input',
    { dataQualityMetrics: { ...SIGNED, rowCount: 9, bytes: 1, fileCount: 1, lastUpdated: '2026-01-01T00:00:00Z' } },
    { dataQualityMetrics: { ...SIGNED, rowCount: 9, bytes: 1, fileCount: 1, lastUpdated: '2026-01-01T00:00:00Z' } },
  ],
  'metrics of a column': [
    'dataset',
    {
      dataQualityMetrics: {
        columnMetrics: {
          ssn: { nullCount: 1, distinctCount: 2, count: 3, sum: 4, min: V, max: 5, quantiles: { '0.5': 6 }, mean: V, [V]: 1 },
          age: { min: 1, max: 99, mean: 44 },
        },
      },
    },
    {
      dataQualityMetrics: {
        columnMetrics: {
          ssn: { nullCount: 1, distinctCount: 2, count: 3, sum: OUT, min: OUT, max: OUT, quantiles: OUT, [OUT]: OUT },
          age: { min: 1, max: 99, mean: 44 },
        },
      },
    },
  ],
  'what should be a count, or a time': [
    'input',
    { dataQualityMetrics: { rowCount: V, lastUpdated: V, columnMetrics: { ssn: { nullCount: V, count: null } }, [V]: V } },
    { dataQualityMetrics: { rowCount: OUT, lastUpdated: OUT, columnMetrics: { ssn: { nullCount: OUT, count: null } }, [OUT]: OUT } },
  ],
  'assertions about columns': [
    'input',
    {
      dataQualityAssertions: {
        ...SIGNED,
        assertions: [
          { assertion: 'accepted_values', success: false, column: 'ssn', severity: 'error', name: V, expected: V, actual: V },
          { assertion: 'between', success: true, column: 'age', expected: '1', actual: '2', name: 'n', content: V, params: { max: 3 } },
          { assertion: 'custom_sql', success: true, expected: V, description: V, content: V, contentType: 'sql', params: { a: V } },
          { assertion: 'between', success: 'no', column: 'lower(p.ssn)', actual: V, failed_rows: [V] },
          { assertion: 'unique', success: true, column: 'age', failed_rows: [V] },
        ],
      },
    },
    {
      dataQualityAssertions: {
        ...SIGNED,
        assertions: [
          { assertion: 'accepted_values', success: false, column: 'ssn', severity: 'error', name: OUT, expected: OUT, actual: OUT },
          { assertion: 'between', success: true, column: 'age', expected: '1', actual: '2', name: 'n', content: OUT, params: { max: 3 } },
          { assertion: 'custom_sql', success: true, expected: OUT, description: OUT, content: OUT, contentType: 'sql', params: OUT },
          { assertion: 'between', success: OUT, column: 'lower(p.ssn)', actual: OUT, [OUT]: OUT },
          { assertion: 'unique', success: true, column: 'age', [OUT]: OUT },
        ],
      },
    },
  ],
  'a condition on rows': [
    'input',
    {
      subset: {
        inputCondition: { type: 'binary', operator: 'AND', left: compare('ssn', V), right: compare('age', '3') },
      },
    },
    {
      subset: {
        inputCondition: { type: 'binary', operator: 'AND', left: compare('ssn', OUT), right: compare('age', '3') },
      },
    },
  ],
  'a condition that names no column': [
    'input',
    { subset: { inputCondition: { type: 'compare', left: { type: 'literal', value: V }, right: { type: 'literal', value: 7 } } } },
    { subset: { inputCondition: { type: 'compare', left: { type: 'literal', value: OUT }, right: { type: 'literal', value: OUT } } } },
  ],
  'partitions and locations': [
    'input',
    {
      subset: {
        inputCondition: {
          ...{ type: 'binary', operator: 'OR', left: { type: 'location', locations: [`s3://b/ssn=${V}`] } },
          right: { type: 'partition', partitions: [{ identifier: V, dimensions: { ssn: V, day: '2026-01-01' } }] },
        },
      },
    },
    {
      subset: {
        inputCondition: {
          ...{ type: 'binary', operator: 'OR', left: { type: 'location', locations: OUT } },
          right: { type: 'partition', partitions: [{ identifier: OUT, dimensions: { ssn: OUT, day: '2026-01-01' } }] },
        },
      },
    },
  ],
  'what a schema says of fields': [
    'dataset',
    {
      schema: {
        fields: [
          { name: 'ssn', type: 'text', description: V, ordinal_position: 1, sample: V, fields: [{ name: 'last4', description: V }] },
          { name: 'age', type: 'int', description: 'in years' },
          { name: 'who', fields: [{ name: 'ssn', type: 'text', description: V }] },
          { description: V },
        ],
      },
    },
    {
      schema: {
        fields: [
          {
            ...{ name: 'ssn', type: 'text', description: OUT, ordinal_position: 1, [OUT]: OUT },
            fields: [{ name: 'last4', description: OUT }],
          },
          { name: 'age', type: 'int', description: 'in years' },
          { name: 'who', fields: [{ name: 'ssn', type: 'text', description: OUT }] },
          { description: OUT },
        ],
      },
    },
  ],
  'how columns of another dataset came about': [
    'other dataset',
    {
      columnLineage: {
        fields: {
          key: { inputFields: [source(SSN, V), source(AGE, V)], transformationType: 'MASKED', transformationDescription: V },
          age: { inputFields: [source({ ...PATIENTS, field: 'age' }, 'age + 1')], transformationDescription: 'age + 1' },
        },
        dataset: [source(SSN, V), source({ ...PATIENTS, field: 'age' }, 'age > 3')],
      },
    },
    {
      columnLineage: {
        fields: {
          key: { inputFields: [source(SSN, OUT), source(AGE, OUT)], transformationType: 'MASKED', transformationDescription: OUT },
          age: { inputFields: [source({ ...PATIENTS, field: 'age' }, 'age + 1')], transformationDescription: 'age + 1' },
        },
        dataset: [source(SSN, OUT), source({ ...PATIENTS, field: 'age' }, 'age > 3')],
      },
    },
  ],
  'how columns of the dataset came about': [
    'dataset',
    {
      columnLineage: {
        fields: { ssn: { inputFields: [source(AGE, V)] }, age: { inputFields: [source(AGE, 'age')] } },
      },
    },
    {
      columnLineage: {
        fields: { ssn: { inputFields: [source(AGE, OUT)] }, age: { inputFields: [source(AGE, 'age')] } },
      },
    },
  ],
  'lineage that a job tells': [
    'job',
    {
      lineage: {
        entries: [
          {
            ...{
              type: 'DATASET',
              ...MART,
              inputs: [
                { type: 'DATASET', ...source(SSN, V) },
                { type: 'JOB', transformations: [how('a')] },
              ],
            },
            fields: {
              age: { inputs: [{ type: 'DATASET', ...source(AGE, 'age') }] },
              key: { inputs: [{ type: 'DATASET', ...source(SSN, V) }] },
            },
          },
          { type: 'DATASET', ...PATIENTS, fields: { ssn: { inputs: [{ type: 'DATASET', ...source(AGE, V) }] } } },
        ],
      },
    },
    {
      lineage: {
        entries: [
          {
            ...{
              type: 'DATASET',
              ...MART,
              inputs: [
                { type: 'DATASET', ...source(SSN, OUT) },
                { type: 'JOB', transformations: [how('a')] },
              ],
            },
            fields: {
              age: { inputs: [{ type: 'DATASET', ...source(AGE, 'age') }] },
              key: { inputs: [{ type: 'DATASET', ...source(SSN, OUT) }] },
            },
          },
          { type: 'DATASET', ...PATIENTS, fields: { ssn: { inputs: [{ type: 'DATASET', ...source(AGE, OUT) }] } } },
        ],
      },
    },
  ],
  'SQL and source code': [
    'job',
    { sql: { ...SIGNED, query: `select '${V}'`, dialect: 'spark' }, sourceCode: { language: 'sh', sourceCode: V } },
    { sql: { ...SIGNED, query: OUT, dialect: 'spark' }, sourceCode: { language: 'sh', sourceCode: OUT } },
  ],
  'messages of errors': [
    'run',
    {
      errorMessage: { message: V, stackTrace: V, programmingLanguage: 'java' },
      extractionError: { totalTasks: 2, failedTasks: 1, errors: [{ errorMessage: V, stackTrace: V, task: V, taskNumber: 0 }] },
    },
    {
      errorMessage: { message: OUT, stackTrace: OUT, programmingLanguage: 'java' },
      extractionError: { totalTasks: 2, failedTasks: 1, errors: [{ errorMessage: OUT, stackTrace: OUT, task: OUT, taskNumber: 0 }] },
    },
  ],
  'parameters and variables': [
    'run',
    {
      executionParameters: { parameters: [{ key: 'k', name: 'patient', description: V, value: V }] },
      environmentVariables: { environmentVariables: [{ name: 'PATIENT', value: V }] },
      nominalTime: { nominalStartTime: '2026-01-01T00:00:00Z', nominalEndTime: V },
    },
    {
      executionParameters: { parameters: [{ key: 'k', name: 'patient', description: OUT, value: OUT }] },
      environmentVariables: { environmentVariables: [{ name: 'PATIENT', value: OUT }] },
      nominalTime: { nominalStartTime: '2026-01-01T00:00:00Z', nominalEndTime: OUT },
    },
  ],
  'tests of a run': [
    'run',
    {
      test: {
        tests: [{ name: V, status: 'fail', severity: 'warn', type: 'custom_sql', expected: V, actual: 3, content: V, params: { a: V } }],
      },
    },
    {
      test: {
        tests: [{ name: OUT, status: 'fail', severity: 'warn', type: 'custom_sql', expected: OUT, actual: OUT, content: OUT, params: OUT }],
      },
    },
  ],
  'facets that a parent brings along': [
    'run',
    {
      parent: {
        run: { runId: 'p', facets: { errorMessage: { message: V } } },
        job: { namespace: 'etl', name: 'dag', facets: { sql: { query: V } } },
        root: { run: { runId: 'q' }, job: { namespace: 'etl', name: 'root', facets: { acme: { a: V } } } },
        [V]: V,
      },
    },
    {
      parent: {
        run: { runId: 'p', facets: { errorMessage: { message: OUT } } },
        job: { namespace: 'etl', name: 'dag', facets: { sql: { query: OUT } } },
        root: { run: { runId: 'q' }, job: { namespace: 'etl', name: 'root', facets: { acme: { [OUT]: OUT } } } },
        [OUT]: OUT,
      },
    },
  ],
  'what Iceberg reports': [
    'input',
    {
      icebergScanReport: {
        ...{ snapshotId: 1, schemaId: 2, projectedFieldNames: ['ssn'], filter: `ssn = '${V}'`, metadata: { a: V } },
        scanMetrics: { resultDataFiles: 3, [V]: 1 },
      },
    },
    {
      icebergScanReport: {
        ...{ snapshotId: 1, schemaId: 2, projectedFieldNames: ['ssn'], filter: OUT, metadata: OUT },
        scanMetrics: { resultDataFiles: 3, [OUT]: OUT },
      },
    },
  ],
  'what names things and makes the graph': [
    'dataset',
    {
      symlinks: { identifiers: [{ namespace: 'hive', name: 'p', type: 'TABLE' }] },
      tags: { tags: [{ key: 'classification', value: 'PHI', source: 'dbt', field: 'ssn' }] },
      ownership: { owners: [{ name: 'team', type: 'OWNER' }] },
      version: { datasetVersion: '7' },
      lifecycleStateChange: { lifecycleStateChange: 'RENAME', previousIdentifier: { namespace: 'a', name: 'b' } },
      dataSource: { name: 'db', uri: 'postgres://db' },
      storage: { _deleted: true },
    },
    {
      symlinks: { identifiers: [{ namespace: 'hive', name: 'p', type: 'TABLE' }] },
      tags: { tags: [{ key: 'classification', value: 'PHI', source: 'dbt', field: 'ssn' }] },
      ownership: { owners: [{ name: 'team', type: 'OWNER' }] },
      version: { datasetVersion: '7' },
      lifecycleStateChange: { lifecycleStateChange: 'RENAME', previousIdentifier: { namespace: 'a', name: 'b' } },
      dataSource: { name: 'db', uri: 'postgres://db' },
      storage: { _deleted: true },
    },
  ],
  'what stands beside what the standard has': [
    'dataset',
    {
      documentation: { ...SIGNED, description: V, contentType: 'text/plain', sample: V },
      ownership: { owners: [{ name: 'team', [V]: V }], [V]: V, more: V },
      catalog: { name: 'glue', catalogProperties: { a: V } },
    },
    {
      documentation: { ...SIGNED, description: OUT, contentType: 'text/plain', [OUT]: OUT },
      ownership: { owners: [{ name: 'team', [OUT]: OUT }], [OUT]: OUT },
      catalog: { name: 'glue', catalogProperties: OUT },
    },
  ],
  'facets that the standard does not have': [
    'run',
    {
      acme: { a: V, _producer: 'p', [V]: { deep: [V] }, _deleted: V },
      listed: [V],
      flat: V,
      nothing: null,
      empty: {},
      'spark.logicalPlan': { ...SIGNED, plan: [{ condition: V }] },
    },
    {
      acme: { [OUT]: OUT, _producer: 'p', '[kept out 2]': OUT, _deleted: OUT },
      listed: OUT,
      flat: OUT,
      nothing: null,
      empty: {},
      'spark.logicalPlan': { ...SIGNED, [OUT]: OUT },
    },
  ],
  'facets in another form than the standard has': [
    'dataset',
    { schema: { fields: { ssn: V } }, dataQualityMetrics: { columnMetrics: [V] }, tags: { tags: [V] }, symlinks: [V] },
    { schema: { fields: OUT }, dataQualityMetrics: { columnMetrics: OUT }, tags: { tags: [OUT] }, symlinks: OUT },
  ],
};

test.each(Object.entries(PLACES))('%s: values go, and all else stays', (_, [place, before, after]) => {
  const { value, text } = stored(eventWith(place, before), rules(['drop', { ...PATIENTS, columns: ['ssn'], facets: ['*'] }]));

  expect(value).toEqual(eventWith(place, after));
  expect(text).not.toContain(V);
});

test.each(Object.entries(PLACES))('%s: stays where the rule is about other facets, or another dataset', (_, [place, before]) => {
  const event = eventWith(place, before);

  expect(stored(event, rules(['drop', { ...PATIENTS, columns: ['ssn'], facets: ['none'] }])).text).toBe(JSON.stringify(event));
  expect(stored(event, rules(['drop', { name: 'another', columns: ['ssn'], facets: ['*'] }])).text).toBe(JSON.stringify(event));
});

test('what is kept out is told rule by rule, in the order of policies, and of each in the order of the event', () => {
  const facets = { dataQualityMetrics: { columnMetrics: { 'a/b': { min: 1, x: 2 } } }, flat: 3 };
  const { keptOut } = stored(eventWith('input', facets), rules(['hash', { facets: ['flat'] }], ['drop', { facets: ['dataQuality*'] }]));

  const metrics = '/inputs/0/inputFacets/dataQualityMetrics/columnMetrics/a~1b';
  expect(keptOut).toEqual([
    { policy: 'phi', version: 7n, rule: 1, how: 'hash', paths: ['/inputs/0/inputFacets/flat'], count: 1 },
    { policy: 'phi', version: 7n, rule: 2, how: 'drop', paths: [`${metrics}/min`, `${metrics}/[kept out]`], count: 2 },
  ]);
});

test('every byte beside what is kept out stays: spaces, order, spelling of numbers, escapes', () => {
  const text = `{"inputs": [ {"name":"patients","inputFacets":{"dataQualityMetrics":{ "rowCount":1.50E1, "columnMetrics":{"ss\\u006e":{"min" : 9007199254740993 ,"max":"\\u00e9"}}}},"namespace":"ehr"} ]}`;
  const on = { ...PATIENTS, columns: ['ssn'], facets: ['*'] };

  const dropped = stored(text, rules(['drop', on]));
  expect(dropped.text).toBe(text.replace('9007199254740993', '"[kept out]"').replace('"\\u00e9"', '"[kept out]"'));
  expect(stored(text, rules(['hash', on])).text).toBe(
    text.replace('9007199254740993', '"[kept out: (9007199254740993)]"').replace('"\\u00e9"', '"[kept out: (é)]"'),
  );
});

test('equal values have equal hashes, however they are spelled and whether text or number; objects by their canonical form', () => {
  const columnMetrics = { a: { min: 12, max: '12', sum: 12.5 }, b: { min: { y: 1, x: 2 }, q: 1 } };
  const text = JSON.stringify(eventWith('input', { dataQualityMetrics: { columnMetrics } })).replace('12.5', '1.2e1');
  const { value } = stored(text, rules(['hash', { facets: ['dataQualityMetrics'] }]));

  const hashed = (of: string): string => `[kept out: (${of})]`;
  const [a, b] = [
    { min: hashed('12'), max: hashed('12'), sum: hashed('12') },
    { min: hashed('{"x":2,"y":1}'), [OUT]: hashed('{"q":1}') },
  ];
  expect(value).toEqual(eventWith('input', { dataQualityMetrics: { columnMetrics: { a, b } } }));
});

test('what one rule drops no other hashes', () => {
  const hash: Written = ['hash', { facets: ['flat', 'sql'] }];
  const drop: Written = ['drop', { ...PATIENTS, columns: ['ssn'], facets: ['sql'] }];
  const event = eventWith('job', { sql: { query: 'q' }, flat: 'f' });

  for (const keepOut of [rules(hash, drop), rules(drop, hash)])
    expect(stored(event, keepOut).value).toEqual(eventWith('job', { sql: { query: OUT }, flat: '[kept out: (f)]' }));
});

test('a facet of a run or a job is about each job and dataset that the event names', () => {
  const sql = { sql: { query: V } };
  const event = eventWith('job', sql);
  const outOf = (on: On, of = event): boolean => !stored(of, rules(['drop', on])).text.includes(V);

  expect(outOf({ namespace: 'etl', facets: ['sql'] })).toBe(true);
  expect(outOf({ namespace: 'mart', facets: ['sql'] })).toBe(true);
  expect(outOf({ namespace: 'ehr', columns: ['ssn'], facets: ['sql'] })).toBe(true);
  expect(outOf({ namespace: 'etl', columns: ['ssn'], facets: ['sql'] })).toBe(false); // a job has no columns
  expect(outOf({ namespace: 'lab', facets: ['sql'] })).toBe(false);

  const bare = { ...HEAD, run: { runId: 'r' }, job: { namespace: 'etl', name: 'load', facets: sql } };
  expect(outOf({ namespace: 'ehr', facets: ['sql'] }, bare)).toBe(false);
  const lab = { namespace: 'lab', name: 'x' };
  const traced = {
    ...bare,
    outputs: [{ ...MART, facets: { columnLineage: { fields: { a: { inputFields: [{ ...lab, field: 'f' }] } } } } }],
  };
  expect(outOf({ namespace: 'lab', facets: ['sql'] }, traced)).toBe(true);
  const child = {
    ...bare,
    run: { runId: 'r', facets: { parent: { run: { runId: 'p' }, job: lab, root: { job: { namespace: 'q', name: 'q' } } } } },
  };
  expect(outOf({ namespace: 'lab', facets: ['sql'] }, child)).toBe(true);
  expect(outOf({ namespace: 'q', facets: ['sql'] }, child)).toBe(true);
});

test('a dataset is covered by each name that the event gives it', () => {
  const symlinks = { identifiers: [{ namespace: 'hive', name: 'p' }, { namespace: 'other' }] };
  const dataset = { ...PATIENTS, facets: { symlinks, acme: { a: V } } };

  const on = { namespace: 'hive', name: 'p', facets: ['acme'] };
  expect(stored({ ...HEAD, dataset }, rules(['drop', on])).text).not.toContain(V);
  expect(stored({ ...HEAD, dataset }, rules(['drop', { ...on, name: 'q' }])).text).toContain(V);
});

test('a dataset is covered by a name that another mention of it gives, by an earlier one, and by what these bear', () => {
  const acme = { acme: { a: V } };
  const symlinks = { identifiers: [PATIENTS] };
  const previous = { lifecycleStateChange: { lifecycleStateChange: 'RENAME', previousIdentifier: PATIENTS } };
  const job = { namespace: 'etl', name: 'load' };
  const [one, two] = [
    { namespace: 's3', name: 'p' },
    { namespace: 'hive', name: 'p' },
  ];
  const chain = { symlinks: { identifiers: [two] } };
  const events = [
    { ...HEAD, job, inputs: [{ ...one, facets: { symlinks } }], outputs: [{ ...one, facets: acme }] },
    {
      ...HEAD,
      job,
      inputs: [
        { ...one, facets: { symlinks } },
        { ...two, facets: acme },
      ],
      outputs: [{ ...one, facets: chain }],
    },
    { ...HEAD, dataset: { ...one, facets: { ...previous, ...acme } } },
    { ...HEAD, job, inputs: [{ ...one, symlinks }], outputs: [{ ...one, facets: acme }] },
  ];

  for (const event of events) {
    expect(stored(event, rules(['drop', { ...PATIENTS, facets: ['acme'] }])).text).not.toContain(V);
    expect(stored(event, rules(['drop', { ...PATIENTS, name: 'other', facets: ['acme'] }])).text).toContain(V);
  }

  const tagged = { ...PATIENTS, facets: { tags: { tags: [{ key: 'phi' }] } } };
  const apart = { ...HEAD, job, inputs: [tagged, { ...one, facets: { symlinks } }], outputs: [{ ...one, facets: acme }] };
  expect(stored(apart, rules(['drop', { ...one, tag: 'phi', facets: ['acme'] }])).text).not.toContain(V);
  expect(stored(apart, rules(['drop', { ...one, tag: 'pii', facets: ['acme'] }])).text).toContain(V);
});

test('the labels of a dataset are asked for under each name that the event gives it', () => {
  const symlinks = { identifiers: [PATIENTS] };
  const event = { ...HEAD, dataset: { ...MART, facets: { symlinks } } };

  expect(datasetsToLabel(event, rules(['drop', { ...MART, tag: 'phi', facets: ['*'] }]))).toEqual([MART, PATIENTS]);
  expect(datasetsToLabel(event, rules(['drop', { namespace: 'x', tag: 'phi', facets: ['*'] }]))).toEqual([]);
});

test('a job around it is one at any height, and one that stands beside the facets of a run', () => {
  const [lab, sql] = [{ namespace: 'lab', name: 'x' }, { sql: { query: V } }];
  const around = (parent: JsonObject): JsonObject => ({ run: { runId: 'p', facets: { parent } }, job: { namespace: 'etl', name: 'dag' } });
  const of = (run: JsonObject): JsonObject => ({
    ...HEAD,
    run: { runId: 'r', ...run },
    job: { namespace: 'etl', name: 'load', facets: sql },
  });
  const top = { run: { runId: 't' }, job: { ...lab, facets: sql } };

  for (const run of [
    { facets: { parent: around(top) } },
    { facets: { parent: around(around(top)) } },
    { facets: { parent: { ...around({ run: { runId: 'q' }, job: lab }), root: around(top) } } },
    { parent: top },
  ]) {
    expect(stored(of(run), rules(['drop', { namespace: 'lab', facets: ['sql'] }])).text).not.toContain(V);
    expect(stored(of(run), rules(['drop', { namespace: 'other', facets: ['sql'] }])).text).toContain(V);
  }
});

test('a pointer to a secret leads no further than to what is kept out, under its mark', () => {
  const redacted = [
    '/inputs/0/facets/acme/123-45-6789/password',
    '/inputs/0/facets/dataQualityMetrics/columnMetrics/ssn/min/password',
    '/inputs/0/facets/dataQualityMetrics/columnMetrics/ssn/min/token',
    '/inputs/0/facets/dataQualityMetrics/columnMetrics/age/min/password',
    '/job/facets/acme/password',
  ];
  const min = { password: V, token: V };
  const dataQualityMetrics = { columnMetrics: { ssn: { min }, age: { min } } };
  const facets = { acme: { '123-45-6789': { password: V } }, dataQualityMetrics };
  const event = { ...HEAD, job: { namespace: 'etl', name: 'load' }, inputs: [{ ...PATIENTS, facets }] };
  const told = (mayTell: boolean, on: On, labels: DataLabels = NO_DATA_LABELS): Kept =>
    keepOutOf(
      { reading: read(JSON.stringify(event)), redacted, namespace: 'etl', mayTell: () => mayTell },
      { keepOut: rules(['drop', on]), hashOf: () => '', labelsOf: () => labels },
    );
  const cut = ['/inputs/0/facets/acme/[kept out]', '/inputs/0/facets/dataQualityMetrics/columnMetrics/ssn/min', ...redacted.slice(3)];

  expect(told(true, { ...PATIENTS, columns: ['ssn'], facets: ['*'] }).redacted).toEqual(cut);
  const phi = { columns: ['ssn'], tag: 'phi', facets: ['*'] };
  const tagged = { ...NO_DATA_LABELS, columnTags: new Map([['ssn', ['phi']]]) };
  expect(told(true, phi).redacted).toEqual(redacted);
  expect(told(true, phi, tagged).redacted).toEqual(cut);
  expect([told(false, phi).redacted, told(false, phi, tagged).redacted]).toEqual([cut, cut]); // what data bear is not told
});

test('of data that a sender may not learn of, the same is told whatever they bear: by names, and by what the event says itself', () => {
  const metrics = { dataQualityMetrics: { columnMetrics: { ssn: { min: V }, age: { min: V }, note: { min: V } } } };
  const tags = { tags: { tags: [{ key: 'phi', field: 'age' }] } };
  const event = { ...HEAD, job: { namespace: 'etl', name: 'load' }, inputs: [{ ...PATIENTS, facets: { ...metrics, ...tags } }] };
  const on = { columns: ['*'], facets: ['dataQualityMetrics'] };
  const keepOut = rules(['drop', { ...on, tag: 'phi' }], ['hash', { ...on, columns: ['note'] }]);
  const known = [NO_DATA_LABELS, { ...NO_DATA_LABELS, columnTags: new Map([['ssn', ['phi']]]) }, undefined];
  const kept = known.map((labels) =>
    keepOutOf(
      { reading: read(JSON.stringify(event)), redacted: [], namespace: 'etl', mayTell: () => false },
      { keepOut, hashOf: () => '', labelsOf: () => labels },
    ),
  );
  const columnsOf = (some: readonly KeptOut[]): readonly unknown[] =>
    some.map(({ how, paths }) => [how, ...paths.map((path) => path.split('/').at(-2))]);

  expect(kept.map(({ keptOut }) => columnsOf(keptOut))).toEqual([
    [
      ['drop', 'age'],
      ['hash', 'note'],
    ],
    [
      ['drop', 'ssn', 'age'],
      ['hash', 'note'],
    ],
    [['drop', 'ssn', 'age', 'note']],
  ]);
  for (const { told } of kept) expect(told).toEqual(kept[0]?.keptOut);
});

test('a tag that the event itself says counts at once, in whichever mention of the dataset, beside what the graph knows', () => {
  const tags = { tags: [{ key: 'Classification', value: 'PHI', field: 'ssn' }, { key: 'team' }, { value: 'x' }, 'none'] };
  const metrics = { dataQualityMetrics: { columnMetrics: { ssn: { min: V }, age: { min: 3 } } } };
  const event = {
    ...HEAD,
    job: { namespace: 'etl', name: 'load' },
    inputs: [{ ...PATIENTS, inputFacets: metrics }],
    outputs: [{ ...PATIENTS, facets: { tags } }],
  };
  const on = { columns: ['*'], facets: ['dataQualityMetrics'] };
  const keepOuts = [rules(['drop', { ...on, tag: 'classification=PHI' }]), rules(['drop', { ...on, classification: 'PII' }])];

  for (const keepOut of keepOuts) {
    expect(stored(event, keepOut).keptOut).toMatchObject([{ paths: ['/inputs/0/inputFacets/dataQualityMetrics/columnMetrics/ssn/min'] }]);
    const untagged = { ...event, outputs: [] };
    expect(stored(untagged, keepOut).keptOut).toEqual([]);
    const known = {
      ...NO_DATA_LABELS,
      columnTags: new Map([['age', ['classification=phi']]]),
      columnHeld: new Map([['age', ['PHI plain']]]),
    };
    expect(stored(untagged, keepOut, known).keptOut).toMatchObject([{ paths: [expect.stringContaining('/age/min') as string] }]);
    expect(stored(event, keepOut, known).keptOut).toMatchObject([{ count: 2 }]);
    expect(stored(untagged, keepOut, 'unknown').keptOut).toMatchObject([{ count: 2 }]);
  }
  expect(stored(event, rules(['drop', { ...on, tag: 'team' }])).keptOut).toMatchObject([{ count: 2 }]);
});

test.each([
  ['a dataset without a name', { inputs: [{ namespace: 'ehr', facets: { acme: { a: V } } }] }],
  ['a dataset without a namespace', { inputs: [{ namespace: '', name: 'patients', facets: { acme: { a: V } } }] }],
  ['datasets that are no list', { outputs: { namespace: 'x', name: 'y', facets: { acme: { a: V } } } }],
  ['a dataset that is a text', { inputs: [V] }],
  ['members of the event', { inputs: [PATIENTS], acme: { deep: V }, flat: V }],
  ['members of a dataset', { inputs: [{ ...PATIENTS, sample: V, outputFacets: V }] }],
  ['members of a run', { inputs: [PATIENTS], run: { runId: 'r', note: V, facets: [V] } }],
  ['members of a job', { inputs: [PATIENTS], job: { namespace: 'a', name: 'b', note: V } }],
  ['a type that is none', { inputs: [PATIENTS], eventType: { a: V } }],
])('%s may hold anything: it is kept out', (_, event) => {
  const whole = { ...HEAD, job: { namespace: 'etl', name: 'load' }, ...event };

  expect(stored(whole, rules(['drop', { ...PATIENTS, facets: ['*'] }])).text).not.toContain(V);
});

test('of keys that stand twice each is looked at, and such an event may name anything', () => {
  const facet = (value: string): string => `{"acme":{"a":"${value}"}}`;
  const twice = `{"inputs":[{"namespace":"ehr","name":"patients","inputFacets":${facet(V)}}],"inputs":[{"namespace":"x","name":"y","inputFacets":${facet(V)},"inputFacets":${facet(V)}}]}`;

  const { text, keptOut } = stored(twice, rules(['drop', { ...PATIENTS, facets: ['acme'] }]));
  expect(text).not.toContain(V);
  expect(keptOut).toMatchObject([{ count: 3 }]);
});

test('more than a thousand places are kept out, and the first thousand are named', () => {
  const facets = Object.fromEntries(Array.from({ length: 1_200 }, (_, index) => [`f${index}`, V]));

  const { text, keptOut } = stored(eventWith('run', facets), rules(['drop', { facets: ['*'] }]));
  expect(text).not.toContain(V);
  expect(keptOut).toMatchObject([{ count: 1_200, paths: expect.objectContaining({ length: 1_000 }) as unknown }]);
});

// Goal: whatever stands in a facet, in whatever form, nothing of a value is left, and the event names what it named. Method: any JSON in the place of facets, with
// the members that the standard has there among others, each text of it marked.
test('of facets of any form nothing is left but names, kinds, counts and times, and the event names what it named', () => {
  const known = [
    'dataQualityMetrics',
    'columnMetrics',
    'assertions',
    'schema',
    'fields',
    'subset',
    'columnLineage',
    'inputs',
    'parent',
    'job',
    'facets',
    'entries',
    'min',
  ];
  const text = fc.nat().map((number) => `${V}-${number}`);
  const { json } = fc.letrec<{ json: JsonValue }>((tie) => ({
    json: fc.oneof(
      { maxDepth: 5 },
      text,
      fc.constantFrom<JsonValue>(null, true, {}, []),
      fc.array(tie('json'), { maxLength: 3 }),
      fc.dictionary(fc.oneof(fc.constantFrom(...known), text), tie('json'), { maxKeys: 4, noNullPrototype: true }),
    ),
  }));
  const facets = fc.dictionary(fc.oneof(fc.constantFrom(...known), fc.constant('acme')), json, { maxKeys: 3, noNullPrototype: true });

  fc.assert(
    fc.property(facets, fc.constantFrom('run', 'job', 'dataset', 'input', 'output', 'other dataset'), (each, place) => {
      const event = eventWith(place, each);
      const after = stored(event, rules(['drop', { facets: ['*'] }]));

      expect(valuesIn(after.value)).toEqual([]);
      expect(named(after.value)).toEqual(named(event));
    }),
    { numRuns: 2_000 },
  );
});

/** Texts that are marked, but for those that name something, and names of members, but for those of columns. */
function valuesIn(value: JsonValue, key = ''): readonly string[] {
  if (typeof value === 'string') return value.startsWith(V) && !NAMING.has(key) ? [value] : [];
  if (value === null || typeof value !== 'object') return [];
  if (Array.isArray(value)) return (value as readonly JsonValue[]).flatMap((item) => valuesIn(item, key));
  return Object.entries(value).flatMap(([name, item]) => [
    ...(name.startsWith(V) && !NAMED_BY_COLUMN.has(key) ? [name] : []),
    ...valuesIn(item, name),
  ]);
}
const NAMING: ReadonlySet<string> = new Set(['namespace', 'name', 'runId']);
const NAMED_BY_COLUMN: ReadonlySet<string> = new Set(['columnMetrics', 'fields', 'facets']);

function named(event: JsonObject): unknown {
  const parsed = parseEvent(event);
  if (parsed.kind === 'unusable') return parsed.problems;
  const { speaker, mentions, runFacets, jobFacets } = parsed.event;
  const facets = mentions.map((mention) => [mention.name, [...mention.facets.keys()], [...mention.useFacets.keys()]]);
  return [speaker, facets, [...runFacets.keys()], [...jobFacets.keys()]];
}
