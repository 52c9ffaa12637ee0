import { expect, test } from 'vitest';

import type { Instant } from '#foundation';
import type { JsonObject } from '#record';

import { datasetEvent, day, jobEvent, named, runEvent, type DatasetWords, type FacetBodies } from './event-builders.ts';
import { referenceLabels, type RefLabel } from './reference-labels.ts';
import { historyOf, type Recorded } from './short-facts.ts';

const MASKED = { type: 'DIRECT', subtype: 'TRANSFORMATION', masking: true };
const FILTER = { type: 'INDIRECT', subtype: 'FILTER' };

/** `key=value` or `key`, on a column where `column:` stands before it. */
function tags(...words: readonly string[]): FacetBodies {
  const tag = (word: string): JsonObject => {
    const [, field, key = '', value] = /^(?:([^:]*):)?([^=]*)(?:=(.*))?$/.exec(word) ?? [];
    return { key, ...(value === undefined ? {} : { value }), ...(field === undefined ? {} : { field }) };
  };
  return { tags: { tags: words.map(tag) } };
}

function tagged(name: string, ...words: readonly string[]): DatasetWords {
  return { name, facets: tags(...words) };
}

/** `a.x -> y`, or `a.x -> ` into the whole. */
function columns(...ways: readonly (string | readonly [string, JsonObject])[]): FacetBodies {
  const read = ways.map((way) => (typeof way === 'string' ? ([way, undefined] as const) : way));
  const inputs = read.map(([words, how]) => {
    const [, name = '', field = '', target = ''] = /^(\w+)\.(\S+) ->\s*(\S*)$/.exec(words) ?? [];
    return { target, input: { ...named(name), field, ...(how === undefined ? {} : { transformations: [how] }) } };
  });
  const targets = [...new Set(inputs.map(({ target }) => target))].filter((target) => target !== '');
  const of = (wanted: string) => inputs.filter(({ target }) => target === wanted).map(({ input }) => input);
  const fields = Object.fromEntries(targets.map((target) => [target, { inputFields: of(target) }]));
  return { columnLineage: { fields, ...(of('').length === 0 ? {} : { dataset: of('') }) } };
}

const lifecycle = (lifecycleStateChange: string): FacetBodies => ({ lifecycleStateChange: { lifecycleStateChange } });

/** A run that writes `b.y` from `a.x`. */
function copy(time: Instant, { how, run = 'r' }: { readonly how?: JsonObject; readonly run?: string } = {}) {
  const facets = columns(how === undefined ? 'a.x -> y' : ['a.x -> y', how]);
  return runEvent(time, { run, inputs: ['a'], outputs: [{ name: 'b', facets }] });
}

/** `b.y PHI plain assumed 2` for what came in two steps, `a.x PHI plain said` for what is declared; of the columns and datasets asked for. */
function labels(
  recorded: readonly Recorded[],
  { asOf, of }: { readonly asOf: Instant; readonly of?: readonly string[] },
): readonly string[] {
  const history = historyOf(...recorded);
  const told = referenceLabels(history, { asOf, knownAt: history.length });
  return told.filter((one) => of === undefined || of.includes(placed(one))).map(worded);
}

function placed({ dataset, column }: RefLabel): string {
  return column === null ? dataset.name : `${dataset.name}.${column}`;
}

function worded(one: RefLabel): string {
  const how = one.isDeclared ? 'said' : `${one.isAssumed ? 'assumed ' : ''}${one.steps}`;
  return `${placed(one)} ${one.label} ${one.form} ${how}`;
}

const secret = datasetEvent(day(0), tagged('a', 'x:PHI'));

test('a label goes along a column to a column, and no further', () => {
  const facets = columns('a.x -> y', 'a.z -> w');
  const run = runEvent(day(1), { inputs: ['a'], outputs: [{ name: 'b', facets }] });

  expect(labels([secret, run], { asOf: day(1) })).toEqual([
    'a PHI plain said',
    'a.x PHI plain said',
    'b PHI plain 1',
    'b.y PHI plain 1', // not b.w, not a.z
  ]);
  expect(labels([secret, run], { asOf: day(1, -1), of: ['b', 'b.y'] })).toEqual([]);
});

