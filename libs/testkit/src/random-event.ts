import { isObject, type JsonObject, type JsonValue } from '#record';

import type { Name } from '#lineage';
import type { Dice } from './dice.ts';

/** Who may appear in the events of one history. */
export interface Cast {
  readonly jobs: readonly Name[];
  readonly datasets: readonly Name[];
  readonly runIds: readonly string[];
  /** The day on which a run does most of its work. */
  readonly homeOf: (job: Name, runId: string) => number;
  /** The times of the events so far: what happens often happens at one of them. */
  readonly times: readonly string[];
}

type Role = 'input' | 'output' | 'subject';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const DAYS = 120;
const BEGINNING_MS = Date.UTC(2026, 0, 1);

const ZONES = [
  ['Z', 0],
  ['Z', 0],
  ['z', 0],
  ['+02:00', 2 * HOUR_MS],
  ['-05:30', -5.5 * HOUR_MS],
] as const;

const SPEC = 'https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/';
const PRODUCER = 'https://example.org/producer/1.0';
const EVENT_TYPES = ['START', 'START', 'RUNNING', 'COMPLETE', 'COMPLETE', 'COMPLETE', 'FAIL', 'ABORT', 'OTHER', 'PAUSED', undefined];
/** The last two name nothing (half a surrogate pair, a NUL), so they are as if absent. */
const FIELDS = ['id', 'id', 'id', 'sum', 'sum', 'sum', 'half \ud83d', 'nul \u0000'];
/** A name that no event but a symlink or a previous identifier gives. */
const OUTSIDER: Name = { namespace: 'db', name: 'a_view' };

/** One OpenLineage event of any of the three kinds, valid but for what the fold says it passes over. */
export function randomEvent(dice: Dice, cast: Cast): JsonObject {
  const kind = dice.pick(['run', 'run', 'run', 'run', 'run', 'job', 'dataset', 'dataset', 'moving day'] as const);
  if (kind === 'run') return runEvent(dice, cast);
  if (kind === 'moving day') return movingEvent(dice, cast);
  const head = { eventTime: someTime(dice, cast), producer: PRODUCER };
  if (kind === 'dataset') {
    const dataset = { ...dice.pick(cast.datasets), facets: datasetFacets(dice, cast, 'subject') };
    return { ...head, schemaURL: `${SPEC}DatasetEvent`, dataset };
  }
  const job = dice.pick(cast.jobs);
  const lineage = dice.chance(0.5) ? { lineage: jobLineage(dice, cast, job) } : {};
  const uses = dice.chance(0.4) ? {} : datasetUses(dice, cast);
  return { ...head, schemaURL: `${SPEC}JobEvent`, job: { ...job, facets: { ...jobFacets(dice), ...lineage } }, ...uses };
}

/** Renames and creations of two datasets on one day, so that they often fall on one instant. */
function movingEvent(dice: Dice, cast: Cast): JsonObject {
  const few = cast.datasets.slice(0, 2);
  const change = dice.pick([
    { lifecycleStateChange: 'CREATE' },
    { lifecycleStateChange: 'RENAME', previousIdentifier: { ...dice.pick(few) } },
  ]);
  const dataset = { ...dice.pick(few), facets: { lifecycleStateChange: facet(change) } };
  return { eventTime: randomTime(dice, DAYS / 2), producer: PRODUCER, schemaURL: `${SPEC}DatasetEvent`, dataset };
}

/** One of the times so far, or another. */
export function someTime(dice: Dice, { times }: Cast): string {
  return times.length > 0 && dice.chance(0.4) ? dice.pick(times) : randomTime(dice, dice.below(DAYS));
}

/** Times lie on a coarse grid, written in several ways, so that many are the same instant or a nanosecond apart. */
function randomTime(dice: Dice, day: number): string {
  const [zone, offsetMs] = dice.pick(ZONES);
  const utcMs = BEGINNING_MS + day * DAY_MS + dice.pick([0, 0, 0, 0, 12]) * HOUR_MS;
  const fraction = dice.pick(['', '', '', '', '.0', '.000', '.000000001', '.5', '.999999999']);
  return `${new Date(utcMs + offsetMs).toISOString().slice(0, 19)}${fraction}${zone}`;
}

/** The same JSON value in other words: members the other way round, and with spaces. */
export function respelled(body: string): string {
  const reversed = (value: JsonValue): JsonValue => {
    if (Array.isArray(value)) return (value as readonly JsonValue[]).map(reversed); // isArray makes any[] of a readonly list
    if (!isObject(value)) return value;
    const members = Object.entries(value).map(([key, member]) => [key, reversed(member)] as const);
    return Object.fromEntries(members.reverse());
  };
  return JSON.stringify(reversed(JSON.parse(body) as JsonValue), null, 1);
}

