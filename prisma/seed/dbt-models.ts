import { aggregated, calculated, type ColumnMap, copied, influenced, type Name } from './columns.ts';
import {
  type Dataset,
  FCT_SEPSIS_ALERTS,
  RAW_ENCOUNTERS,
  RAW_LAB_RESULTS,
  RAW_PATIENTS,
  RAW_SEPSIS_ALERTS,
  SEPSIS_FEATURES,
  STG_ENCOUNTERS,
  STG_LAB_RESULTS,
  VITALS_HOURLY,
  WARD_NAMES,
} from './datasets.ts';

export const DBT_PROJECT = 'aldermere_clinical';

/** A dbt model: one select that becomes one table or view. */
export interface DbtModel {
  readonly output: Dataset;
  readonly inputs: readonly Dataset[];
  readonly materialized: 'view' | 'table';
  readonly path: string;
  readonly columns: ColumnMap;
  readonly sql: string;
  /** Seconds that it takes. */
  readonly takes: number;
}

/** A dbt test of one column. */
export interface DbtTest {
  readonly column: string;
  readonly assertion: 'not_null' | 'unique' | 'accepted_range';
  readonly severity: 'error' | 'warn';
}

/** The name of a model, as dbt's project knows it. */
export function modelName({ output }: Pick<DbtModel, 'output'>): string {
  return output.name.replace('warehouse.clinical.', '');
}

export function modelJob(model: Pick<DbtModel, 'output'>): Name {
  return { namespace: 'dbt', name: `warehouse.clinical.${DBT_PROJECT}.${modelName(model)}` };
}

