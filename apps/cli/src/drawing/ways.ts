import type { Name } from '#lineage';

import { isPhi, type Walked, type WalkedNode, withoutDoubles } from './walked.ts';

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
  /** Whether it was only ever said, and never seen. */
  readonly isDeclared?: boolean;
}

/** A job at the end of a walk: data goes between it and a dataset, and nothing is known on its other side. */
export interface JobEnd {
  readonly job: Name;
  readonly dataset: Name;
  /** `wrote`: the job made the dataset. `read`: it used it. */
  readonly role: 'wrote' | 'read';
}

/** The ways of a walk, without doubles. What one job only reads, and what it only writes, is joined: each of the one to each of the other. */
export function waysOf(walked: Walked): readonly Way[] {
  const ends = endsOf(walked);
  const whole = ends.filter(({ source, target }) => source.kind !== 'JOB' && target.kind !== 'JOB');
  const read = ends.filter(({ target }) => target.kind === 'JOB');
  const written = ends.filter(({ source }) => source.kind === 'JOB');

  return distinct([
    ...whole.map(({ edge, source, target }): Way => {
      const subtypes = edge.transformations.flatMap(({ subtype }) => subtype ?? []);
      const isMasked = edge.transformations.some(({ masking }) => masking);
      return {
        from: placeOf(source),
        to: placeOf(target),
        job: edge.via ?? undefined,
        subtypes: [...new Set(subtypes)],
        isMasked,
        ...declared(edge),
      };
    }),
    ...written.flatMap(({ edge, source: job, target }) =>
      read
        .filter((reading) => reading.target.id === job.id)
        .map(({ source }): Way => ({
          from: placeOf(source),
          to: placeOf(target),
          job: nameOf(job),
          subtypes: [],
          isMasked: false,
          ...declared(edge),
        })),
    ),
  ]);
}

/** The jobs of a walk that only write, or only read, as far as it went. */
export function jobEnds(walked: Walked): readonly JobEnd[] {
  const ends = endsOf(withoutDoubles(walked));
  const reading = new Set(ends.flatMap(({ target }) => (target.kind === 'JOB' ? [target.id] : [])));
  const writing = new Set(ends.flatMap(({ source }) => (source.kind === 'JOB' ? [source.id] : [])));
  return ends.flatMap(({ source, target }): JobEnd[] => {
    if (source.kind === 'JOB' && !reading.has(source.id)) return [{ job: nameOf(source), dataset: nameOf(target), role: 'wrote' }];
    if (target.kind === 'JOB' && !writing.has(target.id)) return [{ job: nameOf(target), dataset: nameOf(source), role: 'read' }];
    return [];
  });
}

function endsOf({ nodes, edges }: Walked) {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  return edges.flatMap((edge) => {
    const [source, target] = [byId.get(edge.source), byId.get(edge.target)];
    return source === undefined || target === undefined ? [] : [{ edge, source, target }];
  });
}

function declared({ kind }: Walked['edges'][number]): Pick<Way, 'isDeclared'> {
  return kind === 'DECLARED' ? { isDeclared: true } : {};
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

function placeOf(node: WalkedNode): Place {
  return { dataset: nameOf(node), column: node.column, isPhi: isPhi(node) };
}
