import type { Instant } from '#foundation';
import type { NodeId, RunKey } from '#lineage';

import { instantIn, nanosecondsWithin, numberIn, postgresTime } from '../map/rows.ts';
import { type Asked, question, said } from './asked.ts';
import { sql } from './piece.ts';

/** An event of a run or job, by where it stands. */
export interface EventPlace {
  readonly position: bigint;
  readonly time: Instant;
}

/** The events of one run, or of one job, the latest first. */
export interface EventRange {
  readonly of: { readonly run: RunKey } | { readonly job: NodeId };
  readonly after: EventPlace | undefined;
  /** Positions from (included) and to (excluded). */
  readonly from: bigint;
  readonly to: bigint;
  readonly limit: number;
}

/** Where the events of a run or job stand, in the falling order of event time and position. One statement. */
export async function eventsOf(asked: Asked, range: EventRange): Promise<readonly EventPlace[]> {
  const { of, after } = range;
  const place: Place = {
    ...range,
    hasAfter: after !== undefined,
    at: postgresTime(after?.time ?? asked.asOf),
    atNs: nanosecondsWithin(after?.time ?? asked.asOf),
  };
  const rows = await ('run' in of ? OF_RUN(asked, { place, id: of.run }) : OF_JOB(asked, { place, id: of.job }));
  return rows.map((row) => ({ position: BigInt(numberIn(row, 'position')), time: instantIn(row, 'time') }));
}

/** The position of the entry with this commitment. One statement. */
export async function positionOf({ session, tenant }: Asked, commitment: Buffer): Promise<bigint | undefined> {
  const [row] = await session.rows`
    select batch.first + entry.index as position
    from hot.ledger_entry as entry
    join hot.ledger_batch as batch on batch.tenant = entry.tenant and batch.batch = entry.batch
    where entry.tenant = ${tenant}::int and entry.commitment = ${commitment}::bytea limit 1`;
  return row === undefined ? undefined : BigInt(numberIn(row, 'position'));
}

interface Place extends EventRange {
  readonly hasAfter: boolean;
  readonly at: string;
  readonly atNs: number;
}

interface Ranged {
  readonly place: Place;
  readonly id: number;
}

const IN_RANGE = sql<Ranged>`
  o.position >= ${({ place }) => place.from}::bigint and o.position < ${({ place }) => place.to}::bigint
  and (o.time, o.time_ns) <= (${({ place }) => place.at}::timestamptz, ${({ place }) => place.atNs}::smallint)
  and (not ${({ place }) => place.hasAfter}::boolean or (o.time, o.time_ns, o.position)
    < (${({ place }) => place.at}::timestamptz, ${({ place }) => place.atNs}::smallint, ${({ place }) => place.after?.position ?? 0n}::bigint))`;

const OF_RUN = question<Ranged>(
  (belief) => sql`
    select o.position, o.time, o.time_ns from hot.observation as o
    where o.run = ${({ id }) => id}::bigint and ${said('o', belief)} and ${IN_RANGE}
    order by o.time desc, o.time_ns desc, o.position desc limit ${({ place }) => place.limit}::int`,
);

const OF_JOB = question<Ranged>(
  (belief) => sql`
    select o.position, o.time, o.time_ns from hot.observation as o
    where o.speaker = ${({ id }) => id}::bigint and ${said('o', belief)} and ${IN_RANGE}
    order by o.time desc, o.time_ns desc, o.position desc limit ${({ place }) => place.limit}::int`,
);
