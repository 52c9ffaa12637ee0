import { sha256 } from '#foundation';
import {
  type DraftEvent,
  type DraftNode,
  type Name,
  type NodeId,
  nodeKey,
  type NodeName,
  type RunKey,
  type Statement,
  statementHash,
  type StatementId,
  statementKey,
  type StatementSetId,
} from '#lineage';

import type { Session, SqlValue } from '../sql/session.ts';
import { NODE_KIND, ORIGIN, STATEMENT_KIND } from './codes.ts';
import type { Lane } from './lane.ts';
import type { MapMemory } from './memory.ts';
import type { Place } from './place.ts';
import { hexIn, numberIn, textIn } from './rows.ts';

/** Gives integer ids to names, statements and sets, once each. Only the holder of the lane does so, so nobody else inserts meanwhile. */
export class Interner {
  private readonly session: Session;
  private readonly at: Place;
  private readonly memory: MapMemory;

  constructor({ session, at, memory }: Pick<Lane, 'session' | 'at' | 'memory'>) {
    this.session = session;
    this.at = at;
    this.memory = memory;
  }

  async nodes(names: Iterable<NodeName>): Promise<(name: NodeName) => NodeId> {
    const { ids } = this.memory;
    const missing = new Map<string, NodeName>();
    for (const name of names) {
      const key = nodeKey(name);
      if (!ids.node.has(key)) missing.set(key, name);
    }
    if (missing.size > 0) await this.internNodes([...missing.entries()]);
    return (name) => known(ids.node.get(nodeKey(name)), nodeKey(name));
  }

  async runs(runs: readonly { readonly job: NodeId; readonly runId: string }[]): Promise<(job: NodeId, runId: string) => RunKey> {
    const { ids } = this.memory;
    const missing = new Map<string, { readonly job: NodeId; readonly runId: string }>();
    for (const run of runs) if (!ids.run.has(runKey(run))) missing.set(runKey(run), run);
    if (missing.size > 0) await this.internRuns([...missing.values()]);
    return (job, runId) => known(ids.run.get(runKey({ job, runId })), runId);
  }

  /** Statements first, then the sets that hold them. */
  async sets(drafts: readonly DraftEvent[], node: (name: NodeName) => NodeId): Promise<(draft: DraftEvent) => StatementSetId | undefined> {
    const { ids } = this.memory;
    const missing = new Map<string, DraftEvent>();
    for (const draft of drafts)
      if (draft.statementSet !== undefined && !ids.set.has(draft.statementSet)) missing.set(draft.statementSet, draft);
    if (missing.size > 0) {
      await this.statements([...missing.values()], node);
      await this.internSets([...missing]);
    }
    return ({ statementSet }) => (statementSet === undefined ? undefined : known(ids.set.get(statementSet), statementSet));
  }

  /** Content of facets, addressed by hash, and the sets in which nodes carry them. */
  async facetSets(drafts: readonly DraftEvent[]): Promise<(node: DraftNode) => number | undefined> {
    const { ids, contents } = this.memory;
    const missingSets = new Map<string, DraftNode['facets']>();
    const missingContents = new Map<string, string>();
    for (const { facets, facetSet } of drafts.flatMap(({ nodes }) => nodes)) {
      if (facetSet === undefined) continue;
      if (!ids.facetSet.has(facetSet)) missingSets.set(facetSet, facets);
      for (const facet of facets.values()) if (facet !== null && !contents.has(facet.hash)) missingContents.set(facet.hash, facet.body);
    }
    await this.internContents(missingContents);
    if (missingSets.size > 0) await this.internFacetSets([...missingSets]);
    return ({ facetSet }) => (facetSet === undefined ? undefined : known(ids.facetSet.get(facetSet), facetSet));
  }

