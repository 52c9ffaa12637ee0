import type { Name } from './columns.ts';
import * as hospital from './datasets.ts';
import { EHR_COPY, EHR_PASSWORD, PASSWORD_POINTER } from './debezium.ts';
import { CLEANING, SCORING } from './flink.ts';
import { jobNames } from './hospital-jobs.ts';
import { VITALS_TO_LAKE } from './lake-stream.ts';
import { WARDS_ABOUT } from './lake-tables.ts';
import { CENSUS_JOB } from './mishaps.ts';
import { NULLS_ABOUT, REPORT } from './report.ts';
import { NO_SCHEMA_URL_ABOUT } from './streams.ts';
import { TRAINING_OFF_SPEC } from './training.ts';

// What must be true once every delivery of the story is recorded. Written by hand from the story, never read from the product.
// A dataset stands here by one of its names; `sameDataset` says which other names mean it.

/** A dataset that a walk reaches. `depth` counts the jobs in between: 1 is next door. */
export interface Reached {
  readonly dataset: Name;
  readonly depth: number;
}

/** A whole walk: everything that is reached, and nothing else. */
export interface Walk {
  readonly from: Name;
  readonly direction: 'upstream' | 'downstream';
  readonly asOf: string;
  readonly reached: readonly Reached[];
}

export type Column = readonly [dataset: Name, column: string];

/** All ways by which a column's value came about, each from the column back to a source. Only DIRECT transformations. */
export interface ColumnPaths {
  readonly asOf: string;
  readonly chains: readonly (readonly Column[])[];
}

/** When the story ends. Nothing that happens later changes an answer about this instant. */
const END = '2026-04-01T08:00:00Z';

function name({ namespace, name: text }: Name): Name {
  return { namespace, name: text };
}

/** `rings[0]` are the datasets at depth 1, and so on. */
function reached(rings: readonly (readonly Name[])[]): readonly Reached[] {
  return rings.flatMap((ring, index) => ring.map((dataset) => ({ dataset: name(dataset), depth: index + 1 })));
}

/** From the alerts back to the monitors, the laboratory and, through the model, the whole warehouse that it learnt from. */
const ALERTS_UPSTREAM: readonly (readonly Name[])[] = [
  // What the scoring job declares.
  [hospital.VITALS_CLEAN, hospital.TOPIC_LAB_RESULTS, hospital.SEPSIS_RISK],
  // Cleaning (two), the copy (the topic's own table, not all three: it is declared), training.
  [hospital.VITALS_RAW, hospital.TOPIC_ENCOUNTERS, hospital.EHR_LAB_RESULTS, hospital.SEPSIS_FEATURES],
  // The copy, then dbt's features.
  [hospital.EHR_ENCOUNTERS, hospital.VITALS_HOURLY, hospital.STG_LAB_RESULTS, hospital.STG_ENCOUNTERS],
  // The hourly load, then dbt's staging.
  [hospital.LAKE_VITALS, hospital.RAW_LAB_RESULTS, hospital.RAW_ENCOUNTERS, hospital.RAW_PATIENTS],
  // The nightly load. The lake's vitals come from vitals.clean, which the other way is nearer.
  [hospital.EHR_PATIENTS],
];

/** The report meets the stream at depth 3, and from there goes the way of the alerts. */
const REPORT_UPSTREAM: readonly (readonly Name[])[] = [
  [hospital.FCT_SEPSIS_ALERTS, hospital.STG_ENCOUNTERS],
  [hospital.RAW_SEPSIS_ALERTS, hospital.WARD_NAMES, hospital.RAW_ENCOUNTERS, hospital.RAW_PATIENTS],
  [hospital.SEPSIS_ALERTS, hospital.WARDS_FILE, hospital.EHR_ENCOUNTERS, hospital.EHR_PATIENTS],
  [hospital.VITALS_CLEAN, hospital.TOPIC_LAB_RESULTS, hospital.SEPSIS_RISK],
  [hospital.VITALS_RAW, hospital.TOPIC_ENCOUNTERS, hospital.EHR_LAB_RESULTS, hospital.SEPSIS_FEATURES],
  [hospital.VITALS_HOURLY, hospital.STG_LAB_RESULTS],
  [hospital.LAKE_VITALS, hospital.RAW_LAB_RESULTS],
];

/** The report's score, as far as it is the same by all ways. */
const SCORE_STEM: readonly Column[] = [
  [name(hospital.SEPSIS_OUTCOMES), 'risk_score'],
  [name(hospital.FCT_SEPSIS_ALERTS), 'risk_score'],
  [name(hospital.RAW_SEPSIS_ALERTS), 'risk_score'],
  [name(hospital.SEPSIS_ALERTS), 'risk_score'],
];

