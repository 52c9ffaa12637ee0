import { expect, test } from 'vitest';

import { hex, sha256 } from '#foundation';

import { datasetEvent, day, jobEvent, named, runEvent, type FacetBodies } from './event-builders.ts';
import { referenceSnapshot } from './reference-fold.ts';
import { factsAt, historyOf } from './short-facts.ts';

const lifecycle = (lifecycleStateChange: string, previous?: string): FacetBodies => ({
  lifecycleStateChange: {
    lifecycleStateChange,
    ...(previous === undefined ? {} : { previousIdentifier: { ...named(previous) } }),
  },
});
const symlinksTo = (...names: readonly string[]): FacetBodies => ({
  symlinks: { identifiers: names.map((name) => ({ ...named(name), type: 'TABLE' })) },
});
const snapshotOf = (emission: { windowDuration?: number } = {}): FacetBodies => ({
  jobType: { emissionPattern: { eventContentMode: 'COMPLETE_SNAPSHOT', ...emission } },
});
const why = 'a test';
const DAY_SECONDS = 86_400;

test('one run gives a line for each kind of fact but identity', () => {
  const event = runEvent(day(0), { inputs: [{ name: 'a', facets: { schema: { v: 1 } } }] });

  const lines = referenceSnapshot(historyOf(event), { asOf: day(0), knownAt: 1 });

  expect(lines).toEqual([
    '["edge","observed","input",null,"dataset","n","a",null,"job","n","J",null,"n","J",null,null,null,null]',
    `["facet","dataset","n","a","schema","${hex(sha256('{"v":1}'))}"]`,
    '["presence","dataset","n","a"]',
    '["presence","job","n","J"]',
    '["run","n","J","r","COMPLETE","2026-01-01T00:00:00Z","2026-01-01T00:00:00Z"]',
    '["run-io","n","J","r","input","n","a"]',
  ]);
  expect(referenceSnapshot(historyOf(event), { asOf: day(0, -1), knownAt: 1 })).toEqual([]);
  expect(referenceSnapshot(historyOf(event), { asOf: day(0), knownAt: 0 })).toEqual([]);
});

test('an edge ends when a run that began later than the window completes, and no sooner', () => {
  const seen = runEvent(day(0), { run: '1', inputs: ['a'] });
  const onTheDay = [runEvent(day(30), { run: '2', type: 'START' }), runEvent(day(32), { run: '2' })];
  const after = [runEvent(day(30, 1), { run: '2', type: 'START' }), runEvent(day(32), { run: '2' })];
  const failed = [runEvent(day(31), { run: '2', type: 'START' }), runEvent(day(32), { run: '2', type: 'FAIL' })];
  const otherJob = runEvent(day(40), { job: 'K', run: '2' });
  const edge = ['observed input a -> J'];

  expect(factsAt('edge', historyOf(seen, ...onTheDay), { asOf: day(99) })).toEqual(edge);
  expect(factsAt('edge', historyOf(seen, ...after), { asOf: day(32, -1) })).toEqual(edge);
  expect(factsAt('edge', historyOf(seen, ...after), { asOf: day(32) })).toEqual([]);
  expect(factsAt('edge', historyOf(seen, ...failed), { asOf: day(99) })).toEqual(edge);
  expect(factsAt('edge', historyOf(seen, otherJob), { asOf: day(99) })).toEqual(edge);
});

test('a run began with its earliest event, also when that arrived last; a later sighting brings the edge back', () => {
  const seen = runEvent(day(0), { run: '1', inputs: ['a'] });
  const complete = runEvent(day(40), { run: '2' });
  const startOfOld = runEvent(day(1), { run: '2', type: 'START' });
  const again = runEvent(day(50), { run: '3', inputs: ['a'] });
  const history = historyOf(seen, complete, again, startOfOld);

  expect(factsAt('edge', history, { asOf: day(40), knownAt: 3 })).toEqual([]);
  expect(factsAt('edge', history, { asOf: day(40) })).toEqual(['observed input a -> J']);
  expect(factsAt('edge', history, { asOf: day(50), knownAt: 3 })).toEqual(['observed input a -> J']);
});

