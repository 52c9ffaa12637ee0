import { allCopied, calculated, type ColumnMap, copied } from './columns.ts';
import { LAKE_VITALS, VITALS_CLEAN } from './datasets.ts';
import { type Arrival, fromJava } from './delivery.ts';
import { digestNumber, snapshotId } from './derived-values.ts';
import { type SparkApplication, sparkApplicationEvent, sparkEvent, sparkInput, sparkOutput, type SparkRun } from './spark.ts';
import { at, dayInWords, every, hour, HOUR_MS, SECOND_MS, type Time } from './times.ts';

/** Micro-batches begin every four hours, ten minutes past the hour. */
const FIRST_BATCH = at('2026-03-08T08:10:00Z');
const BATCH_MS = 4 * HOUR_MS;

/** Writes the cleaned vitals into the lake. It was started once and has not ended. */
export const VITALS_TO_LAKE: SparkApplication = {
  job: { namespace: 'spark-streaming', name: 'vitals_to_lake' },
  began: at('2026-03-08T06:10:00Z'),
};

/** The columns as the lake has them: the same values, but a time in place of a number. */
export const LAKE_COLUMNS: ColumnMap = {
  ...allCopied(VITALS_CLEAN, ['encounter_id', 'bed_id']),
  observed_at: [calculated(VITALS_CLEAN, 'observed_at', 'timestamp_millis(observed_at)')],
  ...allCopied(VITALS_CLEAN, ['heart_rate', 'spo2', 'resp_rate', 'temperature', 'systolic_bp']),
};

/** The events of the stream: the application's start, then two for each micro-batch. Of the weeks before 29 March one batch each is kept. */
export function lakeStream(): readonly Arrival[] {
  const kept = [FIRST_BATCH, at('2026-03-15T04:10:00Z'), at('2026-03-22T04:10:00Z')];
  const days = every({ from: at('2026-03-29T00:10:00Z'), to: at('2026-04-01T04:10:00Z'), step: BATCH_MS });
  const start = sparkApplicationEvent(VITALS_TO_LAKE, { type: 'START', time: VITALS_TO_LAKE.began });
  return [
    fromJava({ emitter: 'streams', event: start, time: VITALS_TO_LAKE.began, about: 'The Spark stream vitals_to_lake is submitted.' }),
    ...[...kept, ...days].flatMap(microBatch),
  ];
}

/** The snapshot of the lake's vitals that a reader at this time finds: that of the last batch that had ended. */
export function vitalsSnapshot(time: Time): string {
  const batches = Math.floor((time - 10 * 60 * SECOND_MS - FIRST_BATCH) / BATCH_MS);
  return snapshotOf(FIRST_BATCH + batches * BATCH_MS);
}

/** From and up to which offset the topic was read between two times: four records a second reach each of three partitions. */
export function offsetsBetween(from: Time, until: Time): readonly { readonly from: number; readonly until: number }[] {
  const offset = (time: Time, partition: number): number => Math.floor((time - VITALS_TO_LAKE.began) / 250) + partition * 17;
  return [0, 1, 2].map((partition) => ({ from: offset(from, partition), until: offset(until, partition) }));
}

/** Each micro-batch is a run of its own, of one and the same job. */
function microBatch(began: Time): readonly Arrival[] {
  const run: SparkRun = { application: VITALS_TO_LAKE, command: 'append_data.lake_clinical_vitals', began, processing: 'STREAMING' };
  const ended = began + digestNumber(`length of batch ${began}`, { from: 21, to: 74 }) * SECOND_MS;
  const offsets = offsetsBetween(began - BATCH_MS, began);
  const rows = offsets.reduce((sum, { from, until }) => sum + until - from, 0);
  const batch = `Micro-batch of ${dayInWords(began)}, ${hour(began)}`;

  const start = { inputs: [sparkInput(VITALS_CLEAN, { offsets })], outputs: [sparkOutput(LAKE_VITALS, { columns: LAKE_COLUMNS })] };
  const complete = {
    inputs: [sparkInput(VITALS_CLEAN, { offsets, rows })],
    outputs: [sparkOutput(LAKE_VITALS, { columns: LAKE_COLUMNS, rows, snapshot: snapshotOf(began) })],
  };
  return [
    fromJava({
      emitter: 'streams',
      event: sparkEvent(run, { type: 'START', time: began, ...start }),
      time: began,
      about: `${batch}: begins.`,
    }),
    fromJava({
      emitter: 'streams',
      event: sparkEvent(run, { type: 'COMPLETE', time: ended, ...complete }),
      time: ended,
      about: `${batch}: is in the lake.`,
    }),
  ];
}

function snapshotOf(batch: Time): string {
  return snapshotId(`vitals batch of ${batch}`);
}

/** The columns of a copy of the lake's vitals: nothing is changed. */
export function lakeCopy(source: typeof LAKE_VITALS): ColumnMap {
  return Object.fromEntries(LAKE_VITALS.fields.map(({ name }) => [name, [copied(source, name)]]));
}
