import type { Name } from './columns.ts';
import type { Field } from './facets.ts';

/** A dataset of the hospital, with all that anyone says of it. Each sender tells a part. */
export interface Dataset extends Name {
  readonly fields: readonly Field[];
  readonly description?: string;
  /** Columns by the tag they carry. */
  readonly tags?: Readonly<Record<'phi' | 'pii', readonly string[]>>;
  readonly owner?: string;
  /** Its name in the lake's catalog, for tables that are named by where they lie. */
  readonly catalogTable?: string;
}

export const KAFKA = 'kafka://kafka-1.aldermere.example:9092';
export const EHR = 'postgres://ehr-db.aldermere.example:5432';
export const WAREHOUSE = 'postgres://warehouse.aldermere.example:5432';
export const LAKE = 's3://aldermere-lake';
/** What Spark's older connector called the lake. */
const LAKE_S3A = 's3a://aldermere-lake';
export const CATALOG = 'unitycatalog://catalog.aldermere.example';
const MODELS = 's3://aldermere-models';

/** `name:type` pairs, as in `columns('bed_id:string heart_rate:double')`. */
function columns(text: string): readonly Field[] {
  return text.split(' ').map((pair): Field => {
    const [name = '', type = ''] = pair.split(':');
    return { name, type };
  });
}

// What the monitors send, and what Flink makes of it.

export const VITALS_RAW: Dataset = {
  namespace: KAFKA,
  name: 'vitals.raw',
  fields: [
    { name: 'device', type: 'record', fields: columns('vendor:string model:string serial:string') },
    ...columns('bed_id:string observed_at:long heart_rate:double spo2:double resp_rate:double temperature:double'),
    { name: 'bp', type: 'record', fields: columns('systolic:double diastolic:double mean:double') },
  ],
  description: 'One record for each bedside monitor and second, as the monitor measured it. Nothing is cleaned here.',
  tags: { phi: ['heart_rate', 'spo2', 'resp_rate', 'temperature', 'bp'], pii: [] },
  owner: 'team:bedside-devices',
};
export const VITALS_CLEAN: Dataset = {
  namespace: KAFKA,
  name: 'vitals.clean',
  fields: columns(
    'encounter_id:string bed_id:string observed_at:long heart_rate:double spo2:double resp_rate:double temperature:double systolic_bp:double',
  ),
};
export const VITALS_REJECTED: Dataset = {
  namespace: KAFKA,
  name: 'vitals.rejected',
  fields: columns('bed_id:string observed_at:long reason:string record:bytes'),
};
export const SEPSIS_ALERTS: Dataset = {
  namespace: KAFKA,
  name: 'sepsis.alerts',
  fields: columns('alert_id:STRING encounter_id:STRING alerted_at:TIMESTAMP(3) risk_score:DOUBLE risk_band:STRING model_version:STRING'),
};

// The patient record, and the topics that Debezium copies it to. The connector names the topics after the tables.

