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

/** What the names mean at the asked times, in the order asked. Undefined: no event ever spoke of it. One statement. */
export async function identitiesNamed(asked: Asked, names: readonly NodeName[]): Promise<readonly (Identity | undefined)[]> {
  if (names.length === 0) return [];
  const rows = await NAMED(asked, { kinds: names.map(({ kind }) => NODE_KIND[kind]), hashes: Buffer.concat(names.map(hashOf)) });
  const found = new Map<number, { canonical: GraphNode | undefined; members: Identity['members'][number][] }>();
  for (const row of rows) {
    const ordinal = numberIn(row, 'ordinal') - 1;
    const entry = found.get(ordinal) ?? { canonical: undefined, members: [] };
    const member = { ...graphNodeIn(row), isPresent: row['is_present'] === true };
    entry.members.push(member);
    if (row['is_canonical'] === true) entry.canonical = graphNodeIn(row);
    found.set(ordinal, entry);
  }
  return names.map((_, index): Identity | undefined => {
    const entry = found.get(index);
    return entry?.canonical === undefined ? undefined : { canonical: entry.canonical, members: entry.members };
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

const NAMED = question<{ readonly kinds: readonly number[]; readonly hashes: Buffer }>(
  (belief) => sql`
    with named as (
      select given.ordinal, found.id as node, ${canonicalOf('found.id', belief)} as canonical
      from unnest(${({ kinds }) => kinds}::smallint[]) with ordinality as given (kind, ordinal)
      join hot.node as found on ${ours('found')} and found.kind = given.kind
        and found.name_hash = substring(${({ hashes }) => hashes}::bytea from (given.ordinal::int - 1) * 32 + 1 for 32)
    ), member as (
      select named.ordinal, named.canonical as node, true as is_canonical from named
      union all
      select named.ordinal, other.node, false from named
      join hot.identity as other on other.canonical = named.canonical and ${holds('other', belief)}
    )
    select member.ordinal, member.is_canonical, node.id as node, node.kind, node.namespace, node.name,
           exists (select from hot.presence as seen where seen.node = node.id and ${holds('seen', belief)}) as is_present
    from member join hot.node as node on ${ours('node')} and node.id = member.node
    order by member.ordinal, member.is_canonical desc, node.namespace, node.name`,
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