test('a COMPLETE event at the time of the sighting, or one that shows the edge itself, does not end it', () => {
  const early = runEvent(day(0), { run: '1', inputs: ['a', 'b'] });
  const still = runEvent(day(40), { run: '2', inputs: ['a'] });
  const late = runEvent(day(40), { run: '3', outputs: ['c'] });

  expect(factsAt('edge', historyOf(early, still, late), { asOf: day(40) })).toEqual(['observed input a -> J', 'observed output J -> c']);
});

test('the newest window for the job counts, else the newest for all, from the position that set it', () => {
  const history = historyOf(
    runEvent(day(0), { run: '1', inputs: ['a'] }),
    runEvent(day(10), { run: '2' }),
    { setting: 'lineage-window', job: null, days: 7 },
    { setting: 'lineage-window', job: named('J'), days: 10 },
    { setting: 'lineage-window', job: null, days: 1 },
    { setting: 'lineage-window', job: named('J'), days: 9 },
  );
  const holdsAt = (knownAt: number) => factsAt('edge', history, { asOf: day(10), knownAt }).length === 1;

  expect([2, 3, 4, 5, 6].map(holdsAt)).toEqual([true, false, true, true, false]);
});

test('events without datasets take nothing away, and two runs are shown together', () => {
  const history = historyOf(
    runEvent(day(0), { run: '1', inputs: ['a'] }),
    runEvent(day(1), { run: '1', type: 'START' }),
    runEvent(day(2), { run: '1', type: 'FAIL' }),
    runEvent(day(3), { run: '2', inputs: ['b'] }),
  );

  expect(factsAt('edge', history, { asOf: day(3) })).toEqual(['observed input a -> J', 'observed input b -> J']);
  expect(factsAt('run-io', history, { asOf: day(3) })).toEqual(['J 1 input a', 'J 2 input b']);
});

test('a snapshot takes away what its run showed in its window, whatever the order of arrival', () => {
  const before = runEvent(day(0, -1), { inputs: ['a'] });
  const within = runEvent(day(0), { inputs: ['b', 'c'] });
  const otherRun = runEvent(day(0), { run: 'other', inputs: ['d'] });
  const snapshot = runEvent(day(1), { inputs: ['c'], jobFacets: snapshotOf({ windowDuration: DAY_SECONDS }) });
  const expected = ['observed input a -> J', 'observed input c -> J', 'observed input d -> J'];

  for (const history of [historyOf(before, within, otherRun, snapshot), historyOf(snapshot, otherRun, within, before)]) {
    expect(factsAt('edge', history, { asOf: day(1) })).toEqual(expected);
    expect(factsAt('edge', history, { asOf: day(0) })).toEqual(expected); // the sighting of b never was one
    expect(factsAt('run-io', history, { asOf: day(1) })).toEqual(['J other input d', 'J r input a', 'J r input c']);
    expect(factsAt('run-io', history, { asOf: day(0) })).toContain('J r input b'); // a run is told from its events so far
    expect(factsAt('presence', history, { asOf: day(1) })).toContain('dataset b');
  }
});

test('a snapshot without a window reaches back to the beginning, and one without statements takes nothing', () => {
  const seen = runEvent(day(0), { inputs: ['a'] });
  const history = historyOf(
    seen,
    runEvent(day(50), { jobFacets: snapshotOf() }),
    runEvent(day(60), { inputs: ['b'], jobFacets: snapshotOf() }),
  );

  expect(factsAt('edge', history, { asOf: day(60), knownAt: 2 })).toEqual(['observed input a -> J']);
  expect(factsAt('edge', history, { asOf: day(60) })).toEqual(['observed input b -> J']);
});

test('of a snapshot and a sighting at one time the greater digest is the later', () => {
  const seen = runEvent(day(0), { inputs: ['a'] });
  const snapshot = runEvent(day(0), { inputs: ['b'], jobFacets: snapshotOf() });
  const taken = historyOf({ event: seen, digest: '01' }, { event: snapshot, digest: '02' });
  const kept = historyOf({ event: seen, digest: '02' }, { event: snapshot, digest: '01' });

  expect(factsAt('edge', taken, { asOf: day(0) })).toEqual(['observed input b -> J']);
  expect(factsAt('edge', kept, { asOf: day(0) })).toEqual(['observed input a -> J', 'observed input b -> J']);
});

