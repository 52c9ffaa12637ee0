import { expect, test } from 'vitest';

import { type Asker, type Labels, labelsAskedBy, namedOnly, type Policy, type Rule, viewOf } from '#access';
import type { Instant } from '#foundation';
import type { Name } from '#lineage';
import { allowedNodes, ask, type Asked, countsOf, labelsWith, namespaces, presentNodes, runsBefore, search } from '#store';
import { type Dice, diceOf, freshInstallation, given, mapAll } from '#testkit';

import { receiveEvent } from '../receive/receive-event.ts';

// Goal: what CASL decides about a dataset and its columns is what the predicates of SQL leave out of lists.
// Method: datasets with several names and tags that the test itself keeps account of, on a real Postgres; random policies; both asked about all of them.

const NAMESPACES = ['db', 'db%', 'DB', 's3://la_ke', 's3://lake\\'];
const NAMES = ['patients', 'Patients', 'public.patients', 'pa%', 'p_tients', 'a*b', 'axb', 'raw', 'raw.hr', 'ünïcode', 'line\nbreak'];
const PATTERNS = [...NAMES, '*', 'p*', '*patients', 'p*s', '*a*', 'pa%*', '*\\*', '*.*', 'pa_ients', ''].filter((each) => each !== '');
const TAGS = [
  { key: 'classification', value: 'PHI' },
  { key: 'classification', value: 'phi' },
  { key: 'pii' },
  { key: 'Team', value: 'a=b' },
];
const TAG_PATTERNS = ['classification=PHI', 'classification', 'pii', 'team=a=b', 'pii=yes'];
const COLUMNS = ['col_a', 'col_b.part', 'col%', 'COL', 'col_b'];
const COLUMN_PATTERNS = ['*', 'col_a', 'col_b', 'col%', '*.part', 'col*'];

interface Dataset extends Labels {
  readonly columns: readonly string[];
}

interface Tagged {
  readonly key: string;
  readonly value?: string;
  readonly field?: string;
}

const FACET = { _producer: 'https://example.com/p', _schemaURL: 'https://openlineage.io/spec/facets/1-0-0/Some.json' };

function randomDataset(dice: Dice, names: readonly Name[]): Dataset & { readonly event: object } {
  const columns = dice.some(COLUMNS, { least: 1, most: 4 });
  const tags = dice
    .some(TAGS, { least: 0, most: 2 })
    .map((tag): Tagged => (dice.chance(0.5) ? tag : { ...tag, field: dice.pick(columns) }));
  const unreadable = dice.chance(0.1) ? { odd: '\ud800' } : {}; // half a surrogate pair, which Postgres's json cannot hold
  const spelt = ({ key, value }: Tagged): readonly string[] =>
    [key, value === undefined ? key : `${key}=${value}`].map((tag) => tag.toLowerCase());
  const columnTags = new Map<string, string[]>();
  if (!('odd' in unreadable))
    for (const tag of tags) if (tag.field !== undefined) columnTags.set(tag.field, [...(columnTags.get(tag.field) ?? []), ...spelt(tag)]);
  const [first, ...others] = names;
  const facets = {
    schema: { ...FACET, fields: columns.map((name) => ({ name, type: 'text' })) },
    tags: { ...FACET, ...unreadable, tags },
    ...(others.length === 0 ? {} : { symlinks: { ...FACET, identifiers: others.map((name) => ({ ...name, type: 'TABLE' })) } }),
  };
  return {
    ...namedOnly(names),
    columns,
    tags: 'odd' in unreadable ? ['?'] : tags.filter(({ field }) => field === undefined).flatMap(spelt),
    columnTags,
    ...{ sureTags: 'odd' in unreadable ? [] : tags.filter(({ field }) => field === undefined).flatMap(spelt), sureColumnTags: columnTags },
    event: { eventTime: '2026-03-01T00:00:00Z', producer: 'https://example.com/p', dataset: { ...first, facets } },
  };
}

/** Of its own, so that what else is thrown stays what it was. */
const logical = diceOf(20_261_122);

function randomPolicy(dice: Dice, name: string, action: Rule['action'] = 'see'): Policy {
  const rule = (): Rule => {
    const columns = dice.chance(0.5) ? { columns: [...dice.some(COLUMN_PATTERNS, { least: 1, most: 2 })] } : {};
    const on = {
      ...(dice.chance(0.5) ? { namespace: dice.pick([...NAMESPACES, 'db*', 's3*']) } : {}),
      ...(dice.chance(0.6) ? { name: dice.pick(PATTERNS) } : {}),
      ...(logical.chance(0.15) ? { logical: logical.pick([...LOGICAL.keys(), 'gone']) } : {}),
      ...(dice.chance(0.4) ? { tag: dice.pick(TAG_PATTERNS) } : {}),
      ...(dice.chance(0.2) ? { owner: dice.pick(['own', 'others', 'one', 'two', 'gone']) } : {}),
      ...columns,
    };
    return { effect: dice.chance(0.6) ? 'deny' : 'allow', roles: [dice.pick(['engineer', 'auditor', 'reader'])], action, on };
  };
  return { name, rules: Array.from({ length: 1 + dice.below(4) }, rule) };
}

