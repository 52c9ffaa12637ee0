import { expect, test } from 'vitest';

import { plainInk } from './ink.ts';
import { drawTree } from './tree.ts';
import { lineageTree } from './lineage-tree.ts';
import type { Place, Way } from './ways.ts';

const KAFKA = 'kafka://broker:9092';

function place(name: string, column: string | null, isPhi = false): Place {
  return { dataset: { namespace: KAFKA, name }, column, isPhi };
}

function way(from: Place, to: Place, { job = 'job', subtype = 'IDENTITY', isMasked = false } = {}): Way {
  return { from, to, job: { namespace: 'flink', name: job }, subtypes: [subtype], isMasked };
}

function drawn(ways: readonly Way[], [name, column]: readonly [string, string | null]): readonly string[] {
  return drawTree(lineageTree({ dataset: { namespace: KAFKA, name }, column }, { ways, ink: plainInk }), 80);
}

test('columns of one dataset share its line, marked where they are about health', () => {
  const score = place('alerts', 'score');
  const ways = [
    way(place('vitals', 'spo2', true), score, { job: 'scoring', subtype: 'TRANSFORMATION' }),
    way(place('vitals', 'bp', true), score, { job: 'scoring', subtype: 'TRANSFORMATION' }),
    way(place('vitals', 'bed'), score, { job: 'scoring' }),
  ];

  expect(drawn(ways, ['alerts', 'score'])).toEqual([
    'alerts kafka     score',
    '│  scoring (flink, copies, calculates)',
    '└─ vitals kafka  bp, spo2 [PHI], bed',
  ]);
});

test('a column is marked as masked where the mask was put on', () => {
  const ways = [
    way(place('staging', 'key'), place('mart', 'key')),
    way(place('patients', 'mrn', true), place('staging', 'key'), { subtype: 'TRANSFORMATION', isMasked: true }),
  ];

  expect(drawn(ways, ['mart', 'key'])).toEqual([
    'mart kafka            key',
    '│  job (flink, copies)',
    '└─ staging kafka      key [masked]',
    '   │  job (flink, calculates)',
    '   └─ patients kafka  mrn [PHI]',
  ]);
});

test('what stands above is not drawn again', () => {
  const ways = [
    way(place('vitals', null), place('alerts', null), { job: 'a' }),
    way(place('features', null), place('alerts', null), { job: 'b' }),
    way(place('vitals', null), place('features', null), { job: 'c' }),
    way(place('raw', null), place('vitals', null), { job: 'd' }),
  ];

  expect(drawn(ways, ['alerts', null])).toEqual([
    'alerts kafka',
    '│  a (flink, copies)',
    '├─ vitals kafka',
    '│  │  d (flink, copies)',
    '│  └─ raw kafka',
    '│  b (flink, copies)',
    '└─ features kafka',
    '   │  c (flink, copies)',
    '   └─ vitals kafka ↑ as above',
  ]);
});

test('downstream, the tree grows with the data, and a job that leads nowhere is named', () => {
  const ways = [
    way(place('raw', 'bp', true), place('clean', 'bp', true), { job: 'cleaning' }),
    way(place('clean', 'bp', true), place('score', 'risk'), { job: 'scoring', subtype: 'AGGREGATION', isMasked: true }),
  ];
  const ends = [{ job: { namespace: 'spark', name: 'export' }, dataset: { namespace: KAFKA, name: 'clean' }, role: 'read' as const }];
  const start = { dataset: { namespace: KAFKA, name: 'raw' }, column: [{ name: 'bp', isPhi: true }] };

  expect(drawTree(lineageTree(start, { ways, ends, toward: 'down', ink: plainInk }), 80)).toEqual([
    'raw kafka          bp [PHI]',
    '│  cleaning (flink, copies)',
    '└─ clean kafka     bp [PHI]',
    '   │  scoring (flink, aggregates)',
    '   ├─ score kafka  risk [masked]',
    '   │  export (spark)',
    '   └─ writes nothing that is known here',
  ]);
});

test('the name of a dataset loses its middle where there is no room', () => {
  const tree = lineageTree(
    { dataset: { namespace: KAFKA, name: 'warehouse.clinical.marts.sepsis_alerts' }, column: null },
    { ways: [], ink: plainInk },
  );

  expect(drawTree(tree, 36)).toEqual(['warehouse.….sepsis_alerts kafka']);
});