test('a DROP cuts what was seen up to its own time; the dataset comes back with CREATE, its old edges only when seen', () => {
  const write = (days: number, nanoseconds = 0) => runEvent(day(days, nanoseconds), { outputs: ['a'] });
  const drop = datasetEvent(day(1), { name: 'a', facets: lifecycle('DROP') });
  const create = runEvent(day(2), { job: 'K', outputs: [{ name: 'a', facets: lifecycle('CREATE') }] });
  const history = historyOf(write(0), write(1), drop, create, write(3));
  const stateAt = (days: number) => [
    ...factsAt('edge', history, { asOf: day(days) }),
    ...factsAt('presence', history, { asOf: day(days) }),
  ];

  expect(stateAt(0)).toEqual(['observed output J -> a', 'dataset a', 'job J']);
  expect(stateAt(1)).toEqual(['job J']);
  expect(stateAt(2)).toEqual(['observed output K -> a', 'dataset a', 'job J', 'job K']);
  expect(stateAt(3)).toEqual(['observed output J -> a', 'observed output K -> a', 'dataset a', 'job J', 'job K']);
  expect(factsAt('edge', historyOf(drop, write(1, 1)), { asOf: day(1, 1) })).toEqual(['observed output J -> a']);
  expect(factsAt('facet', history, { asOf: day(1) })).toHaveLength(1); // facets are not cut
});

test('a retired node is cut at the instant of its newest setting, null takes it back', () => {
  const node = { kind: 'job', ...named('J') } as const;
  const history = historyOf(
    runEvent(day(0), { inputs: ['a'] }),
    { setting: 'retired', node, at: '2026-01-03T02:00:00+02:00' },
    { setting: 'retired', node, at: '2026-01-05T00:00:00Z' },
    { setting: 'retired', node, at: null },
  );
  const edgesAt = (days: number, knownAt: number) => factsAt('edge', history, { asOf: day(days), knownAt }).length;

  expect([edgesAt(1, 2), edgesAt(2, 2), edgesAt(2, 3), edgesAt(4, 3), edgesAt(4, 4)]).toEqual([1, 0, 1, 0, 1]);
  expect(factsAt('presence', history, { asOf: day(2), knownAt: 2 })).toEqual(['dataset a']);
});

test('a declaration replaces the one before; an event that declares nothing replaces nothing', () => {
  const history = historyOf(
    jobEvent(day(0), { inputs: ['a'] }),
    runEvent(day(1), { inputs: ['a'] }),
    jobEvent(day(2), { jobFacets: { documentation: { v: 1 } } }),
    jobEvent(day(3), { inputs: ['b'] }),
    jobEvent(day(4), { jobFacets: { lineage: { _deleted: true } } }),
  );
  const edgesAt = (days: number) => factsAt('edge', history, { asOf: day(days) });

  expect(edgesAt(0)).toEqual(['declared input a -> J']);
  expect(edgesAt(2)).toEqual(['declared input a -> J', 'observed input a -> J']);
  expect(edgesAt(3)).toEqual(['declared input b -> J', 'observed input a -> J']);
  expect(edgesAt(4)).toEqual(['observed input a -> J']);
});

test('a declaration of a dataset is replaced by any later event that carries one of its two facets', () => {
  const columnLineage = { fields: {}, dataset: [{ ...named('a'), field: 'x' }] };
  const history = historyOf(
    datasetEvent(day(0), { name: 'b', facets: { columnLineage } }),
    datasetEvent(day(1), { name: 'b', facets: { schema: { v: 1 } } }),
    datasetEvent(day(2), { name: 'b', facets: { lineage: { _deleted: true } } }),
  );

  expect(factsAt('edge', history, { asOf: day(1) })).toEqual(['declared column/column a.x -> b', 'declared flow/column a -> b']);
  expect(factsAt('edge', history, { asOf: day(2) })).toEqual([]);
});

test('the last carrier of a facet decides, by time and then digest, and a deletion is a carrier', () => {
  const schema = (v: number | null): FacetBodies => ({ schema: v === null ? { _deleted: true } : { v } });
  const of = (v: number | null, days: number) => runEvent(day(days), { inputs: [{ name: 'a', facets: schema(v) }] });
  const history = historyOf({ event: of(1, 1), digest: 'b' }, { event: of(2, 1), digest: 'a' }, of(null, 3), of(4, 2), of(5, 4));
  const valueAt = (days: number) => factsAt('facet', history, { asOf: day(days) });
  const line = (v: number) => [`dataset a schema ${hex(sha256(`{"v":${v}}`))}`];

  expect([1, 2, 3, 4].map(valueAt)).toEqual([line(1), line(4), [], line(5)]);
});

