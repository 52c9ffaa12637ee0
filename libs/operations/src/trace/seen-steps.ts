import type { NodeId } from '#lineage';
import type { GraphNode, Step } from '#store';

import type { Sight } from '../ask/sight.ts';

/** A step of a walk as its asker may be shown it: without `nameless`, whole. */
export interface SeenStep extends Step {
  /** It leads through what is hidden from the asker, so that of its edge nothing is told but its ends; `isFar`: and what it leads to has no name. */
  readonly nameless?: { readonly isFar: boolean };
}

export interface Seeing {
  /** Datasets that will be asked about later: what decides about them is read with that of the steps, in one statement. */
  readonly ahead: readonly NodeId[];
  /** Whether what is hidden, and of which the asker is given topology (docs/decisions/0031), is gone through without its name. */
  readonly withNameless: boolean;
}

/** Of some steps those that the asker may go: neither where they lead, nor the dataset, the columns or the job that they lead through may be hidden. */
export async function seenSteps(sight: Sight, steps: readonly Step[], { ahead, withNameless }: Seeing): Promise<readonly SeenStep[]> {
  if (!sight.hidesNames) return steps;
  const datasets = steps.flatMap(({ far, edge, through }) => [
    ...(far.kind === 'dataset' || far.kind === 'column' ? [far.node] : []),
    ...(edge?.via?.kind === 'dataset' ? [edge.via.node] : []),
    ...(through === undefined ? [] : [through.node]),
  ]);
  if (datasets.some((node) => !sight.hasLooked(node))) await sight.look([...new Set([...datasets, ...ahead])]);
  return steps.flatMap((step): readonly SeenStep[] => {
    const nameless = namelessIn(sight, step, withNameless);
    if (nameless === undefined) return [];
    return [{ ...withoutWords(step), ...(nameless.isFar || nameless.isBetween ? { nameless: { isFar: nameless.isFar } } : {}) }];
  });
}

/** What of a step is shown without its name. Undefined: the step is not shown. */
function namelessIn(
  sight: Sight,
  { far, edge, through }: Step,
  withNameless: boolean,
): { readonly isFar: boolean; readonly isBetween: boolean } | undefined {
  const [end, between] = [
    toNode(sight, farNode(far), withNameless),
    edge?.via === undefined ? 'seen' : toNode(sight, edge.via, withNameless),
  ];
  if (end === 'hidden' || between === 'hidden') return undefined;
  if (edge === undefined && end === 'nameless') return undefined; // the job of a flow: of the flow nothing is told but its ends
  if (far.kind === 'column' && far.column !== null && !sight.seesColumn(far.node, far.column)) return undefined;
  if (through !== undefined && through.column !== null && !sight.seesColumn(through.node, through.column)) return undefined;
  return { isFar: end === 'nameless', isBetween: between === 'nameless' };
}

/** Of a column its dataset, of a run its job. */
function farNode({ kind, node, namespace, name }: Step['far']): GraphNode {
  return { node, kind: kind === 'dataset' || kind === 'column' ? 'dataset' : 'job', namespace, name };
}

function toNode(sight: Sight, node: GraphNode, withNameless: boolean): 'seen' | 'nameless' | 'hidden' {
  if (node.kind === 'dataset' ? sight.seesDataset(node.node) : sight.seesJob(node)) return 'seen';
  return withNameless && sight.givesTopologyOf(node) ? 'nameless' : 'hidden';
}

/** What a producer says in its own words of a transformation may name any column. */
function withoutWords<Any extends Step>(step: Any): Any {
  const { edge } = step;
  if (edge?.transformation === undefined) return step;
  return { ...step, edge: { ...edge, transformation: { ...edge.transformation, description: null } } };
}