  private async internNodes(missing: readonly (readonly [string, NodeName])[]): Promise<void> {
    const { session, at, memory } = this;
    const hashOf = ({ namespace, name }: Name): Buffer => sha256(JSON.stringify([namespace, name]));
    const keyByHash = new Map(missing.map(([key, name]) => [`${NODE_KIND[name.kind]} ${hashOf(name).toString('hex')}`, key]));
    const names = missing.map(([, name]) => name);
    const rows = await session.rows`
      with given as (
        select kind, namespace, name, substring(${Buffer.concat(names.map(hashOf))}::bytea from (ordinal::int - 1) * 32 + 1 for 32) as name_hash
        from unnest(${names.map(({ kind }) => NODE_KIND[kind])}::smallint[], ${names.map(({ namespace }) => namespace)}::text[], ${names.map(({ name }) => name)}::text[])
          with ordinality as given (kind, namespace, name, ordinal)
      ), found as (
        select node.id, node.kind, node.name_hash from given
        join hot.node as node on node.tenant = ${at.tenant}::int and node.generation = ${at.generation}::int and node.kind = given.kind and node.name_hash = given.name_hash
      ), made as (
        insert into hot.node (tenant, generation, kind, namespace, name, name_hash)
        select ${at.tenant}::int, ${at.generation}::int, given.kind, given.namespace, given.name, given.name_hash from given
        where not exists (select from found where found.kind = given.kind and found.name_hash = given.name_hash)
        returning id, kind, name_hash
      )
      select id, kind, name_hash from found union all select id, kind, name_hash from made`;
    for (const row of rows) {
      const key = known(keyByHash.get(`${numberIn(row, 'kind')} ${hexIn(row, 'name_hash')}`), 'node');
      memory.ids.node.set(key, numberIn(row, 'id') as NodeId);
    }
  }

  private async internRuns(missing: readonly { readonly job: NodeId; readonly runId: string }[]): Promise<void> {
    const { session, at, memory } = this;
    const rows = await session.rows`
      with given as (
        select job, run_id from unnest(${missing.map(({ job }) => job)}::bigint[], ${missing.map(({ runId }) => runId)}::text[]) as given (job, run_id)
      ), found as (
        select run.id, run.job, run.run_id from given
        join hot.run as run on run.tenant = ${at.tenant}::int and run.generation = ${at.generation}::int and run.job = given.job and run.run_id = given.run_id
      ), made as (
        insert into hot.run (tenant, generation, job, run_id)
        select ${at.tenant}::int, ${at.generation}::int, given.job, given.run_id from given
        where not exists (select from found where found.job = given.job and found.run_id = given.run_id)
        returning id, job, run_id
      )
      select id, job, run_id, false as is_new from found union all select id, job, run_id, true from made`;
    for (const row of rows) {
      const key = runKey({ job: numberIn(row, 'job') as NodeId, runId: textIn(row, 'run_id') });
      memory.ids.run.set(key, numberIn(row, 'id') as RunKey);
    }
  }

  private async statements(drafts: readonly DraftEvent[], node: (name: NodeName) => NodeId): Promise<void> {
    const { ids } = this.memory;
    const missing = new Map<string, Statement>();
    for (const { statements } of drafts)
      for (const [key, statement] of statements) if (!ids.statement.has(key)) missing.set(key, statement);
    if (missing.size === 0) return;

    const list = [...missing.values()];
    const keyByHash = new Map(list.map((statement) => [statementHash(statement).toString('hex'), statementKey(statement)]));
    const job = (via: Name | null): NodeId | null => (via === null ? null : node({ kind: 'job', ...via }));
    const column = <Value extends SqlValue>(read: (statement: Statement) => Value): Value[] => list.map(read);
    const { session, at } = this;
    const rows = await session.rows`
      with given as (
        select given.*, substring(${Buffer.concat(list.map(statementHash))}::bytea from (ordinal::int - 1) * 32 + 1 for 32) as hash
        from unnest(
          ${column(({ kind }) => STATEMENT_KIND[kind])}::smallint[],
          ${column((s) => (s.kind === 'flow' || s.kind === 'column' ? ORIGIN[s.origin] : null))}::smallint[],
          ${column(({ source }) => (source === null ? null : node(source)))}::bigint[],
          ${column((s) => (s.kind === 'column' ? s.sourceField : null))}::text[],
          ${column(({ target }) => node(target))}::bigint[],
          ${column((s) => (s.kind === 'column' ? s.targetField : null))}::text[],
          ${column(({ via }) => job(via))}::bigint[],
          ${column((s) => (s.kind === 'column' ? (s.transformation?.type ?? null) : null))}::text[],
          ${column((s) => (s.kind === 'column' ? (s.transformation?.subtype ?? null) : null))}::text[],
          ${column((s) => (s.kind === 'column' ? (s.transformation?.description ?? null) : null))}::text[],
          ${column((s) => (s.kind === 'column' ? (s.transformation?.masking ?? null) : null))}::boolean[]
        ) with ordinality as given (kind, origin, source, source_field, target, target_field, via, type, subtype, description, masking, ordinal)
      ), found as (
        select statement.id, statement.hash from given
        join hot.statement as statement on statement.tenant = ${at.tenant}::int and statement.generation = ${at.generation}::int and statement.hash = given.hash
      ), made as (
        insert into hot.statement (tenant, generation, hash, kind, origin, source, source_field, target, target_field, via, type, subtype, description, masking)
        select ${at.tenant}::int, ${at.generation}::int, given.hash, given.kind, given.origin, given.source, given.source_field, given.target, given.target_field,
               given.via, given.type, given.subtype, given.description, given.masking
        from given where not exists (select from found where found.hash = given.hash)
        returning id, hash
      )
      select id, hash from found union all select id, hash from made`;
    for (const row of rows) ids.statement.set(known(keyByHash.get(hexIn(row, 'hash')), 'statement'), numberIn(row, 'id') as StatementId);
  }