/** What the score is made from: columns of the cleaned vitals, by the column of the monitors that each comes from. */
const MEASURED = { heart_rate: 'heart_rate', spo2: 'spo2', resp_rate: 'resp_rate', temperature: 'temperature', systolic_bp: 'bp' };

const WALKS: readonly Walk[] = [
  { from: name(hospital.SEPSIS_ALERTS), direction: 'upstream', asOf: END, reached: reached(ALERTS_UPSTREAM) },
  {
    // The scratch table had been added to the lake on 30 March and was not dropped until the 31st.
    from: name(hospital.SEPSIS_ALERTS),
    direction: 'upstream',
    asOf: '2026-03-30T12:00:00Z',
    reached: [...reached(ALERTS_UPSTREAM), { dataset: name(hospital.LAKE_VITALS_GAP), depth: 5 }],
  },
  { from: name(hospital.SEPSIS_OUTCOMES), direction: 'upstream', asOf: END, reached: reached(REPORT_UPSTREAM) },
  {
    // In March the board's numbers still rested on scores entered by hand: no stream, no model.
    from: name(hospital.SEPSIS_OUTCOMES),
    direction: 'upstream',
    asOf: '2026-03-20T00:00:00Z',
    reached: reached([
      [hospital.LEGACY_MANUAL_SCORES, hospital.STG_ENCOUNTERS],
      [hospital.RAW_ENCOUNTERS, hospital.RAW_PATIENTS],
      [hospital.EHR_ENCOUNTERS, hospital.EHR_PATIENTS],
    ]),
  },
  {
    // Where the patients go. Nothing reads their topic; the pseudonym and the age go on.
    from: name(hospital.EHR_PATIENTS),
    direction: 'downstream',
    asOf: END,
    reached: reached([
      [hospital.TOPIC_PATIENTS, hospital.RAW_PATIENTS],
      [hospital.STG_ENCOUNTERS],
      [hospital.SEPSIS_FEATURES, hospital.FCT_SEPSIS_ALERTS, hospital.SEPSIS_OUTCOMES],
      [hospital.SEPSIS_RISK],
      [hospital.SEPSIS_ALERTS],
      [hospital.RAW_SEPSIS_ALERTS],
    ]),
  },
  {
    // The renamed table keeps what it was made from.
    from: name(hospital.LAKE_WARD_TRANSFERS),
    direction: 'upstream',
    asOf: END,
    reached: reached([[hospital.EHR_ENCOUNTERS]]),
  },
];

/** The datasets at the end, each by its canonical name. The scratch table is dropped and not among them. */
const DATASETS: readonly Name[] = [
  ...[
    hospital.VITALS_RAW,
    hospital.VITALS_CLEAN,
    hospital.VITALS_REJECTED,
    hospital.SEPSIS_ALERTS,
    hospital.TOPIC_PATIENTS,
    hospital.TOPIC_ENCOUNTERS,
    hospital.TOPIC_LAB_RESULTS,
  ],
  ...[
    hospital.EHR_PATIENTS,
    hospital.EHR_ENCOUNTERS,
    hospital.EHR_LAB_RESULTS,
    hospital.LAKE_VITALS,
    hospital.LAKE_WARD_TRANSFERS,
    hospital.SEPSIS_RISK,
    hospital.WARDS_FILE,
  ],
  ...[
    hospital.RAW_PATIENTS,
    hospital.RAW_ENCOUNTERS,
    hospital.RAW_LAB_RESULTS,
    hospital.RAW_SEPSIS_ALERTS,
    hospital.VITALS_HOURLY,
    hospital.WARD_NAMES,
  ],
  ...[
    hospital.STG_ENCOUNTERS,
    hospital.STG_LAB_RESULTS,
    hospital.SEPSIS_FEATURES,
    hospital.FCT_SEPSIS_ALERTS,
    hospital.LEGACY_MANUAL_SCORES,
    hospital.SEPSIS_OUTCOMES,
  ],
].map(name);

