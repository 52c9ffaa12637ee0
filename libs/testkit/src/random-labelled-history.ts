import type { Name } from '#lineage';
import { isObject, type JsonObject, type JsonValue } from '#record';

import { diceOf, type Dice } from './dice.ts';
import { deleted, facet } from './random-event.ts';
import { duplicateOf, inSomeOrder, interleaved, type EventStep, type HistoryStep } from './random-history.ts';
import { saidSteps } from './random-said.ts';

/** Few of everything, so that labels meet what moves them. `lake.b` is the greater name of the pair that is most often joined. */
const DATASETS: readonly Name[] = [
  { namespace: 'lake', name: 'a' },
  { namespace: 'lake', name: 'b' },
  { namespace: 'mart', name: 'a' },
  { namespace: 'mart', name: 'c' },
];
const JOBS: readonly Name[] = ['copy', 'mask', 'lake'].map((name) => ({ namespace: 'etl', name }));
/** More than jobs: most runs are short, for what others wrote while a run overwrites stays. */
const RUN_IDS = ['a', 'b', 'c', 'd', 'e'].map((digit) => `0198c3a0-0000-7000-8000-00000000000${digit}`);
const EMITTERS = ['airflow', 'spark'];

/** `name.first` lies within `name`; `names` does not. */
const COLUMNS = ['id', 'id', 'name', 'name', 'name.first', 'names'];
const TIMES = [
  '01T00:00:00Z',
  '02T00:00:00Z',
  '02T00:00:00.000000001Z',
  '03T00:00:00Z',
  '04T02:00:00+02:00',
  '05T00:00:00Z',
  '06T00:00:00Z',
];

const PRODUCER = 'https://example.org/producer/1.0';
const SPEC = 'https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/';
const EVENT_TYPES = ['START', 'RUNNING', ...Array.from({ length: 6 }, () => 'COMPLETE'), 'FAIL', 'FAIL', 'ABORT', 'PAUSED', undefined];

const EVENTS_SHARE = 0.85;
const SAID_SHARE = 0.35;
const DUPLICATES_SHARE = 0.03;
const RULINGS = ['events', 'run', 'emitter', 'reinstate', 'alias', 'alias', 'alias', 'retired', 'window'] as const;

/** Levels by value and by key, labels of their own, and the last six that are odd: some say nothing. */
const TAGS: readonly JsonValue[] = [
  ...Array.from({ length: 4 }, () => ({ key: 'classification', value: 'PHI' })),
  { key: 'PHI' },
  { key: 'Classification', value: 'pii' },
  { key: 'pii', value: 'TRUE' },
  { key: 'INTERNAL', value: '' },
  { key: 'tier', value: 'Gold' },
  { key: 'Gold' },
  { key: 'phi', value: 'no' },
  { key: 'confidential', value: 7 },
  { key: 5, value: 'PHI' },
  { key: '', value: 'PHI' },
  'PHI',
  { key: 'PHI', field: 3 },
  { key: 'PII', field: 'nul \u0000' },
];
const ODD_SHARE = 0.08;

const TRANSFORMATIONS: readonly JsonObject[] = [
  { type: 'DIRECT', subtype: 'IDENTITY' },
  { type: 'DIRECT', subtype: 'TRANSFORMATION', masking: true },
  { type: 'DIRECT', subtype: 'TRANSFORMATION', masking: true },
  { type: 'DIRECT', subtype: 'TRANSFORMATION', masking: true },
  { type: 'DIRECT', subtype: 'AGGREGATION', masking: 'true' },
  { type: 'INDIRECT', subtype: 'FILTER' },
  { type: 'INDIRECT', subtype: 'FILTER' },
  { type: 'INDIRECT', subtype: 'JOIN', masking: true },
  { type: 'indirect' },
];

/** Who may appear in the events of one history. */
interface Cast {
  readonly datasets: readonly Name[];
  readonly jobs: readonly Name[];
}

