import type { Instant } from '#foundation';
import type { JsonObject } from '#record';

import type { Name, NodeName } from './names.ts';

/** What a run says of itself. UNKNOWN is any spelling that the standard does not have; it counts as activity. */
export type RunEventType = 'START' | 'RUNNING' | 'COMPLETE' | 'FAIL' | 'ABORT' | 'OTHER' | 'UNKNOWN';

/** One facet as an event carries it: a value, or the word that it is gone. */
export type Facet = { readonly kind: 'value'; readonly value: JsonObject } | { readonly kind: 'deleted' };

export type Facets = ReadonlyMap<string, Facet>;

/** How an event names a dataset; `subject` is the dataset that a DatasetEvent is about. */
export type MentionRole = 'input' | 'output' | 'subject';

/** A dataset as one event names it once. An event may mention one dataset several times: array order is kept. */
export interface DatasetMention {
  readonly name: Name;
  readonly role: MentionRole;
  /** Slow facets, of the dataset itself. */
  readonly facets: Facets;
  /** `inputFacets` or `outputFacets`: of this run's use of it only. */
  readonly useFacets: Facets;
}

/**
 * An OpenLineage event as Headgate understands it: everything that the fold reads, nothing that it does not.
 * What is not understood stays in the recorded body.
 */
export interface LineageEvent {
  readonly kind: 'run' | 'job' | 'dataset';
  readonly time: Instant;
  /** The job of a run or job event, the dataset of a dataset event. */
  readonly speaker: NodeName;
  /** Run events only; a UUID in lower case, any other text as it came. */
  readonly run: { readonly id: string; readonly type: RunEventType | undefined } | undefined;
  readonly runFacets: Facets;
  readonly jobFacets: Facets;
  /** Inputs in array order, then outputs in array order; or the one subject. */
  readonly mentions: readonly DatasetMention[];
  readonly producer: string | undefined;
}
