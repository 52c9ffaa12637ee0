import { expect, test } from 'vitest';

import { datasetEvent, day, jobEvent, runEvent } from './event-builders.ts';
import { factsAt, historyOf } from './short-facts.ts';

import type { LineageEvent } from '../../lineage/src/event.ts';

/** The edges and the nodes that this one event makes. */
function shown(event: LineageEvent): { readonly edges: readonly string[]; readonly nodes: readonly string[] } {
  const history = historyOf(event);
  return { edges: factsAt('edge', history, { asOf: event.time }), nodes: factsAt('presence', history, { asOf: event.time }) };
}

const from = (name: string, field?: string) => ({
  type: 'DATASET',
  namespace: 'n',
  name,
  ...(field === undefined ? {} : { field }),
});

test('inputs and outputs are statements, one for each dataset and direction', () => {
  const both = runEvent(day(0), { inputs: ['a', 'a', 'b'], outputs: ['b'] });

  expect(shown(both)).toEqual({
    edges: ['observed input a -> J', 'observed input b -> J', 'observed output J -> b'],
    nodes: ['dataset a', 'dataset b', 'job J'],
  });
});

test('columnLineage gives one flow for each source dataset and a column statement for each transformation', () => {
  const inputFields = [
    { ...from('a', 'x'), transformations: [{ type: 'DIRECT' }, { type: 'INDIRECT', subtype: 'FILTER', masking: true }] },
    { ...from('a', 'y'), transformations: [{ type: 'DIRECT', masking: 'true', description: 'd' }] },
  ];
  const columnLineage = { fields: { g: { inputFields } }, dataset: [from('s', 'x')] };

  const { edges, nodes } = shown(runEvent(day(0), { outputs: [{ name: 'b', facets: { columnLineage } }] }));

  expect(edges).toEqual([
    'observed column/column a.x -> b.g via J (DIRECT - - false)',
    'observed column/column a.x -> b.g via J (INDIRECT FILTER - true)',
    'observed column/column a.y -> b.g via J (DIRECT - d false)',
    'observed column/column s.x -> b via J',
    'observed flow/column a -> b via J',
    'observed flow/column s -> b via J',
    'observed output J -> b',
  ]);
  expect(nodes).toEqual(['dataset a', 'dataset b', 'dataset s', 'job J']);
});

test('the old form of a transformation applies to input fields that have none of their own', () => {
  const fields = {
    f: { inputFields: [from('a', 'x')], transformationType: 'IDENTITY', transformationDescription: 'same' },
    g: {
      inputFields: [from('a', 'x'), { ...from('a', 'y'), transformations: [{ type: 'DIRECT' }] }],
      transformationType: 'MASKED',
    },
    h: { inputFields: [from('a', 'x')], transformationType: 'HASHED' },
    i: { inputFields: [from('a', 'x')], transformationDescription: 'no type, no transformation' },
  };

  const { edges } = shown(datasetEvent(day(0), { name: 'b', facets: { columnLineage: { fields } } }));

  expect(edges).toEqual([
    'declared column/column a.x -> b.f (DIRECT IDENTITY same false)',
    'declared column/column a.x -> b.g (DIRECT TRANSFORMATION - true)',
    'declared column/column a.x -> b.h (HASHED - - false)',
    'declared column/column a.x -> b.i',
    'declared column/column a.y -> b.g (DIRECT - - false)',
    'declared flow/column a -> b',
  ]);
});

test('an input field without namespace, name or field is passed over', () => {
  const inputFields = [{ name: 'a', field: 'x' }, { ...from('a'), field: 3 }, 'a', { namespace: 'n', name: 'c', field: 'x' }];

  const { edges } = shown(datasetEvent(day(0), { name: 'b', facets: { columnLineage: { fields: { g: { inputFields } } } } }));

  expect(edges).toEqual(['declared column/column c.x -> b.g', 'declared flow/column c -> b']);
});

test('a lineage entry shows flows, columns, and what its job reads and writes', () => {
  const entry = {
    ...from('b'),
    inputs: [from('a'), from('c', 'filter')],
    fields: {
      g: {
        inputs: [{ ...from('d', 'x'), transformations: [{ type: 'DIRECT' }] }, from('e'), { type: 'JOB', namespace: 'n', name: 'K' }],
      },
    },
  };

  expect(shown(jobEvent(day(0), { jobFacets: { lineage: { entries: [entry] } } }))).toEqual({
    edges: [
      'declared column/lineage c.filter -> b via J',
      'declared column/lineage d.x -> b.g via J (DIRECT - - false)',
      'declared column/lineage e -> b.g via J',
      'declared flow/lineage K -> b via J',
      'declared flow/lineage a -> b via J',
      'declared flow/lineage c -> b via J',
      'declared flow/lineage d -> b via J',
      'declared flow/lineage e -> b via J',
      'declared input a -> J',
      'declared input c -> J',
      'declared input d -> J',
      'declared input e -> J',
      'declared output J -> b',
    ],
    nodes: ['dataset a', 'dataset b', 'dataset c', 'dataset d', 'dataset e', 'job J', 'job K'],
  });
});

