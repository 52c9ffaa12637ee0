import { below, isList, isObject, type JsonObject, type JsonValue, member } from '#record';

/**
 * A namespace that an event names, and to what end. `says`: it says something of what lies there: that it was written, what it is, what it is called, that a
 * run belongs to it. `takes`: it says that data came from there, and nothing of what lies there.
 */
export interface ClaimedName {
  readonly kind: 'says' | 'takes';
  readonly namespace: string;
  /** A JSON pointer into the event, to what claims it. */
  readonly pointer: string;
}

/** Facets that a reader has no business with: they name a dataset, end it, label it, own it, or say what it is made from. Others describe what was read. */
const NOT_FOR_READERS: ReadonlySet<string> = new Set(['symlinks', 'lifecycleStateChange', 'tags', 'ownership', 'columnLineage', 'lineage']);

/**
 * Every namespace that an event names where the graph, or what is shown of a run, takes it from: beside its speaker. Read from the JSON, so that each has its place; also
 * from parts that the gate passes over, for what is not understood today may be tomorrow.
 */
export function claimedNames(body: JsonObject, kind: 'run' | 'job' | 'dataset'): readonly ClaimedName[] {
  const names = new Names();
  if (kind === 'dataset') {
    const dataset = child(body, 'dataset');
    names.ofDataset(dataset, '/dataset', 'says');
    names.ofEntry(child(child(dataset, 'facets'), 'lineage'), '/dataset/facets/lineage');
    return names.found;
  }
  for (const [key, role] of [
    ['inputs', 'takes'],
    ['outputs', 'says'],
  ] as const)
    listIn(body, key).forEach((dataset, index) => names.ofDataset(dataset, `/${key}/${index}`, role));
  names.ofJobFacets(child(child(body, 'job'), 'facets'));
  if (kind === 'run') names.ofRunFacets(child(child(body, 'run'), 'facets'));
  return names.found;
}

class Names {
  readonly found: ClaimedName[] = [];

  ofDataset(dataset: JsonValue | undefined, pointer: string, role: ClaimedName['kind']): void {
    this.name(dataset, pointer, role);
    const facets = child(dataset, 'facets');
    if (!isObject(facets)) return;
    const at = below(pointer, 'facets');
    for (const [name, facet] of Object.entries(facets))
      if (role === 'takes' && isObject(facet) && (NOT_FOR_READERS.has(name) || member(facet, '_deleted') === true))
        this.claim(child(dataset, 'namespace'), below(at, name), 'says');

    listIn(member(facets, 'symlinks'), 'identifiers').forEach((each, index) =>
      this.name(each, `${at}/symlinks/identifiers/${index}`, 'says'),
    );
    this.name(child(member(facets, 'lifecycleStateChange'), 'previousIdentifier'), `${at}/lifecycleStateChange/previousIdentifier`, 'says');
    this.ofColumns(member(facets, 'columnLineage'), `${at}/columnLineage`);
  }

  ofJobFacets(facets: JsonValue | undefined): void {
    const at = '/job/facets/lineage/entries';
    listIn(child(facets, 'lineage'), 'entries').forEach((entry, index) => {
      this.name(entry, `${at}/${index}`, 'says');
      this.ofEntry(entry, `${at}/${index}`);
    });
  }

  /** Whose child a run is, and at the root of which runs it stands. */
  ofRunFacets(facets: JsonValue | undefined): void {
    for (const facet of ['parent', 'parentRun']) {
      const [parent, at] = [child(facets, facet), `/run/facets/${facet}`];
      this.name(child(parent, 'job'), `${at}/job`, 'says');
      this.name(child(child(parent, 'root'), 'job'), `${at}/root/job`, 'says');
    }
  }

  /** Of a `lineage` facet: where an entry's data comes from. */
  ofEntry(entry: JsonValue | undefined, pointer: string): void {
    this.sources(child(entry, 'inputs'), below(pointer, 'inputs'));
    this.ofFields(entry, pointer, 'inputs');
  }

  private ofColumns(facet: JsonValue | undefined, pointer: string): void {
    this.sources(child(facet, 'dataset'), below(pointer, 'dataset'));
    this.ofFields(facet, pointer, 'inputFields');
  }

  private ofFields(owner: JsonValue | undefined, pointer: string, key: string): void {
    const fields = child(owner, 'fields');
    for (const [field, value] of isObject(fields) ? Object.entries(fields) : [])
      this.sources(child(value, key), below(below(below(pointer, 'fields'), field), key));
  }

  /** That a job is a source says that it writes what is told of. */
  private sources(list: JsonValue | undefined, pointer: string): void {
    if (!isList(list)) return;
    list.forEach((source, index) => this.name(source, `${pointer}/${index}`, child(source, 'type') === 'JOB' ? 'says' : 'takes'));
  }

  private name(named: JsonValue | undefined, pointer: string, kind: ClaimedName['kind']): void {
    this.claim(child(named, 'namespace'), below(pointer, 'namespace'), kind);
  }

  private claim(namespace: JsonValue | undefined, pointer: string, kind: ClaimedName['kind']): void {
    if (typeof namespace === 'string' && namespace !== '') this.found.push({ kind, namespace, pointer });
  }
}

function child(owner: JsonValue | undefined, key: string): JsonValue | undefined {
  return isObject(owner) ? member(owner, key) : undefined;
}

function listIn(owner: JsonValue | undefined, key: string): readonly JsonValue[] {
  const list = child(owner, key);
  return isList(list) ? list : [];
}