test('a path tells places, job, run and time of each step', () => {
  const second = runEvent(day(2), { job: 'K', inputs: ['b'], outputs: [{ name: 'c', facets: columns('b.y -> z') }] });
  const history = historyOf(secret, copy(day(1)), second);

  const last = referenceLabels(history, { asOf: day(2), knownAt: 3 }).find((one) => placed(one) === 'c.z');

  const [a, b, c] = ['a', 'b', 'c'].map((name) => ({ kind: 'dataset', ...named(name) }) as const);
  expect(last?.path).toEqual([
    { from: { node: a, column: 'x' }, to: { node: b, column: 'y' }, job: named('J'), run: '["n","J","r"]', at: day(1) },
    { from: { node: b, column: 'y' }, to: { node: c, column: 'z' }, job: named('K'), run: '["n","K","r"]', at: day(2) },
  ]);
});

test('a tag is a level by its value or by its key, else a label of its own in small letters', () => {
  const odd: JsonObject[] = [{ key: 'PII', value: 7 }, { key: 'pii', value: true }, { key: '' }, { key: 3 }, { value: 'PHI' }];
  const all = [{ key: 'Classification', value: 'phi' }, { key: 'internal', value: 'TRUE' }, ...odd, 'PHI', null] as const;
  const facets = { tags: { tags: [...all, { key: 'PHI', value: 'no' }, { key: 'Gold', value: '' }, { key: 'classification' }] } };
  const onField = {
    tags: {
      tags: [
        { key: 'public', field: 4 },
        { key: 'confidential', field: 'x' },
      ],
    },
  };

  expect(labels([datasetEvent(day(0), { name: 'a', facets })], { asOf: day(0) })).toEqual([
    'a INTERNAL plain said',
    'a PHI plain said',
    'a PII plain said',
    'a classification plain said',
    'a gold plain said',
    'a phi=no plain said',
  ]);
  expect(labels([datasetEvent(day(0), { name: 'a', facets: onField })], { asOf: day(0) })).toEqual([
    'a CONFIDENTIAL plain said',
    'a PUBLIC plain said',
    'a.x CONFIDENTIAL plain said',
    'a.x PUBLIC plain said',
  ]);
});

test('masking makes plain pseudonymised and no less; INDIRECT makes anything inferred; nothing raises', () => {
  const facets = columns(
    ['a.x -> m', MASKED],
    ['a.x -> i', FILTER],
    ['a.x -> im', { ...FILTER, masking: true }],
    ['a.x -> h', { type: 'HASHED' }],
  );
  const onward = columns(['b.m -> m', MASKED], 'b.i -> i', ['b.i -> j', MASKED], ['b.m -> k', FILTER]);
  const history = [
    secret,
    runEvent(day(1), { outputs: [{ name: 'b', facets }] }),
    runEvent(day(2), { job: 'K', outputs: [{ name: 'c', facets: onward }] }),
  ];

  expect(labels(history, { asOf: day(2), of: ['b.m', 'b.i', 'b.im', 'b.h', 'c.m', 'c.i', 'c.j', 'c.k'] })).toEqual([
    'b.h PHI plain 1',
    'b.i PHI inferred 1',
    'b.im PHI inferred 1',
    'b.m PHI pseudonymised 1',
    'c.i PHI inferred 2',
    'c.j PHI inferred 2',
    'c.k PHI inferred 2',
    'c.m PHI pseudonymised 2',
  ]);
});

