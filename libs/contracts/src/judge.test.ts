import { describe, expect, test } from 'vitest';

import type { JsonObject } from '#record';

import { compareLogical, comparePhysical } from './column-types.ts';
import type { PromisedColumn } from './contract.ts';
import { judge } from './judge.ts';

const column = (path: string, types: Partial<PromisedColumn> = {}): PromisedColumn => ({
  ...{ path, parent: null, physicalType: null, logicalType: null },
  ...types,
});
const schema = (...fields: readonly JsonObject[]): JsonObject => ({ fields });

describe('a verdict', () => {
  const id = column('id', { physicalType: 'bigint' });

  test.each<[string, JsonObject | undefined, string, readonly string[]]>([
    [
      'the promised column with more beside it',
      schema({ name: 'x' }, { name: 'id', type: 'int8', ignored: 1 }, { name: 'id', type: 'BIGINT' }),
      'UNKNOWN',
      ['schema-unknown id'],
    ],
    ['the promised column, spelled otherwise', schema({ name: 'x' }, { name: 'id', type: 'int64' }), 'PASS', []],
    ['no such column', schema({ name: 'Id', type: 'bigint' }), 'FAIL', ['column-missing id']],
    ['another type', schema({ name: 'id', type: 'int' }), 'FAIL', ['type-changed id']],
    ['no type', schema({ name: 'id' }), 'UNKNOWN', ['schema-unknown id']],
    ['a type of nobody knows what', schema({ name: 'id', type: 'hyperint' }), 'UNKNOWN', ['schema-unknown id']],
    ['no schema', undefined, 'UNKNOWN', ['schema-unknown null']],
    ['a deleted schema', { _deleted: true, ...schema({ name: 'id', type: 'bigint' }) }, 'UNKNOWN', ['schema-unknown null']],
    ['a schema without fields', {}, 'UNKNOWN', ['schema-unknown null']],
    ['a schema with no field in it', schema(), 'UNKNOWN', ['schema-unknown null']],
  ])('on %s', (...[, facet, outcome, findings]) => {
    const judged = judge([id], facet);

    expect(judged.outcome).toBe(outcome);
    expect(judged.findings.map((finding) => `${finding.kind} ${String(finding.column)}`)).toEqual(findings);
  });

  test('on what is nested says missing where the siblings are told, unknown where they are not, and nothing twice', () => {
    const promised = [
      column('address'),
      column('address.city', { parent: 'address' }),
      column('visits', { logicalType: 'array' }),
      column('visits._element.day', { parent: 'visits._element' }),
      column('gone'),
      column('gone.too', { parent: 'gone' }),
    ];
    const facet = schema({ name: 'address', fields: [{ name: 'street' }] }, { name: 'visits', type: 'array<struct<day:date>>' });

    expect(judge(promised, facet).findings.map(({ kind, column: path }) => `${kind} ${String(path)}`)).toEqual([
      'column-missing address.city',
      'schema-unknown visits._element.day',
      'column-missing gone',
    ]);
  });

  test('on a promise of nothing is UNKNOWN', () => {
    expect(judge([], schema({ name: 'a' })).outcome).toBe('UNKNOWN');
  });
});

test.each([
  ['varchar(20)', 'VARCHAR( 20 )', 'same'],
  ['varchar(20)', 'text', 'same'],
  ['varchar(20)', 'character varying(30)', 'different'],
  ['decimal(10,2)', 'NUMERIC(10, 2)', 'same'],
  ['timestamp(6) without time zone', 'timestamp', 'same'],
  ['timestamp', 'timestamp with time zone', 'different'],
  ['int', 'bigint', 'different'],
  ['int8', 'bigint', 'unknown'],
  ['int8', 'INT8', 'same'],
  ['float', 'double', 'unknown'],
  ['array<int>', 'list<long>', 'same'],
  ['int[]', 'array<int>', 'same'],
  ['struct<a:int>', 'array<int>', 'different'],
  ['geography', 'text', 'unknown'],
])('the physical types %s and %s are %s', (promised, found, comparison) => {
  expect(comparePhysical(promised, found)).toBe(comparison);
  expect(comparePhysical(found, promised)).toBe(comparison);
});

test.each([
  ['string', 'varchar(20)', 'same'],
  ['string', 'uuid', 'same'],
  ['string', 'int', 'different'],
  ['integer', 'smallint', 'same'],
  ['integer', 'decimal(10,0)', 'different'],
  ['number', 'int', 'same'],
  ['timestamp', 'timestamptz', 'same'],
  ['date', 'timestamp', 'different'],
  ['object', 'jsonb', 'unknown'],
  ['array', 'array<string>', 'same'],
  ['money', 'int', 'unknown'],
  ['Integer', 'number', 'unknown'],
])('behind the logical type %s stands %s: %s', (promised, found, comparison) => {
  expect(compareLogical(promised, found)).toBe(comparison);
});

test('the logical type judges where the physical one is not known', () => {
  const promised = column('at', { physicalType: 'TIMESTAMP_TZ_OF_OURS', logicalType: 'timestamp' });

  expect(judge([promised], schema({ name: 'at', type: 'timestamptz' })).outcome).toBe('PASS');
  expect(judge([promised], schema({ name: 'at', type: 'date' })).outcome).toBe('FAIL');
});
