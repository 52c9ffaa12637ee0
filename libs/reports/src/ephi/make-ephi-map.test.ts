import { expect, test } from 'vitest';

import type { Transformation } from '#lineage';
import { canonicalJson } from '#record';
import { diceOf, given } from '#testkit';

import type { EphiMap } from './ephi-map.ts';
import type { EphiFacts, FactDataset, FactEdge, FactFlow, Place } from './facts.ts';
import { makeEphiMap } from './make-ephi-map.ts';

const DIRECT: Transformation = { type: 'DIRECT', subtype: 'IDENTITY', description: null, masking: false };
const MASK: Transformation = { type: 'DIRECT', subtype: 'TRANSFORMATION', description: 'sha-256', masking: true };
const JOIN: Transformation = { type: 'INDIRECT', subtype: 'JOIN', description: null, masking: false };

/** `a.x` is a column, `a.*` the rows of a as a whole. */
function column(text: string): Place {
  const [name = '', of = ''] = text.split('.');
  return { kind: 'column', namespace: 'db', name, column: of === '*' ? null : of };
}

function edge(source: string, target: string, ...transformations: readonly Transformation[]): FactEdge {
  return {
    source: column(source),
    target: column(target),
    via: { namespace: 'etl', name: `${source}>${target}` },
    kind: 'observed',
    origin: 'column',
    since: '2026-03-01T00:00:00Z',
    transformations,
    isUntold: transformations.length === 0,
    evidence: {
      firstSeen: '2026-03-01T00:00:00Z',
      lastSeen: '2026-03-02T00:00:00Z',
      count: 2,
      first: `${source}>${target} 1`,
      last: `${source}>${target} 2`,
    },
  };
}

/** Between datasets, as `a > b`; a name in brackets is a job. Columns are told by `columnLineage` alone, and by some `lineage` facets. */
function flow(ends: string, told: 'io' | 'lineage' | 'lineage with columns' | 'column'): FactFlow {
  const [source = '', target = ''] = ends.split(' > ');
  const place = (text: string): Place => ({ kind: text.startsWith('[') ? 'job' : 'dataset', namespace: 'db', name: text, column: null });
  const between = { source: place(source), target: place(target), via: { namespace: 'etl', name: 'job' }, transformations: [] };
  const origin = told === 'lineage with columns' ? 'lineage' : told;
  return { ...edge('a.x', 'b.x'), ...between, origin, tellsColumns: told === 'column' || told === 'lineage with columns' };
}

function dataset(name: string, phi: readonly (string | null)[] = [], more: Partial<FactDataset> = {}): FactDataset {
  const tags = phi.map((field) => ({ key: 'phi', value: 'true', field, toldBy: `tags of ${name}` }));
  const owners = [{ name: `team:${name}`, type: 'OWNER', toldBy: `owner of ${name}` }];
  return { namespace: 'db', name, otherNames: [], tags, ruled: [], owners, columns: ['x'], ...more };
}

function facts({
  walks = [],
  flows = [],
  datasets = [],
  unknown = [],
}: Partial<Omit<EphiFacts, 'walks'>> & { readonly walks?: readonly (readonly [string, readonly FactEdge[]])[] }): EphiFacts {
  return {
    ...{ asOf: '2026-04-01T00:00:00Z', knownAt: '12', askedAs: ['auditor'], foldVersion: 1, datasets, flows, unknown },
    walks: walks.map(([root, edges]) => ({ root: column(root), edges })),
  };
}

/** `b.y UNMASKED by a.x>b.y`, of the first source. */
function destinations({ sources, edges }: EphiMap, which: 'destinations' | 'derived' = 'destinations'): readonly string[] {
  return given(sources[0])[which].map(
    ({ name, column: of, exposure, witness }) =>
      `${name}.${of ?? '*'} ${exposure} by ${witness.map((number) => edges[number - 1]?.via?.name).join(' ')}`,
  );
}

