import { SECOND_MS } from '#foundation';
import {
  applyAccess,
  applyPolicy,
  decideAll,
  findDataset,
  type Installation,
  type Principal,
  receiveBatch,
  traceLineage,
  whatCould,
  whoCould,
} from '#operations';
import type { Name } from '#lineage';
import { accessFleet, fleetText, mapAll } from '#testkit';

import { decisions, LAYERS, policyAt, roleAt, ROLES } from './decisions.ts';
import { Ending } from './ending.ts';
import { installed } from './installed.ts';
import { median, type Report } from './measure.ts';

const SIZES = { full: { people: 10_000, policies: 1_000, askings: 20 }, quick: { people: 1_000, policies: 100, askings: 10 } } as const;
const TEAMS = 40;
/** Policies that are sent at once: each is an entry of its own. */
const AT_ONCE = 50;
/** Jobs beside each other, each of which writes a dataset: a walk through all layers reaches 1,000 nodes. */
const WIDTH = 50;
/** Walks by each, for each asking of other questions: a ratio of few is one of chances. */
const WALKS = 3;

const WHO_COULD_MS_GOAL = 200;
const SIGHT_GOAL = 1.2;
const FLEET_SECONDS_GOAL = 30;

/** Who could what at a time past, one decision, and what a sight adds to a walk. */
export async function access(report: Report, { isQuick }: { readonly isQuick: boolean }): Promise<void> {
  const { people, policies, askings } = SIZES[isQuick ? 'quick' : 'full'];
  report.say(`access: ${people} people, ${policies} policies of three rules, ${ROLES} roles, ${TEAMS} teams`);
  decisions(report, policies);
  await using ending = new Ending();
  const installation = await installed(ending);
  await sendGraph(installation);
  await walks(report, installation, askings);
  await hiddenAndAbsent(report, installation);
  await fleet(report, installation);
  await sendAccess(installation, { people, policies });
  await questions(report, installation, askings);
}

/** One file of 40 teams, 400 people and 200 emitters: applied with a key for each emitter, and applied again. Then it is taken back. */
async function fleet(report: Report, { context }: Installation): Promise<void> {
  const text = fleetText(accessFleet(TEAMS));
  report.add({ name: 'lines of a file of 40 teams, 400 people and 200 emitters', value: text.trimEnd().split('\n').length, unit: 'lines' });
  const apply = async (file: string, { isPruning = false } = {}): Promise<number> => {
    const start = performance.now();
    await applyAccess(context, ADMIN, { text: file, isPruning, isDryRun: false, makesKeys: true });
    return (performance.now() - start) / SECOND_MS;
  };
  const first = await apply(text);
  report.add({ name: 'apply it, with a key for each emitter', value: first, unit: 's' });
  report.add({ name: 'apply it again', value: await apply(text), unit: 's' });
  report.addGoal({ name: 'one file of 40 teams, 400 people and 200 keys', value: first, unit: 's', below: FLEET_SECONDS_GOAL });
  await apply('teams: {}', { isPruning: true });
}

const ADMIN: Principal = { id: '00000000-0000-4000-8000-000000000001', kind: 'admin', name: 'bench', namespaces: [], roles: ['admin'] };
const ENGINEER: Principal = {
  id: '00000000-0000-4000-8000-000000000002',
  kind: 'person',
  name: 'engineer',
  namespaces: [],
  roles: ['engineer'],
};

const FACET = { _producer: 'https://example.org/p', _schemaURL: 'https://openlineage.io/spec/facets/1-1-1/TagsDatasetFacet.json' };
const tableAt = (layer: number, lane: number) => ({ namespace: `db-${layer}`, name: layer === 0 ? 'root' : `layer_${layer}.t${lane}` });

/** Each job reads a dataset of the layer before and writes one, of which a column is tagged. */
async function sendGraph({ context }: Installation): Promise<void> {
  const tags = { ...FACET, tags: [{ key: 'classification', value: 'PHI', field: 'ssn' }] };
  const events = Array.from({ length: LAYERS * WIDTH }, (_, index) => {
    const [layer, lane] = [1 + Math.floor(index / WIDTH), index % WIDTH];
    return {
      ...{
        eventType: 'COMPLETE',
        eventTime: '2026-03-01T00:00:00Z',
        producer: 'https://example.org/p',
        schemaURL: 'https://openlineage.io/spec/2-0-2/OpenLineage.json',
      },
      run: { runId: `0198c3a1-0000-7000-8000-${index.toString(16).padStart(12, '0')}` },
      job: { namespace: 'etl', name: `job_${index}` },
      inputs: [tableAt(layer - 1, lane)],
      outputs: [{ ...tableAt(layer, lane), facets: { tags } }],
    };
  });
  for (let from = 0; from < events.length; from += 100)
    await receiveBatch(context, ADMIN, Buffer.from(JSON.stringify(events.slice(from, from + 100))));
  await mapAll(context);
}

