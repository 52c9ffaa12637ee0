import { z } from 'zod';

import type { Name } from '../../../../prisma/seed/columns.ts';
import { ask, type Window } from './window.ts';

// What the demo asks, in the words of the schema (apps/server/src/graphql).

const NameShape = z.object({ namespace: z.string(), name: z.string() });

const LineageShape = z.object({
  lineage: z.object({
    header: z.object({ completeness: z.string(), reasons: z.array(z.object({ code: z.string(), message: z.string() })) }),
    nodes: z.array(
      z.object({
        id: z.string(),
        kind: z.enum(['DATASET', 'JOB', 'COLUMN', 'RUN']),
        namespace: z.string(),
        name: z.string(),
        column: z.string().nullable(),
        depth: z.int(),
        dataset: z.object({ tags: z.array(z.object({ key: z.string(), field: z.string().nullable() })) }).nullable(),
      }),
    ),
    edges: z.array(
      z.object({
        source: z.string(),
        target: z.string(),
        via: NameShape.nullable(),
        kind: z.enum(['OBSERVED', 'DECLARED', 'INFERRED']),
        transformations: z.array(z.object({ type: z.string(), subtype: z.string().nullable(), masking: z.boolean() })),
        evidence: z.object({ lastSeen: z.string() }).nullish(),
      }),
    ),
  }),
});

/** A walk, as the window answers it. */
export type Lineage = z.infer<typeof LineageShape>['lineage'];

const LINEAGE = `
query Lineage($dataset: NodeInput!, $direction: Direction!, $depth: Int!, $granularity: Granularity!, $column: String, $asOf: String!, $evidence: Boolean!) {
  lineage(root: { dataset: $dataset }, direction: $direction, depth: $depth, granularity: $granularity, column: $column, transformations: DIRECT, asOf: $asOf) {
    header { completeness reasons { code message } }
    nodes { id kind namespace name column depth dataset { tags { key field } } }
    edges { source target via { namespace name } kind transformations { type subtype masking } evidence @include(if: $evidence) { lastSeen } }
  }
}`;

export interface WalkAsked {
  readonly from: Name;
  readonly asOf: string;
  readonly direction?: 'upstream' | 'downstream';
  readonly depth?: number;
  /** Column by column, from this one. */
  readonly column?: string;
  /** Whether to ask what edges rest on: it costs as much as the walk. */
  readonly evidence?: boolean;
}

/** Deeper than the story is. */
const DEPTH = 20;

export async function walk(window: Window, asked: WalkAsked): Promise<Lineage> {
  const { from, asOf, direction = 'upstream', depth = DEPTH, column = null, evidence = false } = asked;
  const dataset = { namespace: from.namespace, name: from.name };
  const granularity = column === null ? 'DATASET' : 'COLUMN';
  const variables = { dataset, asOf, direction: direction.toUpperCase(), depth, granularity, column, evidence };
  return (await ask(window, LineageShape, { query: LINEAGE, variables })).lineage;
}

const DatasetShape = z.object({
  dataset: z
    .object({
      id: z.string(),
      namespace: z.string(),
      name: z.string(),
      names: z.array(NameShape),
      lifecycle: z.object({ change: z.string() }).nullable(),
      schema: z.object({ fields: z.array(z.object({ path: z.string() })) }).nullable(),
      facets: z.array(z.object({ content: z.looseObject({ datasetVersion: z.string().optional() }) })),
    })
    .nullable(),
});

export type Dataset = NonNullable<z.infer<typeof DatasetShape>['dataset']>;

const DATASET = `
query Dataset($namespace: String!, $name: String!, $asOf: String!) {
  dataset(namespace: $namespace, name: $name, asOf: $asOf) {
    id namespace name names { namespace name } lifecycle { change } schema { fields { path } } facets(names: ["version"]) { content }
  }
}`;

/** A dataset by any of its names; undefined when there is none. */
export async function dataset(window: Window, { namespace, name }: Name, asOf: string): Promise<Dataset | undefined> {
  return (await ask(window, DatasetShape, { query: DATASET, variables: { namespace, name, asOf } })).dataset ?? undefined;
}

const PageShape = z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() });

/** All pages of a list: `query` takes `$after` and `$asOf`, and names its list `list`. */
async function all<Node extends z.ZodType>(
  window: Window,
  node: Node,
  { query, asOf }: { readonly query: string; readonly asOf: string },
): Promise<readonly z.infer<Node>[]> {
  const shape = z.object({ list: z.object({ nodes: z.array(node), pageInfo: PageShape }) });
  const found: z.infer<Node>[] = [];
  for (let after: string | null = null; ;) {
    const { list }: z.infer<typeof shape> = await ask(window, shape, { query, variables: { after, asOf } });
    found.push(...list.nodes);
    if (!list.pageInfo.hasNextPage) return found;
    after = list.pageInfo.endCursor;
  }
}

const PAGE = 'pageInfo { hasNextPage endCursor }';

export function datasets(window: Window, asOf: string): Promise<readonly Name[]> {
  const query = `query($after: String, $asOf: String) { list: datasets(first: 500, after: $after, asOf: $asOf) { nodes { namespace name } ${PAGE} } }`;
  return all(window, NameShape, { query, asOf });
}

export function jobs(window: Window, asOf: string): Promise<readonly Name[]> {
  const query = `query($after: String, $asOf: String) { list: jobs(first: 500, after: $after, asOf: $asOf) { nodes { namespace name } ${PAGE} } }`;
  return all(window, NameShape, { query, asOf });
}

const RunShape = z.object({ state: z.enum(['RUNNING', 'COMPLETE', 'FAIL', 'ABORT', 'OBSERVED']), job: NameShape });

export function runs(window: Window, asOf: string): Promise<readonly z.infer<typeof RunShape>[]> {
  const query = `query($after: String, $asOf: String) { list: runs(first: 500, after: $after, asOf: $asOf) { nodes { state job { namespace name } } ${PAGE} } }`;
  return all(window, RunShape, { query, asOf });
}

const EventShape = z.object({
  position: z.string(),
  kind: z.string(),
  redacted: z.array(z.string()),
  body: z.string().nullable(),
  json: z.unknown(),
});
export type RecordedEvent = z.infer<typeof EventShape>;

/** All events of the record; what else stands there tells who asked for what. */
export async function events(window: Window, asOf: string): Promise<readonly RecordedEvent[]> {
  const query = `query($after: String, $asOf: String) { list: events(first: 200, after: $after, asOf: $asOf) { nodes { position kind redacted body json } ${PAGE} } }`;
  return (await all(window, EventShape, { query, asOf })).filter(({ kind }) => kind === 'EVENT');
}