test('one unmasked way is enough, also beside a shorter masked one', () => {
  const edges = [edge('a.x', 'c.y', MASK), edge('a.x', 'b.x', DIRECT), edge('b.x', 'c.y', DIRECT), edge('c.y', 'd.y', DIRECT)];

  expect(destinations(makeEphiMap(facts({ datasets: [dataset('a', ['x'])], walks: [['a.x', edges]] })))).toEqual([
    'b.x UNMASKED by a.x>b.x',
    'c.y UNMASKED by a.x>b.x b.x>c.y',
    'd.y UNMASKED by a.x>b.x b.x>c.y c.y>d.y',
  ]);
});

test('a mask makes a pseudonym, for everything behind it', () => {
  const edges = [edge('a.x', 'b.key', MASK), edge('b.key', 'c.key', DIRECT), edge('c.key', 'b.key', DIRECT)];

  expect(destinations(makeEphiMap(facts({ datasets: [dataset('a', ['x'])], walks: [['a.x', edges]] })))).toEqual([
    'b.key PSEUDONYMISED by a.x>b.key',
    'c.key PSEUDONYMISED by a.x>b.key b.key>c.key',
  ]);
});

test('what only decides about rows is derived, and stands apart', () => {
  const edges = [edge('a.x', 'b.*', JOIN), edge('b.*', 'c.z', DIRECT), edge('a.x', 'b.x', JOIN, DIRECT)];
  const map = makeEphiMap(facts({ datasets: [dataset('a', ['x'])], walks: [['a.x', edges]] }));

  expect(destinations(map)).toEqual(['b.x UNMASKED by a.x>b.x']);
  expect(destinations(map, 'derived')).toEqual(['b.* DERIVED by a.x>b.*', 'c.z DERIVED by a.x>b.* b.*>c.z']);
  expect(map.summary).toMatchObject({ unmasked: 1, pseudonymised: 0, derived: 2 });
});

test('a mask beside a statement that tells nothing counts as no mask, and is named', () => {
  const edges = [{ ...edge('a.x', 'b.x', MASK), isUntold: true }];
  const map = makeEphiMap(facts({ datasets: [dataset('a', ['x'])], walks: [['a.x', edges]] }));

  expect(destinations(map)).toEqual(['b.x UNMASKED by a.x>b.x']);
  expect(map.unknown.filter(({ code }) => code === 'MASKING_NOT_TOLD').map(({ about }) => about)).toEqual([['db a.x']]);
});

test('where no columns are told a dataset is assumed to hold it, and so is everything made from that', () => {
  const flows = [
    flow('a > [job]', 'io'),
    flow('[job] > b', 'io'),
    flow('b > c', 'column'),
    flow('a > d', 'column'),
    flow('a > e', 'lineage'),
    flow('a > f', 'lineage with columns'),
  ];
  const map = makeEphiMap(facts({ datasets: [dataset('a', ['x']), dataset('b', [], { owners: [] })], walks: [['a.x', []]], flows }));

  expect(map.assumed.map(({ name, atWorst }) => [name, atWorst])).toEqual([
    ['b', 'UNMASKED'],
    ['c', 'UNMASKED'],
    ['e', 'UNMASKED'],
  ]);
  expect(map.unknown.map(({ code, about }) => [code, about])).toEqual([
    ['NOT_TAGGED', ['db b']],
    ['NO_COLUMN_LINEAGE', ['db b', 'db c', 'db e']],
    ['OWNER_NOT_KNOWN', ['db b', 'db c', 'db e']],
  ]);
});

test('a dataset that was reached as a pseudonym makes what is assumed behind it no worse', () => {
  const map = makeEphiMap(
    facts({ datasets: [dataset('a', ['x'])], walks: [['a.x', [edge('a.x', 'b.x', MASK)]]], flows: [flow('b > c', 'lineage')] }),
  );

  expect(map.assumed.map(({ name, atWorst }) => [name, atWorst])).toEqual([['c', 'PSEUDONYMISED']]);
});