test('masking that a run forgets taints; the mended run that overwrites takes it away, and not from the copy taken meanwhile', () => {
  const overwriting = (time: Instant, run: string, how?: JsonObject) => {
    const facets = { ...columns(how === undefined ? 'a.x -> y' : ['a.x -> y', how]), ...lifecycle('OVERWRITE') };
    return runEvent(time, { run, inputs: ['a'], outputs: [{ name: 'b', facets }] });
  };
  const meanwhile = runEvent(day(3), { job: 'K', inputs: ['b'], outputs: [{ name: 'c', facets: columns('b.y -> y') }] });
  const history = [secret, overwriting(day(1), '1', MASKED), overwriting(day(2), '2'), meanwhile, overwriting(day(4), '3', MASKED)];
  const copies = (days: number) => labels(history, { asOf: day(days), of: ['b.y', 'c.y'] });

  expect(copies(1)).toEqual(['b.y PHI pseudonymised 1']);
  expect(copies(2)).toEqual(['b.y PHI plain 1']);
  expect(copies(3)).toEqual(['b.y PHI plain 1', 'c.y PHI plain 2']);
  expect(copies(4)).toEqual(['b.y PHI pseudonymised 1', 'c.y PHI plain 2']);
});

test('the strongest pairs are told: plain but assumed beside pseudonymised and shown', () => {
  const history = [
    secret,
    copy(day(1), { how: MASKED }),
    runEvent(day(1), { job: 'K', inputs: ['a'], outputs: ['b'] }),
    runEvent(day(1), { job: 'L', outputs: [{ name: 'b', facets: columns(['a.x -> y', FILTER]) }] }),
  ];

  expect(labels(history, { asOf: day(1), of: ['b.y'] })).toEqual(['b.y PHI plain assumed 1', 'b.y PHI pseudonymised 1']);
});

test('without column lineage all that is read taints all that is written, assumed', () => {
  const run = runEvent(day(1), { inputs: ['a', 'c'], outputs: ['b'] });
  const later = runEvent(day(2), { job: 'K', outputs: [{ name: 'd', facets: columns('b.any -> z') }] });

  expect(labels([secret, run, later], { asOf: day(2), of: ['b', 'b.any', 'c', 'd', 'd.z'] })).toEqual([
    'b PHI plain assumed 1',
    'b.any PHI plain assumed 1',
    'd PHI plain assumed 2',
    'd.z PHI plain assumed 2',
  ]);
});

test('a column flows with what is said of its dataset whole, of columns around and of columns within it', () => {
  const history = [
    datasetEvent(day(0), tagged('a', 'x:PHI', 'z.in.deep:PII', 'gold')),
    runEvent(day(1), {
      outputs: [{ name: 'b', facets: columns('a.x.part -> within', 'a.z.in -> around', 'a.xy -> beside', 'a.x -> ') }],
    }),
  ];
  const of = (column: string) => labels(history, { asOf: day(1), of: [column] });

  expect(of('b.within')).toEqual(['b.within PHI plain 1', 'b.within gold plain 1']);
  expect(of('b.around')).toEqual(['b.around PHI plain 1', 'b.around PII plain 1', 'b.around gold plain 1']); // PHI is in b whole
  expect(of('a.xy')).toEqual(['a.xy gold plain said']);
  expect(of('a.z.in')).toEqual(['a.z.in PII plain said', 'a.z.in gold plain said']);
});

test('a clear counts of a run that is COMPLETE or of a dataset event, not of a failed run, a running one or a job event', () => {
  const cleared = { name: 'b', facets: lifecycle('TRUNCATE') };
  const after = (...recorded: readonly Recorded[]) => labels([secret, copy(day(1)), ...recorded], { asOf: day(9), of: ['b.y'] });
  const tainted = ['b.y PHI plain 1'];

  expect(after(runEvent(day(2), { job: 'K', outputs: [cleared] }))).toEqual([]);
  expect(after(datasetEvent(day(2), cleared))).toEqual([]);
  expect(after(datasetEvent(day(2), { name: 'b', facets: lifecycle('DROP') }))).toEqual([]);
  expect(after(datasetEvent(day(2), { name: 'b', facets: lifecycle('ALTER') }))).toEqual(tainted);
  expect(after(runEvent(day(2), { job: 'K', type: 'FAIL', outputs: [cleared] }))).toEqual(tainted);
  expect(after(runEvent(day(2), { job: 'K', type: 'RUNNING', outputs: [cleared] }))).toEqual(tainted);
  expect(after(jobEvent(day(2), { job: 'K', outputs: [cleared] }))).toEqual(tainted);
  expect(after(runEvent(day(0, 1), { job: 'K', outputs: [cleared] }))).toEqual(tainted); // before it
  expect(after(runEvent(day(2), { outputs: [cleared] }))).toEqual(tainted); // the run's own
});

