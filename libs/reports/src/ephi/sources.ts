import { nameKey } from '#lineage';

import type { Holder } from './assumed.ts';
import { columnPlace, comparePlaces, type EphiFacts, type FactEdge, nameOf, type Place, placeKey } from './facts.ts';
import { type Candidate, ephiCandidates } from './phi-tags.ts';
import { EXPOSURES, type Reached, reachOf } from './reach.ts';

/** A source with all that it leads to. */
export interface Way {
  readonly candidate: Candidate;
  readonly root: Place;
  readonly edges: readonly FactEdge[];
  readonly reach: readonly Reached[];
}

/** What only may be a source is one when it leads where no certain source of its dataset leads; a tagged dataset without schema is one as a whole. */
export function sourcesAndReach({ datasets, walks }: EphiFacts): readonly Way[] {
  const walkOf = new Map(walks.map((walk) => [placeKey(walk.root), walk]));
  const withSchema = new Set(datasets.filter(({ columns }) => columns.length > 0).map(nameKey));
  const ways = ephiCandidates(datasets).map((candidate): Way => {
    const root = columnPlace(candidate.dataset, candidate.column);
    const edges = walkOf.get(placeKey(root))?.edges ?? [];
    return { candidate, root, edges, reach: reachOf(root, edges) };
  });
  const certain = (basis: Candidate['basis']): boolean => basis === 'COLUMN' || basis === 'DATASET';
  return ways.filter(({ candidate: { basis, dataset }, reach }) => {
    if (certain(basis)) return true;
    if (basis === 'WHOLE' && !withSchema.has(nameKey(dataset))) return true;
    if (basis !== 'WHOLE') return reach.length > 0;
    const known = ways.filter(({ candidate }) => nameKey(candidate.dataset) === nameKey(dataset) && candidate.basis !== 'WHOLE');
    const reachedAnyway = new Set(known.flatMap((way) => way.reach.map(({ place, exposure }) => `${exposure} ${placeKey(place)}`)));
    return reach.some(({ place, exposure }) => !reachedAnyway.has(`${exposure} ${placeKey(place)}`));
  });
}

/** A place, at its gravest. */
export type Exposed = Pick<Reached, 'place' | 'exposure'>;

/** Each place once, at its gravest, by its key. */
export function gravest(all: readonly Exposed[]): ReadonlyMap<string, Exposed> {
  const found = new Map<string, Exposed>();
  for (const exposure of EXPOSURES) {
    for (const each of all) {
      const key = placeKey(each.place);
      if (each.exposure === exposure && !found.has(key)) found.set(key, { place: each.place, exposure });
    }
  }
  return found;
}

/** Datasets with sources, and those with columns that were reached, each at its gravest. */
export function holdersAmong(ways: readonly Way[], reached: ReadonlyMap<string, Exposed>): readonly Holder[] {
  const all = [...ways.map(({ root }): Exposed => ({ place: root, exposure: 'UNMASKED' })), ...reached.values()];
  const datasets = all.map(({ place, exposure }): Exposed => ({ place: { kind: 'dataset', ...nameOf(place), column: null }, exposure }));
  return [...gravest(datasets).values()].sort((left, right) => comparePlaces(left.place, right.place));
}
