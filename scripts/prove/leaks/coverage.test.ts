import { buildSchema, parse, validate } from 'graphql';
import { expect, test } from 'vitest';

import { diceOf } from '#testkit';

import { answerableCalls } from './answerable-calls.ts';
import { questionsBelow } from './answerable.ts';
import { Coverage } from './coverage.ts';
import { NEVER_ANSWERED, oughtToBeAnswered } from './never-answered.ts';
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

test('as many questions as the proof asks at its smallest ask every field, every argument and every two of them beside each other', () => {
  const schema = printedSchema();
  const coverage = new Coverage(schema);
  const made = new Questions(schema, diceOf(1), coverage);

  for (let index = 0; index < 250; index += 1) coverage.take(made.next(index, { any: ['x'] }));

  expect(coverage.covered.fields.missed).toEqual([]);
  expect(coverage.covered.arguments.missed).toEqual([]);
  expect(coverage.covered.pairs.missed).toEqual([]);
});

test('were each question answered that an administrator is to be answered, nothing would be left but cursors and what the list names', () => {
  const schema = printedSchema();
  const answered = new Coverage(schema);
  const existing = {
    now: '2026-11-23T00:00:00Z',
    dataset: 'd',
    job: 'j',
    run: 'r',
    sender: 's',
    commitment: 'c',
    eventCommitment: 'e',
    alert: 'a',
    contract: 'k',
    quarantined: 'q',
    report: 'r',
    policy: '1',
    decision: '2',
  };
  const { fields } = answered.covered;
  expect(oughtToBeAnswered(schema, fields.missed)).toEqual(expect.arrayContaining(['Query.dataset', 'SchemaField.description']));
  expect(oughtToBeAnswered(schema, fields.missed)).not.toContain('Mutation.applyPolicy');

  for (const call of answerableCalls(existing))
    for (const question of questionsBelow({ schema, answered }, call)) {
      expect(validate(schema, parse(question))).toEqual([]);
      answered.take(question);
    }
  const missed = [...answered.covered.fields.missed, ...answered.covered.arguments.missed];

  expect(oughtToBeAnswered(schema, missed).filter((place) => !place.endsWith('.after'))).toEqual([]);
  expect(Object.keys(NEVER_ANSWERED).filter((place) => !missed.includes(place))).toEqual([]);
});