test('what a failed run wrote is taken as written', () => {
  const failed = runEvent(day(1), { type: 'FAIL', outputs: [{ name: 'b', facets: columns('a.x -> y') }] });

  expect(labels([secret, failed], { asOf: day(1), of: ['b.y'] })).toEqual(['b.y PHI plain 1']);
});

test('OVERWRITE of a subset clears nothing, DROP and TRUNCATE do whatever stands beside them', () => {
  const part = (change: string) => ({ name: 'b', facets: lifecycle(change), useFacets: { subset: { outputCondition: {} } } });
  const after = (change: string) =>
    labels([secret, copy(day(1)), runEvent(day(2), { job: 'K', outputs: [part(change)] })], { asOf: day(2), of: ['b.y'] });
  const readInPart = runEvent(day(2), {
    job: 'K',
    inputs: [{ name: 'b', facets: {}, useFacets: { subset: {} } }],
    outputs: [{ name: 'b', facets: { ...lifecycle('OVERWRITE'), ...columns('c.x -> y') } }],
  });

  expect(after('OVERWRITE')).toEqual(['b.y PHI plain 1']);
  expect(after('TRUNCATE')).toEqual([]);
  expect(after('DROP')).toEqual([]);
  expect(labels([secret, copy(day(1)), readInPart], { asOf: day(2), of: ['b.y'] })).toEqual(['b.y PHI plain 1']);
});

test('what was there when an overwriting run began can be read until it is complete, and is gone then', () => {
  const overwriting = (time: Instant, type: 'START' | 'COMPLETE') =>
    runEvent(time, { job: 'K', type, outputs: [{ name: 'b', facets: lifecycle('OVERWRITE') }] });
  const between = runEvent(day(3), { job: 'L', outputs: [{ name: 'c', facets: columns('b.y -> z') }] });
  const late = runEvent(day(5), { job: 'L', run: 'late', outputs: [{ name: 'd', facets: columns('b.y -> z') }] });
  const history = [secret, copy(day(1)), overwriting(day(2), 'START'), between, overwriting(day(4), 'COMPLETE'), late];

  expect(labels(history, { asOf: day(5), of: ['b.y', 'c.z', 'd.z'] })).toEqual(['c.z PHI plain 2']);
});

test('what another run wrote while the overwriting one ran stays, also at the same instant', () => {
  const started = runEvent(day(1), { job: 'K', type: 'START' });
  const overwriting = runEvent(day(3), { job: 'K', outputs: [{ name: 'b', facets: lifecycle('OVERWRITE') }] });
  const other = (time: Instant) =>
    runEvent(time, { outputs: [{ name: 'b', facets: { ...lifecycle('OVERWRITE'), ...columns('a.x -> y') } }] });
  const tainted = ['b.y PHI plain 1'];

  expect(labels([secret, started, copy(day(2)), overwriting], { asOf: day(3), of: ['b.y'] })).toEqual(tainted);
  expect(labels([secret, other(day(3)), overwriting], { asOf: day(3), of: ['b.y'] })).toEqual(tainted);
  expect(labels([secret, copy(day(2)), overwriting], { asOf: day(3), of: ['b.y'] })).toEqual([]);
});

test('a subset that any event of the run tells keeps its OVERWRITE from clearing', () => {
  const start = runEvent(day(2), { job: 'K', type: 'START', outputs: [{ name: 'b', facets: lifecycle('OVERWRITE') }] });
  const end = runEvent(day(3), { job: 'K', outputs: [{ name: 'b', facets: {}, useFacets: { subset: {} } }] });

  expect(labels([secret, copy(day(1)), start, end], { asOf: day(3), of: ['b.y'] })).toEqual(['b.y PHI plain 1']);
});

