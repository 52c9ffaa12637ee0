import { compareEdges, type FactFlow, type Place, placeKey } from './facts.ts';
import { type Exposure, EXPOSURES } from './reach.ts';

/** A dataset that ePHI may have reached: something that holds it was read, and nobody tells which columns flowed. */
export interface Assumption {
  readonly place: Place;
  /** How grave it may be: as what it was made from. */
  readonly atWorst: Exposure;
  readonly witness: readonly FactFlow[];
}

/** A dataset that holds ePHI for certain, and how gravely. */
export interface Holder {
  readonly place: Place;
  readonly exposure: Exposure;
}

/**
 * Which datasets are reached where column lineage is silent. From a holder only silent flows lead on: what columns tell is known. From an assumed dataset
 * every flow does: any of its columns may hold ePHI.
 */
export function assumedReach(holders: readonly Holder[], flows: readonly FactFlow[]): readonly Assumption[] {
  const from = new Map<string, FactFlow[]>();
  for (const flow of [...flows].sort(compareEdges)) from.set(placeKey(flow.source), [...(from.get(placeKey(flow.source)) ?? []), flow]);

  const assumed = new Map<string, Assumption>();
  for (const exposure of EXPOSURES) {
    let frontier: readonly Standing[] = holders
      .filter((holder) => holder.exposure === exposure)
      .map(({ place }) => ({ key: placeKey(place), isHolder: true, witness: [] }));
    while (frontier.length > 0) {
      const next: Standing[] = [];
      for (const { key, isHolder, witness } of frontier) {
        for (const flow of from.get(key) ?? []) {
          const far = placeKey(flow.target);
          if ((isHolder && flow.tellsColumns) || assumed.has(far)) continue;
          const way = [...witness, flow];
          assumed.set(far, { place: flow.target, atWorst: exposure, witness: way });
          next.push({ key: far, isHolder: false, witness: way });
        }
      }
      frontier = next;
    }
  }
  return [...assumed.values()].filter(({ place }) => place.kind === 'dataset');
}

interface Standing {
  readonly key: string;
  readonly isHolder: boolean;
  readonly witness: readonly FactFlow[];
}
