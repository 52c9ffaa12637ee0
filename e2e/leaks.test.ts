import { expect, inject, test } from 'vitest';

import { temporaryDirectory } from '#testkit';

import { crawl } from '../scripts/prove/leaks/crawl.ts';

// Goal: nothing that a policy hides is told to whom it is hidden from. Method: the short form of `npm run prove -- leaks`. Of the schema it asks most fields and arguments, and few pairs of
// arguments: that each field and argument is asked, the proof shows at full size.
const FIELDS_PART_MIN = 0.9;
const ARGUMENTS_PART_MIN = 0.7;

test.each(['data', 'jobs', 'data without names', 'jobs without names', 'values'] as const)(
  'questions made from the schema, other doors and commands show those who see half no word of hidden %s, and an administrator all',
  async (hidden) => {
    await using home = await temporaryDirectory();

    const { leaks, unseen, questions, refused, asking } = await crawl({
      ...{ checkout: inject('checkout'), dataDir: home.path },
      ...{ hidden, seed: 1, jobs: 2, questions: 90, askersEach: 2, isThorough: false },
    });

    expect(leaks).toEqual([]);
    expect(unseen).toEqual([]);
    expect(refused).toBeLessThan(questions / 5);
    expect(asking.fields.asked / asking.fields.all).toBeGreaterThan(FIELDS_PART_MIN);
    expect(asking.arguments.asked / asking.arguments.all).toBeGreaterThan(ARGUMENTS_PART_MIN);
  },
);