test('the first symlinks of a dataset hold back to the beginning, later ones from their time', () => {
  const says = (days: number, facets: FacetBodies) => datasetEvent(day(days), { name: 'b', facets });
  const deleted = { symlinks: { _deleted: true } } as const;
  const history = historyOf(says(5, symlinksTo('a', 'b')), says(7, symlinksTo('c')), says(8, deleted));

  expect(factsAt('identity', history, { asOf: day(0) })).toEqual(['b a']);
  expect(factsAt('identity', history, { asOf: day(7) })).toEqual(['c b']);
  expect(factsAt('identity', history, { asOf: day(8) })).toEqual([]);
  expect(factsAt('presence', history, { asOf: day(7) })).toEqual(['dataset b']);
  expect(factsAt('identity', historyOf(says(5, symlinksTo('a')), says(4, deleted)), { asOf: day(0) })).toEqual([]);
});

test('a rename joins the two names under the newer until the old one is created again', () => {
  const rename = runEvent(day(1), { outputs: [{ name: 'b', facets: lifecycle('RENAME', 'a') }] });
  const create = runEvent(day(2), { outputs: [{ name: 'a', facets: lifecycle('CREATE') }] });
  const atOnce = runEvent(day(1), { outputs: [{ name: 'a', facets: lifecycle('CREATE') }] });
  const namesAt = (days: number) => factsAt('identity', historyOf(rename, create), { asOf: day(days) });

  expect([0, 1, 2].map(namesAt)).toEqual([[], ['a b'], []]);
  expect(factsAt('presence', historyOf(rename), { asOf: day(1) })).toEqual(['dataset b', 'job J']);
  expect(factsAt('identity', historyOf({ event: atOnce, digest: '1' }, { event: rename, digest: '2' }), { asOf: day(1) })).toEqual(['a b']);
  expect(factsAt('identity', historyOf({ event: atOnce, digest: '2' }, { event: rename, digest: '1' }), { asOf: day(1) })).toEqual([]);
});

test('names renamed in a circle are one dataset under the smallest; a symlink may keep joining what CREATE parted', () => {
  const rename = (days: number, to: string, before: string) => datasetEvent(day(days), { name: to, facets: lifecycle('RENAME', before) });
  const create = datasetEvent(day(3), { name: 'b', facets: lifecycle('CREATE') });
  const history = historyOf(rename(1, 'c', 'b'), rename(2, 'b', 'c'), create, datasetEvent(day(4), { name: 'c', facets: symlinksTo('b') }));

  expect(factsAt('identity', history, { asOf: day(1) })).toEqual(['b c']);
  expect(factsAt('identity', history, { asOf: day(2) })).toEqual(['c b']);
  expect(factsAt('identity', history, { asOf: day(3) })).toEqual(['c b']); // c is still the previous name of b
});

test('the newest alias of a pair counts, in either order of its names; the canonical name is the least in UTF-8', () => {
  const [wide, face] = ['\uff5e', '\u{1f600}'];
  const pair = [named(face), named(wide)] as const;
  const history = historyOf(
    { setting: 'alias', pair, joined: true },
    { setting: 'alias', pair: [named(wide), named(face)], joined: false },
    { setting: 'alias', pair: [named('a'), named('a')], joined: true },
  );

  expect([1, 2, 3].map((knownAt) => factsAt('identity', history, { asOf: day(0), knownAt }))).toEqual([[`${face} ${wide}`], [], []]);
});

