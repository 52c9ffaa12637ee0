import { expect, test } from 'vitest';

import { instantFromDate } from '#foundation';

import { keyStage, noticeBody, NOTICE_BYTES_MAX, shortName } from './notice.ts';

test('a body of the longest names stays within its bound, in whatever letters they are, and none is cut within a letter', () => {
  for (const letter of ['a', '\u0001', '"', '€', '🫀']) {
    const name = shortName(letter.repeat(5_000));
    const head = { id: 'x'.repeat(36), at: instantFromDate(new Date(0)), team: 'x'.repeat(100), link: 'https://x' };
    const contract = noticeBody({
      ...{ ...head, type: 'contract.broken' },
      text: `A promise of the contract ${name} about ${name} in ${name} is broken: headgate alerts show ${'f'.repeat(16)}`,
      data: { contract: name, dataset: { namespace: name, name }, alerts: 'f'.repeat(16), alertCount: 100 },
    });
    const claim = noticeBody({
      ...{ ...head, type: 'claim.refused' },
      text: `${name} claimed something about namespaces that ${head.team} owns, and may not; the events are in quarantine: headgate quarantine list`,
      data: { claimant: name, namespaces: Array.from({ length: 5 }, () => name), namespaceCount: 100 },
    });

    for (const body of [contract, claim]) expect(Buffer.byteLength(body)).toBeLessThanOrEqual(NOTICE_BYTES_MAX);
    expect(name).toBe(`${letter.repeat(150)}…`);
  }
  expect(shortName('a\nb')).toBe('a\nb');
});

test.each([
  [15, undefined],
  [14, 14],
  [3.01, 14],
  [3, 3],
  [0.1, 3],
])('of a key that ends in %d days the stage that has begun last is told: %s', (left, stage) => {
  for (const days of [
    [14, 3],
    [3, 14],
  ])
    expect(keyStage(left * 10, { days, dayMs: 10 })).toBe(stage);
});
