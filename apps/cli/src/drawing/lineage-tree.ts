import { compareUtf8 } from '#foundation';
import type { Name } from '#lineage';

import type { Ink } from './ink.ts';
import { system } from './short-names.ts';
import { shortenedName, widthOf } from './text-width.ts';
import type { Branch, TreeNode } from './tree.ts';
import type { JobEnd, Place, Way } from './ways.ts';

export interface Grown {
  readonly ways: readonly Way[];
  readonly ink: Ink;
  /** `up`: where it came from. `down`: where it went. `up` when absent. */
  readonly toward?: 'up' | 'down';
  /** Jobs behind which nothing is known. */
  readonly ends?: readonly JobEnd[];
  /** Whether a job says so when what it does was only ever declared. */
  readonly marksDeclared?: boolean;
  /** What stands beside the name of a dataset; the kind of its place when absent. */
  readonly place?: (name: Name) => string;
}

export interface Start {
  readonly dataset: Name;
  /** Null: the dataset as a whole; several in the order in which they are shown. */
  readonly column: string | null | readonly Column[];
}

/** The words for how a value became another. Any other subtype is shown as it came. */
const VERBS: Readonly<Record<string, string>> = { IDENTITY: 'copies', TRANSFORMATION: 'calculates', AGGREGATION: 'aggregates' };

/** Several columns of one dataset. Their order is that in which they are shown. */
interface Group {
  readonly dataset: Name;
  readonly columns: readonly Column[];
  /** Whether it is followed as a whole, too: by what leads on from no column in particular. */
  readonly isWhole: boolean;
}

interface Column {
  readonly name: string;
  readonly isPhi: boolean;
}

/** Where something came from or went, as a tree: a dataset on each line with its columns beside it, jobs on the branches. A part that stands above is not repeated. */
export function lineageTree({ dataset, column }: Start, grown: Grown): TreeNode {
  const columns = columnsAt({ dataset, column }, grown.ways);
  return new Grower(grown).node({ dataset, columns, isWhole: columns.length === 0 });
}

/** Trees of several datasets, in one: what stands in one of them is not repeated in the next. */
export function lineageTrees(datasets: readonly Name[], grown: Grown): readonly TreeNode[] {
  const grower = new Grower(grown);
  return datasets.map((dataset) => grower.node({ dataset, columns: [], isWhole: true }));
}

function columnsAt({ dataset, column }: Start, ways: readonly Way[]): readonly Column[] {
  if (column === null) return [];
  if (typeof column !== 'string') return column;
  return [{ name: column, isPhi: ways.some(({ to }) => isOf(to, dataset) && to.column === column && to.isPhi) }];
}

class Grower {
  private readonly shown = new Set<string>();
  private readonly toward: 'up' | 'down';

  constructor(private readonly grown: Grown) {
    this.toward = grown.toward ?? 'up';
  }

  node(group: Group): TreeNode {
    const { ink } = this.grown;
    const { dataset } = group;
    const on = this.grown.ways.filter((way) => this.leadsOn(way, group));
    const ends = (this.grown.ends ?? []).filter(
      (end) => end.role === (this.toward === 'up' ? 'wrote' : 'read') && isSame(end.dataset, dataset),
    );
    const note = this.noteOf(group);
    const key = JSON.stringify(group);
    if (this.shown.has(key) && on.length + ends.length > 0)
      return { label: this.labelOf(dataset, ink.faint('↑ as above')), note, branches: [] };
    this.shown.add(key);
    return { label: this.labelOf(dataset), note, branches: [...this.branches(on), ...this.endBranches(ends)] };
  }

  /** Whether a way begins, seen from the root, at one of these. */
  private leadsOn(way: Way, { dataset, columns, isWhole }: Group): boolean {
    const near = this.near(way);
    return isOf(near, dataset) && (near.column === null ? isWhole : columns.some(({ name }) => name === near.column));
  }

