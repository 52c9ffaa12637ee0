import { nightly, type TaskTry } from './airflow.ts';
import type { Name } from './columns.ts';
import { EHR_PATIENTS, FCT_SEPSIS_ALERTS, RAW_SEPSIS_ALERTS, STG_ENCOUNTERS } from './datasets.ts';
import { modelJob } from './dbt-models.ts';
import { type Delivery, fromJava } from './delivery.ts';
import { type Load, loadsOf, NIGHTLY } from './nightly-loads.ts';
import { queryEvent, queryOf } from './nights.ts';
import { REPORT } from './report.ts';
import { at, MINUTE_MS } from './times.ts';

// How the hospital governs what the story built: who may see what, what a table promises, and the night when the promise is broken.

/** Engineers keep the pipelines running, and need neither what is tagged as health data or as personal, nor the queries. */
export const policyText = `name: hospital
description: Engineers see the pipelines without health data, without personal data and without queries.
rules:
  - effect: deny
    roles: [engineer]
    on: { tag: phi, columns: ["*"] }
  - effect: deny
    roles: [engineer]
    on: { tag: pii, columns: ["*"] }
  - effect: deny
    roles: [engineer]
    on: { facets: [sql] }
`;

/** What the engineer is shown with a part missing, and the auditor whole. */
export const guarded = {
  dataset: EHR_PATIENTS,
  hidden: ['mrn', 'given_name', 'family_name', 'birth_date', 'postcode', 'phone'],
  job: modelJob({ output: STG_ENCOUNTERS }),
} as const;

/** What the table of alerts promises to those who read it. */
export const contractText = `apiVersion: v3.1.0
kind: DataContract
id: sepsis-alerts
name: Sepsis alerts in the warehouse
version: 1.0.0
status: active
servers:
  - server: warehouse
    type: postgres
    host: warehouse.aldermere.example
    port: 5432
    database: warehouse
    schema: clinical
schema:
  - name: alerts
    physicalName: raw_sepsis_alerts
    properties:
${RAW_SEPSIS_ALERTS.fields.map(({ name, type = 'string' }) => `      - { name: ${name}, physicalType: ${type} }`).join('\n')}
`;

/** The column that is gone on 2 April, and the two jobs that it hurts: the one that reads it, and the board's report behind that. */
export const dropped: { readonly contract: string; readonly dataset: Name; readonly column: string; readonly hurts: readonly Name[] } = {
  contract: 'sepsis-alerts',
  dataset: RAW_SEPSIS_ALERTS,
  column: 'risk_score',
  hurts: [modelJob({ output: FCT_SEPSIS_ALERTS }), REPORT],
};

/** The night of 2 April: somebody thought that the band was enough, and Spark writes the table without the score. */
export function nightWithoutColumn(): Delivery {
  const due = at('2026-04-02T01:30:00Z');
  const attempt: TaskTry = { dagRun: nightly(NIGHTLY, due), task: 'load_alerts', attempt: 1, began: due + 15 * MINUTE_MS };
  const [whole] = loadsOf(due).load_alerts;
  if (whole === undefined) throw new Error('the story loads no alerts any more');
  const load = without(whole, dropped.column);
  const query = queryOf(attempt, load, attempt.began + MINUTE_MS);
  const time = query.began + load.takes;
  const about = 'Night of 2 April: Spark has loaded the alerts, with a column less.';
  return fromJava({ emitter: 'warehouse', event: queryEvent(query, load, { type: 'COMPLETE', time }), time, about }).delivery;
}

function without(load: Load, column: string): Load {
  const columns = Object.fromEntries(Object.entries(load.columns).filter(([name]) => name !== column));
  return { ...load, columns, into: { ...load.into, fields: load.into.fields.filter(({ name }) => name !== column) } };
}
