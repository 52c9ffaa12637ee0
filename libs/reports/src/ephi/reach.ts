import { compareEdges, type FactEdge, type Place, placeKey } from './facts.ts';

/**
 * In which state ePHI arrives. UNMASKED: by at least one way on which nothing masks it. PSEUDONYMISED: masked on every direct way. DERIVED: only by ways on
 * which it decides or orders rows, and is not carried itself.
 */
export type Exposure = 'UNMASKED' | 'PSEUDONYMISED' | 'DERIVED';

/** From the gravest on. */
export const EXPOSURES: readonly Exposure[] = ['UNMASKED', 'PSEUDONYMISED', 'DERIVED'];

/** What an edge between columns does to a value, at the gravest: what is not told counts as carried without a mask. */
export function exposureOf({ transformations, isUntold }: Pick<FactEdge, 'transformations' | 'isUntold'>): Exposure {
  const direct = transformations.filter(({ type }) => type !== 'INDIRECT');
  if (isUntold || transformations.length === 0 || direct.some(({ masking }) => !masking)) return 'UNMASKED';
  return direct.length > 0 ? 'PSEUDONYMISED' : 'DERIVED';
}

/** A column that is reached, in which state, and the shortest way in that state; of equals the first by names. */
export interface Reached {
  readonly place: Place;
  readonly exposure: Exposure;
  readonly witness: readonly FactEdge[];
}

/** Everything that a column leads to, but itself. A way is as grave as the most harmless of its edges, a column as its gravest way. */
export function reachOf(root: Place, edges: readonly FactEdge[]): readonly Reached[] {
  const sorted = [...edges].sort(compareEdges).map((edge) => ({ edge, rank: EXPOSURES.indexOf(exposureOf(edge)) }));
  const found = new Map<string, Reached>();
  EXPOSURES.forEach((exposure, rank) => {
    const open = sorted.filter((each) => each.rank <= rank).map(({ edge }) => edge);
    for (const [key, witness] of shortestWays(root, open)) {
      const place = witness.at(-1)?.target;
      if (place !== undefined && !found.has(key)) found.set(key, { place, exposure, witness });
    }
  });
  return [...found.values()];
}

/** The shortest way to each place, level by level; `edges` are in their order. */
function shortestWays(root: Place, edges: readonly FactEdge[]): ReadonlyMap<string, readonly FactEdge[]> {
  const from = new Map<string, FactEdge[]>();
  for (const edge of edges) {
    const key = placeKey(edge.source);
    const known = from.get(key);
    if (known === undefined) from.set(key, [edge]);
    else known.push(edge);
  }
  const ways = new Map<string, readonly FactEdge[]>([[placeKey(root), []]]);
  let frontier = [placeKey(root)];
  while (frontier.length > 0) {
    const next: string[] = [];
    for (const near of frontier) {
      for (const edge of from.get(near) ?? []) {
        const far = placeKey(edge.target);
        if (ways.has(far)) continue;
        ways.set(far, [...(ways.get(near) ?? []), edge]);
        next.push(far);
      }
    }
    frontier = next;
  }
  ways.delete(placeKey(root));
  return ways;
}