export const EHR_PATIENTS: Dataset = {
  namespace: EHR,
  name: 'ehr.public.patients',
  fields: columns('patient_id:INT64 mrn:STRING given_name:STRING family_name:STRING birth_date:INT32 postcode:STRING phone:STRING'),
  description: 'Everyone who was ever registered, one row each. The record of who is who.',
  tags: { phi: ['mrn'], pii: ['mrn', 'given_name', 'family_name', 'birth_date', 'postcode', 'phone'] },
  owner: 'team:patient-records',
};
export const EHR_ENCOUNTERS: Dataset = {
  namespace: EHR,
  name: 'ehr.public.encounters',
  fields: columns(
    'encounter_id:STRING patient_id:INT64 ward_id:STRING bed_id:STRING admitted_at:INT64 discharged_at:INT64 discharge_code:STRING',
  ),
  description: 'Each stay of a patient, with its ward and bed.',
  tags: { phi: ['admitted_at', 'discharged_at', 'discharge_code'], pii: [] },
  owner: 'team:patient-records',
};
export const EHR_LAB_RESULTS: Dataset = {
  namespace: EHR,
  name: 'ehr.public.lab_results',
  fields: columns(
    'lab_id:STRING encounter_id:STRING collected_at:INT64 status:STRING lactate:DOUBLE creatinine:DOUBLE wbc:DOUBLE platelets:DOUBLE',
  ),
  description: 'Blood panels, one row for each sample; status tells preliminary from final values.',
  tags: { phi: ['lactate', 'creatinine', 'wbc', 'platelets'], pii: [] },
  owner: 'team:laboratory',
};
/** What Debezium adds to every copied row. */
const COPY_FIELDS = columns('__op:STRING __ts_ms:INT64 __deleted:STRING');
export const TOPIC_PATIENTS: Dataset = { namespace: KAFKA, name: 'ehr.public.patients', fields: [...EHR_PATIENTS.fields, ...COPY_FIELDS] };
export const TOPIC_ENCOUNTERS: Dataset = {
  namespace: KAFKA,
  name: 'ehr.public.encounters',
  fields: [...EHR_ENCOUNTERS.fields, ...COPY_FIELDS],
};
export const TOPIC_LAB_RESULTS: Dataset = {
  namespace: KAFKA,
  name: 'ehr.public.lab_results',
  fields: [...EHR_LAB_RESULTS.fields, ...COPY_FIELDS],
};
/** From 31 March on the laboratory also measures procalcitonin. */
export const TOPIC_LAB_RESULTS_WITH_PROCALCITONIN: Dataset = {
  ...TOPIC_LAB_RESULTS,
  fields: [...EHR_LAB_RESULTS.fields, { name: 'procalcitonin', type: 'DOUBLE' }, ...COPY_FIELDS],
};

// The lake.

export const LAKE_VITALS: Dataset = {
  namespace: LAKE,
  name: 'clinical/vitals',
  fields: columns(
    'encounter_id:string bed_id:string observed_at:timestamp heart_rate:double spo2:double resp_rate:double temperature:double systolic_bp:double',
  ),
  catalogTable: 'lake.clinical.vitals',
};
export const LAKE_VITALS_S3A: Dataset = { ...LAKE_VITALS, namespace: LAKE_S3A };
export const LAKE_VITALS_GAP: Dataset = { ...LAKE_VITALS, name: 'scratch/vitals_gap', catalogTable: 'lake.scratch.vitals_gap' };
export const LAKE_BED_MOVES: Dataset = {
  namespace: LAKE,
  name: 'clinical/bed_moves',
  fields: columns('encounter_id:string ward_id:string bed_id:string moved_at:timestamp'),
};
export const LAKE_WARD_TRANSFERS: Dataset = { ...LAKE_BED_MOVES, name: 'clinical/ward_transfers' };

// The warehouse.

export const RAW_PATIENTS: Dataset = {
  namespace: WAREHOUSE,
  name: 'warehouse.clinical.raw_patients',
  fields: columns('patient_id:long patient_key:string birth_year:integer postcode_area:string'),
};
export const RAW_ENCOUNTERS: Dataset = {
  namespace: WAREHOUSE,
  name: 'warehouse.clinical.raw_encounters',
  fields: columns('encounter_id:string patient_id:long ward_id:string admitted_at:timestamp discharged_at:timestamp discharge_code:string'),
};
export const RAW_LAB_RESULTS: Dataset = {
  namespace: WAREHOUSE,
  name: 'warehouse.clinical.raw_lab_results',
  fields: columns(
    'lab_id:string encounter_id:string collected_at:timestamp status:string lactate:double creatinine:double wbc:double platelets:double',
  ),
};
export const RAW_SEPSIS_ALERTS: Dataset = {
  namespace: WAREHOUSE,
  name: 'warehouse.clinical.raw_sepsis_alerts',
  fields: columns('alert_id:string encounter_id:string alerted_at:timestamp risk_score:double risk_band:string model_version:string'),
};
export const VITALS_HOURLY: Dataset = {
  namespace: WAREHOUSE,
  name: 'warehouse.clinical.vitals_hourly',
  fields: columns(
    'encounter_id:string hour:timestamp heart_rate_max:double spo2_min:double resp_rate_max:double temperature_max:double systolic_bp_min:double',
  ),
};
export const WARD_NAMES: Dataset = {
  namespace: WAREHOUSE,
  name: 'warehouse.clinical.ward_names',
  fields: columns('ward_id:string ward_name:string beds:integer'),
};
export const WARDS_FILE: Dataset = { namespace: 'file', name: '/srv/reference/wards.csv', fields: WARD_NAMES.fields };

