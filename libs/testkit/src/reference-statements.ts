import type { Facet, Facets, LineageEvent } from '../../lineage/src/event.ts';
import type { Name, NodeName } from '../../lineage/src/names.ts';
import { canonicalJson, type JsonObject, type JsonValue } from '../../record/src/json-value.ts';
import { identityOf, isObject, isStorable, nodeKey, type Statement, type Transformation } from './reference-words.ts';

/** One facet of one node, after the mentions of the node within one event are merged. */
export interface FacetOfNode {
  readonly node: NodeName;
  readonly facet: string;
  readonly worth: Facet;
}

/** What one event shows: `docs/decisions/0002-fold-v1.md`, sections 1 and 2. */
export interface Shown {
  /** By the canonical JSON of their parts. */
  readonly statements: ReadonlyMap<string, Statement>;
  /** By `facetKey`. */
  readonly facets: ReadonlyMap<string, FacetOfNode>;
  /** By `nodeKey`: the datasets that the event drops. */
  readonly drops: ReadonlySet<string>;
}

/** A source of a `lineage` entry or of `columnLineage`, with the field that it goes to. */
interface Source {
  readonly node: NodeName;
  readonly field: string | null;
  readonly targetField: string | null;
  readonly how: readonly (Transformation | null)[];
}

export function shownBy(event: LineageEvent): Shown {
  const facets = new Map(mergedFacets(event).map((one) => [facetKey(one.node, one.facet), one]));
  const lifecycles = [...facets.values()].filter(({ node, facet }) => node.kind === 'dataset' && facet === 'lifecycleStateChange');
  const dropped = lifecycles.filter(({ worth }) => valueOf(worth)?.['lifecycleStateChange'] === 'DROP');
  const drops = new Set(dropped.map(({ node }) => nodeKey(node)));

  const shown = statementsOf(event, facets).filter(
    ({ source, target }) => !drops.has(nodeKey(target)) && (source === null || !drops.has(nodeKey(source))),
  );
  const statements = new Map(shown.map((statement) => [canonicalJson(identityOf(statement)), statement]));
  return { statements, facets, drops };
}

export function facetKey(node: NodeName, facet: string): string {
  return JSON.stringify([nodeKey(node), facet]);
}

export function valueOf(facet: Facet | undefined): JsonObject | undefined {
  return facet?.kind === 'value' ? facet.value : undefined;
}

export function dataset({ namespace, name }: Name): NodeName {
  return { kind: 'dataset', namespace, name };
}

export function list(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? (value as readonly JsonValue[]) : []; // isArray makes any[] of a readonly list
}

export function nameIn(value: JsonValue | undefined): Name | undefined {
  if (!isObject(value)) return undefined;
  const [namespace, name] = [text(value['namespace']), text(value['name'])];
  return namespace === null || name === null ? undefined : { namespace, name };
}

/** Later mentions stand later in the list, and so win in a map made from it. */
function mergedFacets(event: LineageEvent): readonly FacetOfNode[] {
  const each = (node: NodeName, facets: Facets) => {
    const used = [...facets].filter(([facet]) => isStorable(facet));
    return used.map(([facet, worth]) => ({ node, facet, worth }));
  };
  const ofJob = event.speaker.kind === 'job' ? each(event.speaker, event.jobFacets) : [];
  return [...ofJob, ...event.mentions.flatMap(({ name, facets }) => each(dataset(name), facets))];
}

function statementsOf(event: LineageEvent, facets: Shown['facets']): readonly Statement[] {
  const value = (node: NodeName, facet: string) => valueOf(facets.get(facetKey(node, facet))?.worth);
  const { speaker } = event;
  const lineage = value(speaker, 'lineage');

  if (event.kind === 'dataset') {
    if (lineage !== undefined) return entryStatements(lineage, speaker, null);
    return columnLineageStatements(value(speaker, 'columnLineage'), speaker, null);
  }

  const uses = event.mentions.map(({ name, role }) => (role === 'input' ? input(dataset(name), speaker) : output(dataset(name), speaker)));
  if (Array.isArray(lineage?.['entries'])) {
    const entries = list(lineage['entries']).filter(isObject);
    return [...uses, ...entries.flatMap((entry) => entryStatements(entry, nodeNamed(entry, speaker), speaker))];
  }
  const outputs = event.mentions.filter(({ role }) => role === 'output').map(({ name }) => dataset(name));
  return [...uses, ...outputs.flatMap((node) => columnLineageStatements(value(node, 'columnLineage'), node, speaker))];
}

