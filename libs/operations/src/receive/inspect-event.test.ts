import { expect, test } from 'vitest';

import type { Principal } from '../context.ts';
import { inspectEvent, type FacetNames } from './inspect-event.ts';
import { parseInstant } from '#foundation';
import { given } from '#testkit';

const SIGNED = { _producer: 'https://example.org/p', _schemaURL: 'https://example.org/s' };
const TIME = given(parseInstant('2026-03-01T05:00:00Z')).instant;
const NOW = given(parseInstant('2026-03-02T12:00:00Z')).instant;
const RUN = '0198c3a0-0000-7000-8000-000000000001';

const base = { eventTime: '2026-03-01T05:00:00Z', producer: 'https://example.org/p', schemaURL: 'https://example.org/s#RunEvent' };
const bytesOf = (event: object): Buffer => Buffer.from(JSON.stringify(event));
const names = (known: readonly string[] = [], kept: readonly string[] = [], deleted: readonly string[] = []): FacetNames => ({
  known,
  kept,
  deleted,
});

test('an event is told with what it reads and writes, and which of its facets the standard knows', () => {
  const event = {
    ...base,
    eventType: 'COMPLETE',
    run: { runId: RUN, facets: { nominalTime: SIGNED, spark_plan: SIGNED } },
    job: { namespace: 'etl', name: 'load', facets: { sql: SIGNED, schema: SIGNED, tags: { _deleted: true } } },
    inputs: [
      { namespace: 'db', name: 'raw', facets: { schema: SIGNED }, inputFacets: { inputStatistics: SIGNED, outputStatistics: SIGNED } },
    ],
    outputs: [{ namespace: 'db', name: 'clean', outputFacets: { outputStatistics: SIGNED } }],
  };

  expect(inspectEvent(bytesOf(event), NOW)).toEqual({
    kind: 'accepted',
    warnings: [],
    redacted: [],
    keptOut: [],
    understood: {
      ...{ kind: 'run', time: TIME, producer: base.producer, speaker: { kind: 'job', namespace: 'etl', name: 'load' } },
      run: { id: RUN, type: 'COMPLETE' },
      runFacets: names(['nominalTime'], ['spark_plan']),
      jobFacets: names(['sql'], ['schema'], ['tags']), // a schema is known of datasets alone
      datasets: [
        {
          ...{ namespace: 'db', name: 'raw', role: 'input', facets: names(['schema']) },
          useFacets: names(['inputStatistics'], ['outputStatistics']),
        },
        { namespace: 'db', name: 'clean', role: 'output', facets: names(), useFacets: names(['outputStatistics']) },
      ],
    },
  });
});

test('warnings are told in sentences, and redacted places by pointer', () => {
  const event = { ...base, job: { namespace: 'etl', name: 'load', facets: { own: { ...SIGNED, password: 'hunter2' } } }, producer: 'me' };

  const inspection = inspectEvent(bytesOf(event), NOW);

  expect(inspection).toMatchObject({
    kind: 'accepted',
    redacted: ['/job/facets/own/password'],
    warnings: [
      { code: 'REDACTED', pointer: '', message: 'secrets were replaced before storage' },
      { code: 'PRODUCER_NOT_A_URI', pointer: '/producer', message: 'producer is not a URI' },
    ],
  });
});

test('what is refused is told with what it claims; who asks for nobody is told of the event alone', () => {
  const sender: Principal = { id: '0198c3a0-0000-4000-8000-00000000000a', kind: 'emitter', name: 'spark', namespaces: ['etl'], roles: [] };
  const event = bytesOf({ ...base, dataset: { namespace: 'other', name: 'raw' } });
  const speaker = { kind: 'dataset', namespace: 'other', name: 'raw' };

  expect(inspectEvent(event, NOW)).toMatchObject({ kind: 'accepted', understood: { kind: 'dataset', speaker } });
  expect(inspectEvent(event, NOW, sender)).toMatchObject({
    kind: 'quarantined',
    because: 'refused',
    problems: [{ pointer: '/dataset/namespace' }],
    understood: { kind: 'dataset', speaker },
  });
});

test('of what cannot be read nothing is understood', () => {
  const problems = [{ pointer: '', message: 'the text ends too early, at byte 1' }];
  expect(inspectEvent(Buffer.from('{'), NOW)).toEqual({ kind: 'quarantined', because: 'unreadable', problems, understood: undefined });
});

test.each([
  ['2031-04-01T00:00:00Z', '5 years'],
  ['2027-03-02T12:00:00Z', '365 days'],
  ['2026-03-04T11:59:59Z', '47 hours'],
  ['2026-03-02T12:05:01Z', '5 minutes'],
])('an event of %s is accepted with the warning that it is %s ahead', (eventTime, ahead) => {
  const inspection = inspectEvent(bytesOf({ ...base, eventTime, job: { namespace: 'etl', name: 'load' } }), NOW);

  const message = `eventTime is ${ahead} ahead of this clock; questions about now do not see the event until then`;
  expect(inspection).toMatchObject({ kind: 'accepted', warnings: [{ code: 'EVENT_TIME_AHEAD', pointer: '/eventTime', message }] });
});

test('a clock that runs five minutes ahead is believed', () => {
  const event = { ...base, eventTime: '2026-03-02T12:05:00Z', job: { namespace: 'etl', name: 'load' } };
  expect(inspectEvent(bytesOf(event), NOW)).toMatchObject({ kind: 'accepted', warnings: [] });
});

test('an eventType that the standard does not have is told with its value, those of the standard, and what it is taken for', () => {
  const event = { ...base, eventType: 'DONE', run: { runId: RUN }, job: { namespace: 'etl', name: 'load' } };

  const message =
    'eventType "DONE" is not one of START, RUNNING, COMPLETE, FAIL, ABORT, OTHER; taken as RUNNING is: the run goes on, and this does not end it';
  expect(inspectEvent(bytesOf(event), NOW)).toMatchObject({ warnings: [{ code: 'EVENT_TYPE_UNKNOWN', pointer: '/eventType', message }] });
});

test.each([
  [Buffer.from(''), ['the body is empty']],
  [Buffer.from(' \r\n\t'), ['the body is empty']],
  [bytesOf([]), ['an event is a JSON object; send arrays to /api/v1/lineage/batch']],
  [bytesOf({ ...base, job: { namespace: 'etl' } }), ['/job/name name is missing']],
  [
    bytesOf({ ...base, job: { namespace: '', name: 7 } }),
    ['/job/namespace', '/job/name'].map((at) => `${at} ${at.slice(5)} must be a text that is not empty`),
  ],
  [
    bytesOf({ ...base, jobs: { namespace: 'etl', name: 'load' } }),
    ['an event needs a job (run and job events) or a dataset (dataset events); `jobs` is not read, `job` is'],
  ],
])('the problems of %j are told', (bytes, expected) => {
  const inspection = inspectEvent(bytes, NOW);

  const problems = inspection.kind === 'quarantined' ? inspection.problems : [];
  expect(problems.map(({ pointer, message }) => `${pointer} ${message}`.trim())).toEqual(expected);
});
