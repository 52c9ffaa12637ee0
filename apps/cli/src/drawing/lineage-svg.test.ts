import { expect, test } from 'vitest';

import { type DrawnAnswer, lineageSvg } from './lineage-svg.ts';
import { drawnOf } from './svg/boxes.ts';
import { layoutOf, type PlacedBox } from './svg/layout.ts';
import type { Walked, WalkedNode } from './walked.ts';

const COMPLETE = { completeness: 'COMPLETE', reasons: [] };

function node(id: string, more: Partial<WalkedNode> = {}): WalkedNode {
  return { id, kind: 'DATASET', namespace: 'postgres://db', name: id, column: null, depth: 1, ...more };
}

function edge(source: string, target: string, more: Partial<Walked['edges'][number]> = {}): Walked['edges'][number] {
  return { source, target, via: null, kind: 'OBSERVED', transformations: [], ...more };
}

function column(dataset: string, name: string, more: Partial<WalkedNode> = {}): WalkedNode {
  return node(`${dataset}.${name}`, { kind: 'COLUMN', name: dataset, column: name, ...more });
}

/** `layers` layers of `width` datasets, each made by a job of its own from three of the layer before, and one way back. */
function layered(layers: number, width: number): DrawnAnswer {
  const at = (layer: number, index: number): string => `warehouse.clinical.layer_${layer}.table_${(index + width) % width}`;
  const places = Array.from({ length: layers * width }, (_, index) => [Math.floor(index / width), index % width] as const);
  const nodes = places.flatMap(([layer, index]) => [
    node(at(layer, index), { depth: layer }),
    ...(layer > 0 ? [node(`job ${at(layer, index)}`, { kind: 'JOB', namespace: 'spark', depth: layer })] : []),
  ]);
  const edges = places
    .filter(([layer]) => layer > 0)
    .flatMap(([layer, index]) => [
      ...[-1, 0, 1].map((step) => edge(at(layer - 1, index + step), `job ${at(layer, index)}`)),
      edge(`job ${at(layer, index)}`, at(layer, index)),
    ]);
  return {
    header: COMPLETE,
    nodes,
    edges: [...edges, edge(at(layers - 1, 0), at(0, 0), { via: { namespace: 'spark', name: 'feedback' } })],
  };
}

const COLUMNS: DrawnAnswer = {
  header: { completeness: 'PARTIAL', reasons: [{ message: 'Ask <again> & "wait".' }], asOf: '2026-03-31T00:00:00Z', knownAt: '12' },
  nodes: [
    column('report', 'score', { depth: 0 }),
    column('alerts', 'score'),
    column('vitals', 'bp', { dataset: { tags: [{ key: 'phi', field: 'bp' }] } }),
    column('vitals', 'id'),
    node('vitals whole', { kind: 'COLUMN', name: 'vitals' }),
  ],
  edges: [
    edge('alerts.score', 'report.score', { via: { namespace: 'dbt', name: 'a.model.of.<reports>' } }),
    edge('vitals.bp', 'alerts.score', { kind: 'DECLARED', transformations: [{ subtype: 'AGGREGATION', masking: true }] }),
    edge('vitals.id', 'vitals.bp'),
    edge('vitals whole', 'alerts.score'),
  ],
};

test.each([
  ['layers of jobs and datasets, and a way back', layered(4, 5)],
  ['columns', COLUMNS],
])('no two boxes of %s touch, and no line leaves the drawing', (_what, answer) => {
  const { boxes, lines, width, height } = layoutOf(drawnOf(answer));

  const apart = (left: PlacedBox, right: PlacedBox): boolean =>
    left.x + left.width < right.x || right.x + right.width < left.x || left.y + left.height < right.y || right.y + right.height < left.y;
  const touching = boxes.flatMap((left, index) =>
    boxes.slice(index + 1).flatMap((right) => (apart(left, right) ? [] : [[left.id, right.id]])),
  );
  const outside = lines.flatMap(({ points }) => points).filter(({ x, y }) => x < 0 || y < 0 || x > width || y > height);
  expect(touching).toEqual([]);
  expect(outside).toEqual([]);
  expect(lines.every(({ points }) => points.length >= 2)).toBe(true);
});