/**
 * A history of `size` steps, the same for the same seed: tags come, change and go, lineage carries them, and clears take them away. `withSaid`: among them are
 * policies and contracts that say what data are, and schemas.
 */
export function randomLabelledHistory(seed: number, size: number, { withSaid = false } = {}): readonly HistoryStep[] {
  if (!withSaid) return historyOfTags(seed, size);
  const dice = diceOf(seed * 7919 + 11); // other throws than the rest is made by
  const said = saidSteps(dice, DATASETS, Math.max(2, Math.round(size * SAID_SHARE)));
  return interleaved(dice, historyOfTags(seed, Math.max(1, size - said.length)), said);
}

function historyOfTags(seed: number, size: number): readonly HistoryStep[] {
  const dice = diceOf(seed);
  const cast = { datasets: dice.some(DATASETS, { least: 2, most: 4 }), jobs: dice.some(JOBS, { least: 1, most: 3 }) };

  const events: EventStep[] = [{ kind: 'event', body: JSON.stringify(taggingEvent(dice, cast)), emitter: 'airflow' }];
  while (events.length < Math.max(1, Math.round(size * EVENTS_SHARE))) {
    const isDuplicate = dice.chance(DUPLICATES_SHARE);
    const body = () => JSON.stringify(labelledEvent(dice, cast));
    events.push(isDuplicate ? duplicateOf(dice, dice.pick(events)) : { kind: 'event', body: body(), emitter: dice.pick(EMITTERS) });
  }
  const rulings = Array.from({ length: size - events.length }, (_, index) => rulingStep(dice, cast, { index, eventsCount: events.length }));
  return interleaved(dice, inSomeOrder(dice, events), rulings);
}

function labelledEvent(dice: Dice, cast: Cast): JsonObject {
  switch (dice.pick(['run', 'run', 'run', 'run', 'run', 'wipe', 'wipe', 'job', 'tags', 'tags', 'declaration', 'change'] as const)) {
    case 'run':
      return runEvent(dice, cast);
    case 'wipe':
      return wipingEvent(dice, cast);
    case 'job':
      return { ...head(dice, 'JobEvent'), ...jobPart(dice, cast) };
    case 'tags':
      return taggingEvent(dice, cast);
    case 'declaration': {
      const how = dice.chance(0.3) ? { lineage: facet(entryBody(dice, cast)) } : { columnLineage: columnLineage(dice, cast) };
      const facets = dice.chance(0.2) ? { columnLineage: deleted() } : how;
      return {
        ...head(dice, 'DatasetEvent'),
        dataset: { ...dice.pick(cast.datasets), facets: { ...facets, ...changes(dice, cast, 0.1) } },
      };
    }
    case 'change':
      return { ...head(dice, 'DatasetEvent'), dataset: { ...dice.pick(cast.datasets), facets: changes(dice, cast, 1) } };
  }
}

function head(dice: Dice, kind: string): JsonObject {
  return { eventTime: `2026-03-${dice.pick(TIMES)}`, producer: PRODUCER, schemaURL: `${SPEC}${kind}` };
}

function taggingEvent(dice: Dice, cast: Cast): JsonObject {
  const symlinks = dice.chance(0.1) ? { symlinks: facet({ identifiers: [{ ...dice.pick(DATASETS), type: 'TABLE' }] }) } : {};
  return { ...head(dice, 'DatasetEvent'), dataset: { ...dice.pick(cast.datasets), facets: { ...symlinks, tags: tags(dice) } } };
}

/** Also none, which takes away what was said before. */
function tags(dice: Dice): JsonObject {
  if (dice.chance(0.12)) return deleted();
  const tag = (): JsonValue => {
    const plain = dice.pick(TAGS.slice(0, -6));
    if (dice.chance(ODD_SHARE)) return dice.pick(TAGS.slice(-6));
    return isObject(plain) && dice.chance(0.7) ? { ...plain, field: dice.pick(COLUMNS), source: 'CATALOG' } : plain;
  };
  return facet({ tags: Array.from({ length: dice.pick([0, 1, 1, 1, 2, 3]) }, tag) });
}

