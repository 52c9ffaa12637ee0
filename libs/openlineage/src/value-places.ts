import { type KeepOutOfEvent, type KeepOutRule, orderedRules, type SaidName } from '#access';
import { below, type LocatedJson, type LocatedMember, locateJson, type Span } from '#record';

import type { FacetPlace } from './standard-facets.ts';
import { aboutColumn, type ObjectForm, Said, type Scope, type ValueForm } from './value-form.ts';
import { UNKNOWN_FACET, VALUE_FORMS } from './value-forms.ts';

/** A value that is kept out, and by which rule. */
export interface KeptOutPlace {
  readonly span: Span;
  /** It is members, with their names: what is put in their place is a member under this name. Absent: it is a value. */
  readonly under?: string;
  /** A JSON pointer, where the value stands in what is stored. */
  readonly pointer: string;
  /** JSON pointers to what it is put in the place of, as it came: their last steps may be values. */
  readonly cameAt: () => readonly string[];
  readonly rule: KeepOutRule;
}

/** By which rules an event is looked through. */
export interface Covering {
  readonly rules: Pick<KeepOutOfEvent, 'rules' | 'job'>;
  /** Those that cover a dataset, by any of the names that the event gives it. */
  readonly dataset: (dataset: SaidName) => readonly KeepOutRule[];
  /** Those that cover any of what it names: what a run or a job carries may speak of all. */
  readonly concerned: readonly KeepOutRule[];
  /** Keys stand twice in it, of which only the last was read: then each thing may be called anything. */
  readonly isDoubled: boolean;
  /** What members stand under whose names go with them. */
  readonly mark: string;
  readonly leavesDescriptions: boolean;
}

/** Where in the text of an event values stand that rules keep out, in its order. */
export function keptOutPlaces(text: string, covering: Covering): readonly KeptOutPlace[] {
  const walk = new Walk(text, covering);
  walk.event(locateJson(text));
  return walk.places;
}

/** A facet, and what carries it. */
export interface CarriedFacet {
  readonly place: FacetPlace;
  readonly name: string;
}

/** Where in the text of one facet values stand that a rule takes out, in its order. What it names beside what carries it is covered, too. */
export function placesInFacet(
  text: string,
  { place, name }: CarriedFacet,
  { rule, mark }: Pick<Covering, 'mark'> & { readonly rule: KeepOutRule },
): readonly KeptOutPlace[] {
  const others: readonly KeepOutRule[] = [{ ...rule, isAbout: () => true }];
  const rules = { rules: others, job: () => others };
  const walk = new Walk(text, { rules, dataset: () => others, concerned: others, isDoubled: false, mark, leavesDescriptions: true });
  walk.facet({ key: name, value: locateJson(text) }, { up: undefined, step: name }, { place, rules: [rule], own: [rule] });
  return walk.places;
}

/** By whom a facet is carried. */
interface Carrier {
  readonly place: FacetPlace;
  readonly rules: readonly KeepOutRule[];
  readonly own: readonly KeepOutRule[];
}

/** In these stand facets of their own. */
const PARENTS: ReadonlySet<string> = new Set(['parent', 'parentRun']);
/** These name datasets beside those that carry them. */
const TRACING: ReadonlySet<string> = new Set(['columnLineage', 'lineage']);
const EVENT_MEMBERS: ReadonlySet<string> = new Set(['eventType', 'eventTime', 'producer', 'schemaURL']);
const NAMES: ReadonlySet<string> = new Set(['namespace', 'name', 'runId']);

/** Goes through an event once, in the order of its text. */
class Walk {
  readonly places: KeptOutPlace[] = [];

  constructor(
    private readonly text: string,
    private readonly covering: Covering,
  ) {}

