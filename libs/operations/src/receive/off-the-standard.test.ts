import { expect, test } from 'vitest';

import { type Policy, readPolicy } from '#access';
import { parseInstant } from '#foundation';
import { type WarningCode, warningCodes } from '#openlineage';
import { given } from '#testkit';

import { WARNINGS_NAMED_MAX } from './decide-event.ts';
import { inspectEvent } from './inspect-event.ts';

// Goal: what is off the standard is told by the right code, at the right place of the event.
// Method: one table, for each code the events that get it; all codes and pointers of an event are compared, so that a row shows too what is not told.

const NOW = given(parseInstant('2026-03-02T12:00:00Z')).instant;
const UUID = '0198c3a0-0000-7000-8000-000000000001';
const SIGNED = { _producer: 'https://example.org/p', _schemaURL: 'https://example.org/s' };
const BASE = { eventTime: '2026-03-01T05:00:00Z', producer: 'https://example.org/p', schemaURL: 'https://example.org/s' };
const JOB = { namespace: 'etl', name: 'load' };
const RAW = { namespace: 'db', name: 'raw' };
const RUN_EVENT = { ...BASE, eventType: 'START', run: { runId: UUID }, job: JOB };
const LONG = 'f'.repeat(1_001);

type Row = readonly [event: object | string, ...told: readonly string[]];

const withJobFacets = (facets: unknown): object => ({ ...RUN_EVENT, job: { ...JOB, facets } });
const withInput = (input: unknown): object => ({ ...RUN_EVENT, inputs: [RAW, input] });
const without = (key: string): object => Object.fromEntries(Object.entries(RUN_EVENT).filter(([each]) => each !== key));

