import { compareUtf8 } from '#foundation';
import { compareNames, type Name, nameKey } from '#lineage';

import type { Assumption } from './assumed.ts';
import type { CarryingJob, MapDataset, Role, Summary } from './ephi-map.ts';
import { comparePlaces, type EphiFacts, type FactEdge, type FactOwner, nameOf, type Place, placeKey } from './facts.ts';
import { type Exposure, exposureOf, EXPOSURES } from './reach.ts';
import type { Exposed, Way } from './sources.ts';

/** What was found, before it is written down. */
export interface Found {
  readonly ways: readonly Way[];
  /** Every column that is reached, at its gravest, by its key. */
  readonly reached: ReadonlyMap<string, Exposed>;
  readonly assumed: readonly Assumption[];
  readonly edges: readonly FactEdge[];
}

/** Every dataset that is a source, is reached, or may be; with its owners. */
export function mapDatasets({ datasets }: EphiFacts, { ways, reached, assumed }: Found): readonly MapDataset[] {
  const roles = new Map<string, { readonly name: Name; readonly roles: Set<Role> }>();
  const add = (name: Name, role: Role): void => {
    const known = roles.get(nameKey(name));
    if (known === undefined) roles.set(nameKey(name), { name, roles: new Set([role]) });
    else known.roles.add(role);
  };
  for (const { root } of ways) add(root, 'SOURCE');
  for (const { place, exposure } of reached.values()) add(place, exposure === 'DERIVED' ? 'DERIVED' : 'REACHED');
  for (const { place } of assumed) add(place, 'ASSUMED');

  const columns = columnStates({ ways, reached });
  const factsOf = new Map(datasets.map((dataset) => [nameKey(dataset), dataset]));
  return [...roles.entries()]
    .map(
      ([
        key,
        {
          name: { namespace, name },
          roles: of,
        },
      ]): MapDataset => {
        const facts = factsOf.get(key);
        return {
          namespace,
          name,
          otherNames: [...(facts?.otherNames ?? [])].sort(compareNames).map(nameOf),
          roles: ROLES.filter((role) => of.has(role)),
          columns: (columns.get(key) ?? []).map(({ place: { column }, state }) => ({ column, state })),
          owners: [...(facts?.owners ?? [])].sort(compareOwners).map(({ name: owner, type, toldBy }) => ({ name: owner, type, toldBy })),
        };
      },
    )
    .sort(compareNames);
}

interface ColumnState {
  readonly place: Place;
  readonly state: 'SOURCE' | Exposure;
}

/** Sources and reached columns in their order, by dataset. */
function columnStates({ ways, reached }: Pick<Found, 'ways' | 'reached'>): ReadonlyMap<string, readonly ColumnState[]> {
  const sources = new Map(ways.map(({ root }) => [placeKey(root), root]));
  const others = [...reached.entries()].filter(([key]) => !sources.has(key));
  const all = [
    ...[...sources.values()].map((place): ColumnState => ({ place, state: 'SOURCE' })),
    ...others.map(([, { place, exposure }]): ColumnState => ({ place, state: exposure })),
  ].sort((left, right) => comparePlaces(left.place, right.place));
  const byDataset = new Map<string, ColumnState[]>();
  for (const each of all) byDataset.set(nameKey(each.place), [...(byDataset.get(nameKey(each.place)) ?? []), each]);
  return byDataset;
}

const ROLES: readonly Role[] = ['SOURCE', 'REACHED', 'DERIVED', 'ASSUMED'];

/** The jobs on those edges, with what each does to ePHI at the gravest. */
export function carryingJobs({ edges }: Found): readonly CarryingJob[] {
  const jobs = new Map<string, { readonly job: Name; edges: number; rank: number }>();
  for (const edge of edges) {
    const { via, source } = edge;
    if (via === null) continue;
    const rank = source.kind === 'column' ? EXPOSURES.indexOf(exposureOf(edge)) : EXPOSURES.length;
    const known = jobs.get(nameKey(via)) ?? { job: via, edges: 0, rank };
    jobs.set(nameKey(via), { job: via, edges: known.edges + 1, rank: Math.min(known.rank, rank) });
  }
  return [...jobs.values()]
    .sort((left, right) => compareNames(left.job, right.job))
    .map(({ job: { namespace, name }, edges: count, rank }) => ({ namespace, name, edges: count, exposure: EXPOSURES[rank] ?? null }));
}

export function summaryOf({ datasets }: EphiFacts, { ways, reached, assumed }: Found): Summary {
  const roots = new Set(ways.map(({ root }) => placeKey(root)));
  const others = [...reached.entries()].filter(([key]) => !roots.has(key)).map(([, each]) => each);
  const at = (wanted: Exposure): number => others.filter(({ exposure }) => exposure === wanted).length;
  return {
    datasetsLookedAt: datasets.length,
    datasetsTagged: datasets.filter(({ tags }) => tags.length > 0).length,
    datasetsRuled: datasets.filter(({ ruled }) => ruled.length > 0).length,
    datasetsWithSchema: datasets.filter(({ columns }) => columns.length > 0).length,
    datasetsOwned: datasets.filter(({ owners }) => owners.length > 0).length,
    sources: ways.length,
    sourceDatasets: new Set(ways.map(({ root }) => nameKey(root))).size,
    unmasked: at('UNMASKED'),
    pseudonymised: at('PSEUDONYMISED'),
    derived: at('DERIVED'),
    assumedDatasets: assumed.length,
  };
}

function compareOwners(left: FactOwner, right: FactOwner): number {
  return (
    compareUtf8(left.name, right.name) ||
    compareUtf8(left.type ?? '', right.type ?? '') ||
    compareUtf8(left.toldBy ?? '', right.toldBy ?? '')
  );
}
