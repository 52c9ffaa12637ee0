import { type ShownStatement, type Way, waysShown } from '#labels';
import type { NodeId } from '#lineage';

/**
 * Into which nodes some of several sets that one run showed bring what all of them together do not (docs/decisions/0016, "Ways into"): column lineage that comes
 * after a flow takes back that all of one went into all of the other. Also of any of them together it is true that they bring no more into other nodes.
 */
export function waysLessened(sets: readonly (readonly ShownStatement[])[]): readonly NodeId[] {
  if (sets.length < 2) return [];
  const all = sets.flat();
  const ways = new Set(waysShown(all).map(wordOf));
  const withFlow = new Set(all.flatMap(({ kind, target }) => (kind === 'flow' ? [target] : [])));
  const isByLineage = isLineage(all);
  return [
    ...new Set(
      sets.flatMap((set) => {
        const own = new Set(set.flatMap(({ kind, target }) => (kind === 'flow' ? [target] : [])));
        const outputs = set.flatMap(({ kind, target }) => (kind === 'output' && withFlow.has(target) && !own.has(target) ? [target] : []));
        const other = isByLineage && !isLineage(set) ? set.map(({ target }) => target) : [];
        return [...outputs, ...other, ...waysShown(set).flatMap((way) => (ways.has(wordOf(way)) ? [] : [way.target]))];
      }),
    ),
  ];
}

function isLineage(set: readonly ShownStatement[]): boolean {
  return set.some(({ kind, origin }) => kind === 'flow' && origin === 'lineage');
}

function wordOf({ source, sourceColumn, target, targetColumn, transformation, isAssumed }: Way): string {
  return JSON.stringify([source, sourceColumn, target, targetColumn, transformation, isAssumed]);
}
