import type { Name } from '#lineage';

import { placesOf } from '../short-names.ts';
import { shortened, shortenedName, widthOf } from '../text-width.ts';
import { isPhi, type Walked, type WalkedEdge, type WalkedNode, withoutDoubles } from '../walked.ts';
import { COLUMN_LENGTH_MAX, METRICS, NAME_LENGTH_MAX } from './metrics.ts';

/** A walk as boxes and lines, without their places. */
export interface Drawn {
  readonly boxes: readonly DrawnBox[];
  readonly lines: readonly DrawnLine[];
}

export interface DrawnBox extends Name {
  readonly id: string;
  readonly kind: 'dataset' | 'job' | 'run';
  /** Name and place as they are shown. */
  readonly label: string;
  readonly place: string;
  readonly isRoot: boolean;
  /** Of what is hidden from who asked. */
  readonly isNameless: boolean;
  /** The columns of a dataset, where a walk goes by columns. */
  readonly rows: readonly DrawnRow[];
  readonly width: number;
  readonly height: number;
}

export interface DrawnRow {
  readonly column: string;
  readonly label: string;
  readonly mark: 'PHI' | 'masked' | undefined;
  readonly isRoot: boolean;
}

export interface DrawnLine {
  /** Ids of boxes, and of a dataset the column at which the line ends; null: the box as a whole. */
  readonly source: string;
  readonly target: string;
  readonly sourceColumn: string | null;
  readonly targetColumn: string | null;
  readonly isDeclared: boolean;
  /** What is told when it is pointed at. */
  readonly about: string;
  /** The job by which it goes; of lines of one group it is shown once. */
  readonly label: { readonly text: string; readonly width: number; readonly group: string } | undefined;
}

/** What is drawn of a walk: datasets and jobs as boxes, or, by columns, datasets with their columns as rows and jobs on the lines. */
export function drawnOf(walked: Walked): Drawn {
  return walked.nodes.some(({ kind }) => kind === 'COLUMN') ? drawnColumns(walked) : drawnNodes(withoutDoubles(walked));
}

function drawnNodes({ nodes, edges }: Walked): Drawn {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const kinds = { DATASET: 'dataset', JOB: 'job', RUN: 'run', COLUMN: 'dataset' } as const;
  const named = nodes.map((node) => ({ ...node, kind: kinds[node.kind], isRoot: node.depth === 0, isNameless: node.isNameless === true }));
  const between = new Map<string, Unsized>();
  const lines = edges.flatMap((edge): DrawnLine[] => {
    const [source, target] = [byId.get(edge.source), byId.get(edge.target)];
    if (source === undefined || target === undefined) return [];
    if (edge.via === null || source.kind !== target.kind) return [lineOf(edge, [source.id, target.id])];
    // One box for all that goes by it into one thing: a box for the job as a whole would join what it keeps apart.
    const id = JSON.stringify([edge.via.namespace, edge.via.name, target.id]);
    between.set(id, {
      ...edge.via,
      id,
      kind: source.kind === 'DATASET' ? 'job' : 'dataset',
      isRoot: false,
      isNameless: edge.isNameless === true,
    });
    return [lineOf(edge, [source.id, id]), lineOf(edge, [id, target.id])];
  });
  const all = [...named, ...between.values()];
  const place = placesOf(all);
  return { boxes: all.map((each) => boxOf(each, place(each))), lines: distinct(lines) };
}

type Unsized = Name & Pick<DrawnBox, 'id' | 'kind' | 'isRoot' | 'isNameless'>;

function lineOf({ kind }: WalkedEdge, [source, target]: readonly [string, string]): DrawnLine {
  const isDeclared = kind === 'DECLARED';
  return { source, target, sourceColumn: null, targetColumn: null, isDeclared, about: isDeclared ? 'declared' : '', label: undefined };
}

