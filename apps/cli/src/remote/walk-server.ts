import { z } from 'zod';

import { type AnswerHeader, HEADER, HeaderShape } from './answer-header.ts';
import { askServer } from './ask-server.ts';
import { LINEAGE, type LineageRow, LineageShape, type LineageVariables } from './lineage-question.ts';
import type { Login } from './login-file.ts';

/** Columns of one dataset that are followed one by one; of a wider one its rows are followed as a whole. */
const COLUMNS_MAX = 60;
const COLUMNS_AT_ONCE = 5;

/** A walk as it was asked for. */
export async function walk(server: Login, variables: LineageVariables): Promise<LineageRow> {
  return (await askServer(server, LineageShape, { query: LINEAGE, variables })).lineage;
}

const RootShape = z.object({
  dataset: z.object({
    id: z.string(),
    header: HeaderShape,
    schema: z.object({ fields: z.array(z.object({ path: z.string() })) }).nullable(),
  }),
});

const ROOT = `
query Root($namespace: String, $name: String!, $asOf: String, $knownAt: String) {
  dataset(namespace: $namespace, name: $name, asOf: $asOf, knownAt: $knownAt) { id ${HEADER} schema { fields { path } } }
}`;

/**
 * The walks from each column of a dataset, in one: a walk from its rows as a whole tells which columns are behind it, and not which is behind which. All are
 * asked at the two times of the first answer. Of a dataset whose columns are not known, or are too many, the walk from its rows as a whole.
 */
export async function walkByColumns(server: Login, variables: LineageVariables): Promise<LineageRow> {
  const { asOf, knownAt, root } = variables;
  const { dataset } = await askServer(server, RootShape, { query: ROOT, variables: { ...root.dataset, asOf, knownAt } });
  const columns = dataset.schema?.fields.map(({ path }) => path) ?? [];
  const pinned = { ...variables, root: { dataset: { id: dataset.id } }, asOf: dataset.header.asOf, knownAt: dataset.header.knownAt };
  const whole = await walk(server, pinned);
  if (columns.length > COLUMNS_MAX) return whole;
  const walks: LineageRow[] = [];
  for (let from = 0; from < columns.length; from += COLUMNS_AT_ONCE) {
    const some = columns.slice(from, from + COLUMNS_AT_ONCE);
    walks.push(...(await Promise.all(some.map((column) => walk(server, { ...pinned, column })))));
  }
  return walks.length === 0 ? whole : joined(walks, [dataset.header, whole.header]);
}

/** Of reasons each kind as the walk from the rows as a whole tells it: it reaches all that the others reach. */
function joined(walks: readonly LineageRow[], headers: readonly [AnswerHeader, AnswerHeader]): LineageRow {
  const told = new Map(
    [...headers, ...walks.map((each) => each.header)].flatMap(({ reasons }) => reasons).map(({ code, message }) => [message, code]),
  );
  const first = new Map([...told].reverse().map(([message, code]) => [code, message]));
  const reasons = [...first].map(([code, message]) => ({ code, message })).reverse();
  const nodes = new Map<string, LineageRow['nodes'][number]>();
  for (const node of walks.flatMap((each) => each.nodes))
    if ((nodes.get(node.id)?.depth ?? Infinity) > node.depth) nodes.set(node.id, node);
  const edges = new Map(walks.flatMap((each) => each.edges).map((edge) => [edge.id, edge]));
  return {
    header: { ...headers[0], completeness: reasons.length === 0 ? 'COMPLETE' : 'PARTIAL', reasons },
    nodes: [...nodes.values()].sort((left, right) => left.depth - right.depth),
    edges: [...edges.values()],
    namelessNodes: [], // a walk by columns has none
    namelessEdges: [],
    pageInfo: { hasNextPage: walks.some(({ pageInfo }) => pageInfo.hasNextPage), endCursor: null },
  };
}
