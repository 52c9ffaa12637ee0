import { Failure } from '#foundation';

import type { Drawn, DrawnBox, DrawnLine } from './boxes.ts';
import { type LayeredGraph, layeredGraph, layOut } from './layered-graph.ts';
import { METRICS } from './metrics.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A box where it stands: `x` and `y` are its upper left corner. */
export interface PlacedBox extends DrawnBox, Point {}

export interface PlacedLine extends DrawnLine {
  /** From its source to its target. */
  readonly points: readonly Point[];
  /** The middle of its label. */
  readonly labelAt: Point | undefined;
}

/** From 0, 0 on. */
export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly PlacedBox[];
  readonly lines: readonly PlacedLine[];
}

/** More is no picture any more, and takes long: so much took 6 s on a busy machine of two cores (2026-11-21). */
const BOXES_MAX = 250;
const LINES_MAX = 500;

/** Where everything of a drawing stands: data flows from left to right, and no two boxes touch. Throws LIMIT_EXCEEDED on what would be no picture. */
export function layoutOf(drawn: Drawn): Layout {
  refuseCrowds(drawn);
  const graph = laidOut(drawn);
  const placed = new Map(
    drawn.boxes.map((box): [string, PlacedBox] => {
      const { x, y } = graph.node(box.id);
      return [box.id, { ...box, x: x - box.width / 2, y: y - box.height / 2 }];
    }),
  );
  const lines = drawn.lines.flatMap((line, index): PlacedLine[] => {
    const [source, target] = [placed.get(line.source), placed.get(line.target)];
    if (source === undefined || target === undefined) return [];
    const { points = [] } = source === target ? {} : graph.edge(line.source, line.target, String(index));
    // Between neighbours nothing is in the way, and the straight way looks best.
    const within = points.length <= 3 ? [] : points.slice(1, -1);
    return [{ ...line, points: route(line, { source, target, within }), labelAt: undefined }];
  });
  return fromZero([...placed.values()], labelled(lines));
}

function refuseCrowds({ boxes, lines }: Drawn): void {
  if (boxes.length <= BOXES_MAX && lines.length <= LINES_MAX) return;
  const message = `A drawing holds ${BOXES_MAX} boxes and ${LINES_MAX} lines at most, and this one would have ${boxes.length} and ${lines.length}; ask for less depth, or take the JSON.`;
  throw new Failure('LIMIT_EXCEEDED', message);
}

function laidOut({ boxes, lines }: Drawn): LayeredGraph {
  const graph = layeredGraph();
  graph.setGraph({ rankdir: 'LR', ranksep: METRICS.rankGap, nodesep: METRICS.boxGap, edgesep: METRICS.lineGap });
  for (const { id, width, height } of boxes) graph.setNode(id, { width, height });
  lines.forEach(({ source, target, label }, index) => {
    if (source === target) return; // drawn beside its box
    graph.setEdge(source, target, {}, String(index));
    // A way of its own, so that there is room for the label and no line makes a bow for it.
    if (label !== undefined) graph.setEdge(source, target, { width: label.width, height: METRICS.labelHeight, labelpos: 'c' }, label.group);
  });
  layOut(graph);
  return graph;
}

/** Puts each label onto a line of its group, in its middle, where it covers no other, if there is such a line. */
function labelled(lines: readonly PlacedLine[]): readonly PlacedLine[] {
  const chosen = new Map<PlacedLine, Point>();
  const taken: (Point & { readonly width: number })[] = [];
  for (const [group, { width }] of new Map(lines.flatMap(({ label }) => (label === undefined ? [] : [[label.group, label] as const])))) {
    const places = lines.filter(({ label }) => label?.group === group).map((line) => ({ line, at: middleOf(line.points) }));
    const isFree = ({ at }: (typeof places)[number]): boolean =>
      !taken.some((other) => Math.abs(other.x - at.x) < (other.width + width) / 2 && Math.abs(other.y - at.y) < METRICS.labelHeight);
    const place = places.find(isFree) ?? places[0];
    if (place === undefined) continue;
    chosen.set(place.line, place.at);
    taken.push({ ...place.at, width });
  }
  return lines.map((line) => ({ ...line, labelAt: chosen.get(line) }));
}

/** Of the longest part of a way: there its line passes. */
function middleOf(points: readonly Point[]): Point {
  const parts = points.slice(1).flatMap((to, index) => {
    const from = points[index];
    return from === undefined ? [] : [{ x: (from.x + to.x) / 2, y: (from.y + to.y) / 2, length: Math.abs(to.x - from.x) }];
  });
  const { x, y } = parts.reduce((longest, part) => (part.length > longest.length ? part : longest), { x: 0, y: 0, length: -1 });
  return { x, y };
}

interface Ends {
  readonly source: PlacedBox;
  readonly target: PlacedBox;
  /** Where the line must pass, so that it crosses no box. */
  readonly within: readonly Point[];
}

/** From the right side of a box to the left side of the next; against the flow, where things run in a circle, the other way. */
function route({ sourceColumn, targetColumn }: DrawnLine, { source, target, within }: Ends): readonly Point[] {
  const [from, to] = [heightAt(source, sourceColumn), heightAt(target, targetColumn)];
  const right = source.x + source.width;
  if (source === target) {
    const out = right + METRICS.rankGap / 2;
    return [
      { x: right, y: from },
      { x: out, y: (from + to) / 2 },
      { x: right, y: to },
    ];
  }
  if (target.x >= right) return [{ x: right, y: from }, ...within, { x: target.x, y: to }];
  return [{ x: source.x, y: from }, ...within, { x: target.x + target.width, y: to }];
}

/** Of a column the middle of its row, else that of the part which holds the name. */
function heightAt({ y, height, rows }: PlacedBox, column: string | null): number {
  const row = column === null ? -1 : rows.findIndex((each) => each.column === column);
  if (row !== -1) return y + METRICS.nameHeight + (row + 0.5) * METRICS.rowHeight;
  return rows.length === 0 ? y + height / 2 : y + METRICS.nameHeight / 2;
}

/** Lines may pass above the boxes: all is moved so that nothing stands left of zero or above it. */
function fromZero(boxes: readonly PlacedBox[], lines: readonly PlacedLine[]): Layout {
  const points = lines.flatMap((line) => line.points);
  const corners = boxes.map(({ x, y, width, height }) => ({ x: x + width, y: y + height }));
  const left = Math.min(...[...boxes, ...points].map(({ x }) => x));
  const top = Math.min(...[...boxes, ...points].map(({ y }) => y));
  const moved = <Placed extends Point>(placed: Placed): Placed => ({ ...placed, x: placed.x - left, y: placed.y - top });
  return {
    width: Math.ceil(Math.max(0, ...[...corners, ...points].map(({ x }) => x - left))),
    height: Math.ceil(Math.max(0, ...[...corners, ...points].map(({ y }) => y - top))),
    boxes: boxes.map(moved),
    lines: lines.map((line) => ({
      ...line,
      points: line.points.map(moved),
      labelAt: line.labelAt === undefined ? undefined : moved(line.labelAt),
    })),
  };
}