test('a tag that comes later labels the copies taken before, but not what was cleared before it came', () => {
  const overwritten = runEvent(day(2), { job: 'K', outputs: [{ name: 'a', facets: lifecycle('OVERWRITE') }] });
  const said = datasetEvent(day(3), tagged('a', 'x:PHI'));

  expect(labels([copy(day(1)), said], { asOf: day(3), of: ['b.y'] })).toEqual(['b.y PHI plain 1']);
  expect(labels([copy(day(1)), said], { asOf: day(3, -1), of: ['b.y'] })).toEqual([]);
  expect(labels([copy(day(1)), overwritten, said], { asOf: day(3), of: ['a.x', 'b.y'] })).toEqual(['a.x PHI plain said']);
});

test('a tag that is taken away leaves the copies what they were, and labels none that are taken after', () => {
  const unsaid = datasetEvent(day(2), tagged('a'));
  const later = runEvent(day(3), { job: 'K', inputs: ['a'], outputs: [{ name: 'c', facets: columns('a.x -> y') }] });

  expect(labels([secret, copy(day(1)), unsaid, later], { asOf: day(3), of: ['a.x', 'b.y', 'c.y'] })).toEqual(['b.y PHI plain 1']);
});

test('a run read its sources at any time between when it began and when it wrote', () => {
  const started = runEvent(day(1), { type: 'START', inputs: ['a'] });
  const unsaid = datasetEvent(day(2), tagged('a'));

  expect(labels([secret, started, unsaid, copy(day(3))], { asOf: day(3), of: ['b.y'] })).toEqual(['b.y PHI plain 1']);
  expect(labels([secret, unsaid, copy(day(3))], { asOf: day(3), of: ['b.y'] })).toEqual([]);
});

test('a run writes at each of its events by all that it has shown', () => {
  const early = runEvent(day(1), { type: 'START', outputs: ['b'] });
  const unsaid = datasetEvent(day(2), tagged('a'));
  const late = runEvent(day(3), { inputs: ['a'] });
  const history = [secret, early, unsaid, late];

  expect(labels(history, { asOf: day(3), of: ['b'] })).toEqual(['b PHI plain assumed 1']);
  expect(labels(history, { asOf: day(2), of: ['b'] })).toEqual([]);
});

test('a run writes what it has shown until its last event, also when that one names no dataset', () => {
  const started = runEvent(day(1), { job: 'K', type: 'START', inputs: ['b'], outputs: [{ name: 'c', facets: columns('b.y -> z') }] });
  const cleared = datasetEvent(day(3), { name: 'c', facets: lifecycle('TRUNCATE') });
  const ended = runEvent(day(4), { job: 'K' });

  expect(labels([secret, started, copy(day(2))], { asOf: day(4), of: ['c.z'] })).toEqual([]);
  expect(labels([secret, started, copy(day(2)), cleared, ended], { asOf: day(4), of: ['c.z'] })).toEqual(['c.z PHI plain 2']);
});

test('the lineage facet beats column lineage that the same run showed elsewhere', () => {
  const lineage = {
    entries: [{ type: 'DATASET', ...named('b'), fields: { z: { inputs: [{ type: 'DATASET', ...named('a'), field: 'x' }] } } }],
  };
  const both = runEvent(day(1), { inputs: ['a'], outputs: ['b', 'c'], jobFacets: { lineage } });
  const emptied = { entries: [{ type: 'DATASET', ...named('b'), inputs: [] }] };

  expect(labels([secret, copy(day(1)), both], { asOf: day(1), of: ['b.y', 'b.z', 'c'] })).toEqual(['b.z PHI plain 1']);
  expect(labels([secret, copy(day(1))], { asOf: day(1), of: ['b.y', 'b.z'] })).toEqual(['b.y PHI plain 1']);
  const none = runEvent(day(1), { inputs: ['a'], outputs: ['b'], jobFacets: { lineage: emptied } });
  expect(labels([secret, none], { asOf: day(1), of: ['b'] })).toEqual([]);
});

