import type { Name } from './columns.ts';
import { datasetType, schema } from './dataset-facets.ts';
import type { Dataset } from './datasets.ts';
import { runId } from './derived-values.ts';
import { facet, type Facets, ownFacet, RUN_EVENT_URL } from './facets.ts';
import { nanos, type Time } from './times.ts';

const PRODUCER = 'https://github.com/debezium/debezium/v3.2.1.Final';
const CONFIG_SCHEMA =
  'https://github.com/debezium/debezium/tree/main/debezium-core/src/main/java/io/debezium/openlineage/facets/spec/DebeziumRunFacet.json';

/** Copies the patient record to Kafka, row by row, as it changes. */
export const EHR_COPY: Name = { namespace: 'change-capture', name: 'ehr.0' };

/** An invented secret. It stands in every event of the connector, and nothing that Headgate stores may hold it. */
export const EHR_PASSWORD = 'invented-heron-7-lantern';

/** The connector's whole configuration, which Debezium sends with each event, the password with it. */
const CONFIGS = [
  'name=ehr-copy',
  'connector.class=io.debezium.connector.postgresql.PostgresConnector',
  'task.class=io.debezium.connector.postgresql.PostgresConnectorTask',
  'topic.prefix=ehr',
  'database.hostname=ehr-db.aldermere.example',
  'database.port=5432',
  'database.user=cdc_reader',
  `database.password=${EHR_PASSWORD}`,
  'database.dbname=ehr',
  'plugin.name=pgoutput',
  'slot.name=ehr_copy',
  'publication.autocreate.mode=filtered',
  'table.include.list=public.patients,public.encounters,public.lab_results',
  'transforms=unwrap,openlineage',
  'transforms.unwrap.type=io.debezium.transforms.ExtractNewRecordState',
  'transforms.unwrap.add.fields=op,ts_ms',
  'transforms.unwrap.delete.tombstone.handling.mode=rewrite',
  'transforms.openlineage.type=io.debezium.transforms.openlineage.OpenLineage',
  'openlineage.integration.enabled=true',
  'openlineage.integration.config.file.path=/etc/debezium/openlineage.yml',
  'openlineage.integration.job.namespace=change-capture',
  'openlineage.integration.job.owners=team:patient-records=MAINTAINER',
  'openlineage.integration.job.tags=source=ehr',
];

/** Where the password stands in each event of the connector. */
export const PASSWORD_POINTER = `/run/facets/debezium_config/configs/${CONFIGS.findIndex((line) => line.startsWith('database.password='))}`;

/** What a Debezium event shows: nothing, one table that it reads or one topic that it writes. Never both sides. */
export type Shows = { readonly reads?: Dataset; readonly writes?: Dataset };

export function debeziumEvent(
  began: Time,
  { type, time, shows = {} }: { readonly type: 'START' | 'RUNNING'; readonly time: Time; readonly shows?: Shows },
): object {
  const { reads, writes } = shows;
  return {
    eventTime: nanos(time),
    producer: PRODUCER,
    schemaURL: RUN_EVENT_URL,
    eventType: type,
    run: { runId: runId('change-capture/ehr.0', began), facets: runFacets() },
    job: { ...EHR_COPY, facets: jobFacets() },
    inputs: reads === undefined ? [] : [tableOrTopic(reads)],
    outputs: writes === undefined ? [] : [tableOrTopic(writes)],
  };
}

/** The engine calls tables and topics alike a table. */
function tableOrTopic(dataset: Dataset): object {
  return {
    namespace: dataset.namespace,
    name: dataset.name,
    facets: { ...datasetType(PRODUCER, 'TABLE', ''), ...schema(PRODUCER, dataset) },
  };
}

function runFacets(): Facets {
  return {
    processing_engine: facet(PRODUCER, 'ProcessingEngineRunFacet', {
      version: '3.2.1.Final',
      name: 'Debezium',
      openlineageAdapterVersion: '1.37.0',
    }),
    debezium_config: ownFacet(PRODUCER, { configs: CONFIGS, additionalProperties: {} }, CONFIG_SCHEMA),
  };
}

function jobFacets(): Facets {
  return {
    jobType: facet(PRODUCER, 'JobTypeJobFacet', { processingType: 'STREAMING', integration: 'DEBEZIUM', jobType: 'TASK' }),
    ownership: facet(PRODUCER, 'OwnershipJobFacet', { owners: [{ name: 'team:patient-records', type: 'MAINTAINER' }] }),
    tags: facet(PRODUCER, 'TagsJobFacet', { tags: [{ key: 'source', value: 'ehr', source: 'CONFIG' }] }),
    documentation: facet(PRODUCER, 'DocumentationJobFacet', {
      description: 'Copies patients, encounters and lab results to Kafka as they change.',
    }),
  };
}
