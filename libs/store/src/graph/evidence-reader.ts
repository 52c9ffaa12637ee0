import { hex, type Instant } from '#foundation';
import type { NodeId, StatementId, StatementSetId } from '#lineage';

import { instantIn, instantLists, numberIn, type Row, textIn } from '../map/rows.ts';
import { type Asked, ours, question, said } from './asked.ts';
import { type Piece, sql } from './piece.ts';
import type { Claim } from './walk.ts';

/** Past it events are not counted on: the number then means "at least". */
export const EVIDENCE_COUNT_MAX = 1_000;
/** Sets of statements of one job that are searched for a claim: those that ended last. A job that reads another dataset every day has a set a day. */
const SETS_SEARCHED_MAX = 100;

/** What a claim rests on: the events that show it since it holds. */
export interface ClaimEvidence {
  readonly first: bigint;
  readonly firstSeen: Instant;
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

/** Evidence of claims, in their order; undefined where its events count no more. Three statements, however many claims. */
export async function evidenceOf(asked: Asked, claims: readonly Claim[]): Promise<readonly (ClaimEvidence | undefined)[]> {
  const distinct = [...new Map(claims.map((claim) => [keyOf(claim), claim])).values()];
  const observed = await observedEvidence(
    asked,
    distinct.filter(({ mode }) => mode === 'observed'),
  );
  const declared = await declaredEvidence(
    asked,
    distinct.filter(({ mode }) => mode === 'declared'),
  );
  return claims.map((claim) => (claim.mode === 'observed' ? observed : declared).get(keyOf(claim)));
}

/** Which of the job's sets hold the statement, and then the events of each since the claim holds. */
async function observedEvidence(asked: Asked, claims: readonly Claim[]): Promise<ReadonlyMap<string, ClaimEvidence>> {
  const rows = claims.length === 0 ? [] : await SETS(asked, { ...spansOf(claims), statements: claims.map(({ statement }) => statement) });
  const parts = new Map<string, SetPart>();
  const ofClaim = rows.flatMap((row): { readonly claim: Claim; readonly part: string }[] => {
    const claim = claims[numberIn(row, 'ordinal') - 1];
    if (claim === undefined) return [];
    const part: SetPart = { speaker: claim.speaker, since: claim.since, set: numberIn(row, 'set') as StatementSetId };
    parts.set(partKey(part), part);
    return [{ claim, part: partKey(part) }];
  });

  const list = [...parts.values()];
  const bounds = list.length === 0 ? [] : await SHOWN(asked, { ...spansOf(list), sets: list.map(({ set }) => set) });
  const evidence = new Map(bounds.map((row) => [partKey(list[numberIn(row, 'ordinal') - 1]), evidenceIn(row)]));
  const found = new Map<string, ClaimEvidence>();
  for (const { claim, part } of ofClaim) {
    const some = evidence.get(part);
    if (some !== undefined) found.set(keyOf(claim), joined(found.get(keyOf(claim)), some));
  }
  return found;
}

/** All declarations since the claim holds show it: it would have ended with the first that does not. */
async function declaredEvidence(asked: Asked, claims: readonly Claim[]): Promise<ReadonlyMap<string, ClaimEvidence>> {
  const parts = [...new Map(claims.map((claim) => [partKey(claim), claim])).values()];
  const rows = parts.length === 0 ? [] : await DECLARED(asked, spansOf(parts));
  const evidence = new Map(rows.map((row) => [partKey(parts[numberIn(row, 'ordinal') - 1]), evidenceIn(row)]));
  return new Map(
    claims.flatMap((claim): [string, ClaimEvidence][] => {
      const some = evidence.get(partKey(claim));
      return some === undefined ? [] : [[keyOf(claim), some]];
    }),
  );
}

/** What somebody said since some time. */
interface Part {
  readonly speaker: NodeId;
  readonly since: Instant;
}

/** What a job showed since some time, by one set of statements. */
interface SetPart extends Part {
  readonly set: StatementSetId;
}

function partKey(part: Part | SetPart | undefined): string {
  if (part === undefined) return '';
  return `${part.speaker} ${part.since} ${'set' in part ? part.set : ''}`;
}

function spansOf(parts: readonly Part[]): Spans {
  const { at, ns } = instantLists(parts.map(({ since }) => since));
  return { speakers: parts.map(({ speaker }) => speaker), since: at, sinceNs: ns };
}

function evidenceIn(row: Row): ClaimEvidence {
  return {
    first: BigInt(numberIn(row, 'first')),
    firstSeen: instantIn(row, 'began'),
    last: BigInt(numberIn(row, 'last')),
    lastSeen: instantIn(row, 'seen'),
    count: numberIn(row, 'count'),
  };
}

/** Of several sets that hold one statement: the first of the firsts, the last of the lasts. */
function joined(before: ClaimEvidence | undefined, some: ClaimEvidence): ClaimEvidence {
  if (before === undefined) return some;
  const first = isBefore([some.firstSeen, some.first], [before.firstSeen, before.first]) ? some : before;
  const last = isBefore([before.lastSeen, before.last], [some.lastSeen, some.last]) ? some : before;
  const count = Math.min(EVIDENCE_COUNT_MAX, before.count + some.count);
  return { first: first.first, firstSeen: first.firstSeen, last: last.last, lastSeen: last.lastSeen, count };
}

function isBefore([time, position]: readonly [bigint, bigint], [otherTime, otherPosition]: readonly [bigint, bigint]): boolean {
  return time === otherTime ? position < otherPosition : time < otherTime;
}

function keyOf({ statement, speaker, mode }: Claim): string {
  return `${statement} ${speaker} ${mode}`;
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

interface Spans {
  readonly speakers: readonly NodeId[];
  readonly since: readonly string[];
  readonly sinceNs: readonly number[];
}

const SETS = question<Spans & { readonly statements: readonly StatementId[] }>(
  () => sql`
    select claim.ordinal, seen.set
    from unnest(${({ statements }) => statements}::bigint[], ${({ speakers }) => speakers}::bigint[], ${({ since }) => since}::timestamptz[])
      with ordinality as claim (statement, speaker, since, ordinal)
    cross join lateral (
      select seen.set from hot.speaker_set as seen where ${ours('seen')} and seen.speaker = claim.speaker and seen.ended >= claim.since
      order by seen.ended desc, seen.set limit ${() => SETS_SEARCHED_MAX}::int
    ) as seen
    join hot.statement_set as set on ${ours('set')} and set.id = seen.set and claim.statement = any (set.members)`,
);

/** The first and last event of a span, and how many there are. */
function bounds(isShown: Piece<Asked>): Piece<Asked> {
  return sql<Asked>`
    select part.ordinal, first.position as first, first.time as began, first.time_ns as began_ns, last.position as last, last.time as seen, last.time_ns as seen_ns,
           (select count(*) from (select from hot.observation as o where ${isShown} limit ${() => EVIDENCE_COUNT_MAX}::int) as counted_event) as count
    from part
    cross join lateral (select o.position, o.time, o.time_ns from hot.observation as o where ${isShown}
                        order by o.time, o.time_ns, o.position limit 1) as first
    cross join lateral (select o.position, o.time, o.time_ns from hot.observation as o where ${isShown}
                        order by o.time desc, o.time_ns desc, o.position desc limit 1) as last`;
}

const SHOWN = question<Spans & { readonly sets: readonly StatementSetId[] }>(
  (belief) => sql`
    with part as (
      select given.* from unnest(${({ speakers }) => speakers}::bigint[], ${({ since }) => since}::timestamptz[], ${({ sinceNs }) => sinceNs}::smallint[],
                                 ${({ sets }) => sets}::bigint[]) with ordinality as given (speaker, since, since_ns, set, ordinal)
    )
    ${bounds(sql<Asked>`o.speaker = part.speaker and o.statements = part.set and o.run is not null and ${said('o', belief)}
      and (o.time, o.time_ns) >= (part.since, part.since_ns)`)}`,
);

const DECLARED = question<Spans>(
  (belief) => sql`
    with part as (
      select given.* from unnest(${({ speakers }) => speakers}::bigint[], ${({ since }) => since}::timestamptz[], ${({ sinceNs }) => sinceNs}::smallint[])
        with ordinality as given (speaker, since, since_ns, ordinal)
    )
    ${bounds(sql<Asked>`o.speaker = part.speaker and o.declares and ${said('o', belief)} and (o.time, o.time_ns) >= (part.since, part.since_ns)`)}`,
);