/** Made by dbt, which knows descriptions but no types. */
function model(
  name: string,
  { description, fields }: { readonly description: string; readonly fields: Readonly<Record<string, string>> },
): Dataset {
  const listed = Object.entries(fields).map(([field, text]): Field => ({ name: field, description: text, fields: [] }));
  return { namespace: WAREHOUSE, name: `warehouse.clinical.${name}`, fields: listed, description, owner: 'team:clinical-analytics' };
}

export const STG_ENCOUNTERS: Dataset = {
  ...model('stg_encounters', {
    description: 'Stays with a pseudonym in place of the patient.',
    fields: {
      encounter_id: 'The stay.',
      patient_key: 'Pseudonym of the patient: the same person has the same key.',
      ward_id: 'The ward at admission.',
      admitted_at: 'When the stay began.',
      age_at_admission: 'In whole years.',
      sepsis_confirmed: 'Whether the discharge code says sepsis.',
    },
  }),
  tags: { phi: ['admitted_at', 'age_at_admission', 'sepsis_confirmed'], pii: [] },
};
export const STG_LAB_RESULTS: Dataset = {
  ...model('stg_lab_results', {
    description: 'Final blood values; preliminary ones are left out.',
    fields: {
      encounter_id: 'The stay.',
      collected_at: 'When blood was drawn.',
      lactate: 'mmol/l.',
      creatinine: 'µmol/l.',
      wbc: 'Cells per nanolitre.',
    },
  }),
  tags: { phi: ['lactate', 'creatinine', 'wbc'], pii: [] },
};
export const SEPSIS_FEATURES: Dataset = {
  ...model('sepsis_features', {
    description: 'One row for each stay and hour: what the sepsis model learns from.',
    fields: {
      encounter_id: 'The stay.',
      hour: 'The hour that the values belong to.',
      heart_rate_max: 'Highest of the hour.',
      spo2_min: 'Lowest of the hour.',
      resp_rate_max: 'Highest of the hour.',
      systolic_bp_min: 'Lowest of the hour.',
      lactate: 'The newest final value at that hour.',
      age_at_admission: 'In whole years.',
      label: 'Whether the stay ended with confirmed sepsis.',
    },
  }),
  tags: { phi: ['heart_rate_max', 'spo2_min', 'resp_rate_max', 'systolic_bp_min', 'lactate', 'label'], pii: [] },
};
export const FCT_SEPSIS_ALERTS: Dataset = {
  ...model('fct_sepsis_alerts', {
    description: 'Every alert with its ward and what became of the patient.',
    fields: {
      alert_id: 'The alert.',
      encounter_id: 'The stay.',
      patient_key: 'Pseudonym of the patient.',
      ward_name: 'The ward, as people call it.',
      alerted_at: 'When the alert was raised.',
      risk_score: 'What the model said, between 0 and 1.',
      sepsis_confirmed: 'Whether the stay ended with confirmed sepsis.',
    },
  }),
  tags: { phi: ['risk_score', 'sepsis_confirmed'], pii: [] },
};
export const LEGACY_MANUAL_SCORES: Dataset = {
  namespace: WAREHOUSE,
  name: 'warehouse.legacy.manual_scores',
  fields: columns('score_id:bigint encounter_id:varchar ward:varchar scored_at:timestamp score:numeric'),
  description: 'Risk scores that nurses entered by hand before the stream was scored.',
};
export const SEPSIS_OUTCOMES: Dataset = {
  namespace: WAREHOUSE,
  name: 'warehouse.reports.sepsis_outcomes',
  fields: columns('month:date ward:varchar alerts:bigint risk_score:numeric sepsis_confirmed:bigint'),
  description: 'For the quality board: alerts, risk and outcomes by ward and month.',
  owner: 'team:quality-board',
};

/** The trained model. A dataset like any other, but for its type. */
export const SEPSIS_RISK: Dataset = {
  namespace: MODELS,
  name: 'sepsis-risk',
  fields: [],
  description: 'Gradient-boosted trees that give the risk of sepsis within six hours.',
  owner: 'team:clinical-ml',
};
