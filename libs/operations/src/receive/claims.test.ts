import { describe, expect, test } from 'vitest';

import { SECOND_MS, systemClock, instantNow } from '#foundation';
import { draftEvent, type LineageEvent, symlinkIdentifiers } from '#lineage';
import { claimedNames, parseEvent } from '#openlineage';
import { isObject, type JsonObject, type JsonValue } from '#record';
import type { Binding } from '#store';
import { freshInstallation, mapAll, randomHistory } from '#testkit';

import { searchGraph } from '../ask/search-graph.ts';
import type { Principal } from '../context.ts';
import { listQuarantine } from '../quarantine/list-quarantine.ts';
import { decideEvent } from './decide-event.ts';
import { receiveBatch } from './receive-batch.ts';
import { receiveEvent } from './receive-event.ts';

const SIGNED = { _producer: 'https://example.org/p', _schemaURL: 'https://example.org/f' };
const RUN = '0198c3a0-0000-7000-8000-000000000001';
const facets = (of: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(of).map(([name, value]) => [name, { ...SIGNED, ...(isObject(value) ? value : {}) }]));
const [OWN, FOREIGN] = [
  { namespace: 'a', name: 'mine' },
  { namespace: 'b', name: 'theirs' },
];
const HEAD = { eventTime: '2026-03-01T00:00:00Z', producer: 'https://example.org/p', schemaURL: 's' };
const runEvent = (more: JsonObject, runFacets: JsonObject = {}, jobFacets: JsonObject = {}): JsonObject => ({
  ...{ ...HEAD, eventType: 'COMPLETE', run: { runId: RUN, facets: facets(runFacets) } },
  ...{ job: { namespace: 'a', name: 'job', facets: facets(jobFacets) }, ...more },
});
const datasetEvent = (dataset: JsonObject, of: JsonObject): JsonObject => ({ ...HEAD, dataset: { ...dataset, facets: facets(of) } });
const jobEvent = (more: JsonObject): JsonObject => ({ ...HEAD, job: { namespace: 'a', name: 'job' }, ...more });

/** Speaks for `a`, and may say things of nothing else. */
const bound = (binding: Partial<Binding> = {}): Principal => ({
  ...{ id: '00000000-0000-4000-8000-000000000001', kind: 'emitter', name: 'loads', namespaces: ['a'], roles: [] },
  binding: { outputs: [], inputs: ['*'], producers: [], ...binding },
});
const COLUMN = { fields: { x: { inputFields: [{ ...FOREIGN, field: 'y' }] } }, dataset: [{ ...FOREIGN, field: 'z' }] };

