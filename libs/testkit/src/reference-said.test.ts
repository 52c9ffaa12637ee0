import { expect, test } from 'vitest';

import type { Instant } from '#foundation';
import type { JsonObject } from '#record';

import { datasetEvent, day, named, runEvent, type FacetBodies } from './event-builders.ts';
import { referenceHeld } from './reference-held.ts';
import { referenceLabels, type RefLabel } from './reference-labels.ts';
import type { RefLabelRule, RefSpoken } from './reference-spoken.ts';
import { historyOf, type Recorded } from './short-facts.ts';

function policy(...labels: readonly (readonly [label: string, on: RefLabelRule['on']])[]): RefSpoken {
  return { kind: 'policy', policy: { name: 'phi', labels: labels.map(([label, on]) => ({ label, on })) } };
}

/** Of `n:a`, with what the schema object says beside its properties. */
function contract(properties: readonly JsonObject[], rest: JsonObject = {}, id = 'patients'): RefSpoken {
  const customProperties = [
    { property: 'headgateNamespace', value: 'n' },
    { property: 'headgateDataset', value: 'a' },
  ];
  return { kind: 'contract', text: JSON.stringify({ id, schema: [{ name: 'table', customProperties, properties, ...rest }] }) };
}

const schema = (...fields: readonly JsonObject[]): FacetBodies => ({ schema: { fields } });
const lifecycle = (lifecycleStateChange: string): FacetBodies => ({ lifecycleStateChange: { lifecycleStateChange } });
const tags = (...all: readonly JsonObject[]): FacetBodies => ({ tags: { tags: all } });

/** The one column of `from`, `x`, into `y` of `to`. */
function copy(time: Instant, { from = 'a', to = 'b', field = 'x' } = {}) {
  const columnLineage = { fields: { y: { inputFields: [{ ...named(from), field }] } } };
  return runEvent(time, { job: `${from} to ${to}`, run: `${time}`, outputs: [{ name: to, facets: { columnLineage } }] });
}

const SSN = policy(['PHI', { namespace: 'n', name: 'a', columns: ['x'] }]);

/** `b.y PHI plain 1` for what came in one step, `a.x PHI plain said` for what is declared. Asked at day 9 and at the last size, unless it says. */
function labels(recorded: readonly Recorded[], { asOf = day(9), knownAt = recorded.length } = {}): readonly string[] {
  return referenceLabels(historyOf(...recorded), { asOf, knownAt }).map(worded);
}

function worded({ dataset, column, label, form, isDeclared, isAssumed, steps }: RefLabel): string {
  const place = column === null ? dataset.name : `${dataset.name}.${column}`;
  return `${place} ${label} ${form} ${isDeclared ? 'said' : `${isAssumed ? 'assumed ' : ''}${steps}`}`;
}

/** What data hold themselves, always: `a.x PHI`. */
function always(recorded: readonly Recorded[]): readonly string[] {
  return referenceHeld(historyOf(...recorded), { knownAt: recorded.length })
    .filter(({ from, to, form, isAssumed }) => from === null && to === null && form === 'plain' && !isAssumed)
    .map(({ node, column, level }) => `${column === null ? node.name : `${node.name}.${column}`} ${level}`);
}

test('what a policy says is said of data that were there before it, and of their copies', () => {
  const known = ['a PHI plain said', 'a.x PHI plain said', 'b PHI plain 1', 'b.y PHI plain 1'];

  expect(labels([copy(day(1)), SSN])).toEqual(known);
  expect(labels([SSN, copy(day(1))])).toEqual(known);
  expect(labels([copy(day(1)), SSN], { asOf: day(1) })).toEqual(known);
  expect(always([copy(day(1)), SSN])).toEqual(['a.x PHI']);
});

test('a question with a knownAt before the policy, or between it and its next version, is told what was said then', () => {
  const history = [copy(day(1)), SSN, policy(['INTERNAL', { name: 'a' }])];

  expect(labels(history, { knownAt: 1 })).toEqual([]);
  expect(labels(history, { knownAt: 2 })).toContain('b.y PHI plain 1');
  expect(labels(history)).toEqual(['a INTERNAL plain said', 'a.x INTERNAL plain said', 'b INTERNAL plain 1', 'b.y INTERNAL plain 1']);
});

test('a version without labels ends what was said, and another policy says it on', () => {
  const other: RefSpoken = { kind: 'policy', policy: { name: 'other', labels: [{ label: 'PII', on: { name: 'b' } }] } };
  const silent: RefSpoken = { kind: 'policy', policy: { name: 'phi' } };

  expect(labels([copy(day(1)), SSN, other, silent])).toEqual(['b PII plain said', 'b.y PII plain said']);
});

test('no clear ends what a policy says; it clears the copies, and what is copied after is labelled', () => {
  const cleared = (name: string) => datasetEvent(day(2), { name, facets: lifecycle('OVERWRITE') });
  const late = copy(day(3), { to: 'c' });

  expect(labels([copy(day(1)), SSN, cleared('a'), cleared('b'), late])).toEqual([
    'a PHI plain said',
    'a.x PHI plain said',
    'c PHI plain 1',
    'c.y PHI plain 1',
  ]);
});

