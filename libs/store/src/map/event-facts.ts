import { formatInstant, type Instant, sha256, sortedUtf8 } from '#foundation';
import { BEGINNING, facetSetHash } from '#lineage';

import type { Session } from '../sql/session.ts';
import { CHANGE, EVENT_KIND, named, NODE_KIND, RUN_TYPE } from './codes.ts';
import { factLine, statementPartsIn } from './fact-line.ts';
import type { Place } from './place.ts';
import { hexIn, instantIn, numberIn, optionalInstantIn, optionalNumberIn, type Row, textIn } from './rows.ts';

/** What stands for the digest of a set whose rows no longer give it: somebody changed them. */
const BROKEN = 'broken';

/** One line for every event that counts: who spoke, when, and what it showed. */
export async function event(session: Session, at: Place, knownAt: bigint): Promise<readonly string[]> {
  const { tenant, generation } = at;
  const setHash = await statementSets(session, at);
  const rows = await session.rows`
    select o.digest, o.kind, speaker.namespace, speaker.name, run.run_id, o.type, o.time, o.time_ns, o.declares, o.snapshot_from, o.snapshot_from_ns, o.statements, o.extraction_errors
    from hot.observation as o
    join hot.node as speaker on speaker.tenant = o.tenant and speaker.generation = o.generation and speaker.id = o.speaker
    left join hot.run as run on run.tenant = o.tenant and run.generation = o.generation and run.id = o.run and run.job = o.speaker
    where o.tenant = ${tenant}::int and o.generation = ${generation}::int and o.known_from <= ${knownAt}::bigint and o.known_to > ${knownAt}::bigint`;
  return rows.map((row) => {
    const [type, statements] = [optionalNumberIn(row, 'type'), optionalNumberIn(row, 'statements')];
    return factLine([
      'event',
      hexIn(row, 'digest'),
      named(EVENT_KIND, numberIn(row, 'kind')),
      textIn(row, 'namespace'),
      textIn(row, 'name'),
      optionalTextIn(row, 'run_id'),
      type === undefined ? null : named(RUN_TYPE, type),
      formatInstant(instantIn(row, 'time')),
      statements === undefined ? null : (setHash.get(statements) ?? BROKEN),
      row['declares'] === true,
      snapshotText(optionalInstantIn(row, 'snapshot_from')),
      ...(row['extraction_errors'] === true ? ['extraction errors'] : []),
    ]);
  });
}

/** One line for every thing that an event that counts mentions. */
export async function mention(session: Session, at: Place, knownAt: bigint): Promise<readonly string[]> {
  const { tenant, generation } = at;
  const setHash = await facetSets(session, at);
  const rows = await session.rows`
    select m.digest, node.kind, node.namespace, node.name, m.role, m.time, m.time_ns, m.facets, m.change,
           earlier.namespace as earlier_namespace, earlier.name as earlier_name
    from hot.mention as m
    join hot.node as node on node.tenant = m.tenant and node.generation = m.generation and node.id = m.node
    left join hot.node as earlier on earlier.tenant = m.tenant and earlier.generation = m.generation and earlier.id = m.renamed_from
    where m.tenant = ${tenant}::int and m.generation = ${generation}::int and m.known_from <= ${knownAt}::bigint and m.known_to > ${knownAt}::bigint`;
  return rows.map((row) => {
    const [facets, change] = [optionalNumberIn(row, 'facets'), optionalNumberIn(row, 'change')];
    return factLine([
      'mention',
      hexIn(row, 'digest'),
      named(NODE_KIND, numberIn(row, 'kind')),
      textIn(row, 'namespace'),
      textIn(row, 'name'),
      numberIn(row, 'role'),
      formatInstant(instantIn(row, 'time')),
      facets === undefined ? null : (setHash.get(facets) ?? BROKEN),
      change === undefined ? null : named(CHANGE, change),
      optionalTextIn(row, 'earlier_namespace'),
      optionalTextIn(row, 'earlier_name'),
    ]);
  });
}

