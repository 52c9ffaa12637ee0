import { expect, test } from 'vitest';

import type { JsonObject, JsonValue } from '#record';

import { tooMuchIn } from './event-size.ts';
import { parseEvent } from './parse-event.ts';

const range = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index);
const tables = (count: number): JsonValue => range(count).map((index) => ({ namespace: 'db', name: `t${index}` }));
const from = (field: string, more: JsonObject = {}): JsonObject => ({ namespace: 'db', name: 'source', field, ...more });
const columnsOf = (columns: number, inputFields: (column: number) => readonly JsonObject[]): JsonObject => ({
  columnLineage: { fields: Object.fromEntries(range(columns).map((column) => [`c${column}`, { inputFields: [...inputFields(column)] }])) },
});

function sent(more: JsonObject): unknown {
  const read = parseEvent({
    eventTime: '2026-03-01T00:00:00Z',
    run: { runId: '0198c3a0-0000-7000-8000-000000000001' },
    job: { namespace: 'batch', name: 'JOB' },
    ...more,
  });
  if (read.kind !== 'event') return read.problems;
  const tooMuch = tooMuchIn(read.event);
  return tooMuch.length === 0 ? 'event' : tooMuch;
}

function written(facets: JsonObject): unknown {
  return sent({ outputs: [{ namespace: 'db', name: 'target', facets }] });
}

test('an event names as many datasets as can be mapped at once, and says what to do with more', () => {
  expect(sent({ inputs: tables(5_000), outputs: tables(5_000) })).toBe('event');
  expect(sent({ inputs: tables(5_000), outputs: tables(5_001) })).toEqual([
    'an event may have 10000 datasets among inputs and outputs, and this one has 10001; send it as several events of one run, which add up',
  ]);
});

test('a table of four thousand columns, each from four, is no monster, and ten thousand columns from three each are one', () => {
  const inputs =
    (count: number) =>
    (column: number): readonly JsonObject[] =>
      range(count).map((index) => from(`${column} ${index}`));

  expect(written(columnsOf(4_000, inputs(4)))).toBe('event');
  expect(written(columnsOf(10_000, inputs(3)))).toEqual([expect.stringContaining('may have 20000 inputs, outputs and origins of columns')]);
});

test('what repeats itself counts once', () => {
  const [twice, kinds] = [{ type: 'INDIRECT', subtype: 'FILTER' }, range(40).map((index) => ({ type: 'INDIRECT', subtype: `k${index}` }))];

  expect(written(columnsOf(1_000, (column) => range(30).map(() => from(`f${column}`, { transformations: [twice, twice] }))))).toBe('event');
  expect(written(columnsOf(600, (column) => [from(`f${column}`, { transformations: kinds })]))).toEqual([
    expect.stringContaining('this one has 24002;'),
  ]);
});

test('the lineage facet of a job counts like column lineage', () => {
  const inputs = range(15_000).map((index) => ({ type: 'DATASET', namespace: 'db', name: `t${index}` }));
  const job = {
    namespace: 'batch',
    name: 'JOB',
    facets: { lineage: { entries: [{ type: 'DATASET', namespace: 'db', name: 'x', inputs }] } },
  };

  expect(sent({ job })).toEqual([expect.stringContaining('may have 20000 inputs, outputs and origins of columns, and this one has 30001')]);
});

test('other names of datasets are bounded over the whole event', () => {
  const named = (count: number): JsonObject => ({ symlinks: { identifiers: tables(count) } });
  const outputs = (each: number): JsonValue => range(10).map((index) => ({ namespace: 'db', name: `o${index}`, facets: named(each) }));

  expect(sent({ outputs: outputs(100) })).toBe('event');
  expect(sent({ outputs: outputs(101) })).toEqual([
    'an event may have 1000 names in symlinks facets, and this one has 1010; leave out those that nothing else uses',
  ]);
});

// A fixed bug: an entry without inputs counted once, and shows two statements.
test('entries that say they come from nothing count for all that they say, and a declaration is not told to come in parts', () => {
  const entries = range(10_001).map((index) => ({ type: 'DATASET', namespace: 'db', name: `t${index}`, inputs: [] }));
  const job = { namespace: 'batch', name: 'JOB', facets: { lineage: { entries } } };

  expect(sent({ run: undefined, job } as unknown as JsonObject)).toEqual([
    expect.stringMatching(/^an event may have 20000 .* this one has 20002; declare it as several jobs/),
  ]);
});
