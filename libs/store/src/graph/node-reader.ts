import { sha256 } from '#foundation';
import { type Name, nameKey, type NodeId, type NodeName } from '#lineage';

import { named, NODE_KIND } from '../map/codes.ts';
import { numberIn, type Row, textIn } from '../map/rows.ts';
import { type Asked, type Belief, canonicalOf, holds, ours, question } from './asked.ts';
import { isHidden, isJobHidden } from './hidden-rows.ts';
import type { Scope } from './hiding.ts';
import { type Piece, sql } from './piece.ts';

/** A node of the graph. Its number never leaves the store and the operations. */
export interface GraphNode extends NodeName {
  readonly node: NodeId;
}

/** All names that are one dataset at the asked times; of a job, its one name. Names by UTF-8 bytes. */
export interface Identity {
  readonly canonical: GraphNode;
  readonly members: readonly (GraphNode & { readonly isPresent: boolean })[];
}

/** What is read for a name. */
export interface NameRead {
  /** Undefined: no event ever spoke of it. */
  readonly identity: Identity | undefined;
  /**
   * What its identity was read of, under its canonical name: where no event ever spoke of the name, the next dataset or job by hash, so that as much is read
   * for it (docs/decisions/0034). Undefined: there is none at all.
   */
  readonly standing: GraphNode | undefined;
}

/** What the names mean at the asked times, in the order asked. Undefined: no event ever spoke of it. One statement. */
export async function identitiesNamed(asked: Asked, names: readonly NodeName[]): Promise<readonly (Identity | undefined)[]> {
  return (await namesRead(asked, names)).map(({ identity }) => identity);
}

/** As `identitiesNamed`, with what was read in place of what is not there. One row a name, whatever it has of names. */
export async function namesRead(asked: Asked, names: readonly NodeName[]): Promise<readonly NameRead[]> {
  if (names.length === 0) return [];
  const rows = await NAMED(asked, { kinds: names.map(({ kind }) => NODE_KIND[kind]), hashes: Buffer.concat(names.map(hashOf)) });
  return rows.map((row): NameRead => {
    const found = row['members'] as readonly Row[]; // json
    const members = found.map((member) => ({ ...graphNodeIn(member), isPresent: member['is_present'] === true }));
    const standing = found.slice(0, 1).map(graphNodeIn)[0];
    const isNamed = row['is_named'] === true && standing !== undefined;
    return { identity: isNamed ? { canonical: standing, members } : undefined, standing };
  });
}

/** The other names of some datasets, by canonical node. One statement. */
export async function otherNames(asked: Asked, canonicals: readonly NodeId[]): Promise<ReadonlyMap<NodeId, readonly Name[]>> {
  const names = new Map<NodeId, Name[]>();
  const rows = canonicals.length === 0 ? [] : await OTHERS(asked, { canonicals });
  for (const row of rows) {
    const canonical = numberIn(row, 'canonical') as NodeId;
    names.set(canonical, [...(names.get(canonical) ?? []), { namespace: textIn(row, 'namespace'), name: textIn(row, 'name') }]);
  }
  return names;
}

/** Which of some nodes are there at the asked times. One statement. */
export async function thoseThere(asked: Asked, nodes: readonly NodeId[]): Promise<ReadonlySet<NodeId>> {
  const rows = nodes.length === 0 ? [] : await THERE(asked, { nodes });
  return new Set(rows.map((row) => numberIn(row, 'id') as NodeId));
}

export function graphNodeIn(row: Row): GraphNode {
  return {
    node: numberIn(row, 'node') as NodeId,
    kind: named(NODE_KIND, numberIn(row, 'kind')),
    namespace: textIn(row, 'namespace'),
    name: textIn(row, 'name'),
  };
}

function hashOf(name: Name): Buffer {
  return sha256(nameKey(name));
}