const TEAMS = [
  { name: 'one', owns: ['db*'] },
  { name: 'two', owns: ['s3://lake\\', 'DB'] },
];

/** Logical datasets; a star stands for itself. */
const LOGICAL: ReadonlyMap<string, readonly Name[]> = new Map([
  ['all-of-a', NAMESPACES.map((namespace) => ({ namespace, name: 'a*b' }))],
  ['most', NAMESPACES.flatMap((namespace) => NAMES.slice(1).map((name) => ({ namespace, name })))],
  ['others', ['patients', 'pa%', 'raw', 'line\nbreak'].flatMap((name) => ['db', 's3://lake\\'].map((namespace) => ({ namespace, name })))],
]);

/** Somebody with a role everywhere, within a team, or both. */
function randomAsker(dice: Dice): Asker {
  const grants = [
    { role: dice.pick(['engineer', 'reader']), team: dice.pick([null, null, 'one', 'two', 'gone']) },
    ...(dice.chance(0.3) ? [{ role: 'reader', team: dice.pick([null, 'one']) }] : []),
  ];
  return { grants, teams: TEAMS, logical: LOGICAL, at: 1_800_000_000_000_000_000n as Instant };
}

const keyOf = ({ namespace, name }: Name): string => JSON.stringify([namespace, name]);

test('decisions and the rows of lists agree', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  const dice = diceOf(20_261_121);
  const all = NAMESPACES.flatMap((namespace) => NAMES.map((name) => ({ namespace, name })));
  const free = [...dice.some(all, { least: 40, most: 40 })];
  const datasets: Dataset[] = [];
  while (free.length > 0) {
    const { event, ...dataset } = randomDataset(dice, free.splice(0, dice.pick([1, 1, 2, 3])));
    datasets.push(dataset);
    const received = await receiveEvent(context, admin, Buffer.from(JSON.stringify(event)));
    expect(received.kind).toBe('recorded');
  }
  await mapAll(context);

  await context.database.snapshot(async (session) => {
    const times = { asOf: 1_900_000_000_000_000_000n as Instant, knownAt: BigInt(datasets.length) };
    const asked = await ask(session, { tenant: context.tenant, generation: 1 }, times);
    const list = (of: Asked) => presentNodes(of, { kind: 'dataset', namespace: undefined, namePrefix: '', after: undefined, limit: 500 });
    const byName = new Map(datasets.flatMap((dataset) => dataset.names.map((name) => [keyOf(name), dataset] as const)));
    const nodes = (await list(asked)).map((node) => ({ node, dataset: given(byName.get(keyOf(node))) }));
    expect(nodes).toHaveLength(datasets.length);

    let hiddenOnes = 0;
    let couldOnes = 0;
    for (let count = 0; count < 40; count += 1) {
      const view = viewOf([randomPolicy(dice, 'a'), randomPolicy(dice, 'b')], randomAsker(dice));
      const scoped: Asked = { ...asked, hiding: { rules: view.rows, present: asked.asOf } };
      const seen = nodes.filter(({ dataset }) => view.dataset(dataset) === undefined);
      hiddenOnes += nodes.length - seen.length;

      expect((await list(scoped)).map(keyOf)).toEqual(seen.map(({ node }) => keyOf(node)));
      const ids = nodes.map(({ node }) => node.node);
      const labels = await labelsWith(asked, ids, { asks: labelsAskedBy([view.rows]), present: asked.asOf });
      for (const { node, dataset } of nodes) expect(view.dataset(given(labels.get(node.node)))).toEqual(view.dataset(dataset));

      const other = viewOf([randomPolicy(dice, 'a', 'read'), randomPolicy(dice, 'b', ['read', 'write'])], randomAsker(dice), 'read');
      const couldRead = { kind: 'dataset' as const, whose: { rules: other.rows, present: asked.asOf }, after: undefined, limit: 500 };
      const ofBoth = seen.filter(({ dataset }) => other.dataset(dataset) === undefined);
      couldOnes += ofBoth.length;
      expect((await allowedNodes(scoped, couldRead)).nodes.map(keyOf)).toEqual(ofBoth.map(({ node }) => keyOf(node)));

      const columnsSeen = seen.filter(({ dataset }) => dataset.columns.some((path) => view.column(dataset, path) === undefined));
      const hits = (await search(scoped, { text: 'col', kind: 'dataset', limit: 500 })).filter(({ part }) => part === 'COLUMN');
      expect(hits.map((hit) => keyOf(hit.node)).toSorted()).toEqual(columnsSeen.map(({ node }) => keyOf(node)).toSorted());
      for (const { node, matched } of hits) expect(view.column(given(byName.get(keyOf(node))), matched)).toBeUndefined();
    }
    expect(hiddenOnes).toBeGreaterThan(30);
    expect(couldOnes).toBeGreaterThan(20);
  });
});

