import { hex, sha256 } from '#foundation';
import type { NodeId } from '#lineage';
import {
  type Asked,
  comparePlaces,
  type GraphNode,
  otherNames,
  type Point,
  RUN_EVENTS_MAX,
  RUN_READERS_MAX,
  type StepCut,
  withKeptPlans,
} from '#store';

import type { Reason } from '../ask/answer.ts';
import { type CursorKey, fingerprint, read, readCursor, type Reading, writeCursor } from '../ask/ask.ts';
import { pageSize } from '../ask/page.ts';
import { nodeRef, publicId } from '../ask/public-id.ts';
import { runRef } from '../ask/run.ts';
import type { Context, Principal } from '../context.ts';
import type { ShownDataset } from '../decision-notes.ts';
import { evidenceFor } from './answer-evidence.ts';
import { signsOf } from './answer-signs.ts';
import type { Evidence, LineageAnswer, LineageEdge, LineageNode, LineageQuestion } from './lineage-answer.ts';
import { type Plan, planOf, routeOf } from './lineage-plan.ts';
import { compareReached, type Reached, walk, type Walked, type WalkedEdge, type WalkPlace, WALK_POINTS_MAX } from './walk.ts';

/** Nodes on one page, when nobody asks for less. Past it an answer is cut, says so and gives a cursor. */
const REACHED_NODES_MAX = 5_000;
/** Edges on one page. More would be a page of nodes that are nearly all joined with each other. */
const PAGE_EDGES_MAX = 20_000;

/** Where data came from and where it went. Throws NOT_FOUND and AMBIGUOUS for the root, BAD_REQUEST for a question that makes no sense. */
export async function traceLineage(context: Context, principal: Principal, input: LineageQuestion): Promise<LineageAnswer> {
  const plan = planOf(input);
  const first = pageSize(input, { usual: REACHED_NODES_MAX, max: REACHED_NODES_MAX });
  const print = fingerprint(plan);
  const place = input.after == null ? undefined : readCursor(input.after, print);
  const question = place === undefined ? input : { ...input, ...place.times };
  return read(context, principal, {
    question,
    as: { operation: 'lineage', input, shown: ({ nodes }) => nodes.length },
    work: (reading) => withKeptPlans(reading.asked, () => trace(reading, { input, plan, print, first, after: placeIn(place?.key) })),
  });
}

interface Tracing {
  readonly input: LineageQuestion;
  readonly plan: Plan;
  readonly print: string;
  readonly first: number;
  readonly after: WalkPlace | undefined;
}

async function trace(reading: Reading, { input, plan, print, first, after }: Tracing): Promise<LineageAnswer> {
  const { asked, asking, sight } = reading;
  const route = await routeOf(reading, plan);
  const walked = await walk(asked, route, { after, count: first });
  const page = pageOf(walked, { first, after });
  noteUnseenColumn(reading, plan, { root: route.root, walked });
  sight.noteShown(datasetsIn(page, route.root));

  const found = Promise.all([
    namesOf(asked, page),
    input.evidence === 'OMITTED' ? undefined : evidenceFor(asked, page.edges),
    signsOf(reading, { jobs: jobsIn(page), runs: runsIn(page) }),
  ]);
  const idOf = new Map(walked.reached.map(({ point }) => [point.key, pointId(point)]));
  const edgeIds = new Map([...walked.edges.values()].map((edge) => [edge.key, edgeId(edge, idOf)]));
  const [names, evidence, signs] = await found;
  const shownNode = (each: Reached): LineageNode => lineageNode(each, { id: pointId(each.point), edgeIds, names });
  return {
    header: asking.header([...signs, ...page.reasons]),
    root: shownNode({ point: route.root, depth: 0, direction: 'root', by: new Set() }),
    nodes: page.reached.map(shownNode),
    edges: page.edges.map((edge) => lineageEdge(edge, { idOf, edgeIds, evidence })),
    pageInfo: {
      hasNextPage: page.last !== undefined,
      endCursor: page.last === undefined ? null : writeCursor(reading, print, keyOf(page.last)),
    },
  };
}

/** A hidden column is as one that lineage never heard of: nothing leads from it. */
function noteUnseenColumn({ sight }: Reading, { column }: Plan, { root, walked }: { readonly root: Point; readonly walked: Walked }): void {
  if (column === null || walked.reached.length > 1) return;
  sight.noteUnseen(`${root.namespace} ${root.name}`, root.node, column);
}

/** Every dataset that the page names, be it for a column of it. */
function datasetsIn({ reached, edges }: TracePage, root: Point): readonly ShownDataset[] {
  const points = [root, ...reached.map(({ point }) => point)].filter(({ kind }) => kind === 'dataset' || kind === 'column');
  return [...points, ...edges.flatMap(({ via }) => (via?.kind === 'dataset' ? [via] : []))];
}

interface TracePage {
  readonly reached: readonly Reached[];
  readonly edges: readonly WalkedEdge[];
  readonly reasons: readonly Reason[];
  /** The last thing on the page, when another page can follow. */
  readonly last: Reached | undefined;
}

