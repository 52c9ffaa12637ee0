import type { IntrospectionInputTypeRef, IntrospectionInputValue, IntrospectionQuery, IntrospectionType } from 'graphql';

/** A question about one field of the schema, with one text in one of its places; every other argument that it needs is there. */
export interface SchemaQuestion {
  /** The field and the place, such as `datasets(namespace)`. */
  readonly place: string;
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

type Types = ReadonlyMap<string, IntrospectionType>;

/** A question for every place of every query and mutation where a text may stand. */
export function questionsOfTexts({ __schema: schema }: IntrospectionQuery, text: string): readonly SchemaQuestion[] {
  const types: Types = new Map(schema.types.map((type) => [type.name, type]));
  return (['query', 'mutation'] as const).flatMap((kind) => {
    const root = types.get(schema[`${kind}Type`]?.name ?? '');
    const fields = root?.kind === 'OBJECT' ? root.fields : [];
    return fields.flatMap(({ name, args, type }) =>
      args.flatMap((arg) =>
        textsIn(types, arg, [arg.name]).map((path) => {
          const given = args.filter((each) => each === arg || each.type.kind === 'NON_NULL');
          const variables = Object.fromEntries(
            given.map((each) => [each.name, valueOf(types, each.type, { path: each === arg ? path.slice(1) : undefined, text })]),
          );
          const declared = given.map((each) => `$${each.name}: ${written(each.type)}`).join(', ');
          const passed = given.map((each) => `${each.name}: $${each.name}`).join(', ');
          const isLeaf = ['SCALAR', 'ENUM'].includes(types.get(nameOf(type))?.kind ?? '');
          return {
            place: `${name}(${path.join('.')})`,
            query: `${kind} (${declared}) { ${name}(${passed}) ${isLeaf ? '' : '{ __typename }'} }`,
            variables,
          };
        }),
      ),
    );
  });
}

/** Ways from an argument to the texts in it. Inputs do not hold themselves. */
function textsIn(types: Types, { type }: IntrospectionInputValue, path: readonly string[]): readonly (readonly string[])[] {
  const of = types.get(nameOf(type));
  if (of?.kind === 'SCALAR') return ['String', 'ID'].includes(of.name) ? [path] : [];
  return of?.kind === 'INPUT_OBJECT' ? of.inputFields.flatMap((field) => textsIn(types, field, [...path, field.name])) : [];
}

interface Wanted {
  /** Where in it the text stands. Undefined: not in it. */
  readonly path: readonly string[] | undefined;
  readonly text: string;
}

function valueOf(types: Types, type: IntrospectionInputTypeRef, { path, text }: Wanted): unknown {
  if (type.kind === 'NON_NULL') return valueOf(types, type.ofType, { path, text });
  if (type.kind === 'LIST') return [valueOf(types, type.ofType, { path, text })];
  const of = types.get(type.name);
  if (of?.kind === 'ENUM') return of.enumValues[0]?.name;
  if (of?.kind === 'INPUT_OBJECT') {
    const fields = of.inputFields.filter(({ name, type: each }) => each.kind === 'NON_NULL' || name === path?.[0]);
    return Object.fromEntries(
      fields.map((field) => [field.name, valueOf(types, field.type, { path: field.name === path?.[0] ? path.slice(1) : undefined, text })]),
    );
  }
  if (type.name === 'Int' || type.name === 'Float') return 1;
  if (type.name === 'Boolean') return false;
  return path === undefined ? 'x' : text;
}

function nameOf(type: { readonly kind: string; readonly name?: string; readonly ofType?: unknown }): string {
  return type.name ?? nameOf(type.ofType as typeof type);
}

function written(type: IntrospectionInputTypeRef): string {
  if (type.kind === 'NON_NULL') return `${written(type.ofType)}!`;
  return type.kind === 'LIST' ? `[${written(type.ofType)}]` : type.name;
}
