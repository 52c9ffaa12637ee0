import { isList, isObject, isStorable, type JsonObject, type JsonValue, member } from '#record';

import type { Facets, LineageEvent } from './event.ts';
import { type Name, nameKey, type NodeName, nodeKey } from './names.ts';
import { type Statement, type StatementOrigin, statementKey, type Transformation } from './statements.ts';

/** What one event shows, each statement once, by key. Section 2 of the fold. */
export function shownStatements(event: LineageEvent): ReadonlyMap<string, Statement> {
  const shown = new Shown(event);
  shown.datasetsUsed();
  const lineage = lineageFacet(event);
  if (lineage !== undefined) shown.lineage(lineage);
  else shown.columnLineage();
  return shown.statements;
}

/** The datasets that this event drops, by `nameKey`: it shows nothing that touches them. */
function droppedDatasets(event: LineageEvent): ReadonlyMap<string, Name> {
  const dropped = new Map<string, Name>();
  for (const [key, { name, facets }] of mergedMentions(event)) if (lifecycleChange(facets) === 'DROP') dropped.set(key, name);
  return dropped;
}

/** The datasets an event names, each once, with its facets merged: inputs first, then outputs, the later wins facet by facet. */
function mergedMentions(event: LineageEvent): ReadonlyMap<string, { readonly name: Name; readonly facets: Facets }> {
  const merged = new Map<string, { name: Name; facets: Facets }>();
  for (const { name, facets } of event.mentions) {
    const key = nameKey(name);
    const before = merged.get(key);
    merged.set(key, { name, facets: before === undefined ? facets : new Map([...before.facets, ...facets]) });
  }
  return merged;
}

/** What a `lifecycleStateChange` facet says, as it spells it. */
export function lifecycleChange(facets: Facets): string | undefined {
  const facet = facets.get('lifecycleStateChange');
  const change = facet?.kind === 'value' ? member(facet.value, 'lifecycleStateChange') : undefined;
  return typeof change === 'string' ? change : undefined;
}

/** Whether the event replaces what its speaker declared before. Section 4 of the fold. */
export function isDeclaration(event: LineageEvent, statements: ReadonlyMap<string, Statement>): boolean {
  if (event.kind === 'job') return statements.size > 0 || event.jobFacets.has('lineage');
  if (event.kind === 'dataset') return event.mentions.some(({ facets }) => facets.has('lineage') || facets.has('columnLineage'));
  return false;
}

/** The `lineage` facet that speaks for the event, if it can be used: then `columnLineage` does not. */
function lineageFacet(event: LineageEvent): JsonObject | undefined {
  const facet = (event.kind === 'dataset' ? event.mentions[0]?.facets : event.jobFacets)?.get('lineage');
  if (facet?.kind !== 'value') return undefined;
  return event.kind === 'dataset' || Array.isArray(member(facet.value, 'entries')) ? facet.value : undefined;
}

/** Collects the statements of one event. */
class Shown {
  readonly statements = new Map<string, Statement>();
  private readonly via: Name | null;
  private readonly dropped: ReadonlyMap<string, Name>;

  constructor(private readonly event: LineageEvent) {
    const { kind, namespace, name } = event.speaker;
    this.via = kind === 'job' ? { namespace, name } : null;
    this.dropped = droppedDatasets(event);
  }

  datasetsUsed(): void {
    for (const { name, role } of this.event.mentions) {
      if (role !== 'subject') this.use(name, role);
    }
  }

  columnLineage(): void {
    const written = new Set(this.event.mentions.filter(({ role }) => role !== 'input').map(({ name }) => nameKey(name)));
    for (const [key, { name, facets }] of mergedMentions(this.event)) {
      const facet = written.has(key) ? facets.get('columnLineage') : undefined;
      if (facet?.kind === 'value') this.columnsInto(name, facet.value);
    }
  }

  lineage(facet: JsonObject): void {
    if (this.via === null) {
      this.entry({ target: this.event.speaker, ...entryParts(facet) });
      return;
    }
    for (const entry of listOf(member(facet, 'entries'))) {
      if (!isObject(entry)) continue;
      const target = this.named(entry);
      if (target !== undefined) this.entry({ target, ...entryParts(entry) });
    }
  }

  private columnsInto(name: Name, facet: JsonObject): void {
    const target: NodeName = { kind: 'dataset', ...name };
    const fields = member(facet, 'fields');
    for (const [field, value] of isObject(fields) ? Object.entries(fields) : []) {
      if (!isObject(value) || !isStorable(field)) continue;
      const ofField = oldTransformation(value);
      for (const input of listOf(member(value, 'inputFields')))
        this.column({ input, target, targetField: field, origin: 'column', ofField });
    }
    for (const input of listOf(member(facet, 'dataset')))
      this.column({ input, target, targetField: null, origin: 'column', ofField: null });
  }

  private entry({ target, inputs, fields, saysNone }: { target: NodeName } & EntryParts): void {
    const isOwnJob = target.kind === 'job' && nodeKey(target) === nodeKey(this.event.speaker);
    if (target.kind === 'dataset' && this.via !== null) this.use(target, 'output');
    if (isOwnJob) {
      for (const source of inputs.map((input) => this.named(input))) if (source?.kind === 'dataset') this.use(source, 'input');
      return;
    }
    for (const input of inputs) this.lineageInput(input, target, null);
    for (const { field, input } of fields) this.lineageInput(input, target, field);
    if (saysNone && fields.length === 0) this.show({ kind: 'flow', origin: 'lineage', source: null, target, via: this.via });
  }