/** The same walk by an administrator, and by somebody from whom columns and one dataset of another place are hidden, in turns. */
async function walks(report: Report, { context }: Installation, askings: number): Promise<void> {
  await applyPolicy(context, ADMIN, {
    text: `name: phi
rules:
  - { effect: deny, roles: [engineer], on: { tag: classification=PHI, columns: ["*"] } }
  - { effect: deny, roles: [engineer], on: { namespace: elsewhere } }`,
  });
  const { whole, scoped, nodes } = await walked(context, askings);
  report.add({ name: 'nodes of a walk', value: nodes.whole, unit: 'nodes' });
  report.add({ name: `a walk under a sight`, value: scoped, unit: 'ms', against: { name: 'an administrator', value: whole } });
  report.addGoal({ name: 'a walk under a sight against one without', value: scoped / whole, unit: 'times', below: SIGHT_GOAL });
  await applyPolicy(context, ADMIN, { text: PARTS });
  await mapAll(context);
  const parts = await walked(context, askings);
  report.add({ name: 'nodes of a walk of which parts are hidden', value: parts.nodes.scoped, unit: 'nodes' });
  report.add({
    ...{ name: 'a walk of which parts are hidden, per node', value: (1_000 * parts.scoped) / parts.nodes.scoped, unit: 'µs' },
    against: { name: 'an administrator, who is shown all', value: (1_000 * parts.whole) / parts.nodes.whole },
  });
  report.addGoal({
    name: 'a walk of which parts are hidden against one without',
    value: parts.scoped / parts.whole,
    unit: 'times',
    below: SIGHT_GOAL,
  });
  await applyPolicy(context, ADMIN, { text: 'name: parts\nrules: []' });
}

/** Eleven jobs by their names, with what lies behind them, and two of the fifty datasets of each layer by theirs. */
const PARTS = `name: parts
rules:
  - { effect: deny, roles: [engineer], on: { jobs: ["job_25*"] } }
  - { effect: deny, roles: [engineer], on: { name: "layer_*.t7" } }
  - { effect: deny, roles: [engineer], on: { name: "layer_*.t31", owner: others } }`;

type Walked = Readonly<Record<'whole' | 'scoped', number>>;

/** Milliseconds of the walk in the middle, by each, and how many nodes it shows. */
async function walked(context: Installation['context'], askings: number): Promise<Walked & { readonly nodes: Walked }> {
  const root = { dataset: tableAt(0, 0) };
  const times = { whole: [] as number[], scoped: [] as number[] };
  const nodes = { whole: 0, scoped: 0 };
  const askers = [
    ['whole', ADMIN],
    ['scoped', ENGINEER],
  ] as const;
  for (let index = -askings; index < WALKS * askings; index += 1)
    for (const [kind, principal] of askers) {
      const start = performance.now();
      const shown = (await traceLineage(context, principal, { root, direction: 'downstream', depth: LAYERS })).nodes;
      if (index >= 0) times[kind].push(performance.now() - start);
      nodes[kind] = shown.length;
    }
  return { whole: median(times.whole), scoped: median(times.scoped), nodes };
}