/** Each way to say something of what lies in `b`, and where. */
const DOORS: Readonly<Record<string, readonly [JsonObject, ...(readonly string[])]>> = {
  'an output of a run': [runEvent({ outputs: [OWN, FOREIGN] }), '/outputs/1/namespace'],
  'an output after one that is passed over': [runEvent({ outputs: [null, FOREIGN] }), '/outputs/1/namespace'],
  'an output of a declared job': [jobEvent({ outputs: [FOREIGN] }), '/outputs/0/namespace'],
  'a dataset event': [datasetEvent(FOREIGN, {}), '/dataset/namespace'],
  'a run of a job': [{ ...runEvent({}), job: { namespace: 'b', name: 'job' } }, '/job/namespace'],
  'a symlink of an output': [
    runEvent({ outputs: [{ ...OWN, facets: facets({ symlinks: { identifiers: [OWN, FOREIGN] } }) }] }),
    '/outputs/0/facets/symlinks/identifiers/1/namespace',
  ],
  'a symlink of a dataset': [
    datasetEvent(OWN, { symlinks: { identifiers: [FOREIGN] } }),
    '/dataset/facets/symlinks/identifiers/0/namespace',
  ],
  'a symlink of an input': [
    runEvent({ inputs: [{ ...FOREIGN, facets: facets({ symlinks: { identifiers: [OWN] } }) }] }),
    '/inputs/0/facets/symlinks',
  ],
  'a symlink of an own input': [
    runEvent({ inputs: [{ ...OWN, facets: facets({ symlinks: { identifiers: [FOREIGN] } }) }] }),
    '/inputs/0/facets/symlinks/identifiers/0/namespace',
  ],
  'a rename from outside': [
    datasetEvent(OWN, { lifecycleStateChange: { lifecycleStateChange: 'RENAME', previousIdentifier: FOREIGN } }),
    '/dataset/facets/lifecycleStateChange/previousIdentifier/namespace',
  ],
  'a drop of an input': [
    runEvent({ inputs: [{ ...FOREIGN, facets: facets({ lifecycleStateChange: { lifecycleStateChange: 'DROP' } }) }] }),
    '/inputs/0/facets/lifecycleStateChange',
  ],
  'tags of an input': [runEvent({ inputs: [{ ...FOREIGN, facets: facets({ tags: { tags: [] } }) }] }), '/inputs/0/facets/tags'],
  'a facet of an input that is said to be gone': [
    runEvent({ inputs: [{ ...FOREIGN, facets: facets({ schema: { _deleted: true } }) }] }),
    '/inputs/0/facets/schema',
  ],
  'owners of an input': [
    runEvent({ inputs: [{ ...FOREIGN, facets: facets({ ownership: { owners: [{ name: 'team:us' }] } }) }] }),
    '/inputs/0/facets/ownership',
  ],
  'columns of an input': [
    runEvent({ inputs: [{ ...FOREIGN, facets: facets({ columnLineage: { fields: { x: { inputFields: [{ ...OWN, field: 'y' }] } } } }) }] }),
    '/inputs/0/facets/columnLineage',
  ],
  'lineage of an input': [
    runEvent({ inputs: [{ ...FOREIGN, facets: facets({ lineage: { inputs: [{ type: 'DATASET', ...OWN }] } }) }] }),
    '/inputs/0/facets/lineage',
  ],
  'a target of a lineage facet': [
    runEvent({}, {}, { lineage: { entries: [{ type: 'DATASET', ...FOREIGN, inputs: [] }] } }),
    '/job/facets/lineage/entries/0/namespace',
  ],
  'another job as a target': [
    jobEvent({
      job: { namespace: 'a', name: 'job', facets: facets({ lineage: { entries: [{ type: 'JOB', ...FOREIGN, inputs: [OWN] }] } }) },
    }),
    '/job/facets/lineage/entries/0/namespace',
  ],
  'a job that a dataset comes from': [
    datasetEvent(OWN, { lineage: { inputs: [{ type: 'JOB', ...FOREIGN }] } }),
    '/dataset/facets/lineage/inputs/0/namespace',
  ],
  'a job that a target comes from': [
    runEvent({}, {}, { lineage: { entries: [{ type: 'DATASET', ...OWN, inputs: [{ type: 'JOB', ...FOREIGN }] }] } }),
    '/job/facets/lineage/entries/0/inputs/0/namespace',
  ],
  'columns into an output': [runEvent({ outputs: [{ ...FOREIGN, facets: facets({ columnLineage: COLUMN }) }] }), '/outputs/0/namespace'],
  'a parent': [runEvent({}, { parent: { run: { runId: RUN }, job: FOREIGN } }), '/run/facets/parent/job/namespace'],
  'a parent of an old producer': [
    runEvent({}, { parentRun: { run: { runId: RUN }, job: FOREIGN } }),
    '/run/facets/parentRun/job/namespace',
  ],
  'a root of an old producer': [
    runEvent({}, { parentRun: { run: { runId: RUN }, job: OWN, root: { run: { runId: RUN }, job: FOREIGN } } }),
    '/run/facets/parentRun/root/job/namespace',
  ],
  'a root': [
    runEvent({}, { parent: { run: { runId: RUN }, job: OWN, root: { run: { runId: RUN }, job: FOREIGN } } }),
    '/run/facets/parent/root/job/namespace',
  ],
};

/** Each way to say that data came from `b`. */
const SOURCES: Readonly<Record<string, readonly [JsonObject, ...(readonly string[])]>> = {
  'an input': [runEvent({ inputs: [FOREIGN] }), '/inputs/0/namespace'],
  'a column': [
    runEvent({ outputs: [{ ...OWN, facets: facets({ columnLineage: COLUMN }) }] }),
    '/outputs/0/facets/columnLineage/dataset/0/namespace',
    '/outputs/0/facets/columnLineage/fields/x/inputFields/0/namespace',
  ],
  'a column of a dataset': [
    datasetEvent(OWN, { columnLineage: COLUMN }),
    '/dataset/facets/columnLineage/dataset/0/namespace',
    '/dataset/facets/columnLineage/fields/x/inputFields/0/namespace',
  ],
  'an entry of a lineage facet': [
    runEvent({}, {}, { lineage: { entries: [{ type: 'DATASET', ...OWN, inputs: [{ type: 'DATASET', ...FOREIGN }] }] } }),
    '/job/facets/lineage/entries/0/inputs/0/namespace',
  ],
  'a lineage facet of a dataset': [
    datasetEvent(OWN, {
      lineage: { inputs: [{ type: 'DATASET', ...FOREIGN }], fields: { x: { inputs: [{ type: 'DATASET', ...FOREIGN }] } } },
    }),
    '/dataset/facets/lineage/inputs/0/namespace',
    '/dataset/facets/lineage/fields/x/inputs/0/namespace',
  ],
};