  private async internSets(missing: readonly (readonly [string, DraftEvent])[]): Promise<void> {
    const { session, at, memory } = this;
    const membersOf = ({ statements }: DraftEvent): readonly StatementId[] =>
      [...statements.keys()].map((key) => known(memory.ids.statement.get(key), key)).sort((left, right) => left - right);
    const sets = missing.map(([hash, draft]) => ({ hash, members: membersOf(draft) }));
    const rows = await session.rows`
      with given as (
        select decode(hash, 'hex') as hash, members::bigint[] as members
        from unnest(${sets.map(({ hash }) => hash)}::text[], ${sets.map(({ members }) => `{${members.join()}}`)}::text[]) as given (hash, members)
      ), found as (
        select set.id, set.hash from given
        join hot.statement_set as set on set.tenant = ${at.tenant}::int and set.generation = ${at.generation}::int and set.hash = given.hash
      ), made as (
        insert into hot.statement_set (tenant, generation, hash, members)
        select ${at.tenant}::int, ${at.generation}::int, given.hash, given.members from given where not exists (select from found where found.hash = given.hash)
        returning id, hash
      )
      select id, hash from found union all select id, hash from made`;
    const members = new Map(sets.map((set) => [set.hash, set.members]));
    for (const row of rows) {
      const id = numberIn(row, 'id') as StatementSetId;
      memory.ids.set.set(hexIn(row, 'hash'), id);
      memory.members.set(id, known(members.get(hexIn(row, 'hash')), 'set'));
    }
  }

  private async internContents(missing: ReadonlyMap<string, string>): Promise<void> {
    if (missing.size === 0) return;
    const { session, at, memory } = this;
    await session.rows`
      insert into hot.facet_content (tenant, hash, body)
      select ${at.tenant}::int, decode(given.hash, 'hex'), given.body from unnest(${[...missing.keys()]}::text[], ${[...missing.values()]}::text[]) as given (hash, body)
      order by 2 on conflict do nothing`;
    for (const hash of missing.keys()) memory.contents.set(hash, true);
  }

  private async internFacetSets(missing: readonly (readonly [string, DraftNode['facets']])[]): Promise<void> {
    const { session, at, memory } = this;
    const rows = await session.rows`
      with given as (
        select decode(hash, 'hex') as hash, array(select value from json_array_elements_text(names::json) with ordinality as each (value, place) order by place) as names,
               array(select decode(content, 'hex') from json_array_elements_text(contents::json) with ordinality as each (content, place) order by place) as contents
        from unnest(
          ${missing.map(([hash]) => hash)}::text[],
          ${missing.map(([, facets]) => JSON.stringify([...facets.keys()]))}::text[],
          ${missing.map(([, facets]) => JSON.stringify([...facets.values()].map((facet) => facet?.hash ?? null)))}::text[]
        ) as given (hash, names, contents)
      ), found as (
        select set.id, set.hash from given
        join hot.facet_set as set on set.tenant = ${at.tenant}::int and set.generation = ${at.generation}::int and set.hash = given.hash
      ), made as (
        insert into hot.facet_set (tenant, generation, hash, names, contents)
        select ${at.tenant}::int, ${at.generation}::int, given.hash, given.names, given.contents from given
        where not exists (select from found where found.hash = given.hash)
        returning id, hash
      )
      select id, hash from found union all select id, hash from made`;
    for (const row of rows) memory.ids.facetSet.set(hexIn(row, 'hash'), numberIn(row, 'id'));
  }
}

function runKey({ job, runId }: { readonly job: NodeId; readonly runId: string }): string {
  return `${job} ${runId}`;
}

function known<Value>(value: Value | undefined, what: string): Value {
  if (value === undefined) throw new Error(`no id for ${what}`);
  return value;
}
