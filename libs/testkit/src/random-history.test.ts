import { expect, test } from 'vitest';

import { parseInstant } from '#foundation';

import { randomHistory } from './random-history.ts';

const SEEDS = Array.from({ length: 50 }, (_, seed) => seed);

test('the same seed gives the same history, another seed another', () => {
  expect(randomHistory(7, 40)).toEqual(randomHistory(7, 40));
  expect(randomHistory(7, 40)).not.toEqual(randomHistory(8, 40));
});

test('a history has the size that was asked for, readable times, and retractions of events that it has', () => {
  for (const seed of SEEDS) {
    const history = randomHistory(seed, 40);
    const bodies = history.flatMap((step) => (step.kind === 'event' ? [step.body] : []));
    const times = bodies.map((body) => (JSON.parse(body) as { eventTime: string }).eventTime); // every event has one
    const retracted = history.flatMap((step) => (step.kind === 'retract-events' ? step.of : []));

    expect(history).toHaveLength(40);
    expect(times.filter((time) => parseInstant(time) === undefined)).toEqual([]);
    expect(retracted.filter((index) => index >= bodies.length)).toEqual([]);
  }
});

// Goal: nothing that the fold must get right is left out by chance. Method: words that only one shape of event has.
test('fifty histories hold every shape of event and ruling', () => {
  const text = SEEDS.map((seed) => JSON.stringify(randomHistory(seed, 40)).replaceAll('\\"', '"')).join('\n');
  const words = [
    ...['"START"', '"FAIL"', '"ABORT"', '"OTHER"', '"PAUSED"', 'JobEvent', 'DatasetEvent', '_deleted', '"not an object"'],
    ...['DROP', 'CREATE', 'RENAME', 'ALTER', 'previousIdentifier', '"identifiers":[]', 'COMPLETE_SNAPSHOT', '"windowDuration":0.5'],
    ...['transformationType', '"masking":"true"', '"dataset":[{', '"entries":[]', '"type":"JOB","inputs"', '.000000001', '+02:00'],
    ...['retract-events', '"reinstate"', '"run":{"job"', '"to":null', 'lineage-window', '"joined":false', '"at":null', '0000000A'],
  ];

  expect(words.filter((word) => !text.includes(word))).toEqual([]);
});
