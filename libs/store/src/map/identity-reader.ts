import type { LifecycleClaim, Name, Neighbourhood, NodeId, StoredAlias, StoredInterval, StoredNode } from '#lineage';

import { ALIAS, CHANGE, named } from './codes.ts';
import { identifiersIn } from './counted.ts';
import type { Interner } from './interning.ts';
import type { Lane } from './lane.ts';
import type { Asked } from './asked.ts';
import { RETIRED } from './node-reader.ts';
import { hexIn, instantIn, intervalIn, numberIn, OPEN, optionalNumberIn, textIn } from './rows.ts';

/** Reads which names are one dataset, why, and what ended or renamed nodes. */
export class IdentityReader {
  constructor(
    private readonly lane: Pick<Lane, 'session' | 'at'>,
    private readonly interner: Interner,
  ) {}

  async read(asked: Asked): Promise<Pick<Neighbourhood, 'aliases' | 'canonical' | 'renames' | 'creations' | 'nameOf'>> {
    if (asked.aliased.size === 0) return { aliases: [], canonical: new Map(), renames: [], creations: [], nameOf: () => NOBODY };
    const everybody = await this.everybody([...asked.aliased, ...asked.named]);
    const names = await this.names(everybody);
    return {
      aliases: await this.aliases(everybody),
      canonical: await this.canonical(everybody),
      renames: await this.lifecycle(everybody, 'RENAME'),
      creations: await this.lifecycle(everybody, 'CREATE'),
      nameOf: (node) => names.get(node) ?? NOBODY,
    };
  }

  /** All names that are joined to some of these, or may come to be: a rename that holds nowhere yet has no alias to be found by. */
  private async everybody(nodes: readonly NodeId[]): Promise<ReadonlySet<NodeId>> {
    const { session, at } = this.lane;
    const rows = await session.rows`
      with recursive joined (node) as (
        select unnest(${nodes}::bigint[])
        union
        select near.node from joined cross join lateral (
          select alias.right_node as node from hot.alias as alias
          where alias.tenant = ${at.tenant}::int and alias.generation = ${at.generation}::int and alias.known_to = ${OPEN}::bigint and alias.left_node = joined.node
          union all
          select alias.left_node from hot.alias as alias
          where alias.tenant = ${at.tenant}::int and alias.generation = ${at.generation}::int and alias.known_to = ${OPEN}::bigint and alias.right_node = joined.node
          union all
          select mention.renamed_from from hot.mention as mention
          where mention.tenant = ${at.tenant}::int and mention.generation = ${at.generation}::int and mention.node = joined.node
            and mention.change = ${CHANGE.RENAME}::smallint and mention.renamed_from is not null
          union all
          select mention.node from hot.mention as mention
          where mention.tenant = ${at.tenant}::int and mention.generation = ${at.generation}::int and mention.renamed_from = joined.node
        ) as near
      )
      select joined.node from joined`;
    return new Set(rows.map((row) => numberIn(row, 'node') as NodeId));
  }

  private async aliases(nodes: ReadonlySet<NodeId>): Promise<readonly StoredAlias[]> {
    const { session, at } = this.lane;
    const rows = await session.rows`
      select alias.row, alias.kind, alias.left_node, alias.right_node, alias.valid_from, alias.valid_from_ns, alias.valid_to, alias.valid_to_ns
      from unnest(${[...nodes]}::bigint[]) as asked (node)
      join hot.alias as alias on alias.tenant = ${at.tenant}::int and alias.generation = ${at.generation}::int and alias.left_node = asked.node
        and alias.known_to = ${OPEN}::bigint`;
    const pairs = new Map<string, StoredAlias>();
    for (const row of rows) {
      const pair = {
        kind: named(ALIAS, numberIn(row, 'kind')),
        left: numberIn(row, 'left_node') as NodeId,
        right: numberIn(row, 'right_node') as NodeId,
      };
      const key = `${pair.kind} ${pair.left} ${pair.right}`;
      pairs.set(key, { ...pair, intervals: [...(pairs.get(key)?.intervals ?? []), intervalIn(row, true)] });
    }
    return [...pairs.values()];
  }