test('labels pass through a job that the lineage facet names as a source, and into columns of other sources by their names', () => {
  const own = { type: 'JOB', inputs: [{ type: 'DATASET', ...named('a'), field: 'x', transformations: [MASKED] }] };
  const lineage = { entries: [own, { type: 'DATASET', ...named('b'), inputs: [{ type: 'JOB' }] }] };
  const assumed = { entries: [{ type: 'DATASET', ...named('b'), inputs: [{ type: 'JOB' }] }] };
  const of = (facet: JsonObject) =>
    labels([secret, runEvent(day(1), { inputs: ['a'], jobFacets: { lineage: facet } })], { asOf: day(1), of: ['b'] });

  expect(of(assumed)).toEqual(['b PHI plain assumed 2']);
  expect(of(lineage)).toEqual(['b PHI plain assumed 2']); // reading all of `a` is assumed beside the column that is named
});

test('labels go round in a circle and stay after the tag is gone', () => {
  const back = runEvent(day(2), { job: 'K', inputs: ['b'], outputs: [{ name: 'a', facets: columns('b.y -> x') }] });
  const unsaid = datasetEvent(day(3), tagged('a'));
  const self = runEvent(day(1), { outputs: [{ name: 'a', facets: columns('a.x -> x') }] });

  expect(labels([secret, copy(day(1)), back, unsaid], { asOf: day(3), of: ['a.x', 'b.y'] })).toEqual([
    'a.x PHI plain 2',
    'b.y PHI plain 1',
  ]);
  expect(labels([secret, self, unsaid], { asOf: day(3), of: ['a.x'] })).toEqual(['a.x PHI plain 1']);
});

test('a declaration of a dataset writes until the next one, and what it wrote stays', () => {
  const view = datasetEvent(day(1), { name: 'b', facets: columns('a.x -> y') });
  const said = datasetEvent(day(2), tagged('a', 'x:PHI'));
  const cleared = runEvent(day(2), { job: 'K', outputs: [{ name: 'a', facets: lifecycle('OVERWRITE') }] });
  const undeclared = datasetEvent(day(3), { name: 'b', facets: { columnLineage: { _deleted: true } } });
  const saidLate = datasetEvent(day(4), tagged('a', 'x:PHI'));

  expect(labels([view, said], { asOf: day(5), of: ['b.y'] })).toEqual(['b.y PHI plain 1']);
  expect(labels([view, said, undeclared], { asOf: day(5), of: ['b.y'] })).toEqual(['b.y PHI plain 1']);
  expect(labels([view, cleared, undeclared, saidLate], { asOf: day(5), of: ['b.y'] })).toEqual(['b.y PHI plain 1']); // of what lay there from day 2 to 3
  const clearedThen = datasetEvent(day(3), { name: 'a', facets: lifecycle('OVERWRITE') });
  expect(labels([view, undeclared, clearedThen, saidLate], { asOf: day(5), of: ['b.y'] })).toEqual([]);
  expect(labels([undeclared, saidLate], { asOf: day(5), of: ['b.y'] })).toEqual([]);
});

test('a declared copy is full again after a clear while it is in force', () => {
  const view = datasetEvent(day(1), { name: 'b', facets: columns('a.x -> y') });
  const cleared = datasetEvent(day(2), { name: 'b', facets: lifecycle('TRUNCATE') });

  expect(labels([secret, view, cleared], { asOf: day(2), of: ['b.y'] })).toEqual(['b.y PHI plain 1']);
  const undeclared = datasetEvent(day(2), { name: 'b', facets: { columnLineage: { _deleted: true }, ...lifecycle('TRUNCATE') } });
  expect(labels([secret, view, undeclared], { asOf: day(2, 1), of: ['b.y'] })).toEqual([]);
});

test('a job event declares what it reads and writes, without columns assumed', () => {
  const declared = jobEvent(day(1), { inputs: ['a'], outputs: ['b'] });

  expect(labels([secret, declared], { asOf: day(1), of: ['b'] })).toEqual(['b PHI plain assumed 1']);
});

