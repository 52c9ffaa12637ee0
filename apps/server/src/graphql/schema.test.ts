import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import {
  buildSchema,
  type GraphQLNamedType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isSpecifiedDirective,
  isSpecifiedScalarType,
} from 'graphql';
import { expect, test } from 'vitest';

const files = readdirSync(import.meta.dirname).filter((file) => file.endsWith('.graphql'));
const schema = buildSchema(files.map((file) => readFileSync(path.join(import.meta.dirname, file), 'utf8')).join('\n'));
const types = Object.values(schema.getTypeMap()).filter((type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type));
const rootFields = Object.values(schema.getQueryType()?.getFields() ?? {});

interface Described {
  readonly place: string;
  readonly description: string | null | undefined;
}

/** A type, and everything in it that a reader of the reference sees. */
function described(type: GraphQLNamedType): readonly Described[] {
  const own = { place: type.name, description: type.description };
  if (isEnumType(type)) return [own, ...type.getValues().map(({ name, description }) => ({ place: `${type.name}.${name}`, description }))];
  if (isInputObjectType(type)) {
    return [own, ...Object.values(type.getFields()).map(({ name, description }) => ({ place: `${type.name}.${name}`, description }))];
  }
  if (!isObjectType(type) && !isInterfaceType(type)) return [own];
  const fields = Object.values(type.getFields()).flatMap(({ name, description, args }) => [
    { place: `${type.name}.${name}`, description },
    ...args.map((arg) => ({ place: `${type.name}.${name}(${arg.name})`, description: arg.description })),
  ]);
  return [own, ...fields];
}

test('every root name that is promised is there', () => {
  const page = readFileSync(path.join(import.meta.dirname, '../../../../docs/graphql-changes.md'), 'utf8');
  const promised = [...page.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name ?? '');
  const fields = { ...schema.getQueryType()?.getFields(), ...schema.getMutationType()?.getFields() };

  expect(promised.length).toBeGreaterThan(15);
  expect(promised.filter((name) => !(name in fields))).toEqual([]);
});

test('every type, field, argument, enum value and directive has a description that is a sentence', () => {
  const directives = schema.getDirectives().filter((directive) => !isSpecifiedDirective(directive));
  const all = [...types.flatMap(described), ...directives.map(({ name, description }) => ({ place: `@${name}`, description }))];

  const silent = all.filter(({ description }) => !/^[A-Z0-9`][^]*\.$/.test(description?.trim() ?? ''));

  expect(silent).toEqual([]);
});

test('every root field takes both times and a position, may be null, and answers with its header', () => {
  const times = rootFields.map(({ name, args }) => ({ name, args: args.map((arg) => `${arg.name}: ${String(arg.type)}`).slice(-3) }));
  const answers = rootFields.map(({ name, type }) => {
    const named = getNamedType(type);
    return { name, type: String(type), header: String(isObjectType(named) ? named.getFields()['header']?.type : undefined) };
  });

  expect(times).toEqual(rootFields.map(({ name }) => ({ name, args: ['asOf: String', 'knownAt: String', 'atLeast: Position'] })));
  expect(answers.filter(({ type, header }) => type.endsWith('!') || header !== 'AnswerHeader!')).toEqual([]);
});

test('every connection has edges with cursors, nodes, a page and a header', () => {
  const connections = types.map(({ name }) => name).filter((name) => name.endsWith('Connection'));

  expect(connections.length).toBeGreaterThan(5);
  for (const name of connections) {
    const [, row, edge] = /nodes: \[(\w+)!\]!.*edges: \[(\w+)!\]!/.exec(fieldsOf(name).join(', ')) ?? [];
    expect(fieldsOf(name)).toEqual([
      'header: AnswerHeader!',
      `nodes: [${String(row)}!]!`,
      `edges: [${String(edge)}!]!`,
      'pageInfo: PageInfo!',
    ]);
    expect(fieldsOf(String(edge))).toEqual(['cursor: String!', `node: ${String(row)}!`]);
  }
});

/** `name: Type` of each field of an object type. */
function fieldsOf(name: string): readonly string[] {
  const type = schema.getType(name);
  return isObjectType(type) ? Object.values(type.getFields()).map((field) => `${field.name}: ${String(field.type)}`) : [];
}

test('every field that answers with a page says how long one is unless asked otherwise', () => {
  const paged = types.filter(isObjectType).flatMap((type) =>
    Object.values(type.getFields())
      .filter((field) => getNamedType(field.type).name.endsWith('Connection'))
      .map((field) => ({ place: `${type.name}.${field.name}`, first: field.args.find(({ name }) => name === 'first')?.defaultValue })),
  );

  expect(paged.filter(({ first }) => typeof first !== 'number')).toEqual([]);
});
