import { LAKE_VITALS, VITALS_CLEAN, WAREHOUSE } from './datasets.ts';
import type { Arrival, Delivery } from './delivery.ts';
import { runId } from './derived-values.ts';
import { RUN_EVENT_URL } from './facets.ts';
import { at, micros, type Time } from './times.ts';

const PRODUCER = 'https://git.aldermere.example/toolbox/census-script';

/** The job that only broken events speak of: the graph must not know it. */
export const CENSUS_JOB = { namespace: 'adhoc', name: 'ward_census' };

/** Six bodies that cannot be used, each for a reason of its own. */
export function mishaps(): readonly Arrival[] {
  return [
    broken(at('2026-03-29T16:20:00Z'), {
      emitter: 'streams',
      body: `${JSON.stringify(census(at('2026-03-29T16:20:00Z')))}}`,
      about: 'A body with one brace too many at its end: it is not JSON.',
      expect: 'rejected',
    }),
    broken(at('2026-03-30T09:15:00Z'), {
      emitter: 'warehouse',
      body: JSON.stringify({ ...census(at('2026-03-30T09:15:00Z')), run: { facets: {} } }),
      about: 'An event whose run has no runId.',
      expect: 'quarantined',
    }),
    broken(at('2026-03-30T18:40:00Z'), {
      emitter: 'streams',
      body: JSON.stringify({ ...census(at('2026-03-30T18:40:00Z')), job: { namespace: CENSUS_JOB.namespace, facets: {} } }),
      about: 'An event whose job has a namespace and no name.',
      expect: 'quarantined',
    }),
    broken(at('2026-03-31T07:05:00Z'), {
      emitter: 'warehouse',
      body: JSON.stringify({ ...census(at('2026-03-31T07:05:00Z')), eventTime: 'last night, shortly after two' }),
      about: 'An event whose eventTime is words, not a time.',
      expect: 'quarantined',
    }),
    broken(at('2026-03-31T10:30:00Z'), {
      emitter: 'warehouse',
      body: JSON.stringify({
        ...census(at('2026-03-31T10:30:00Z')),
        outputs: [{ namespace: WAREHOUSE, name: 'warehouse.clinical.ward\u0000census' }],
      }),
      about: 'An event that names a dataset with a NUL in it, which no database can hold.',
      expect: 'quarantined',
    }),
    broken(at('2026-03-31T19:00:00Z'), {
      emitter: 'streams',
      body: JSON.stringify([census(at('2026-03-31T18:59:00Z')), census(at('2026-03-31T18:59:30Z'))]),
      about: 'A list of two events at the door for one event.',
      expect: 'quarantined',
    }),
  ];
}

function broken(arrives: Time, delivery: Delivery): Arrival {
  return { arrives, delivery };
}

/** What each of them was meant to be. */
function census(time: Time): object {
  return {
    eventTime: micros(time, 'Z'),
    eventType: 'COMPLETE',
    producer: PRODUCER,
    schemaURL: RUN_EVENT_URL,
    run: { runId: runId('adhoc/ward_census', time), facets: {} },
    job: { ...CENSUS_JOB, facets: {} },
    inputs: [VITALS_CLEAN, LAKE_VITALS].map(({ namespace, name }) => ({ namespace, name })),
    outputs: [{ namespace: WAREHOUSE, name: 'warehouse.clinical.ward_census' }],
  };
}
