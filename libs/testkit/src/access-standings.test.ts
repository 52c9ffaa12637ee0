import { expect, test } from 'vitest';

import { type AccessDrawn, randomAccessCase } from './access-cases.ts';
import { allowedShares, decidingFeatures, decidingStandingChanges, readingWord } from './access-coverage.ts';
import { BODY_CHANGES, ENGAGEMENT_CHANGES, GLASS_CHANGES } from './access-standing-changes.ts';

const DRAWN = [
  ['logical datasets', { withBodies: true }, BODY_CHANGES],
  ['engagements', { withEngagement: true }, ENGAGEMENT_CHANGES],
  ['broken glasses', { withBrokenGlass: true }, GLASS_CHANGES],
] as const;

const casesOf = (drawn: AccessDrawn) => Array.from({ length: 1_200 }, (_, seed) => randomAccessCase(seed, drawn));

// Goal: nothing is drawn for show. Method: each that an evaluator might overlook is done to the questions, and some answers must turn.
test.each(DRAWN)('%s decide questions, and so does everything that an evaluator might overlook of them', (_name, drawn, changes) => {
  const counts = decidingStandingChanges(casesOf(drawn), { changes, enough: 3 });

  expect([...counts].filter(([, count]) => count < 3)).toEqual([]);
  expect(counts.size).toBe(Object.keys(changes).length);
});

test.each(DRAWN)(
  'with %s the same seed gives the same question, and there are those that are allowed and those that are not',
  (_name, drawn) => {
    const questions = casesOf(drawn);
    const shares = [...allowedShares(questions)];

    expect(randomAccessCase(7, drawn)).toEqual(questions[7]);
    expect(shares).toHaveLength(12);
    expect(shares.filter(([, share]) => share < 0.1 || share > 0.9)).toEqual([]);
  },
);

test('rules that allow, deny and mask of logical datasets decide questions', () => {
  const plain = decidingFeatures(casesOf({ withBodies: true }));
  const masked = decidingFeatures(casesOf({ withBodies: true, withMasks: true }), readingWord);

  expect([plain.get('allow: logical'), plain.get('deny: logical'), masked.get('mask: logical')].filter((count = 0) => count < 30)).toEqual(
    [],
  );
});

test('what is drawn besides leaves the rest of a question as it is', () => {
  const rest = ({ thing, teams, action }: ReturnType<typeof randomAccessCase>) => ({ thing, teams, action });
  const all = { withBodies: true, withEngagement: true, withBrokenGlass: true };

  expect(casesOf(all).map(rest)).toEqual(casesOf({}).map(rest));
});
