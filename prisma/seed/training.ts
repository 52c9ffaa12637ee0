import type { Name } from './columns.ts';
import { dataSource, datasetType, knowledge, version } from './dataset-facets.ts';
import { SEPSIS_FEATURES, SEPSIS_RISK } from './datasets.ts';
import { type Arrival, fromPython } from './delivery.ts';
import { digestHex, digestNumber, runId } from './derived-values.ts';
import { facet, type Facets, ownFacet, RUN_EVENT_URL } from './facets.ts';
import { at, micros, millis, MINUTE_MS, type Time } from './times.ts';

const PRODUCER = 'https://git.aldermere.example/clinical-ml/sepsis-risk';
const METRICS_URL = `${PRODUCER}/raw/main/schemas/1-0-0/training-metrics.json`;

/** Trains the model each Sunday. A program of the hospital's own, with an emitter of its own. */
const TRAINING: Name = { namespace: 'ml', name: 'sepsis_risk.train' };

/** The sentences of what this home-made emitter sends off the standard. */
export const TRAINING_OFF_SPEC = {
  zoneless: 'Training of version 6 begins; its time has no zone.',
  unknownType: 'Training of version 7 is half done; its event type PROGRESS is in no standard.',
  unsigned: 'Version 7 of the model is trained; the facet with its metrics has no _producer.',
};

export function trainings(): readonly Arrival[] {
  const [fifth, sixth, seventh] = [at('2026-03-15T03:30:00Z'), at('2026-03-22T03:30:00Z'), at('2026-03-29T03:30:00Z')];
  return [
    start(fifth, micros(fifth, '+00:00'), 'Training of version 5 begins.'),
    complete(fifth, { modelVersion: '5', signed: true, about: 'Version 5 of the model is trained.' }),
    start(sixth, millis(sixth).slice(0, 19), TRAINING_OFF_SPEC.zoneless),
    complete(sixth, { modelVersion: '6', signed: true, about: 'Version 6 of the model is trained.' }),
    start(seventh, micros(seventh, '+00:00'), 'Training of version 7 begins.'),
    progress(seventh),
    complete(seventh, { modelVersion: '7', signed: false, about: TRAINING_OFF_SPEC.unsigned }),
  ];
}

function start(began: Time, eventTime: string, about: string): Arrival {
  const inputs = [
    { namespace: SEPSIS_FEATURES.namespace, name: SEPSIS_FEATURES.name, facets: dataSource(PRODUCER, SEPSIS_FEATURES.namespace) },
  ];
  const event = { ...body(began, {}), eventType: 'START', eventTime, inputs, outputs: [] };
  return fromPython({ emitter: 'warehouse', event, time: began, about });
}

/** An event type that the hospital made up. It says that the run lives, so it counts as activity. */
function progress(began: Time): Arrival {
  const time = began + 20 * MINUTE_MS;
  const event = { ...body(began, {}), eventType: 'PROGRESS', eventTime: micros(time, '+00:00'), inputs: [], outputs: [] };
  return fromPython({ emitter: 'warehouse', event, time, about: TRAINING_OFF_SPEC.unknownType });
}

function complete(
  began: Time,
  { modelVersion, signed, about }: { readonly modelVersion: string; readonly signed: boolean; readonly about: string },
): Arrival {
  const time = began + 41 * MINUTE_MS;
  const rows = digestNumber(`rows of training ${began}`, { from: 210_000, to: 260_000 });
  const measured = {
    auc: 0.8 + digestNumber(`auc of ${began}`, { from: 10, to: 80 }) / 1000,
    trees: 420,
    holdoutRows: Math.floor(rows / 5),
  };
  const metrics = signed ? ownFacet(PRODUCER, measured, METRICS_URL) : { _schemaURL: METRICS_URL, ...measured };
  const inputs = [
    {
      namespace: SEPSIS_FEATURES.namespace,
      name: SEPSIS_FEATURES.name,
      facets: dataSource(PRODUCER, SEPSIS_FEATURES.namespace),
      inputFacets: { inputStatistics: facet(PRODUCER, 'InputStatisticsInputDatasetFacet', { rowCount: rows }) },
    },
  ];
  const model = {
    ...datasetType(PRODUCER, 'MODEL', 'GRADIENT_BOOSTED_TREES'),
    ...knowledge(PRODUCER, SEPSIS_RISK),
    ...version(PRODUCER, modelVersion),
    ...dataSource(PRODUCER, SEPSIS_RISK.namespace),
  };
  const outputs = [{ namespace: SEPSIS_RISK.namespace, name: SEPSIS_RISK.name, facets: model }];
  const event = {
    ...body(began, { aldermere_trainingMetrics: metrics }),
    eventType: 'COMPLETE',
    eventTime: micros(time, '+00:00'),
    inputs,
    outputs,
  };
  return fromPython({ emitter: 'warehouse', event, time, about });
}

function body(began: Time, runFacets: Facets): object {
  const commit = digestHex(`training code of ${began}`, 40);
  const source = {
    type: 'git',
    url: `${PRODUCER}/blob/${commit}/train.py`,
    repoUrl: `${PRODUCER}.git`,
    path: 'train.py',
    version: commit,
    branch: 'main',
  };
  return {
    producer: PRODUCER,
    schemaURL: RUN_EVENT_URL,
    run: {
      runId: runId('ml/sepsis_risk.train', began),
      facets: { processing_engine: facet(PRODUCER, 'ProcessingEngineRunFacet', { version: '3.12.4', name: 'python' }), ...runFacets },
    },
    job: {
      ...TRAINING,
      facets: {
        jobType: facet(PRODUCER, 'JobTypeJobFacet', { processingType: 'BATCH', integration: 'ALDERMERE', jobType: 'TRAINING' }),
        sourceCodeLocation: facet(PRODUCER, 'SourceCodeLocationJobFacet', source),
        ownership: facet(PRODUCER, 'OwnershipJobFacet', { owners: [{ name: 'team:clinical-ml', type: 'MAINTAINER' }] }),
      },
    },
  };
}
