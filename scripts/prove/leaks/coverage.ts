import { type GraphQLSchema, isInputObjectType, isInterfaceType, isObjectType, parse, TypeInfo, visit, visitWithTypeInfo } from 'graphql';

/** Of fields or arguments, how many were asked, and those that were not. */
interface Covered {
  readonly all: number;
  readonly asked: number;
  readonly missed: readonly string[];
}

export type SchemaCovered = Readonly<Record<'fields' | 'arguments' | 'pairs', Covered>>;

/** Beside each other they are refused: a question names one of the two. */
export const THINGS: readonly string[] = ['dataset', 'job'];

/** Fields, arguments (also members of what is given as one) and pairs of arguments of a schema, and which of them questions asked. */
export class Coverage {
  private readonly all = { fields: new Set<string>(), arguments: new Set<string>(), pairs: new Set<string>() };
  private readonly asked = new Set<string>();

  constructor(private readonly schema: GraphQLSchema) {
    for (const type of Object.values(schema.getTypeMap())) {
      if (type.name.startsWith('__')) continue;
      if (isObjectType(type) || isInterfaceType(type))
        for (const { name, args } of Object.values(type.getFields())) {
          this.all.fields.add(placeOf(type.name, name));
          this.addArguments(placeOf(type.name, name), args);
        }
      if (isInputObjectType(type)) this.addArguments(type.name, Object.values(type.getFields()), type.isOneOf);
    }
  }

  /** Counts what a question asks. Throws where it is none of this schema's language. */
  take(question: string): void {
    for (const place of this.placesIn(question)) this.asked.add(place);
  }

  /** Whether a question asks a field or an argument that none asked yet. Throws as `take`. */
  asksNew(question: string): boolean {
    const { fields, arguments: given } = this.all;
    return this.placesIn(question).some((place) => (fields.has(place) || given.has(place)) && this.isNew(place));
  }

  private placesIn(question: string): readonly string[] {
    const places: string[] = [];
    const takeArguments = (of: string, given: readonly { readonly name: { readonly value: string } }[]): void => {
      const names = given.map(({ name }) => name.value);
      places.push(...names.map((name) => placeOf(of, name)), ...pairsOf(of, names));
    };
    const types = new TypeInfo(this.schema);
    visit(
      parse(question),
      visitWithTypeInfo(types, {
        Field: ({ name, arguments: given = [] }) => {
          const place = placeOf(types.getParentType()?.name ?? '', name.value);
          places.push(place);
          takeArguments(place, given);
        },
        ObjectValue: ({ fields }) => {
          const type = types.getInputType();
          takeArguments(String(type).replaceAll(/[[\]!]/g, ''), fields);
        },
      }),
    );
    return places;
  }

  /** Whether a field of a type, or an argument of a field (`Type.field`) or of an input, was not asked yet (`placeOf`). */
  isNew(place: string): boolean {
    return !this.asked.has(place);
  }

  /** Of some arguments of a field or an input, those two beside each other that were not asked yet. */
  newPairs(of: string, names: readonly string[]): readonly Pair[] {
    return twosOf(names).filter(([left, right]) => this.isNew(pairOf(of, [left, right])));
  }

  get covered(): SchemaCovered {
    const { fields, arguments: given, pairs } = this.all;
    return { fields: this.coveredOf(fields), arguments: this.coveredOf(given), pairs: this.coveredOf(pairs) };
  }

  private addArguments(of: string, given: readonly { readonly name: string }[], isOneOf = false): void {
    const names = given.map(({ name }) => name);
    for (const name of names) this.all.arguments.add(placeOf(of, name));
    if (!isOneOf) for (const pair of pairsOf(of, names)) this.all.pairs.add(pair);
  }

  private coveredOf(places: ReadonlySet<string>): Covered {
    const missed = [...places].filter((place) => !this.asked.has(place));
    return { all: places.size, asked: places.size - missed.length, missed };
  }
}

export function placeOf(of: string, name: string): string {
  return `${of}.${name}`;
}

type Pair = readonly [string, string];

/** As `Coverage` counts them. */
export function pairsOf(of: string, names: readonly string[]): readonly string[] {
  return twosOf(names).map((two) => pairOf(of, two));
}

function pairOf(of: string, [left, right]: Pair): string {
  return placeOf(of, `${left} and ${right}`);
}

/** Each two that may stand beside each other, in one order whichever way they stand. */
function twosOf(names: readonly string[]): readonly Pair[] {
  const sorted = names.toSorted();
  return sorted.flatMap((left, index) =>
    sorted.slice(index + 1).flatMap((right): Pair[] => (THINGS.includes(left) && THINGS.includes(right) ? [] : [[left, right]])),
  );
}
