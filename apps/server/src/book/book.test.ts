import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { buildSchema, type FragmentDefinitionNode, getVariableValues, Kind, parse, specifiedRules, validate } from 'graphql';
import { expect, test } from 'vitest';

import { hospitalClaims } from '../../../../prisma/seed/hospital-story.ts';
import { shapeRules } from '../graphql/limits.ts';
import { COST_MAX, operationCost } from '../graphql/operation-cost.ts';
import { book, questions, questionsMeant } from './book.ts';

const folder = path.join(import.meta.dirname, '..', 'graphql');
const texts = readdirSync(folder).filter((file) => file.endsWith('.graphql'));
const schema = buildSchema(texts.map((file) => readFileSync(path.join(folder, file), 'utf8')).join('\n'));

test.each(questions.map((each) => [each.question, each] as const))('%s', (_question, { operation: text, variables }) => {
  const document = parse(text);
  const [operation, ...others] = document.definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error('a question is one operation');
  const coerced = getVariableValues(schema, operation.variableDefinitions ?? [], variables).coerced;

  expect(validate(schema, document, [...specifiedRules, ...shapeRules()])).toEqual([]);
  expect(others.every(({ kind }) => kind === Kind.FRAGMENT_DEFINITION)).toBe(true);
  expect(Object.keys(variables)).toEqual(operation.variableDefinitions?.map(({ variable }) => variable.name.value));
  const fragments = new Map(others.map((each) => [(each as FragmentDefinitionNode).name.value, each as FragmentDefinitionNode])); // just seen
  expect(operationCost({ schema, operation, fragments, variables: coerced ?? {} })).toBeLessThan(COST_MAX / 2);
});

test('the book has at least 20 questions, each with an id, words and an operation name that no other has', () => {
  const names = questions.map(({ operation }) => /^query (\w+)/.exec(operation)?.[1]);

  expect(questions.length).toBeGreaterThanOrEqual(20);
  for (const all of [names, questions.map(({ id }) => id), questions.map(({ question }) => question)]) {
    expect(new Set(all).size).toBe(questions.length);
  }
  expect(names).not.toContain(undefined);
  expect(questions.filter(({ question, shows }) => !question.endsWith('?') || !shows.endsWith('.')).map(({ id }) => id)).toEqual([]);
  expect(book.flatMap((chapter) => chapter.questions)).toEqual(questions);
});

test('every name in the variables is one of the demo', () => {
  const known = new Set([...hospitalClaims.datasets, ...hospitalClaims.jobs, ...hospitalClaims.sameDataset.flat()].map(keyOf));
  const named = questions.flatMap(({ variables }) => namesIn(variables));

  expect(named.length).toBeGreaterThan(10);
  expect(named.filter((name) => !known.has(name))).toEqual([]);
});

test('a question is meant by its number, its id, its words, or words that only it has', () => {
  const meant = (text: string): readonly string[] => questionsMeant(text).map(({ id }) => id);

  expect(meant('1')).toEqual(['what-fed-the-march-report']);
  expect(meant('which-runs-failed')).toEqual(['which-runs-failed']);
  expect(meant('What fed the March report')).toEqual(['what-fed-the-march-report']);
  expect(meant('march report')).toEqual(['what-fed-the-march-report']); // another has both words, but apart
  expect(meant('AUDIT changed')).toEqual(['what-changed-since-the-last-audit']);
  expect(meant('phi').length).toBeGreaterThan(1);
  expect(['0', '999', 'unheard of', ''].flatMap(meant)).toEqual([]);
});

test('PHI is what the report takes for it: by key, by classification, of a column or of a whole dataset', () => {
  const [holdsPhi] = questionsMeant('which-datasets-hold-phi');
  const node = (name: string, key: string, tag: { value: string | null; field: string | null }): object => ({
    ...{ namespace: 'n', name, owners: [], tags: [{ key, ...tag }] },
  });
  const nodes = [
    node('patients', 'classification', { value: 'PHI', field: 'ssn' }),
    node('labs', 'phi', { value: null, field: null }),
    node('wards', 'classification', { value: 'public', field: 'ward' }),
  ];

  const told = holdsPhi?.answer({ search: { header, nodes: nodes.map((each) => ({ node: each })) } });
  expect(told?.table?.rows).toEqual([
    ['patients', 'n', '-', 'ssn'],
    ['labs', 'n', '-', 'all of it'],
  ]);
});

const header = { asOf: '2026-04-01T00:00:00Z', knownAt: '7', completeness: 'COMPLETE', reasons: [] };

function keyOf({ namespace, name }: { readonly namespace: string; readonly name: string }): string {
  return `${namespace} ${name}`;
}

/** Every namespace and name that stand side by side in a value. */
function namesIn(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  const { namespace, name } = value as { readonly namespace?: unknown; readonly name?: unknown };
  const own = typeof namespace === 'string' && typeof name === 'string' ? [keyOf({ namespace, name })] : [];
  return [...own, ...Object.values(value).flatMap(namesIn)];
}
