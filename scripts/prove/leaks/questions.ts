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

import { type Dice, given } from '#testkit';

import { type Coverage, pairsOf, placeOf, THINGS } from './coverage.ts';

const SCHEMA_FOLDER = path.join(import.meta.dirname, '../../../apps/server/src/graphql');
/** Fields within fields below a root field. */
const DEPTH_MAX = 4;
/** Of arguments that may be left out, those that are given: most questions would be refused with all of them. */
const ARGUMENT_CHANCE = 0.2;
/** Of those that were never given, how many are given beside each other: more would be refused more often. */
const NEW_ARGUMENTS_MAX = 2;
/** Where all were given, of those that never stood beside each other, how many are. */
const BESIDE_MAX = 4;

const ROOTS = { query: 'Query', mutation: 'Mutation' } as const;

/** Values to ask with, by the name of an argument; `any` for all others. */
export type Pool = Readonly<Record<string, readonly string[]>>;

/** Where a field stands: its type's name, the way on from here, and whether it is answered for each row of a list, where fields that are `@alone` are refused. */
interface Place {
  readonly on: string;
  readonly steps: readonly string[];
  readonly isRepeated: boolean;
  /** Whether it is off the way: nothing is asked beside it. */
  readonly isAside: boolean;
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

/** Questions made from the schema: every field by every way to it, with arguments drawn from a pool; what was not asked yet comes first. */
export class Questions {
  /** Of each root field one, then of each another, in an order of chance. */
  private readonly ways: readonly Way[];
  /** What no question asked yet, along each: it only becomes less. Fields and arguments, and pairs of arguments. */
  private readonly left = { places: new Map<Way, readonly string[]>(), pairs: new Map<Way, readonly string[]>() };
  /** Whether all fields and arguments were asked, and pairs are. */
  private isPairing = false;

  constructor(
    schema: GraphQLSchema,
    private readonly dice: Dice,
    private readonly coverage: Coverage,
  ) {
    const rootsOf = (kind: Way['kind']): readonly Way[] =>
      Object.values((kind === 'query' ? schema.getQueryType() : schema.getMutationType())?.getFields() ?? {}).flatMap((root) =>
        this.mixed(this.waysBelow(root, { types: [], isRepeated: false })).map((steps, rank) => ({ root, kind, steps, rank })),
      );
    this.ways = [...rootsOf('query'), ...rootsOf('mutation')].toSorted((left, right) => left.rank - right.rank);
  }

  /** Question `index`, along the way that has most that no question asked yet: fields and arguments, then pairs of these; where none has any, along all by turns. */
  next(index: number, pool: Pool): string {
    const mostNew = (places: keyof typeof this.left): Way | undefined => {
      const news = this.ways.map((way) => this.newAlong(way, places));
      const most = Math.max(...news);
      return most === 0 ? undefined : this.ways[news.indexOf(most)];
    };
    const way = mostNew('places');
    this.isPairing = way === undefined;
    return this.along(way ?? mostNew('pairs') ?? given(this.ways[index % this.ways.length]), pool);
  }

  /** One question along a way, with arguments as chance has it. */
  private along({ root, kind, steps }: Way, pool: Pool): string {
    return `${kind} { ${this.field(root, { on: ROOTS[kind], steps, isRepeated: false, isAside: false }, pool)} }`;
  }

  /** How much a question along a way might ask that none did. */
  private newAlong(way: Way, places: keyof typeof this.left): number {
    const left = (this.left[places].get(way) ?? placesAlong(way)[places]).filter((place) => this.coverage.isNew(place));
    this.left[places].set(way, left);
    return left.length;
  }

