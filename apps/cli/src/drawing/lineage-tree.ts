import { compareUtf8 } from '#foundation';

import type { Name } from '../../../../prisma/seed/columns.ts';
import type { Ink } from './ink.ts';
import { shortenedName } from './text-width.ts';
import type { Branch, TreeNode } from './tree.ts';
import { system } from './short-names.ts';
import type { Place, Way } from './ways.ts';

export interface Grown {
  readonly ways: readonly Way[];
  readonly ink: Ink;
}

export interface Start {
  readonly dataset: Name;
  /** Null: the dataset as a whole. */
  readonly column: string | null;
}

/** The words for how a value became another. Any other subtype is shown as it came. */
const VERBS: Readonly<Record<string, string>> = { IDENTITY: 'copies', TRANSFORMATION: 'calculates', AGGREGATION: 'aggregates' };

/** Several columns of one dataset. Their order is that in which they are shown. */
interface Group {
  readonly dataset: Name;
  readonly columns: readonly Column[];
}

interface Column {
  readonly name: string;
  readonly isPhi: boolean;
}

/** Where something came from, as a tree: a dataset on each line with its columns beside it, jobs on the branches. A part that stands above is not repeated. */
export function lineageTree({ dataset, column }: Start, { ways, ink }: Grown): TreeNode {
  const isPhi = ways.some(({ to }) => isOf(to, dataset) && to.column === column && to.isPhi);
  const root: Group = { dataset, columns: column === null ? [] : [{ name: column, isPhi }] };
  return new Grower(ways, ink).node(root);
}

class Grower {
  private readonly shown = new Set<string>();

  constructor(
    private readonly ways: readonly Way[],
    private readonly ink: Ink,
  ) {}

  node(group: Group): TreeNode {
    const { dataset } = group;
    const label = `${dataset.name} ${this.ink.faint(system(dataset.namespace))}`;
    const into = this.ways.filter(
      ({ to }) => isOf(to, dataset) && (to.column === null || group.columns.some(({ name }) => name === to.column)),
    );
    const note = this.noteOf(group, into);
    const key = JSON.stringify(group);
    if (this.shown.has(key) && into.length > 0) return { label: `${label} ${this.ink.faint('↑ as above')}`, note, branches: [] };
    this.shown.add(key);
    return { label, note, branches: this.branches(into) };
  }

  private branches(into: readonly Way[]): readonly Branch[] {
    return grouped(into, ({ job }) => (job === undefined ? '' : `${job.namespace} ${job.name}`)).map((ways) => ({
      name: (width) => this.branchName(ways, width),
      nodes: grouped(ways, ({ from }) => `${from.dataset.namespace} ${from.dataset.name}`).map((each) => this.node(sourcesOf(each))),
    }));
  }

  private branchName(ways: readonly Way[], width: number): string {
    const [first] = ways;
    if (first?.job === undefined) return this.ink.faint('says so itself');
    const verbs = [...new Set(ways.flatMap(({ subtypes }) => subtypes))].sort(compareUtf8).map((subtype) => VERBS[subtype] ?? subtype);
    const after = ` (${[first.job.namespace, ...verbs].join(', ')})`;
    return this.ink.faint(shortenedName(first.job.name, width - after.length) + after);
  }

  private noteOf({ columns }: Group, into: readonly Way[]): string {
    const isMasked = ({ name }: Column): boolean => into.some((way) => way.to.column === name && way.isMasked);
    const marked = (marks: string, of: readonly Column[]): readonly string[] =>
      of.length === 0 ? [] : [of.map(({ name }) => name).join(', ') + (marks === '' ? '' : ` ${this.ink.mark(`[${marks}]`)}`)];
    return [
      ...marked(
        'PHI',
        columns.filter((column) => column.isPhi && !isMasked(column)),
      ),
      ...marked('masked', columns.filter(isMasked)),
      ...marked(
        '',
        columns.filter((column) => !column.isPhi && !isMasked(column)),
      ),
    ].join(', ');
  }
}

function sourcesOf(ways: readonly Way[]): Group {
  const [first] = ways;
  if (first === undefined) throw new Error('a group has a way'); // `grouped` makes none without
  const columns = new Map(
    ways.flatMap(({ from }) => (from.column === null ? [] : [[from.column, { name: from.column, isPhi: from.isPhi }] as const])),
  );
  return { dataset: first.from.dataset, columns: [...columns.values()].sort((left, right) => compareUtf8(left.name, right.name)) };
}

/** Groups in the order of their keys, so that a tree is drawn the same each time. */
function grouped(ways: readonly Way[], key: (way: Way) => string): readonly (readonly Way[])[] {
  const groups = new Map<string, Way[]>();
  for (const way of ways) groups.set(key(way), [...(groups.get(key(way)) ?? []), way]);
  return [...groups].sort(([left], [right]) => compareUtf8(left, right)).map(([, group]) => group);
}

function isOf({ dataset }: Place, { namespace, name }: Name): boolean {
  return dataset.namespace === namespace && dataset.name === name;
}
