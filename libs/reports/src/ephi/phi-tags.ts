import { compareUtf8 } from '#foundation';
import { labelOfTag } from '#labels';
import { compareNames, type Name } from '#lineage';

import type { FactDataset, FactTag } from './facts.ts';

/** Whether a tag says that something is protected health information. */
export function isPhiTag(tag: Pick<FactTag, 'key' | 'value'>): boolean {
  return labelOfTag(tag) === 'PHI';
}

/**
 * Why a column counts as ePHI. COLUMN: it is tagged. DATASET: its dataset is. WITHIN: it is a part of a tagged column. AROUND: a tagged column is a part
 * of it. WHOLE: any column of a tagged dataset, also one that its schema does not show.
 */
export type Basis = 'COLUMN' | 'DATASET' | 'WITHIN' | 'AROUND' | 'WHOLE';

/** A column whose way is to be walked. */
export interface Candidate {
  readonly dataset: Name;
  readonly column: string | null;
  readonly basis: Basis;
  readonly tag: FactTag;
}

/** Every column that may hold ePHI of its own, by dataset and column; each once, for its strongest reason. */
export function ephiCandidates(datasets: readonly FactDataset[]): readonly Candidate[] {
  return [...datasets].sort(compareNames).flatMap(candidatesOf);
}

function candidatesOf({ namespace, name, tags, columns }: FactDataset): readonly Candidate[] {
  const phi = tags.filter(isPhiTag).sort(compareTags);
  const [onColumns, onDataset] = [phi.filter(({ field }) => field !== null), phi.find(({ field }) => field === null)];
  const found = new Map<string | null, Candidate>();
  const add = (column: string | null, basis: Basis, tag: FactTag): void => {
    if (!found.has(column)) found.set(column, { dataset: { namespace, name }, column, basis, tag });
  };
  for (const tag of onColumns) add(tag.field, 'COLUMN', tag);
  if (onDataset !== undefined) {
    for (const column of columns) add(column, 'DATASET', onDataset);
    add(null, 'WHOLE', onDataset);
  }
  for (const tag of onColumns) {
    for (const column of columns) if (column.startsWith(`${tag.field ?? ''}.`)) add(column, 'WITHIN', tag);
    for (const column of outer(tag.field ?? '')) add(column, 'AROUND', tag);
  }
  return [...found.values()].sort((left, right) => compareUtf8(written(left.column), written(right.column)));
}

/** `a.b.c` stands in `a` and `a.b`. */
function outer(path: string): readonly string[] {
  const parts = path.split('.');
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('.'));
}

function written(column: string | null): string {
  return column === null ? '' : `=${column}`;
}

function compareTags(left: FactTag, right: FactTag): number {
  return (
    compareUtf8(written(left.field), written(right.field)) ||
    compareUtf8(left.key, right.key) ||
    compareUtf8(left.value ?? '', right.value ?? '') ||
    compareUtf8(left.toldBy ?? '', right.toldBy ?? '')
  );
}
