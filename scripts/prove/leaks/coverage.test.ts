import { buildSchema } from 'graphql';
import { expect, test } from 'vitest';

import { diceOf } from '#testkit';

import { Coverage } from './coverage.ts';
import { printedSchema, Questions } from './questions.ts';

const SCHEMA = buildSchema(`
  type Query { thing(id: ID, name: String, of: Of): Thing, things: Int }
  type Thing { name(short: Boolean): String, next: Thing }
  input Of { dataset: ID, job: ID, run: ID }
`);

test('a field, an argument, a member of one and two beside each other count once they were asked', () => {
  const coverage = new Coverage(SCHEMA);

  coverage.take('{ thing(id: 1, of: { run: 2 }) { next { name } } }');

  expect(coverage.covered).toEqual({
    fields: { all: 4, asked: 3, missed: ['Query.things'] },
    arguments: { all: 7, asked: 3, missed: ['Query.thing.name', 'Thing.name.short', 'Of.dataset', 'Of.job'] },
    pairs: { all: 5, asked: 1, missed: ['Query.thing.id and name', 'Query.thing.name and of', 'Of.dataset and run', 'Of.job and run'] },
  });
});

test('as many questions as the full proof asks ask every field and every argument of the schema', () => {
  const schema = printedSchema();
  const coverage = new Coverage(schema);
  const made = new Questions(schema, diceOf(1), coverage);

  for (let index = 0; index < 1_200; index += 1) coverage.take(made.next(index, { any: ['x'] }));

  expect(coverage.covered.fields.missed).toEqual([]);
  expect(coverage.covered.arguments.missed).toEqual([]);
});
