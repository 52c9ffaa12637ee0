import { compareUtf8, type Instant } from '#foundation';
import type { Name, NodeId, RunKey, StatementId, StatementOrigin, Transformation } from '#lineage';

import { MODE, named, ORIGIN } from '../map/codes.ts';
import { instantIn, numberIn, optionalNumberIn, type Row, textIn } from '../map/rows.ts';
import type { Asked } from './asked.ts';
import type { GraphNode } from './node-reader.ts';

export type WalkDirection = 'upstream' | 'downstream';

/** A thing that a walk may stand on: a dataset, a job, a column of a dataset, or a run. */
export interface Point extends Name {
  /** Within one walk. */
  readonly key: string;
  readonly kind: 'dataset' | 'job' | 'column' | 'run';
  /** The canonical dataset, or the job; of a run its job. */
  readonly node: NodeId;
  /** Of a column; null there: the rows as a whole. */
  readonly column: string | null;
  readonly runId: string | null;
  readonly run: RunKey | undefined;
}

/** One statement that holds, as the evidence behind an edge: whoever said it, and since when it holds without a break. */
export interface Claim {
  readonly statement: StatementId;
  readonly speaker: NodeId;
  readonly mode: 'observed' | 'declared';
  readonly since: Instant;
}

/** One step of a walk: an edge between two points, by their keys. Data goes from `source` to `target`. */
export interface StepEdge {
  readonly source: string;
  readonly target: string;
  readonly via: GraphNode | undefined;
  readonly kind: 'observed' | 'declared' | 'inferred';
  readonly origin: 'io' | StatementOrigin;
  readonly since: Instant;
  readonly transformation: Transformation | undefined;
  readonly claims: readonly Claim[];
  /** Between runs: the event that wrote. */
  readonly written?: { readonly position: bigint; readonly time: Instant };
}

/** What one step gives: a point, and the edge that leads there. */
export interface Step {
  readonly far: Point;
  /** Undefined: the job of a flow, which is passed and has its edges beside it. */
  readonly edge: StepEdge | undefined;
  /** Whether the walk goes on from there. */
  readonly leadsOn: boolean;
  /** Between columns: what the statement names at the near end, where the walk may stand on the rows as a whole. */
  readonly through?: { readonly node: NodeId; readonly column: string | null };
}

/** The place in the order of points after which steps are asked for. */
export interface PointPlace extends Name {
  readonly kind: Point['kind'];
  readonly column: string | null;
  readonly runId: string | null;
}

/** All steps from a frontier, or the first `limit` of them after a place, in the order of the points that they lead to: by a fixed number of statements. */
export type Stepping = (asked: Asked, from: Frontier) => Promise<Stepped>;

export interface Stepped {
  readonly steps: readonly Step[];
  /** Bounds that were met, so that there may be more steps which no page gives. */
  readonly cuts: readonly StepCut[];
  /** Datasets that later levels may lead to, where that is known: what is asked of them is better asked for all of them at once. */
  readonly ahead: readonly NodeId[];
}

/** `run-events`: a run has more events than are looked at. `run-readers`: a dataset was read by more runs than are looked at. */
export type StepCut = 'run-events' | 'run-readers';

export interface Frontier {
  readonly points: readonly Point[];
  readonly direction: WalkDirection;
  /** How many levels the walk may still go, with this one. */
  readonly levels: number;
  /** How many things that are not reached yet the walk still wants. */
  readonly wanted: number;
  readonly after: PointPlace | undefined;
  readonly limit: number;
}

export function nodePoint({ node, kind, namespace, name }: GraphNode): Point {
  return { key: String(node), kind, node, namespace, name, column: null, runId: null, run: undefined };
}

export function columnPoint({ node, namespace, name }: GraphNode, column: string | null): Point {
  return { key: columnKey(node, column), kind: 'column', node, namespace, name, column, runId: null, run: undefined };
}

export function columnKey(node: number, column: string | null): string {
  return JSON.stringify([node, column]);
}

export function runPoint({ run, runId, job }: { readonly run: RunKey; readonly runId: string; readonly job: GraphNode }): Point {
  return { key: `run ${run}`, kind: 'run', node: job.node, namespace: job.namespace, name: job.name, column: null, runId, run };
}

/** The order of points by UTF-8 bytes, as every statement of a walk sorts: namespace, name, datasets before jobs, no column before the first, run id. */
export function comparePlaces(left: PointPlace, right: PointPlace): number {
  return (
    compareUtf8(left.namespace, right.namespace) ||
    compareUtf8(left.name, right.name) ||
    compareUtf8(left.kind, right.kind) ||
    compareUtf8(left.column === null ? '' : `=${left.column}`, right.column === null ? '' : `=${right.column}`) ||
    compareUtf8(left.runId ?? '', right.runId ?? '')
  );
}

/** The claim in a row; `prefix` tells two claims of one row apart. */
export function claimIn(row: Row, prefix = ''): Claim {
  return {
    statement: numberIn(row, `${prefix}statement`) as StatementId,
    speaker: numberIn(row, `${prefix}speaker`) as NodeId,
    mode: named(MODE, numberIn(row, `${prefix}mode`)),
    since: instantIn(row, `${prefix}since`),
  };
}

export function originIn(row: Row): 'io' | StatementOrigin {
  const origin = optionalNumberIn(row, 'origin');
  return origin === undefined ? 'io' : named(ORIGIN, origin);
}

/** The job (or dataset) between; its columns begin with `via`. */
export function viaIn(row: Row, kind: 'job' | 'dataset'): GraphNode | undefined {
  if (row['via'] === null) return undefined;
  return { node: numberIn(row, 'via') as NodeId, kind, namespace: textIn(row, 'via_namespace'), name: textIn(row, 'via_name') };
}
