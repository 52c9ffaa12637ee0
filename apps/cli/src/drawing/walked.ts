import type { Name } from '#lineage';

/** A walk as the window answers it, as far as drawings look at it. */
export interface Walked {
  readonly nodes: readonly WalkedNode[];
  readonly edges: readonly WalkedEdge[];
}

/** What a walk reached. Of a column, namespace and name are those of its dataset; the root stands at depth 0. */
export interface WalkedNode extends Name {
  readonly id: string;
  readonly kind: 'DATASET' | 'JOB' | 'COLUMN' | 'RUN';
  readonly column: string | null;
  readonly depth: number;
  readonly dataset?: { readonly tags: readonly WalkedTag[] } | null;
  /** It is hidden from who asked, and its names are ours: see `withNameless`. */
  readonly isNameless?: boolean;
}

interface WalkedTag {
  readonly key: string;
  readonly value?: string | null;
  readonly field: string | null;
}

/** How data goes from one node to another. */
export interface WalkedEdge {
  readonly source: string;
  readonly target: string;
  readonly via: Name | null;
  readonly kind: 'OBSERVED' | 'DECLARED' | 'INFERRED';
  readonly transformations: readonly { readonly subtype: string | null; readonly masking: boolean }[];
  /** It ends at what is hidden, or goes by it. */
  readonly isNameless?: boolean;
}

/**
 * Without what is told twice: where a job says more exactly what came from what, an edge between it and a dataset adds nothing, nor does the job itself
 * when nothing else touches it.
 */
export function withoutDoubles<Answer extends Walked>(walked: Answer): Answer {
  const jobs = new Map(walked.nodes.flatMap((node) => (node.kind === 'JOB' ? [[nameOf(node), node.id] as const] : [])));
  const isJob = new Set(jobs.values());
  const told = new Set(
    walked.edges.flatMap(({ source, target, via }) => {
      const isOfJob = isJob.has(source) || isJob.has(target); // then `via` is that job itself
      const job = via === null || isOfJob ? undefined : jobs.get(nameOf(via));
      return job === undefined ? [] : [`${source} ${job}`, `${job} ${target}`];
    }),
  );
  const [reading, writing] = [new Set(walked.edges.map(({ target }) => target)), new Set(walked.edges.map(({ source }) => source))];
  const isHalf = (id: string): boolean => reading.has(id) !== writing.has(id);
  const edges = walked.edges.filter(({ source, target }) => {
    const job = isJob.has(source) ? source : isJob.has(target) ? target : undefined;
    return job === undefined || !isHalf(job) || !told.has(`${source} ${target}`);
  });
  const touched = new Set(edges.flatMap(({ source, target }) => [source, target]));
  const nodes = walked.nodes.filter(({ id, kind, depth }) => kind !== 'JOB' || depth === 0 || touched.has(id));
  return { ...walked, nodes, edges };
}

function nameOf({ namespace, name }: Name): string {
  return JSON.stringify([namespace, name]);
}

/** Whether a column is tagged as about a patient's health. */
export function isPhi({ column, dataset }: WalkedNode): boolean {
  return column !== null && (dataset?.tags ?? []).some((tag) => tag.field === column && saysPhi(tag));
}

/** `phi`, unless it is `false`; or any tag whose value is `PHI`. */
export function saysPhi({ key, value }: Pick<WalkedTag, 'key' | 'value'>): boolean {
  return (key.toLowerCase() === 'phi' && value !== 'false') || value?.toUpperCase() === 'PHI';
}
