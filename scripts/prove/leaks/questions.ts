import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import {
  buildSchema,
  getNamedType,
  getNullableType,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
} from 'graphql';

import type { Dice } from '#testkit';

const SCHEMA_FOLDER = path.join(import.meta.dirname, '../../../apps/server/src/graphql');
/** Fields within fields below a root field. */
const DEPTH_MAX = 4;
/** Of arguments that may be left out, those that are given: most questions would be refused with all of them. */
const ARGUMENT_CHANCE = 0.2;
const THINGS: readonly string[] = ['dataset', 'job'];

/** Values to ask with, by the name of an argument; `any` for all others. */
export type Pool = Readonly<Record<string, readonly string[]>>;

/** Where a selection stands: the way on from here, and whether it is answered for each row of a list, where fields that are `@alone` are refused. */
interface Place {
  readonly steps: readonly string[];
  readonly isRepeated: boolean;
}

/** A way from a root field down: names of fields that have fields. */
interface Way {
  readonly root: GraphQLField<unknown, unknown>;
  readonly kind: 'query' | 'mutation';
  readonly steps: readonly string[];
  readonly rank: number;
}

/** The schema as it is reviewed: the files that the server makes it of. */
export function printedSchema(): GraphQLSchema {
  const files = readdirSync(SCHEMA_FOLDER).filter((file) => file.endsWith('.graphql'));
  return buildSchema(files.map((file) => readFileSync(path.join(SCHEMA_FOLDER, file), 'utf8')).join('\n'));
}

/** Questions made from the schema: every field by every way to it, with arguments drawn from a pool. */
export class Questions {
  /** Of each root field one, then of each another, in an order of chance. */
  readonly ways: readonly Way[];

  constructor(
    schema: GraphQLSchema,
    private readonly dice: Dice,
  ) {
    const rootsOf = (kind: Way['kind']): readonly Way[] =>
      Object.values((kind === 'query' ? schema.getQueryType() : schema.getMutationType())?.getFields() ?? {}).flatMap((root) =>
        this.mixed(this.waysBelow(root, { types: [], isRepeated: false })).map((steps, rank) => ({ root, kind, steps, rank })),
      );
    this.ways = [...rootsOf('query'), ...rootsOf('mutation')].toSorted((left, right) => left.rank - right.rank);
  }

  /** One question along a way, with arguments as chance has it. */
  along({ root, kind, steps }: Way, pool: Pool): string {
    return `${kind} { ${this.field(root, { steps, isRepeated: false }, pool)} }`;
  }

  private waysBelow(
    field: GraphQLField<unknown, unknown>,
    { types, isRepeated }: { readonly types: readonly string[]; readonly isRepeated: boolean },
  ): readonly (readonly string[])[] {
    const type = getNamedType(field.type);
    const isList = isRepeated || isRows(field);
    const deeper = fieldsOf(type).filter((each) => {
      const below = getNamedType(each.type);
      return !isLeafType(below) && !types.includes(below.name) && !(isList && isAlone(each));
    });
    if (types.length >= DEPTH_MAX || deeper.length === 0) return [[]];
    const on = { types: [...types, type.name], isRepeated: isList };
    return deeper.flatMap((each) => this.waysBelow(each, on).map((steps) => [each.name, ...steps]));
  }

  private field(field: GraphQLField<unknown, unknown>, { steps, isRepeated }: Place, pool: Pool): string {
    const left = this.thingLeftOut(field.args);
    const given = field.args.flatMap((argument) =>
      argument.name === left ? [] : this.argument(argument, { pool, isMeant: left !== undefined }),
    );
    const type = getNamedType(field.type);
    const below = isLeafType(type) ? '' : ` ${this.selection(type, { steps, isRepeated: isRepeated || isRows(field) }, pool)}`;
    return `${field.name}${given.length === 0 ? '' : `(${given.join(', ')})`}${below}`;
  }

  private selection(type: GraphQLNamedType, { steps, isRepeated }: Place, pool: Pool): string {
    const [next, ...rest] = steps;
    const shown = fieldsOf(type)
      .filter((field) => field.name === next || (isLeafType(getNamedType(field.type)) && !(isRepeated && isAlone(field))))
      .map((field) => this.field(field, { steps: field.name === next ? rest : [], isRepeated }, pool));
    return `{ __typename ${shown.join(' ')} }`;
  }

  /** Of `dataset` and `job` beside each other a question names one, which a schema cannot say: the other. */
  private thingLeftOut(beside: readonly { readonly name: string }[]): string | undefined {
    return THINGS.every((thing) => beside.some(({ name }) => name === thing)) ? this.dice.pick(THINGS) : undefined;
  }

  private argument(argument: GraphQLArgument, { pool, isMeant }: { readonly pool: Pool; readonly isMeant: boolean }): readonly string[] {
    const isNamed = isRequiredArgument(argument) || (isMeant && THINGS.includes(argument.name));
    if (!isNamed && !this.dice.chance(ARGUMENT_CHANCE)) return [];
    return [`${argument.name}: ${this.literal(argument.type, argument.name, pool)}`];
  }

  private literal(type: GraphQLInputType, name: string, pool: Pool): string {
    const inner = getNullableType(type);
    if (isListType(inner)) return `[${this.literal(inner.ofType, name, pool)}]`;
    if (isEnumType(inner)) return this.dice.pick(inner.getValues()).name;
    if (isInputObjectType(inner)) {
      const fields = Object.values(inner.getFields());
      const chosen = this.dice.pick(fields);
      const left = inner.isOneOf ? undefined : this.thingLeftOut(fields);
      const isThing = ({ name: called }: { readonly name: string }): boolean => left !== undefined && THINGS.includes(called);
      const members = fields.filter((field) => field.name !== left && (field === chosen || isNonNullType(field.type) || isThing(field)));
      return `{ ${members.map((field) => `${field.name}: ${this.literal(field.type, field.name, pool)}`).join(', ')} }`;
    }
    if (isLeafType(inner) && inner.name === 'Int') return this.dice.pick(['1', '2', '20']);
    if (isLeafType(inner) && inner.name === 'Boolean') return this.dice.pick(['true', 'false']);
    return JSON.stringify(this.dice.pick(pool[name] ?? pool['any'] ?? ['x']));
  }

  private mixed<Value>(values: readonly Value[]): readonly Value[] {
    return this.dice.some(values, { least: values.length, most: values.length });
  }
}

/** The fields of an object, or those that an interface has. */
function fieldsOf(type: GraphQLNamedType): readonly GraphQLField<unknown, unknown>[] {
  return isObjectType(type) || isInterfaceType(type) ? Object.values(type.getFields()) : [];
}

function isRows({ type }: GraphQLField<unknown, unknown>): boolean {
  return isListType(getNullableType(type));
}

function isAlone({ astNode }: GraphQLField<unknown, unknown>): boolean {
  return astNode?.directives?.some(({ name }) => name.value === 'alone') ?? false;
}