const NOW = instantNow(systemClock);
const bytes = (event: JsonValue): Buffer => Buffer.from(JSON.stringify(event));

function pointersRefused(event: JsonObject, sender: Principal): readonly string[] | undefined {
  const decision = decideEvent(bytes(event), { now: NOW, sender });
  return decision.kind === 'unfit' && decision.because === 'refused' ? decision.problems.map(({ pointer }) => pointer) : undefined;
}

describe.each(Object.entries(DOORS))('%s of another namespace', (_what, [event, ...pointers]) => {
  test('is refused at its place, and accepted of whoever may say it', () => {
    expect(pointersRefused(event, bound())).toEqual(pointers);
    expect(pointersRefused(event, { ...bound({ outputs: ['b*'] }), namespaces: ['a', 'b'] })).toBeUndefined();
    expect(pointersRefused(event, { ...bound({ outputs: ['*'] }), namespaces: ['a', 'b'] })).toBeUndefined(); // as keys were before
  });
});

describe.each(Object.entries(SOURCES))('%s from another namespace', (_what, [event, ...pointers]) => {
  test('may be said by default, and is refused where inputs are named', () => {
    expect(pointersRefused(event, bound())).toBeUndefined();
    expect(pointersRefused(event, bound({ inputs: ['c'] }))).toEqual(pointers);
    expect(pointersRefused(event, bound({ inputs: ['c'], outputs: ['b'] }))).toBeUndefined();
  });
});

test('a reader may describe what it read as real producers do', () => {
  const described = facets({
    schema: { fields: [{ name: 'id' }] },
    dataSource: { name: 'x' },
    version: { datasetVersion: '1' },
    odd: { of: 'ours' },
  });

  expect(pointersRefused(runEvent({ inputs: [{ ...FOREIGN, facets: described }], outputs: [OWN] }), bound())).toBeUndefined();
});

test('an emitter that is bound to producers speaks as no other, and not as nobody', () => {
  const airflow = bound({ producers: ['https://example.org/*'] });
  const nobody = { ...runEvent({}), producer: null };

  expect(pointersRefused(runEvent({}), airflow)).toBeUndefined();
  expect(pointersRefused({ ...runEvent({}), producer: 'https://elsewhere.org/p' }, airflow)).toEqual(['/producer']);
  expect(pointersRefused(nobody, airflow)).toEqual(['/producer']);
});

test('a pattern is a text or how it begins, letter by letter', () => {
  const writing = (namespace: string): readonly string[] | undefined =>
    pointersRefused(runEvent({ outputs: [{ namespace, name: 'x' }] }), bound({ outputs: ['Lake-*', 'ab.c'] }));
  const speaking = (namespace: string): readonly string[] | undefined =>
    pointersRefused({ ...runEvent({}), job: { namespace, name: 'job' } }, bound());

  expect(['a', 'ab.c', 'Lake-', 'Lake-1'].map(writing)).toEqual([undefined, undefined, undefined, undefined]);
  for (const other of ['A', 'aa', 'ab', 'ab.cd', 'abxc', 'Lake', 'lake-1', ' a', 'a '])
    expect([other, writing(other)]).toEqual([other, ['/outputs/0/namespace']]);
  for (const other of ['A', 'ab', ' a']) expect([other, speaking(other)]).not.toEqual([other, undefined]);
});

test('no secret in what is refused is told, to the sender or to owners', () => {
  const namespace = 'postgres://loader:hush-0a1b2c@db';
  const decision = decideEvent(bytes({ ...runEvent({ outputs: [{ namespace, name: 'x' }] }), job: { namespace, name: 'job' } }), {
    now: NOW,
    sender: bound(),
  });

  expect(decision).toMatchObject({ kind: 'unfit', because: 'refused' });
  if (decision.kind !== 'unfit') return;
  const told = JSON.stringify([decision.problems, decision.claims]);
  expect(told).toContain('postgres://');
  expect(told).not.toContain('hush');
});