/** Datasets of a namespace that is hidden, and names that nobody ever told of, asked for in turns by somebody who sees neither: time must not tell them apart. */
async function hiddenAndAbsent(report: Report, { context }: Installation): Promise<void> {
  await applyPolicy(context, ADMIN, {
    text: `name: last-layer\nrules: [{ effect: deny, roles: [engineer], on: { namespace: db-${LAYERS} } }]`,
  });
  await mapAll(context);
  const asked: Readonly<Record<string, (dataset: Name) => Promise<unknown>>> = {
    'a decision on what is hidden': (dataset) => decideAll(context, ENGINEER, { questions: [{ dataset, action: 'read' }] }),
    'a question for what is hidden': (dataset) => findDataset(context, ENGINEER, { dataset }).catch(() => undefined),
  };
  for (const [name, ask] of Object.entries(asked)) {
    const times = { hidden: [] as number[], absent: [] as number[] };
    for (let index = -WIDTH; index < 6 * WIDTH; index += 1) {
      const there = tableAt(LAYERS, Math.abs(index) % WIDTH);
      for (const [kind, dataset] of [
        ['hidden', there],
        ['absent', { ...there, name: `${there.name}x` }],
      ] as const) {
        const start = performance.now();
        await ask(dataset);
        if (index >= 0) times[kind].push(performance.now() - start);
      }
    }
    report.add({ name, value: median(times.hidden), unit: 'ms', against: { name: 'on what is absent', value: median(times.absent) } });
  }
}

async function sendAccess({ context }: Installation, { people, policies }: Readonly<Record<'people' | 'policies', number>>): Promise<void> {
  for (let from = 0; from < policies; from += AT_ONCE) {
    const some = Array.from({ length: Math.min(AT_ONCE, policies - from) }, (_, index) => policyAt(from + index));
    await Promise.all(some.map((policy) => applyPolicy(context, ADMIN, { text: JSON.stringify(policy) })));
  }
  const teams = Object.fromEntries(
    Array.from({ length: TEAMS }, (_, team) => {
      const members = Array.from({ length: Math.floor(people / TEAMS / 4) }, (_, index) => `person-${team + index * TEAMS}`);
      return [`team-${team}`, { owns: [`db-${team}`], members: { [roleAt(team)]: members } }];
    }),
  );
  await applyAccess(context, ADMIN, { text: JSON.stringify({ teams }), isPruning: false, isDryRun: false });
  await context.database.transaction(async (session) => {
    await session.rows`
      insert into control.principal (id, tenant, kind, name, created_at, roles)
      select gen_random_uuid(), ${context.tenant}::int, 'person', 'person-' || number.at, '2026-01-01',
             array['role-' || number.at % ${ROLES}::int, 'role-' || (number.at / ${ROLES}::int) % ${ROLES}::int]
      from generate_series(0, ${people - 1}::int) as number (at)`;
    await session.rows`analyze control.principal`;
  });
  await mapAll(context);
}

/** At a time past, after which a policy more came. */
async function questions(report: Report, { context }: Installation, askings: number): Promise<void> {
  const asOf = new Date(context.clock.now().getTime() + 1).toISOString();
  await new Promise((resolve) => setTimeout(resolve, 10));
  await applyPolicy(context, ADMIN, { text: JSON.stringify(policyAt(0, ['later'])) });
  await mapAll(context);
  const about = { dataset: tableAt(3, 3), action: 'read' } as const;
  const asked: Readonly<Record<string, () => Promise<unknown>>> = {
    'who could read a column then, which is nobody': () => whoCould(context, ADMIN, { ...about, column: 'ssn', asOf }),
    'who could read a dataset then': () => whoCould(context, ADMIN, { ...about, asOf }),
    'who could see a facet then': () => whoCould(context, ADMIN, { ...about, action: 'see', facet: 'sql', asOf }),
    'what somebody could read then, 50 of them': () => whatCould(context, ADMIN, { who: 'person-777', action: 'read', asOf }),
    'one decision about somebody else': () => decideAll(context, ADMIN, { questions: [{ ...about, who: 'person-777' }] }),
    '100 decisions in one call': () =>
      decideAll(context, ADMIN, {
        questions: Array.from({ length: 100 }, (_, index) => ({
          ...about,
          dataset: tableAt(1 + (index % 9), index % WIDTH),
          who: `person-${index}`,
        })),
      }),
  };
  for (const [name, ask] of Object.entries(asked)) {
    const times: number[] = [];
    for (let index = 0; index <= askings; index += 1) {
      const start = performance.now();
      await ask();
      times.push(performance.now() - start);
    }
    const [first = NaN, ...others] = times;
    const value = median(others);
    report.add({ name: `${name}: the first time`, value: first, unit: 'ms' });
    report.add({ name, value, unit: 'ms' });
    if (!name.startsWith('who')) continue;
    report.addGoal({ name: `${name}: the first time`, value: first, unit: 'ms', below: WHO_COULD_MS_GOAL });
    report.addGoal({ name, value, unit: 'ms', below: WHO_COULD_MS_GOAL });
  }
}
