import { expect, inject, test } from 'vitest';

import { temporaryDirectory } from '#testkit';

import { crawl } from '../scripts/prove/leaks/crawl.ts';

// Goal: nothing that a policy hides is told to whom it is hidden from, by any field, argument, cursor, error, count, other door, command or log. Method: the short form of `npm run prove -- leaks`.

test.each(['data', 'jobs', 'data without names', 'jobs without names'] as const)(
  'questions made from the whole schema, other doors and commands show those who see half no word of hidden %s, and an administrator all',
  async (hidden) => {
    await using home = await temporaryDirectory();

    const { leaks, unseen, questions, refused } = await crawl({
      ...{ checkout: inject('checkout'), dataDir: home.path },
      ...{ hidden, seed: 1, jobs: 2, questions: 90, askersEach: 2 },
    });

    expect(leaks).toEqual([]);
    expect(unseen).toEqual([]);
    expect(refused).toBeLessThan(questions / 5);
  },
);
