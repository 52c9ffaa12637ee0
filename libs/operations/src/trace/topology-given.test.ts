import { inspect } from 'node:util';

import { expect, test } from 'vitest';

import { DAY_MS, formatInstant, type Instant } from '#foundation';
import type { JsonObject } from '#record';
import { type FreshInstallation, freshInstallation, given, labelAll, mapAll, person } from '#testkit';

import { applyAccess } from '../access/apply-access.ts';
import { applyPolicy } from '../access/apply-policy.ts';
import { openEngagement } from '../access/open-engagement.ts';
import type { Principal } from '../context.ts';
import { receiveEvent } from '../receive/receive-event.ts';
import type { LineageQuestion } from './lineage-answer.ts';
import { traceLineage } from './trace-lineage.ts';

// Docs/decisions/0031, to whom topology is given and of what; and what ids, order and pages tell. What begins with `zq` is hidden from engineers.

const FACET = { _producer: 'https://example.com/p', _schemaURL: 'https://openlineage.io/spec/facets/1-0-0/Some.json' };
const HIDE = { effect: 'deny', roles: ['engineer'], on: { name: 'zq*' } } as const;
const GIVE = { effect: 'allow', roles: ['engineer'], action: 'topology', on: { name: '*' } } as const;
const named = (name: string) => ({ namespace: 'db', name });

interface Told {
  readonly from?: readonly string[];
  readonly job?: string;
  readonly to: readonly string[];
  readonly facets?: JsonObject;
  readonly time?: string;
}

function ran({ from = ['patients'], job = 'load', to, facets = {}, time = '2026-03-01T00:00:00Z' }: Told): JsonObject {
  return {
    ...{ eventTime: time, eventType: 'COMPLETE', producer: 'https://example.com/p' },
    run: { runId: '0198c3a0-0000-7000-8000-000000000001' },
    job: { namespace: 'etl', name: job },
    inputs: from.map(named),
    outputs: to.map((name) => ({ ...named(name), facets })),
  };
}

async function send({ context, admin }: FreshInstallation, ...events: readonly JsonObject[]): Promise<void> {
  for (const event of events) expect((await receiveEvent(context, admin, Buffer.from(JSON.stringify(event)))).kind).toBe('recorded');
  await mapAll(context);
}

async function givenPolicy({ context, admin }: FreshInstallation, ...rules: readonly object[]): Promise<void> {
  await applyPolicy(context, admin, { text: JSON.stringify({ name: 'hr', rules }) });
  await mapAll(context);
}

/** How many nameless nodes a walk from `patients` finds. */
async function found({ context }: FreshInstallation, who: Principal, more: Partial<LineageQuestion> = {}): Promise<number> {
  const question = { root: { dataset: named('patients') }, direction: 'downstream', nameless: 'SHOWN', ...more } as const;
  const answer = await traceLineage(context, who, question);
  expect(inspect(answer, { depth: null })).not.toContain('zq');
  return answer.namelessNodes.length;
}

test('it is given by a rule alone: to its roles, within their teams, while it counts; and what one rule denies no other gives back', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  await send(installation, ran({ to: ['zqsalaries'] }));
  const [eve, ann] = [await person(installation, 'eve', 'engineer'), await person(installation, 'ann')];
  await applyAccess(context, admin, {
    text: 'teams: { data: { owns: [db, etl], members: { engineer: [ann] } }, other: { owns: [elsewhere], members: { engineer: [eve] } } }',
    ...{ isPruning: false, isDryRun: false },
  });
  const both = async (...rules: readonly object[]): Promise<readonly number[]> => {
    await givenPolicy(installation, HIDE, ...rules);
    return [await found(installation, eve), await found(installation, ann)];
  };

  expect({
    none: await both(),
    given: await both(GIVE),
    toOthers: await both({ ...GIVE, roles: ['auditor', 'analyst'] }),
    elsewhere: await both({ ...GIVE, on: { namespace: 'etl' } }),
    owned: await both({ ...GIVE, on: { owner: 'own', namespace: 'd*' } }),
    over: await both({ ...GIVE, until: '2026-01-01T00:00:00Z' }),
    notYet: await both({ ...GIVE, from: '2100-01-01T00:00:00Z' }),
    denied: await both(GIVE, { ...GIVE, effect: 'deny', on: { name: '*salaries' } }),
    deniedFirst: await both({ ...GIVE, effect: 'deny', on: { name: '*salaries' } }, GIVE),
    ofJobs: await both({ ...GIVE, on: { jobs: ['*'] } }),
    seenBeside: await both({ ...GIVE, action: ['see', 'topology'] }),
    readAlone: await both({ ...GIVE, action: ['read', 'write'] }),
  }).toEqual({
    none: [0, 0],
    given: [1, 1],
    toOthers: [0, 0],
    elsewhere: [0, 0],
    owned: [0, 1],
    over: [0, 0],
    notYet: [0, 0],
    denied: [0, 0],
    deniedFirst: [0, 0],
    ofJobs: [0, 0],
    seenBeside: [1, 1],
    readAlone: [0, 0],
  });
});

