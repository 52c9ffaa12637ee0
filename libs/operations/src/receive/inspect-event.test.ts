import { expect, test } from 'vitest';

import type { Principal } from '../context.ts';
import { inspectEvent, type FacetNames } from './inspect-event.ts';
import { parseInstant } from '#foundation';
import { given } from '#testkit';

const SIGNED = { _producer: 'https://example.org/p', _schemaURL: 'https://example.org/s' };
const TIME = given(parseInstant('2026-03-01T05:00:00Z')).instant;
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

  expect(inspectEvent(bytesOf(event))).toEqual({
    kind: 'accepted',
    warnings: [],
    redacted: [],
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

  const inspection = inspectEvent(bytesOf(event));

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

  expect(inspectEvent(event)).toMatchObject({ kind: 'accepted', understood: { kind: 'dataset', speaker } });
  expect(inspectEvent(event, sender)).toMatchObject({
    kind: 'quarantined',
    because: 'refused',
    problems: [{ pointer: '/dataset/namespace' }],
    understood: { kind: 'dataset', speaker },
  });
});

test('of what cannot be read nothing is understood', () => {
  const problems = [{ pointer: '', message: 'the text ends too early, at byte 1' }];
  expect(inspectEvent(Buffer.from('{'))).toEqual({ kind: 'quarantined', because: 'unreadable', problems, understood: undefined });
});