test('a dataset is covered by one of its names, and all its columns by any', () => {
  const linked = datasetEvent(day(5), { name: 'a', facets: { symlinks: { identifiers: [{ ...named('hive'), type: 'TABLE' }] } } });
  const byLink = policy(['PHI', { name: 'hive', columns: ['x'] }]);
  const alias = { setting: 'alias', pair: [named('a'), named('z')], joined: true } as const;

  expect(labels([copy(day(1)), linked, byLink], { asOf: day(1) })).toContain('b.y PHI plain 1');
  expect(labels([copy(day(1)), byLink])).toEqual([]);
  expect(labels([copy(day(1)), alias, policy(['PHI', { name: 'z', columns: ['x'] }])])).toContain('b.y PHI plain 1');
  expect(labels([copy(day(1)), alias, policy(['PHI', { namespace: 'm', name: 'z' }])])).toEqual([]);
});

test('namespace and name are of one name, and patterns count letter by letter', () => {
  const other = {
    ...datasetEvent(day(1), 'q'),
    mentions: [{ name: { namespace: 'm', name: 'q' }, role: 'subject' as const, facets: new Map(), useFacets: new Map() }],
  };
  const alias = { setting: 'alias', pair: [named('a'), { namespace: 'm', name: 'q' }], joined: true } as const;
  const said = (on: RefLabelRule['on']) => labels([copy(day(1)), other, alias, policy(['PHI', on])]).length > 0;

  expect([said({ namespace: 'n', name: 'q' }), said({ namespace: 'm', name: 'a' })]).toEqual([false, false]);
  expect([said({ namespace: 'm', name: 'q' }), said({ name: '*' }), said({ namespace: '*m*', name: 'q*' })]).toEqual([true, true, true]);
  expect([said({ name: 'A' }), said({ name: '?' }), said({ name: 'a*a' })]).toEqual([false, false, false]);
});

test('columns are known by schema, tags and lineage, at whatever time, and not from an event that was retracted', () => {
  const nested = { name: 'address', fields: [{ name: 'street', fields: [{ name: 'no' }] }] };
  const told = [
    datasetEvent(day(1), { name: 'a', facets: schema(nested, { name: 'gone' }, { type: 'no name' }) }),
    datasetEvent(day(8), {
      name: 'a',
      facets: { ...schema({ name: 'kept' }), ...tags({ key: 'gold', field: 'tagged' }, { field: 'no key' }) },
    }),
    copy(day(3), { from: 'a', to: 'b' }),
    copy(day(3), { from: 'c', to: 'a' }),
  ];
  const of = (...rest: readonly Recorded[]) =>
    always([...told, policy(['PHI', { name: 'a', columns: ['*'] }]), ...rest]).map((line) => line.replace(' PHI', ''));

  expect(of()).toEqual(['a.address', 'a.address.street', 'a.address.street.no', 'a.gone', 'a.kept', 'a.tagged', 'a.x', 'a.y']);
  expect(of({ retraction: 'r', events: ['0000', '0002'], why: 'a test' })).toEqual(['a.kept', 'a.tagged', 'a.y']);
  expect(labels([...told, policy(['PHI', { name: 'a', columns: ['kept'] }])], { asOf: day(1) })).toContain('a.kept PHI plain said');
});

test('what a pattern fits is said of that column; those within and around it meet it, and a column is known when one within it is', () => {
  const fields = datasetEvent(day(1), { name: 'a', facets: schema({ name: 'name', fields: [{ name: 'first' }] }, { name: 'names' }) });
  const inner = copy(day(1), { field: 'p.q.r' });

  expect(always([fields, policy(['PHI', { name: 'a', columns: ['name'] }])])).toEqual(['a.name PHI']);
  expect(labels([fields, policy(['PHI', { name: 'a', columns: ['name.first'] }])])).toEqual([
    'a PHI plain said',
    'a.name.first PHI plain said',
  ]);
  expect(labels([inner, policy(['PHI', { name: 'a', columns: ['p'] }])])).toEqual([
    'a PHI plain said',
    'a.p PHI plain said',
    'a.p.q.r PHI plain said',
    'b PHI plain 1',
    'b.y PHI plain 1',
  ]);
  expect(labels([fields, policy(['PHI', { name: 'a', columns: ['nobody'] }])])).toEqual([]);
});

test('a label without columns is said of the dataset whole, and each column meets it', () => {
  const history = [copy(day(1)), policy(['tier=Gold', { name: 'a' }])];

  expect(labels(history)).toEqual(['a tier=gold plain said', 'a.x tier=gold plain said', 'b tier=gold plain 1', 'b.y tier=gold plain 1']);
  expect(always([copy(day(1)), policy(['PII', { name: 'a' }])])).toEqual(['a PII']);
});