  /** Which nodes each `symlinks` value of the aliased nodes names, stored or brought. */
  async identifiers(nodes: ReadonlyMap<NodeId, StoredNode>, { aliased, symlinks }: Asked): Promise<Map<string, readonly NodeId[]>> {
    const hashes = new Set(symlinks);
    for (const node of aliased)
      for (const { content } of nodes.get(node)?.facets.get('symlinks')?.claims ?? []) if (content !== null) hashes.add(content);
    return this.identifiersOf(hashes);
  }

  async lifecycle(nodes: ReadonlySet<NodeId>, change: keyof typeof CHANGE): Promise<LifecycleClaim[]> {
    const { session, at } = this.lane;
    if (nodes.size === 0) return [];
    const rows = await session.rows`
      select mention.node, mention.time, mention.time_ns, mention.digest, mention.renamed_from from unnest(${[...nodes]}::bigint[]) as asked (node)
      join hot.mention as mention on mention.tenant = ${at.tenant}::int and mention.generation = ${at.generation}::int and mention.node = asked.node
        and mention.change = ${CHANGE[change]}::smallint and mention.known_to = ${OPEN}::bigint`;
    const claims = rows.map((row): LifecycleClaim => {
      const renamedFrom = optionalNumberIn(row, 'renamed_from') as NodeId | undefined;
      const claim = { node: numberIn(row, 'node') as NodeId, time: instantIn(row, 'time'), digest: hexIn(row, 'digest') };
      return renamedFrom === undefined ? claim : { ...claim, renamedFrom };
    });
    return change === 'DROP' ? [...claims, ...(await this.retired(nodes))] : claims;
  }

  private async canonical(nodes: ReadonlySet<NodeId>): Promise<Map<NodeId, readonly StoredInterval<NodeId>[]>> {
    const { session, at } = this.lane;
    const rows = await session.rows`
      select identity.row, identity.node, identity.canonical, identity.valid_from, identity.valid_from_ns, identity.valid_to, identity.valid_to_ns
      from unnest(${[...nodes]}::bigint[]) as asked (node)
      join hot.identity as identity on identity.tenant = ${at.tenant}::int and identity.generation = ${at.generation}::int and identity.node = asked.node
        and identity.known_to = ${OPEN}::bigint`;
    const canonical = new Map<NodeId, StoredInterval<NodeId>[]>();
    for (const row of rows) {
      const node = numberIn(row, 'node') as NodeId;
      canonical.set(node, [...(canonical.get(node) ?? []), intervalIn(row, numberIn(row, 'canonical') as NodeId)]);
    }
    return canonical;
  }

  private async names(nodes: ReadonlySet<NodeId>): Promise<ReadonlyMap<NodeId, Name>> {
    const { session, at } = this.lane;
    const rows = await session.rows`
      select node.id, node.namespace, node.name from unnest(${[...nodes]}::bigint[]) as asked (id)
      join hot.node as node on node.tenant = ${at.tenant}::int and node.generation = ${at.generation}::int and node.id = asked.id`;
    return new Map(rows.map((row) => [numberIn(row, 'id') as NodeId, { namespace: textIn(row, 'namespace'), name: textIn(row, 'name') }]));
  }

  private async retired(nodes: ReadonlySet<NodeId>): Promise<LifecycleClaim[]> {
    const { session, at } = this.lane;
    const rows = await session.rows`
      select retired.node, retired.at, retired.at_ns from unnest(${[...nodes]}::bigint[]) as asked (node)
      join hot.retired as retired on retired.tenant = ${at.tenant}::int and retired.generation = ${at.generation}::int and retired.node = asked.node`;
    return rows.map((row) => ({ node: numberIn(row, 'node') as NodeId, time: instantIn(row, 'at'), digest: RETIRED }));
  }

  private async identifiersOf(hashes: ReadonlySet<string>): Promise<Map<string, readonly NodeId[]>> {
    if (hashes.size === 0) return new Map();
    const { session, at } = this.lane;
    const rows = await session.rows`
      select content.hash, content.body from unnest(${[...hashes]}::text[]) as asked (hash)
      join hot.facet_content as content on content.tenant = ${at.tenant}::int and content.hash = decode(asked.hash, 'hex')`;
    const named = rows.map((row) => [hexIn(row, 'hash'), identifiersIn(textIn(row, 'body'))] as const);
    const node = await this.interner.nodes(named.flatMap(([, names]) => names));
    return new Map(named.map(([hash, names]) => [hash, names.map(node)]));
  }
}

const NOBODY: Name = { namespace: '', name: '' };
