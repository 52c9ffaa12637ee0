import { expect, test } from 'vitest';

import { shortened } from './text-width.ts';
import { type Branch, drawTree, type TreeNode } from './tree.ts';

function by(name: string, ...nodes: readonly TreeNode[]): Branch {
  return { name: (width) => shortened(name, width), nodes };
}

function node(label: string, note: string, ...branches: readonly Branch[]): TreeNode {
  return { label, note, branches };
}

test('ways stand on the branches, notes below each other', () => {
  const labs = node('lab_results topic', 'lactate', by('ehr-copy', node('lab_results table', 'lactate')));
  const tree = node(
    'alerts',
    'score',
    by('scoring', node('vitals', 'heart_rate, spo2', by('cleaning', node('raw', 'heart_rate, spo2'))), labs),
  );

  expect(drawTree(tree, 80)).toEqual([
    'alerts                   score',
    '│  scoring',
    '├─ vitals                heart_rate, spo2',
    '│  │  cleaning',
    '│  └─ raw                heart_rate, spo2',
    '└─ lab_results topic     lactate',
    '   │  ehr-copy',
    '   └─ lab_results table  lactate',
  ]);
});

test('a long note goes on beside the rails', () => {
  const tree = node(
    'alerts',
    '',
    by('scoring', node('vitals', 'heart_rate, spo2, resp_rate, temperature', by('cleaning', node('raw', ''))), node('labs', '')),
  );

  expect(drawTree(tree, 36)).toEqual([
    'alerts',
    '│  scoring',
    '├─ vitals  heart_rate, spo2,',
    '│  │       resp_rate, temperature',
    '│  │  cleaning',
    '│  └─ raw',
    '└─ labs',
  ]);
});

test('a note that has no room beside its label stands below it', () => {
  const tree = node('a name that is far too long for this', 'score', by('scoring', node('raw', 'bp')));

  expect(drawTree(tree, 38)).toEqual(['a name that is far too long for this', '│               score', '│  scoring', '└─ raw          bp']);
});

test('several ways into one thing share its line', () => {
  const tree = node(
    'vitals',
    '',
    by('by stream', node('topic', '')),
    by('by hand, with a name that is longer than the line', node('gap', '')),
  );

  expect(drawTree(tree, 30)).toEqual([
    'vitals', //
    '│  by stream',
    '├─ topic',
    '│  by hand, with…than the line',
    '└─ gap',
  ]);
});
