import type {
  AnswerHeader,
  Connection,
  EventQuarantined,
  EventRecorded,
  LineageEdge,
  LineageNode,
  NodeRef,
  QuarantinedEvent,
  RecordedEntry,
  RunSummary,
  RunUse,
  SearchHit,
  TrailEntry,
} from '#operations';

// What stands behind the types of the schema: what an operation gave, and the header of the answer that it came in.
// Whatever is asked below it is asked at the two times of that header.

/** A dataset or a job. All but its names is loaded when it is asked for. */
export interface NodeParent {
  readonly node: NodeRef;
  readonly header: AnswerHeader;
}

/** A column of a dataset; the schema may not tell of it. */
export interface ColumnParent extends NodeParent {
  readonly column: string;
}

export interface RunParent {
  readonly run: RunSummary;
  readonly header: AnswerHeader;
}

export interface RunUseParent {
  readonly use: RunUse;
  readonly header: AnswerHeader;
}

export interface LineageNodeParent {
  readonly reached: LineageNode;
  readonly header: AnswerHeader;
}

export interface LineageEdgeParent {
  readonly edge: LineageEdge;
  readonly header: AnswerHeader;
}

export interface SearchHitParent {
  readonly hit: SearchHit;
  readonly header: AnswerHeader;
}

export interface EventParent {
  readonly entry: RecordedEntry;
  readonly header: AnswerHeader;
}

export type RedrivenParent = EventRecorded | EventQuarantined;

export interface QuarantinedParent {
  readonly quarantined: QuarantinedEvent;
  readonly header: AnswerHeader;
}

export type TrailParent = TrailEntry;

/** A page of a list, its rows made parents. */
export interface PageParent<Row> {
  readonly header: AnswerHeader;
  readonly nodes: readonly Row[];
  readonly edges: readonly { readonly cursor: string; readonly node: Row }[];
  readonly pageInfo: PageInfoParent;
}

export interface PageInfoParent {
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  readonly startCursor: string | null;
  readonly endCursor: string | null;
}

/** Gives every row of a page the header of the page. */
export function pageOf<Row, Parent>(
  { header, edges, pageInfo }: Connection<Row>,
  parent: (row: Row, header: AnswerHeader) => Parent,
): PageParent<Parent> {
  const made = edges.map(({ cursor, node }) => ({ cursor, node: parent(node, header) }));
  return {
    header,
    nodes: made.map(({ node }) => node),
    edges: made,
    pageInfo: { ...pageInfo, hasPreviousPage: false, startCursor: made[0]?.cursor ?? null },
  };
}

export const nodeParent = (node: NodeRef, header: AnswerHeader): NodeParent => ({ node, header });
export const runParent = (run: RunSummary, header: AnswerHeader): RunParent => ({ run, header });
export const searchHitParent = (hit: SearchHit, header: AnswerHeader): SearchHitParent => ({ hit, header });
export const eventParent = (entry: RecordedEntry, header: AnswerHeader): EventParent => ({ entry, header });
export const quarantinedParent = (quarantined: QuarantinedEvent, header: AnswerHeader): QuarantinedParent => ({ quarantined, header });
