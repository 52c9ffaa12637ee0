import type { Instant } from '#foundation';
import { BEGINNING, type ClaimKey, type CountedEvent, type NodeId, type StoredInterval, type StoredNode } from '#lineage';

import { CHANGE } from './codes.ts';
import type { Lane } from './lane.ts';
import { hexIn, instantIn, instantLists, intervalIn, numberIn, OPEN, optionalNumberIn, type Row, textIn } from './rows.ts';

/** The digest under which a retirement cuts: sorts after every real digest's first letters and is none. */
export const RETIRED = 'retired';

/** Claims of a batch on one facet of a node. */
interface FacetClaims {
  readonly node: NodeId;
  readonly name: string;
  readonly times: readonly Instant[];
}

/** Reads nodes: their presence and facets, and of those that are wanted whole every mention. */
export class NodeReader {
  constructor(private readonly lane: Pick<Lane, 'session' | 'at'>) {}

  /** From `since` on; from BEGINNING: whole. Of facets all that hold to the end of time, and what lies around the batch's claims. */
  async read(asked: ReadonlyMap<NodeId, Instant>, events: readonly CountedEvent[]): Promise<Map<NodeId, StoredNode>> {
    const found = new Map<NodeId, NodeParts>(
      [...asked].map(([node, since]) => [
        node,
        { isWhole: since === BEGINNING, sightings: [], cuts: [], presence: [], facets: new Map<string, FacetParts>() },
      ]),
    );
    if (asked.size === 0) return found;
    const whole = [...asked].flatMap(([node, since]) => (since === BEGINNING ? [node] : []));
    await this.mentions(whole, found);
    await this.presence(asked, found);
    await this.wholeFacets(whole, found);
    const partial = new Set([...asked.keys()].filter((node) => found.get(node)?.isWhole === false));
    await this.openFacets(partial, found);
    await this.facetsAround(lateClaims(events, found), found);
    return found;
  }

  private async mentions(nodes: readonly NodeId[], found: ReadonlyMap<NodeId, NodeParts>): Promise<void> {
    if (nodes.length === 0) return;
    const { session, at } = this.lane;
    const mentions = await session.rows`
      select mention.node, mention.time, mention.time_ns, mention.digest, mention.change, facets.names, facets.contents
      from unnest(${nodes}::bigint[]) as asked (node)
      join hot.mention as mention on mention.tenant = ${at.tenant}::int and mention.generation = ${at.generation}::int and mention.node = asked.node
        and mention.known_to = ${OPEN}::bigint
      left join hot.facet_set as facets on facets.tenant = mention.tenant and facets.generation = mention.generation and facets.id = mention.facets`;
    for (const row of mentions) takeMention(partsOf(found, row), row);
    const retired = await session.rows`
      select retired.node, retired.at as time, retired.at_ns as time_ns from unnest(${nodes}::bigint[]) as asked (node)
      join hot.retired as retired on retired.tenant = ${at.tenant}::int and retired.generation = ${at.generation}::int and retired.node = asked.node`;
    for (const row of retired) partsOf(found, row).cuts.push({ time: instantIn(row, 'time'), digest: RETIRED });
  }

  private async presence(asked: ReadonlyMap<NodeId, Instant>, found: ReadonlyMap<NodeId, NodeParts>): Promise<void> {
    const [{ session, at }, since] = [this.lane, instantLists([...asked.values()])];
    const rows = await session.rows`
      select presence.row, presence.node, presence.valid_from, presence.valid_from_ns, presence.valid_to, presence.valid_to_ns
      from unnest(${[...asked.keys()]}::bigint[], ${since.at}::timestamptz[]) as asked (node, since)
      join hot.presence as presence on presence.tenant = ${at.tenant}::int and presence.generation = ${at.generation}::int and presence.node = asked.node
        and presence.known_to = ${OPEN}::bigint and presence.valid_to >= asked.since`;
    for (const row of rows) partsOf(found, row).presence.push(intervalIn(row, true));
  }

  private async wholeFacets(nodes: readonly NodeId[], found: ReadonlyMap<NodeId, NodeParts>): Promise<void> {
    if (nodes.length === 0) return;
    const { session, at } = this.lane;
    const rows = await session.rows`
      select facet.row, facet.node, facet.name, facet.content, facet.valid_from, facet.valid_from_ns, facet.valid_to, facet.valid_to_ns
      from unnest(${nodes}::bigint[]) as asked (node)
      join hot.facet as facet on facet.tenant = ${at.tenant}::int and facet.generation = ${at.generation}::int and facet.node = asked.node and facet.known_to = ${OPEN}::bigint`;
    for (const row of rows) takeInterval(found, row);
  }