test('what may be a source is one only where it leads somewhere, and a tagged dataset without schema as a whole', () => {
  const tagged = [dataset('a', ['r.x'], { columns: ['r', 'r.x', 'r.x.z'] }), dataset('w', [null], { columns: [] })];
  const map = makeEphiMap(facts({ datasets: tagged, walks: [['a.r', []]] }));

  expect(map.sources.map(({ name, column: of, basis }) => [name, of, basis])).toEqual([
    ['a', 'r.x', 'COLUMN'],
    ['w', null, 'WHOLE'],
  ]);
  expect(map.unknown.map(({ code }) => code)).toEqual(['SCHEMA_NOT_KNOWN']);
});

test('a tagged dataset is a source as a whole where columns lead on that its schema does not show', () => {
  const walks = [
    ['a.x', [edge('a.x', 'b.x', DIRECT)]],
    ['a.*', [edge('a.*', 'b.x', DIRECT), edge('a.*', 'b.hidden', DIRECT)]],
  ] as const;
  const map = makeEphiMap(facts({ datasets: [dataset('a', [null])], walks }));

  expect(map.sources.map(({ column: of, basis, destinations: of_ }) => [of, basis, of_.length])).toEqual([
    [null, 'WHOLE', 2],
    ['x', 'DATASET', 1],
  ]);
});

test('every event that is named is in the list of commitments, once', () => {
  const map = makeEphiMap(facts({ datasets: [dataset('a', ['x'])], walks: [['a.x', [edge('a.x', 'b.x', DIRECT)]]] }));

  expect(map.commitments).toEqual(['a.x>b.x 1', 'a.x>b.x 2', 'owner of a', 'tags of a']);
});

test('the same facts in any order give the same bytes', () => {
  const edges = [edge('a.x', 'b.x', MASK), edge('a.x', 'c.x', DIRECT), edge('b.x', 'd.x', DIRECT), edge('c.x', 'd.x', DIRECT, MASK, JOIN)];
  const whole = facts({
    datasets: [dataset('a', ['x', 'y']), dataset('b'), dataset('c', ['x']), dataset('d', [], { owners: [] })],
    walks: [
      ['a.x', edges],
      ['a.y', []],
      ['c.x', [given(edges[3])]],
    ],
    flows: [flow('a > [job]', 'io'), flow('[job] > e', 'io'), flow('d > f', 'lineage')],
    unknown: [
      { code: 'B', message: 'b', about: ['2', '1'] },
      { code: 'A', message: 'a', about: [] },
      { code: 'B', message: 'b', about: ['3'] },
    ],
  });
  const expected = canonicalJson(makeEphiMap(whole));

  for (let seed = 1; seed <= 50; seed += 1) {
    const dice = diceOf(seed);
    const shuffled = <Value>(list: readonly Value[]): readonly Value[] =>
      list
        .map((value) => ({ value, at: dice.below(1_000_000) }))
        .sort((left, right) => left.at - right.at)
        .map(({ value }) => value);
    const other: EphiFacts = {
      ...whole,
      datasets: shuffled(whole.datasets).map((each) => ({ ...each, tags: shuffled(each.tags) })),
      walks: shuffled(whole.walks).map(({ root, edges: of }) => ({
        root,
        edges: shuffled(of).map((each) => ({ ...each, transformations: shuffled(each.transformations) })),
      })),
      flows: shuffled(whole.flows),
      unknown: shuffled(whole.unknown),
    };
    expect(canonicalJson(makeEphiMap(other))).toBe(expected);
  }
});

test('another time, or other rules, is another report', () => {
  const [one, other] = ['12', '13'].map((knownAt) => makeEphiMap({ ...facts({}), knownAt }));

  expect(given(one).id).toMatch(/^[0-9a-f]{32}$/);
  expect(given(one).id).not.toBe(given(other).id);
});
