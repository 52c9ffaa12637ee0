import type { Name } from '../../../../prisma/seed/columns.ts';
import type { Lineage } from '../demo/questions.ts';

/** A dataset, or one column of it. */
export interface Place {
  readonly dataset: Name;
  readonly column: string | null;
  /** Whether the column is tagged as about a patient's health. */
  readonly isPhi: boolean;
}

/** How data went from one place to another: one job between. */
export interface Way {
  readonly from: Place;
  readonly to: Place;
  /** Undefined when a dataset said so of itself. */
  readonly job: Name | undefined;
  /** Such as IDENTITY; without doubles. */
  readonly subtypes: readonly string[];
  readonly isMasked: boolean;
}

type Node = Lineage['nodes'][number];

/** The ways of a walk, without doubles. What one job only reads, and what it only writes, is joined: each of the one to each of the other. */
export function waysOf({ nodes, edges }: Lineage): readonly Way[] {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const ends = edges.flatMap((edge) => {
    const [source, target] = [byId.get(edge.source), byId.get(edge.target)];
    return source === undefined || target === undefined ? [] : [{ edge, source, target }];
  });
  const whole = ends.filter(({ source, target }) => source.kind !== 'JOB' && target.kind !== 'JOB');
  const read = ends.filter(({ target }) => target.kind === 'JOB');
  const written = ends.filter(({ source }) => source.kind === 'JOB');

  return distinct([
    ...whole.map(({ edge, source, target }): Way => {
      const subtypes = edge.transformations.flatMap(({ subtype }) => subtype ?? []);
      const isMasked = edge.transformations.some(({ masking }) => masking);
      return { from: placeOf(source), to: placeOf(target), job: edge.via ?? undefined, subtypes: [...new Set(subtypes)], isMasked };
    }),
    ...written.flatMap(({ source: job, target }) =>
      read
        .filter((reading) => reading.target.id === job.id)
        .map(({ source }): Way => ({ from: placeOf(source), to: placeOf(target), job: nameOf(job), subtypes: [], isMasked: false })),
    ),
  ]);
}

/** The columns by which a column's values came about, back to the first: every chain, in a stable order. */
export function chainsOf(ways: readonly Way[], start: Place): readonly (readonly Place[])[] {
  const follow = (place: Place, before: readonly Place[]): readonly (readonly Place[])[] => {
    const chain = [...before, place];
    const next = ways.filter(({ from, to }) => isSame(to, place) && !chain.some((each) => isSame(each, from)));
    return next.length === 0 ? [chain] : next.flatMap(({ from }) => follow(from, chain));
  };
  return follow(start, []);
}

function isSame(left: Place, right: Place): boolean {
  return keyOf(left) === keyOf(right);
}

function keyOf({ dataset, column }: Place): string {
  return JSON.stringify([dataset.namespace, dataset.name, column]);
}

function distinct(ways: readonly Way[]): readonly Way[] {
  const key = ({ from, to, job }: Way): string => JSON.stringify([keyOf(from), keyOf(to), job?.namespace, job?.name]);
  return [...new Map(ways.map((way) => [key(way), way])).values()];
}

function nameOf({ namespace, name }: Name): Name {
  return { namespace, name };
}

function placeOf(node: Node): Place {
  const isPhi = node.column !== null && (node.dataset?.tags ?? []).some(({ key, field }) => key === 'phi' && field === node.column);
  return { dataset: nameOf(node), column: node.column, isPhi };
}
