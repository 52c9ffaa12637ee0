import { allCopied, calculated, type ColumnMap, copied } from './columns.ts';
import {
  type Dataset,
  EHR_ENCOUNTERS,
  LAKE_BED_MOVES,
  LAKE_VITALS,
  LAKE_VITALS_GAP,
  LAKE_WARD_TRANSFERS,
  VITALS_CLEAN,
  WARD_NAMES,
  WARDS_FILE,
} from './datasets.ts';
import { type Arrival, fromJava } from './delivery.ts';
import { snapshotId } from './derived-values.ts';
import { LAKE_COLUMNS, lakeCopy, offsetsBetween } from './lake-stream.ts';
import { type SparkMoment, sparkEvent, sparkInput, sparkOutput, type SparkRun } from './spark.ts';
import { at, MINUTE_MS, SECOND_MS, type Time } from './times.ts';

/** The sentences of the events whose `dataSource.uri` is `file`. */
export const WARDS_ABOUT = {
  begins: 'Spark begins to load the list of wards; the source of the data is said to be the bare word file.',
  ends: 'The list of wards is loaded; again the bare word file stands where a URI should.',
};

/** What was done to tables by hand: one was filled, one came and went, one was renamed. */
export function lakeTables(): readonly Arrival[] {
  return [...wardsLoaded(), ...gapFilled(), ...bedMovesRenamed()];
}

/** The only dataset that is a file on a machine. Spark gives its source as `file`, which is no URI. */
function wardsLoaded(): readonly Arrival[] {
  const run = byHand('load_wards', 'execute_save_into_data_source_command.clinical_ward_names', at('2026-03-08T11:00:00Z'));
  const columns = allCopied(WARDS_FILE, ['ward_id', 'ward_name', 'beds']);
  return told(run, {
    begins: WARDS_ABOUT.begins,
    ends: WARDS_ABOUT.ends,
    takes: 12 * SECOND_MS,
    inputs: [sparkInput(WARDS_FILE, { rows: 31 })],
    outputs: [sparkOutput(WARD_NAMES, { columns, change: 'OVERWRITE', rows: 31 })],
  });
}

/** The lake missed a batch on 28 March. It was read from the topic again into a scratch table, added, and the scratch table dropped. */
function gapFilled(): readonly Arrival[] {
  const create = byHand('fill_gap', 'atomic_create_table_as_select.lake_scratch_vitals_gap', at('2026-03-29T10:00:00Z'));
  const append = byHand('fill_gap', 'append_data.lake_clinical_vitals', at('2026-03-30T09:00:00Z'));
  const drop = byHand('fill_gap', 'drop_table.lake_scratch_vitals_gap', at('2026-03-31T09:00:00Z'));
  const missed = { from: at('2026-03-28T08:10:00Z'), until: at('2026-03-28T12:10:00Z') };
  const snapshot = snapshotId('scratch of the gap');
  return [
    ...told(create, {
      begins: 'Spark begins to read the missed vitals of 28 March from the topic again.',
      ends: 'The missed vitals lie in a new scratch table.',
      takes: 6 * MINUTE_MS,
      inputs: [sparkInput(VITALS_CLEAN, { offsets: offsetsBetween(missed.from, missed.until), rows: 172_800 })],
      outputs: [sparkOutput(LAKE_VITALS_GAP, { columns: LAKE_COLUMNS, change: 'CREATE', rows: 172_800, snapshot })],
    }),
    ...told(append, {
      begins: 'Spark begins to add the missed vitals to the lake.',
      ends: 'The missed vitals are in the lake.',
      takes: 4 * MINUTE_MS,
      inputs: [sparkInput(LAKE_VITALS_GAP, { snapshot, rows: 172_800 })],
      outputs: [
        sparkOutput(LAKE_VITALS, { columns: lakeCopy(LAKE_VITALS_GAP), rows: 172_800, snapshot: snapshotId('vitals with the gap filled') }),
      ],
    }),
    ...told(drop, {
      begins: 'Spark begins to drop the scratch table.',
      ends: 'The scratch table is dropped.',
      takes: 2 * SECOND_MS,
      inputs: [],
      outputs: [sparkOutput(LAKE_VITALS_GAP, { change: 'DROP' })],
    }),
  ];
}

/** A table of bed moves is made, and next day given its better name. */
function bedMovesRenamed(): readonly Arrival[] {
  const make = byHand('bed_moves', 'execute_insert_into_hadoop_fs_relation_command.clinical_bed_moves', at('2026-03-29T11:00:00Z'));
  const rename = byHand('bed_moves', 'alter_table_rename.clinical_ward_transfers', at('2026-03-30T11:00:00Z'));
  const columns: ColumnMap = {
    ...allCopied(EHR_ENCOUNTERS, ['encounter_id', 'ward_id', 'bed_id']),
    moved_at: [calculated(EHR_ENCOUNTERS, 'admitted_at'), copied(EHR_ENCOUNTERS, 'discharged_at')],
  };
  return [
    ...told(make, {
      begins: 'Spark begins to write bed moves.',
      ends: 'Bed moves are written.',
      takes: 3 * MINUTE_MS,
      inputs: [sparkInput(EHR_ENCOUNTERS, { rows: 41_207 })],
      outputs: [sparkOutput(LAKE_BED_MOVES, { columns, rows: 88_911 })],
    }),
    ...told(rename, {
      begins: 'Bed moves are about to be renamed.',
      ends: 'Bed moves are called ward transfers from now on.',
      takes: SECOND_MS,
      inputs: [],
      outputs: [renamed(LAKE_WARD_TRANSFERS, LAKE_BED_MOVES)],
    }),
  ];
}

function renamed(dataset: Dataset, previous: Dataset): object {
  return sparkOutput(dataset, { change: 'RENAME', previous });
}

/** A program that an engineer submits from a terminal: nothing is its parent. */
function byHand(application: string, command: string, began: Time): SparkRun {
  return {
    application: { job: { namespace: 'spark-batch', name: application }, began: began - 15 * SECOND_MS },
    command,
    began,
    processing: 'BATCH',
  };
}

interface Told extends Pick<SparkMoment, 'inputs' | 'outputs'> {
  readonly begins: string;
  readonly ends: string;
  readonly takes: number;
}

function told(run: SparkRun, { begins, ends, takes, ...datasets }: Told): readonly Arrival[] {
  const ended = run.began + takes;
  const start = sparkEvent(run, { type: 'START', time: run.began, ...datasets });
  const complete = sparkEvent(run, { type: 'COMPLETE', time: ended, ...datasets });
  return [
    fromJava({ emitter: 'warehouse', event: start, time: run.began, about: begins }),
    fromJava({ emitter: 'warehouse', event: complete, time: ended, about: ends }),
  ];
}