  private lineageInput(input: JsonObject, target: NodeName, targetField: string | null): void {
    const source = this.named(input);
    if (source === undefined) return;
    if (source.kind === 'dataset' && this.via !== null) this.use(source, 'input');
    this.show({ kind: 'flow', origin: 'lineage', source, target, via: this.via });
    if (source.kind === 'job') return;
    if (fieldIn(input) !== null || targetField !== null) this.column({ input, target, targetField, origin: 'lineage', ofField: null });
  }

  private column({ input, target, targetField, origin, ofField }: ColumnInput): void {
    const source = isObject(input) ? datasetNamed(input) : undefined;
    if (!isObject(input) || source === undefined) return;
    const sourceField = fieldIn(input);
    if (sourceField === null && origin === 'column') return;

    if (origin === 'column') this.show({ kind: 'flow', origin, source, target, via: this.via });
    const listed = listOf(member(input, 'transformations')).flatMap(transformationOf);
    for (const transformation of listed.length > 0 ? listed : [ofField]) {
      this.show({ kind: 'column', origin, source, sourceField, target, targetField, via: this.via, transformation });
    }
  }

  private use(name: Name, role: 'input' | 'output'): void {
    const dataset: NodeName = { kind: 'dataset', namespace: name.namespace, name: name.name };
    if (this.via === null) return;
    const job: NodeName = { kind: 'job', ...this.via };
    if (role === 'input') this.show({ kind: 'input', source: dataset, target: job, via: this.via });
    else this.show({ kind: 'output', source: job, target: dataset, via: this.via });
  }

  private show(statement: Statement): void {
    if (this.dropped.size > 0 && [statement.source, statement.target].some((end) => this.isDropped(end))) return;
    this.statements.set(statementKey(statement), statement);
  }

  private isDropped(end: NodeName | null): boolean {
    return end?.kind === 'dataset' && this.dropped.has(nameKey(end));
  }

  /** The dataset or job that a lineage entry or input names; a job without a name is the event's own. */
  private named(value: JsonObject): NodeName | undefined {
    const type = member(value, 'type');
    if (type === 'DATASET') return datasetNamed(value);
    if (type !== 'JOB') return undefined;
    if (member(value, 'namespace') === undefined && member(value, 'name') === undefined) {
      return this.via === null ? undefined : { kind: 'job', ...this.via };
    }
    const name = nameIn(value);
    return name === undefined ? undefined : { kind: 'job', ...name };
  }
}

interface ColumnInput {
  readonly input: JsonValue;
  readonly target: NodeName;
  readonly targetField: string | null;
  readonly origin: StatementOrigin;
  /** What the old form says of all input fields of one output field. */
  readonly ofField: Transformation | null;
}

interface EntryParts {
  readonly inputs: readonly JsonObject[];
  readonly fields: readonly { readonly field: string; readonly input: JsonObject }[];
  /** `inputs: []`: no upstream. */
  readonly saysNone: boolean;
}

function entryParts(entry: JsonObject): EntryParts {
  const fields = member(entry, 'fields');
  const pairs = isObject(fields) ? Object.entries(fields) : [];
  return {
    inputs: listOf(member(entry, 'inputs')).filter(isObject),
    saysNone: Array.isArray(member(entry, 'inputs')) && listOf(member(entry, 'inputs')).length === 0,
    fields: pairs.flatMap(([field, value]) =>
      isObject(value) && isStorable(field)
        ? listOf(member(value, 'inputs'))
            .filter(isObject)
            .map((input) => ({ field, input }))
        : [],
    ),
  };
}

function transformationOf(value: JsonValue): Transformation[] {
  if (!isObject(value)) return [];
  const text = (key: string): string | null => {
    const part = member(value, key);
    return typeof part === 'string' && isStorable(part) ? part : null;
  };
  const type = text('type');
  return type === null
    ? []
    : [{ type, subtype: text('subtype'), description: text('description'), masking: member(value, 'masking') === true }];
}

/** The deprecated form: one word for all inputs of a field. */
function oldTransformation(field: JsonObject): Transformation | null {
  const word = member(field, 'transformationType');
  const words = member(field, 'transformationDescription');
  if (typeof word !== 'string' || !isStorable(word)) return null;
  const description = typeof words === 'string' && isStorable(words) ? words : null;
  if (word === 'IDENTITY') return { type: 'DIRECT', subtype: 'IDENTITY', description, masking: false };
  if (word === 'MASKED') return { type: 'DIRECT', subtype: 'TRANSFORMATION', description, masking: true };
  return { type: word, subtype: null, description, masking: false };
}

/** The column that an input names; null when it names none that can be one. */
function fieldIn(input: JsonObject): string | null {
  const field = member(input, 'field');
  return typeof field === 'string' && isStorable(field) ? field : null;
}

function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  return isList(value) ? value : [];
}

function datasetNamed(value: JsonObject): NodeName | undefined {
  const name = nameIn(value);
  return name === undefined ? undefined : { kind: 'dataset', ...name };
}

function nameIn(value: JsonObject): Name | undefined {
  const [namespace, name] = [member(value, 'namespace'), member(value, 'name')];
  if (typeof namespace !== 'string' || typeof name !== 'string' || namespace === '' || name === '') return undefined;
  return isStorable(namespace) && isStorable(name) ? { namespace, name } : undefined;
}