test("a role of one's own is given topology of what no rule lets it see; an engagement, as an auditor, within its scope", async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  await send(installation, ran({ to: ['zqsalaries'] }));
  const [rea, out, aud] = [
    await person(installation, 'rea', 'reader'),
    await person(installation, 'out'),
    await person(installation, 'aud', 'auditor'),
  ];
  const until = formatInstant((BigInt(Date.now() + 30 * DAY_MS) * 1_000_000n) as Instant);
  const engage = (name: string, scope: readonly string[]) =>
    openEngagement(context, admin, { name, who: ['out'], scope, purpose: 'soc2', why: 'the yearly audit', until });
  const sees = ['patients', 'load'].map((name) => ({ effect: 'allow', roles: ['reader'], on: { name } }));
  const toAuditors = [
    { ...HIDE, roles: ['auditor'] },
    { ...GIVE, roles: ['auditor'] },
  ];

  await givenPolicy(installation, ...sees);
  const without = await found(installation, rea);
  await givenPolicy(installation, ...sees, { ...GIVE, roles: ['reader'] }, ...toAuditors);

  expect([without, await found(installation, rea), await found(installation, aud)]).toEqual([0, 1, 1]);
  await engage('all', ['db', 'etl']);
  expect(await found(installation, out)).toBe(1);
  await givenPolicy(installation, ...toAuditors, { ...GIVE, roles: ['auditor'], effect: 'deny', purpose: ['soc2'] });
  expect([await found(installation, out), await found(installation, aud)]).toEqual([0, 0]); // silence is no way around a denial
});

test('tags, classifications and further names decide: of what is tagged now a question about the past is told no more', async () => {
  await using installation = await freshInstallation();
  const { context } = installation;
  const engineer = await person(installation, 'eve', 'engineer');
  const tags = (...all: readonly string[]): JsonObject => ({
    tags: { ...FACET, tags: all.map((tag) => ({ key: tag.split('=')[0] ?? tag, value: tag.split('=')[1] ?? 'yes' })) },
  });
  await send(
    installation,
    ran({ to: ['zqpay'], facets: tags('open') }),
    ran({ to: ['zqill'], job: 'send', facets: tags('open', 'classification=PHI') }),
  );
  await labelAll(context);
  const counts = async (...rules: readonly object[]): Promise<readonly number[]> => {
    await givenPolicy(installation, HIDE, ...rules);
    await labelAll(context);
    return [await found(installation, engineer), await found(installation, engineer, { asOf: '2026-03-02T00:00:00Z', knownAt: '3' })];
  };

  expect(await counts(GIVE)).toEqual([2, 2]);
  expect(await counts({ ...GIVE, on: { tag: 'open' } })).toEqual([2, 2]);
  expect(await counts(GIVE, { ...GIVE, effect: 'deny', on: { tag: 'classification=phi' } })).toEqual([1, 1]);
  expect(await counts(GIVE, { ...GIVE, effect: 'deny', on: { classification: 'PII' } })).toEqual([1, 1]);
  expect(await counts({ ...GIVE, on: { name: 'zqpay' } })).toEqual([1, 1]);

  // The one table gets another name, and loses its tag.
  const symlinks: JsonObject = { symlinks: { ...FACET, identifiers: [{ namespace: 'db', name: 'zqwages', type: 'TABLE' }] } };
  await send(installation, ran({ to: ['zqpay'], facets: { ...tags('shut'), ...symlinks }, time: '2026-04-01T00:00:00Z' }));
  expect(await counts({ ...GIVE, on: { name: 'zqpay' } })).toEqual([0, 0]);
  expect(await counts({ ...GIVE, on: { name: 'zqpay' } }, { ...GIVE, on: { name: 'zqwages' } })).toEqual([1, 1]);
  expect(await counts(GIVE, { ...GIVE, effect: 'deny', on: { name: 'zqwages' } })).toEqual([1, 1]); // zqill alone
  expect(await counts({ ...GIVE, on: { tag: 'open' } })).toEqual([1, 1]); // zqill alone
});