test('a logical dataset is what the access file says at the asked size, body by body, letter by letter', () => {
  const bodies = (...names: readonly string[]): RefSpoken => ({ kind: 'bodies', logical: 'people', bodies: names.map(named) });
  const said = policy(['PHI', { logical: 'people', namespace: 'n' }]);
  const history = [copy(day(1)), bodies('a'), said, bodies('b', '*')];

  expect(labels(history, { knownAt: 3 })).toContain('a PHI plain said');
  expect(labels(history)).toEqual(['b PHI plain said', 'b.y PHI plain said']);
  expect(labels([copy(day(1)), said])).toEqual([]);
  expect(labels([copy(day(1)), bodies('a'), policy(['PHI', { logical: 'people', namespace: 'm' }])])).toEqual([]);
});

test('a rule that is of no dataset is refused, for it would be of each', () => {
  expect(() => labels([policy(['PHI', { columns: ['*'] }])])).toThrow(RangeError);
});

test.each([
  ['phi', 'PHI'],
  ['ePHI', 'PHI'],
  ['Classification= pii ', 'PII'],
  ['classification=secret', 'classification=secret'],
  ['PHI=no', 'phi=no'],
  ['confidential=7', 'CONFIDENTIAL'],
  ['A=B=C', 'a=b=c'],
  ['Gold=', 'gold'],
])('the label %j is read as a tag is: %s', (label, expected) => {
  expect(labels([datasetEvent(day(1), 'a'), policy([label, { name: 'a' }])])).toEqual([`a ${expected} plain said`]);
});

test.each([
  ['Phi', ['a PHI plain said', 'a.x PHI plain said']],
  ['ephi', ['a PHI plain said', 'a.x PHI plain said']],
  ['Restricted', ['a classification=restricted plain said', 'a.x classification=restricted plain said']],
  ['', []],
  [7, []],
])('a contract that classifies a property %j says %j', (classification, expected) => {
  expect(labels([datasetEvent(day(1), 'a'), contract([{ name: 'x', classification }])])).toEqual(expected);
});

test('a contract says its tags that are texts, of a property by its physical name and of the dataset whole, also without properties', () => {
  const property = { name: 'logical', physicalName: 'x', tags: ['PHI', 'tier=Gold', 7, { key: 'PII' }, ''] };
  const told = datasetEvent(day(1), 'a');

  expect(labels([told, contract([property])])).toEqual([
    'a PHI plain said',
    'a tier=gold plain said',
    'a.x PHI plain said',
    'a.x tier=gold plain said',
  ]);
  expect(always([told, contract([{ name: 'x' }], { tags: ['internal'] })])).toEqual(['a INTERNAL']);
  expect(always([told, contract([], { tags: ['internal'] })])).toEqual(['a INTERNAL']);
});

test('of what is in an array a contract speaks by the path with _element and without', () => {
  const array = { name: 'visits', items: { classification: 'PII', properties: [{ name: 'day', classification: 'PHI' }] } };
  const nested = { name: 'name', properties: [{ name: 'first', classification: 'PII' }] };

  expect(always([datasetEvent(day(1), 'a'), contract([array, nested])])).toEqual([
    'a.name.first PII',
    'a.visits PII',
    'a.visits._element PII',
    'a.visits._element.day PHI',
    'a.visits.day PHI',
  ]);
});

test('the newest version of each contract speaks, beside others, of a dataset by any of its names, and of none that nobody told of', () => {
  const [first, second] = [contract([{ name: 'x', classification: 'PHI' }]), contract([{ name: 'x', classification: 'public' }])];
  const other = contract([{ name: 'x', classification: 'PII' }], {}, 'another');
  const alias = { setting: 'alias', pair: [named('a'), named('z')], joined: true } as const;

  expect(always([datasetEvent(day(1), 'a'), first, second, other])).toEqual(['a.x PUBLIC', 'a.x PII']);
  expect(labels([datasetEvent(day(1), 'a'), first, second, other], { knownAt: 2 })).toContain('a.x PHI plain said');
  expect(labels([datasetEvent(day(1), 'z'), alias, first])).toContain('a.x PHI plain said');
  expect(always([datasetEvent(day(1), 'z'), first])).toEqual([]);
});

test('policies and contracts add to what tags say, and where they say different levels all are borne', () => {
  const tagged = datasetEvent(day(1), { name: 'a', facets: tags({ key: 'INTERNAL', field: 'x' }) });

  expect(labels([tagged, SSN, contract([{ name: 'x', classification: 'PII' }])]).filter((line) => line.startsWith('a.x'))).toEqual([
    'a.x INTERNAL plain said',
    'a.x PHI plain said',
    'a.x PII plain said',
  ]);
});

test('what came along and is said of the copy, too, is declared there', () => {
  const both = policy(['PHI', { name: 'a', columns: ['x'] }], ['PHI', { name: 'b', columns: ['y'] }]);

  expect(labels([copy(day(1)), both])).toContain('b.y PHI plain said');
});