/** By code: events, each with the pointers that it gets that code at. */
const WARNED: Readonly<Record<WarningCode, readonly Row[]>> = {
  BYTE_ORDER_MARK: [[`\uFEFF${JSON.stringify(RUN_EVENT)}`, '']],
  DATASET_PASSED_OVER: [
    [withInput(null), '/inputs/1'],
    [withInput('db.raw'), '/inputs/1'],
    [withInput({ name: 'raw' }), '/inputs/1'],
    [withInput({ ...RAW, name: '' }), '/inputs/1'],
    [{ ...RUN_EVENT, outputs: [{ ...RAW, namespace: 7 }, RAW, {}] }, '/outputs/0', '/outputs/2'],
  ],
  DATASETS_NOT_A_LIST: [
    [{ ...RUN_EVENT, inputs: RAW }, '/inputs'],
    [{ ...RUN_EVENT, inputs: 'db.raw', outputs: 0 }, '/inputs', '/outputs'],
  ],
  DUPLICATE_KEY: [[JSON.stringify(RUN_EVENT).replace('"name":', '"name":"old","name":'), '/job/name']],
  EVENT_TIME_AHEAD: [[{ ...RUN_EVENT, eventTime: '2026-03-02T12:05:01Z' }, '/eventTime']],
  EVENT_TIME_ZONELESS: [[{ ...RUN_EVENT, eventTime: '2026-03-01T05:00:00' }, '/eventTime']],
  EVENT_TYPE_MISSING: [
    [without('eventType'), '/eventType'],
    [{ ...RUN_EVENT, eventType: null }, '/eventType'],
  ],
  EVENT_TYPE_UNKNOWN: [
    [{ ...RUN_EVENT, eventType: 'DONE' }, '/eventType'],
    [{ ...RUN_EVENT, eventType: 'start' }, '/eventType'],
    [{ ...RUN_EVENT, eventType: 3 }, '/eventType'],
  ],
  FACET_NAME_TOO_LONG: [[withJobFacets({ [LONG]: SIGNED }), '/job/facets']],
  FACET_NOT_AN_OBJECT: [
    [withJobFacets([]), '/job/facets'],
    [withJobFacets({ own: 'text' }), '/job/facets/own'],
    [{ ...RUN_EVENT, run: { runId: UUID, facets: 1 } }, '/run/facets'],
    [withInput({ ...RAW, facets: { 'a/b~c': [] }, inputFacets: false }), '/inputs/1/inputFacets', '/inputs/1/facets/a~1b~0c'],
    [{ ...BASE, dataset: { ...RAW, facets: 'none' } }, '/dataset/facets'],
  ],
  FACET_NOT_UNDERSTOOD: [
    [withInput({ ...RAW, facets: { schema: { ...SIGNED, fields: 'oops' } } }), '/inputs/1/facets/schema/fields'],
    [withJobFacets({ lineage: SIGNED }), '/job/facets/lineage/entries'],
  ],
  FACET_NULL: [
    [withJobFacets({ sql: null }), '/job/facets/sql'],
    [
      { ...RUN_EVENT, outputs: [{ ...RAW, facets: { schema: null }, outputFacets: { own: null } }] },
      '/outputs/0/outputFacets/own',
      '/outputs/0/facets/schema',
    ],
  ],
  FACET_UNSIGNED: [
    [withJobFacets({ own: {} }), '/job/facets/own'],
    [{ ...RUN_EVENT, run: { runId: UUID, facets: { own: { _producer: 'https://example.org/p' } } } }, '/run/facets/own'],
  ],
  KEY_NOT_READ: [
    [{ ...RUN_EVENT, input: [RAW] }, '/input'],
    [{ ...RUN_EVENT, dataset: RAW }, '/dataset'],
    [{ ...BASE, job: JOB, eventType: 'START' }, '/eventType'],
    [{ ...BASE, dataset: RAW, inputs: [RAW], outputs: [] }, '/inputs', '/outputs'],
  ],
  KEPT_OUT: [
    [
      withInput({ ...RAW, inputFacets: { dataQualityMetrics: { ...SIGNED, columnMetrics: { ssn: { min: '123' } } } } }),
      '/inputs/1/inputFacets/dataQualityMetrics/columnMetrics/ssn/min',
    ],
    // What a producer's own facet calls its members may be data too, so the place is told without it.
    [withInput({ ...RAW, facets: { 'kept/out': { ...SIGNED, of: 'a person' } } }), '/inputs/1/facets/kept~1out/[kept out]'],
  ],
  PRODUCER_MISSING: [
    [without('producer'), '/producer'],
    [{ ...RUN_EVENT, producer: '' }, '/producer'],
    [{ ...RUN_EVENT, producer: { name: 'spark' } }, '/producer'],
  ],
  PRODUCER_NOT_A_URI: [[{ ...RUN_EVENT, producer: 'spark' }, '/producer']],
  REDACTED: [[withJobFacets({ own: { ...SIGNED, password: 'hunter2' } }), '']],
  RUN_ID_NOT_A_UUID: [[{ ...RUN_EVENT, run: { runId: 'run-1' } }, '/run/runId']],
  SCHEMA_URL_MISSING: [
    [without('schemaURL'), '/schemaURL'],
    [{ ...RUN_EVENT, schemaURL: null }, '/schemaURL'],
  ],
};

const rows = Object.entries(WARNED).flatMap(([code, ofCode]) => ofCode.map(([event, ...pointers]) => ({ code, pointers, event })));

test.each(rows)('the warning is $code at $pointers, and no other', ({ code, pointers, event }) => {
  const inspection = inspectEvent(bytesOf(event), NOW, { policy: keepingOut() });

  expect(inspection).toMatchObject({ kind: 'accepted', warnings: pointers.map((pointer) => ({ code, pointer })) });
});

test('every code has its rows, and each row says where', () => {
  expect(Object.keys(WARNED).sort()).toEqual(Object.keys(warningCodes).sort());
  expect(Object.values(WARNED).filter((ofCode) => ofCode.length === 0 || ofCode.some(({ length }) => length < 2))).toEqual([]);
});