/** What must be true of Headgate after the story, at its defaults. */
export const hospitalClaims = {
  asOf: END,
  /** Whole nights 5 × 38 and a failed try 6; older nights 19 × 2; Debezium 19, Flink 24 + 19, the lake's stream 47; by hand 12; training 7; reports 9; declarations 4. */
  deliveries: { recorded: 375, duplicate: 6, quarantined: 5, rejected: 1 },
  /** Whole nights 5 × 19 and a failed try 3; older nights 38; streams 5 and 23 micro-batches; by hand 6; training 3; reports 4. */
  runs: { total: 177, complete: 170, running: 4, fail: 2, abort: 1 },
  /** Jobs with a run that goes on. None of them is expected to end. */
  runningJobs: [EHR_COPY, CLEANING, SCORING, VITALS_TO_LAKE.job],
  jobs: jobNames(),
  datasets: DATASETS,
  /** Only broken events speak of it, so the graph does not know it. */
  unknownJobs: [CENSUS_JOB],
  /** Names that mean one dataset at the end, the canonical one first. */
  sameDataset: [
    // By Spark's symlinks to the catalog, over the old connector's name and the new.
    [name(hospital.LAKE_VITALS), name(hospital.LAKE_VITALS_S3A), { namespace: hospital.CATALOG, name: 'lake.clinical.vitals' }],
    // By the rename of 30 March: the previous name is not the canonical one, though it sorts first.
    [name(hospital.LAKE_WARD_TRANSFERS), name(hospital.LAKE_BED_MOVES)],
    // By Flink SQL's symlinks.
    [name(hospital.VITALS_CLEAN), { namespace: hospital.KAFKA, name: 'ward_catalog.live.vitals_clean' }],
    [name(hospital.SEPSIS_ALERTS), { namespace: hospital.KAFKA, name: 'ward_catalog.live.sepsis_alerts' }],
    [name(hospital.TOPIC_LAB_RESULTS), { namespace: hospital.KAFKA, name: 'ward_catalog.live.ehr_public_lab_results' }],
  ],
  walks: WALKS,
  /** `reports.sepsis_outcomes.risk_score`, back to the monitors and the laboratory; in March, back to what nurses entered. */
  riskScorePaths: [
    {
      asOf: END,
      chains: [
        ...Object.entries(MEASURED).map(([clean, raw]): readonly Column[] => [
          ...SCORE_STEM,
          [name(hospital.VITALS_CLEAN), clean],
          [name(hospital.VITALS_RAW), raw],
        ]),
        [...SCORE_STEM, [name(hospital.TOPIC_LAB_RESULTS), 'lactate'], [name(hospital.EHR_LAB_RESULTS), 'lactate']],
      ],
    },
    {
      asOf: '2026-03-20T00:00:00Z',
      chains: [
        [
          [name(hospital.SEPSIS_OUTCOMES), 'risk_score'],
          [name(hospital.LEGACY_MANUAL_SCORES), 'score'],
        ],
      ],
    },
  ] satisfies readonly ColumnPaths[],
  /** The pseudonym: hashed where it leaves the patient record, and only copied after that. The record number in the topic is not masked. */
  maskedPath: {
    chain: [
      [name(hospital.FCT_SEPSIS_ALERTS), 'patient_key'],
      [name(hospital.STG_ENCOUNTERS), 'patient_key'],
      [name(hospital.RAW_PATIENTS), 'patient_key'],
      [name(hospital.EHR_PATIENTS), 'mrn'],
    ] satisfies readonly Column[],
    maskedInto: [name(hospital.RAW_PATIENTS), 'patient_key'] satisfies Column,
    unmaskedCopy: [name(hospital.TOPIC_PATIENTS), 'mrn'] satisfies Column,
  },
  /** The edge that ended: last seen in the report of February, ended by the report of March, which began 30 days and 23:56:43 later. */
  endedEdge: {
    source: name(hospital.LEGACY_MANUAL_SCORES),
    job: REPORT,
    lastSeen: '2026-03-01T05:03:22.000046Z',
    endedAt: '2026-04-01T05:03:22.000491Z',
  },
  /** One column appears in the course of the story; nothing else changes in any schema. */
  schemaChange: { dataset: name(hospital.TOPIC_LAB_RESULTS), fieldAdded: 'procalcitonin', changedAt: '2026-03-31T06:00:02.000160244Z' },
  /** The version facet of the model: the training of 15 March made 5, that of 29 March made 7. */
  modelVersions: [
    { dataset: name(hospital.SEPSIS_RISK), asOf: '2026-03-20T00:00:00Z', version: '5' },
    { dataset: name(hospital.SEPSIS_RISK), asOf: END, version: '7' },
  ],
  /** Every event of the connector carries the password, at one place: 1 START, 3 tables, 3 topics on five days. No stored or shown byte may hold it. */
  redacted: { events: 19, pointer: PASSWORD_POINTER, secret: EHR_PASSWORD },
  /** Recorded though off the standard: the event's sentence, and where it departs. A URI that is none needs no warning, the others have one. */
  offSpec: [
    { about: NO_SCHEMA_URL_ABOUT, pointer: '/schemaURL' },
    { about: TRAINING_OFF_SPEC.zoneless, pointer: '/eventTime' },
    { about: TRAINING_OFF_SPEC.unsigned, pointer: '/run/facets/aldermere_trainingMetrics' },
    { about: TRAINING_OFF_SPEC.unknownType, pointer: '/eventType' },
    { about: WARDS_ABOUT.begins, pointer: '/inputs/0/facets/dataSource/uri' },
    { about: WARDS_ABOUT.ends, pointer: '/inputs/0/facets/dataSource/uri' },
    { about: NULLS_ABOUT, pointer: '/run/facets/nominalTime' },
  ],
} as const;
