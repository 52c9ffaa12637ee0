import type { DataLabels, KeepOut, SaidName } from '#access';
import { type Name, nameKey } from '#lineage';
import { isList, isObject, type JsonValue, member } from '#record';

/** What an event names, each as often as it does. */
export interface EventNames {
  readonly jobs: readonly SaidName[];
  readonly datasets: readonly SaidName[];
}

/** The datasets of an event of which it takes their labels to know which rules cover them, each once. */
export function datasetsToLabel(event: JsonValue, keepOut: KeepOut): readonly Name[] {
  if (!keepOut.asks.tags) return [];
  const whole = namesIn(event).datasets.flatMap(({ namespace, name }) =>
    namespace === undefined || name === undefined ? [] : [{ namespace, name }],
  );
  const each = new Map(whole.map((name) => [nameKey(name), name]));
  return [...each.values()].filter((name) => keepOut.asksLabelsOf(name));
}

/** By its JSON, of which the last of doubled keys is left. */
export function namesIn(event: JsonValue): EventNames {
  const names = new Names();
  names.event(event);
  return names;
}

/** What an event itself says of data by tags, by `nameKey` of their dataset. */
export function labelsSaidIn(event: JsonValue): ReadonlyMap<string, DataLabels> {
  const labels = new Map<string, EventLabels>();
  for (const dataset of mentionsIn(event)) {
    const { namespace, name } = nameIn(dataset);
    const tags = listIn(child(child(dataset, 'facets'), 'tags'), 'tags');
    if (namespace === undefined || name === undefined || tags.length === 0) continue;
    const key = nameKey({ namespace, name });
    const known = labels.get(key) ?? new EventLabels();
    labels.set(key, known);
    for (const tag of tags) known.add(tag);
  }
  return labels;
}

class EventLabels implements DataLabels {
  readonly tags: string[] = [];
  readonly columnTags = new Map<string, string[]>();
  readonly held = [];
  readonly columnHeld = new Map<string, string[]>();

  /** As `key` and as `key=value`, in small letters. What is no tag says nothing. */
  add(tag: JsonValue): void {
    const [key, value, field] = [child(tag, 'key'), child(tag, 'value'), child(tag, 'field')];
    if (typeof key !== 'string') return;
    const words = typeof value === 'object' || value === undefined ? [key] : [key, `${key}=${value}`];
    this.listOf(field).push(...words.map((word) => word.toLowerCase()));
  }

  private listOf(field: JsonValue | undefined): string[] {
    if (typeof field !== 'string') return this.tags;
    const known = this.columnTags.get(field) ?? [];
    this.columnTags.set(field, known);
    return known;
  }
}

/** Collects what is named. */
class Names implements EventNames {
  readonly jobs: SaidName[] = [];
  readonly datasets: SaidName[] = [];

  event(event: JsonValue): void {
    const [job, run] = [child(event, 'job'), child(event, 'run')];
    this.job(job);
    for (const key of ['parent', 'parentRun']) {
      const parent = child(child(run, 'facets'), key);
      this.job(child(parent, 'job'));
      this.job(child(child(parent, 'root'), 'job'));
    }
    for (const entry of listIn(child(child(job, 'facets'), 'lineage'), 'entries')) {
      this.dataset(entry);
      this.lineage(entry);
    }
    for (const dataset of mentionsIn(event)) this.mention(dataset);
  }

  private mention(dataset: JsonValue): void {
    this.datasets.push(nameIn(dataset));
    const facets = child(dataset, 'facets');
    if (!isObject(facets)) return;
    for (const symlink of listIn(child(facets, 'symlinks'), 'identifiers')) this.dataset(symlink);
    this.lineage(child(facets, 'lineage'));
    const columnLineage = child(facets, 'columnLineage');
    for (const source of listIn(columnLineage, 'dataset')) this.dataset(source);
    this.columns(columnLineage, 'inputFields');
  }

  private lineage(owner: JsonValue | undefined): void {
    for (const source of listIn(owner, 'inputs')) this.dataset(source);
    this.columns(owner, 'inputs');
  }

  private columns(owner: JsonValue | undefined, key: string): void {
    const fields = child(owner, 'fields');
    if (!isObject(fields)) return;
    for (const column of Object.keys(fields)) for (const source of listIn(member(fields, column), key)) this.dataset(source);
  }

  private job(job: JsonValue | undefined): void {
    if (job != null) this.jobs.push(nameIn(job));
  }

  /** What has no name is none. */
  private dataset(named: JsonValue): void {
    const name = nameIn(named);
    if (name.namespace !== undefined && name.name !== undefined) this.datasets.push(name);
  }
}

/** What stands where datasets stand. What should be a list of them and is none may be any. */
function mentionsIn(event: JsonValue): readonly JsonValue[] {
  const used = ['inputs', 'outputs'].flatMap((key): readonly JsonValue[] => {
    const said = child(event, key) ?? [];
    return isList(said) ? said : [null];
  });
  const dataset = child(event, 'dataset') ?? undefined;
  return dataset === undefined ? used : [...used, dataset];
}

function nameIn(owner: JsonValue | undefined): SaidName {
  const text = (key: string): string | undefined => {
    const value = child(owner, key);
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  return { namespace: text('namespace'), name: text('name') };
}

function child(owner: JsonValue | undefined, key: string): JsonValue | undefined {
  return isObject(owner) ? member(owner, key) : undefined;
}

function listIn(owner: JsonValue | undefined, key: string): readonly JsonValue[] {
  const list = child(owner, key);
  return isList(list) ? list : [];
}
