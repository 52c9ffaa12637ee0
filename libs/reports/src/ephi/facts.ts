import { compareUtf8 } from '#foundation';
import type { Name, Transformation } from '#lineage';

// What the map of ePHI is made from: data as the questions about the graph gave it, read at one snapshot.

/** Where an edge begins or ends. A column without a name: the rows as a whole. */
export interface Place extends Name {
  readonly kind: 'dataset' | 'job' | 'column';
  readonly column: string | null;
}

/** What an edge rests on. Commitments are lower-case hex; a count of 1,000 means "at least". */
export type Evidence = {
  readonly firstSeen: string;
  readonly lastSeen: string;
  readonly count: number;
  readonly first: string;
  readonly last: string;
};

/** Data goes from `source` to `target`, through the job `via`. */
export interface FactEdge {
  readonly source: Place;
  readonly target: Place;
  readonly via: Name | null;
  readonly kind: 'observed' | 'declared' | 'inferred';
  readonly origin: 'io' | 'lineage' | 'column';
  readonly since: string;
  /** Between columns only. */
  readonly transformations: readonly Transformation[];
  /** Whether some statement of it tells no transformation, so that nothing is known of masking there. */
  readonly isUntold: boolean;
  readonly evidence: Evidence | null;
}

/** An edge between datasets (or a dataset and a job), and whether somebody tells which columns flow along it. */
export interface FactFlow extends FactEdge {
  readonly tellsColumns: boolean;
}

export interface FactTag {
  readonly key: string;
  readonly value: string | null;
  /** Null: the dataset itself. */
  readonly field: string | null;
  /** Commitment of the event that says so; null when it counts no more. */
  readonly toldBy: string | null;
}

/** A label that a policy or a contract says of a dataset, or of a column of it, at the two times. Versions are places in the ledger, in digits. */
export interface FactRuled {
  readonly label: string;
  /** Null: the dataset itself. */
  readonly field: string | null;
  readonly by:
    | { readonly kind: 'policy'; readonly policy: string; readonly version: string; readonly place: number }
    | { readonly kind: 'contract'; readonly contract: string; readonly version: string };
  /** Commitment of the entry by which that version came into force. */
  readonly toldBy: string | null;
}

export interface FactOwner {
  readonly name: string;
  readonly type: string | null;
  readonly toldBy: string | null;
}

/** A dataset that was looked at, under its canonical name. */
export interface FactDataset extends Name {
  readonly otherNames: readonly Name[];
  readonly tags: readonly FactTag[];
  /** What policies and contracts say of it, of columns that the asker sees. */
  readonly ruled: readonly FactRuled[];
  readonly owners: readonly FactOwner[];
  /** Paths of all columns that its schema has, nested ones too. */
  readonly columns: readonly string[];
}

/** What one column leads to, or with `column: null` any column of a dataset. */
export interface ColumnWalk {
  readonly root: Place;
  readonly edges: readonly FactEdge[];
}

/** Why something may be missing, in a sentence, and of what. */
export type Unknown = { readonly code: string; readonly message: string; readonly about: readonly string[] };

/** What the map of ePHI is a function of. */
export interface EphiFacts {
  readonly asOf: string;
  readonly knownAt: string;
  /** The roles of who asks, in order: they decide what is seen, so they are part of the question. */
  readonly askedAs: readonly string[];
  readonly foldVersion: number;
  readonly datasets: readonly FactDataset[];
  readonly walks: readonly ColumnWalk[];
  readonly flows: readonly FactFlow[];
  /** What the answers said of themselves, and the bounds that were met. */
  readonly unknown: readonly Unknown[];
}

export function columnPlace({ namespace, name }: Name, column: string | null): Place {
  return { kind: 'column', namespace, name, column };
}

/** The name alone, of whatever has one. */
export function nameOf({ namespace, name }: Name): { readonly namespace: string; readonly name: string } {
  return { namespace, name };
}

/** One string for a place, unique. */
export function placeKey({ kind, namespace, name, column }: Place): string {
  return JSON.stringify([kind, namespace, name, column]);
}

/** By namespace, name, kind and column, in UTF-8 bytes; the rows as a whole before every column. */
export function comparePlaces(left: Place, right: Place): number {
  return (
    compareUtf8(left.namespace, right.namespace) ||
    compareUtf8(left.name, right.name) ||
    compareUtf8(left.kind, right.kind) ||
    compareUtf8(left.column === null ? '' : `=${left.column}`, right.column === null ? '' : `=${right.column}`)
  );
}

/** One string for an edge, unique in a graph. */
export function edgeKey({ source, target, via, kind, origin }: FactEdge): string {
  return JSON.stringify([placeKey(source), placeKey(target), via?.namespace ?? null, via?.name ?? null, kind, origin]);
}

/** A total order of edges that knows of names alone. */
export function compareEdges(left: FactEdge, right: FactEdge): number {
  return (
    comparePlaces(left.source, right.source) ||
    comparePlaces(left.target, right.target) ||
    compareUtf8(left.via?.namespace ?? '', right.via?.namespace ?? '') ||
    compareUtf8(left.via?.name ?? '', right.via?.name ?? '') ||
    compareUtf8(left.kind, right.kind) ||
    compareUtf8(left.origin, right.origin)
  );
}

/** As people read it: namespace, name, and the column after a dot. */
export function placeText({ kind, namespace, name, column }: Place): string {
  if (kind !== 'column') return `${namespace} ${name}`;
  return column === null ? `${namespace} ${name} (the rows as a whole)` : `${namespace} ${name}.${column}`;
}
