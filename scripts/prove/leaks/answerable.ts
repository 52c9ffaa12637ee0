import {
  getNamedType,
  getNullableType,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  isInterfaceType,
  isLeafType,
  isListType,
  isObjectType,
} from 'graphql';

import { type Coverage, placeOf } from './coverage.ts';

/** Steps below a root field. */
const STEPS_MAX = 5;

/** What fields below the root are asked with, wherever they are asked. */
const GIVEN: Readonly<Record<string, string>> = {
  ...{ 'Dataset.facets': 'names: ["tags"]', 'Job.facets': 'names: ["documentation"]', 'Run.facets': 'names: ["parent"]' },
  ...{ 'RunUse.facets': 'names: ["subset"]', 'Dataset.upstream': 'depth: 2, first: 5', 'Dataset.downstream': 'depth: 2, first: 5' },
  ...{ 'Job.upstream': 'depth: 2, first: 5', 'Job.downstream': 'depth: 2, first: 5', 'Job.runs': 'state: COMPLETE, first: 5' },
  ...{ 'Column.upstream': 'depth: 2, transformations: ALL, first: 5', 'Column.downstream': 'depth: 2, transformations: ALL, first: 5' },
  ...{ 'Run.events': 'first: 5', 'Engagement.readings': 'first: 5', 'Dataset.column': 'name: "id"' },
};

/** Of a call the question for its first thing alone and where that ends, if it is a list that goes on, which was asked of nobody yet. */
export function firstPage(
  { schema, answered }: { readonly schema: GraphQLSchema; readonly answered: Coverage },
  [root, given]: readonly [root: string, given: string],
): { readonly question: string; readonly next: (cursor: string) => string } | undefined {
  const field = schema.getQueryType()?.getFields()[root];
  if (field === undefined || given.includes('asOf:') || !answered.isNew(placeOf(placeOf('Query', root), 'after'))) return undefined;
  const paged = fieldsOf(getNamedType(field.type)).some(({ name }) => name === 'pageInfo');
  if (!paged || !field.args.some(({ name }) => name === 'after')) return undefined;
  const first = [...membersOf(given).filter((member) => !member.startsWith('first:')), 'first: 1'].join(', ');
  return {
    question: `query { ${root}(${first}) { pageInfo { endCursor } } }`,
    next: (cursor) => `query { ${root}(${first}, after: ${JSON.stringify(cursor)}) { pageInfo { endCursor hasNextPage } } }`,
  };
}

/** Where a type was reached from a root field. */
interface Reached {
  readonly steps: readonly GraphQLField<unknown, unknown>[];
  readonly type: GraphQLNamedType;
  readonly isRepeated: boolean;
}

/**
 * Questions below one call: of each type that is reached, its fields and those of what stands in them, as long as some of these was answered to nobody. To be asked one
 * after the other, for what is answered is not asked again.
 */
export function* questionsBelow(
  { schema, answered }: { readonly schema: GraphQLSchema; readonly answered: Coverage },
  [root, given]: readonly [root: string, given: string],
): Generator<string> {
  const field = schema.getQueryType()?.getFields()[root];
  if (field === undefined) throw new Error(`the schema has no query ${root}`);
  const known = field.args.map(({ name }) => name);
  const kept = membersOf(given).filter((member) => known.includes(member.slice(0, member.indexOf(':'))));
  const call = kept.length === 0 ? root : `${root}(${kept.join(', ')})`;
  const shallow = `query { ${call} ${leavesOf(getNamedType(field.type), isRows(field))} }`;
  if (answered.asksNew(shallow)) yield shallow;
  const queue: Reached[] = [{ steps: [], type: getNamedType(field.type), isRepeated: isRows(field) }];
  const seen = new Set<string>();
  for (let at = queue.shift(); at !== undefined; at = queue.shift()) {
    if (seen.has(`${at.type.name} ${at.isRepeated}`) || at.steps.length > STEPS_MAX) continue;
    seen.add(`${at.type.name} ${at.isRepeated}`);
    const below = fieldsOf(at.type).filter((each) => !isLeafType(getNamedType(each.type)) && !(at.isRepeated && isAlone(each)));
    const { type, isRepeated, steps } = at;
    const fresh = below.filter((each) => isNewAt(answered, type, each));
    for (const some of [fresh, ...fresh.map((each) => [each])]) {
      const wanted = some.filter((each) => isNewAt(answered, type, each));
      if (
        wanted.length === 0 &&
        !fieldsOf(type).some((each) => isLeafType(getNamedType(each.type)) && answered.isNew(placeOf(type.name, each.name)))
      )
        continue;
      const inner = wanted.map((each) => `${called(type, each)} ${leavesOf(getNamedType(each.type), isRepeated || isRows(each))}`);
      yield `query { ${call} ${around(field, steps, `{ ${leafNames(type, isRepeated)} ${inner.join(' ')} }`)} }`;
    }
    for (const each of below)
      queue.push({ steps: [...steps, each], type: getNamedType(each.type), isRepeated: isRepeated || isRows(each) });
  }
}