  private async openFacets(nodes: ReadonlySet<NodeId>, found: ReadonlyMap<NodeId, NodeParts>): Promise<void> {
    if (nodes.size === 0) return;
    const { session, at } = this.lane;
    const rows = await session.rows`
      select facet.row, facet.node, facet.name, facet.content, facet.valid_from, facet.valid_from_ns, facet.valid_to, facet.valid_to_ns
      from unnest(${[...nodes]}::bigint[]) as asked (node)
      join hot.facet as facet on facet.tenant = ${at.tenant}::int and facet.generation = ${at.generation}::int and facet.node = asked.node
        and facet.known_to = ${OPEN}::bigint and facet.valid_to = 'infinity'`;
    for (const row of rows) takeInterval(found, row);
  }

  /** Around each claim the interval that it falls into, and its neighbours: a claim reaches no further than the next change. */
  private async facetsAround(claims: readonly FacetClaims[], found: ReadonlyMap<NodeId, NodeParts>): Promise<void> {
    const each = claims.flatMap(({ node, name, times }) => times.map((time) => ({ node, name, time })));
    if (each.length === 0) return;
    const [{ session, at }, times] = [this.lane, instantLists(each.map(({ time }) => time))];
    const rows = await session.rows`
      select distinct near.row, near.node, near.name, near.content, near.valid_from, near.valid_from_ns, near.valid_to, near.valid_to_ns
      from unnest(${each.map(({ node }) => node)}::bigint[], ${each.map(({ name }) => name)}::text[], ${times.at}::timestamptz[], ${times.ns}::smallint[]) as asked (node, name, time, time_ns)
      cross join lateral (
        (select facet.* from hot.facet as facet
         where facet.tenant = ${at.tenant}::int and facet.generation = ${at.generation}::int and facet.node = asked.node and facet.name = asked.name
           and facet.known_to = ${OPEN}::bigint and facet.valid_to >= asked.time and (facet.valid_to, facet.valid_to_ns) > (asked.time, asked.time_ns)
         order by facet.valid_to, facet.valid_to_ns limit 2)
        union all
        (select facet.* from hot.facet as facet
         where facet.tenant = ${at.tenant}::int and facet.generation = ${at.generation}::int and facet.node = asked.node and facet.name = asked.name
           and facet.known_to = ${OPEN}::bigint and facet.valid_to <= asked.time and (facet.valid_to, facet.valid_to_ns) <= (asked.time, asked.time_ns)
         order by facet.valid_to desc, facet.valid_to_ns desc limit 1)
      ) as near
      where near.valid_to < 'infinity'`;
    for (const row of rows) takeInterval(found, row);
  }
}

/** Claims on facets that fall before what holds to the end of time: those at or after its beginning are met by what is read already. */
function lateClaims(events: readonly CountedEvent[], found: ReadonlyMap<NodeId, NodeParts>): readonly FacetClaims[] {
  const claims = new Map<string, FacetClaims & { readonly times: Instant[] }>();
  for (const { time, nodes } of events) {
    for (const { node, facets } of nodes) {
      const parts = found.get(node);
      if (parts === undefined || parts.isWhole) continue;
      for (const name of facets.keys()) {
        const open = parts.facets.get(name)?.intervals[0];
        if (open !== undefined && time > open.from) continue;
        const key = `${node} ${name}`;
        const known = claims.get(key);
        if (known === undefined) claims.set(key, { node, name, times: [time] });
        else known.times.push(time);
      }
    }
  }
  return [...claims.values()];
}

interface NodeParts {
  readonly isWhole: boolean;
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

function takeInterval(found: ReadonlyMap<NodeId, NodeParts>, row: Row): void {
  facetOf(partsOf(found, row), textIn(row, 'name')).intervals.push(intervalIn(row, hexIn(row, 'content')));
}

function takeMention(parts: NodeParts, row: Row): void {
  const claim = { time: instantIn(row, 'time'), digest: hexIn(row, 'digest') };
  if (optionalNumberIn(row, 'change') === CHANGE.DROP) parts.cuts.push(claim);
  else parts.sightings.push(claim);
  if (row['names'] === null) return;
  const [names, contents] = [row['names'] as string[], row['contents'] as (Buffer | null)[]]; // the columns of facet_set
  names.forEach((name, index) => facetOf(parts, name).claims.push({ ...claim, content: contents[index]?.toString('hex') ?? null }));
}
