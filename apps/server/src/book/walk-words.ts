import { isPhiTag } from '#reports';

import type { Table } from './question.ts';
import type { ColumnNode, ColumnWalk, Walk } from './shapes.ts';
import { cell, place, unique } from './words.ts';

/** The datasets that a walk reached, the nearest first, each with the jobs by which data goes between it and what is nearer. */
export function reachedTable(walk: Walk, towards: 'upstream' | 'downstream'): Table {
  const byId = new Map(walk.nodes.map((node) => [node.id, node]));
  const rows = datasetsReached(walk).map(({ id, depth, namespace, name }) => {
    const edges = walk.edges.filter(({ source, target }) => (towards === 'upstream' ? source : target) === id);
    const jobs = edges.flatMap(({ source, target, via }) => via?.name ?? byId.get(towards === 'upstream' ? target : source)?.name ?? []);
    return [String(depth), name, place(namespace), cell(unique(jobs))];
  });
  return { titles: ['away', 'dataset', 'in', towards === 'upstream' ? 'read by' : 'written by'], rows };
}

/** Without the root. */
export function datasetsReached({ nodes }: Walk): readonly Walk['nodes'][number][] {
  return nodes.filter(({ kind, depth }) => kind === 'DATASET' && depth > 0);
}

/** `mrn of ehr.public.patients`; of the rows as a whole, the dataset. */
export function columnName({ column, name }: ColumnNode): string {
  return column === null ? `rows of ${name}` : `${column} of ${name}`;
}

/** Whether a column, or all of its dataset, is tagged as protected health information; the report goes by the same rule. */
export function isPhi({ column, dataset }: ColumnNode): boolean {
  return column !== null && dataset?.tags.some((tag) => isPhiTag(tag) && (tag.field ?? column) === column) === true;
}

type ColumnEdge = ColumnWalk['edges'][number];

function isMasked({ transformations }: ColumnEdge): boolean {
  return transformations.some(({ masking }) => masking);
}

/** How the one value became the other: `identity`, `aggregation, masked`. */
export function how({ transformations }: ColumnEdge): string {
  const words = transformations.map(({ type, subtype }) => (subtype ?? type).toLowerCase().replaceAll('_', ' '));
  return cell([...unique(words), ...(transformations.some(({ masking }) => masking) ? ['masked'] : [])]);
}

/** The edges of a walk, each with its ends, in the order of the nodes. */
export function joined({
  nodes,
  edges,
}: ColumnWalk): readonly { readonly edge: ColumnEdge; readonly from: ColumnNode; readonly to: ColumnNode }[] {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  return edges.flatMap((edge) => {
    const [from, to] = [byId.get(edge.source), byId.get(edge.target)];
    return from === undefined || to === undefined ? [] : [{ edge, from, to }];
  });
}

/** What data reaches from one node with the flow: each node with whether every way to it masks the value. The node itself is not among them. */
export function reachedFrom(walk: ColumnWalk, start: string): ReadonlyMap<string, 'plain' | 'masked'> {
  const [plain, any] = [
    spread(
      walk.edges.filter((edge) => !isMasked(edge)),
      start,
    ),
    spread(walk.edges, start),
  ];
  return new Map([...any].filter((id) => id !== start).map((id) => [id, plain.has(id) ? 'plain' : 'masked']));
}

function spread(edges: readonly ColumnEdge[], start: string): ReadonlySet<string> {
  const targets = new Map<string, string[]>();
  for (const { source, target } of edges) targets.set(source, [...(targets.get(source) ?? []), target]);
  const reached = new Set([start]);
  for (const id of reached) for (const target of targets.get(id) ?? []) reached.add(target); // a set is walked to its end while it grows
  return reached;
}