/** The models, each after those that it reads. */
export const DBT_MODELS: readonly DbtModel[] = [
  {
    output: STG_ENCOUNTERS,
    inputs: [RAW_ENCOUNTERS, RAW_PATIENTS],
    materialized: 'view',
    path: 'models/staging/stg_encounters.sql',
    takes: 3,
    columns: {
      encounter_id: [copied(RAW_ENCOUNTERS, 'encounter_id')],
      patient_key: [
        copied(RAW_PATIENTS, 'patient_key'),
        influenced(RAW_PATIENTS, 'patient_id', 'JOIN'),
        influenced(RAW_ENCOUNTERS, 'patient_id', 'JOIN'),
      ],
      ward_id: [copied(RAW_ENCOUNTERS, 'ward_id')],
      admitted_at: [copied(RAW_ENCOUNTERS, 'admitted_at')],
      age_at_admission: [calculated(RAW_PATIENTS, 'birth_year'), calculated(RAW_ENCOUNTERS, 'admitted_at')],
      sepsis_confirmed: [calculated(RAW_ENCOUNTERS, 'discharge_code')],
    },
    sql: `select
    e.encounter_id,
    p.patient_key,
    e.ward_id,
    e.admitted_at,
    extract(year from e.admitted_at)::int - p.birth_year as age_at_admission,
    e.discharge_code like 'A4%' as sepsis_confirmed
from "warehouse"."clinical"."raw_encounters" as e
join "warehouse"."clinical"."raw_patients" as p on p.patient_id = e.patient_id`,
  },
  {
    output: STG_LAB_RESULTS,
    inputs: [RAW_LAB_RESULTS],
    materialized: 'view',
    path: 'models/staging/stg_lab_results.sql',
    takes: 2,
    columns: {
      encounter_id: [copied(RAW_LAB_RESULTS, 'encounter_id')],
      collected_at: [copied(RAW_LAB_RESULTS, 'collected_at')],
      lactate: [copied(RAW_LAB_RESULTS, 'lactate'), influenced(RAW_LAB_RESULTS, 'status', 'FILTER')],
      creatinine: [copied(RAW_LAB_RESULTS, 'creatinine'), influenced(RAW_LAB_RESULTS, 'status', 'FILTER')],
      wbc: [copied(RAW_LAB_RESULTS, 'wbc'), influenced(RAW_LAB_RESULTS, 'status', 'FILTER')],
    },
    sql: `select encounter_id, collected_at, lactate, creatinine, wbc
from "warehouse"."clinical"."raw_lab_results"
where status = 'final'`,
  },
  {
    output: SEPSIS_FEATURES,
    inputs: [VITALS_HOURLY, STG_LAB_RESULTS, STG_ENCOUNTERS],
    materialized: 'table',
    path: 'models/marts/sepsis_features.sql',
    takes: 96,
    columns: {
      encounter_id: [copied(VITALS_HOURLY, 'encounter_id')],
      hour: [copied(VITALS_HOURLY, 'hour')],
      heart_rate_max: [copied(VITALS_HOURLY, 'heart_rate_max')],
      spo2_min: [copied(VITALS_HOURLY, 'spo2_min')],
      resp_rate_max: [copied(VITALS_HOURLY, 'resp_rate_max')],
      systolic_bp_min: [copied(VITALS_HOURLY, 'systolic_bp_min')],
      lactate: [calculated(STG_LAB_RESULTS, 'lactate', 'newest not after the hour'), influenced(STG_LAB_RESULTS, 'collected_at', 'FILTER')],
      age_at_admission: [copied(STG_ENCOUNTERS, 'age_at_admission'), influenced(STG_ENCOUNTERS, 'encounter_id', 'JOIN')],
      label: [copied(STG_ENCOUNTERS, 'sepsis_confirmed'), influenced(STG_ENCOUNTERS, 'encounter_id', 'JOIN')],
    },
    sql: `select
    v.encounter_id,
    v.hour,
    v.heart_rate_max,
    v.spo2_min,
    v.resp_rate_max,
    v.systolic_bp_min,
    l.lactate,
    e.age_at_admission,
    e.sepsis_confirmed as label
from "warehouse"."clinical"."vitals_hourly" as v
join "warehouse"."clinical"."stg_encounters" as e using (encounter_id)
left join lateral (
    select s.lactate
    from "warehouse"."clinical"."stg_lab_results" as s
    where s.encounter_id = v.encounter_id and s.collected_at <= v.hour
    order by s.collected_at desc
    limit 1
) as l on true`,
  },
  {
    output: FCT_SEPSIS_ALERTS,
    inputs: [RAW_SEPSIS_ALERTS, STG_ENCOUNTERS, WARD_NAMES],
    materialized: 'table',
    path: 'models/marts/fct_sepsis_alerts.sql',
    takes: 21,
    columns: {
      alert_id: [copied(RAW_SEPSIS_ALERTS, 'alert_id')],
      encounter_id: [copied(RAW_SEPSIS_ALERTS, 'encounter_id')],
      patient_key: [copied(STG_ENCOUNTERS, 'patient_key'), influenced(STG_ENCOUNTERS, 'encounter_id', 'JOIN')],
      ward_name: [
        copied(WARD_NAMES, 'ward_name'),
        influenced(WARD_NAMES, 'ward_id', 'JOIN'),
        influenced(STG_ENCOUNTERS, 'ward_id', 'JOIN'),
      ],
      alerted_at: [aggregated(RAW_SEPSIS_ALERTS, 'alerted_at', 'first of the stay')],
      risk_score: [
        aggregated(RAW_SEPSIS_ALERTS, 'risk_score', 'highest of the stay'),
        influenced(RAW_SEPSIS_ALERTS, 'encounter_id', 'GROUP_BY'),
      ],
      sepsis_confirmed: [copied(STG_ENCOUNTERS, 'sepsis_confirmed'), influenced(STG_ENCOUNTERS, 'encounter_id', 'JOIN')],
    },
    sql: `with by_stay as (
    select
        min(alert_id) as alert_id,
        encounter_id,
        min(alerted_at) as alerted_at,
        max(risk_score) as risk_score
    from "warehouse"."clinical"."raw_sepsis_alerts"
    group by encounter_id
)
select b.*, e.patient_key, w.ward_name, e.sepsis_confirmed
from by_stay as b
join "warehouse"."clinical"."stg_encounters" as e using (encounter_id)
join "warehouse"."clinical"."ward_names" as w using (ward_id)`,
  },
];

/** What dbt tests each night, by the model. */
export const DBT_TESTS: readonly { readonly model: DbtModel['output']; readonly tests: readonly DbtTest[] }[] = [
  {
    model: STG_ENCOUNTERS,
    tests: [
      { column: 'encounter_id', assertion: 'unique', severity: 'error' },
      { column: 'patient_key', assertion: 'not_null', severity: 'error' },
    ],
  },
  {
    model: FCT_SEPSIS_ALERTS,
    tests: [
      { column: 'alert_id', assertion: 'unique', severity: 'error' },
      { column: 'risk_score', assertion: 'accepted_range', severity: 'error' },
      { column: 'ward_name', assertion: 'not_null', severity: 'warn' },
    ],
  },
];
