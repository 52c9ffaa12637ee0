import { GraphQLError, GraphQLScalarType, Kind, type ValueNode } from 'graphql';

import { formatInstant, type Instant } from '#foundation';

import { JsonText } from './json-text.ts';

const POSITION = /^\d{1,18}$/;

/** An instant as RFC 3339, never through a JavaScript date, which knows no nanoseconds. */
export const dateTimeScalar = new GraphQLScalarType<string, string>({
  name: 'DateTime',
  serialize: (value) => {
    if (typeof value !== 'bigint') throw new TypeError('a DateTime is made of an instant');
    return formatInstant(value as Instant); // what operations give as a bigint for a DateTime field is an instant
  },
  parseValue: () => {
    throw new GraphQLError('A DateTime is only answered; times are asked for as text.');
  },
});

/** A place in the ledger: digits, so that no reader loses the last ones. */
export const positionScalar = new GraphQLScalarType<string, string>({
  name: 'Position',
  serialize: (value) => {
    if (typeof value !== 'bigint') throw new TypeError('a Position is made of a bigint');
    return value.toString();
  },
  parseValue: (value) => position(typeof value === 'number' ? String(value) : value),
  parseLiteral: (node: ValueNode) => position(node.kind === Kind.STRING || node.kind === Kind.INT ? node.value : undefined),
});

function position(text: unknown): string {
  if (typeof text === 'string' && POSITION.test(text)) return text;
  throw new GraphQLError('A Position is a number of up to 18 digits, as `Headgate-Position` gave it.');
}

/** JSON as it came. */
export const jsonScalar = new GraphQLScalarType<JsonText, JsonText>({
  name: 'JSON',
  serialize: (value) => {
    if (!(value instanceof JsonText)) throw new TypeError('JSON is answered as its text');
    return value;
  },
  parseValue: () => {
    throw new GraphQLError('JSON is only answered.');
  },
});
