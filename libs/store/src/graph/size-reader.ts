import type { Instant } from '#foundation';

import type { QuarantineSight } from '../ledger/quarantine.ts';
import { numberIn } from '../map/rows.ts';
import { type Asked, believed, ours, question } from './asked.ts';
import { isJobHidden } from './hidden-rows.ts';
import type { Scope } from './hiding.ts';
import { isThere } from './node-reader.ts';
import { type Piece, sql } from './piece.ts';

/** How far the ledger is, and how far the graph. */
export interface Progress {
  readonly recorded: bigint;
  readonly mapped: bigint;
  /** When the oldest entry was recorded that is not in the graph yet; null when all are. */
  readonly waitingSince: Instant | null;
}

/** How much is there at the asked times, each counted up to a bound. */
export interface Counts {
  readonly datasets: number;
  readonly jobs: number;
  readonly runs: number;
  /** In quarantine, and not redriven by then. */
  readonly quarantined: number;
}

export async function progressOf({ session, tenant, generation }: Asked): Promise<Progress> {
  const [row] = await session.rows`
    select ledger.next as recorded, map.mapped,
           case when map.mapped < ledger.next then (
             select batch.recorded_at from hot.ledger_batch as batch
             where batch.tenant = map.tenant and batch.first <= map.mapped order by batch.first desc limit 1
           ) end as waiting_since
    from hot.map_head as map join hot.ledger_head as ledger on ledger.tenant = map.tenant
    where map.tenant = ${tenant}::int and map.generation = ${generation}::int`;
  if (row === undefined) throw new Error('the generation that answers is gone');
  // As the migration types them.
  return {
    recorded: row['recorded'] as bigint,
    mapped: row['mapped'] as bigint,
    waitingSince: row['waiting_since'] as Instant | null,
  };
}

/** Of what is in quarantine, what somebody may list: `visibleTo`, or all. */
export async function countsOf(
  asked: Asked,
  { countMax, visibleTo }: { readonly countMax: number; readonly visibleTo: QuarantineSight | undefined },
): Promise<Counts> {
  const [row] = await COUNTS(asked, { countMax, seer: visibleTo?.sender ?? null, owned: visibleTo?.owned ?? [] });
  if (row === undefined) throw new Error('a select without from gives a row');
  return {
    datasets: numberIn(row, 'datasets'),
    jobs: numberIn(row, 'jobs'),
    runs: numberIn(row, 'runs'),
    quarantined: numberIn(row, 'quarantined'),
  };
}

/** Runs are there whose jobs the asker sees. */
function ofSeenJobs(scope: Scope): Piece<Asked> {
  if (scope === 'whole') return sql<Asked>``;
  return sql<Asked>`join hot.node as job on ${ours('job')} and job.id = told.job and not ${isJobHidden('job')}`;
}

const COUNTS = question<{ readonly countMax: number; readonly seer: string | null; readonly owned: readonly string[] }>(
  (belief, scope) => sql`
    select
      (select count(*) from (
         select from hot.node as node where ${ours('node')} and node.kind = 1 and ${isThere(belief, scope)} limit ${({ countMax }) => countMax}::int) as found) as datasets,
      (select count(*) from (
         select from hot.node as node where ${ours('node')} and node.kind = 2 and ${isThere(belief, scope)} limit ${({ countMax }) => countMax}::int) as found) as jobs,
      (select count(*) from (
         select from hot.run_belief as told ${ofSeenJobs(scope)} where ${ours('told')} and ${believed('told', belief)}
           and (told.began, told.began_ns) <= (${({ time }) => time}::timestamptz, ${({ ns }) => ns}::smallint) limit ${({ countMax }) => countMax}::int) as found) as runs,
      (select count(*) from (
         select from hot.quarantine as q
         join hot.ledger_batch as batch on batch.tenant = q.tenant and batch.batch = q.batch
         left join hot.ledger_batch as redriven on redriven.tenant = q.tenant and redriven.batch = q.redriven_batch
         where q.tenant = ${({ tenant }) => tenant}::int and batch.first + q.index < ${({ knownAt }) => knownAt}::bigint
           and (q.redriven_batch is null or redriven.first + q.redriven_index >= ${({ knownAt }) => knownAt}::bigint)
           and (${({ seer }) => seer}::uuid is null or q.sender = ${({ seer }) => seer}::uuid or exists (
             select from hot.refused_claim as claim
             where claim.tenant = q.tenant and claim.batch = q.batch and claim.index = q.index and claim.namespace like any (${({ owned }) => owned}::text[])))
         limit ${({ countMax }) => countMax}::int) as found) as quarantined`,
);
