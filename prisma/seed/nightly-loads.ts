import { aggregated, allCopied, calculated, type ColumnMap, copied, influenced, masked, type Name, type SourceColumn } from './columns.ts';
import {
  type Dataset,
  EHR_ENCOUNTERS,
  EHR_LAB_RESULTS,
  EHR_PATIENTS,
  LAKE_VITALS,
  LAKE_VITALS_S3A,
  RAW_ENCOUNTERS,
  RAW_LAB_RESULTS,
  RAW_PATIENTS,
  RAW_SEPSIS_ALERTS,
  SEPSIS_ALERTS,
  VITALS_HOURLY,
} from './datasets.ts';
import { type Dag } from './airflow.ts';
import { at, MINUTE_MS, SECOND_MS, type Time } from './times.ts';

/** One query of a nightly Spark program: from one dataset into one table of the warehouse. */
export interface Load {
  readonly command: string;
  readonly from: Dataset;
  readonly into: Dataset;
  readonly columns: ColumnMap;
  readonly rowsDecidedBy?: readonly SourceColumn[];
  readonly overwrites?: boolean;
  readonly takes: number;
}

/** The DAG that builds the warehouse each night at half past one. */
export const NIGHTLY: Dag = {
  id: 'nightly_clinical',
  owner: 'clinical-analytics',
  schedule: '30 1 * * *',
  description: 'Loads the patient record, the vitals and the alerts into the warehouse, then builds and tests the models.',
  tasks: {
    load_ehr: { operator: 'SparkSubmitOperator', after: [] },
    vitals_hourly: { operator: 'SparkSubmitOperator', after: ['load_ehr'] },
    load_alerts: { operator: 'SparkSubmitOperator', after: ['vitals_hourly'] },
    dbt_build: { operator: 'BashOperator', after: ['load_alerts'] },
  },
};

/** A nightly Spark program is called as the task that submits it. */
export function program(task: string): Name {
  return { namespace: 'spark-batch', name: task };
}

/** Spark read the lake through its older connector, which says `s3a`, until 21 March. */
const S3A_UNTIL = at('2026-03-21T12:00:00Z');

/** The loads of one night, by task. */
export function loadsOf(night: Time): Readonly<Record<'load_ehr' | 'vitals_hourly' | 'load_alerts', readonly Load[]>> {
  return { load_ehr: EHR_LOADS, vitals_hourly: [vitalsHourly(night)], load_alerts: [ALERTS_LOAD] };
}

/** The hours of the day before, one row for each stay. */
export function vitalsHourly(night: Time): Load {
  const vitals = night < S3A_UNTIL ? LAKE_VITALS_S3A : LAKE_VITALS;
  return {
    command: save(VITALS_HOURLY),
    from: vitals,
    into: VITALS_HOURLY,
    columns: {
      encounter_id: [copied(vitals, 'encounter_id')],
      hour: [calculated(vitals, 'observed_at')],
      heart_rate_max: [aggregated(vitals, 'heart_rate')],
      spo2_min: [aggregated(vitals, 'spo2')],
      resp_rate_max: [aggregated(vitals, 'resp_rate')],
      temperature_max: [aggregated(vitals, 'temperature')],
      systolic_bp_min: [aggregated(vitals, 'systolic_bp')],
    },
    rowsDecidedBy: [
      influenced(vitals, 'encounter_id', 'GROUP_BY'),
      influenced(vitals, 'observed_at', 'GROUP_BY'),
      influenced(vitals, 'observed_at', 'FILTER'),
    ],
    overwrites: true,
    takes: 6 * MINUTE_MS + 40 * SECOND_MS,
  };
}

const EHR_LOADS: readonly Load[] = [
  {
    command: save(RAW_PATIENTS),
    from: EHR_PATIENTS,
    into: RAW_PATIENTS,
    // Names and numbers stay in the patient record. Only the hash of the record number leaves it, so that a person can be followed but not found.
    columns: {
      patient_id: [copied(EHR_PATIENTS, 'patient_id')],
      patient_key: [masked(EHR_PATIENTS, 'mrn', 'sha2(mrn, 256)')],
      birth_year: [calculated(EHR_PATIENTS, 'birth_date', 'year(birth_date)')],
      postcode_area: [calculated(EHR_PATIENTS, 'postcode', 'left(postcode, 2)')],
    },
    takes: 110 * SECOND_MS,
  },
  {
    command: save(RAW_ENCOUNTERS),
    from: EHR_ENCOUNTERS,
    into: RAW_ENCOUNTERS,
    columns: allCopied(
      EHR_ENCOUNTERS,
      RAW_ENCOUNTERS.fields.map(({ name }) => name),
    ),
    takes: 95 * SECOND_MS,
  },
  {
    command: save(RAW_LAB_RESULTS),
    from: EHR_LAB_RESULTS,
    into: RAW_LAB_RESULTS,
    columns: allCopied(
      EHR_LAB_RESULTS,
      RAW_LAB_RESULTS.fields.map(({ name }) => name),
    ),
    takes: 170 * SECOND_MS,
  },
];

const ALERTS_LOAD: Load = {
  command: save(RAW_SEPSIS_ALERTS),
  from: SEPSIS_ALERTS,
  into: RAW_SEPSIS_ALERTS,
  columns: allCopied(
    SEPSIS_ALERTS,
    RAW_SEPSIS_ALERTS.fields.map(({ name }) => name),
  ),
  takes: 105 * SECOND_MS,
};

function save({ name }: Dataset): string {
  return `execute_save_into_data_source_command.${name.replace('warehouse.', '').replaceAll('.', '_')}`;
}
