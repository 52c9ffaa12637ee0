import * as hospital from '../../../../prisma/seed/datasets.ts';
import type { Name } from './shapes.ts';

// What the variables name: things of the hospital of the demo, whose names are written down once, in its story.

export const SEPSIS_ALERTS = named(hospital.SEPSIS_ALERTS);
export const SEPSIS_OUTCOMES = named(hospital.SEPSIS_OUTCOMES);
export const SEPSIS_RISK = named(hospital.SEPSIS_RISK);
export const EHR_PATIENTS = named(hospital.EHR_PATIENTS);
export const EHR_LAB_RESULTS = named(hospital.EHR_LAB_RESULTS);
export const TOPIC_LAB_RESULTS = named(hospital.TOPIC_LAB_RESULTS);
export const VITALS_RAW = named(hospital.VITALS_RAW);
export const LAKE_VITALS = named(hospital.LAKE_VITALS);
export const LAKE_WARD_TRANSFERS = named(hospital.LAKE_WARD_TRANSFERS);
export const LAKE_VITALS_S3A = named(hospital.LAKE_VITALS_S3A);

/** When the report still rested on what nurses entered, and an auditor last looked. */
export const LAST_AUDIT = '2026-03-20T00:00:00Z';

function named({ namespace, name }: Name): Name {
  return { namespace, name };
}