  private near({ from, to }: Way): Place {
    return this.toward === 'up' ? to : from;
  }

  private far({ from, to }: Way): Place {
    return this.toward === 'up' ? from : to;
  }

  private labelOf(dataset: Name, remark = ''): (width: number) => string {
    const { ink, place = ({ namespace }: Name) => system(namespace) } = this.grown;
    const after = ` ${ink.faint(place(dataset))}${remark === '' ? '' : ` ${remark}`}`;
    return (width) => shortenedName(dataset.name, Math.max(NAME_WIDTH_MIN, width - widthOf(after))) + after;
  }

  private branches(on: readonly Way[]): readonly Branch[] {
    return grouped(on, ({ job }) => (job === undefined ? '' : `${job.namespace} ${job.name}`)).map((ways) => ({
      name: (width) => this.branchName(ways, width),
      nodes: grouped(ways, (way) => `${this.far(way).dataset.namespace} ${this.far(way).dataset.name}`).map((each) =>
        this.node(groupOf(each.map((way) => this.far(way)))),
      ),
    }));
  }

  private endBranches(ends: readonly JobEnd[]): readonly Branch[] {
    const { ink } = this.grown;
    const label = ink.faint(this.toward === 'up' ? 'reads nothing that is known here' : 'writes nothing that is known here');
    return ends.map(({ job }) => ({ name: (width) => ink.faint(namedJob(job, [], width)), nodes: [{ label, branches: [] }] }));
  }

  private branchName(ways: readonly Way[], width: number): string {
    const { ink } = this.grown;
    const [first] = ways;
    if (first?.job === undefined) return ink.faint('says so itself');
    const verbs = [...new Set(ways.flatMap(({ subtypes }) => subtypes))].sort(compareUtf8).map((subtype) => VERBS[subtype] ?? subtype);
    const isDeclared = this.grown.marksDeclared === true && ways.every((way) => way.isDeclared === true);
    return ink.faint(namedJob(first.job, isDeclared ? [...verbs, 'declared'] : verbs, width));
  }

  private noteOf({ dataset, columns }: Group): string {
    const isMasked = ({ name }: Column): boolean =>
      this.grown.ways.some(({ to, isMasked: hides }) => hides && isOf(to, dataset) && to.column === name);
    const marked = (marks: string, of: readonly Column[]): readonly string[] =>
      of.length === 0 ? [] : [of.map(({ name }) => name).join(', ') + (marks === '' ? '' : ` ${this.grown.ink.mark(`[${marks}]`)}`)];
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

/** However little room there is: of a name, the end is more than nothing. */
const NAME_WIDTH_MIN = 16;

function namedJob({ namespace, name }: Name, words: readonly string[], width: number): string {
  const after = ` (${[namespace, ...words].join(', ')})`;
  return shortenedName(name, width - after.length) + after;
}

function groupOf(places: readonly Place[]): Group {
  const [first] = places;
  if (first === undefined) throw new Error('a group has a way'); // `grouped` makes none without
  const columns = new Map(places.flatMap(({ column, isPhi }) => (column === null ? [] : [[column, { name: column, isPhi }] as const])));
  const sorted = [...columns.values()].sort((left, right) => compareUtf8(left.name, right.name));
  return { dataset: first.dataset, columns: sorted, isWhole: places.some(({ column }) => column === null) };
}

/** Groups in the order of their keys, so that a tree is drawn the same each time. */
function grouped(ways: readonly Way[], key: (way: Way) => string): readonly (readonly Way[])[] {
  const groups = new Map<string, Way[]>();
  for (const way of ways) groups.set(key(way), [...(groups.get(key(way)) ?? []), way]);
  return [...groups].sort(([left], [right]) => compareUtf8(left, right)).map(([, group]) => group);
}

function isOf({ dataset }: Place, name: Name): boolean {
  return isSame(dataset, name);
}

function isSame(left: Name, right: Name): boolean {
  return left.namespace === right.namespace && left.name === right.name;
}
