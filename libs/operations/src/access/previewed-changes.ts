import { type Action, columnAccess, isStricter, type Labels, type Mask, type View, withColumns } from '#access';
import type { NodeId } from '#lineage';
import type { GraphNode } from '#store';

const EXAMPLES_MAX = 5;

/** What a role would have less of, or more: how many, and some of them. */
export interface PreviewedChange {
  /** With the teams in which it is held, where that matters: `HeldRole.called`. */
  readonly role: string;
  /** What it would do with them; `topology`: know, of what is hidden, that it is there. */
  readonly action: Action;
  /** Of a mask `less`: a stricter one. */
  readonly change: 'less' | 'more';
  /** `mask`: a column that is read, before and after. */
  readonly what: 'dataset' | 'job' | 'column' | 'facet' | 'mask';
  readonly count: number;
  readonly examples: readonly string[];
}

/** A dataset or job, and what belongs to it. */
export interface Things {
  readonly node: GraphNode;
  readonly labels: Labels;
  /** As they would be. */
  readonly labelsThen: Labels;
  readonly columns: readonly string[];
  readonly facets: readonly string[];
}

/** What a role may do, by each of the actions that are looked at: `see` among them. */
export type ViewsByAction = ReadonlyMap<Action, View>;

/** A role, as it is held, by the rules as they are, and as they would be. */
export interface PreviewedRole {
  readonly role: string;
  readonly before: ViewsByAction;
  readonly after: ViewsByAction;
  /** The same text for roles that may do the same with a thing, before and after, by the namespaces of its names: one of them is judged for all. */
  readonly alikeBy: (namespaces: readonly string[]) => string;
}

/** Roles by what they are called, as they may do the same with a thing. */
interface PreviewedAlike extends Pick<PreviewedRole, 'before' | 'after'> {
  readonly called: readonly string[];
}

/** Counts, for each role, what it may do before and not after, and the other way round. What belongs to a hidden dataset or job is hidden. */
export class PreviewedChanges {
  /** By what changes, as `changeKey` says it, and by role. */
  private readonly counted = new Map<string, Map<string, Tally>>();
  /** Which roles may do the same with things of the namespaces that were met last: the next lie mostly in them, too. */
  private alike: { readonly of: string; readonly roles: readonly PreviewedAlike[] } | undefined;
  private readonly named = new Map<NodeId, GraphNode>();

  constructor(private readonly roles: readonly PreviewedRole[]) {}

  get all(): readonly PreviewedChange[] {
    const all = [...this.counted.values()].flatMap((tallies) => [...tallies.values()]);
    const keys = new Map(all.map((each) => [`${each.role} ${changeKey(each)}`, each]));
    return [...keys.keys()].sort().flatMap((key) => keys.get(key) ?? []);
  }

  /** The datasets and jobs that examples are of. */
  get examples(): readonly GraphNode[] {
    return [...this.named.values()];
  }

  take(all: readonly Things[]): void {
    for (const things of all) for (const alike of this.judgedAlike(things)) this.compare(alike, things);
  }

  private judgedAlike({ labels: { names } }: Things): readonly PreviewedAlike[] {
    const namespaces = names.map(({ namespace }) => namespace);
    const of = JSON.stringify(namespaces);
    if (this.alike?.of !== of) this.alike = { of, roles: alikeIn(this.roles, namespaces) };
    return this.alike.roles;
  }

  private compare({ called, before, after }: PreviewedAlike, things: Things): void {
    for (const action of before.keys()) {
      const known = placesOf(before, action, things);
      const then = new Map(placesOf(after, action, asThen(things)).map((place) => [placeKey(place), place]));
      for (const place of known) {
        const next = then.get(placeKey(place));
        if (next !== undefined && this.tell({ called, action }, place, next)) this.named.set(things.node.node, things.node);
      }
    }
  }

  /** Gives whether it is told as an example. */
  private tell(whose: Pick<Counting, 'called' | 'action'>, before: Place, after: Place): boolean {
    const { what, called, isAllowed } = before;
    if (isAllowed !== after.isAllowed) return this.count({ ...whose, what, change: after.isAllowed ? 'more' : 'less' }, called);
    if (!isAllowed || before.mask === after.mask) return false;
    const isLess = after.mask !== undefined && (before.mask === undefined || isStricter(after.mask, before.mask));
    const example = `${called}: ${before.mask ?? 'plain'}, then ${after.mask ?? 'plain'}`;
    return this.count({ ...whose, what: 'mask', change: isLess ? 'less' : 'more' }, example);
  }