function runEvent(dice: Dice, cast: Cast): JsonObject {
  const job = dice.pick(cast.jobs);
  const runId = dice.pick(cast.runIds);
  const homeDay = cast.homeOf(job, runId) + dice.pick([0, 0, 0, 1, 2]);
  const eventType = dice.pick(EVENT_TYPES);
  const isSilent = dice.chance(eventType === 'START' || eventType === 'FAIL' ? 0.5 : 0.15);

  const snapshot = dice.chance(0.25) ? { jobType: jobType(dice) } : {};
  const lineage = dice.chance(0.25) ? { lineage: jobLineage(dice, cast, job) } : {};
  const parent = { parent: facet({ run: { runId: dice.pick(cast.runIds) }, job: { ...dice.pick(cast.jobs) } }) };
  return {
    eventTime: dice.chance(0.06) ? someTime(dice, cast) : randomTime(dice, homeDay),
    producer: PRODUCER,
    schemaURL: `${SPEC}RunEvent`,
    ...(eventType === undefined ? {} : { eventType }),
    run: { runId: dice.chance(0.2) && runId.includes('-') ? runId.toUpperCase() : runId, facets: dice.chance(0.2) ? parent : {} },
    job: { ...job, facets: { ...jobFacets(dice), ...snapshot, ...lineage } },
    ...(isSilent ? {} : datasetUses(dice, cast)),
  };
}

/** Lists may be missing, empty, or name one dataset twice, also as input and output. */
function datasetUses(dice: Dice, cast: Cast): JsonObject {
  const uses = (role: Role): JsonObject[] =>
    Array.from({ length: dice.pick([0, 1, 1, 1, 2, 2, 3]) }, () => {
      const facets = datasetFacets(dice, cast, role);
      const useFacets = dice.chance(0.1) ? { [`${role}Facets`]: { statistics: facet({ rowCount: dice.below(3) }) } } : {};
      return {
        ...dice.pick(cast.datasets),
        ...(Object.keys(facets).length === 0 && dice.chance(0.5) ? {} : { facets }),
        ...useFacets,
      };
    });
  return { ...(dice.chance(0.2) ? {} : { inputs: uses('input') }), ...(dice.chance(0.2) ? {} : { outputs: uses('output') }) };
}

function datasetFacets(dice: Dice, cast: Cast, role: Role): JsonObject {
  const columnsShare = { input: 0.05, output: 0.35, subject: 0.4 }[role];
  const deletedShare = role === 'subject' ? 0.3 : 0.08;
  const lineageShare = { input: 0.02, output: 0.05, subject: 0.4 }[role];
  const schema = () => facet({ fields: [{ name: dice.pick(FIELDS), type: dice.pick(['int', 'text']) }] });
  return {
    ...(dice.chance(0.2) ? { schema: dice.pick([schema(), schema(), schema(), deleted(), null, 'not an object', ['a list']]) } : {}),
    ...(dice.chance(0.1) ? { symlinks: symlinks(dice, cast) } : {}),
    ...(dice.chance(0.16) ? { lifecycleStateChange: lifecycle(dice, cast) } : {}),
    ...(dice.chance(columnsShare) ? { columnLineage: dice.chance(deletedShare) ? deleted() : columnLineage(dice, cast) } : {}),
    ...(dice.chance(lineageShare) ? { lineage: dice.chance(deletedShare) ? deleted() : facet(lineageOfTarget(dice, cast)) } : {}),
  };
}

function jobFacets(dice: Dice): JsonObject {
  if (dice.chance(0.8)) return {};
  return { documentation: dice.pick([facet({ description: 'one' }), facet({ description: 'two' }), deleted(), 7]) };
}

function jobType(dice: Dice): JsonObject {
  const windowDuration = dice.pick([undefined, undefined, 43_200, 86_400, 2 * 86_400, 0.5, 0, -86_400, '86400']);
  const eventContentMode = dice.pick(['COMPLETE_SNAPSHOT', 'COMPLETE_SNAPSHOT', 'COMPLETE_SNAPSHOT', 'ACCUMULATIVE']);
  const emissionPattern = {
    eventTrigger: 'PERIODIC',
    eventContentMode,
    ...(windowDuration === undefined ? {} : { windowDuration }),
  };
  if (dice.chance(0.05)) return deleted();
  return facet({ processingType: 'STREAMING', integration: 'FLINK', emissionPattern });
}

function symlinks(dice: Dice, cast: Cast): JsonObject {
  if (dice.chance(0.2)) return deleted();
  const identifiers = dice.some([...cast.datasets, OUTSIDER], { least: 0, most: 2 });
  return facet({ identifiers: identifiers.map((name) => ({ ...name, type: 'TABLE' })) });
}

