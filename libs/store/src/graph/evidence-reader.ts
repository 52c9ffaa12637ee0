import { hex, type Instant } from '#foundation';
import type { NodeId } from '#lineage';

import { MODE } from '../map/codes.ts';
import { instantIn, nanosecondsWithin, numberIn, postgresTime, type Row, textIn } from '../map/rows.ts';
import { type Asked, type Belief, ours, question, said } from './asked.ts';
import { type Piece, sql } from './piece.ts';
import type { Claim } from './walk.ts';

/** Past it events are not counted on: the number then means "at least". */
export const EVIDENCE_COUNT_MAX = 1_000;
/** Sets of statements of one job that are searched for the last time a claim was shown: those that ended last. A job that names a dataset a day has many. */
const SETS_SEARCHED_MAX = 400;

/** What a claim rests on: the events that show it since it holds. */
export interface ClaimEvidence {
  readonly first: bigint;
  readonly lastSeen: Instant;
  readonly last: bigint;
  readonly count: number;
}

/** What one event is known by. */
export interface EventName {
  readonly commitment: string;
  readonly by: string;
  readonly byName: string | undefined;
}

/** Evidence of claims, in their order; undefined where its events count no more. Two statements, however many claims. */
export async function evidenceOf(asked: Asked, claims: readonly Claim[]): Promise<readonly (ClaimEvidence | undefined)[]> {
  const observed = await evidenceIn(asked, claims.filter(({ mode }) => mode === 'observed'), OBSERVED);
  const declared = await evidenceIn(asked, claims.filter(({ mode }) => mode === 'declared'), DECLARED);
  return claims.map((claim) => (claim.mode === 'observed' ? observed : declared).get(keyOf(claim)));
}

type Evidences = ReadonlyMap<string, ClaimEvidence>;

async function evidenceIn(asked: Asked, claims: readonly Claim[], read: typeof OBSERVED): Promise<Evidences> {
  const distinct = [...new Map(claims.map((claim) => [keyOf(claim), claim])).values()];
  if (distinct.length === 0) return new Map();
  const rows = await read(asked, {
    statements: distinct.map(({ statement }) => statement),
    speakers: distinct.map(({ speaker }) => speaker),
    since: distinct.map(({ since }) => postgresTime(since)),
    sinceNs: distinct.map(({ since }) => nanosecondsWithin(since)),
  });
  return new Map(
    rows.flatMap((row): [string, ClaimEvidence][] => {
      const claim = distinct[numberIn(row, 'ordinal') - 1];
      return claim === undefined || row['last'] === null ? [] : [[keyOf(claim), evidenceRow(row)]];
    }),
  );
}

function evidenceRow(row: Row): ClaimEvidence {
  return {
    first: BigInt(numberIn(row, 'first')),
    last: BigInt(numberIn(row, 'last')),
    lastSeen: instantIn(row, 'seen'),
    count: Math.min(EVIDENCE_COUNT_MAX, numberIn(row, 'count')),
  };
}

function keyOf({ statement, speaker, mode }: Claim): string {
  return `${statement} ${speaker} ${MODE[mode]}`;
}

/** The commitments of events, and who brought them. One statement. */
export async function eventNames(asked: Asked, positions: readonly bigint[]): Promise<ReadonlyMap<bigint, EventName>> {
  if (positions.length === 0) return new Map();
  const rows = await asked.session.rows`
    select asked.position, entry.commitment, entry.by, principal.name
    from unnest(${positions}::bigint[]) as asked (position)
    cross join lateral (select * from hot.ledger_batch as before where before.tenant = ${asked.tenant}::int
                        and before.first <= asked.position order by before.first desc limit 1) as batch
    join hot.ledger_entry as entry
      on entry.tenant = ${asked.tenant}::int and entry.day = batch.day and entry.batch = batch.batch and entry.index = asked.position - batch.first
    left join control.principal as principal on principal.tenant = ${asked.tenant}::int and principal.id = entry.by`;
  return new Map(
    rows.map((row) => [
      BigInt(numberIn(row, 'position')),
      { commitment: hex(row['commitment'] as Buffer), by: textIn(row, 'by'), byName: (row['name'] as string | null) ?? undefined }, // bytea, text
    ]),
  );
}

interface Claims {
  readonly statements: readonly number[];
  readonly speakers: readonly NodeId[];
  readonly since: readonly string[];
  readonly sinceNs: readonly number[];
}

