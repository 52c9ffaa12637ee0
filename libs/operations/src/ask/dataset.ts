import type { Instant } from '#foundation';
import type { Name } from '#lineage';

import type { NodeRef } from './public-id.ts';

/** A facet that holds at the asked times, of one of the names of a dataset, or of a job. */
export interface FacetInForce {
  /** The name that carries it. */
  readonly of: Name;
  readonly name: string;
  /** Canonical JSON of the whole facet. */
  readonly content: string;
  /** Since when this content holds without a break, in event time. */
  readonly since: Instant;
  /** The event that said so at that time; null when it counts no more. */
  readonly position: bigint | null;
}

/** One column of a schema; `path` joins the names from the outermost field with dots. */
export interface SchemaField {
  readonly name: string;
  readonly path: string;
  readonly type: string | null;
  readonly description: string | null;
  readonly fields: readonly SchemaField[];
}

export interface Tag {
  readonly key: string;
  readonly value: string | null;
  readonly source: string | null;
  /** The column that is tagged; null: the dataset or job itself. */
  readonly field: string | null;
}

export interface Owner {
  readonly name: string;
  readonly type: string | null;
}

/** A name that is this dataset, at the asked times. */
export interface DatasetName extends Name {
  readonly isCanonical: boolean;
  /** Whether events speak of this name itself; a name may stand in symlinks alone. */
  readonly isPresent: boolean;
}

export interface Symlink extends Name {
  readonly type: string | null;
}

/** What an event last said of the dataset's life. */
export interface Lifecycle {
  /** The spelling of the event, when it is none of ours. */
  readonly change: string;
  readonly previousName: Name | null;
  readonly since: Instant;
}

/** A dataset under all of its names. What is folded out of facets is of the newest facet among the names; tags and owners are of all. */
export interface Dataset extends NodeRef {
  readonly kind: 'dataset';
  /** The canonical name first. */
  readonly names: readonly DatasetName[];
  readonly facets: readonly FacetInForce[];
  readonly fields: readonly SchemaField[];
  readonly tags: readonly Tag[];
  readonly owners: readonly Owner[];
  readonly description: string | null;
  readonly symlinks: readonly Symlink[];
  readonly lifecycle: Lifecycle | null;
}