function runEvent(dice: Dice, cast: Cast): JsonObject {
  const eventType = dice.pick(EVENT_TYPES);
  const run = { runId: dice.pick(RUN_IDS) };
  return { ...head(dice, 'RunEvent'), ...(eventType === undefined ? {} : { eventType }), run, ...jobPart(dice, cast) };
}

/** A run that empties a dataset, or a part of it, or fails at it, late in the history. */
function wipingEvent(dice: Dice, cast: Cast): JsonObject {
  const lifecycleStateChange = facet({ lifecycleStateChange: dice.pick(['OVERWRITE', 'OVERWRITE', 'TRUNCATE', 'TRUNCATE', 'DROP']) });
  const outputFacets = dice.chance(0.3) ? { subset: facet({ outputCondition: { type: 'partition', partitions: [] } }) } : {};
  return {
    ...head(dice, 'RunEvent'),
    eventTime: `2026-03-${dice.pick(TIMES.slice(3))}`,
    eventType: dice.pick(['COMPLETE', 'COMPLETE', 'FAIL', 'FAIL', 'RUNNING']),
    run: { runId: dice.chance(0.3) ? dice.pick(RUN_IDS) : `0198c3a0-0000-7000-8000-0000000000f${dice.below(10)}` },
    job: { ...dice.pick(cast.jobs) },
    outputs: [{ ...dice.pick(cast.datasets), facets: { lifecycleStateChange }, outputFacets }],
  };
}

function jobPart(dice: Dice, cast: Cast): JsonObject {
  const emissionPattern = { eventTrigger: 'PERIODIC', eventContentMode: 'COMPLETE_SNAPSHOT' };
  const jobType = dice.chance(0.05) ? { jobType: facet({ processingType: 'STREAMING', integration: 'FLINK', emissionPattern }) } : {};
  const lineage = dice.chance(0.15) ? { lineage: jobLineage(dice, cast) } : {};
  const inputs = Array.from({ length: dice.pick([0, 1, 1, 1, 2]) }, () => use(dice, cast, 'input'));
  const outputs = Array.from({ length: dice.pick([0, 1, 1, 1, 2]) }, () => use(dice, cast, 'output'));
  return { job: { ...dice.pick(cast.jobs), facets: { ...jobType, ...lineage } }, inputs, outputs };
}

function use(dice: Dice, cast: Cast, role: 'input' | 'output'): JsonObject {
  const columns = role === 'output' && dice.chance(0.65) ? { columnLineage: columnLineage(dice, cast) } : {};
  const said = dice.chance(0.08) ? { tags: tags(dice) } : {};
  const facets = { ...columns, ...said, ...changes(dice, cast, role === 'output' ? 0.4 : 0.03) };
  const subset = { [`${role}Facets`]: { subset: facet({ [`${role}Condition`]: { type: 'partition', partitions: [] } }) } };
  return { ...dice.pick(cast.datasets), facets, ...(dice.chance(role === 'output' ? 0.45 : 0.05) ? subset : {}) };
}

function changes(dice: Dice, cast: Cast, share: number): JsonObject {
  if (!dice.chance(share)) return {};
  const lifecycleStateChange = dice.pick([
    'OVERWRITE',
    'OVERWRITE',
    'OVERWRITE',
    'OVERWRITE',
    'TRUNCATE',
    'DROP',
    'CREATE',
    'ALTER',
    'RENAME',
  ]);
  const previousIdentifier = { ...dice.pick(cast.datasets) };
  const change = { lifecycleStateChange, ...(lifecycleStateChange === 'RENAME' ? { previousIdentifier } : {}) };
  return { lifecycleStateChange: dice.chance(0.03) ? deleted() : facet(change) };
}

function transformed(dice: Dice): JsonObject {
  return dice.chance(0.75) ? { transformations: dice.some(TRANSFORMATIONS, { least: 1, most: dice.pick([1, 1, 2]) }) } : {};
}