// A fixed bug: labels of columns, as contracts and most tags say them, did not count.
test('what denies topology by a tag or a classification meets a dataset one column of which bears it, said or come', async () => {
  await using installation = await freshInstallation();
  const engineer = await person(installation, 'eve', 'engineer');
  const tags: JsonObject = { tags: { ...FACET, tags: [{ key: 'classification', value: 'PHI', field: 'ssn' }] } };
  const copied = (field: string): JsonObject => ({
    columnLineage: { ...FACET, fields: { copy: { inputFields: [{ ...named('patients'), field, transformations: [] }] } } },
  });
  await send(
    installation,
    ran({ from: [], job: 'fill', to: ['patients'], facets: tags, time: '2026-02-01T00:00:00Z' }),
    ran({ to: ['zqcopied'], facets: copied('ssn') }),
    ran({ to: ['zqtagged'], job: 'send', facets: tags }),
    ran({ to: ['zqplain'], job: 'count', facets: copied('id') }),
  );
  const deny = (on: object) => ({ ...GIVE, effect: 'deny', on });
  const given = async (...rules: readonly object[]): Promise<number> => {
    await givenPolicy(installation, HIDE, GIVE, ...rules);
    await labelAll(installation.context);
    return found(installation, engineer);
  };

  expect([await given(), await given(deny({ tag: 'classification=phi' })), await given(deny({ classification: 'PHI' }))]).toEqual([
    3, 2, 1,
  ]);
});

test('an answer remarks on jobs with names alone', async () => {
  await using installation = await freshInstallation();
  await send(installation, ran({ to: ['staged'] }), ran({ from: ['staged'], job: 'zqreview', to: ['report'] }));
  const engineer = await person(installation, 'eve', 'engineer');
  await givenPolicy(installation, HIDE, GIVE);
  const question = {
    root: { dataset: named('patients') },
    direction: 'downstream',
    nameless: 'SHOWN',
    asOf: '2026-05-01T00:00:00Z',
  } as const;

  const { header, namelessNodes, nodes } = await traceLineage(installation.context, engineer, question);

  expect([namelessNodes.map(({ kind }) => kind), nodes.map(({ name }) => name)]).toEqual([
    ['job'],
    ['patients', 'staged', 'load', 'report'],
  ]);
  const silent = header.reasons.filter(({ code }) => code === 'PRODUCER_SILENT').map(({ message }) => message);
  expect(silent).toEqual([expect.stringContaining('etl load')]);
  expect(inspect(header)).not.toContain('zq');
});

test('ids are good for one walk and its pages, order and ids tell nothing of names, and no page ends by a hidden name', async () => {
  await using installation = await freshInstallation();
  const { context } = installation;
  const tables = Array.from({ length: 8 }, (_, index) => `zq${String.fromCharCode(97 + index)}`);
  // Each hidden table is read by one job, that is called like it: so the test knows which is which.
  await send(
    installation,
    ran({ to: [...tables, 'between'] }),
    ...tables.map((table) => ran({ from: [table], job: `of-${table.slice(2)}`, to: [`made-${table.slice(2)}`] })),
  );
  const engineer = await person(installation, 'eve', 'engineer');
  await givenPolicy(installation, HIDE, GIVE);
  const walk = (more: Partial<LineageQuestion> = {}) =>
    traceLineage(context, engineer, {
      ...{ root: { dataset: named('patients') }, direction: 'downstream', nameless: 'SHOWN', asOf: '2026-05-01T00:00:00Z', knownAt: '9' },
      ...more,
    });
  const order = ({ nodes, namelessEdges, namelessNodes }: Awaited<ReturnType<typeof walk>>): string =>
    namelessNodes
      .map(
        ({ id }) =>
          nodes.find((node) => node.kind === 'job' && namelessEdges.some((edge) => edge.source === id && edge.target === node.id))?.name,
      )
      .join();

  const whole = await walk();
  const others = await Promise.all([2, 3, 4, 5, 6, 7].map((depth) => walk({ depth })));

  expect(await walk()).toEqual(whole);
  const ids = [whole, ...others].map(({ namelessNodes }) => namelessNodes.map(({ id }) => id));
  expect(new Set(ids.flat()).size).toBe(7 * tables.length);
  expect(new Set([whole, ...others].map(order)).size).toBeGreaterThan(4); // seven orders of 8: that three are alike is one chance in 10^8
  expect(order(whole).split(',').sort()).toEqual(tables.map((table) => `of-${table.slice(2)}`));

  for (const first of [1, 2, 3, 5, 7]) {
    const pages = [];
    for (let after: string | null | undefined; after !== null;) {
      const page = await walk({ first, after });
      expect(page.nodes.length + page.namelessNodes.length).toBeLessThanOrEqual(first);
      expect(Buffer.from(page.pageInfo.endCursor ?? '', 'base64url').toString()).not.toContain('zq');
      pages.push(page);
      after = page.pageInfo.hasNextPage ? given(page.pageInfo.endCursor) : null;
    }
    expect(pages.flatMap(({ nodes }) => nodes)).toEqual(whole.nodes);
    expect(pages.flatMap(({ namelessNodes }) => namelessNodes)).toEqual(whole.namelessNodes);
    expect(pages.flatMap(({ edges }) => edges.map(({ id }) => id))).toEqual(whole.edges.map(({ id }) => id));
    expect(pages.flatMap(({ namelessEdges }) => namelessEdges)).toEqual(whole.namelessEdges);
  }
});