/** What stands after a place, up to the bound; an edge is on the page of its later end. */
function pageOf({ reached, edges, hasMore, isAtLimit, cuts }: Walked, { first, after }: Pick<Tracing, 'first' | 'after'>): TracePage {
  const from = after === undefined ? 0 : reached.filter((each) => compareReached(each, after) <= 0).length;
  const page = reached.slice(from, from + first);
  const isCut = hasMore || reached.length > from + first;

  const order = new Map(reached.map(({ point }, index) => [point.key, index]));
  const laterEnd = ({ source, target }: WalkedEdge): number => Math.max(order.get(source) ?? Infinity, order.get(target) ?? Infinity);
  const shown = [...edges.values()]
    .map((edge) => ({ edge, at: laterEnd(edge) }))
    .filter(({ at }) => at >= from && at < from + page.length)
    .sort((left, right) => left.at - right.at || compareEdges(left.edge, right.edge, order));
  const reasons: Reason[] = [...cuts].sort().map((cut) => STEPS_CUT[cut]);
  const last = isCut && !(isAtLimit && reached.length <= from + first) ? page.at(-1) : undefined;
  if (isCut) reasons.push(last === undefined ? TOO_MUCH : cutAt(first));
  if (shown.length > PAGE_EDGES_MAX) reasons.push(EDGES_CUT);
  return { reached: page, edges: shown.slice(0, PAGE_EDGES_MAX).map(({ edge }) => edge), reasons, last };
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

function runsIn({ reached }: TracePage): readonly Point[] {
  return reached.flatMap(({ point }) => (point.kind === 'run' ? [point] : []));
}

/** A total order that does not know of internal numbers. */
function compareEdges(left: WalkedEdge, right: WalkedEdge, order: ReadonlyMap<string, number>): number {
  const place = ({ source, target }: WalkedEdge): number => (order.get(source) ?? 0) - (order.get(target) ?? 0);
  const [leftVia, rightVia] = [left.via, right.via].map((via) => (via === undefined ? undefined : { ...via, column: null, runId: null }));
  return (
    Math.abs(place(left)) - Math.abs(place(right)) ||
    place(left) - place(right) ||
    (leftVia === undefined ? (rightVia === undefined ? 0 : -1) : rightVia === undefined ? 1 : comparePlaces(leftVia, rightVia)) ||
    (left.kind < right.kind ? -1 : left.kind > right.kind ? 1 : 0) ||
    (left.origin < right.origin ? -1 : left.origin > right.origin ? 1 : 0)
  );
}

async function namesOf(asked: Asked, { reached }: TracePage): Promise<ReadonlyMap<NodeId, LineageNode['otherNames']>> {
  const datasets = reached.filter(({ point }) => point.kind === 'dataset' || point.kind === 'column').map(({ point }) => point.node);
  return otherNames(asked, [...new Set(datasets)]);
}

function jobsIn({ reached, edges }: TracePage): readonly GraphNode[] {
  const jobs = new Map<NodeId, GraphNode>();
  for (const { point } of reached) {
    if (point.kind === 'job' || point.kind === 'run')
      jobs.set(point.node, { node: point.node, kind: 'job', namespace: point.namespace, name: point.name });
  }
  for (const { via } of edges) if (via?.kind === 'job') jobs.set(via.node, via);
  return [...jobs.values()];
}

function lineageNode(
  { point, depth, direction, by }: Reached,
  {
    id,
    edgeIds,
    names,
  }: { readonly id: string; readonly edgeIds: ReadonlyMap<string, string>; readonly names: ReadonlyMap<NodeId, LineageNode['otherNames']> },
): LineageNode {
  const { kind, namespace, name, column, runId } = point;
  const otherNamesOf = kind === 'dataset' || kind === 'column' ? (names.get(point.node) ?? []) : [];
  return {
    id,
    kind,
    namespace,
    name,
    column,
    runId,
    depth,
    direction,
    reachedBy: [...by].flatMap((key) => edgeIds.get(key) ?? []),
    otherNames: otherNamesOf,
  };
}

interface Shown {
  readonly idOf: ReadonlyMap<string, string>;
  readonly edgeIds: ReadonlyMap<string, string>;
  readonly evidence: ReadonlyMap<string, Evidence> | undefined;
}

function lineageEdge(
  { key, source, target, via, kind, origin, since, transformations, isUntold }: WalkedEdge,
  { idOf, edgeIds, evidence }: Shown,
): LineageEdge {
  return {
    id: edgeIds.get(key) ?? '',
    source: idOf.get(source) ?? '',
    target: idOf.get(target) ?? '',
    via: via === undefined ? null : nodeRef(via),
    kind,
    origin,
    since,
    transformations,
    isUntold,
    evidence: evidence?.get(key) ?? null,
  };
}

function pointId({ kind, namespace, name, column, runId }: Point): string {
  switch (kind) {
    case 'dataset':
    case 'job':
      return publicId({ kind, namespace, name });
    case 'column':
      return Buffer.from(JSON.stringify(['column', namespace, name, column])).toString('base64url');
    case 'run':
      return runRef({ namespace, name }, runId ?? '').id;
  }
}

/** The same for the same edge in every answer. */
function edgeId({ source, target, via, kind, origin }: WalkedEdge, idOf: ReadonlyMap<string, string>): string {
  const viaId = via === undefined ? null : (idOf.get(String(via.node)) ?? publicId(via));
  const parts = [idOf.get(source) ?? null, idOf.get(target) ?? null, viaId, kind, origin];
  return hex(sha256(JSON.stringify(parts))).slice(0, 24);
}

function keyOf({ point: { kind, namespace, name, column, runId }, depth }: Reached): CursorKey {
  return [String(depth), kind, namespace, name, column, runId];
}

function placeIn(key: CursorKey | undefined): WalkPlace | undefined {
  const [depth, kind, namespace, name, column, runId] = key ?? [];
  if (depth == null || namespace == null || name == null) return undefined;
  const kindOf = (['dataset', 'job', 'column', 'run'] as const).find((each) => each === kind);
  return kindOf === undefined
    ? undefined
    : { depth: Number(depth), kind: kindOf, namespace, name, column: column ?? null, runId: runId ?? null };
}
