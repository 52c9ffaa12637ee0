import { expect, test } from 'vitest';

import { lineageMermaid } from './lineage-mermaid.ts';
import type { WalkedNode } from './walked.ts';

const at = { namespace: 'kafka://broker:9092', column: null, depth: 1 } as const;
const seen = { via: null, kind: 'OBSERVED', transformations: [] } as const;

test('datasets are boxes, jobs have round ends, and what is only said is dotted', () => {
  const nodes: readonly WalkedNode[] = [
    { ...at, id: 'a', kind: 'DATASET', name: 'vitals.clean', depth: 0 },
    { ...at, id: 'b', kind: 'JOB', namespace: 'flink', name: 'cleaning' },
    { ...at, id: 'c', kind: 'DATASET', name: 'vitals.raw' },
  ];

  const edges = [
    { ...seen, source: 'c', target: 'b', kind: 'DECLARED' as const },
    { ...seen, source: 'b', target: 'a' },
  ];
  expect(lineageMermaid({ nodes, edges })).toBe(`flowchart LR
  n1["vitals.clean<br/>kafka"]
  n2(["cleaning<br/>flink"])
  n3["vitals.raw<br/>kafka"]
  n3 -.-> n2
  n2 --> n1
`);
});

test('columns stand in a frame for their dataset, and no name can break out of its label', () => {
  const nodes: readonly WalkedNode[] = [
    { ...at, id: 'a', kind: 'COLUMN', name: 'alerts', column: 'score', depth: 0 },
    {
      ...at,
      id: 'b',
      kind: 'COLUMN',
      name: 'x"] --> y["<b>`#1`',
      column: 'a|b\nend',
      dataset: { tags: [{ key: 'phi', field: 'a|b\nend' }] },
    },
  ];

  const edges = [{ ...seen, source: 'b', target: 'a', via: { namespace: 'ml', name: 'score"d' } }];
  expect(lineageMermaid({ nodes, edges })).toBe(`flowchart LR
  subgraph n1 ["alerts<br/>kafka"]
    n1c1["score"]
  end
  subgraph n2 ["x#quot;] --#gt; y[#quot;#lt;b#gt;#96;#35;1#96;<br/>kafka"]
    n2c1["a#124;b end (PHI)"]
  end
  n2c1 -->|"score#quot;d"| n1c1
`);
});