test('past the warnings that are named, the others are counted', () => {
  const facets = Object.fromEntries(Array.from({ length: 2_000 }, (_, index) => [`own${index}`, null]));

  const inspection = inspectEvent(bytesOf(withJobFacets(facets)), NOW);

  const warnings = inspection.kind === 'accepted' ? inspection.warnings : [];
  const more = 2_000 - WARNINGS_NAMED_MAX;
  expect(warnings.at(-1)).toEqual({ code: 'MORE_WARNINGS', pointer: '', message: `beside these there are: ${more} FACET_NULL` });
  expect(warnings).toHaveLength(WARNINGS_NAMED_MAX + 1);
});

// What real producers send, and what nobody is told of: docs/decisions/0002-fold-v1.md, section 11, says why.
test.each<[string, object]>([
  ['nulls for lists and facets that it does not have', { ...RUN_EVENT, inputs: null, outputs: null, job: { ...JOB, facets: null } }],
  ['a null in place of the facets of a dataset', withInput({ ...RAW, facets: null, inputFacets: null })],
  ['an address of a data source that is a word', withInput({ ...RAW, facets: { dataSource: { ...SIGNED, name: 'bq', uri: 'bigquery' } } })],
  ['a schema URL of the old form', { ...RUN_EVENT, schemaURL: 'https://openlineage.io/spec/1-0-2/OpenLineage.json#/definitions/RunEvent' }],
  ['URLs with one slash', { ...RUN_EVENT, producer: 'https:/example.org/p', job: { ...JOB, namespace: 's3:/bucket' } }],
])('an event with %s is as good as another', (_, event) => {
  expect(inspectEvent(bytesOf(event), NOW)).toMatchObject({ kind: 'accepted', warnings: [] });
});

const MANY_FACETS = Object.fromEntries(Array.from({ length: 20_001 }, (_, index) => [`f${index}`, SIGNED]));

test.each<[what: string, event: object | string, ...pointers: string[]]>([
  ['a list', '[]', ''],
  ['an object that says nothing', '{}', '/eventTime', ''],
  ['a brace too many', `${JSON.stringify(RUN_EVENT)}}`, ''],
  ['lists in lists', `${'['.repeat(201)}${']'.repeat(201)}`, ''],
  ['no eventTime', without('eventTime'), '/eventTime'],
  ['a time that is none', { ...RUN_EVENT, eventTime: 'yesterday' }, '/eventTime'],
  ['a run without a job', without('job'), '/job/namespace', '/job/name'],
  ['an empty job', { ...RUN_EVENT, job: {} }, '/job/namespace', '/job/name'],
  ['a NUL in the name of a job', { ...BASE, job: { ...JOB, name: 'a\0' } }, '/job/name'],
  ['half a pair in a namespace', { ...BASE, dataset: { ...RAW, namespace: '\ud83d' } }, '/dataset/namespace'],
  ['an empty run', { ...RUN_EVENT, run: {} }, '/run/runId'],
  ['a NUL in a runId', { ...RUN_EVENT, run: { runId: 'r\0' } }, '/run/runId'],
  ['a long runId', { ...RUN_EVENT, run: { runId: 'r'.repeat(1_001) } }, '/run/runId'],
  ['a bad name of an input', withInput({ namespace: 'db\0', name: '\ud83d' }), '/inputs/1/namespace', '/inputs/1/name'],
  ['too many facets', withJobFacets(MANY_FACETS), '/job/facets'],
])('an event with %s cannot be used, and the places are told', (_, event, ...pointers) => {
  const inspection = inspectEvent(bytesOf(event), NOW);

  const problems = inspection.kind === 'quarantined' ? inspection.problems : [];
  expect(problems.map(({ pointer }) => pointer)).toEqual(pointers);
});

function bytesOf(event: object | string): Buffer {
  return Buffer.from(typeof event === 'string' ? event : JSON.stringify(event));
}

function keepingOut(): Policy {
  const read = readPolicy(
    JSON.stringify({ name: 'own', rules: [], keep_out: [{ how: 'drop', on: { facets: ['kept/out', 'dataQualityMetrics'] } }] }),
  );
  if (read.kind !== 'policy') throw new Error('a policy that can be read');
  return read.policy;
}
