import type { Name } from './columns.ts';
import type { Delivery } from './delivery.ts';

/** Every job of the story, by namespace. Written out, so that a slip in a builder shows. */
const JOBS: Readonly<Record<string, readonly string[]>> = {
  airflow: [
    'nightly_clinical',
    'nightly_clinical.dbt_build',
    'nightly_clinical.load_alerts',
    'nightly_clinical.load_ehr',
    'nightly_clinical.vitals_hourly',
    'quality',
    'quality.monthly_report',
  ],
  'change-capture': ['ehr.0'],
  dbt: [
    'warehouse.clinical.aldermere_clinical.fct_sepsis_alerts',
    'warehouse.clinical.aldermere_clinical.fct_sepsis_alerts.test',
    'warehouse.clinical.aldermere_clinical.sepsis_features',
    'warehouse.clinical.aldermere_clinical.stg_encounters',
    'warehouse.clinical.aldermere_clinical.stg_encounters.test',
    'warehouse.clinical.aldermere_clinical.stg_lab_results',
  ],
  'flink-jobs': ['sepsis-scoring', 'vitals-cleaning'],
  ml: ['sepsis_risk.train'],
  'spark-batch': [
    'bed_moves.alter_table_rename.clinical_ward_transfers',
    'bed_moves.execute_insert_into_hadoop_fs_relation_command.clinical_bed_moves',
    'fill_gap.append_data.lake_clinical_vitals',
    'fill_gap.atomic_create_table_as_select.lake_scratch_vitals_gap',
    'fill_gap.drop_table.lake_scratch_vitals_gap',
    'load_alerts',
    'load_alerts.execute_save_into_data_source_command.clinical_raw_sepsis_alerts',
    'load_ehr',
    'load_ehr.execute_save_into_data_source_command.clinical_raw_encounters',
    'load_ehr.execute_save_into_data_source_command.clinical_raw_lab_results',
    'load_ehr.execute_save_into_data_source_command.clinical_raw_patients',
    'load_wards.execute_save_into_data_source_command.clinical_ward_names',
    'vitals_hourly',
    'vitals_hourly.execute_save_into_data_source_command.clinical_vitals_hourly',
  ],
  'spark-streaming': ['vitals_to_lake', 'vitals_to_lake.append_data.lake_clinical_vitals'],
};

export function jobNames(): readonly Name[] {
  return Object.entries(JOBS).flatMap(([namespace, names]) => names.map((name) => ({ namespace, name })));
}

/** The namespaces of jobs that each sender speaks for. Datasets of all namespaces are read and written by both. */
export const hospitalJobNamespaces: Readonly<Record<Delivery['emitter'], readonly string[]>> = {
  streams: ['change-capture', 'flink-jobs', 'spark-streaming'],
  warehouse: ['airflow', 'dbt', 'ml', 'spark-batch'],
};
