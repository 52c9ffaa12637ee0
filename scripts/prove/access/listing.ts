import type { RowRules } from '#access';
import type { Instant } from '#foundation';
import type { NodeId } from '#lineage';
import { ask, type Asked, type Database, isListed, type Listed, type Session } from '#store';
import type { RefQuestion, RefThing } from '#testkit';

import { MAPPED, type ThingRows, toldThing } from './told-things.ts';

/** What a list is asked, and how its rows are drawn. The thing has a name. */
export interface RowQuestion {
  readonly question: RefQuestion;
  readonly rules: RowRules;
  readonly seed: number;
}

export interface RowAnswer {
  /** As the rows told it. */
  readonly question: RefQuestion;
  readonly isListed: boolean;
}

/** More than a thing has names, and one stranger. */
const NODES_OF_A_THING = 10;
const GENERATION = 1;
/** Another build of the graph, in which things are called otherwise: it must count for nothing. */
const OTHER_GENERATION = 2;

/** Whether lists would show each thing, on Postgres: all of them stand in one graph, which is gone afterwards. */
export async function listing(database: Database, tenant: number, questions: readonly RowQuestion[]): Promise<readonly RowAnswer[]> {
  const told = questions.map(({ question, seed }, place) => toldThing(question, { seed, firstNode: 1 + place * NODES_OF_A_THING }));
  return database.rehearsal(async (session) => {
    await writeRows(session, tenant, told.map(({ rows }) => rows)); // prettier-ignore
    await session.send('analyze hot.node, hot.identity, hot.facet, hot.facet_content, hot.label');
    await session.rows`select set_config('plan_cache_mode', 'force_generic_plan', true)`; // planning costs more than running
    const answers: RowAnswer[] = [];
    const snapshots = new Map<string, Asked>();
    for (const [place, { question, node, times }] of told.entries()) {
      const key = `${times.asOf} ${times.knownAt}`;
      const snapshot = snapshots.get(key) ?? (await ask(session, { tenant, generation: GENERATION }, times));
      snapshots.set(key, snapshot);
      const rules = questions[place]?.rules;
      if (rules === undefined) throw new Error('a thing was told that nobody asked for');
      const hiding = { rules, present: question.asker.at as Instant }; // it is one
      const listed = { node: node as NodeId, part: partOf(question.thing) }; // numbered as nodes are
      answers.push({ question, isListed: await isListed({ ...snapshot, hiding }, listed) });
    }
    return answers;
  });
}

function partOf(thing: RefThing): Listed['part'] {
  switch (thing.kind) {
    case 'dataset':
      return undefined;
    case 'job':
      return { kind: 'job', name: '' };
    case 'column':
      return { kind: 'column', name: thing.path };
    case 'facet':
      return { kind: thing.of === 'job' ? 'job facet' : 'facet', name: thing.facet };
  }
}

/** Many things have the same names, which no list reads by their hash: it is that of the number. */
async function writeRows(session: Session, tenant: number, things: readonly ThingRows[]): Promise<void> {
  const [nodes, identities, facets, labels] = [
    things.flatMap((rows) => rows.nodes),
    things.flatMap((rows) => rows.identities).map((row, place) => ({ row: place, ...row })),
    things.flatMap((rows) => rows.facets).map((row, place) => ({ row: place, ...row })),
    things.flatMap((rows) => rows.labels),
  ].map((rows) => JSON.stringify(rows));
  await session.rows`
    update hot.map_head as head set mapped = ${MAPPED}::bigint where head.tenant = ${tenant}::int and head.generation = ${GENERATION}::int`;
  await session.rows`
    insert into hot.node (tenant, generation, id, kind, namespace, name, name_hash) overriding system value
    select ${tenant}::int, build.generation, given.id, given.kind, build.prefix || given.namespace, given.name, sha256(given.id::text::bytea)
    from jsonb_to_recordset(${nodes ?? ''}::jsonb) as given (id bigint, kind smallint, namespace text, name text)
    cross join (values (${GENERATION}::int, ''), (${OTHER_GENERATION}::int, 'elsewhere ')) as build (generation, prefix)`;
  await session.rows`
    insert into hot.identity (tenant, generation, row, node, canonical, valid_from, valid_from_ns, valid_to, valid_to_ns, known_from, known_to)
    select ${tenant}::int, ${GENERATION}::int, given.row, given.node, given.canonical,
           given.valid_from, given.valid_from_ns, given.valid_to, given.valid_to_ns, given.known_from, given.known_to
    from jsonb_to_recordset(${identities ?? ''}::jsonb) as given (row bigint, node bigint, canonical bigint,
      valid_from timestamptz, valid_from_ns smallint, valid_to timestamptz, valid_to_ns smallint, known_from bigint, known_to bigint)`;
  await session.rows`
    insert into hot.facet_content (tenant, hash, body)
    select distinct ${tenant}::int, decode(given.hash, 'hex'), given.body
    from jsonb_to_recordset(${facets ?? ''}::jsonb) as given (hash text, body text)
    on conflict do nothing`;
  await session.rows`
    insert into hot.facet (tenant, generation, row, node, name, content, valid_from, valid_from_ns, valid_to, valid_to_ns, known_from, known_to)
    select ${tenant}::int, ${GENERATION}::int, given.row, given.node, 'tags', decode(given.hash, 'hex'),
           given.valid_from, given.valid_from_ns, given.valid_to, given.valid_to_ns, given.known_from, given.known_to
    from jsonb_to_recordset(${facets ?? ''}::jsonb) as given (row bigint, node bigint, hash text,
      valid_from timestamptz, valid_from_ns smallint, valid_to timestamptz, valid_to_ns smallint, known_from bigint, known_to bigint)`;
  await session.rows`
    insert into hot.label (tenant, generation, node, field, level, form, assumed, said, valid_from, valid_from_ns, valid_to, valid_to_ns, known_from, known_to)
    select ${tenant}::int, ${GENERATION}::int, given.node, given.field, given.level, given.form, false, false,
           given.valid_from, given.valid_from_ns, given.valid_to, given.valid_to_ns, given.known_from, given.known_to
    from jsonb_to_recordset(${labels ?? ''}::jsonb) as given (node bigint, field text, level smallint, form smallint,
      valid_from timestamptz, valid_from_ns smallint, valid_to timestamptz, valid_to_ns smallint, known_from bigint, known_to bigint)`;
}