/** The names of each, the canonical one first. */
const NAMED = question<{ readonly kinds: readonly number[]; readonly hashes: Buffer }>(
  (belief) => sql`
    with asked as (
      select given.ordinal, given.kind, substring(${({ hashes }) => hashes}::bytea from (given.ordinal::int - 1) * 32 + 1 for 32) as hash
      from unnest(${({ kinds }) => kinds}::smallint[]) with ordinality as given (kind, ordinal)
    ), named as (
      select asked.ordinal, found.name_hash = asked.hash as is_named, ${canonicalOf('found.id', belief)} as canonical
      from asked cross join lateral (
        (select node.id, node.name_hash from hot.node as node
         where ${ours('node')} and node.kind = asked.kind and node.name_hash >= asked.hash order by node.name_hash limit 1)
        union all
        (select node.id, node.name_hash from hot.node as node where ${ours('node')} and node.kind = asked.kind order by node.name_hash limit 1)
        limit 1
      ) as found
    ), member as (
      select named.ordinal, named.canonical as node, true as is_canonical from named
      union all
      select named.ordinal, other.node, false from named
      join hot.identity as other on other.canonical = named.canonical and ${holds('other', belief)}
    ), described as (
      select member.ordinal, json_agg(json_build_object(
               'node', node.id, 'kind', node.kind, 'namespace', node.namespace, 'name', node.name,
               'is_present', exists (select from hot.presence as seen where seen.node = node.id and ${holds('seen', belief)}))
             order by member.is_canonical desc, node.namespace, node.name) as members
      from member join hot.node as node on ${ours('node')} and node.id = member.node
      group by member.ordinal
    )
    select coalesce(named.is_named, false) as is_named, coalesce(described.members, '[]'::json) as members
    from asked left join named on named.ordinal = asked.ordinal left join described on described.ordinal = asked.ordinal
    order by asked.ordinal`,
);

const OTHERS = question<{ readonly canonicals: readonly NodeId[] }>(
  (belief) => sql`
    select other.canonical, node.namespace, node.name from hot.identity as other
    join hot.node as node on ${ours('node')} and node.id = other.node
    where other.canonical = any (${({ canonicals }) => canonicals}::bigint[]) and ${holds('other', belief)}
    order by node.namespace, node.name`,
);

const THERE = question<{ readonly nodes: readonly NodeId[] }>(
  (belief, scope) => sql`
    select node.id from unnest(${({ nodes }) => nodes}::bigint[]) as asked (id)
    join hot.node as node on ${ours('node')} and node.id = asked.id
    where ${isThere(belief, scope)}`,
);

/** Of `node`: not the other name of a dataset, and there: itself, or by one of its other names. A dataset or a job that is hidden from the asker is not there. */
export function isThere(belief: Belief, scope: Scope): Piece<Asked> {
  const seen =
    scope === 'whole'
      ? sql<Asked>``
      : sql<Asked>`not case node.kind when 2 then ${isJobHidden('node')} else ${isHidden('node.id', belief)} end and `;
  return sql<Asked>`${seen}not exists (select from hot.identity as own where own.node = node.id and ${holds('own', belief)})
    and (exists (select from hot.presence as seen where seen.node = node.id and ${holds('seen', belief)})
      or exists (select from hot.identity as other join hot.presence as seen on seen.node = other.node and ${holds('seen', belief)}
                 where other.canonical = node.id and ${holds('other', belief)}))`;
}

/**
 * What a node is called at the asked times, as `node`, where that is there and not hidden from the asker: joined row by row, before anything is cut off, so that
 * what is hidden takes nobody's place.
 */
export function joinedThere(of: string, belief: Belief, scope: Scope): Piece<Asked> {
  return sql<Asked>`cross join lateral (
      select node.id, node.kind, node.namespace, node.name from hot.node as node
      where ${ours('node')} and node.id = ${canonicalOf(of, belief)} and ${isThere(belief, scope)} offset 0
    ) as node`;
}
