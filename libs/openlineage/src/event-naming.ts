import type { KeepOut, KeepOutRule, SaidName } from '#access';
import { isList, isObject, type JsonValue, member } from '#record';

import type { Naming } from './value-places.ts';

/** What an event names that rules on what is kept out cover: by its JSON, of which the last of doubled keys is left. */
export function namingOf(event: JsonValue, keepOut: KeepOut, isDoubled: boolean): Naming {
  if (isDoubled) return { rules: keepOut.rules, isDoubled };
  const named = new Named(keepOut);
  named.event(event);
  return { rules: keepOut.ordered(named.rules), isDoubled };
}

/** Collects the rules that cover what is named. */
class Named {
  readonly rules = new Set<KeepOutRule>();

  constructor(private readonly keepOut: KeepOut) {}

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
    for (const key of ['inputs', 'outputs']) {
      const said = child(event, key) ?? [];
      for (const dataset of isList(said) ? said : [null]) this.mention(dataset); // what is no list may name anything
    }
    const dataset = child(event, 'dataset') ?? undefined;
    if (dataset !== undefined) this.mention(dataset);
  }

  private mention(dataset: JsonValue): void {
    this.cover(nameIn(dataset));
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
    if (job == null) return;
    for (const rule of this.keepOut.covering(nameIn(job))) if (!rule.isOfColumns) this.rules.add(rule);
  }

  /** What has no name is none. */
  private dataset(named: JsonValue): void {
    const name = nameIn(named);
    if (name.namespace !== undefined && name.name !== undefined) this.cover(name);
  }

  private cover(name: SaidName): void {
    for (const rule of this.keepOut.covering(name)) this.rules.add(rule);
  }
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