const JOB_PATTERNS = [...PATTERNS, 'raw*', '*ients'];

/** Rules about jobs, about things whole, and some about what is no job. */
function randomJobPolicy(dice: Dice, name: string): Policy {
  const rule = (): Rule => {
    const bounds = {
      ...(dice.chance(0.4) ? { namespace: dice.pick([...NAMESPACES, 'db*', 's3*']) } : {}),
      ...(dice.chance(0.25) ? { owner: dice.pick(['own', 'others', 'one', 'two', 'gone']) } : {}),
    };
    const ofJobs = { jobs: [...dice.some(JOB_PATTERNS, { least: 1, most: 2 })] };
    const whole = { name: dice.pick(PATTERNS), ...(dice.chance(0.2) ? { tag: 'pii' } : {}) };
    const on = { ...bounds, ...(dice.chance(0.5) ? ofJobs : dice.chance(0.8) ? whole : { columns: ['*'] }) };
    return { effect: dice.chance(0.5) ? 'deny' : 'allow', roles: [dice.pick(['engineer', 'reader', 'reader'])], action: 'see', on };
  };
  return { name, rules: Array.from({ length: 1 + dice.below(4) }, rule) };
}

test('decisions about jobs agree with lists of jobs and of runs, with counts and namespaces', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  const dice = diceOf(20_261_123);
  const jobs = NAMESPACES.flatMap((namespace) => NAMES.map((name) => ({ namespace, name }))).filter(() => dice.chance(0.7));
  for (const [index, job] of jobs.entries()) {
    const tags = { tags: { ...FACET, tags: [{ key: 'pii' }] } }; // of a job they count for nothing
    const event = {
      ...{ eventTime: `2026-03-01T00:00:${String(index).padStart(2, '0')}Z`, eventType: 'COMPLETE', producer: 'https://example.com/p' },
      ...{ run: { runId: `run ${index}` }, job: { ...job, facets: dice.chance(0.5) ? tags : {} } },
    };
    expect((await receiveEvent(context, admin, Buffer.from(JSON.stringify(event)))).kind).toBe('recorded');
  }
  await mapAll(context);

  await context.database.snapshot(async (session) => {
    const times = { asOf: 1_900_000_000_000_000_000n as Instant, knownAt: BigInt(jobs.length) };
    const asked = await ask(session, { tenant: context.tenant, generation: 1 }, times);
    const all = { namespace: undefined, namePrefix: '', after: undefined, limit: 500 };
    let hiddenOnes = 0;
    let couldOnes = 0;
    for (let count = 0; count < 60; count += 1) {
      const view = viewOf([randomJobPolicy(dice, 'a'), randomJobPolicy(dice, 'b')], randomAsker(dice));
      const scoped: Asked = { ...asked, hiding: { rules: view.rows, present: asked.asOf } };
      const seen = jobs
        .filter((job) => view.job(job) === undefined)
        .map(keyOf)
        .toSorted();
      hiddenOnes += jobs.length - seen.length;

      expect((await presentNodes(scoped, { ...all, kind: 'job' })).map(keyOf).toSorted()).toEqual(seen);
      const other = viewOf([randomJobPolicy(dice, 'a'), randomJobPolicy(dice, 'b')], randomAsker(dice));
      const couldSee = { kind: 'job' as const, whose: { rules: other.rows, present: asked.asOf }, after: undefined, limit: 500 };
      const ofBoth = jobs.filter((job) => view.job(job) === undefined && other.job(job) === undefined).map(keyOf);
      couldOnes += ofBoth.length;
      expect((await allowedNodes(scoped, couldSee)).nodes.map(keyOf).toSorted()).toEqual(ofBoth.toSorted());
      expect((await runsBefore(scoped, { ...all, job: undefined, state: undefined })).map(({ job }) => keyOf(job)).toSorted()).toEqual(
        seen,
      );
      expect(await countsOf(scoped, { countMax: 500, visibleTo: undefined })).toMatchObject({ jobs: seen.length, runs: seen.length });
      const counted = await namespaces(scoped, { after: '', limit: 50, countMax: 500 });
      expect(counted.reduce((sum, each) => sum + each.jobs, 0)).toBe(seen.length);
    }
    expect(hiddenOnes).toBeGreaterThan(30 * jobs.length);
    expect(hiddenOnes).toBeLessThan(58 * jobs.length);
    expect(couldOnes).toBeGreaterThan(20);
  });
});
