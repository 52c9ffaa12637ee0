import path from 'node:path';

import { systemRandomness } from '#foundation';
import { type Context, type Direction, type Principal, TENANT, traceLineage } from '#operations';
import { Database } from '#store';

import { ADMIN_KEY } from '../scripts/prove/headgate-process.ts';
import { contextOf } from '../scripts/prove/proof-server.ts';
import type { Ending } from './ending.ts';
import { KeepAlive, postBytes } from './keep-alive.ts';
import type { Table } from './regions.ts';
import type { Served } from './served.ts';

/** What is asked of each root. */
export interface Walk {
  readonly direction: Direction;
  readonly depth: number;
  /** Whether each edge is asked for the events that it rests on. */
  readonly hasEvidence: boolean;
}

/** How a walk is asked for. SQL: the operation called in this process. GraphQL: over HTTP, on a connection that is kept alive. */
export type Way = 'SQL' | 'GraphQL';

/** One graph, asked in both ways. */
export interface Asker {
  /** Asks and reads the answer: how long that took, and how many nodes it holds. */
  readonly ask: (way: Way, walk: Walk, root: Table) => Promise<Asked>;
}

export interface Asked {
  readonly ms: number;
  readonly nodes: number;
}

export async function openAsker({ connectionString, dataDir, server }: Served, ending: Ending): Promise<Asker> {
  const database = await ending.take(Promise.resolve(new Database(connectionString, { connections: 1 })), (each) => each.close());
  const context = contextOf({ database, keyFile: path.join(dataDir, 'keys.jsonl'), tenant: TENANT });
  const connection = await ending.take(KeepAlive.open(server.address), (each) => each.close());
  const nodesOf: Readonly<Record<Way, (walk: Walk, root: Table) => Promise<number>>> = {
    SQL: (walk, root) => nodesInSql(context, walk, root),
    GraphQL: (walk, root) => nodesOverHttp(connection, walk, root),
  };
  return {
    ask: async (way, walk, root) => {
      const start = performance.now();
      const nodes = await nodesOf[way](walk, root);
      return { ms: performance.now() - start, nodes };
    },
  };
}

const ADMIN: Principal = { id: systemRandomness.uuid(), kind: 'admin', name: 'bench', namespaces: [], roles: ['admin'] };

async function nodesInSql(context: Context, { direction, depth, hasEvidence }: Walk, root: Table): Promise<number> {
  const evidence = hasEvidence ? 'SHOWN' : 'OMITTED';
  const { nodes } = await traceLineage(context, ADMIN, { root: { dataset: root }, direction, depth, evidence });
  return nodes.length;
}

/** What a page that draws a graph asks for. */
const operation = (edgeFields: string): string => `
  query Walk($root: LineageRootInput!, $direction: Direction!, $depth: Int!) {
    lineage(root: $root, direction: $direction, depth: $depth) {
      header { asOf knownAt completeness }
      nodes { id kind namespace name depth direction reachedBy }
      edges { id source target kind origin since ${edgeFields} }
      pageInfo { hasNextPage endCursor }
    }
  }`;
const WITHOUT_EVIDENCE = operation('');
const WITH_EVIDENCE = operation('evidence { firstSeen lastSeen count commitments }');

interface WalkAnswer {
  readonly data?: { readonly lineage: { readonly nodes: readonly unknown[] } | null } | null;
}

async function nodesOverHttp(connection: KeepAlive, { direction, depth, hasEvidence }: Walk, root: Table): Promise<number> {
  const variables = { root: { dataset: root }, direction: direction.toUpperCase(), depth };
  const body = JSON.stringify({ query: hasEvidence ? WITH_EVIDENCE : WITHOUT_EVIDENCE, variables });
  const answer = await connection.send(postBytes('/graphql', ADMIN_KEY, body));
  const text = answer.body.toString();
  const { data } = JSON.parse(text) as WalkAnswer;
  if (data?.lineage == null) throw new Error(`the walk was refused: ${text.slice(0, 1_000)}`);
  return data.lineage.nodes.length;
}