/** One entry of a job's `lineage` facet, or the whole `lineage` facet of a DatasetEvent's subject, which has no job. */
function entryStatements(entry: JsonObject, target: NodeName | undefined, job: NodeName | null): readonly Statement[] {
  if (target === undefined) return [];
  const fields = membersOf(entry['fields']).map(([name, field]) => ({ name, inputs: isObject(field) ? list(field['inputs']) : [] }));
  const ofEntry = list(entry['inputs']).flatMap((one) => lineageSource(one, null, job));
  const ofFields = fields.flatMap(({ name, inputs }) => inputs.flatMap((one) => lineageSource(one, name, job)));
  const sources = [...ofEntry, ...ofFields];

  const datasets = sources.filter(({ node }) => node.kind === 'dataset');
  const read = job === null ? [] : datasets.map(({ node }) => input(node, job));
  if (job !== null && nodeKey(target) === nodeKey(job)) return read;
  const written = job !== null && target.kind === 'dataset' ? [output(target, job)] : [];

  const hasNoSource = Array.isArray(entry['inputs']) && entry['inputs'].length === 0 && fields.every(({ inputs }) => inputs.length === 0);
  const from = hasNoSource ? [null] : sources.map(({ node }) => node);
  const flows = from.map((source): Statement => ({ kind: 'flow', origin: 'lineage', source, target, via: viaOf(job) }));
  const ofColumns = datasets.filter(({ field, targetField }) => field !== null || targetField !== null);
  const columns = ofColumns.flatMap((source) => columnStatements('lineage', source, { target, job }));
  return [...read, ...written, ...flows, ...columns];
}

function columnLineageStatements(facet: JsonObject | undefined, target: NodeName, job: NodeName | null): readonly Statement[] {
  const ofFields = membersOf(facet?.['fields']).flatMap(([name, field]) =>
    isObject(field) ? list(field['inputFields']).flatMap((one) => inputField(one, name, oldForm(field))) : [],
  );
  const ofDataset = list(facet?.['dataset']).flatMap((one) => inputField(one, null, null));
  const sources = [...ofFields, ...ofDataset];

  const flows = sources.map(({ node }): Statement => ({ kind: 'flow', origin: 'column', source: node, target, via: viaOf(job) }));
  return [...flows, ...sources.flatMap((source) => columnStatements('column', source, { target, job }))];
}

function columnStatements(
  origin: 'lineage' | 'column',
  { node, field, targetField, how }: Source,
  { target, job }: { readonly target: NodeName; readonly job: NodeName | null },
): readonly Statement[] {
  const base = { kind: 'column', origin, source: node, sourceField: field, target, targetField, via: viaOf(job) } as const;
  return how.map((transformation) => ({ ...base, transformation }));
}

function input(source: NodeName, job: NodeName): Statement {
  return { kind: 'input', source, target: job, via: { namespace: job.namespace, name: job.name } };
}

function output(target: NodeName, job: NodeName): Statement {
  return { kind: 'output', source: job, target, via: { namespace: job.namespace, name: job.name } };
}

function viaOf(job: NodeName | null): Name | null {
  return job === null ? null : { namespace: job.namespace, name: job.name };
}

function lineageSource(value: JsonValue, targetField: string | null, own: NodeName | null): readonly Source[] {
  const node = nodeNamed(value, own);
  if (node === undefined || !isObject(value)) return [];
  const given = value['field'] ?? null;
  if (given !== null && typeof given !== 'string') return [];
  return [{ node, field: text(given), targetField, how: transformations(value['transformations'], null) }];
}

function inputField(value: JsonValue, targetField: string | null, old: Transformation | null): readonly Source[] {
  const name = nameIn(value);
  const field = isObject(value) ? text(value['field']) : null;
  if (name === undefined || field === null || !isObject(value)) return [];
  return [{ node: dataset(name), field, targetField, how: transformations(value['transformations'], old) }];
}

/** The node that a `lineage` entry or input names: a JOB without namespace and name is the event's own. */
function nodeNamed(value: JsonValue, own: NodeName | null): NodeName | undefined {
  if (!isObject(value)) return undefined;
  const { type, namespace, name } = value;
  if (type !== 'DATASET' && type !== 'JOB') return undefined;
  if (type === 'JOB' && namespace === undefined && name === undefined) return own ?? undefined;
  const given = nameIn(value);
  return given === undefined ? undefined : { kind: type === 'JOB' ? 'job' : 'dataset', ...given };
}

/** Those listed; when there is none, the one `otherwise`. */
function transformations(value: JsonValue | undefined, otherwise: Transformation | null): readonly (Transformation | null)[] {
  const listed = list(value)
    .filter(isObject)
    .flatMap((one): readonly Transformation[] => {
      const type = text(one['type']);
      if (type === null) return [];
      return [{ type, subtype: text(one['subtype']), description: text(one['description']), masking: one['masking'] === true }];
    });
  return listed.length === 0 ? [otherwise] : listed;
}

/** The old form, beside `inputFields`. */
function oldForm(field: JsonObject): Transformation | null {
  const type = text(field['transformationType']);
  const description = text(field['transformationDescription']);
  if (type === null) return null;
  if (type === 'IDENTITY') return { type: 'DIRECT', subtype: 'IDENTITY', description, masking: false };
  if (type === 'MASKED') return { type: 'DIRECT', subtype: 'TRANSFORMATION', description, masking: true };
  return { type, subtype: null, description, masking: false };
}

/** The members of an object whose keys name something. */
function membersOf(value: JsonValue | undefined): readonly (readonly [string, JsonValue])[] {
  return isObject(value) ? Object.entries(value).filter(([key]) => isStorable(key)) : [];
}

/** Text that names something, else nothing. */
function text(value: JsonValue | undefined): string | null {
  return typeof value === 'string' && isStorable(value) ? value : null;
}
