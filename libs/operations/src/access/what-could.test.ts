import { expect, test } from 'vitest';

import { JUDGED_MAX } from '#store';
import { type FreshInstallation, freshInstallation, mapAll, person } from '#testkit';

import type { Principal } from '../context.ts';
import { receiveEvent } from '../receive/receive-event.ts';
import { applyPolicy } from './apply-policy.ts';
import { whatCould, type WhatCouldQuestion } from './what-could.ts';

async function givenTables({ context, admin }: FreshInstallation, names: readonly string[]): Promise<void> {
  const event = {
    ...{ eventType: 'COMPLETE', eventTime: '2026-03-01T00:00:00Z', producer: 'https://example.com/p' },
    ...{ run: { runId: '0198c3a0-0000-7000-8000-000000000001' }, job: { namespace: 'etl', name: 'load' } },
    outputs: names.map((name) => ({ namespace: 'db', name })),
  };
  expect((await receiveEvent(context, admin, Buffer.from(JSON.stringify(event)))).kind).toBe('recorded');
  await mapAll(context);
}

/** Each page until there is none: the names on it, and why it is not whole. */
async function pagesOf({ context }: FreshInstallation, asker: Principal, question: WhatCouldQuestion): Promise<readonly object[]> {
  const pages: object[] = [];
  for (let after: string | null = null, isMore = true; isMore;) {
    const { nodes, header, pageInfo }: Awaited<ReturnType<typeof whatCould>> = await whatCould(context, asker, { ...question, after });
    const reasons = header.reasons.map(({ code }) => code).filter((code) => code !== 'ACCESS_SCOPED');
    pages.push({ names: nodes.map(({ name }) => name), reasons });
    expect(pageInfo.endCursor !== null || !pageInfo.hasNextPage).toBe(true);
    ({ hasNextPage: isMore, endCursor: after } = pageInfo);
  }
  return pages;
}

// Goal: one page costs a bounded number of statements, and where it ends tells nothing of what is hidden from who asks.
// Method: somebody may read the last of more datasets than one page judges. An administrator, who sees all of them, is told that the page ends early and finds
// it on the next; whoever sees the last few alone finds it on the first.
test('a page of what somebody could ends where enough was judged, says so, and is gone on with; what the asker may not see counts for nothing', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  const tables = Array.from({ length: JUDGED_MAX + 1_100 }, (_, index) => `t${String(index).padStart(5, '0')}`);
  const last = String(tables.at(-1));
  await givenTables(installation, tables);
  await person(installation, 'ann', 'reader');
  const auditor = await person(installation, 'eve', 'narrow', 'auditor');
  await applyPolicy(context, admin, {
    text: `name: p
rules:
  - { effect: allow, roles: [reader], action: read, on: { name: "${last}" } }
  - { effect: deny, roles: [auditor], on: { name: "t00*" } }
  - { effect: deny, roles: [auditor], on: { name: "t01*" } }
  - { effect: deny, roles: [auditor], on: { name: "t02*" } }`,
  });
  await mapAll(context);

  const theirs = { who: 'ann', action: 'read', first: 10 } as const;
  expect(await pagesOf(installation, admin, theirs)).toEqual([
    { names: [], reasons: ['TRUNCATED'] },
    { names: [last], reasons: [] },
  ]);
  expect(await pagesOf(installation, auditor, theirs)).toEqual([{ names: [last], reasons: [] }]);
});
