import { expect, test } from 'vitest';

import type { JsonObject } from '#record';

import { withoutValues } from './withheld-values.ts';

const SIGNED = { _producer: 'https://example.org/p', _schemaURL: 'https://example.org/s' };
const OUT = '[withheld]';

/** A facet as it is left to somebody from whom values about `ssn` are withheld, or all. */
const left = (
  of: `${'dataset' | 'input' | 'run' | 'job'} ${string}`,
  facet: JsonObject,
  isAbout = (column: string): boolean => column === 'ssn',
) => {
  const [place, name] = of.split(' ') as ['dataset' | 'input' | 'run' | 'job', string];
  return JSON.parse(withoutValues(JSON.stringify({ ...SIGNED, ...facet }), { place, name }, isAbout)) as unknown;
};
const all = (): boolean => true;

test('of metrics the values of a column are withheld, and its counts and the other columns stay', () => {
  const ssn = { nullCount: 3, distinctCount: 9, min: 'a', max: 'z', sum: 3, quantiles: { 0.5: 7 } };
  const age = { nullCount: 1, min: 0, max: 104 };
  expect(left('input dataQualityMetrics', { rowCount: 10, columnMetrics: { ssn, age } })).toEqual({
    ...SIGNED,
    ...{ rowCount: 10, columnMetrics: { ssn: { nullCount: 3, distinctCount: 9, min: OUT, max: OUT, sum: OUT, quantiles: OUT }, age } },
  });
});

test('of assertions those about the column, and about none, lose what they expected and found', () => {
  const said = { assertion: 'accepted', success: false, expected: 'x', actual: 'y' };
  const lost = { ...said, expected: OUT, actual: OUT };
  const assertions = [{ ...said, column: 'ssn' }, { ...said, column: 'age' }, said];
  expect(left('dataset dataQualityAssertions', { assertions })).toEqual({
    ...SIGNED,
    assertions: [{ ...lost, column: 'ssn' }, { ...said, column: 'age' }, lost],
  });
});

test('of a run and a job texts, variables and parameters are withheld, and their names stay', () => {
  expect(left('run errorMessage', { message: 'no 7', stackTrace: 's', programmingLanguage: 'JAVA' }, all)).toEqual({
    ...SIGNED,
    ...{ message: OUT, stackTrace: OUT, programmingLanguage: 'JAVA' },
  });
  expect(left('run environmentVariables', { environmentVariables: [{ name: 'N', value: 'v' }] }, all)).toEqual({
    ...SIGNED,
    environmentVariables: [{ name: 'N', value: OUT }],
  });
  expect(left('job sql', { query: 'select 7', dialect: 'ansi' }, all)).toEqual({ ...SIGNED, query: OUT, dialect: 'ansi' });
});

test('names, types, transformations and what people wrote about data stay', () => {
  const fields = [{ name: 'ssn', type: 'text', description: 'Of the person.' }];
  const from = { namespace: 'n', name: 'd', field: 'ssn', transformations: [{ type: 'DIRECT', description: 'as it is', masking: false }] };
  const lineage = { fields: { ssn: { inputFields: [from], transformationDescription: 'a copy' } } };
  expect(left('dataset schema', { fields })).toEqual({ ...SIGNED, fields });
  expect(left('dataset columnLineage', lineage)).toEqual({ ...SIGNED, ...lineage });
  expect(left('dataset documentation', { description: 'Of the ward.' })).toEqual({ ...SIGNED, description: 'Of the ward.' });
});

test('what the standard does not have is withheld with its name, and so is what is of another kind than it has', () => {
  expect(left('dataset sample', { rows: ['7'] })).toEqual({ ...SIGNED, [OUT]: OUT });
  expect(left('dataset schema', { fields: 'ssn=7' })).toEqual({ ...SIGNED, fields: OUT });
  expect(left('input dataQualityMetrics', { rowCount: 'ten' })).toEqual({ ...SIGNED, rowCount: OUT });
});
