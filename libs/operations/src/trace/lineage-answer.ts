import type { Instant } from '#foundation';
import type { Name, Transformation } from '#lineage';

import type { AnswerHeader, Question } from '../ask/answer.ts';
import type { RunReference } from '../ask/find-run.ts';
import type { PageInfo } from '../ask/page.ts';
import type { NodeRef, NodeReference } from '../ask/public-id.ts';

export type Direction = 'upstream' | 'downstream' | 'both';
/** DATASET: datasets and the jobs between them. JOB: job to job. COLUMN: column to column. RUN: run to run, by what they really used. */
export type Granularity = 'DATASET' | 'JOB' | 'COLUMN' | 'RUN';

export type LineageRoot =
  | { readonly dataset: NodeReference }
  | { readonly job: NodeReference }
  | { readonly run: RunReference }
  /** Of a dataset, a job or a run. */
  | { readonly id: string };

export interface LineageQuestion extends Question {
  readonly root: LineageRoot;
  readonly direction: Direction;
  /** How many jobs away, 1 to 100; 20 when absent. */
  readonly depth?: number | null | undefined;
  /** DATASET when absent; RUN when the root is a run. */
  readonly granularity?: Granularity | null | undefined;
  /** With COLUMN: the column to begin at; all columns of the root when absent. */
  readonly column?: string | null | undefined;
  /** With COLUMN: whether filters, joins and the like (`INDIRECT`) are followed too. ALL when absent. */
  readonly transformations?: 'DIRECT' | 'ALL' | null | undefined;
  /** What the edges rest on costs about as much as the walk: OMITTED leaves `evidence` null. SHOWN when absent. */
  readonly evidence?: 'SHOWN' | 'OMITTED' | null | undefined;
  /**
   * With DATASET: whether what is hidden, and of which a rule gives the asker topology, is gone through and shown without its name. OMITTED when absent:
   * the walk is cut there.
   */
  readonly nameless?: 'SHOWN' | 'OMITTED' | null | undefined;
  /** How many nodes at most, with names and without, 1 to 5,000; 5,000 when absent. */
  readonly first?: number | null | undefined;
  /** `pageInfo.endCursor` of an answer that was cut. */
  readonly after?: string | null | undefined;
}

/** Something that the walk reached. Nodes stand in the order of depth, namespace, name, column, run id, by UTF-8 bytes. */
export interface LineageNode extends Name {
  /** Of a dataset, job or run: its public id. Of a column: one of its own. */
  readonly id: string;
  readonly kind: 'dataset' | 'job' | 'column' | 'run';
  /** With kind `column`; null there means the rows as a whole: which column is not known, or all are touched. */
  readonly column: string | null;
  /** With kind `run`; namespace and name are those of its job. */
  readonly runId: string | null;
  /** How many jobs (runs) away, at the nearest; the root is 0, a job is as far as what lies behind it. */
  readonly depth: number;
  /** By which way it was reached first; `root` for the root itself. */
  readonly direction: 'root' | 'upstream' | 'downstream';
  /** The edges by which it was reached at that depth: following them back explains the reach. */
  readonly reachedBy: readonly string[];
  /** The other names of the same dataset at the asked times. */
  readonly otherNames: readonly Name[];
}

/**
 * Data goes from `source` to `target`. DATASET: an `io` edge has its job at one end and is half of a way through that job; a `lineage` or `column`
 * edge goes from dataset to dataset, `via` its job. JOB and RUN: `via` is the dataset between.
 */
export interface LineageEdge {
  /** Within this answer. */
  readonly id: string;
  readonly source: string;
  readonly target: string;
  /** Null: a dataset said so of itself. */
  readonly via: NodeRef | null;
  /** `inferred`: RUN only: the run that wrote last before the other one ended. */
  readonly kind: 'observed' | 'declared' | 'inferred';
  readonly origin: 'io' | 'lineage' | 'column';
  /** Since when it holds without a break, in event time. */
  readonly since: Instant;
  /** COLUMN only. */
  readonly transformations: readonly Transformation[];
  /** COLUMN only: whether one of its statements tells no transformation, so that nothing is known of masking there. */
  readonly isUntold: boolean;
  readonly evidence: Evidence | null;
}

/** Something that the walk reached and that is hidden from the asker: that it is there, and no more (docs/decisions/0031). */
export interface NamelessNode extends Pick<LineageNode, 'depth' | 'reachedBy'> {
  /** Within this walk and its pages. No other question takes it. */
  readonly id: string;
  readonly kind: 'dataset' | 'job';
  readonly direction: 'upstream' | 'downstream';
}

/** That data goes from `source` to `target`: with a nameless node at an end, or by something between them that is hidden. */
export interface NamelessEdge {
  /** Within this answer. */
  readonly id: string;
  readonly source: string;
  readonly target: string;
}

/** The events that show an edge: those that count at the asked times, also those that a later snapshot of the same run took back. */
export interface Evidence {
  readonly firstSeen: Instant;
  readonly lastSeen: Instant;
  /** Events that show it since `firstSeen`. Counted up to 1,000: that number means "at least". */
  readonly count: number;
  readonly first: EvidenceEvent;
  readonly last: EvidenceEvent;
}

export interface EvidenceEvent {
  readonly position: bigint;
  /** Lower-case hex. */
  readonly commitment: string;
  /** Id of the principal that brought it, and its name while we know it. */
  readonly by: string;
  readonly byName: string | null;
}

/** A walk. Cut at `first` nodes it is PARTIAL, with TRUNCATED, and `pageInfo.endCursor` continues it; an edge is on the page of its later end. */
export interface LineageAnswer {
  readonly header: AnswerHeader;
  readonly root: LineageNode;
  /** The root is the first, on the first page. */
  readonly nodes: readonly LineageNode[];
  readonly edges: readonly LineageEdge[];
  /** At each depth they stand after the nodes with names. */
  readonly namelessNodes: readonly NamelessNode[];
  readonly namelessEdges: readonly NamelessEdge[];
  readonly pageInfo: PageInfo;
}