  event(json: LocatedJson): void {
    const job: Carrier = { place: 'job', rules: this.covering.concerned, own: this.jobRules(new Said(json, this.text).member('job')) };
    for (const { key, value } of membersOf(json)) {
      if (EVENT_MEMBERS.has(key) && value.kind !== 'object' && value.kind !== 'array') continue;
      const path = { up: undefined, step: key };
      if (key === 'dataset' && value.kind === 'object') this.dataset({ key, value }, path);
      else if ((key === 'run' || key === 'job') && value.kind === 'object') this.members(value, path, { ...job, place: key });
      else if ((key === 'inputs' || key === 'outputs') && value.kind === 'array')
        value.items.forEach((item, index) => this.dataset({ key, value: item }, { up: path, step: index }));
      else this.facet({ key, value }, path, job);
    }
  }

  private dataset({ key, value }: Member, path: Path): void {
    const rules = this.datasetRules(new Said(value, this.text));
    const carrier: Carrier = { place: 'dataset', rules, own: rules };
    if (value.kind === 'object') this.members(value, path, carrier);
    else this.facet({ key, value }, path, carrier);
  }

  /** Of a run, a job or a dataset: its facets, and what the standard does not have there, as if it were one. */
  private members(json: LocatedJson, path: Path, carrier: Carrier): void {
    for (const member of membersOf(json)) {
      const { key, value } = member;
      const at = { up: path, step: key };
      if (NAMES.has(key) && value.kind === 'string') continue;
      if (key === 'facets') this.facets(value, at, carrier);
      else if (carrier.place === 'dataset' && (key === 'inputFacets' || key === 'outputFacets'))
        this.facets(value, at, { ...carrier, place: key === 'inputFacets' ? 'input' : 'output' });
      else this.facet(member, at, carrier);
    }
  }

  private facets(json: LocatedJson, path: Path, carrier: Carrier): void {
    if (json.kind !== 'object') this.facet({ key: 'facets', value: json }, path, carrier);
    for (const member of membersOf(json)) this.facet(member, { up: path, step: member.key }, carrier);
  }

  facet({ key, value }: Member, path: Path, { place, rules, own }: Carrier): void {
    const fitting = (some: readonly KeepOutRule[]): readonly KeepOutRule[] => some.filter((rule) => rule.fitsFacet(key));
    const covering = fitting(rules);
    if (covering.length === 0 && !PARENTS.has(key) && !(TRACING.has(key) && fitting(this.covering.rules.rules).length > 0)) return;
    const of = (dataset: SaidName): readonly KeepOutRule[] => fitting(this.covering.dataset(dataset));
    const forms = VALUE_FORMS[place];
    const form = Object.hasOwn(forms, key) ? forms[key] : undefined;
    this.visit(value, form ?? UNKNOWN_FACET, { scope: { rules: covering, all: covering, own: fitting(own), of, prefix: '' }, path });
  }

  private visit(json: LocatedJson, form: ValueForm, at: At): void {
    switch (form.kind) {
      case 'kept':
        if (!form.isKept(json, this.text)) this.keepOutValue(json, at, at.scope.rules);
        return;
      case 'value':
        if (form.isDescription && this.covering.leavesDescriptions) return;
        this.keepOutValue(json, at, form.isOfAll ? at.scope.all : at.scope.rules);
        return;
      case 'narrowed':
        this.visit(json, form.of, { ...at, scope: form.by(new Said(json, this.text), at.scope) });
        return;
      case 'list':
        if (json.kind !== 'array') this.keepOutValue(json, at, at.scope.rules);
        else json.items.forEach((item, index) => this.visit(item, form.of, { scope: at.scope, path: { up: at.path, step: index } }));
        return;
      case 'columns':
        if (json.kind !== 'object') this.keepOutValue(json, at, at.scope.rules);
        else for (const member of json.members) this.column(member, form, at);
        return;
      case 'facets':
        this.facets(json, at.path, { place: form.of, rules: this.covering.concerned, own: this.covering.concerned });
        return;
      case 'object':
        if (json.kind !== 'object') this.keepOutValue(json, at, at.scope.rules);
        else this.visitMembers(json.members, form, at);
    }
  }

