import {
  allCopied,
  calculated,
  columnLineage,
  type ColumnMap,
  copied,
  influenced,
  lineageEntry,
  type Name,
  type SourceColumn,
} from './columns.ts';
import { datasetType, dataSource, knowledge, schema } from './dataset-facets.ts';
import {
  type Dataset,
  EHR_ENCOUNTERS,
  EHR_LAB_RESULTS,
  EHR_PATIENTS,
  SEPSIS_ALERTS,
  SEPSIS_RISK,
  TOPIC_ENCOUNTERS,
  TOPIC_LAB_RESULTS,
  TOPIC_PATIENTS,
  VITALS_CLEAN,
  VITALS_RAW,
  VITALS_REJECTED,
} from './datasets.ts';
import { EHR_COPY } from './debezium.ts';
import { type Arrival, fromJava } from './delivery.ts';
import { DATASET_EVENT_URL, facet, type Facets, JOB_EVENT_URL, lineageFacet } from './facets.ts';
import { CLEANING, SCORING } from './flink.ts';
import { at, millis, MINUTE_MS, type Time } from './times.ts';

const PRODUCER = 'https://git.aldermere.example/streams/deploy';

/** The tables of the patient record and the topics that they are copied to. */
const COPIES: readonly (readonly [Dataset, Dataset])[] = [
  [EHR_PATIENTS, TOPIC_PATIENTS],
  [EHR_ENCOUNTERS, TOPIC_ENCOUNTERS],
  [EHR_LAB_RESULTS, TOPIC_LAB_RESULTS],
];

/** What the streams' repository declares when it is deployed: the engines at work know no columns. */
export function declarations(): readonly Arrival[] {
  const deployed = at('2026-03-08T05:00:00Z');
  return [
    declared(deployed, ehrCopy(), 'The deployment declares which table of the patient record is copied to which topic.'),
    declared(deployed + MINUTE_MS, cleaning(), 'The deployment declares how vitals are cleaned, column by column.'),
    declared(deployed + 2 * MINUTE_MS, scoring(), 'The deployment declares what the risk of sepsis is made from.'),
    rawVitals(deployed + 3 * MINUTE_MS),
  ];
}

interface Declaration {
  readonly job: Name;
  readonly facets: Facets;
  readonly inputs: readonly object[];
  readonly outputs: readonly object[];
}

/** Without this, the connector's inputs and outputs would be multiplied: every topic from every table. */
function ehrCopy(): Declaration {
  const entries = COPIES.map(([table, topic]) =>
    lineageEntry(topic, {
      inputs: [table],
      columns: allCopied(
        table,
        table.fields.map(({ name }) => name),
      ),
    }),
  );
  return {
    job: EHR_COPY,
    facets: { lineage: lineageFacet(PRODUCER, entries) },
    inputs: COPIES.map(([table]) => ({ ...named(table), facets: { ...schema(PRODUCER, table), ...knowledge(PRODUCER, table) } })),
    outputs: COPIES.map(([, topic]) => named(topic)),
  };
}

/** In the older form: column lineage on the output. Nothing is said of the columns of what is rejected. */
function cleaning(): Declaration {
  const byBed = [influenced(TOPIC_ENCOUNTERS, 'bed_id', 'JOIN'), influenced(VITALS_RAW, 'bed_id', 'JOIN')];
  const columns: ColumnMap = {
    encounter_id: [copied(TOPIC_ENCOUNTERS, 'encounter_id'), ...byBed],
    bed_id: [copied(VITALS_RAW, 'bed_id')],
    observed_at: [copied(VITALS_RAW, 'observed_at')],
    heart_rate: [calculated(VITALS_RAW, 'heart_rate', 'kept between 20 and 300')],
    spo2: [calculated(VITALS_RAW, 'spo2', 'kept between 50 and 100')],
    resp_rate: [calculated(VITALS_RAW, 'resp_rate', 'kept between 4 and 70')],
    temperature: [calculated(VITALS_RAW, 'temperature', 'degrees Celsius')],
    systolic_bp: [calculated(VITALS_RAW, 'bp', 'bp.systolic')],
  };
  const facets = { columnLineage: facet(PRODUCER, 'ColumnLineageDatasetFacet', columnLineage(columns)) };
  return {
    job: CLEANING,
    facets: {},
    inputs: [VITALS_RAW, TOPIC_ENCOUNTERS].map(named),
    outputs: [{ ...named(VITALS_CLEAN), facets }, named(VITALS_REJECTED)],
  };
}

/** The model flows into the alerts as a whole: it has no columns. */
function scoring(): Declaration {
  const measured = ['heart_rate', 'spo2', 'resp_rate', 'temperature', 'systolic_bp'].map((column) => calculated(VITALS_CLEAN, column));
  const risk: readonly SourceColumn[] = [
    ...measured,
    calculated(TOPIC_LAB_RESULTS, 'lactate', 'newest final value'),
    influenced(TOPIC_LAB_RESULTS, 'status', 'FILTER'),
    influenced(TOPIC_LAB_RESULTS, 'encounter_id', 'JOIN'),
    influenced(VITALS_CLEAN, 'encounter_id', 'JOIN'),
  ];
  const columns: ColumnMap = {
    alert_id: [calculated(VITALS_CLEAN, 'encounter_id'), calculated(VITALS_CLEAN, 'observed_at')],
    encounter_id: [copied(VITALS_CLEAN, 'encounter_id')],
    alerted_at: [copied(VITALS_CLEAN, 'observed_at')],
    risk_score: risk,
    risk_band: risk,
  };
  const entry = lineageEntry(SEPSIS_ALERTS, { inputs: [VITALS_CLEAN, TOPIC_LAB_RESULTS, SEPSIS_RISK], columns });
  return {
    job: SCORING,
    facets: { lineage: lineageFacet(PRODUCER, [entry]) },
    inputs: [VITALS_CLEAN, TOPIC_LAB_RESULTS, SEPSIS_RISK].map(named),
    outputs: [named(SEPSIS_ALERTS)],
  };
}

function declared(time: Time, { job, facets, inputs, outputs }: Declaration, about: string): Arrival {
  const described: Facets = {
    ownership: facet(PRODUCER, 'OwnershipJobFacet', { owners: [{ name: 'team:streams', type: 'MAINTAINER' }] }),
    sourceCodeLocation: facet(PRODUCER, 'SourceCodeLocationJobFacet', {
      type: 'git',
      url: `${PRODUCER}/tree/v14/jobs/${job.name}`,
      repoUrl: `${PRODUCER}.git`,
      path: `jobs/${job.name}`,
      tag: 'v14',
    }),
    ...facets,
  };
  const event = {
    eventTime: millis(time),
    producer: PRODUCER,
    schemaURL: JOB_EVENT_URL,
    job: { ...job, facets: described },
    inputs,
    outputs,
  };
  return fromJava({ emitter: 'streams', event, time, about });
}

/** The monitors themselves send no events: someone has to say what their topic is. */
function rawVitals(time: Time): Arrival {
  const facets: Facets = {
    ...datasetType(PRODUCER, 'TOPIC'),
    ...dataSource(PRODUCER, VITALS_RAW.namespace),
    ...schema(PRODUCER, VITALS_RAW),
    ...knowledge(PRODUCER, VITALS_RAW),
  };
  const event = { eventTime: millis(time), producer: PRODUCER, schemaURL: DATASET_EVENT_URL, dataset: { ...named(VITALS_RAW), facets } };
  return fromJava({ emitter: 'streams', event, time, about: 'The deployment describes the topic that the bedside monitors write to.' });
}

function named({ namespace, name }: Name): Name {
  return { namespace, name };
}