test('a JOB target that is the own job reads and has no flow, another JOB target has', () => {
  const ownUnnamed = { type: 'JOB', inputs: [from('a', 'x'), { type: 'JOB', namespace: 'n', name: 'L' }] };
  const ownByName = { type: 'JOB', namespace: 'n', name: 'J', inputs: [from('b')] };
  const other = { type: 'JOB', namespace: 'n', name: 'K', inputs: [{ type: 'JOB' }, from('c')] };

  expect(shown(runEvent(day(0), { jobFacets: { lineage: { entries: [ownUnnamed, ownByName, other] } } }))).toEqual({
    edges: [
      'observed flow/lineage J -> K',
      'observed flow/lineage c -> K via J',
      'observed input a -> J',
      'observed input b -> J',
      'observed input c -> J',
    ],
    nodes: ['dataset a', 'dataset b', 'dataset c', 'job J', 'job K'],
  });
});

test('an entry with empty inputs and no field with inputs flows from nothing; without inputs it says nothing', () => {
  const entries = [
    { ...from('a'), inputs: [] },
    { ...from('b'), inputs: [], fields: { g: { inputs: [] } } },
    { ...from('c'), inputs: [], fields: { g: { inputs: [from('a', 'x')] } } },
    { ...from('d') },
  ];

  const { edges } = shown(runEvent(day(0), { jobFacets: { lineage: { entries } } }));

  expect(edges).toEqual([
    'observed column/lineage a.x -> c.g via J',
    'observed flow/lineage a -> c via J',
    'observed flow/lineage nothing -> a via J',
    'observed flow/lineage nothing -> b via J',
    'observed input a -> J',
    'observed output J -> a',
    'observed output J -> b',
    'observed output J -> c',
    'observed output J -> d',
  ]);
});

test('a job lineage facet with entries beats columnLineage, even when they are empty', () => {
  const outputs = [{ name: 'b', facets: { columnLineage: { fields: {}, dataset: [from('a', 'x')] } } }];
  const columns = ['observed column/column a.x -> b via J', 'observed flow/column a -> b via J', 'observed output J -> b'];

  const edgesWith = (lineage: Parameters<typeof withLineage>[0]) => shown(withLineage(lineage)).edges;
  const withLineage = (lineage: { entries?: []; _deleted?: true }) => runEvent(day(0), { outputs, jobFacets: { lineage } });

  expect(edgesWith({ entries: [] })).toEqual(['observed output J -> b']);
  expect(edgesWith({})).toEqual(columns);
  expect(edgesWith({ _deleted: true, entries: [] })).toEqual(columns);
});

test('the lineage facet of a dataset counts in a DatasetEvent alone, and beats columnLineage there', () => {
  const lineage = { inputs: [from('a'), { type: 'JOB', namespace: 'n', name: 'K' }, { type: 'JOB' }] };
  const columnLineage = { fields: {}, dataset: [from('c', 'x')] };

  const ofDataset = shown(datasetEvent(day(0), { name: 'b', facets: { lineage, columnLineage } }));
  const ofRun = shown(runEvent(day(0), { outputs: [{ name: 'b', facets: { lineage } }] }));

  expect(ofDataset).toEqual({
    edges: ['declared flow/lineage K -> b', 'declared flow/lineage a -> b'],
    nodes: ['dataset a', 'dataset b', 'job K'],
  });
  expect(ofRun).toEqual({ edges: ['observed output J -> b'], nodes: ['dataset b', 'job J'] });
});

test('the facets of a dataset that is input and output are merged, the output winning facet by facet', () => {
  const columnsFrom = (name: string) => ({ columnLineage: { fields: {}, dataset: [from(name, 'x')] } });
  const first = { name: 'b', facets: columnsFrom('a') };
  const last = { name: 'b', facets: { lifecycleStateChange: { lifecycleStateChange: 'ALTER' } } };

  const kept = shown(runEvent(day(0), { inputs: [first], outputs: [last] }));
  const replaced = shown(runEvent(day(0), { inputs: [first], outputs: [last, { name: 'b', facets: columnsFrom('c') }] }));

  expect(kept.nodes).toEqual(['dataset a', 'dataset b', 'job J']);
  expect(replaced.nodes).toEqual(['dataset b', 'dataset c', 'job J']);
});

test('an event that drops a dataset shows nothing that touches it', () => {
  const drop = { lifecycleStateChange: { lifecycleStateChange: 'DROP' } };
  const columnLineage = { fields: { g: { inputFields: [from('a', 'x'), from('dropped', 'x')] } } };
  const gone = { name: 'dropped', facets: { ...drop, columnLineage: { fields: {}, dataset: [from('only-here', 'x')] } } };

  const event = runEvent(day(0), { inputs: ['dropped'], outputs: [gone, { name: 'b', facets: { columnLineage } }] });

  expect(shown(event)).toEqual({
    edges: ['observed column/column a.x -> b.g via J', 'observed flow/column a -> b via J', 'observed output J -> b'],
    nodes: ['dataset a', 'dataset b', 'job J'],
  });
});

test('text with a NUL or half a surrogate pair is as if absent', () => {
  const fields = { 'g\0': { inputs: [from('a', 'x')] }, h: { inputs: [{ ...from('b', '\ud83d'), transformations: [{ type: '\0' }] }] } };
  const lineage = { fields, inputs: [from('c\0'), from('d', '\0')] };

  const { edges } = shown(datasetEvent(day(0), { name: 't', facets: { lineage, 'facet\0': {} } }));

  expect(edges).toEqual(['declared column/lineage b -> t.h', 'declared flow/lineage b -> t', 'declared flow/lineage d -> t']);
});
