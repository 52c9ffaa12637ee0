import { expect, test } from 'vitest';

import type { Instant } from '#foundation';

import { draftEvent } from './draft.ts';
import type { LineageEvent } from './event.ts';

const NOTHING = new Map();

function event(kind: 'run' | 'job', time: bigint): LineageEvent {
  return {
    kind,
    time: time as Instant,
    producer: undefined,
    speaker: { kind: 'job', namespace: 'airflow', name: 'load' },
    run: kind === 'run' ? { id: `run ${time}`, type: 'COMPLETE' } : undefined,
    runFacets: NOTHING,
    jobFacets: NOTHING,
    mentions: [
      {
        name: { namespace: 's3://lake', name: 'a' },
        role: 'input',
        facets: new Map([['schema', { kind: 'value', value: { fields: [] } }]]),
        useFacets: NOTHING,
      },
      { name: { namespace: 's3://lake', name: 'b' }, role: 'output', facets: NOTHING, useFacets: NOTHING },
    ],
  };
}

test('events of one shape are drafted as each would be alone, run events and job events in any order', () => {
  const shape = { units: 1_000 };
  for (const each of [event('run', 1n), event('run', 2n), event('job', 3n), event('run', 4n), event('job', 5n)])
    expect(draftEvent(each, 'digest', shape)).toEqual(draftEvent(each, 'digest'));
});

test('what events of one shape share is worked out once', () => {
  const shape = { units: 1_000 };
  const [first, second] = [draftEvent(event('run', 1n), 'one', shape), draftEvent(event('run', 2n), 'two', shape)];

  expect(second.nodes).toBe(first.nodes);
  expect([second.time, second.digest, second.runId]).toEqual([2n, 'two', 'run 2']);
});

test('what is far longer than the text that says it is not kept', () => {
  const shape = { units: 10 };
  const [first, second] = [draftEvent(event('run', 1n), 'one', shape), draftEvent(event('run', 2n), 'two', shape)];

  expect(second.nodes).not.toBe(first.nodes);
  expect(second.nodes).toEqual(first.nodes);
});
