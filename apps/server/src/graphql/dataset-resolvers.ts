import { type AnswerHeader, type Dataset, type FacetInForce, findDataset, listDatasets, type SchemaField, traceLineage } from '#operations';

import type { QueryResolvers, Resolvers } from './generated.ts';
import { JsonText } from './json-text.ts';
import { timesIn } from './loaders.ts';
import { type ColumnParent, type NodeParent, nodeParent, pageOf } from './parents.ts';
import { nodeReference } from './references.ts';
import { type RequestContext, timesOf } from './request-context.ts';
import { same } from './same.ts';
import { walking } from './walk.ts';

type DatasetTypes =
  | 'Dataset'
  | 'DatasetConnection'
  | 'DatasetEdge'
  | 'DatasetName'
  | 'Symlink'
  | 'Facet'
  | 'Schema'
  | 'SchemaField'
  | 'Tag'
  | 'Owner'
  | 'Lifecycle'
  | 'Column';

export const datasetQueries: Pick<QueryResolvers, 'dataset' | 'datasets'> = {
  dataset: async (_root, args, { context, principal, loaders }) => {
    const { dataset, header } = await findDataset(context, principal, { dataset: nodeReference(args, 'dataset'), ...timesOf(args) });
    loaders.dataset(header).prime(dataset.id, dataset);
    return nodeParent(dataset, header);
  },
  datasets: async (_root, { namespace, namePrefix, first, after, ...args }, { context, principal }) =>
    pageOf(await listDatasets(context, principal, { namespace, namePrefix, first, after, ...timesOf(args) }), nodeParent),
};

export const datasetResolvers: Pick<Resolvers, DatasetTypes> = {
  Dataset: {
    id: ({ node }) => node.id,
    namespace: ({ node }) => node.namespace,
    name: ({ node }) => node.name,
    header: ({ header }) => header,
    canonical: ({ node }) => node,
    names: async (parent, _args, request) => (await detail(parent, request)).names,
    symlinks: async (parent, _args, request) => (await detail(parent, request)).symlinks,
    facets: async (parent, { names }, request) => facetsNamed((await detail(parent, request)).facets, names),
    schema: async (parent, _args, request) => schemaOf(await detail(parent, request)),
    tags: async (parent, _args, request) => (await detail(parent, request)).tags,
    owners: async (parent, _args, request) => (await detail(parent, request)).owners,
    description: async (parent, _args, request) => (await detail(parent, request)).description,
    lifecycle: async (parent, _args, request) => (await detail(parent, request)).lifecycle,
    readBy: (parent, _args, request) => jobsBeside(parent, 'downstream', request),
    writtenBy: (parent, _args, request) => jobsBeside(parent, 'upstream', request),
    upstream: walking(({ node, header }, args) => ({ root: { id: node.id }, direction: 'upstream', ...args, ...timesIn(header) })),
    downstream: walking(({ node, header }, args) => ({ root: { id: node.id }, direction: 'downstream', ...args, ...timesIn(header) })),
    column: (parent, { name }) => ({ ...parent, column: name }),
  },
  DatasetConnection: same('header', 'nodes', 'edges', 'pageInfo'),
  DatasetEdge: same('cursor', 'node'),
  DatasetName: same('namespace', 'name', 'isCanonical', 'isPresent'),
  Symlink: { ...same('namespace', 'name'), type: ({ type }) => type ?? null },
  Facet: { ...same('name', 'since', 'position', 'of'), content: ({ content }) => new JsonText(content) },
  Schema: same('fields'),
  SchemaField: same('name', 'path', 'type', 'description', 'fields'),
  Tag: same('key', 'value', 'source', 'field'),
  Owner: same('name', 'type'),
  Lifecycle: same('change', 'previousName', 'since'),
  Column: {
    name: ({ column }) => column,
    field: async (parent, _args, request) => fieldAt((await detail(parent, request)).fields, parent.column) ?? null,
    upstream: walking((parent, args) => ({ ...ofColumn(parent), ...args, direction: 'upstream' })),
    downstream: walking((parent, args) => ({ ...ofColumn(parent), ...args, direction: 'downstream' })),
  },
};

function ofColumn({ node, header, column }: ColumnParent) {
  return { root: { id: node.id }, granularity: 'COLUMN', column, ...timesIn(header) } as const;
}

/** A name that edges hold and nothing else is known of is a dataset without anything. */
async function detail({ node, header }: NodeParent, { loaders }: RequestContext): Promise<Dataset> {
  const known = await loaders.dataset(header).load(node.id);
  if (known !== null) return known;
  const names = [{ namespace: node.namespace, name: node.name, isCanonical: true, isPresent: false }];
  return {
    ...node,
    kind: 'dataset',
    names,
    facets: [],
    fields: [],
    tags: [],
    owners: [],
    description: null,
    symlinks: [],
    lifecycle: null,
  };
}

export function facetsNamed<Facet extends Pick<FacetInForce, 'name'>>(
  facets: readonly Facet[],
  names: readonly string[] | null | undefined,
): readonly Facet[] {
  return names == null ? facets : facets.filter(({ name }) => names.includes(name));
}

function schemaOf({ fields, facets }: Dataset): { readonly fields: readonly SchemaField[] } | null {
  return fields.length === 0 && !facets.some(({ name }) => name === 'schema') ? null : { fields };
}

function fieldAt(fields: readonly SchemaField[], path: string): SchemaField | undefined {
  for (const field of fields) {
    const found = field.path === path ? field : fieldAt(field.fields, path);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The jobs next door: at the other end of an edge, or the one by which it leads on. */
async function jobsBeside(
  { node, header }: NodeParent,
  direction: 'upstream' | 'downstream',
  { context, principal }: RequestContext,
): Promise<readonly NodeParent[]> {
  const question = { root: { id: node.id }, direction, depth: 1, evidence: 'OMITTED', ...timesIn(header) } as const;
  const { root, nodes, edges } = await traceLineage(context, principal, question);
  const [near, far] = direction === 'downstream' ? (['source', 'target'] as const) : (['target', 'source'] as const);

  const beside = edges.filter((edge) => edge[near] === root.id);
  const ids = new Set(beside.flatMap((edge) => [edge[far], ...(edge.via?.kind === 'job' ? [edge.via.id] : [])]));
  const reached = nodes.flatMap(({ kind, id, namespace, name }) => (kind === 'job' ? [{ kind, id, namespace, name }] : []));
  const via = beside.flatMap((edge) => (edge.via?.kind === 'job' ? [edge.via] : []));
  const jobs = new Map([...reached, ...via].filter(({ id }) => ids.has(id)).map((job) => [job.id, job]));
  return [...jobs.values()].map((job) => nodeParent(job, header));
}

/** A dataset or job by its names, seen from an answer. */
export function namedAt(header: AnswerHeader): (node: NodeParent['node']) => NodeParent {
  return (node) => ({ node, header });
}
