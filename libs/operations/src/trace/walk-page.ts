import { comparePlaces, RUN_EVENTS_MAX, RUN_READERS_MAX, type StepCut } from '#store';

import type { Reason } from '../ask/answer.ts';
import type { CursorKey } from '../ask/ask.ts';
import { compareReached, type Reached, type ReachedNameless, type Walked, type WalkPlace, WALK_POINTS_MAX } from './walk.ts';
import type { WalkedEdge, WalkedNamelessEdge } from './walked-edge.ts';

/** In a cursor, what a nameless node is. */
const NAMELESS = 'nameless';
/** Edges on one page. More would be a page of nodes that are nearly all joined with each other. */
const PAGE_EDGES_MAX = 20_000;

/** What of a walk one answer shows. */
export interface TracePage {
  readonly reached: readonly Reached[];
  readonly edges: readonly WalkedEdge[];
  readonly nameless: readonly ReachedNameless[];
  readonly namelessEdges: readonly WalkedNamelessEdge[];
  readonly reasons: readonly Reason[];
  /** The last thing on the page, when another page can follow. */
  readonly last: Reached | ReachedNameless | undefined;
}

/** What stands after a place, up to the bound; an edge is on the page of its later end. */
export function pageOf(walked: Walked, { first, after }: { readonly first: number; readonly after: WalkPlace | undefined }): TracePage {
  const { hasMore, isAtLimit, cuts } = walked;
  const all = inOrder(walked);
  const from = after === undefined ? 0 : all.filter((each) => compareReached(placeOf(each), after) <= 0).length;
  const page = all.slice(from, from + first);
  const isCut = hasMore || all.length > from + first;

  const order = new Map(all.map((each, index) => [keyIn(each), index]));
  const laterEnd = ({ source, target }: WalkedNamelessEdge): number =>
    Math.max(order.get(source) ?? Infinity, order.get(target) ?? Infinity);
  const onPage = <Edge extends WalkedNamelessEdge>(edges: ReadonlyMap<string, Edge>, compare: (left: Edge, right: Edge) => number) =>
    [...edges.values()]
      .map((edge) => ({ edge, at: laterEnd(edge) }))
      .filter(({ at }) => at >= from && at < from + page.length)
      .sort((left, right) => left.at - right.at || compare(left.edge, right.edge))
      .map(({ edge }) => edge);
  const edges = onPage(walked.edges, (left, right) => compareEdges(left, right, order));
  const namelessEdges = onPage(walked.namelessEdges, (left, right) => compareEnds(left, right, order));
  const reasons: Reason[] = [...cuts].sort().map((cut) => STEPS_CUT[cut]);
  const last = isCut && !(isAtLimit && all.length <= from + first) ? page.at(-1) : undefined;
  if (isCut) reasons.push(last === undefined ? TOO_MUCH : cutAt(first));
  if (edges.length > PAGE_EDGES_MAX || namelessEdges.length > PAGE_EDGES_MAX) reasons.push(EDGES_CUT);
  return {
    reached: page.flatMap((each) => ('ordinal' in each ? [] : [each])),
    edges: edges.slice(0, PAGE_EDGES_MAX),
    nameless: page.flatMap((each) => ('ordinal' in each ? [each] : [])),
    namelessEdges: namelessEdges.slice(0, PAGE_EDGES_MAX),
    ...{ reasons, last },
  };
}

/** All that was reached, as pages are cut. */
function inOrder({ reached, nameless }: Walked): readonly (Reached | ReachedNameless)[] {
  if (nameless.length === 0) return reached;
  return [...reached, ...nameless].sort((left, right) => compareReached(placeOf(left), placeOf(right)));
}

function placeOf(each: Reached | ReachedNameless): WalkPlace {
  return 'ordinal' in each ? each : { ...each.point, depth: each.depth };
}

function keyIn(each: Reached | ReachedNameless): string {
  return 'ordinal' in each ? each.key : each.point.key;
}

function cutAt(first: number): Reason {
  const message = `The walk reaches more than the ${first} things of one page; go on with the cursor, or ask for less depth.`;
  return { code: 'TRUNCATED', message };
}

/** What the walk itself left out, on no page. */
const STEPS_CUT: Readonly<Record<StepCut, Reason>> = {
  'run-events': {
    code: 'TRUNCATED',
    message: `A run here has more than ${RUN_EVENTS_MAX} events, and only the last ${RUN_EVENTS_MAX} tell here what it used; ask again with an earlier asOf for what it used before.`,
  },
  'run-readers': {
    code: 'TRUNCATED',
    message: `More than ${RUN_READERS_MAX} runs read one dataset after a run wrote it, and the others are left out; ask again with an earlier asOf, or begin at a run that read it and go upstream.`,
  },
};
const TOO_MUCH: Reason = {
  code: 'TRUNCATED',
  message: `The walk reaches more than ${WALK_POINTS_MAX} things, and here it stops; ask for less depth, or begin nearer to what you look for.`,
};
const EDGES_CUT: Reason = {
  code: 'TRUNCATED',
  message: `More than ${PAGE_EDGES_MAX} edges join what this page shows, and the others are left out; ask again with a smaller \`first\`, and go on with the cursor.`,
};

/** A total order that does not know of internal numbers. */
function compareEdges(left: WalkedEdge, right: WalkedEdge, order: ReadonlyMap<string, number>): number {
  const [leftVia, rightVia] = [left.via, right.via].map((via) => (via === undefined ? undefined : { ...via, column: null, runId: null }));
  return (
    compareEnds(left, right, order) ||
    (leftVia === undefined ? (rightVia === undefined ? 0 : -1) : rightVia === undefined ? 1 : comparePlaces(leftVia, rightVia)) ||
    (left.kind < right.kind ? -1 : left.kind > right.kind ? 1 : 0) ||
    (left.origin < right.origin ? -1 : left.origin > right.origin ? 1 : 0)
  );
}

/** By where the ends of edges stand in the answer, which is all there is of a nameless one. */
function compareEnds(left: WalkedNamelessEdge, right: WalkedNamelessEdge, order: ReadonlyMap<string, number>): number {
  const place = ({ source, target }: WalkedNamelessEdge): number => (order.get(source) ?? 0) - (order.get(target) ?? 0);
  return Math.abs(place(left)) - Math.abs(place(right)) || place(left) - place(right);
}

/** Where a page ends, as its cursor holds it. */
export function keyOf(last: Reached | ReachedNameless): CursorKey {
  if ('ordinal' in last) return [String(last.depth), NAMELESS, String(last.ordinal)];
  const { kind, namespace, name, column, runId } = last.point;
  return [String(last.depth), kind, namespace, name, column, runId];
}

/** Where the page after it begins. */
export function placeIn(key: CursorKey | undefined): WalkPlace | undefined {
  const [depth, kind, namespace, name, column, runId] = key ?? [];
  if (depth != null && kind === NAMELESS) return { depth: Number(depth), ordinal: Number(namespace) };
  if (depth == null || namespace == null || name == null) return undefined;
  const kindOf = (['dataset', 'job', 'column', 'run'] as const).find((each) => each === kind);
  return kindOf === undefined
    ? undefined
    : { depth: Number(depth), kind: kindOf, namespace, name, column: column ?? null, runId: runId ?? null };
}
