import type { Instant } from '#foundation';
import { type ClaimKey, type NodeId, type StoredInterval, type StoredNode } from '#lineage';

import { CHANGE } from './codes.ts';
import type { Lane } from './lane.ts';
import { hexIn, instantIn, instantLists, intervalIn, numberIn, OPEN, optionalNumberIn, type Row, textIn } from './rows.ts';

/** The digest under which a retirement cuts: sorts after every real digest's first letters and is none. */
export const RETIRED = 'retired';

/** Reads nodes, each from an instant on: their mentions, presence and facets. */
export class NodeReader {
  constructor(private readonly lane: Pick<Lane, 'session' | 'at'>) {}

  async read(asked: ReadonlyMap<NodeId, Instant>): Promise<Map<NodeId, StoredNode>> {
    const found = new Map<NodeId, NodeParts>(
      [...asked].map(([node, since]) => [node, { since, sightings: [], cuts: [], presence: [], facets: new Map() }]),
    );
    if (asked.size === 0) return found;
    const { session, at } = this.lane;
    const [ids, since] = [[...asked.keys()], instantLists([...asked.values()])];

    const mentions = await session.rows`
      select mention.node, mention.time, mention.time_ns, mention.digest, mention.change, facets.names, facets.contents
      from unnest(${ids}::bigint[], ${since.at}::timestamptz[]) as asked (node, since)
      join hot.mention as mention on mention.tenant = ${at.tenant}::int and mention.generation = ${at.generation}::int and mention.node = asked.node
        and mention.time >= asked.since and mention.known_to = ${OPEN}::bigint
      left join hot.facet_set as facets on facets.tenant = mention.tenant and facets.generation = mention.generation and facets.id = mention.facets`;
    for (const row of mentions) takeMention(partsOf(found, row), row);

    const retired = await session.rows`
      select retired.node, retired.at as time, retired.at_ns as time_ns from hot.retired as retired
      where retired.tenant = ${at.tenant}::int and retired.generation = ${at.generation}::int and retired.node = any (${ids}::bigint[])`;
    for (const row of retired) partsOf(found, row).cuts.push({ time: instantIn(row, 'time'), digest: RETIRED });

    const presence = await session.rows`
      select presence.row, presence.node, presence.valid_from, presence.valid_from_ns, presence.valid_to, presence.valid_to_ns
      from unnest(${ids}::bigint[], ${since.at}::timestamptz[]) as asked (node, since)
      join hot.presence as presence on presence.tenant = ${at.tenant}::int and presence.generation = ${at.generation}::int and presence.node = asked.node
        and presence.known_to = ${OPEN}::bigint and presence.valid_to >= asked.since`;
    for (const row of presence) partsOf(found, row).presence.push(intervalIn(row, true));

    const facets = await session.rows`
      select facet.row, facet.node, facet.name, facet.content, facet.valid_from, facet.valid_from_ns, facet.valid_to, facet.valid_to_ns
      from unnest(${ids}::bigint[], ${since.at}::timestamptz[]) as asked (node, since)
      join hot.facet as facet on facet.tenant = ${at.tenant}::int and facet.generation = ${at.generation}::int and facet.node = asked.node
        and facet.known_to = ${OPEN}::bigint and facet.valid_to >= asked.since`;
    for (const row of facets) facetOf(partsOf(found, row), textIn(row, 'name')).intervals.push(intervalIn(row, hexIn(row, 'content')));
    return found;
  }
}

interface NodeParts {
  readonly since: Instant;
  readonly sightings: ClaimKey[];
  readonly cuts: ClaimKey[];
  readonly presence: StoredInterval<true>[];
  readonly facets: Map<string, FacetParts>;
}

interface FacetParts {
  readonly claims: (ClaimKey & { readonly content: string | null })[];
  readonly intervals: StoredInterval<string>[];
}

function partsOf(found: ReadonlyMap<NodeId, NodeParts>, row: Row): NodeParts {
  const parts = found.get(numberIn(row, 'node') as NodeId);
  if (parts === undefined) throw new Error('a row of a node that was not asked for');
  return parts;
}

function facetOf({ facets }: NodeParts, name: string): FacetParts {
  let parts = facets.get(name);
  if (parts === undefined) facets.set(name, (parts = { claims: [], intervals: [] }));
  return parts;
}

function takeMention(parts: NodeParts, row: Row): void {
  const claim = { time: instantIn(row, 'time'), digest: hexIn(row, 'digest') };
  if (claim.time < parts.since) return; // the statement compares microseconds
  if (optionalNumberIn(row, 'change') === CHANGE.DROP) parts.cuts.push(claim);
  else parts.sightings.push(claim);
  if (row['names'] === null) return;
  const [names, contents] = [row['names'] as string[], row['contents'] as (Buffer | null)[]]; // the columns of facet_set
  names.forEach((name, index) => facetOf(parts, name).claims.push({ ...claim, content: contents[index]?.toString('hex') ?? null }));
}