  private column({ key, value }: Member, { of, saysMore }: Extract<ValueForm, { readonly kind: 'columns' }>, { scope, path }: At): void {
    const rules = aboutColumn(scope.rules, key);
    if (rules.length > 0 || saysMore) this.visit(value, of, { scope: { ...scope, rules }, path: { up: path, step: key } });
  }

  private visitMembers(members: readonly LocatedMember[], form: ObjectForm, at: At): void {
    let others: LocatedMember[] = [];
    let runs = 0;
    const end = (): void => {
      if (others.length > 0) this.keepOutOthers(others, { ...at, nth: (runs += 1) }, form);
      others = [];
    };
    for (const member of members) {
      const known = form.members.get(member.key);
      if (known === undefined) {
        others.push(member);
        continue;
      }
      end();
      if (known.kind === 'kept' && known.isKept(member.value, this.text)) continue;
      this.visit(member.value, known, { scope: at.scope, path: { up: at.path, step: member.key } });
    }
    end();
  }

  private keepOutOthers(others: readonly LocatedMember[], { scope, path, nth }: At & { readonly nth: number }, form: ObjectForm): void {
    const rule = deciding(form.othersAreOfAll === true ? scope.all : scope.rules);
    const [first, last] = [others[0], others.at(-1)];
    if (rule === undefined || first === undefined || last === undefined) return;
    const under = `[${this.covering.mark}${nth === 1 ? '' : ` ${nth}`}]`;
    const span = { start: first.keySpan.start, end: last.value.span.end };
    const cameAt = (): readonly string[] => others.map(({ key }) => pointerOf({ up: path, step: key }));
    this.places.push({ span, under, pointer: pointerOf({ up: path, step: under }), cameAt, rule });
  }

  /** What is null, or holds nothing, tells nothing. */
  private keepOutValue(json: LocatedJson, { path }: At, rules: readonly KeepOutRule[]): void {
    const rule = deciding(rules);
    const isNull = json.kind === 'word' && this.text.startsWith('null', json.span.start);
    const isEmpty = (json.kind === 'object' ? json.members : json.kind === 'array' ? json.items : [json]).length === 0;
    if (rule === undefined || isNull || isEmpty) return;
    const pointer = pointerOf(path);
    this.places.push({ span: json.span, pointer, cameAt: () => [pointer], rule });
  }

  private jobRules(job: Said | undefined): readonly KeepOutRule[] {
    const { rules, isDoubled } = this.covering;
    if (isDoubled) return rules.rules;
    return job === undefined ? [] : rules.job(job.name());
  }

  /** By each name that the event itself gives it. */
  private datasetRules(dataset: Said): readonly KeepOutRule[] {
    const { rules, isDoubled, dataset: covering } = this.covering;
    if (isDoubled) return rules.rules;
    const name = dataset.name();
    if (name.namespace !== undefined && name.name !== undefined) return covering(name);
    const symlinks = dataset.member('facets')?.member('symlinks')?.items('identifiers') ?? [];
    const others = symlinks.map((symlink) => symlink.name()).filter(({ namespace, name }) => namespace !== undefined && name !== undefined);
    return orderedRules([name, ...others].flatMap(covering));
  }
}

type Member = Pick<LocatedMember, 'key' | 'value'>;

interface At {
  readonly scope: Scope;
  readonly path: Path;
}

/** Where something stands. It is spelled only of what is kept out: most is not. */
interface Path {
  readonly up: Path | undefined;
  readonly step: string | number;
}

function pointerOf({ up, step }: Path): string {
  return below(up === undefined ? '' : pointerOf(up), step);
}

/** What one rule drops no other hashes. */
function deciding(rules: readonly KeepOutRule[]): KeepOutRule | undefined {
  return rules.find(({ how }) => how === 'drop') ?? rules[0];
}

function membersOf(json: LocatedJson): readonly LocatedMember[] {
  return json.kind === 'object' ? json.members : [];
}
