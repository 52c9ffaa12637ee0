import type { NodeId, RunKey } from '#lineage';

import { numberIn } from '../map/rows.ts';
import { type Asked, question, said } from './asked.ts';
import { type Piece, sql } from './piece.ts';

/**
 * Last events of a job, or of a run, that are looked at. A batch run has two to five of them. Each is looked up in the ledger: a page with 2,500 jobs takes
 * up to 50,000 look-ups.
 */
const EVENTS_LOOKED_AT = 20;
/** What the entry of an event says in its remarks when its producer could not see everything. Inside a text of JSON the quotes would be escaped. */
const TELLS = '%"extractionErrors":true%';

/** Those of some jobs whose last events carried an `extractionError` facet. One statement. */
export async function jobsWithExtractionErrors(asked: Asked, jobs: readonly NodeId[]): Promise<ReadonlySet<NodeId>> {
  const rows = jobs.length === 0 ? [] : await OF_JOBS(asked, { ids: jobs });
  return new Set(rows.map((row) => numberIn(row, 'id') as NodeId));
}

/** Those of some runs whose last events carried an `extractionError` facet. One statement. */
export async function runsWithExtractionErrors(asked: Asked, runs: readonly RunKey[]): Promise<ReadonlySet<RunKey>> {
  const rows = runs.length === 0 ? [] : await OF_RUNS(asked, { ids: runs });
  return new Set(rows.map((row) => numberIn(row, 'id') as RunKey));
}

interface Ids {
  readonly ids: readonly number[];
}

function telling(isOf: Piece<Asked & Ids>): Piece<Asked & Ids> {
  return sql<Asked & Ids>`
    select asked.id from unnest(${({ ids }) => ids}::bigint[]) as asked (id)
    where exists (
      select from (
        select o.position from hot.observation as o where ${isOf}
        order by o.time desc, o.time_ns desc limit ${() => EVENTS_LOOKED_AT}::int
      ) as event
      cross join lateral (select before.day, before.batch, before.first from hot.ledger_batch as before
                          where before.tenant = ${({ tenant }) => tenant}::int and before.first <= event.position order by before.first desc limit 1) as batch
      join hot.ledger_entry as entry on entry.tenant = ${({ tenant }) => tenant}::int and entry.day = batch.day and entry.batch = batch.batch
        and entry.index = event.position - batch.first
      where entry.remarks like ${() => TELLS}::text
    )`;
}

const OF_JOBS = question<Ids>((belief) => telling(sql<Asked & Ids>`o.speaker = asked.id and o.run is not null and ${said('o', belief)}`));
const OF_RUNS = question<Ids>((belief) => telling(sql<Asked & Ids>`o.run = asked.id and ${said('o', belief)}`));
