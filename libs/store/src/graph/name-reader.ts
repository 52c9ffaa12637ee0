import type { NodeKind } from '#lineage';

import { NODE_KIND } from '../map/codes.ts';
import { type Asked, ours, question } from './asked.ts';
import { type GraphNode, graphNodeIn, joinedThere } from './node-reader.ts';
import { sql } from './piece.ts';
import { forgiveSlips } from './search-reader.ts';

/** Rows for each thing that is asked for: a dataset answers by several of its names, and counts once. */
const NAMES_EACH = 4;

/** What a short name may mean. */
export interface ShortName {
  readonly kind: NodeKind;
  /** What stands in its namespace before `://`, such as `postgres`. Undefined: anything. */
  readonly system: string | undefined;
  readonly name: string;
  readonly limit: number;
}

/**
 * What is called so: by a full name, or, when nothing is, by the last segments of one after `.` or `/`; case as written. Each once, under
 * its canonical name, and only what is there at the asked times. One statement.
 */
export async function nodesCalled(asked: Asked, { kind, system, name, limit }: ShortName): Promise<readonly GraphNode[]> {
  const rows = await CALLED(asked, {
    system: system ?? null,
    kind: NODE_KIND[kind],
    name,
    dotted: endingIn('.', name),
    slashed: endingIn('/', name),
    limit: limit * NAMES_EACH,
  });
  const isShort = rows[0]?.['is_short'];
  return eachOnce(rows.filter((row) => row['is_short'] === isShort).map(graphNodeIn)).slice(0, limit);
}

/** Datasets and jobs whose names are most like one that nothing has, those of its kind first among equals. Two statements. */
export async function nodesLike(asked: Asked, { kind, name, limit }: Omit<ShortName, 'system'>): Promise<readonly GraphNode[]> {
  await forgiveSlips(asked);
  const last = name.split(/[./]/).findLast((segment) => segment !== '') ?? name;
  const rows = await LIKE(asked, { kind: NODE_KIND[kind], name, last, limit: limit * NAMES_EACH });
  return eachOnce(rows.map(graphNodeIn)).slice(0, limit);
}

function eachOnce(nodes: readonly GraphNode[]): readonly GraphNode[] {
  return [...new Map(nodes.map((each) => [each.node, each])).values()];
}

/** For `like`: whatever, the sign, and the name as it is. */
function endingIn(sign: '.' | '/', name: string): string {
  return `%${sign}${name.replace(/[\\%_]/g, (each) => `\\${each}`)}`;
}

interface Called {
  readonly kind: number;
  readonly system: string | null;
  readonly name: string;
  readonly dotted: string;
  readonly slashed: string;
  readonly limit: number;
}

const CALLED = question<Called>(
  (belief, scope) => sql`
    select * from (
      select called.is_short, node.id as node, node.kind, node.namespace, node.name
      from (
        select node.id, node.name <> ${({ name }) => name}::text as is_short, node.namespace, node.name
        from hot.node as node
        where ${ours('node')} and node.kind = ${({ kind }) => kind}::smallint
          and (node.name = ${({ name }) => name}::text or node.name like ${({ dotted }) => dotted}::text or node.name like ${({ slashed }) => slashed}::text)
          and (${({ system }) => system}::text is null or starts_with(node.namespace, ${({ system }) => system}::text || '://'))
        order by is_short, node.namespace, node.name offset 0
      ) as called ${joinedThere('called.id', belief, scope)}
      limit ${({ limit }) => limit}::int
    ) as found order by found.is_short, found.namespace, found.name`,
);

interface Like {
  readonly kind: number;
  readonly name: string;
  /** The last segment of the name: what is most often written right. */
  readonly last: string;
  readonly limit: number;
}

const LIKE = question<Like>(
  (belief, scope) => sql`
    select * from (
      select node.id as node, node.kind, node.namespace, node.name, alike.likeness
      from (
        select node.id, word_similarity(${({ last }) => last}::text, node.name) + similarity(${({ name }) => name}::text, node.name)
                 + case node.kind when ${({ kind }) => kind}::smallint then 0.2 else 0.0 end as likeness
        from hot.node as node
        where ${ours('node')} and ${({ last }) => last}::text <% node.name
        order by likeness desc, node.namespace, node.name, node.kind offset 0
      ) as alike ${joinedThere('alike.id', belief, scope)}
      limit ${({ limit }) => limit}::int
    ) as found order by found.likeness desc, found.namespace, found.name, found.kind`,
);