  /** Hundreds of ways to hold a role may have the same less, of a hundred thousand columns: each is a step of its own tally, and no more. Gives whether it is an example of one. */
  private count({ called, ...of }: Counting, example: string): boolean {
    const key = changeKey(of);
    const tallies = this.counted.get(key) ?? new Map<string, Tally>();
    this.counted.set(key, tallies);
    let isExample = false;
    for (const role of called) {
      const tally = tallies.get(role) ?? { ...of, role, count: 0, examples: [] };
      if (tally.count === 0) tallies.set(role, tally);
      tally.count += 1;
      if (tally.count > EXAMPLES_MAX) continue;
      tally.examples.push(example);
      isExample = true;
    }
    return isExample;
  }
}

/** A change while it is counted. */
interface Tally extends PreviewedChange {
  count: number;
  readonly examples: string[];
}

/** What changes, for roles by what they are called. */
interface Counting extends Pick<PreviewedChange, 'action' | 'change' | 'what'> {
  readonly called: readonly string[];
}

function changeKey({ action, change, what }: Pick<PreviewedChange, 'action' | 'change' | 'what'>): string {
  return `${action} ${change} ${what}`;
}

function alikeIn(roles: readonly PreviewedRole[], namespaces: readonly string[]): readonly PreviewedAlike[] {
  const byText = new Map<string, PreviewedAlike & { readonly called: string[] }>();
  for (const { role, before, after, alikeBy } of roles) {
    const text = alikeBy(namespaces);
    const known = byText.get(text);
    if (known === undefined) byText.set(text, { called: [role], before, after });
    else known.called.push(role);
  }
  return [...byText.values()];
}

/** A thing as it would be. */
export function asThen(things: Things): Things {
  return { ...things, labels: things.labelsThen };
}

/** A thing, and whether something may be done with it. */
interface Place {
  readonly what: Exclude<PreviewedChange['what'], 'mask'>;
  readonly called: string;
  readonly isAllowed: boolean;
  /** With which a column is read. Undefined: plain. */
  readonly mask?: Mask | undefined;
}

function placeKey({ what, called }: Place): string {
  return `${what} ${called}`;
}

function placesOf(views: ViewsByAction, action: Action, things: Things): readonly Place[] {
  const [sight, view] = [views.get('see'), views.get(action)];
  if (sight === undefined || view === undefined) return [];
  switch (action) {
    case 'see':
      return placesSeen(view, things);
    case 'read':
    case 'write':
      return things.node.kind === 'job' ? [] : placesOfData(view, things);
    case 'topology':
      return [topologyOf(sight, view, things)];
  }
}

function placesSeen(view: View, { node, labels, columns, facets }: Things): readonly Place[] {
  const called = calledBy(node);
  const isAllowed = (node.kind === 'job' ? view.job(node) : view.dataset(labels)) === undefined;
  const seesFacet = (facet: string): boolean =>
    (node.kind === 'job' ? view.jobFacet(node, facet) : view.facet(labels, facet)) === undefined;
  return [
    { what: node.kind, called, isAllowed },
    ...columns.map((path): Place => ({
      what: 'column',
      called: `${called} ${path}`,
      isAllowed: isAllowed && view.column(labels, path) === undefined,
    })),
    ...facets.map((facet): Place => ({ what: 'facet', called: `${called} ${facet}`, isAllowed: isAllowed && seesFacet(facet) })),
  ];
}

/** Of the data itself a column stands for itself and what lies within it. */
function placesOfData(view: View, { node, labels, columns }: Things): readonly Place[] {
  const called = calledBy(node);
  return [
    { what: 'dataset', called, isAllowed: view.dataset(labels) === undefined },
    ...columns.map((path): Place => {
      const within = columns.filter((each) => each.startsWith(`${path}.`));
      const access = columnAccess(view, labels, { path, isUnknown: false, within, masks: [] });
      const mask = access.kind === 'masked' ? access.masked.how : undefined;
      return { what: 'column', called: `${called} ${path}`, isAllowed: access.kind !== 'denied', mask };
    }),
  ];
}

/** What is seen is seen with its name. */
function topologyOf(sight: View, view: View, { node, labels }: Things): Place {
  const [isSeen, isGiven] =
    node.kind === 'job'
      ? [sight.job(node) === undefined, view.job(node) === undefined]
      : [sight.dataset(labels) === undefined, view.dataset(withColumns(labels)) === undefined];
  return { what: node.kind, called: calledBy(node), isAllowed: !isSeen && isGiven };
}

function calledBy({ namespace, name }: GraphNode): string {
  return `${namespace} ${name}`;
}