test('every problem is told, and what its sender may not speak for once', () => {
  const event = { ...runEvent({ inputs: [FOREIGN], outputs: [FOREIGN, OWN, FOREIGN] }), job: FOREIGN, producer: 'x:y' };

  expect(pointersRefused(event, bound({ inputs: [], producers: ['z:*'] }))).toEqual([
    ...['/job/namespace', '/producer', '/inputs/0/namespace', '/outputs/0/namespace', '/outputs/2/namespace'],
  ]);
});

// Goal: no door lets anything of another namespace into the graph, and each attempt is on record. Method: all doors, alone and in one batch with a good
// event, then the quarantine and the graph.
test(
  'what is refused is kept with its problems, alone and in a batch, and nothing of it is in the graph',
  async () => {
    await using installation = await freshInstallation();
    const { context, admin } = installation;
    const events = Object.values(DOORS).map(([event]) => event);
    const good = runEvent({ outputs: [OWN] });

    for (const event of events)
      expect(await receiveEvent(context, bound(), bytes(event))).toMatchObject({ kind: 'quarantined', because: 'refused' });
    const batch = await receiveBatch(context, bound(), bytes([good, ...events]));
    await mapAll(context);

    expect(batch.kind === 'batch' && batch.items.map(({ kind }) => kind)).toEqual(['recorded', ...events.map(() => 'quarantined')]);
    const { nodes } = await listQuarantine(context, admin, { because: 'refused', first: 100 });
    const told = nodes.map(({ sender, problems }) => JSON.stringify([sender, problems.map(({ pointer }) => pointer)])).sort();
    const twice = Object.values(DOORS).flatMap(([, ...pointers]) => [pointers, pointers]);
    expect(told).toEqual(twice.map((pointers) => JSON.stringify([bound().id, pointers])).sort());
    expect((await searchGraph(context, admin, { text: 'theirs' })).nodes).toEqual([]);
    expect((await searchGraph(context, admin, { text: 'mine' })).nodes).toHaveLength(1);
  },
  60 * SECOND_MS,
);

/** The event with a namespace of its own for each name. */
function spread(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(spread);
  if (!isObject(value)) return value;
  const inner = Object.fromEntries(Object.entries(value).map(([key, each]) => [key, spread(each)]));
  const { namespace, name } = inner;
  return typeof namespace === 'string' && typeof name === 'string' ? { ...inner, namespace: `${namespace}/${name}` } : inner;
}

/** The namespaces that an event brings into the graph: of what it says is written or what it is, and of all that it names. */
function namespacesIn(event: LineageEvent): { readonly said: ReadonlySet<string>; readonly named: ReadonlySet<string> } {
  const { nodes, statements } = draftEvent(event, '');
  const said = [...statements.values()].flatMap(({ kind, target }) => (kind === 'input' ? [] : [target.namespace]));
  for (const { renamedFrom, facets: held } of nodes) {
    const symlinks = held.get('symlinks');
    if (renamedFrom !== undefined) said.push(renamedFrom.namespace);
    if (symlinks != null) said.push(...symlinkIdentifiers(JSON.parse(symlinks.body) as JsonObject).map(({ namespace }) => namespace));
  }
  for (const { role, name } of event.mentions) if (role !== 'input') said.push(name.namespace);
  return { said: new Set(said), named: new Set([...said, ...nodes.map(({ name }) => name.namespace)]) };
}

// Goal: no name gets into the graph that nobody asked a right for. Method: events of every kind, each of their names in a namespace of its own; what the fold
// makes of them is compared with what is asked.
test.each([1, 2, 3])('every name that an event brings into the graph is one that its sender is asked about (history %i)', (seed) => {
  const bodies = randomHistory(seed, 400).flatMap((step) => (step.kind === 'event' ? [spread(JSON.parse(step.body) as JsonValue)] : []));
  let names = 0;

  for (const body of bodies) {
    const parsed = parseEvent(body);
    if (parsed.kind !== 'event' || !isObject(body)) continue;
    const claims = claimedNames(body, parsed.event.kind);
    const asked = new Set([parsed.event.speaker.namespace, ...claims.map(({ namespace }) => namespace)]);
    const mayBeSaid = new Set([
      parsed.event.speaker.namespace,
      ...claims.flatMap(({ kind, namespace }) => (kind === 'says' ? [namespace] : [])),
    ]);
    const { said, named } = namespacesIn(parsed.event);
    expect([...named].filter((namespace) => !asked.has(namespace))).toEqual([]);
    expect([...said].filter((namespace) => !mayBeSaid.has(namespace))).toEqual([]);
    names += named.size;
  }

  expect(names).toBeGreaterThan(bodies.length);
});