  /** Of some arguments of a field or an input, those to be given: those that never were, else some that never stood beside each other. */
  private firstOf(of: string, names: readonly string[]): ReadonlySet<string> {
    const fresh = this.mixed(names.filter((name) => this.coverage.isNew(placeOf(of, name))));
    if (fresh.length > 0 || !this.isPairing) return new Set(fresh.slice(0, NEW_ARGUMENTS_MAX));
    const pairs = this.mixed(this.coverage.newPairs(of, names));
    const chosen = new Set(pairs[0]);
    while (chosen.size > 0 && chosen.size < BESIDE_MAX) {
      const next = mostOf(
        pairs
          .flatMap(([left, right]) => (chosen.has(left) ? [right] : chosen.has(right) ? [left] : []))
          .filter((name) => !chosen.has(name)),
      );
      if (next === undefined) break;
      chosen.add(next);
    }
    return chosen;
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

  private field(field: GraphQLField<unknown, unknown>, { on, steps, isRepeated, isAside }: Place, pool: Pool): string {
    const left = this.thingLeftOut(field.args);
    const isMeant = left !== undefined;
    const of = placeOf(on, field.name);
    const given = field.args.filter(({ name }) => name !== left);
    const first = this.firstOf(
      of,
      given.map(({ name }) => name),
    );
    const values = given.flatMap((argument) =>
      this.argument(argument, { pool, isMeant: first.has(argument.name) || (isMeant && isThing(argument)) }),
    );
    const type = getNamedType(field.type);
    const below = isLeafType(type) ? '' : ` ${this.selection(type, { steps, isRepeated: isRepeated || isRows(field), isAside }, pool)}`;
    return `${field.name}${values.length === 0 ? '' : `(${values.join(', ')})`}${below}`;
  }

  private selection(type: GraphQLNamedType, { steps, isRepeated, isAside }: Omit<Place, 'on'>, pool: Pool): string {
    const [next, ...rest] = steps;
    const aside = isAside ? undefined : this.newBeside(type, { next, isRepeated });
    const shown = fieldsOf(type)
      .filter((field) => field.name === next || field === aside || isShown(field, isRepeated))
      .map((field) => {
        const steps = field.name === next ? rest : [];
        return this.field(field, { on: type.name, steps, isRepeated, isAside: isAside || field === aside }, pool);
      });
    return `{ __typename ${shown.join(' ')} }`;
  }

  /** A field beside the way that no question asked yet, to be asked along with it. */
  private newBeside(
    type: GraphQLNamedType,
    { next, isRepeated }: { readonly next: string | undefined; readonly isRepeated: boolean },
  ): GraphQLField<unknown, unknown> | undefined {
    return fieldsOf(type).find((field) => {
      if (field.name === next || isLeafType(getNamedType(field.type)) || (isRepeated && isAlone(field))) return false;
      return this.coverage.isNew(placeOf(type.name, field.name));
    });
  }

  /** Of `dataset` and `job` beside each other a question names one, which a schema cannot say: the other. */
  private thingLeftOut(beside: readonly { readonly name: string }[]): string | undefined {
    return THINGS.every((thing) => beside.some(({ name }) => name === thing)) ? this.dice.pick(THINGS) : undefined;
  }

  private argument(argument: GraphQLArgument, { pool, isMeant }: { readonly pool: Pool; readonly isMeant: boolean }): readonly string[] {
    if (!isMeant && !isRequiredArgument(argument) && !this.dice.chance(ARGUMENT_CHANCE)) return [];
    return [`${argument.name}: ${this.literal(argument.type, argument.name, pool)}`];
  }

  private literal(type: GraphQLInputType, name: string, pool: Pool): string {
    const inner = getNullableType(type);
    if (isListType(inner)) return `[${this.literal(inner.ofType, name, pool)}]`;
    if (isEnumType(inner)) return this.dice.pick(inner.getValues()).name;
    if (isInputObjectType(inner)) {
      const fields = Object.values(inner.getFields());
      const left = inner.isOneOf ? undefined : this.thingLeftOut(fields);
      const beside = fields.map(({ name }) => name).filter((name) => name !== left);
      const first = this.firstOf(inner.name, beside);
      const chosen = inner.isOneOf || first.size === 0 ? new Set([this.dice.pick(first.size > 0 ? [...first] : beside)]) : first;
      const isMeant = (field: { readonly name: string }): boolean => chosen.has(field.name) || (left !== undefined && isThing(field));
      const members = fields.filter((field) => field.name !== left && (isMeant(field) || isNonNullType(field.type)));
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

/** The fields and arguments that a question along a way might ask, and the pairs of these. */
function placesAlong({ root, kind, steps }: Way): Along {
  const all = [placesAt(ROOTS[kind], root)];
  let type = getNamedType(root.type);
  let isRepeated = isRows(root);
  for (const step of [...steps, undefined]) {
    const next = fieldsOf(type).find(({ name }) => name === step);
    for (const field of fieldsOf(type)) if (field === next || isShown(field, isRepeated)) all.push(placesAt(type.name, field));
    if (next === undefined) break;
    isRepeated ||= isRows(next);
    type = getNamedType(next.type);
  }
  return joined(all);
}

interface Along {
  readonly places: readonly string[];
  readonly pairs: readonly string[];
}

function joined(all: readonly Along[]): Along {
  return { places: [...new Set(all.flatMap(({ places }) => places))], pairs: [...new Set(all.flatMap(({ pairs }) => pairs))] };
}

function placesAt(on: string, { name, args }: GraphQLField<unknown, unknown>): Along {
  const of = placeOf(on, name);
  return joined([{ places: [of], pairs: [] }, argumentsOf(of, args)]);
}

function argumentsOf(of: string, args: readonly { readonly name: string; readonly type: GraphQLInputType }[], isOneOf = false): Along {
  const names = args.map(({ name }) => name);
  const own = { places: names.map((name) => placeOf(of, name)), pairs: isOneOf ? [] : pairsOf(of, names) };
  return joined([own, ...args.map(({ type }) => membersOf(type))]);
}

function membersOf(type: GraphQLInputType): Along {
  const inner = getNamedType(type);
  return isInputObjectType(inner) ? argumentsOf(inner.name, Object.values(inner.getFields()), inner.isOneOf) : { places: [], pairs: [] };
}

/** What stands most often in a list. */
function mostOf(names: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return names.reduce<string | undefined>(
    (most, name) => (most === undefined || (counts.get(name) ?? 0) > (counts.get(most) ?? 0) ? name : most),
    undefined,
  );
}

/** The fields of an object, or those that an interface has. */
function fieldsOf(type: GraphQLNamedType): readonly GraphQLField<unknown, unknown>[] {
  return isObjectType(type) || isInterfaceType(type) ? Object.values(type.getFields()) : [];
}

/** Whether a question shows a field wherever it shows its type. */
function isShown(field: GraphQLField<unknown, unknown>, isRepeated: boolean): boolean {
  return isLeafType(getNamedType(field.type)) && !(isRepeated && isAlone(field));
}

function isThing({ name }: { readonly name: string }): boolean {
  return THINGS.includes(name);
}

function isRows({ type }: GraphQLField<unknown, unknown>): boolean {
  return isListType(getNullableType(type));
}

function isAlone({ astNode }: GraphQLField<unknown, unknown>): boolean {
  return astNode?.directives?.some(({ name }) => name.value === 'alone') ?? false;
}
