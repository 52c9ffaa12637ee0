import type { Name } from '#lineage';
import type { JsonObject, JsonValue } from '#record';

import type { RefForm } from './reference-labels.ts';

/** A dataset whole (`column` is null) or one column. */
export interface PhiPlace {
  readonly dataset: Name;
  readonly column: string | null;
}

/** One way on a witness path; `job` is null where a dataset declared it of itself. */
export interface PhiStep {
  readonly from: PhiPlace;
  readonly to: PhiPlace;
  readonly job: Name | null;
}

/** PHI that nobody said, where it is, in which form, and how it came: the one path that is shortest and first. */
export interface FoundPhi extends PhiPlace {
  readonly form: RefForm;
  readonly isAssumed: boolean;
  readonly path: readonly PhiStep[];
}

const PRODUCER = 'https://hospital.example/etl/4.2';
const SPEC = 'https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/';
const FACET = 'https://openlineage.io/spec/facets/1-0-0/Facet.json';

export const MASKED: JsonObject = { type: 'DIRECT', subtype: 'TRANSFORMATION', description: 'sha256', masking: true };
const IDENTITY: JsonObject = { type: 'DIRECT', subtype: 'IDENTITY', description: '', masking: false };
export const FILTER: JsonObject = { type: 'INDIRECT', subtype: 'FILTER', description: '', masking: false };
export const JOIN: JsonObject = { type: 'INDIRECT', subtype: 'JOIN', description: '', masking: false };

/** `ehr:patients` is a dataset or a job, by namespace and name. */
export function nameOf(words: string): Name {
  const [namespace = '', name = ''] = words.split(':');
  return { namespace, name };
}

/** `ehr:patients` whole, or `ehr:patients#ssn`. */
export function place(words: string): PhiPlace {
  const [dataset = '', column] = words.split('#');
  return { dataset: nameOf(dataset), column: column ?? null };
}

/** `ehr:patients#ssn -> mart:visits#key by etl:load`; without `by`, of a dataset's own declaration. */
function step(words: string): PhiStep {
  const [ends = '', job] = words.split(' by ');
  const [from = '', to = ''] = ends.split(' -> ');
  return { from: place(from), to: place(to), job: job === undefined ? null : nameOf(job) };
}

/** The same PHI found in each of the places, by one path. */
export function found(places: readonly string[], form: RefForm | `assumed ${RefForm}`, path: readonly string[]): readonly FoundPhi[] {
  const isAssumed = form.startsWith('assumed ');
  const told = form.replace('assumed ', '') as RefForm; // the type says which words these are
  return places.map((words) => ({ ...place(words), form: told, isAssumed, path: path.map(step) }));
}

export function facet(body: JsonObject): JsonObject {
  return { _producer: PRODUCER, _schemaURL: FACET, ...body };
}

/** `{ ssn: ['classification=PHI'], '': ['gold'] }`: the tags of a dataset, by column; the empty one is the dataset whole. */
export function tags(byColumn: Readonly<Record<string, readonly string[]>>): JsonObject {
  const all = Object.entries(byColumn).flatMap(([field, words]) =>
    words.map((word): JsonObject => {
      const [key = '', value] = word.split('=');
      return { key, ...(value === undefined ? {} : { value }), source: 'CATALOG', ...(field === '' ? {} : { field }) };
    }),
  );
  return { tags: facet({ tags: all }) };
}

/** A source column: `ehr:patients#ssn`, and how it is changed. */
export type From = string | readonly [string, JsonObject];

/** The `columnLineage` facet: for each target column its sources; those of '' influence every row. */
export function columns(byTarget: Readonly<Record<string, readonly From[]>>): JsonObject {
  const { '': ofRows = [], ...others } = byTarget;
  const fields = Object.entries(others).map(([target, sources]) => [target, { inputFields: sources.map(inputField) }] as const);
  return { columnLineage: facet({ fields: Object.fromEntries(fields), dataset: ofRows.map(inputField) }) };
}

function inputField(from: From): JsonObject {
  const [words, how] = typeof from === 'string' ? [from, IDENTITY] : from;
  const { dataset, column } = place(words);
  return { ...dataset, field: column ?? '', transformations: [how] };
}

export function change(lifecycleStateChange: string): JsonObject {
  return { lifecycleStateChange: facet({ lifecycleStateChange }) };
}

/** A dataset as an event names it, with facets of its own, and with those of this use of it. */
export function use(words: string, facets: JsonObject = {}, rest: JsonObject = {}): JsonObject {
  return { ...nameOf(words), facets, ...rest };
}

interface JobWords {
  readonly job: string;
  readonly inputs?: readonly JsonValue[];
  readonly outputs?: readonly JsonValue[];
  readonly jobFacets?: JsonObject;
}

/** A RunEvent, COMPLETE unless it says otherwise. Runs are numbered: `run` gives the last digits of the runId. */
export function run(
  time: string,
  { type = 'COMPLETE', run: number = 1, ...words }: JobWords & { readonly type?: string; readonly run?: number },
) {
  const runId = `0198c3a0-0000-7000-8000-${String(number).padStart(12, '0')}`;
  return { ...head(time, 'RunEvent'), eventType: type, run: { runId }, ...jobPart(words) };
}

export function declaredJob(time: string, words: JobWords): JsonObject {
  return { ...head(time, 'JobEvent'), ...jobPart(words) };
}

export function aboutDataset(time: string, words: string, facets: JsonObject): JsonObject {
  return { ...head(time, 'DatasetEvent'), dataset: use(words, facets) };
}

function jobPart({ job, inputs = [], outputs = [], jobFacets = {} }: JobWords): JsonObject {
  return { job: { ...nameOf(job), facets: jobFacets }, inputs, outputs };
}

function head(eventTime: string, kind: string): JsonObject {
  return { eventTime, producer: PRODUCER, schemaURL: `${SPEC}${kind}` };
}
