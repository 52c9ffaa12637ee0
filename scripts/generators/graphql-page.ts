import {
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isScalarType,
  isSpecifiedScalarType,
  isUnionType,
  type GraphQLArgument,
  type GraphQLEnumType,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLNamedType,
  type GraphQLSchema,
} from 'graphql';

import type { Generated } from './generated.ts';
import { graphqlSchema } from './graphql-schema.ts';

interface Row {
  readonly name: string;
  readonly type: string;
  readonly description: string | null | undefined;
}

/** docs/graphql.md: every type, field and argument with the description that the schema gives it. */
export async function graphqlPage(root: string): Promise<Generated> {
  const home = 'docs/graphql.md';
  const found = await graphqlSchema(root);
  return { home, files: found === undefined ? new Map() : new Map([[home, page(found.schema)]]) };
}

/** The roots first, then all other types by name; what GraphQL itself brings along is left out. */
function page(schema: GraphQLSchema): string {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].filter((type) => type != null);
  const others = Object.values(schema.getTypeMap()).filter(
    (type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type) && !roots.some((root) => root === type),
  );
  const sections = [...roots, ...others.sort((left, right) => (left.name < right.name ? -1 : 1))].map(section);
  const head = '# GraphQL reference\n\nWritten by `npm run generate` from the `.graphql` files in `apps/server/src/graphql`.';
  return `${[head, ...sections].join('\n\n')}\n`;
}

function section(type: GraphQLNamedType): string {
  const [kind, body] = content(type);
  return [`## ${type.name}`, `*${kind}*`, type.description, body].filter((part) => part != null && part !== '').join('\n\n');
}

function content(type: GraphQLNamedType): readonly [kind: string, body: string] {
  if (isObjectType(type) || isInterfaceType(type)) {
    const kind = isObjectType(type) ? 'object' : 'interface';
    const interfaces = type.getInterfaces().map(({ name }) => name);
    const title = interfaces.length === 0 ? kind : `${kind}, implements ${interfaces.join(', ')}`;
    return [title, table('Field', Object.values(type.getFields()).flatMap(fieldRows))];
  }
  if (isInputObjectType(type)) return ['input', table('Field', Object.values(type.getFields()).map(inputRow))];
  if (isEnumType(type)) return ['enum', values(type)];
  if (isUnionType(type))
    return [
      `union of ${type
        .getTypes()
        .map(({ name }) => name)
        .join(', ')}`,
      '',
    ];
  return [isScalarType(type) && type.specifiedByURL != null ? `scalar, specified by ${type.specifiedByURL}` : 'scalar', ''];
}

/** A field, and below it each of its arguments. */
function fieldRows(field: GraphQLField<unknown, unknown>): readonly Row[] {
  const { name, type, description, deprecationReason } = field;
  const own = { name: code(name), type: String(type), description: withDeprecation(description, deprecationReason) };
  return [own, ...field.args.map(inputRow).map((row) => ({ ...row, name: `${code(name)} ← ${row.name}` }))];
}

function inputRow({ name, type, description, defaultValue, deprecationReason }: GraphQLArgument | GraphQLInputField): Row {
  const value = defaultValue === undefined ? '' : ` = ${JSON.stringify(defaultValue)}`;
  return { name: code(name), type: `${String(type)}${value}`, description: withDeprecation(description, deprecationReason) };
}

function values(type: GraphQLEnumType): string {
  const lines = type.getValues().map(({ name, description, deprecationReason }) => {
    const text = cell(withDeprecation(description, deprecationReason));
    return `| ${code(name)} | ${text} |`;
  });
  return ['| Value | |', '|---|---|', ...lines].join('\n');
}

function table(title: string, rows: readonly Row[]): string {
  const lines = rows.map(({ name, type, description }) => `| ${name} | ${code(type)} | ${cell(description)} |`);
  return [`| ${title} | Type | |`, '|---|---|---|', ...lines].join('\n');
}

function withDeprecation(description: string | null | undefined, reason: string | null | undefined): string {
  return [reason == null ? undefined : `**Deprecated:** ${reason}`, description].filter((part) => part != null).join(' ');
}

function code(text: string): string {
  return `\`${text}\``;
}

/** A table cell is one line, and a bar would end it. */
function cell(text: string | null | undefined): string {
  return (text ?? '').replaceAll(/\s*\n\s*/g, ' ').replaceAll('|', '\\|');
}