test('all names of a dataset are one place, by its canonical name', () => {
  const alias = { setting: 'alias', pair: [named('a'), named('b')], joined: true } as const;
  const symlinks = { symlinks: { identifiers: [{ ...named('d'), type: 'TABLE' }] } };
  const linked = datasetEvent(day(5), { name: 'c', facets: symlinks });
  const onward = runEvent(day(2), { job: 'K', outputs: [{ name: 'c', facets: columns('b.x -> y') }] });
  const other = runEvent(day(3), { job: 'L', outputs: [{ name: 'e', facets: columns('d.y -> z') }] });

  expect(labels([secret, onward], { asOf: day(3) })).toEqual(['a PHI plain said', 'a.x PHI plain said']);
  expect(labels([secret, onward, other, linked, alias], { asOf: day(3), of: ['b.x', 'c.y', 'd.y', 'e.z'] })).toEqual([
    'c.y PHI plain 1',
    'e.z PHI plain 2',
  ]);
});

test('a tag of any name counts, and a clear under another name clears', () => {
  const alias = { setting: 'alias', pair: [named('b'), named('z')], joined: true } as const;
  const unsaidElsewhere = datasetEvent(day(2), tagged('z'));
  const cleared = datasetEvent(day(3), { name: 'z', facets: lifecycle('DROP') });
  const said = datasetEvent(day(1), tagged('b', 'gold'));

  expect(labels([secret, alias, said, unsaidElsewhere], { asOf: day(2), of: ['b'] })).toEqual(['b gold plain said']);
  expect(labels([secret, alias, copy(day(1)), cleared], { asOf: day(2), of: ['b.y'] })).toEqual(['b.y PHI plain 1']);
  expect(labels([secret, alias, copy(day(1)), cleared], { asOf: day(3), of: ['b.y'] })).toEqual([]);
});

test('a retracted event brings, says and clears nothing; knownAt asks before it was retracted', () => {
  const takeBack = (digest: string) => ({ retraction: digest, events: [digest], why: 'a test' });
  const cleared = datasetEvent(day(2), { name: 'b', facets: lifecycle('DROP') });
  const history = [secret, copy(day(1)), cleared];
  const of = ['b.y'];

  expect(labels(history, { asOf: day(2), of })).toEqual([]);
  expect(labels([...history, takeBack('0002')], { asOf: day(2), of })).toEqual(['b.y PHI plain 1']);
  expect(labels([...history, takeBack('0002'), takeBack('0001')], { asOf: day(2), of })).toEqual([]);
  expect(labels([...history, takeBack('0002'), takeBack('0000')], { asOf: day(2), of })).toEqual([]);
  const all = historyOf(...history, takeBack('0002'));
  expect(referenceLabels(all, { asOf: day(2), knownAt: 3 }).map(placed)).not.toContain('b.y');
});

test('of two shortest paths the one whose written places come first is told, else the earlier', () => {
  const through = (name: string, time: Instant) => [
    runEvent(time, { job: `to ${name}`, outputs: [{ name, facets: columns('a.x -> y') }] }),
    runEvent(day(5), { job: `from ${name}`, outputs: [{ name: 'z', facets: columns(`${name}.y -> y`) }] }),
  ];
  const history = historyOf(secret, ...through('d', day(1)), ...through('c', day(3)), copy(day(2)), copy(day(4)));
  const told = referenceLabels(history, { asOf: day(5), knownAt: history.length });
  const steps = (place: string) => told.find((one) => placed(one) === place)?.path.map(({ to, at }) => [to.node.name, at]);

  expect(steps('z.y')).toEqual([
    ['c', day(3)],
    ['z', day(5)],
  ]);
  expect(steps('b.y')).toEqual([['b', day(2)]]);
});

test('a snapshot, a retired node and an edge that ended take nothing away', () => {
  const snapshot = { jobType: { emissionPattern: { eventContentMode: 'COMPLETE_SNAPSHOT' } } };
  const history = [
    secret,
    copy(day(1)),
    runEvent(day(2), { outputs: ['c'], jobFacets: snapshot }),
    runEvent(day(90), { run: 'late' }),
    { setting: 'retired', node: { kind: 'dataset', ...named('b') }, at: '2026-01-03T00:00:00Z' } as const,
  ];

  expect(labels(history, { asOf: day(99), of: ['b.y'] })).toEqual(['b.y PHI plain 1']);
});
