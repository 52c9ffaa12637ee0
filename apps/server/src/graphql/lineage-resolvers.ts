import { type Direction as Way, type EvidenceEvent, type LineageEdge, type LineageNode, publicId } from '#operations';

import type { Direction, EdgeKind, EdgeOrigin, LineageNodeKind, QueryResolvers, Reach, Resolvers } from './generated.ts';
import { KIND_NAMES } from './node-kinds.ts';
import { type LineageNodeParent, type NodeParent, nodeParent } from './parents.ts';
import { lineageRoot } from './references.ts';
import { timesOf } from './request-context.ts';
import { same } from './same.ts';
import { walking } from './walk.ts';

type LineageTypes =
  'Lineage' | 'LineageNode' | 'LineageEdge' | 'NamelessNode' | 'NamelessEdge' | 'Transformation' | 'Evidence' | 'EvidenceEvent' | 'Named';

const WAYS: Readonly<Record<Direction, Way>> = { UPSTREAM: 'upstream', DOWNSTREAM: 'downstream', BOTH: 'both' };
const NODE_KINDS: Readonly<Record<LineageNode['kind'], LineageNodeKind>> = { dataset: 'DATASET', job: 'JOB', column: 'COLUMN', run: 'RUN' };
const REACHES: Readonly<Record<LineageNode['direction'], Reach>> = { root: 'ROOT', upstream: 'UPSTREAM', downstream: 'DOWNSTREAM' };
const EDGE_KINDS: Readonly<Record<LineageEdge['kind'], EdgeKind>> = { observed: 'OBSERVED', declared: 'DECLARED', inferred: 'INFERRED' };
const ORIGINS: Readonly<Record<LineageEdge['origin'], EdgeOrigin>> = { io: 'IO', lineage: 'LINEAGE', column: 'COLUMN' };

export const lineageQueries: Pick<QueryResolvers, 'lineage'> = {
  lineage: walking((_root, { root, direction, depth, granularity, column, transformations, first, after, ...args }) => ({
    ...{ root: lineageRoot(root), direction: WAYS[direction], depth, granularity, column, transformations, first, after },
    ...timesOf(args),
  })),
};

export const lineageResolvers: Pick<Resolvers, LineageTypes> = {
  Lineage: {
    header: ({ header }) => header,
    root: ({ root, header }) => ({ reached: root, header }),
    nodes: ({ nodes, header }) => nodes.map((reached) => ({ reached, header })),
    edges: ({ edges, header }) => edges.map((edge) => ({ edge, header })),
    ...same('namelessNodes', 'namelessEdges'),
    pageInfo: ({ pageInfo }) => ({ ...pageInfo, hasPreviousPage: false, startCursor: null }),
  },
  LineageNode: {
    id: ({ reached }) => reached.id,
    kind: ({ reached }) => NODE_KINDS[reached.kind],
    namespace: ({ reached }) => reached.namespace,
    name: ({ reached }) => reached.name,
    column: ({ reached }) => reached.column,
    runId: ({ reached }) => reached.runId,
    depth: ({ reached }) => reached.depth,
    direction: ({ reached }) => REACHES[reached.direction],
    reachedBy: ({ reached }) => reached.reachedBy,
    otherNames: ({ reached }) => reached.otherNames,
    dataset: (parent) => (parent.reached.kind === 'dataset' || parent.reached.kind === 'column' ? named(parent, 'dataset') : null),
    job: (parent) => (parent.reached.kind === 'job' || parent.reached.kind === 'run' ? named(parent, 'job') : null),
  },
  NamelessNode: {
    ...same('id', 'depth', 'reachedBy'),
    kind: ({ kind }) => KIND_NAMES[kind],
    direction: ({ direction }) => REACHES[direction],
  },
  NamelessEdge: same('id', 'source', 'target'),
  LineageEdge: {
    id: ({ edge }) => edge.id,
    source: ({ edge }) => edge.source,
    target: ({ edge }) => edge.target,
    via: ({ edge, header }) => (edge.via === null ? null : nodeParent(edge.via, header)),
    kind: ({ edge }) => EDGE_KINDS[edge.kind],
    origin: ({ edge }) => ORIGINS[edge.origin],
    since: ({ edge }) => edge.since,
    transformations: ({ edge }) => edge.transformations,
    evidence: ({ edge }) => edge.evidence,
  },
  Transformation: {
    ...same('type', 'masking'),
    subtype: ({ subtype }) => subtype ?? null,
    description: ({ description }) => description ?? null,
  },
  Evidence: {
    ...same('firstSeen', 'lastSeen', 'count', 'first', 'last'),
    commitments: ({ first, last }) => [...new Set([first.commitment, last.commitment])],
    emitters: ({ first, last }) => (first.by === last.by ? [sender(last)] : [sender(first), sender(last)]),
  },
  EvidenceEvent: { ...same('position', 'commitment'), sender },
  Named: { __resolveType: ({ node }) => (node.kind === 'dataset' ? 'Dataset' : 'Job') },
};

/** The dataset or job that a node is, or is part of. */
function named({ reached: { namespace, name }, header }: LineageNodeParent, kind: 'dataset' | 'job'): NodeParent {
  return nodeParent({ id: publicId({ kind, namespace, name }), kind, namespace, name }, header);
}

function sender({ by, byName }: EvidenceEvent): { readonly id: string; readonly name: string | null } {
  return { id: by, name: byName };
}
