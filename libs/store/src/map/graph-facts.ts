import { createHash } from 'node:crypto';

import { compareUtf8, formatInstant, type Instant } from '#foundation';
import { BEGINNING, END } from '#lineage';
import type { JsonValue } from '#record';

import type { Session } from '../sql/session.ts';
import { MODE, named, NODE_KIND } from './codes.ts';
import { event, mention, run } from './event-facts.ts';
import { factLine, statementPartsIn } from './fact-line.ts';
import type { Place } from './place.ts';
import { hexIn, instantIn, numberIn, type Row, textIn } from './rows.ts';

/** Every kind of fact that is in the graph's digest. A new kind does not compile without its lines. */
export type FactKind = 'presence' | 'facet' | 'edge' | 'identity' | 'event' | 'mention' | 'run';

type Lines = (session: Session, at: Place, knownAt: bigint) => Promise<readonly string[]>;

const LINES: Readonly<Record<FactKind, Lines>> = { presence, facet, edge, identity, event, mention, run };

/** The lines of `graph(knownAt)`, sorted by UTF-8 bytes. Section 10 of the fold. */
export async function graphLines(session: Session, at: Place, knownAt: bigint): Promise<readonly string[]> {
  const lines = new Set<string>(); // two recorded events that differ in a redacted secret alone are one event
  for (const linesOf of Object.values(LINES)) for (const line of await linesOf(session, at, knownAt)) lines.add(line);
  return [...lines].sort(compareUtf8);
}

/** SHA-256 over the graph's lines, hex. Two graphs with one digest hold the same facts. Reads the whole graph. */
export async function graphDigest(session: Session, at: Place, knownAt: bigint): Promise<string> {
  const hash = createHash('sha256');
  for (const line of await graphLines(session, at, knownAt)) hash.update(`${line}\n`);
  return hash.digest('hex');
}

function bounds(row: Row): readonly JsonValue[] {
  return [boundText(instantIn(row, 'valid_from')), boundText(instantIn(row, 'valid_to'))];
}

function boundText(instant: Instant): string | null {
  return instant >= END || instant <= BEGINNING ? null : formatInstant(instant);
}

async function presence(session: Session, { tenant, generation }: Place, knownAt: bigint): Promise<readonly string[]> {
  const rows = await session.rows`
    select node.kind, node.namespace, node.name, presence.valid_from, presence.valid_from_ns, presence.valid_to, presence.valid_to_ns
    from hot.presence as presence
    join hot.node as node on node.tenant = presence.tenant and node.generation = presence.generation and node.id = presence.node
    where presence.tenant = ${tenant}::int and presence.generation = ${generation}::int and presence.known_from <= ${knownAt}::bigint and presence.known_to > ${knownAt}::bigint`;
  return rows.map((row) =>
    factLine(['presence', named(NODE_KIND, numberIn(row, 'kind')), textIn(row, 'namespace'), textIn(row, 'name'), ...bounds(row)]),
  );
}

async function facet(session: Session, { tenant, generation }: Place, knownAt: bigint): Promise<readonly string[]> {
  const rows = await session.rows`
    select node.kind, node.namespace, node.name as node_name, facet.name, sha256(convert_to(content.body, 'UTF8')) as content,
           facet.valid_from, facet.valid_from_ns, facet.valid_to, facet.valid_to_ns
    from hot.facet as facet
    join hot.node as node on node.tenant = facet.tenant and node.generation = facet.generation and node.id = facet.node
    join hot.facet_content as content on content.tenant = facet.tenant and content.hash = facet.content
    where facet.tenant = ${tenant}::int and facet.generation = ${generation}::int and facet.known_from <= ${knownAt}::bigint and facet.known_to > ${knownAt}::bigint`;
  return rows.map((row) =>
    factLine([
      'facet',
      named(NODE_KIND, numberIn(row, 'kind')),
      textIn(row, 'namespace'),
      textIn(row, 'node_name'),
      textIn(row, 'name'),
      hexIn(row, 'content'),
      ...bounds(row),
    ]),
  );
}

async function edge(session: Session, { tenant, generation }: Place, knownAt: bigint): Promise<readonly string[]> {
  // An edge repeats the ends of its statement, for the walk: where they differ the edge has no line, and the digest tells.
  const rows = await session.rows`
    select edge.mode, edge.kind, edge.origin, source.kind as source_kind, source.namespace as source_namespace, source.name as source_name, statement.source_field,
           target.kind as target_kind, target.namespace as target_namespace, target.name as target_name, statement.target_field,
           via.namespace as via_namespace, via.name as via_name, statement.type, statement.subtype, statement.description, statement.masking,
           edge.valid_from, edge.valid_from_ns, edge.valid_to, edge.valid_to_ns
    from hot.edge as edge
    join hot.statement as statement on statement.tenant = edge.tenant and statement.generation = edge.generation and statement.id = edge.statement
      and (statement.kind, statement.target) = (edge.kind, edge.target) and statement.origin is not distinct from edge.origin
      and statement.source is not distinct from edge.source and statement.via is not distinct from edge.via
      and edge.speaker = coalesce(edge.via, edge.target)
    left join hot.node as source on source.tenant = edge.tenant and source.generation = edge.generation and source.id = edge.source
    join hot.node as target on target.tenant = edge.tenant and target.generation = edge.generation and target.id = edge.target
    left join hot.node as via on via.tenant = edge.tenant and via.generation = edge.generation and via.id = edge.via
    where edge.tenant = ${tenant}::int and edge.generation = ${generation}::int and edge.known_from <= ${knownAt}::bigint and edge.known_to > ${knownAt}::bigint`;
  return rows.map((row) => factLine(['edge', named(MODE, numberIn(row, 'mode')), ...statementPartsIn(row), ...bounds(row)]));
}

async function identity(session: Session, { tenant, generation }: Place, knownAt: bigint): Promise<readonly string[]> {
  const rows = await session.rows`
    select node.namespace, node.name, canonical.namespace as canonical_namespace, canonical.name as canonical_name,
           identity.valid_from, identity.valid_from_ns, identity.valid_to, identity.valid_to_ns
    from hot.identity as identity
    join hot.node as node on node.tenant = identity.tenant and node.generation = identity.generation and node.id = identity.node
    join hot.node as canonical on canonical.tenant = identity.tenant and canonical.generation = identity.generation and canonical.id = identity.canonical
    where identity.tenant = ${tenant}::int and identity.generation = ${generation}::int and identity.known_from <= ${knownAt}::bigint and identity.known_to > ${knownAt}::bigint`;
  return rows.map((row) =>
    factLine([
      'identity',
      textIn(row, 'namespace'),
      textIn(row, 'name'),
      textIn(row, 'canonical_namespace'),
      textIn(row, 'canonical_name'),
      ...bounds(row),
    ]),
  );
}
