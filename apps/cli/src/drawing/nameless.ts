import type { Walked, WalkedEdge, WalkedNode } from './walked.ts';

/** What a walk went through that is hidden from who asked: without names, which nobody told. */
export interface WalkedNameless {
  readonly namelessNodes: readonly { readonly id: string; readonly kind: 'DATASET' | 'JOB'; readonly depth: number }[];
  readonly namelessEdges: readonly Pick<WalkedEdge, 'source' | 'target'>[];
}

/** Where nameless nodes stand in a drawing. */
const PLACE = 'name not shown';

/** A walk with its nameless nodes among the others, as they are drawn: each called by a number, and marked. */
export function withNameless<Answer extends Walked & WalkedNameless>(
  answer: Answer,
): Omit<Answer, 'nodes' | 'edges'> & { readonly nodes: readonly WalkedNode[]; readonly edges: readonly WalkedEdge[] } {
  const { nodes, edges, namelessNodes, namelessEdges } = answer;
  const namespace = placeApart(nodes);
  const numbers = { DATASET: 0, JOB: 0 };
  const drawn = namelessNodes.map(({ id, kind, depth }): WalkedNode => {
    numbers[kind] += 1;
    const name = `hidden ${kind === 'DATASET' ? 'dataset' : 'job'} ${numbers[kind]}`;
    return { id, kind, namespace, name, column: null, depth, isNameless: true };
  });
  const all = [...nodes, ...drawn];
  const jobs = new Set(all.flatMap(({ id, kind }) => (kind === 'JOB' ? [id] : [])));
  const between = namelessEdges.map(({ source, target }): WalkedEdge => {
    const via = jobs.has(source) || jobs.has(target) ? null : { namespace, name: 'job not told' };
    return { source, target, via, kind: 'OBSERVED', transformations: [], isNameless: true };
  });
  return { ...answer, nodes: all, edges: [...edges, ...between] };
}

/** Nobody's namespace: what is drawn without a name is never taken for what is called so. */
function placeApart(nodes: readonly WalkedNode[]): string {
  const taken = new Set(nodes.map(({ namespace }) => namespace));
  let place = PLACE;
  while (taken.has(place)) place = `${place}.`;
  return place;
}
