import { compareUtf8 } from '#foundation';
import { labelOfTag } from '#labels';
import { compareNames, type Name } from '#lineage';

import type { FactDataset, FactRuled, FactTag } from './facts.ts';

/** Whether a tag says that something is protected health information. */
export function isPhiTag(tag: Pick<FactTag, 'key' | 'value'>): boolean {
  return labelOfTag(tag) === 'PHI';
}

/**
 * Why a column counts as ePHI. COLUMN: it is said of it. DATASET: of its dataset. WITHIN: it is a part of a column of which it is said. AROUND: such a column
 * is a part of it. WHOLE: any column of a dataset of which it is said, also one that its schema does not show.
 */
export type Basis = 'COLUMN' | 'DATASET' | 'WITHIN' | 'AROUND' | 'WHOLE';

// Aliases, not interfaces: a report holds them as JSON.

/** What one says, of which column: null is the dataset itself. `toldBy`: the commitment of what tells it; null when it counts no more. */
type Said = { readonly field: string | null; readonly toldBy: string | null };

/** Who says that something is PHI: a tag of an event, or a version of a policy, by the place of its label, or of a contract. Versions are places in the ledger. */
export type Saying =
  | ({ readonly by: 'tag'; readonly key: string; readonly value: string | null } & Said)
  | ({ readonly by: 'policy'; readonly policy: string; readonly version: string; readonly place: number } & Said)
  | ({ readonly by: 'contract'; readonly contract: string; readonly version: string } & Said);

/** A column whose way is to be walked. */
export interface Candidate {
  readonly dataset: Name;
  readonly column: string | null;
  readonly basis: Basis;
  /** Everybody by whom it is one, on that basis. */
  readonly saidBy: readonly Saying[];
}

/** Every column that may hold ePHI of its own, by dataset and column; each once, for its strongest reason. */
export function ephiCandidates(datasets: readonly FactDataset[]): readonly Candidate[] {
  return [...datasets].sort(compareNames).flatMap(candidatesOf);
}

function candidatesOf(facts: FactDataset): readonly Candidate[] {
  const { namespace, name, columns } = facts;
  const phi = sayingsOf(facts);
  const [onColumns, onDataset] = [phi.filter(({ field }) => field !== null), phi.filter(({ field }) => field === null)];
  const found = new Map<string | null, Candidate>();
  const add = (column: string | null, basis: Basis, saying: Saying): void => {
    const known = found.get(column);
    if (known === undefined) found.set(column, { dataset: { namespace, name }, column, basis, saidBy: [saying] });
    else if (known.basis === basis) found.set(column, { ...known, saidBy: [...known.saidBy, saying] });
  };
  for (const saying of onColumns) add(saying.field, 'COLUMN', saying);
  for (const saying of onDataset) {
    for (const column of columns) add(column, 'DATASET', saying);
    add(null, 'WHOLE', saying);
  }
  for (const saying of onColumns)
    for (const column of columns) if (column.startsWith(`${saying.field ?? ''}.`)) add(column, 'WITHIN', saying);
  for (const saying of onColumns) for (const column of outer(saying.field ?? '')) add(column, 'AROUND', saying);
  return [...found.values()].sort((left, right) => compareUtf8(written(left.column), written(right.column)));
}

/** All that says PHI of a dataset or a column of it: tags, then policies, then contracts, each by the column. */
function sayingsOf({ tags, ruled }: FactDataset): readonly Saying[] {
  const byTags = tags.filter(isPhiTag).map(({ key, value, field, toldBy }): Saying => ({ by: 'tag', key, value, field, toldBy }));
  const byRules = ruled.filter(({ label }) => label === 'PHI').map(sayingBy);
  return [...byTags, ...byRules].sort(compareSayings);
}

function sayingBy({ field, by, toldBy }: FactRuled): Saying {
  switch (by.kind) {
    case 'policy':
      return { by: 'policy', policy: by.policy, version: by.version, place: by.place, field, toldBy };
    case 'contract':
      return { by: 'contract', contract: by.contract, version: by.version, field, toldBy };
  }
}

/** `a.b.c` stands in `a` and `a.b`. */
function outer(path: string): readonly string[] {
  const parts = path.split('.');
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('.'));
}

function written(column: string | null): string {
  return column === null ? '' : `=${column}`;
}

const SPEAKERS: readonly Saying['by'][] = ['tag', 'policy', 'contract'];

function compareSayings(left: Saying, right: Saying): number {
  const [one, other] = [wordsOf(left), wordsOf(right)];
  const at = one.findIndex((word, index) => word !== other[index]);
  return SPEAKERS.indexOf(left.by) - SPEAKERS.indexOf(right.by) || (at === -1 ? 0 : compareUtf8(one[at] ?? '', other[at] ?? ''));
}

/** As texts by which sayings of one kind are ordered. */
function wordsOf(saying: Saying): readonly string[] {
  const [field, toldBy] = [written(saying.field), saying.toldBy ?? ''];
  switch (saying.by) {
    case 'tag':
      return [field, saying.key, saying.value ?? '', toldBy];
    case 'policy':
      return [field, saying.policy, String(saying.place).padStart(PLACE_DIGITS, '0')];
    case 'contract':
      return [field, saying.contract];
  }
}

/** Of the most labels that a policy could have. */
const PLACE_DIGITS = 6;
