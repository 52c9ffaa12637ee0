import type { Name } from '#lineage';

import type { Thing } from './abilities.ts';

/** What rules ask of a thing. Tags are in small letters, each as `key` and as `key=value`; `?`: they cannot be read. */
export interface Labels {
  readonly names: readonly Name[];
  /** Its own tags, at the asked times or now: what rules that deny look at. */
  readonly tags: readonly string[];
  /** The same for its columns, by path. */
  readonly columnTags: ReadonlyMap<string, readonly string[]>;
  /** Those that are there at both times: what rules that allow look at. */
  readonly sureTags: readonly string[];
  readonly sureColumnTags: ReadonlyMap<string, readonly string[]>;
  /** What its data bear as a whole, as `heldWord` spells it, at the asked times or now; and what its columns do, by path. For rules that deny. */
  readonly held: readonly string[];
  readonly columnHeld: ReadonlyMap<string, readonly string[]>;
}

/** A column of a dataset. */
export interface AskedColumn {
  readonly path: string;
  /** Nobody told of it, so it may be any column by another spelling. */
  readonly isUnknown: boolean;
}

/** As if what its columns bear were borne by the dataset: topology is of things whole, and a rule that denies it by a label means the columns, too. */
export function withColumns(labels: Labels): Labels {
  const { tags, columnTags, held, columnHeld } = labels;
  return { ...labels, tags: [...tags, ...[...columnTags.values()].flat()], held: [...held, ...[...columnHeld.values()].flat()] };
}

/** A thing of which only names are known, such as a job. */
export function namedOnly(names: readonly Name[]): Labels {
  return { names, tags: [], columnTags: new Map(), sureTags: [], sureColumnTags: new Map(), held: [], columnHeld: new Map() };
}

/** What of a thing is asked about. */
export type Part =
  | { readonly kind: 'Dataset' | 'Columns' | 'Job' }
  | ({ readonly kind: 'Column' } & AskedColumn)
  | { readonly kind: 'Facet' | 'JobFacet'; readonly facet: string };

/** A thing by each of its names, as CASL is asked. Written out, member by member: spreading cost more than judging (2026-11-22). */
export function thingsOf(labels: Labels, part: Part, own: RegExp): readonly Thing[] {
  const { names, tags, sureTags, held } = labels;
  const paths = part.kind === 'Column' ? pathsTo(part.path) : part.kind === 'Columns' ? columnsOf(labels) : [];
  const namespaces = names.map(({ namespace }) => namespace);
  const isOwn = namespaces.some((namespace) => own.test(namespace));
  const pathTags = withPaths(tags, labels.columnTags, paths);
  const surePathTags = withPaths(sureTags, labels.sureColumnTags, paths);
  const pathHeld = withPaths(held, labels.columnHeld, paths);
  const isUnknown = part.kind === 'Column' && part.isUnknown;
  const facet = 'facet' in part ? part.facet : '';
  return names.map(({ namespace, name }) => ({
    kind: part.kind,
    namespace,
    name,
    namespaces,
    ownNamespace: namespace,
    isOwn,
    isNameOwn: isOwn && own.test(namespace),
    tags,
    sureTags,
    paths,
    pathTags,
    surePathTags,
    held,
    pathHeld,
    isUnknown,
    facet,
  }));
}

/** What a thing has whole, and what the columns at some paths have. */
function withPaths(
  whole: readonly string[],
  ofColumns: ReadonlyMap<string, readonly string[]>,
  paths: readonly string[],
): readonly string[] {
  return paths.length === 0 || ofColumns.size === 0 ? whole : [...whole, ...paths.flatMap((path) => ofColumns.get(path) ?? [])];
}

/** Those that bear something. */
function columnsOf({ columnTags, columnHeld }: Labels): readonly string[] {
  return [...columnTags.keys(), ...columnHeld.keys()];
}

/** `a.b.c`: `a`, `a.b` and itself. */
function pathsTo(path: string): readonly string[] {
  const parts = path.split('.');
  return parts.map((_, index) => parts.slice(0, index + 1).join('.'));
}