/** One line for every run: when it began, when it was first seen at work, and how it ended. */
export async function run(session: Session, { tenant, generation }: Place, knownAt: bigint): Promise<readonly string[]> {
  const rows = await session.rows`
    select job.namespace, job.name, run.run_id, belief.began, belief.began_ns, belief.active_from, belief.active_from_ns,
           belief.ended, belief.ended_ns, belief.end_digest, belief.end_type
    from hot.run_belief as belief
    join hot.run as run on run.tenant = belief.tenant and run.generation = belief.generation and run.id = belief.run and run.job = belief.job
    join hot.node as job on job.tenant = belief.tenant and job.generation = belief.generation and job.id = belief.job
    where belief.tenant = ${tenant}::int and belief.generation = ${generation}::int and belief.known_from <= ${knownAt}::bigint and belief.known_to > ${knownAt}::bigint`;
  return rows.map((row) => {
    const endType = optionalNumberIn(row, 'end_type');
    return factLine([
      'run',
      textIn(row, 'namespace'),
      textIn(row, 'name'),
      textIn(row, 'run_id'),
      formatInstant(instantIn(row, 'began')),
      optionalInstantText(row, 'active_from'),
      optionalInstantText(row, 'ended'),
      endType === undefined ? null : named(RUN_TYPE, endType),
      row['end_digest'] === null ? null : hexIn(row, 'end_digest'),
    ]);
  });
}

/** The digests of all sets of statements whose members still give it. */
async function statementSets(session: Session, { tenant, generation }: Place): Promise<ReadonlyMap<number, string>> {
  const statements = await session.rows`
    select statement.id, statement.kind, statement.origin, source.kind as source_kind, source.namespace as source_namespace, source.name as source_name, statement.source_field,
           target.kind as target_kind, target.namespace as target_namespace, target.name as target_name, statement.target_field,
           via.namespace as via_namespace, via.name as via_name, statement.type, statement.subtype, statement.description, statement.masking
    from hot.statement as statement
    left join hot.node as source on source.tenant = statement.tenant and source.generation = statement.generation and source.id = statement.source
    join hot.node as target on target.tenant = statement.tenant and target.generation = statement.generation and target.id = statement.target
    left join hot.node as via on via.tenant = statement.tenant and via.generation = statement.generation and via.id = statement.via
    where statement.tenant = ${tenant}::int and statement.generation = ${generation}::int`;
  const keys = new Map(statements.map((row) => [numberIn(row, 'id'), JSON.stringify(statementPartsIn(row))]));
  const sets = await session.rows`
    select set.id, set.hash, array_to_json(set.members) as members from hot.statement_set as set
    where set.tenant = ${tenant}::int and set.generation = ${generation}::int`;
  return hashesOf(sets, (row) => {
    const members = row['members'] as readonly number[]; // a JSON list of ids
    return sha256(`[${sortedUtf8(members.map((member) => keys.get(member) ?? BROKEN)).join(',')}]`).toString('hex');
  });
}

/** The digests of all sets of facets whose names and contents still give it. */
async function facetSets(session: Session, { tenant, generation }: Place): Promise<ReadonlyMap<number, string>> {
  const sets = await session.rows`
    select set.id, set.hash, set.names, set.contents from hot.facet_set as set where set.tenant = ${tenant}::int and set.generation = ${generation}::int`;
  return hashesOf(sets, (row) => {
    const [names, contents] = [row['names'] as readonly string[], row['contents'] as readonly (Buffer | null)[]]; // the columns' types
    if (names.length !== contents.length) return BROKEN;
    return facetSetHash(names.map((name, index) => [name, contents[index]?.toString('hex') ?? null]));
  });
}

function hashesOf(sets: readonly Row[], hashOf: (row: Row) => string): ReadonlyMap<number, string> {
  const whole = sets.filter((row) => hexIn(row, 'hash') === hashOf(row));
  return new Map(whole.map((row) => [numberIn(row, 'id'), hexIn(row, 'hash')]));
}

function optionalTextIn(row: Row, column: string): string | null {
  return row[column] === null ? null : textIn(row, column);
}

function optionalInstantText(row: Row, column: string): string | null {
  const instant = optionalInstantIn(row, column);
  return instant === undefined ? null : formatInstant(instant);
}

/** Since when a snapshot stands for all that its run showed; null for every other event. */
function snapshotText(from: Instant | undefined): string | null {
  if (from === undefined) return null;
  return from <= BEGINNING ? 'beginning' : formatInstant(from);
}
