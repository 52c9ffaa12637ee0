import { expect, test } from 'vitest';

import { JUDGED_MAX } from '#store';
import { countingStatements, diceOf, type FreshInstallation, freshInstallation, mapAll, person, refusal } from '#testkit';

import type { Principal } from '../context.ts';
import { receiveEvent } from '../receive/receive-event.ts';
import { applyAccess } from './apply-access.ts';
import { applyPolicy } from './apply-policy.ts';
import { decideAll } from './decide.ts';
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

async function givenJobs({ context, admin }: FreshInstallation, jobs: readonly { readonly namespace: string; readonly name: string }[]) {
  for (const [index, job] of jobs.entries()) {
    const tags = { _producer: 'https://example.com/p', _schemaURL: 'https://example.com/s', tags: [{ key: 'pii' }] }; // of a job they count for nothing
    const event = { eventTime: `2026-03-01T00:00:${10 + index}Z`, producer: 'https://example.com/p', job: { ...job, facets: { tags } } };
    expect((await receiveEvent(context, admin, Buffer.from(JSON.stringify(event)))).kind).toBe('recorded');
  }
  await mapAll(context);
}

// Goal: the jobs that somebody could see are those of which it is decided so, among those that the asker sees. Method: random rules for both; each job is decided about.
test('the jobs that somebody could see are what is decided of each job, page by page, and to an asker those that he sees himself', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  const dice = diceOf(20_261_123);
  const jobs = Array.from({ length: 24 }, (_, index) => ({
    namespace: dice.pick(['etl', 'airflow://heart', 'ETL']),
    name: `j${index % 7}.x${index}`,
  }));
  await givenJobs(installation, jobs);
  await givenTables(installation, ['j1.table']);
  const ann = await person(installation, 'ann', 'engineer');
  const aud = await person(installation, 'aud', 'auditor');
  await applyAccess(context, admin, {
    text: 'teams: { heart: { owns: ["airflow://heart"], members: { reader: [ann] } } }',
    ...{ isPruning: false, isDryRun: false },
  });
  const all = [...jobs, { namespace: 'etl', name: 'load' }];
  let allowed = 0;
  for (let round = 0; round < 6; round += 1) {
    const rules = Array.from({ length: 5 }, () => {
      const on = dice.chance(0.5) ? { jobs: [dice.pick(['*', 'j1*', 'j3*', '*x1*'])] } : { name: dice.pick(['*', 'j2*', 'j5*', '*x2*']) };
      const roles = [dice.pick(['engineer', 'reader', 'auditor'])];
      return {
        effect: dice.pick(['allow', 'deny']),
        roles,
        on: { ...on, ...(dice.chance(0.3) ? { namespace: dice.pick(['etl', 'air*']) } : {}) },
      };
    });
    await applyPolicy(context, admin, { text: JSON.stringify({ name: 'p', rules }) });
    await mapAll(context);
    const seen = async (who: string, asker: Principal): Promise<readonly string[]> => {
      const { decisions } = await decideAll(context, asker, { questions: all.map((job) => ({ who, action: 'see', job })) });
      return all
        .filter((_, index) => (decisions[index] as { readonly isAllowed?: boolean }).isAllowed === true)
        .map(({ name }) => name)
        .toSorted();
    };
    for (const asker of [admin, aud]) {
      const pages = await pagesOf(installation, asker, { who: ann.id, kind: 'job', action: 'see', first: 7 });
      const names = pages.flatMap((page) => (page as { readonly names: readonly string[] }).names);
      expect(names.toSorted()).toEqual(await seen(ann.id, asker));
      allowed += names.length;
    }
  }
  expect(allowed).toBeGreaterThan(50);
});

test('whether jobs are hidden from who asks what somebody could see, or were never there, is read alike; and of jobs nothing is read or written', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  await givenJobs(installation, [
    { namespace: 'etl', name: 'load' },
    { namespace: 'etl', name: 'publish' },
  ]);
  const aud = await person(installation, 'aud', 'auditor');
  await person(installation, 'eve', 'engineer');
  await applyPolicy(context, admin, {
    text: 'name: p\nrules: [{ effect: deny, roles: [auditor], on: { jobs: ["hr.*"] } }, { effect: deny, roles: [engineer], on: { jobs: [publish] } }]',
  });
  await mapAll(context);
  const question = { who: 'eve', kind: 'job', action: 'see' } as const;
  const asked = async (first: number): Promise<object> => {
    const { counted, statements } = countingStatements(context);
    const { nodes, pageInfo } = await whatCould(counted, aud, { ...question, first });
    return { statements, pageInfo, names: nodes.map(({ kind, name }) => `${kind} ${name}`) };
  };

  await asked(1); // the rules are read once
  const without = [await asked(1), await asked(5)];
  await givenJobs(installation, [
    { namespace: 'etl', name: 'hr.review' },
    { namespace: 'hr', name: 'hr.pay' },
  ]);
  await whatCould(context, admin, question);
  const having = [await asked(1), await asked(5)];

  expect(having).toEqual(without.map((each) => ({ ...each, pageInfo: expect.objectContaining({ hasNextPage: false }) as object })));
  expect(having).toMatchObject([{ names: ['job load'] }, { names: ['job load'] }]);
  expect((await whatCould(context, admin, question)).nodes.map(({ name }) => name)).toEqual(['hr.review', 'load', 'hr.pay']);
  expect(await refusal(whatCould(context, aud, { ...question, action: 'read' }))).toMatch(
    /^BAD_REQUEST: Data alone is read and written; ask which jobs are seen\./,
  );
  const { pageInfo } = await whatCould(context, admin, { ...question, first: 1 });
  expect(await refusal(whatCould(context, admin, { ...question, kind: 'dataset', after: pageInfo.endCursor }))).toMatch(/another list/);
  expect(await refusal(whatCould(context, await person(installation, 'bob', 'engineer'), question))).toMatch(/^ACCESS_DENIED/);
  expect((await whatCould(context, aud, { kind: 'job', action: 'see' })).nodes.map(({ name }) => name)).toEqual(['load', 'publish']);
});