/** Each line once: seen beats said. */
function distinct(lines: readonly DrawnLine[]): readonly DrawnLine[] {
  const seen = lines.filter(({ isDeclared }) => !isDeclared);
  return [...new Map([...lines, ...seen].map((line) => [JSON.stringify([line.source, line.target]), line])).values()];
}

function drawnColumns({ nodes, edges }: Walked): Drawn {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const masked = new Set(edges.filter(({ transformations }) => transformations.some(({ masking }) => masking)).map(({ target }) => target));
  const datasets = new Map<string, WalkedNode[]>();
  for (const node of nodes) datasets.set(boxId(node), [...(datasets.get(boxId(node)) ?? []), node]);
  const place = placesOf(nodes);
  const boxes = [...datasets].flatMap(([id, columns]) => {
    const [first] = columns;
    if (first === undefined) return [];
    const rows = columns.flatMap((node) => rowOf(node, masked.has(node.id)));
    return [
      boxOf(
        {
          namespace: first.namespace,
          name: first.name,
          id,
          kind: 'dataset',
          isRoot: columns.some(({ depth }) => depth === 0),
          isNameless: false,
        },
        place(first),
        rows,
      ),
    ];
  });

  const lines = edges.flatMap((edge): DrawnLine[] => {
    const [source, target] = [byId.get(edge.source), byId.get(edge.target)];
    if (source === undefined || target === undefined) return [];
    const group = JSON.stringify([boxId(source), boxId(target), edge.via?.namespace, edge.via?.name]);
    const label = edge.via === null || boxId(source) === boxId(target) ? undefined : { ...labelOf(edge.via), group };
    return [
      {
        ...lineOf(edge, [boxId(source), boxId(target)]),
        sourceColumn: source.column,
        targetColumn: target.column,
        about: howOf(edge),
        label,
      },
    ];
  });
  return { boxes, lines };
}

function boxId({ namespace, name }: Name): string {
  return JSON.stringify([namespace, name]);
}

function rowOf(node: WalkedNode, isMasked: boolean): readonly DrawnRow[] {
  if (node.column === null) return [];
  const mark = isMasked ? 'masked' : isPhi(node) ? 'PHI' : undefined;
  return [{ column: node.column, label: shortened(node.column, COLUMN_LENGTH_MAX), mark, isRoot: node.depth === 0 }];
}

function labelOf({ name }: Name): Omit<NonNullable<DrawnLine['label']>, 'group'> {
  const text = shortenedName(name, COLUMN_LENGTH_MAX);
  return { text, width: widthOf(text) * METRICS.smallLetter + 8 };
}

/** By which job, and how the value became the other. */
function howOf({ via, transformations, kind }: WalkedEdge): string {
  const how = transformations.map(({ subtype, masking }) => `${subtype ?? 'in a way that is not told'}${masking ? ', masked' : ''}`);
  return [...(via === null ? [] : [`${via.namespace} ${via.name}`]), ...new Set(how), ...(kind === 'DECLARED' ? ['declared'] : [])].join(
    '; ',
  );
}

function boxOf(box: Unsized, place: string, rows: readonly DrawnRow[] = []): DrawnBox {
  const { id, kind, namespace, name, isRoot, isNameless } = box;
  const label = shortenedName(name, NAME_LENGTH_MAX);
  const rowWidths = rows.map((row) => (widthOf(row.label) + (row.mark === undefined ? 0 : row.mark.length + 2)) * METRICS.letter);
  const widest = Math.max(widthOf(label) * METRICS.letter, widthOf(place) * METRICS.smallLetter, ...rowWidths);
  const padding = kind === 'dataset' ? METRICS.padding : METRICS.jobHeight / 2;
  const height = kind === 'dataset' ? METRICS.nameHeight + rows.length * METRICS.rowHeight + (rows.length > 0 ? 6 : 0) : METRICS.jobHeight;
  return { id, kind, namespace, name, label, place, isRoot, isNameless, rows, width: Math.ceil(widest + 2 * padding), height };
}
