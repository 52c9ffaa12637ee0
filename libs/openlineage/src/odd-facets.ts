import { below, isList, isObject, isStorable, type JsonObject, type JsonValue, member } from '#record';

import {
  type FacetForm,
  type FacetsRead,
  type FormPart,
  INPUT_FACETS,
  JOB_FACETS,
  OUTPUT_FACETS,
  RUN_FACETS,
  SUBJECT_FACETS,
} from './facet-forms.ts';
import type { Warning } from './warnings.ts';

/** Parts told of one event: who sees a hundred looks at the producer, not at the next. */
const PARTS_TOLD_MAX = 100;
/** Entries keep pointers. Where a name would make one longer, what is around it is named. */
const POINTER_LENGTH_MAX = 1_000;

/** Facets that were found to be as they should be. Events of one shape share them, so most are looked at once. */
const sound = new WeakSet<JsonObject>();

/** The parts of an event's facets that no reader understands: they are kept in the event, and the graph is without them. */
export function oddFacets(event: JsonObject): readonly Warning[] {
  const look = new Look();
  look.into(event, 'run', RUN_FACETS);
  look.into(event, 'job', JOB_FACETS);
  look.into(event, 'dataset', SUBJECT_FACETS);
  look.intoEach(event, 'inputs', INPUT_FACETS);
  look.intoEach(event, 'outputs', OUTPUT_FACETS);
  return look.warnings;
}

/** Goes through facets once. Where it stands is spelled only of what is told: what is as it should be costs the look alone. */
class Look {
  readonly warnings: Warning[] = [];
  private readonly path: (string | number)[] = [];

  into(event: JsonObject, key: string, read: FacetsRead): void {
    this.path.push(key);
    this.facets(member(event, key), read);
    this.path.pop();
  }

  intoEach(event: JsonObject, key: string, read: FacetsRead): void {
    const things = member(event, key);
    if (!isList(things)) return;
    this.path.push(key);
    things.forEach((thing, index) => {
      this.path.push(index);
      this.facets(thing, read);
      this.path.pop();
    });
    this.path.pop();
  }

  /** A facet that is no object is told where facets are read, and one that is deleted says nothing. */
  private facets(owner: JsonValue | undefined, read: FacetsRead): void {
    const facets = isObject(owner) ? member(owner, 'facets') : undefined;
    if (!isObject(facets) || sound.has(facets)) return;
    const before = this.warnings.length;
    this.path.push('facets');
    for (const [name, form] of read) {
      const facet = member(facets, name);
      if (isObject(facet) && member(facet, '_deleted') !== true) this.part(facet, name, form);
    }
    this.path.pop();
    if (this.warnings.length === before && !this.isFull) sound.add(facets);
  }

  private part(value: JsonValue, at: string | number, { isRead, needs, loss, parts }: FacetForm): void {
    if (this.isFull) return;
    this.path.push(at);
    if (!isRead(value)) this.tell(needs, loss);
    else if (parts !== undefined && isObject(value)) for (const part of parts) this.partsOf(value, part);
    this.path.pop();
  }

  private partsOf(owner: JsonObject, { key, kind, form, isNeeded }: FormPart): void {
    const value = member(owner, key) ?? undefined;
    if (value === undefined && isNeeded !== true) return;
    if (kind === 'one') {
      this.part(value ?? null, key, form);
      return;
    }
    this.path.push(key);
    if (kind === 'list') this.list(value, form);
    else this.named(value, form);
    this.path.pop();
  }

  private list(value: JsonValue | undefined, form: FacetForm): void {
    if (isList(value)) value.forEach((item, index) => this.part(item, index, form));
    else this.tell('a list is needed here');
  }

  private named(value: JsonValue | undefined, form: FacetForm): void {
    if (!isObject(value)) {
      this.tell('an object is needed here');
      return;
    }
    for (const name of Object.keys(value)) this.part(isStorable(name) ? (member(value, name) ?? null) : null, name, form);
  }

  private get isFull(): boolean {
    return this.warnings.length >= PARTS_TOLD_MAX;
  }

  private tell(needs: string, loss = 'this part is kept in the event, not in the graph'): void {
    let pointer = '';
    for (const step of this.path) {
      if (String(step).length > POINTER_LENGTH_MAX) break;
      const further = below(pointer, step);
      if (further.length > POINTER_LENGTH_MAX) break;
      pointer = further;
    }
    this.warnings.push({ code: 'FACET_NOT_UNDERSTOOD', pointer, message: `${needs}; ${loss}` });
  }
}
