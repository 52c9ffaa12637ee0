import { type GraphQLResolveInfo, Kind, type SelectionSetNode } from 'graphql';

type Asked = Pick<GraphQLResolveInfo, 'fragments' | 'fieldNodes'>;

/** Whether the operation asks, below this field, for the field at the end of a path. Directives may still leave it out. */
export function asksFor({ fieldNodes, fragments }: Asked, ...path: readonly string[]): boolean {
  return fieldNodes.some(({ selectionSet }) => selectionSet !== undefined && holds(selectionSet, path, fragments));
}

function holds({ selections }: SelectionSetNode, path: readonly string[], fragments: Asked['fragments']): boolean {
  const [next, ...rest] = path;
  return selections.some((selection) => {
    if (selection.kind === Kind.INLINE_FRAGMENT) return holds(selection.selectionSet, path, fragments);
    if (selection.kind === Kind.FRAGMENT_SPREAD) {
      const fragment = fragments[selection.name.value];
      return fragment !== undefined && holds(fragment.selectionSet, path, fragments);
    }
    if (selection.name.value !== next) return false;
    return rest.length === 0 || (selection.selectionSet !== undefined && holds(selection.selectionSet, rest, fragments));
  });
}