function lifecycle(dice: Dice, cast: Cast): JsonObject {
  const lifecycleStateChange = dice.pick(['DROP', 'DROP', 'CREATE', 'CREATE', 'RENAME', 'RENAME', 'RENAME', 'ALTER', 'OVERWRITE']);
  if (dice.chance(0.05)) return deleted();
  if (lifecycleStateChange !== 'RENAME' || dice.chance(0.1)) return facet({ lifecycleStateChange });
  return facet({ lifecycleStateChange, previousIdentifier: { ...dice.pick([...cast.datasets.slice(0, 2), OUTSIDER]) } });
}

function columnLineage(dice: Dice, cast: Cast): JsonObject {
  const inputField = () => {
    const field = dice.chance(0.05) ? 3 : dice.pick(FIELDS); // a field that is no text is passed over
    return { ...dice.pick(cast.datasets), field, ...(dice.chance(0.5) ? {} : { transformations: transformations(dice) }) };
  };
  const inputFields = () => Array.from({ length: dice.pick([0, 1, 1, 2]) }, inputField);
  const old = () => {
    const transformationType = dice.pick(['IDENTITY', 'MASKED', 'HASHED']);
    return dice.chance(0.5) ? { transformationType } : { transformationType, transformationDescription: 'as it was' };
  };
  const entries = dice
    .some(FIELDS, { least: 0, most: 2 })
    .map((field) => [field, { inputFields: inputFields(), ...(dice.chance(0.4) ? old() : {}) }]);
  return facet({ fields: Object.fromEntries(entries) as JsonObject, ...(dice.chance(0.3) ? { dataset: inputFields() } : {}) });
}

function transformations(dice: Dice): JsonObject[] {
  return Array.from({ length: dice.pick([1, 1, 2]) }, () => ({
    type: dice.pick(['DIRECT', 'INDIRECT']),
    ...(dice.chance(0.5) ? { subtype: dice.pick(['IDENTITY', 'IDENTITY', 'FILTER', 'FILTER', 'nul \u0000']) } : {}),
    ...(dice.chance(0.2) ? { description: 'as it was' } : {}),
    ...(dice.chance(0.4) ? { masking: dice.pick([true, true, false, 'true']) } : {}),
  }));
}

function jobLineage(dice: Dice, cast: Cast, own: Name): JsonObject {
  const rest = dice.below(20);
  if (rest === 0) return deleted();
  if (rest === 1) return facet({}); // without entries it neither shows nor beats anything
  const entry = (): JsonObject => {
    const inputs = dice.chance(0.1) ? {} : { inputs: lineageInputs(dice, cast) };
    const kind = dice.pick(['dataset', 'dataset', 'dataset', 'own', 'own by name', 'job'] as const);
    if (kind === 'dataset') return { ...dice.pick(cast.datasets), type: 'DATASET', ...lineageOfTarget(dice, cast) };
    if (kind === 'own') return { type: 'JOB', ...inputs };
    return { ...(kind === 'job' ? dice.pick(cast.jobs) : own), type: 'JOB', ...inputs };
  };
  return facet({ entries: Array.from({ length: dice.pick([0, 1, 1, 2, 2]) }, entry) });
}

/** The part of an entry that is the same for a job's facet and a dataset's. */
function lineageOfTarget(dice: Dice, cast: Cast): JsonObject {
  const fields = dice.some(FIELDS, { least: 0, most: 2 }).map((field) => [field, { inputs: lineageInputs(dice, cast) }]);
  return {
    ...(dice.chance(0.3) ? {} : { inputs: lineageInputs(dice, cast) }),
    ...(dice.chance(0.5) ? {} : { fields: Object.fromEntries(fields) as JsonObject }),
  };
}

function lineageInputs(dice: Dice, cast: Cast): JsonObject[] {
  return Array.from({ length: dice.pick([0, 0, 1, 1, 2]) }, () => {
    const how = dice.chance(0.4) ? { transformations: transformations(dice) } : {};
    if (dice.chance(0.25)) return { type: 'JOB', ...(dice.chance(0.4) ? {} : dice.pick(cast.jobs)), ...how };
    return { ...dice.pick(cast.datasets), type: 'DATASET', ...(dice.chance(0.5) ? { field: dice.pick(FIELDS) } : {}), ...how };
  });
}

export function facet(body: JsonObject): JsonObject {
  return { _producer: PRODUCER, _schemaURL: 'https://example.org/facet.json', ...body };
}

export function deleted(): JsonObject {
  return facet({ _deleted: true });
}
