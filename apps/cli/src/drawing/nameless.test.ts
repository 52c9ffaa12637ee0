import { expect, test } from 'vitest';

import { lineagePage } from '../remote/lineage-page.ts';
import { plainInk } from './ink.ts';
import { lineageMermaid } from './lineage-mermaid.ts';
import { lineageSvg } from './lineage-svg.ts';
import { withNameless } from './nameless.ts';

const header = { asOf: '2026-03-01T00:00:00Z', knownAt: '3', completeness: 'PARTIAL' as const, reasons: [] };
const node = (id: string, kind: 'DATASET' | 'JOB', depth: number) => ({
  id,
  kind,
  namespace: kind === 'JOB' ? 'etl' : 's3://lake',
  name: id,
  column: null,
  depth,
});
const edge = (source: string, target: string) => ({ source, target, via: null, kind: 'OBSERVED' as const, transformations: [] });

/** patients → load → a hidden dataset → a hidden job → report, and from the hidden dataset by a way that is not told to site. */
const ANSWER = {
  header,
  nodes: [node('patients', 'DATASET', 0), node('load', 'JOB', 1), node('report', 'DATASET', 2), node('site', 'DATASET', 2)],
  edges: [edge('patients', 'load')],
  namelessNodes: [
    { id: 'nameless-0-1', kind: 'DATASET' as const, depth: 1 },
    { id: 'nameless-0-2', kind: 'JOB' as const, depth: 2 },
  ],
  namelessEdges: [
    { source: 'load', target: 'nameless-0-1' },
    { source: 'nameless-0-1', target: 'nameless-0-2' },
    { source: 'nameless-0-2', target: 'report' },
    { source: 'nameless-0-1', target: 'site' },
  ],
};

test('a tree shows what is hidden as such, in the place where it stands', () => {
  const asked = { direction: 'DOWNSTREAM', depth: 20, isByColumn: false, isIndirect: false } as const;

  expect(lineagePage(withNameless(ANSWER), asked, { ink: plainInk, width: 100 }).slice(0, 6)).toEqual([
    'patients s3',
    '│  load (etl)',
    '└─ hidden dataset 1 name not shown',
    '   │  hidden job 1 (name not shown)',
    '   ├─ report s3',
    '   │  job not told (name not shown)',
  ]);
});

test('a flowchart marks what is hidden, and a picture draws it apart and says so to those who hear it', () => {
  expect(lineageMermaid(withNameless(ANSWER))).toBe(`flowchart LR
  n1["patients<br/>s3"]
  n2(["load<br/>etl"])
  n3["report<br/>s3"]
  n4["site<br/>s3"]
  n5["hidden dataset 1<br/>name not shown"]:::nameless
  n6(["hidden job 1<br/>name not shown"]):::nameless
  n7(["job not told<br/>name not shown"]):::nameless
  classDef nameless stroke-dasharray: 2 3
  n1 --> n2
  n2 --> n5
  n5 --> n6
  n6 --> n3
  n5 --> n7
  n7 --> n4
`);
  const svg = lineageSvg(withNameless(ANSWER));
  expect(svg.match(/class="hg-box hg-\w+ hg-nameless"/g)).toHaveLength(4); // three boxes, and the legend
  expect(svg).toContain('<title>dataset: its name is not shown to you</title>');
  expect(svg).toContain('from dataset hidden dataset 1 to job hidden job 1');
  expect(lineageSvg(withNameless({ ...ANSWER, namelessNodes: [], namelessEdges: [] }))).not.toContain('hg-box hg-dataset hg-nameless');
});

test('what is drawn without a name is never taken for what is called so', () => {
  const called = { ...node('false', 'DATASET', 3), namespace: 'name not shown', name: 'hidden dataset 1' };

  const { nodes } = withNameless({ ...ANSWER, nodes: [...ANSWER.nodes, called] });

  expect(nodes.filter(({ name }) => name === 'hidden dataset 1').map(({ namespace, isNameless }) => [namespace, isNameless])).toEqual([
    ['name not shown', undefined],
    ['name not shown.', true],
  ]);
});
