import { buildSchema, type FragmentDefinitionNode, Kind, parse } from 'graphql';
import { expect, test } from 'vitest';

import { operationCost } from './operation-cost.ts';

const schema = buildSchema(`
  directive @alone on FIELD_DEFINITION
  type Query { decideMany(questions: [Ask!]!): AccessDecisions! dataset: Dataset datasets(first: Int = 50): DatasetConnection! lineage(first: Int = 5000): Lineage! }
  type AccessDecisions { nodes: [Dataset!]! }
  input Ask { who: String }
  type DatasetConnection { nodes: [Dataset!]! edges: [Edge!]! }
  type Edge { node: Dataset! }
  type Dataset { name: String tags: [Tag!]! jobs(first: Int = 20): DatasetConnection! upstream(first: Int = 5000): Lineage! @alone }
  type Tag { key: String }
  type Lineage { nodes: [Dataset!]! }
`);

function cost(text: string, variables: Readonly<Record<string, unknown>> = {}): number {
  const { definitions } = parse(text);
  const operation = definitions.find((definition) => definition.kind === Kind.OPERATION_DEFINITION);
  const fragments = new Map(
    definitions.flatMap((definition): [string, FragmentDefinitionNode][] =>
      definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition]] : [],
    ),
  );
  if (operation === undefined) throw new Error('a test asks something');
  return operationCost({ schema, operation, fragments, variables });
}

test('a field counts once for each row of the pages around it', () => {
  expect(cost('{ dataset { name } }')).toBe(1 + 1);
  expect(cost('{ datasets { nodes { name } } }')).toBe(1 + (1 + 50 * 1));
  expect(cost('{ datasets(first: 7) { nodes { name jobs(first: 3) { nodes { name } } } } }')).toBe(1 + 1 + 7 * (1 + (1 + 1 + 3)));
});

test('a question about the schema counts for the whole of it, each time', () => {
  expect(cost('{ __typename dataset { __typename } }')).toBe(1 + 1 + 1);
  expect(cost('{ a: __schema { types { name } } b: __type(name: "Dataset") { name } }')).toBe(20_000);
});

test('a page length in a variable counts like one in the text', () => {
  const query = 'query ($n: Int = 9) { datasets(first: $n) { nodes { name } } }';

  expect([cost(query, { n: 300 }), cost(query), cost(query, { n: -5 }), cost(query, { n: null })]).toEqual([302, 11, 3, 52]);
});

test('a list without a page counts for ten, the nodes of a walk for five hundred, or for fewer when it asks for fewer', () => {
  expect(cost('{ dataset { tags { key } } }')).toBe(1 + 1 + 10);
  expect(cost('{ lineage { nodes { name } } }')).toBe(1 + 1 + 500);
  expect(cost('{ lineage(first: 4000) { nodes { name } } }')).toBe(1 + 1 + 500);
  expect(cost('{ lineage(first: 20) { nodes { name } } }')).toBe(1 + 1 + 20);
});

test('what is decided counts for each question that is asked, wherever the questions stand, and for no more than may be asked', () => {
  const query = (asked: string, variable = '') => `query ${variable} { decideMany(questions: ${asked}) { nodes { name } } }`;
  const three = '[{ who: "a" }, { who: "b" }, { who: "c" }]';

  expect(cost(query(three))).toBe(1 + 1 + 3);
  expect(cost(query('$asked', `($asked: [Ask!]! = ${three})`))).toBe(1 + 1 + 3);
  expect(cost(query('$asked', `($asked: [Ask!]! = ${three})`), { asked: [{}, {}] })).toBe(1 + 1 + 2);
  expect(cost(query('$asked', '($asked: [Ask!]!)'), { asked: { who: 'a' } })).toBe(1 + 1 + 1);
  expect(cost(query('$asked', '($asked: [Ask!]!)'), { asked: Array.from({ length: 5_000 }, () => ({})) })).toBe(1 + 1 + 100);
});

test('a fragment costs what stands in it, wherever it is spread, and however often', () => {
  const bombs = Array.from({ length: 40 }, (_, index) => `fragment f${index} on Dataset { ...f${index + 1} ...f${index + 1} }`);

  expect(cost('{ datasets { nodes { ...names } } } fragment names on Dataset { name }')).toBe(52);
  expect(cost(`{ dataset { ...f0 } } ${bombs.join(' ')} fragment f40 on Dataset { name }`)).toBe(1 + 2 ** 40);
});

test('a question of its own is not asked for each row of a list', () => {
  const upstream = 'upstream { nodes { name } }';

  expect(() => cost(`{ datasets(first: 2) { nodes { ${upstream} } } }`)).toThrow('`upstream` is a question of its own');
  expect(() => cost(`{ datasets(first: 2) { edges { node { ...up } } } } fragment up on Dataset { ${upstream} }`)).toThrow(
    '`upstream` is a question of its own',
  );
  expect(cost(`{ dataset { ${upstream} } }`)).toBe(1 + 502);
  expect(cost(`{ datasets(first: 1) { nodes { ${upstream} } } }`)).toBe(2 + 502);
});
