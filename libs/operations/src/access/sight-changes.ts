import type { Labels, View } from '#access';
import type { GraphNode } from '#store';

const EXAMPLES_MAX = 5;

/** What a role would see less of, or more: how many, and some of them. */
export interface SightChange {
  readonly role: string;
  readonly sees: 'less' | 'more';
  readonly what: 'dataset' | 'job' | 'column' | 'facet';
  readonly count: number;
  readonly examples: readonly string[];
}

/** A dataset or job, and what belongs to it. */
export interface Things {
  readonly node: GraphNode;
  readonly labels: Labels;
  readonly columns: readonly string[];
  readonly facets: readonly string[];
}

interface Views {
  readonly role: SightChange['role'];
  readonly before: View;
  readonly after: View;
}

/** Counts, for each role, what it sees before and not after, and the other way round. What belongs to a hidden dataset or job is hidden. */
export class SightChanges {
  private readonly counted = new Map<string, SightChange>();

  constructor(private readonly views: readonly Views[]) {}

  get all(): readonly SightChange[] {
    return [...this.counted.keys()].sort().flatMap((key) => this.counted.get(key) ?? []);
  }

  take(all: readonly Things[]): void {
    for (const things of all) for (const views of this.views) this.compare(views, things);
  }

  private compare(views: Views, { node, labels, columns, facets }: Things): void {
    const called = `${node.namespace} ${node.name}`;
    const sees = (view: View): boolean => (node.kind === 'job' ? view.job(node) : view.dataset(labels)) === undefined;
    const seesFacet = (view: View, facet: string): boolean =>
      (node.kind === 'job' ? view.jobFacet(node, facet) : view.facet(labels, facet)) === undefined;
    const tell = (what: SightChange['what'], example: string, isSeen: (view: View) => boolean): void =>
      this.tell({ role: views.role, what, example, before: isSeen(views.before), after: isSeen(views.after) });
    tell(node.kind, called, sees);
    for (const path of columns) tell('column', `${called} ${path}`, (view) => sees(view) && view.column(labels, path) === undefined);
    for (const facet of facets) tell('facet', `${called} ${facet}`, (view) => sees(view) && seesFacet(view, facet));
  }

  private tell({ role, what, example, before, after }: Pick<SightChange, 'role' | 'what'> & Told): void {
    if (before === after) return;
    const sees = after ? 'more' : 'less';
    const key = `${role} ${sees} ${what}`;
    const { count, examples } = this.counted.get(key) ?? { count: 0, examples: [] };
    this.counted.set(key, {
      role,
      sees,
      what,
      count: count + 1,
      examples: examples.length < EXAMPLES_MAX ? [...examples, example] : examples,
    });
  }
}

interface Told {
  readonly example: string;
  readonly before: boolean;
  readonly after: boolean;
}
