import type { Name } from '#lineage';

import { type Grown, lineageTree, lineageTrees, type Start } from '../drawing/lineage-tree.ts';
import { placesOf } from '../drawing/short-names.ts';
import { drawTree, type TreeNode } from '../drawing/tree.ts';
import { wrapped } from '../drawing/text-width.ts';
import { isPhi, type Walked } from '../drawing/walked.ts';
import { jobEnds, waysOf } from '../drawing/ways.ts';
import { counted, oneLine } from '../output.ts';
import { type AnswerHeader, headerLines } from './answer-header.ts';
import type { LineageAsked } from './lineage-question.ts';
import type { Screen } from './screen.ts';

type Toward = 'up' | 'down';

/** A walk with its header, as it is drawn. */
interface DrawnWalk extends Walked {
  readonly header: AnswerHeader;
}

const TOWARD: Readonly<Record<LineageAsked['direction'], readonly Toward[]>> = {
  UPSTREAM: ['up'],
  DOWNSTREAM: ['down'],
  BOTH: ['up', 'down'],
};
const TITLES: Readonly<Record<Toward, string>> = { up: 'Where it comes from', down: 'Where it goes' };

/** A walk as trees, one for each way that was asked for, with what it may be missing. */
export function lineagePage(answer: DrawnWalk, asked: LineageAsked, screen: Screen): readonly string[] {
  const lineage = printable(answer);
  const toward = TOWARD[asked.direction];
  const trees = toward.flatMap((way) => [
    ...(toward.length > 1 ? [screen.ink.strong(TITLES[way]), ''] : []),
    ...drawTree(treeOf(lineage, way, screen), screen.width),
    '',
  ]);
  return [...trees, ...remarks(lineage, asked).flatMap((text) => wrapped(text, screen.width)), ...headerLines(answer.header, screen)];
}

function treeOf(lineage: DrawnWalk, toward: Toward, { ink }: Screen): TreeNode {
  const root = lineage.nodes.find(({ depth }) => depth === 0);
  if (root === undefined) throw new Error('a walk begins at its root'); // the first page of every walk holds it
  const grown: Grown = { ways: waysOf(lineage), ends: jobEnds(lineage), place: placesOf(lineage.nodes), marksDeclared: true, ink, toward };
  if (root.kind !== 'JOB') return lineageTree({ dataset: root, column: rootColumns(lineage) }, grown);
  const beside = besideJob(lineage, root.id, toward);
  const label = `${root.name} ${ink.faint(root.namespace)}`;
  const branch = { name: () => ink.faint(toward === 'up' ? 'reads' : 'writes'), nodes: lineageTrees(beside, grown) };
  return { label, branches: beside.length === 0 ? [] : [branch] };
}

/** The columns that a walk began at; null: the dataset as a whole. */
function rootColumns({ nodes }: DrawnWalk): Start['column'] {
  const columns = nodes.flatMap((node) => (node.depth === 0 && node.column !== null ? [{ name: node.column, isPhi: isPhi(node) }] : []));
  return columns.length === 0 ? null : columns;
}

/** The datasets next to a job, on one side. */
function besideJob({ nodes, edges }: DrawnWalk, job: string, toward: Toward): readonly Name[] {
  const ids = edges.flatMap(({ source, target }) => (toward === 'up' ? (target === job ? [source] : []) : source === job ? [target] : []));
  return nodes.filter(({ id, kind }) => kind === 'DATASET' && ids.includes(id));
}

/** What a reader of the tree might take for more than it is. */
function remarks({ nodes, edges }: DrawnWalk, { depth, isByColumn, isIndirect }: LineageAsked): readonly string[] {
  const isAtDepth = nodes.some((node) => node.depth === depth);
  const lines = [
    ...(edges.length === 0 ? [isByColumn ? 'No event told how its columns came about.' : 'Nothing leads on from here.'] : []),
    ...(isAtDepth ? [`What lies more than ${counted(depth, 'job')} away was not asked for; --depth goes further.`] : []),
    ...(isByColumn && !isIndirect ? ['Only values that came from values; --indirect shows filters, joins and their like too.'] : []),
  ];
  return lines.length === 0 ? [] : [...lines, ''];
}

/** What came from elsewhere may hold anything, and is printed on a terminal. */
function printable({ nodes, edges, ...rest }: DrawnWalk): DrawnWalk {
  const safe = <Named extends Name>(named: Named): Named => ({
    ...named,
    namespace: oneLine(named.namespace, 1_000),
    name: oneLine(named.name, 1_000),
  });
  return {
    ...rest,
    nodes: nodes.map((node) => ({ ...safe(node), column: node.column === null ? null : oneLine(node.column, 500) })),
    edges: edges.map((edge) => ({ ...edge, via: edge.via === null ? null : safe(edge.via) })),
  };
}
