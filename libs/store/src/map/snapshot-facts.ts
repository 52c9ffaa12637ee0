import { compareUtf8, formatInstant, type Instant } from '#foundation';
import { type Observation, runAsOf, type StatementId, type StatementSetId } from '#lineage';

import type { Session } from '../sql/session.ts';
import { MODE, named, NODE_KIND } from './codes.ts';
import { factLine, statementPartsIn } from './fact-line.ts';
import { observationOf } from './speaker-reader.ts';
import type { Place } from './place.ts';
import { hexIn, nanosecondsWithin, numberIn, postgresTime, textIn } from './rows.ts';

/** The two times of an answer. */
export interface Times {
  readonly asOf: Instant;
  readonly knownAt: bigint;
}

/** What holds at one instant, as was known at one size: the lines that the reference fold gives for the same question, sorted. */
export async function snapshotLines(session: Session, at: Place, times: Times): Promise<readonly string[]> {
  const lines = [
    await nodes(session, at, times),
    await facets(session, at, times),
    await edges(session, at, times),
    await identities(session, at, times),
    await runs(session, at, times),
  ];
  return lines.flat().sort(compareUtf8);
}

async function nodes(session: Session, { tenant, generation }: Place, { asOf, knownAt }: Times): Promise<readonly string[]> {
  const [time, ns] = [postgresTime(asOf), nanosecondsWithin(asOf)];
  const rows = await session.rows`
    select node.kind, node.namespace, node.name from hot.presence as p
    join hot.node as node on node.tenant = p.tenant and node.generation = p.generation and node.id = p.node
    where p.tenant = ${tenant}::int and p.generation = ${generation}::int and p.known_from <= ${knownAt}::bigint and p.known_to > ${knownAt}::bigint
      and (p.valid_from, p.valid_from_ns) <= (${time}::timestamptz, ${ns}::smallint) and (p.valid_to, p.valid_to_ns) > (${time}::timestamptz, ${ns}::smallint)`;
  return rows.map((row) => factLine(['presence', named(NODE_KIND, numberIn(row, 'kind')), textIn(row, 'namespace'), textIn(row, 'name')]));
}

async function facets(session: Session, { tenant, generation }: Place, { asOf, knownAt }: Times): Promise<readonly string[]> {
  const [time, ns] = [postgresTime(asOf), nanosecondsWithin(asOf)];
  const rows = await session.rows`
    select node.kind, node.namespace, node.name as node_name, f.name, f.content from hot.facet as f
    join hot.node as node on node.tenant = f.tenant and node.generation = f.generation and node.id = f.node
    where f.tenant = ${tenant}::int and f.generation = ${generation}::int and f.known_from <= ${knownAt}::bigint and f.known_to > ${knownAt}::bigint
      and (f.valid_from, f.valid_from_ns) <= (${time}::timestamptz, ${ns}::smallint) and (f.valid_to, f.valid_to_ns) > (${time}::timestamptz, ${ns}::smallint)`;
  return rows.map((row) =>
    factLine([
      'facet',
      named(NODE_KIND, numberIn(row, 'kind')),
      textIn(row, 'namespace'),
      textIn(row, 'node_name'),
      textIn(row, 'name'),
      hexIn(row, 'content'),
    ]),
  );
}

async function edges(session: Session, { tenant, generation }: Place, { asOf, knownAt }: Times): Promise<readonly string[]> {
  const [time, ns] = [postgresTime(asOf), nanosecondsWithin(asOf)];
  const rows = await session.rows`
    select edge.mode, edge.kind, edge.origin, source.kind as source_kind, source.namespace as source_namespace, source.name as source_name, statement.source_field,
           target.kind as target_kind, target.namespace as target_namespace, target.name as target_name, statement.target_field,
           via.namespace as via_namespace, via.name as via_name, statement.type, statement.subtype, statement.description, statement.masking
    from hot.edge as edge
    join hot.statement as statement on statement.tenant = edge.tenant and statement.generation = edge.generation and statement.id = edge.statement
    left join hot.node as source on source.tenant = edge.tenant and source.generation = edge.generation and source.id = edge.source
    join hot.node as target on target.tenant = edge.tenant and target.generation = edge.generation and target.id = edge.target
    left join hot.node as via on via.tenant = edge.tenant and via.generation = edge.generation and via.id = edge.via
    where edge.tenant = ${tenant}::int and edge.generation = ${generation}::int and edge.known_from <= ${knownAt}::bigint and edge.known_to > ${knownAt}::bigint
      and (edge.valid_from, edge.valid_from_ns) <= (${time}::timestamptz, ${ns}::smallint) and (edge.valid_to, edge.valid_to_ns) > (${time}::timestamptz, ${ns}::smallint)`;
  return rows.map((row) => factLine(['edge', named(MODE, numberIn(row, 'mode')), ...statementPartsIn(row)]));
}

