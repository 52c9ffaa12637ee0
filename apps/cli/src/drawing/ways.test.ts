import { expect, test } from 'vitest';

import type { Walked } from './walked.ts';
import { chainsOf, jobEnds, waysOf } from './ways.ts';

function node(id: string, kind: 'DATASET' | 'JOB' | 'COLUMN', column: string | null = null): Walked['nodes'][number] {
  return { id, kind, namespace: 'ns', name: id.split('.')[0] ?? id, column, depth: 0, dataset: null };
}

function edge(source: string, target: string, via: string | null = null): Walked['edges'][number] {
  return {
    source,
    target,
    via: via === null ? null : { namespace: 'jobs', name: via },
    kind: 'OBSERVED',
    transformations: [],
  };
}

function answer(nodes: Walked['nodes'], edges: Walked['edges']): Walked {
  return { nodes, edges };
}

test('what a job reads and what it writes is one way', () => {
  const lineage = answer([node('out', 'DATASET'), node('load', 'JOB'), node('in', 'DATASET')], [edge('in', 'load'), edge('load', 'out')]);

  const ways = waysOf(lineage).map(({ from, to, job }) => [from.dataset.name, job?.name, to.dataset.name]);

  expect(ways).toEqual([['in', 'load', 'out']]);
});

test('one way is told once, by whichever edges it is shown', () => {
  const nodes = [node('out', 'DATASET'), node('load', 'JOB'), node('in', 'DATASET')];
  const lineage = answer(nodes, [
    edge('in', 'load'),
    edge('load', 'out'),
    { ...edge('in', 'out'), via: { namespace: 'ns', name: 'load' } },
  ]);

  expect(waysOf(lineage)).toHaveLength(1);
});

test('a job of which only one side is known is the end of a walk', () => {
  const nodes = [node('out', 'DATASET'), node('load', 'JOB'), node('export', 'JOB'), node('through', 'JOB'), node('in', 'DATASET')];
  const edges = [edge('load', 'out'), edge('out', 'export'), edge('in', 'through'), edge('through', 'out')];

  const ends = jobEnds(answer(nodes, edges)).map(({ job, dataset, role }) => [job.name, role, dataset.name]);

  expect(ends).toEqual([
    ['load', 'wrote', 'out'],
    ['export', 'read', 'out'],
  ]);
});

test('a column is about health when its dataset tags it so', () => {
  const tags = [{ key: 'phi', field: 'bp' }];
  const raw = { ...node('raw.bp', 'COLUMN', 'bp'), dataset: { tags } };
  const bed = { ...node('raw.bed', 'COLUMN', 'bed'), dataset: { tags } };
  const lineage = answer(
    [node('clean.bp', 'COLUMN', 'bp'), raw, bed],
    [edge('raw.bp', 'clean.bp', 'clean'), edge('raw.bed', 'clean.bp', 'clean')],
  );

  expect(waysOf(lineage).map(({ from }) => [from.column, from.isPhi])).toEqual([
    ['bp', true],
    ['bed', false],
  ]);
});

test('chains go back to where nothing comes from, and end where they would turn in a circle', () => {
  const nodes = ['score.c', 'vitals.c', 'raw.c', 'labs.c'].map((id) => node(id, 'COLUMN', 'c'));
  const edges = [
    edge('vitals.c', 'score.c', 'j'),
    edge('raw.c', 'vitals.c', 'j'),
    edge('vitals.c', 'raw.c', 'j'),
    edge('labs.c', 'score.c', 'j'),
  ];

  const chains = chainsOf(waysOf(answer(nodes, edges)), { dataset: { namespace: 'ns', name: 'score' }, column: 'c', isPhi: false });

  expect(chains.map((chain) => chain.map(({ dataset }) => dataset.name))).toEqual([
    ['score', 'vitals', 'raw'],
    ['score', 'labs'],
  ]);
});
