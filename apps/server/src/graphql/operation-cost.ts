import {
  type FieldNode,
  type FragmentDefinitionNode,
  getNamedType,
  getNullableType,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isCompositeType,
  isInterfaceType,
  isIntrospectionType,
  isListType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql';

import { Failure } from '#foundation';
import { QUESTIONS_MAX } from '#operations';

/**
 * Fields that one answer may hold. 100,000 fields take about half a second of a core to complete and are some 3 MB of JSON.
 * A page of 500 datasets with twenty fields each costs a tenth.
 */
export const COST_MAX = 100_000;
/** What a question about the schema is taken to hold: the whole of it is some 300 KB. */
const SCHEMA_COST = 10_000;
/** What a list without `first` is taken to hold: tags, owners, columns, names. */
const PLAIN_LIST_LENGTH = 10;
/** What the nodes and edges of a walk are taken to be, unless its `first` is less. Most are smaller; the operation cuts them at ten times that. */
const WALK_LENGTH = 500;
const ALONE = 'alone';
/** Types whose lists are as long as a list that was asked with: its argument, and how long the operation lets it be. */
const ASKED_LISTS: Readonly<Record<string, { readonly argument: string; readonly most: number }>> = {
  AccessDecisions: { argument: 'questions', most: QUESTIONS_MAX },
};

export interface Asked {
  readonly schema: GraphQLSchema;
  readonly operation: OperationDefinitionNode;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Where a selection stands: how long the lists in it are, and whether it is answered once or for each row of a list. */
interface Place {
  readonly page: number;
  readonly isRepeated: boolean;
}

/**
 * How many fields an answer may hold at most: each field counts once for every row of the pages that it stands in, each page with its own
 * `first`, from the text or a variable. The operation must be valid: fragments that name each other would not end.
 * Throws BAD_REQUEST when a field that is `@alone` stands where it would be asked for each row of a list.
 */
export function operationCost(asked: Asked): number {
  const root = asked.schema.getRootType(asked.operation.operation);
  if (root == null) return 0;
  return new Counter(asked).selections(asked.operation.selectionSet, root, { page: PLAIN_LIST_LENGTH, isRepeated: false });
}

class Counter {
  private readonly known = new Map<string, number>();

  constructor(private readonly asked: Asked) {}

  /** What one object of a type costs. */
  selections({ selections }: SelectionSetNode, type: GraphQLNamedType, place: Place): number {
    return selections.reduce((sum, selection) => {
      if (selection.kind === Kind.FIELD) return sum + this.field(selection, type, place);
      if (selection.kind === Kind.FRAGMENT_SPREAD) return sum + this.fragment(selection.name.value, place);
      return sum + this.selections(selection.selectionSet, this.narrowed(type, selection.typeCondition?.name.value), place);
    }, 0);
  }

  private field(node: FieldNode, parent: GraphQLNamedType, { page, isRepeated }: Place): number {
    const field = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[node.name.value] : undefined;
    if (field === undefined) return node.name.value === '__typename' ? 1 : SCHEMA_COST;
    if (isRepeated && isAlone(field)) throw notInList(field);
    const type = getNamedType(field.type);
    if (node.selectionSet === undefined || !isCompositeType(type) || isIntrospectionType(type)) return 1;
    const rows = isList(field.type) ? page : 1;
    const below = { page: this.pageOf(node, field) ?? PLAIN_LIST_LENGTH, isRepeated: isRepeated || rows > 1 };
    return 1 + rows * this.selections(node.selectionSet, type, below);
  }

  /** The same for each use in a like place: a fragment that is spread a thousand times is walked once. */
  private fragment(name: string, place: Place): number {
    const key = `${place.page} ${String(place.isRepeated)} ${name}`;
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const definition = this.asked.fragments.get(name);
    const type = definition === undefined ? undefined : this.asked.schema.getType(definition.typeCondition.name.value);
    const cost = definition === undefined || type === undefined ? 0 : this.selections(definition.selectionSet, type, place);
    this.known.set(key, cost);
    return cost;
  }

  private narrowed(type: GraphQLNamedType, condition: string | undefined): GraphQLNamedType {
    return condition === undefined ? type : (this.asked.schema.getType(condition) ?? type);
  }

  private pageOf(node: FieldNode, field: GraphQLField<unknown, unknown>): number | undefined {
    const asked = ASKED_LISTS[getNamedType(field.type).name];
    if (asked !== undefined) return Math.min(this.lengthOf(node, asked.argument), asked.most);
    const first = this.firstOf(node, field);
    return first !== undefined && getNamedType(field.type).name === 'Lineage' ? Math.min(first, WALK_LENGTH) : first;
  }

  private firstOf(node: FieldNode, field: GraphQLField<unknown, unknown>): number | undefined {
    const first = field.args.find(({ name }) => name === 'first');
    if (first === undefined) return undefined;
    const given = node.arguments?.find(({ name }) => name.value === 'first')?.value;
    if (given?.kind === Kind.INT) return sized(Number(given.value));
    if (given?.kind === Kind.VARIABLE) return sized(this.variable(given.name.value) ?? first.defaultValue);
    return sized(first.defaultValue);
  }

  private lengthOf(node: FieldNode, argument: string): number {
    const given = node.arguments?.find(({ name }) => name.value === argument)?.value;
    const value = given?.kind === Kind.VARIABLE ? this.variable(given.name.value) : listIn(given);
    return Array.isArray(value) ? sized(value.length) : 1;
  }

  /** Of a default only numbers and lists are read, and of a list how long it is. */
  private variable(name: string): unknown {
    const given = this.asked.variables[name];
    if (given !== undefined) return given;
    const value = this.asked.operation.variableDefinitions?.find(({ variable }) => variable.name.value === name)?.defaultValue;
    return value?.kind === Kind.INT ? Number(value.value) : listIn(value);
  }
}

function listIn(value: ValueNode | undefined): readonly unknown[] | undefined {
  return value?.kind === Kind.LIST ? value.values : undefined;
}

function isAlone({ astNode }: GraphQLField<unknown, unknown>): boolean {
  return astNode?.directives?.some(({ name }) => name.value === ALONE) === true;
}

function notInList({ name }: GraphQLField<unknown, unknown>): Failure {
  const message = `\`${name}\` is a question of its own, and would be asked for each thing of a list; ask it of one thing, or of a list with \`first: 1\`.`;
  return new Failure('BAD_REQUEST', message);
}

function isList(type: GraphQLOutputType): boolean {
  return isListType(getNullableType(type));
}

/** What is no size at all is refused later, by the operation: here it counts as one. */
function sized(first: unknown): number {
  return typeof first === 'number' && first > 1 ? first : 1;
}
