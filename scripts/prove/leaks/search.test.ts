import { expect, test } from 'vitest';

import { diceOf, given } from '#testkit';

import { hiddenStory } from './hidden-story.ts';
import { Search } from './search.ts';

const STORY = hiddenStory(diceOf(1), 1);
const WORD = given([...STORY.tokens.values()][0]);

test.each([
  ['as it is', WORD],
  ['in base64', Buffer.from(`{"name":"${WORD}"}`).toString('base64url')],
  ['in hexadecimal', Buffer.from(`db:${WORD}`).toString('hex')],
  ['percent-encoded', [...Buffer.from(WORD)].map((byte) => `%${byte.toString(16)}`).join('')],
])('a hidden word is found %s', (_, written) => {
  const search = new Search(STORY);

  search.asLimited('engineer', { question: 'what is there?', text: `{"told":"${written}"}`, isRefused: false });

  expect(search.leaks.length).toBe(1);
});