const GIVEN = sql<Claims>`
  select given.* from unnest(${({ statements }) => statements}::bigint[], ${({ speakers }) => speakers}::bigint[],
                             ${({ since }) => since}::timestamptz[], ${({ sinceNs }) => sinceNs}::smallint[])
    with ordinality as given (statement, speaker, since, since_ns, ordinal)`;

/** The job's sets that hold the statement, then in each the first and last event since the claim holds, by the index of sets. */
const OBSERVED = question<Claims>(
  (belief) => sql`
    with claim as (${GIVEN}
    ), speaker as (
      select claim.speaker, min(claim.since) as since from claim group by claim.speaker
    ), shown as (
      select speaker.speaker, seen.set from speaker
      cross join lateral (
        select seen.set from hot.speaker_set as seen where ${ours('seen')} and seen.speaker = speaker.speaker and seen.ended >= speaker.since
        order by seen.ended desc, seen.set limit ${() => SETS_SEARCHED_MAX}::int
      ) as seen
    ), held as materialized (
      select shown.speaker, shown.set, member.statement from shown
      join hot.statement_set as set on ${ours('set')} and set.id = shown.set
      cross join lateral unnest(set.members) as member (statement)
    ), part as (
      select distinct claim.speaker, held.set, claim.since, claim.since_ns
      from claim join held on held.speaker = claim.speaker and held.statement = claim.statement
    ), bound as materialized (
      select part.*, first.position as first, first.time as first_time, first.time_ns as first_ns, last.position as last, last.time as last_time, last.time_ns as last_ns,
             (select count(*) from (select from hot.observation as o where ${inPart(belief)} limit ${() => EVIDENCE_COUNT_MAX}::int) as found) as count
      from part
      cross join lateral (select o.position, o.time, o.time_ns from hot.observation as o where ${inPart(belief)}
                          order by o.time, o.time_ns, o.position limit 1) as first
      cross join lateral (select o.position, o.time, o.time_ns from hot.observation as o where ${inPart(belief)}
                          order by o.time desc, o.time_ns desc, o.position desc limit 1) as last
    )
    select claim.ordinal, sum(bound.count)::bigint as count,
           (array_agg(bound.first order by bound.first_time, bound.first_ns, bound.first))[1] as first,
           (array_agg(bound.last order by bound.last_time desc, bound.last_ns desc, bound.last desc))[1] as last,
           (array_agg(bound.last_time order by bound.last_time desc, bound.last_ns desc, bound.last desc))[1] as seen,
           (array_agg(bound.last_ns order by bound.last_time desc, bound.last_ns desc, bound.last desc))[1] as seen_ns
    from claim
    join held on held.speaker = claim.speaker and held.statement = claim.statement
    join bound on bound.speaker = claim.speaker and bound.set = held.set and bound.since = claim.since and bound.since_ns = claim.since_ns
    group by claim.ordinal`,
);

/** A run's event that shows the set, since the claim holds. */
function inPart(belief: Belief): Piece<Asked> {
  return sql<Asked>`o.speaker = part.speaker and o.statements = part.set and o.run is not null and ${said('o', belief)}
    and (o.time, o.time_ns) >= (part.since, part.since_ns)`;
}

/** All declarations since the claim holds show it: it would have ended with the first that does not. */
const DECLARED = question<Claims>(
  (belief) => sql`
    with claim as (${GIVEN}
    ), part as (
      select distinct claim.speaker, claim.since, claim.since_ns from claim
    ), bound as materialized (
      select part.*, first.position as first, last.position as last, last.time as seen, last.time_ns as seen_ns,
             (select count(*) from (select from hot.observation as o where ${isDeclared(belief)} limit ${() => EVIDENCE_COUNT_MAX}::int) as found) as count
      from part
      cross join lateral (select o.position from hot.observation as o where ${isDeclared(belief)}
                          order by o.time, o.time_ns, o.digest desc limit 1) as first
      cross join lateral (select o.position, o.time, o.time_ns from hot.observation as o where ${isDeclared(belief)}
                          order by o.time desc, o.time_ns desc, o.digest desc limit 1) as last
    )
    select claim.ordinal, bound.count, bound.first, bound.last, bound.seen, bound.seen_ns
    from claim join bound on bound.speaker = claim.speaker and bound.since = claim.since and bound.since_ns = claim.since_ns`,
);

function isDeclared(belief: Belief): Piece<Asked> {
  return sql<Asked>`o.speaker = part.speaker and o.declares and ${said('o', belief)} and (o.time, o.time_ns) >= (part.since, part.since_ns)`;
}