async function identities(session: Session, { tenant, generation }: Place, { asOf, knownAt }: Times): Promise<readonly string[]> {
  const [time, ns] = [postgresTime(asOf), nanosecondsWithin(asOf)];
  const rows = await session.rows`
    select node.namespace, node.name, canonical.namespace as canonical_namespace, canonical.name as canonical_name from hot.identity as i
    join hot.node as node on node.tenant = i.tenant and node.generation = i.generation and node.id = i.node
    join hot.node as canonical on canonical.tenant = i.tenant and canonical.generation = i.generation and canonical.id = i.canonical
    where i.tenant = ${tenant}::int and i.generation = ${generation}::int and i.known_from <= ${knownAt}::bigint and i.known_to > ${knownAt}::bigint
      and (i.valid_from, i.valid_from_ns) <= (${time}::timestamptz, ${ns}::smallint) and (i.valid_to, i.valid_to_ns) > (${time}::timestamptz, ${ns}::smallint)`;
  return rows.map((row) =>
    factLine([
      'identity',
      textIn(row, 'namespace'),
      textIn(row, 'name'),
      textIn(row, 'canonical_namespace'),
      textIn(row, 'canonical_name'),
    ]),
  );
}

async function runs(session: Session, { tenant, generation }: Place, { asOf, knownAt }: Times): Promise<readonly string[]> {
  const rows = await session.rows`
    select job.namespace, job.name, run.run_id, o.run, o.type, o.time, o.time_ns, o.digest, o.statements, o.snapshot_from, o.snapshot_from_ns
    from hot.observation as o
    join hot.run as run on run.tenant = o.tenant and run.generation = o.generation and run.id = o.run
    join hot.node as job on job.tenant = o.tenant and job.generation = o.generation and job.id = run.job
    where o.tenant = ${tenant}::int and o.generation = ${generation}::int and o.known_from <= ${knownAt}::bigint and o.known_to > ${knownAt}::bigint
      and (o.time, o.time_ns) <= (${postgresTime(asOf)}::timestamptz, ${nanosecondsWithin(asOf)}::smallint)`;
  const used = await datasetsUsed(session, { tenant, generation });
  const byRun = new Map<string, Observation[]>();
  for (const row of rows) {
    const key = JSON.stringify([textIn(row, 'namespace'), textIn(row, 'name'), textIn(row, 'run_id')]);
    byRun.set(key, [...(byRun.get(key) ?? []), observationOf(row)]);
  }
  return [...byRun].flatMap(([key, events]) => {
    const run = JSON.parse(key) as [string, string, string]; // made three lines above
    const { state, began, ended, statements } = runAsOf(events, (set) => used.members.get(set) ?? []);
    const io = [...statements].flatMap((statement): (readonly string[])[] => {
      const parts = used.parts.get(statement);
      return parts === undefined ? [] : [parts];
    });
    const line = factLine(['run', ...run, state, formatInstant(began), ended === undefined ? null : formatInstant(ended)]);
    return [line, ...io.map((parts) => factLine(['run-io', ...run, ...parts]))];
  });
}

async function datasetsUsed(
  session: Session,
  { tenant, generation }: Place,
): Promise<{ members: Map<StatementSetId, readonly StatementId[]>; parts: Map<StatementId, readonly string[]> }> {
  const sets = await session.rows`
    select set.id, array_to_json(set.members) as members from hot.statement_set as set where set.tenant = ${tenant}::int and set.generation = ${generation}::int`;
  const statements = await session.rows`
    select statement.id, statement.kind, dataset.namespace, dataset.name from hot.statement as statement
    join hot.node as dataset on dataset.tenant = statement.tenant and dataset.generation = statement.generation
      and dataset.id = case statement.kind when 1 then statement.source else statement.target end
    where statement.tenant = ${tenant}::int and statement.generation = ${generation}::int and statement.kind in (1, 2)`;
  return {
    members: new Map(sets.map((row) => [numberIn(row, 'id') as StatementSetId, row['members'] as StatementId[]])),
    parts: new Map(
      statements.map((row) => [
        numberIn(row, 'id') as StatementId,
        [numberIn(row, 'kind') === 1 ? 'input' : 'output', textIn(row, 'namespace'), textIn(row, 'name')],
      ]),
    ),
  };
}