test('a line of a column begins and ends at its row, and data flows to the right', () => {
  const { boxes, lines } = layoutOf(drawnOf(COLUMNS));
  const box = (name: string): PlacedBox | undefined => boxes.find((each) => each.name === name);
  const line = lines.find(({ sourceColumn, targetColumn }) => sourceColumn === 'bp' && targetColumn === 'score');

  expect(boxes.map(({ name, rows }) => [name, rows.map((row) => [row.column, row.mark])])).toEqual([
    ['report', [['score', undefined]]],
    ['alerts', [['score', 'masked']]],
    [
      'vitals',
      [
        ['bp', 'PHI'],
        ['id', undefined],
      ],
    ],
  ]);
  expect(line?.points[0]?.x).toBe((box('vitals')?.x ?? 0) + (box('vitals')?.width ?? 0));
  expect(line?.points.at(-1)?.x).toBe(box('alerts')?.x);
  expect(box('vitals')?.x).toBeLessThan(box('alerts')?.x ?? 0);
  expect(box('alerts')?.x).toBeLessThan(box('report')?.x ?? 0);
});

test('the picture is well-formed XML, has a title and a description, needs nothing from elsewhere, and is the same each time', () => {
  const strange = { ...COLUMNS, nodes: COLUMNS.nodes.map((each) => ({ ...each, namespace: `<"&'\u0000\ud800>${each.namespace}` })) };

  for (const answer of [COLUMNS, strange, layered(3, 3)]) {
    const svg = lineageSvg(answer);
    expect(flawIn(svg)).toBeUndefined();
    expect(svg).toMatch(
      /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" class="hg-lineage" role="img" aria-labelledby="(\S+)-title \1-about"[^>]*><title id="\1-title">[^<]+<\/title><desc id="\1-about">[^<]+<\/desc>/,
    );
    expect(svg.replace('http://www.w3.org/2000/svg', '')).not.toMatch(/(?:href|src|url\(|@import)/);
    expect(svg).toContain('prefers-color-scheme:dark');
    expect(lineageSvg(answer)).toBe(svg);
  }
  expect(lineageSvg(COLUMNS)).toContain('As of 2026-03-31T00:00:00Z, from 12 entries: PARTIAL');
  expect(lineageSvg(COLUMNS)).toContain('Ask &lt;again&gt; &amp; &quot;wait&quot;.');
});

test('a job that says more exactly what came from what stands once', () => {
  const via = { namespace: 'spark', name: 'load' };
  const nodes = [node('out', { depth: 0 }), node('load', { kind: 'JOB', namespace: 'spark' }), node('in')];

  const { boxes, lines } = drawnOf({ nodes, edges: [edge('in', 'load', { via }), edge('in', 'out', { via })] });

  expect(boxes.map(({ kind, name }) => [kind, name])).toEqual([
    ['dataset', 'out'],
    ['dataset', 'in'],
    ['job', 'load'],
  ]);
  expect(lines).toHaveLength(2);
});

test('a crowd is refused with a sentence', () => {
  expect(() => lineageSvg(layered(11, 20))).toThrow(
    /^A drawing holds 250 boxes and 500 lines at most, and this one would have 421 and \d+; ask for less depth, or take the JSON\.$/,
  );
});

/** Where a text stops being XML: tags that do not close, attributes that are not quoted, signs that must be written otherwise. */
function flawIn(xml: string): string | undefined {
  const open: string[] = [];
  let rest = xml.trimEnd();
  while (rest !== '') {
    const token = /^(?:<(\/?)([a-z]+)((?: [\w:-]+="[^"<]*")*)(\/?)>|[^<]+)/.exec(rest);
    if (token === null) return rest.slice(0, 80);
    const [whole, closing, name = '', , alone] = token;
    if (/&(?!(?:amp|lt|gt|quot|#39);)|[\u0000-\u0008\ufffe]|\p{Surrogate}/u.test(whole)) return whole;
    if (closing === '/' && open.pop() !== name) return whole;
    if (closing === '' && alone === '') open.push(name);
    rest = rest.slice(whole.length);
  }
  return open.length === 0 ? undefined : `not closed: ${open.join(' ')}`;
}
