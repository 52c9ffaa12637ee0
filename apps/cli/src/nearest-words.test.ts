import { expect, test } from 'vitest';

import { nearestWords } from './nearest-words.ts';

const WORDS = ['serve', 'contract', 'alerts', 'trail', 'retract', 'retractions', 'keys', 'ask'];

test.each([
  ['contracts', ['contract']],
  ['alert', ['alerts']],
  ['retraction', ['retractions']],
  ['trial', ['trail']],
  ['key', ['keys']],
  ['fly', []],
  ['as', ['ask']],
  ['a', []],
  ['', []],
  ['wholly-other', []],
])('the words nearest to %j are %j', (word, near) => {
  expect(nearestWords(word, WORDS)).toEqual(near);
});
