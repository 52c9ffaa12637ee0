import { getNamedType, type GraphQLNamedType, type GraphQLSchema, isInputObjectType, isInterfaceType, isObjectType } from 'graphql';

const OF_ANOTHER_LIST = 'a cursor below the root: asked with cursors of other lists, and refused';
const EMPTY = 'nothing stands in that list, in one of the stories';

/** What is asked and answered to nobody, and why, beside what only mutations have: these are asked by those from whom half is hidden alone, for they would change what is asked. */
export const NEVER_ANSWERED: Readonly<Record<string, string>> = {
  ...{ 'Dataset.upstream.after': OF_ANOTHER_LIST, 'Dataset.downstream.after': OF_ANOTHER_LIST },
  ...{ 'Column.upstream.after': OF_ANOTHER_LIST, 'Column.downstream.after': OF_ANOTHER_LIST },
  ...{ 'Job.upstream.after': OF_ANOTHER_LIST, 'Job.downstream.after': OF_ANOTHER_LIST, 'Job.runs.after': OF_ANOTHER_LIST },
  ...{ 'Run.events.after': OF_ANOTHER_LIST, 'Engagement.readings.after': OF_ANOTHER_LIST },
  ...{ 'Query.enforcement.after': EMPTY, 'Query.brokenGlasses.after': EMPTY, 'Query.labelled.after': EMPTY },
  'PolicyPreviewInput.draft': 'a mutation makes drafts',
};

/** Of fields and arguments that were answered to nobody, those that must be. */
export function oughtToBeAnswered(schema: GraphQLSchema, missed: readonly string[]): readonly string[] {
  const queried = typesFrom(schema.getQueryType(), schema);
  return missed.filter((place) => queried.has(place.split('.', 1)[0] ?? '') && !Object.hasOwn(NEVER_ANSWERED, place));
}

/** The names of types that are reached, of what is given and of what is told. */
function typesFrom(root: GraphQLNamedType | null | undefined, schema: GraphQLSchema): ReadonlySet<string> {
  const reached = new Set<string>();
  const queue = root == null ? [] : [root];
  for (let type = queue.shift(); type !== undefined; type = queue.shift()) {
    if (reached.has(type.name)) continue;
    reached.add(type.name);
    if (isInterfaceType(type)) queue.push(...schema.getPossibleTypes(type));
    if (isInputObjectType(type)) queue.push(...Object.values(type.getFields()).map((field) => getNamedType(field.type)));
    if (isObjectType(type) || isInterfaceType(type))
      for (const field of Object.values(type.getFields()))
        queue.push(getNamedType(field.type), ...field.args.map((each) => getNamedType(each.type)));
  }
  return reached;
}