function isNewAt(answered: Coverage, type: GraphQLNamedType, field: GraphQLField<unknown, unknown>): boolean {
  const inner = getNamedType(field.type);
  const given = field.args.map(({ name }) => name).filter((name) => GIVEN[placeOf(type.name, field.name)]?.includes(`${name}:`));
  return (
    answered.isNew(placeOf(type.name, field.name)) ||
    given.some((name) => answered.isNew(placeOf(placeOf(type.name, field.name), name))) ||
    fieldsOf(inner).some((each) => isLeafType(getNamedType(each.type)) && answered.isNew(placeOf(inner.name, each.name)))
  );
}

function around(root: GraphQLField<unknown, unknown>, steps: readonly GraphQLField<unknown, unknown>[], selection: string): string {
  let type = getNamedType(root.type);
  const words = steps.map((step) => {
    const word = called(type, step);
    type = getNamedType(step.type);
    return word;
  });
  return words.reduceRight((inner, word) => `{ ${word} ${inner} }`, selection);
}

function called(type: GraphQLNamedType, field: GraphQLField<unknown, unknown>): string {
  const given = GIVEN[placeOf(type.name, field.name)];
  return given === undefined ? field.name : `${field.name}(${given})`;
}

function leavesOf(type: GraphQLNamedType, isRepeated: boolean): string {
  return isLeafType(type) ? '' : `{ ${leafNames(type, isRepeated)} }`;
}

function leafNames(type: GraphQLNamedType, isRepeated: boolean): string {
  const leaves = fieldsOf(type).filter((each) => isLeafType(getNamedType(each.type)) && !(isRepeated && isAlone(each)));
  return ['__typename', ...leaves.map(({ name }) => name)].join(' ');
}

/** Arguments that stand beside each other. */
function membersOf(given: string): readonly string[] {
  const members: string[] = [];
  let [depth, isText, from] = [0, false, 0];
  for (let at = 0; at <= given.length; at += 1) {
    const sign = given[at];
    if (sign === '"') isText = !isText;
    if (!isText && (sign === '{' || sign === '[')) depth += 1;
    if (!isText && (sign === '}' || sign === ']')) depth -= 1;
    if ((sign === ',' && depth === 0 && !isText) || at === given.length) {
      members.push(given.slice(from, at).trim());
      from = at + 1;
    }
  }
  return members.filter((member) => member !== '');
}

function fieldsOf(type: GraphQLNamedType): readonly GraphQLField<unknown, unknown>[] {
  return isObjectType(type) || isInterfaceType(type) ? Object.values(type.getFields()) : [];
}

function isRows({ type }: GraphQLField<unknown, unknown>): boolean {
  return isListType(getNullableType(type));
}

function isAlone({ astNode }: GraphQLField<unknown, unknown>): boolean {
  return astNode?.directives?.some(({ name }) => name.value === 'alone') ?? false;
}
