import type { Instant } from '#foundation';
import type { NodeId } from '#lineage';

import { instantIn, numberIn, type Row, textIn } from '../map/rows.ts';
import { type Asked, type Belief, holds, ours, question, said } from './asked.ts';
import { type Piece, sql, words } from './piece.ts';

/** A facet in force. */
export interface GraphFacet {
  readonly node: NodeId;
  readonly name: string;
  readonly content: string;
  readonly since: Instant;
  /** The event that said so at that time; undefined when it counts no more. */
  readonly position: bigint | undefined;
}

/** The facets in force of some nodes, by node and name. One statement. */
export async function facetsOf(asked: Asked, nodes: readonly NodeId[]): Promise<readonly GraphFacet[]> {
  return nodes.length === 0 ? [] : (await FACETS(asked, { nodes })).map(facetIn);
}

/** As `facetsOf`, of one name. */
export async function facetsCalled(asked: Asked, name: string, nodes: readonly NodeId[]): Promise<readonly GraphFacet[]> {
  return nodes.length === 0 ? [] : (await CALLED(asked, { name, nodes })).map(facetIn);
}

function facetIn(row: Row): GraphFacet {
  return {
    node: numberIn(row, 'node') as NodeId,
    name: textIn(row, 'name'),
    content: textIn(row, 'body'),
    since: instantIn(row, 'valid_from'),
    position: row['position'] === null ? undefined : BigInt(numberIn(row, 'position')),
  };
}

/** One facet of some nodes, by node: its text. One statement. */
export async function facetNamed(asked: Asked, name: string, nodes: readonly NodeId[]): Promise<ReadonlyMap<NodeId, string>> {
  const rows = nodes.length === 0 ? [] : await ONE(asked, { name, nodes });
  return new Map(rows.map((row) => [numberIn(row, 'node') as NodeId, textIn(row, 'body')]));
}

/** The position of the event by which a facet came to hold: a subquery for `from`. */
export function sayerOf(alias: string, belief: Belief): Piece<Asked> {
  const facet = words(alias);
  return sql<Asked>`
      select mention.position from hot.mention as mention
      join hot.facet_set as carried on ${ours('carried')} and carried.id = mention.facets
      where mention.node = ${facet}.node and mention.time = ${facet}.valid_from and mention.time_ns = ${facet}.valid_from_ns and ${said('mention', belief)}
        and carried.contents[array_position(carried.names, ${facet}.name)] = ${facet}.content
      order by mention.digest desc limit 1`;
}

/** Facets in force, with the event that says so, of what another piece asks for. */
function facets<More>(belief: Belief, which: Piece<Asked & More>): Piece<Asked & More> {
  return sql<Asked & More>`
    select facet.node, facet.name, content.body, facet.valid_from, facet.valid_from_ns, sayer.position
    from hot.facet as facet
    join hot.facet_content as content on content.tenant = facet.tenant and content.hash = facet.content
    left join lateral (${sayerOf('facet', belief)}) as sayer on true
    where ${which} and ${holds('facet', belief)}
    order by facet.node, facet.name`;
}

interface OfNodes {
  readonly nodes: readonly NodeId[];
}

const FACETS = question<OfNodes>((belief) =>
  facets<OfNodes>(belief, sql<Asked & OfNodes>`facet.node = any (${({ nodes }) => nodes}::bigint[])`),
);

type CalledOfNodes = OfNodes & { readonly name: string };

const CALLED = question<CalledOfNodes>((belief) =>
  facets<CalledOfNodes>(
    belief,
    sql<Asked & CalledOfNodes>`facet.node = any (${({ nodes }) => nodes}::bigint[]) and facet.name = ${({ name }) => name}::text`,
  ),
);

const ONE = question<{ readonly name: string; readonly nodes: readonly NodeId[] }>(
  (belief) => sql`
    select facet.node, content.body from hot.facet as facet
    join hot.facet_content as content on content.tenant = facet.tenant and content.hash = facet.content
    where facet.node = any (${({ nodes }) => nodes}::bigint[]) and facet.name = ${({ name }) => name}::text and ${holds('facet', belief)}`,
);
