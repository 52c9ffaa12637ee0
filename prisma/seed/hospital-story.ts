import { declarations } from './declarations.ts';
import { type Arrival, arriving, type Delivery, repeated } from './delivery.ts';
import { lakeStream } from './lake-stream.ts';
import { lakeTables } from './lake-tables.ts';
import { mishaps } from './mishaps.ts';
import { olderNight, wholeNight } from './nights.ts';
import { reports } from './report.ts';
import { streams } from './streams.ts';
import { at, DAY_MS, every, type Time } from './times.ts';
import { trainings } from './training.ts';

export type { Delivery } from './delivery.ts';
export { hospitalClaims } from './hospital-claims.ts';
export { hospitalJobNamespaces } from './hospital-jobs.ts';

/**
 * Aldermere, a hospital that runs both ways. By stream: monitors write vitals to Kafka, Flink cleans and scores them, Debezium copies the
 * patient record, Spark writes the vitals into the lake. By batch: each night Airflow has Spark and dbt build the warehouse, each Sunday the
 * model is trained from it, each month the quality board gets its report. The two meet: the model scores the stream, and the report counts the alerts.
 */

/** On their way for hours, because a switch in the data centre was being replaced; one START even longer than its first report. */
const LATE: Readonly<Record<string, Time>> = {
  'Scoring starts with version 7 of the model.': at('2026-03-29T12:30:00Z'),
  'Micro-batch of 30 March, 12:10: begins.': at('2026-03-30T22:00:05Z'),
  'Micro-batch of 30 March, 12:10: is in the lake.': at('2026-03-30T22:00:04Z'),
  'Micro-batch of 30 March, 16:10: begins.': at('2026-03-30T22:00:06Z'),
  'Micro-batch of 30 March, 16:10: is in the lake.': at('2026-03-30T22:00:07Z'),
  'Cleaning of vitals goes on: 30 March, 16:00.': at('2026-03-30T22:00:08Z'),
  'Night of 31 March: the task load_ehr starts.': at('2026-03-31T05:00:00Z'),
};

/** Sent once more, byte for byte: what was sent, and when it came again. */
const TWICE: readonly (readonly [string, Time, string])[] = [
  [
    'The report of February is written.',
    at('2026-03-01T05:03:27Z'),
    'The report of February is told again: its client did not hear the answer.',
  ],
  ['Cleaning of vitals goes on: 29 March, 08:00.', at('2026-03-29T08:00:02Z'), 'The cleaning job tells again how it was at eight.'],
  [
    'Night of 30 March: dbt finished fct_sepsis_alerts.',
    at('2026-03-30T03:00:00Z'),
    'dbt tells once more that it finished fct_sepsis_alerts.',
  ],
  ['Night of 30 March: the nightly DAG ends well.', at('2026-03-30T03:00:01Z'), 'The end of the nightly DAG of 30 March is told again.'],
  ['Micro-batch of 30 March, 16:10: is in the lake.', at('2026-03-30T22:00:09Z'), 'The late micro-batch comes a second time.'],
  [
    'The patient record is copied to ehr.public.patients: 31 March.',
    at('2026-03-31T06:00:09Z'),
    'Debezium repeats itself, the password with it.',
  ],
];

/** Every body that reaches Headgate, in the order in which it arrives. */
export const hospitalStory: readonly Delivery[] = inOrder([...withDelays(told()), ...mishaps()]);

function told(): readonly Arrival[] {
  const first = at('2026-03-09T01:30:00Z');
  const older = every({ from: first + DAY_MS, to: at('2026-03-28T01:30:00Z'), step: DAY_MS });
  return [
    ...reports(),
    ...declarations(),
    ...streams(),
    ...lakeStream(),
    ...lakeTables(),
    ...wholeNight(first),
    ...older.flatMap(olderNight),
    ...trainings(),
    ...wholeNight(at('2026-03-29T01:30:00Z')),
    ...wholeNight(at('2026-03-30T01:30:00Z')),
    ...wholeNight(at('2026-03-31T01:30:00Z'), { vitalsFail: true }),
    ...wholeNight(at('2026-04-01T01:30:00Z'), { failingTests: ['ward_name'] }),
  ];
}

/** Makes some late and some come twice. */
function withDelays(arrivals: readonly Arrival[]): readonly Arrival[] {
  const delayed = arrivals.map((arrival) => arriving(LATE[arrival.delivery.about] ?? arrival.arrives, arrival));
  const again = TWICE.map(([about, arrives, aboutAgain]) => repeated(theOne(delayed, about), { arrives, about: aboutAgain }));
  return [...delayed, ...again];
}

function theOne(arrivals: readonly Arrival[], about: string): Arrival {
  const [found, ...others] = arrivals.filter(({ delivery }) => delivery.about === about);
  if (found === undefined || others.length > 0)
    throw new Error(`the story tells ${others.length + (found === undefined ? 0 : 1)} times, not once: ${about}`);
  return found;
}

/** What arrives at the same instant keeps the order in which it is told. */
function inOrder(arrivals: readonly Arrival[]): readonly Delivery[] {
  return arrivals.toSorted((left, right) => left.arrives - right.arrives).map(({ delivery }) => delivery);
}
