import type { DataLabels, KeepOut, SaidName } from '#access';
import { type Name, nameKey } from '#lineage';
import { isList, isObject, type JsonObject, type JsonValue, member } from '#record';

/** What an event names, each as often as it does. */
export interface EventNames {
  readonly jobs: readonly SaidName[];
  readonly datasets: readonly SaidName[];
  /** All names that the event gives to what it calls so, by `nameKey`: symlinks and earlier names, in whichever mention. Of most it gives one, and they are not here. */
  readonly alike: ReadonlyMap<string, readonly Name[]>;
}

/** The datasets of an event of which it takes their labels to know which rules cover them, each once: under all names that the event gives them. */
export function datasetsToLabel(event: JsonValue, keepOut: KeepOut): readonly Name[] {
  if (!keepOut.asks.tags) return [];
  const { datasets, alike } = namesIn(event);
  const whole = datasets.flatMap(({ namespace, name }) => (namespace === undefined || name === undefined ? [] : [{ namespace, name }]));
  const each = new Map(whole.map((name) => [nameKey(name), name]));
  const groups = new Map([...new Set(alike.values())].map((group) => [group, group.some((name) => keepOut.asksLabelsOf(name))]));
  return [...each].flatMap(([key, name]) => ((groups.get(alike.get(key) ?? []) ?? keepOut.asksLabelsOf(name)) ? [name] : []));
}

/** By its JSON, of which the last of doubled keys is left. */
export function namesIn(event: JsonValue): EventNames {
  const names = new Names();
  names.event(event);
  return { jobs: names.jobs, datasets: names.datasets, alike: names.alike.groups() };
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

/** Collects what is named. What stands beside facets, where the standard has no member, is read as a facet. */
class Names {
  readonly jobs: SaidName[] = [];
  readonly datasets: SaidName[] = [];
  readonly alike = new Alike();

  event(event: JsonValue): void {
    const [job, run] = [child(event, 'job'), child(event, 'run')];
    this.job(job);
    for (const owner of [event, run, child(run, 'facets')]) this.parents(owner);
    for (const dataset of mentionsIn(event)) this.mention(dataset);
  }

  /** With their own, and so on. */
  private parents(owner: JsonValue | undefined): void {
    for (const key of ['parent', 'parentRun']) {
      const parent = child(owner, key);
      for (const one of parent === undefined ? [] : [parent, child(parent, 'root')]) {
        this.job(child(one, 'job'));
        this.parents(child(child(one, 'run'), 'facets'));
      }
    }
  }

  private mention(dataset: JsonValue): void {
    const name = nameIn(dataset);
    this.datasets.push(name);
    for (const facets of [dataset, ...['facets', 'inputFacets', 'outputFacets'].map((key) => child(dataset, key))])
      if (isObject(facets)) this.facets(name, facets);
  }

  private facets(called: SaidName, facets: JsonObject): void {
    const previous = child(member(facets, 'lifecycleStateChange'), 'previousIdentifier');
    for (const other of [...listIn(member(facets, 'symlinks'), 'identifiers'), ...(previous === undefined ? [] : [previous])]) {
      this.dataset(other);
      this.alike.join(called, nameIn(other));
    }
    this.lineage(member(facets, 'lineage'));
    const columnLineage = member(facets, 'columnLineage');
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
    if (job == null) return;
    this.jobs.push(nameIn(job));
    for (const facets of [job, child(job, 'facets')])
      for (const entry of listIn(child(facets, 'lineage'), 'entries')) {
        this.dataset(entry);
        this.lineage(entry);
      }
  }

  /** What has no name is none. */
  private dataset(named: JsonValue): void {
    const name = nameIn(named);
    if (name.namespace !== undefined && name.name !== undefined) this.datasets.push(name);
  }
}

/** Names that one event gives to one dataset, joined to groups. */
class Alike {
  private readonly groupOf = new Map<string, Map<string, Name>>();

  join(one: SaidName, other: SaidName): void {
    const [left, right] = [this.groupWith(one), this.groupWith(other)];
    if (left === undefined || right === undefined || left === right) return;
    const [small, large] = left.size < right.size ? [left, right] : [right, left];
    for (const [key, name] of small) {
      large.set(key, name);
      this.groupOf.set(key, large);
    }
  }

  /** Each group is one list, whichever name it is asked by. */
  groups(): ReadonlyMap<string, readonly Name[]> {
    const lists = new Map([...new Set(this.groupOf.values())].map((group) => [group, [...group.values()]]));
    return new Map([...this.groupOf].map(([key, group]) => [key, lists.get(group) ?? []]));
  }

  /** What has no name is none. */
  private groupWith({ namespace, name }: SaidName): Map<string, Name> | undefined {
    if (namespace === undefined || name === undefined) return undefined;
    const key = nameKey({ namespace, name });
    const known = this.groupOf.get(key) ?? new Map([[key, { namespace, name }]]);
    this.groupOf.set(key, known);
    return known;
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
