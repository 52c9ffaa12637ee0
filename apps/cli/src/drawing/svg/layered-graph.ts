import { Graph, layout } from '@dagrejs/dagre';

/** What of dagre we use, in our own words: its types name files without their endings, which Node's rules do not resolve. */
export interface LayeredGraph {
  setGraph(settings: Readonly<Record<string, string | number>>): unknown;
  setNode(id: string, size: { readonly width: number; readonly height: number }): unknown;
  setEdge(
    source: string,
    target: string,
    label: Partial<Record<'width' | 'height', number>> & { readonly labelpos?: 'c' },
    name: string,
  ): unknown;
  /** After the layout: its middle. */
  node(id: string): { readonly x: number; readonly y: number };
  /** After the layout: its way, and the middle of its label, if it has one. */
  edge(source: string, target: string, name: string): LaidEdge;
}

interface LaidEdge {
  readonly points?: readonly { readonly x: number; readonly y: number }[];
  readonly x?: number;
  readonly y?: number;
}

/** A graph of nothing, with several edges between two nodes. */
export function layeredGraph(): LayeredGraph {
  const Made = Graph as unknown as new (options: { readonly multigraph: boolean }) => LayeredGraph; // as its documentation has it
  return new Made({ multigraph: true });
}

/** Gives every node and edge its place. */
export function layOut(graph: LayeredGraph): void {
  (layout as unknown as (graph: LayeredGraph) => void)(graph); // as its documentation has it
}
