import type { Instant } from '#foundation';
import type { NodeId } from '#lineage';

import { instantIn, numberIn, textIn } from '../map/rows.ts';
import { type Asked, holds, ours, question, said } from './asked.ts';
import { sql } from './piece.ts';

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
  const rows = nodes.length === 0 ? [] : await FACETS(asked, { nodes });
  return rows.map((row) => ({
    node: numberIn(row, 'node') as NodeId,
    name: textIn(row, 'name'),
    content: textIn(row, 'body'),
    since: instantIn(row, 'valid_from'),
    position: row['position'] === null ? undefined : BigInt(numberIn(row, 'position')),
  }));
}

/** One facet of some nodes, by node: its text. One statement. */
export async function facetNamed(asked: Asked, name: string, nodes: readonly NodeId[]): Promise<ReadonlyMap<NodeId, string>> {
  const rows = nodes.length === 0 ? [] : await ONE(asked, { name, nodes });
  return new Map(rows.map((row) => [numberIn(row, 'node') as NodeId, textIn(row, 'body')]));
}

const FACETS = question<{ readonly nodes: readonly NodeId[] }>(
  (belief) => sql`
    select facet.node, facet.name, content.body, facet.valid_from, facet.valid_from_ns, sayer.position
    from hot.facet as facet
    join hot.facet_content as content on content.tenant = facet.tenant and content.hash = facet.content
    left join lateral (
      select mention.position from hot.mention as mention
      join hot.facet_set as carried on ${ours('carried')} and carried.id = mention.facets
      where mention.node = facet.node and mention.time = facet.valid_from and mention.time_ns = facet.valid_from_ns and ${said('mention', belief)}
        and carried.contents[array_position(carried.names, facet.name)] = facet.content
      order by mention.digest desc limit 1
    ) as sayer on true
    where facet.node = any (${({ nodes }) => nodes}::bigint[]) and ${holds('facet', belief)}
    order by facet.node, facet.name`,
);

const ONE = question<{ readonly name: string; readonly nodes: readonly NodeId[] }>(
  (belief) => sql`
    select facet.node, content.body from hot.facet as facet
    join hot.facet_content as content on content.tenant = facet.tenant and content.hash = facet.content
    where facet.node = any (${({ nodes }) => nodes}::bigint[]) and facet.name = ${({ name }) => name}::text and ${holds('facet', belief)}`,
);