function columnLineage(dice: Dice, cast: Cast): JsonObject {
  const input = (): JsonObject => ({ ...dice.pick(cast.datasets), field: dice.pick(COLUMNS), ...transformed(dice) });
  const inputs = () => Array.from({ length: dice.pick([0, 1, 1, 1, 2]) }, input);
  const old = () => (dice.chance(0.15) ? { transformationType: dice.pick(['IDENTITY', 'MASKED', 'INDIRECT']) } : {});
  const fields = dice.some(COLUMNS, { least: 0, most: 3 }).map((column) => [column, { inputFields: inputs(), ...old() }] as const);
  return facet({ fields: Object.fromEntries(fields), ...(dice.chance(0.25) ? { dataset: inputs() } : {}) });
}

function jobLineage(dice: Dice, cast: Cast): JsonObject {
  if (dice.chance(0.1)) return deleted();
  const entry = (): JsonObject => {
    if (dice.chance(0.7)) return { ...dice.pick(cast.datasets), type: 'DATASET', ...entryBody(dice, cast) };
    return { ...(dice.chance(0.6) ? {} : dice.pick(cast.jobs)), type: 'JOB', inputs: lineageInputs(dice, cast) };
  };
  return facet({ entries: Array.from({ length: dice.pick([1, 1, 2, 2]) }, entry) });
}

/** The part of an entry that is the same for a job's facet and a dataset's. Without any input it says: from nothing. */
function entryBody(dice: Dice, cast: Cast): JsonObject {
  const fields = dice.some(COLUMNS, { least: 0, most: 2 }).map((column) => [column, { inputs: lineageInputs(dice, cast) }] as const);
  return { inputs: lineageInputs(dice, cast), ...(dice.chance(0.5) ? { fields: Object.fromEntries(fields) } : {}) };
}

function lineageInputs(dice: Dice, cast: Cast): JsonObject[] {
  return Array.from({ length: dice.pick([0, 1, 1, 2]) }, () => {
    if (dice.chance(0.3)) return { type: 'JOB', ...(dice.chance(0.6) ? {} : dice.pick(cast.jobs)) };
    return {
      ...dice.pick(cast.datasets),
      type: 'DATASET',
      ...(dice.chance(0.7) ? { field: dice.pick(COLUMNS) } : {}),
      ...transformed(dice),
    };
  });
}

function rulingStep(dice: Dice, cast: Cast, { index, eventsCount }: Record<'index' | 'eventsCount', number>): HistoryStep {
  const id = `ruling-${index}`;
  const why = 'a test';
  const time = () => `2026-03-${dice.pick(TIMES)}`;
  switch (dice.pick(RULINGS)) {
    case 'events':
      return { kind: 'retract-events', id, of: Array.from({ length: dice.pick([1, 1, 2]) }, () => dice.below(eventsCount)) };
    case 'run':
      return { kind: 'retraction', retraction: { retraction: id, run: { job: dice.pick(cast.jobs), runId: dice.pick(RUN_IDS) }, why } };
    case 'emitter':
      return { kind: 'retraction', retraction: { retraction: id, emitter: dice.pick(EMITTERS), from: time(), to: time(), why } };
    case 'reinstate':
      return { kind: 'retraction', retraction: { reinstate: `ruling-${dice.below(index + 2)}`, why } };
    case 'alias':
      return {
        kind: 'setting',
        setting: { setting: 'alias', pair: [dice.pick(cast.datasets), dice.pick(cast.datasets)], joined: dice.chance(0.7) },
      };
    case 'retired': // takes nothing back of what was written
      return { kind: 'setting', setting: { setting: 'retired', node: { kind: 'dataset', ...dice.pick(cast.datasets) }, at: time() } };
    case 'window':
      return { kind: 'setting', setting: { setting: 'lineage-window', job: null, days: 1 } };
  }
}