test('a retraction takes out what it names, recorded before or after it, until it is taken back', () => {
  const early = runEvent(day(0), { run: '1', inputs: ['a'] });
  const late = runEvent(day(1), { run: '2', inputs: ['b'] });
  const inputsAt = (history: ReturnType<typeof historyOf>, knownAt: number) => factsAt('run-io', history, { asOf: day(9), knownAt });
  const byDigest = historyOf(early, { retraction: 'x', events: ['0000', '0002'], why }, late, { reinstate: 'x', why });
  const byRun = historyOf({ retraction: 'x', run: { job: named('J'), runId: '1' }, why }, early, late);
  const byPeriod = historyOf({ retraction: 'x', emitter: 'e', from: '2026-01-01T00:00:00Z', to: '2026-01-02T00:00:00Z', why }, early, late);
  const takenBackFirst = historyOf(early, { reinstate: 'x', why }, { retraction: 'x', events: ['0000'], why });
  const byOther = historyOf(early, { retraction: 'x', emitter: 'f', from: null, to: null, why });

  expect([1, 2, 3, 4].map((knownAt) => inputsAt(byDigest, knownAt))).toEqual([['J 1 input a'], [], [], ['J 1 input a', 'J 2 input b']]);
  expect(inputsAt(byRun, 3)).toEqual(['J 2 input b']);
  expect(inputsAt(byPeriod, 3)).toEqual(['J 2 input b']);
  expect(inputsAt(takenBackFirst, 3)).toEqual(['J 1 input a']);
  expect(inputsAt(byOther, 2)).toEqual(['J 1 input a']);
});

test('an event from two emitters counts until neither may say it; a retracted run is named by its UUID in any case', () => {
  const uuid = '0198c3a0-0000-7000-8000-00000000000a';
  const event = runEvent(day(0), { run: uuid, inputs: ['a'] });
  const twice = [
    { event, digest: '1', emitter: 'e' },
    { event, digest: '1', emitter: 'f' },
  ];
  const of = (emitter: string) => ({ retraction: emitter, emitter, from: null, to: null, why });

  expect(factsAt('edge', historyOf(...twice, of('e')), { asOf: day(0) })).toEqual(['observed input a -> J']);
  expect(factsAt('edge', historyOf(...twice, of('e'), of('f')), { asOf: day(0) })).toEqual([]);
  expect(
    referenceSnapshot(historyOf(event, { retraction: 'x', run: { job: named('J'), runId: uuid.toUpperCase() }, why }), {
      asOf: day(0),
      knownAt: 2,
    }),
  ).toEqual([]);
});

test('without the snapshot that took it away, or the drop that cut it, an edge is back', () => {
  const seen = runEvent(day(0), { inputs: ['a'] });
  const snapshot = runEvent(day(1), { inputs: ['b'], jobFacets: snapshotOf() });
  const drop = datasetEvent(day(2), { name: 'a', facets: lifecycle('DROP') });
  const history = historyOf(seen, snapshot, drop, { retraction: 'x', events: ['0001'], why }, { retraction: 'y', events: ['0002'], why });
  const hasEdge = (knownAt: number) => factsAt('edge', history, { asOf: day(2), knownAt }).includes('observed input a -> J');

  expect([1, 2, 3, 4, 5].map(hasEdge)).toEqual([true, false, false, false, true]);
});

test('a run is its job and its id; its last terminal event decides, else any sign of activity', () => {
  const history = historyOf(
    runEvent(day(0), { run: '1', type: 'START' }),
    runEvent(day(1), { run: '1', type: 'COMPLETE' }),
    runEvent(day(2), { run: '1', type: 'ABORT' }),
    runEvent(day(3), { run: '1', type: 'RUNNING' }),
    runEvent(day(3), { job: 'K', run: '1', type: 'UNKNOWN' }),
    runEvent(day(3), { run: '2', type: 'OTHER' }),
    runEvent(day(3), { run: '3', type: null }),
  );

  expect(factsAt('run', history, { asOf: day(0) })).toEqual(['J 1 RUNNING 2026-01-01T00:00:00Z ']);
  expect(factsAt('run', history, { asOf: day(1) })).toEqual(['J 1 COMPLETE 2026-01-01T00:00:00Z 2026-01-02T00:00:00Z']);
  expect(factsAt('run', history, { asOf: day(3) })).toEqual([
    'J 1 ABORT 2026-01-01T00:00:00Z 2026-01-03T00:00:00Z',
    'J 2 OBSERVED 2026-01-04T00:00:00Z ',
    'J 3 OBSERVED 2026-01-04T00:00:00Z ',
    'K 1 RUNNING 2026-01-04T00:00:00Z ',
  ]);
});
