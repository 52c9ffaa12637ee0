import type { NodeId, RunKey } from '#lineage';

import { numberIn } from '../map/rows.ts';
import { type Asked, question, said } from './asked.ts';
import { type Piece, sql } from './piece.ts';

/** Last events of a job, or of a run, that are looked at. A batch run has two to five of them. */
const EVENTS_LOOKED_AT = 20;

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

/** Jobs by those of their events alone that tell, first: most have none. */
const OF_JOBS = question<Ids>((belief) => {
  const ofJob = sql<Asked & Ids>`o.speaker = asked.id and o.run is not null and ${said('o', belief)}`;
  return sql<Asked & Ids>`
    select asked.id from unnest(${({ ids }) => ids}::bigint[]) as asked (id)
    where exists (select from hot.observation as o where o.extraction_errors and ${ofJob}) and ${lastTells(ofJob)}`;
});

const OF_RUNS = question<Ids>(
  (belief) => sql<Asked & Ids>`
    select asked.id from unnest(${({ ids }) => ids}::bigint[]) as asked (id)
    where ${lastTells(sql<Asked & Ids>`o.run = asked.id and ${said('o', belief)}`)}`,
);

function lastTells(isOf: Piece<Asked & Ids>): Piece<Asked & Ids> {
  return sql<Asked & Ids>`exists (
      select from (
        select o.extraction_errors from hot.observation as o where ${isOf}
        order by o.time desc, o.time_ns desc limit ${() => EVENTS_LOOKED_AT}::int
      ) as event where event.extraction_errors)`;
}
