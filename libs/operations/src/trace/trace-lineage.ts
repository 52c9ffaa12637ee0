import { hex, sha256 } from '#foundation';
import type { NodeId } from '#lineage';
import { type Asked, type GraphNode, otherNames, type Point, withKeptPlans } from '#store';

import { fingerprint, read, readCursor, type Reading, writeCursor } from '../ask/ask.ts';
import { pageSize } from '../ask/page.ts';
import { nodeRef, publicId } from '../ask/public-id.ts';
import { runRef } from '../ask/run.ts';
import type { Context, Principal } from '../context.ts';
import type { ShownDataset } from '../decision-notes.ts';
import { evidenceFor } from './answer-evidence.ts';
import { signsOf } from './answer-signs.ts';
import type { Evidence, LineageAnswer, LineageEdge, LineageNode, LineageQuestion } from './lineage-answer.ts';
import { type Plan, planOf, routeOf } from './lineage-plan.ts';
import { type EdgeIds, namelessNode, NamelessWords, reachedBy } from './nameless.ts';
import { type Reached, walk, type Walked, type WalkPlace } from './walk.ts';
import { keyOf, pageOf, placeIn, type TracePage } from './walk-page.ts';
import type { WalkedEdge, WalkedNamelessEdge } from './walked-edge.ts';

/** Nodes on one page, when nobody asks for less. Past it an answer is cut, says so and gives a cursor. */
const REACHED_NODES_MAX = 5_000;

/** Where data came from and where it went. Throws NOT_FOUND and AMBIGUOUS for the root, BAD_REQUEST for a question that makes no sense. */
export async function traceLineage(context: Context, principal: Principal, input: LineageQuestion): Promise<LineageAnswer> {
  const plan = planOf(input);
  const first = pageSize(input, { usual: REACHED_NODES_MAX, max: REACHED_NODES_MAX });
  const print = fingerprint(plan);
  const place = input.after == null ? undefined : readCursor(input.after, print);
  const question = place === undefined ? input : { ...input, ...place.times };
  return read(context, principal, {
    question,
    as: { operation: 'lineage', input, shown: ({ nodes, namelessNodes }) => nodes.length + namelessNodes.length },
    work: (reading) => {
      const words = new NamelessWords(context, { print, asked: reading.asked });
      return withKeptPlans(reading.asked, () => trace(reading, { input, plan, print, words, first, after: placeIn(place?.key) }));
    },
  });
}

interface Tracing {
  readonly input: LineageQuestion;
  readonly plan: Plan;
  readonly print: string;
  readonly words: NamelessWords;
  readonly first: number;
  readonly after: WalkPlace | undefined;
}

async function trace(reading: Reading, { input, plan, print, words, first, after }: Tracing): Promise<LineageAnswer> {
  const { asked, asking, sight } = reading;
  const route = await routeOf(reading, plan, (point) => words.orderOf(point));
  const walked = await walk(asked, route, { after, count: first });
  const page = pageOf(walked, { first, after });
  noteUnseenColumn(reading, plan, { root: route.root, walked });
  sight.noteShown(datasetsIn(page, route.root));

  const found = Promise.all([
    namesOf(asked, page),
    input.evidence === 'OMITTED' ? undefined : evidenceFor(asked, page.edges),
    signsOf(reading, { jobs: jobsIn(page), runs: runsIn(page) }),
  ]);
  const idOf = new Map([
    ...walked.reached.map(({ point }) => [point.key, pointId(point)] as const),
    ...walked.nameless.map((each) => [each.key, words.idOf(each)] as const),
  ]);
  const calledBy = (edges: Iterable<WalkedEdge | WalkedNamelessEdge>) => new Map([...edges].map((edge) => [edge.key, edgeId(edge, idOf)]));
  const edgeIds: EdgeIds = { named: calledBy(walked.edges.values()), nameless: calledBy(walked.namelessEdges.values()) };
  const [names, evidence, signs] = await found;
  const shownNode = (each: Reached): LineageNode => lineageNode(each, { id: pointId(each.point), edgeIds, names });
  return {
    header: asking.header([...signs, ...page.reasons]),
    root: shownNode({ point: route.root, depth: 0, direction: 'root', by: new Set() }),
    nodes: page.reached.map(shownNode),
    edges: page.edges.map((edge) => lineageEdge(edge, { idOf, edgeIds: edgeIds.named, evidence })),
    namelessNodes: page.nameless.map((each) => namelessNode(each, { id: words.idOf(each), edgeIds })),
    namelessEdges: page.namelessEdges.map((edge) => ({ id: edgeIds.nameless.get(edge.key) ?? '', ...endsOf(edge, idOf) })),
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

function runsIn({ reached }: TracePage): readonly Point[] {
  return reached.flatMap(({ point }) => (point.kind === 'run' ? [point] : []));
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
  }: { readonly id: string; readonly edgeIds: EdgeIds; readonly names: ReadonlyMap<NodeId, LineageNode['otherNames']> },
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
    reachedBy: reachedBy(by, edgeIds),
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
    ...endsOf({ source, target }, idOf),
    via: via === undefined ? null : nodeRef(via),
    kind,
    origin,
    since,
    transformations,
    isUntold,
    evidence: evidence?.get(key) ?? null,
  };
}

function endsOf(
  { source, target }: Pick<WalkedNamelessEdge, 'source' | 'target'>,
  idOf: Shown['idOf'],
): { readonly source: string; readonly target: string } {
  return { source: idOf.get(source) ?? '', target: idOf.get(target) ?? '' };
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

/** The same for the same edge in every answer; of a nameless one, in every answer in which its ends are called so. */
function edgeId(edge: WalkedEdge | WalkedNamelessEdge, idOf: ReadonlyMap<string, string>): string {
  const ends = [idOf.get(edge.source) ?? null, idOf.get(edge.target) ?? null];
  const viaOf = ({ via }: WalkedEdge): string | null => (via === undefined ? null : (idOf.get(String(via.node)) ?? publicId(via)));
  const parts = 'kind' in edge ? [...ends, viaOf(edge), edge.kind, edge.origin] : ends;
  return hex(sha256(JSON.stringify(parts))).slice(0, 24);
}
