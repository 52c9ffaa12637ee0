import {
  type DataLabels,
  joinedLabels,
  type KeepOut,
  KeepOutOfEvent,
  type KeepOutRule,
  NO_DATA_LABELS,
  orderedRules,
  type SaidName,
} from '#access';
import { type Name, nameKey } from '#lineage';
import { edited, JSON_DEPTH_CEILING, type JsonText, readAgain, readAgainPlain, readJson, spoken } from '#record';

import { type EventNames, labelsSaidIn, namesIn } from './event-naming.ts';
import { type Covering, keptOutPlaces, type KeptOutPlace } from './value-places.ts';

/** The rules in force, and what they are asked with. */
export interface KeepingOut {
  readonly keepOut: KeepOut;
  /** By a key: equal values of events that speak for one namespace have equal hashes, and without the key nobody tells of what. */
  readonly hashOf: (said: SaidValue) => string;
  /** What the graph knows of a dataset's data. Undefined: it cannot be told, and they may bear anything. */
  readonly labelsOf: (dataset: Name) => DataLabels | undefined;
}

export interface SaidValue {
  readonly value: string;
  /** Of the job or dataset that the event is of: no emitter speaks for another's. */
  readonly namespace: string;
}

/** An event as it came, without its secrets. */
export interface SentEvent {
  readonly reading: Kept['reading'] & Pick<JsonText, 'isExact'>;
  /** JSON pointers to where secrets stood. */
  readonly redacted: readonly string[];
  /** The namespace that it speaks for. */
  readonly namespace: string;
  /** Whether its sender may learn what the graph knows of a dataset's data. */
  readonly mayTell: (dataset: Name) => boolean;
}

/** What one rule kept out of one event. */
export interface KeptOut {
  readonly policy: string;
  /** Of the policy: where it stands in the ledger. */
  readonly version: bigint;
  /** Which of those of its policy, from 1. */
  readonly rule: number;
  readonly how: KeepOutRule['how'];
  /** JSON pointers to where the values stood, the first of them. */
  readonly paths: readonly string[];
  /** How many there were. */
  readonly count: number;
}

/** The reading that is stored, and what it is without. */
export interface Kept {
  readonly reading: Omit<JsonText, 'kind' | 'isExact' | 'parts'>;
  /** In the order of policies. */
  readonly keptOut: readonly KeptOut[];
  /** What its sender is told of it: the same whatever the graph knows of data that he may not learn of. */
  readonly told: readonly KeptOut[];
  /** Where secrets stood, as far as it is told: no further than to what is kept out, or may be for all that the sender may learn. */
  readonly redacted: readonly string[];
}

/** What stands in the place of a value, in brackets. */
const MARK = 'kept out';
/** Past this, further values of one event are kept out like the others but not named. */
const KEPT_OUT_PATHS_MAX = 1_000;

/**
 * An event without the values that rules keep out: each is replaced in its place by a mark, and every other byte of the text stays. An event that names nothing
 * that is covered costs a look at its names.
 */
export function keepOutOf({ reading, redacted, namespace, mayTell }: SentEvent, { keepOut, hashOf, labelsOf }: KeepingOut): Kept {
  const event = new NamedEvent(reading, keepOut);
  const places = event.places(labelsOf);
  const isSecret = event.asksLabelsOf((dataset) => !mayTell(dataset));
  const known = (untold: DataLabels | undefined) => (dataset: Name) => (mayTell(dataset) ? labelsOf(dataset) : untold);
  const mayBe = isSecret && redacted.length > 0 ? event.places(known(undefined)) : places;
  const paths = redacted.length === 0 ? redacted : cutAt(mayBe, redacted);
  if (places.length === 0) return { reading, keptOut: [], told: [], redacted: paths };

  const edits = places.map((place) => ({
    span: place.span,
    replacement: markOf(reading.text, place, (value) => hashOf({ value, namespace })),
  }));
  const text = edited(reading.text, edits);
  const stored = event.isDoubled || reading.isExact ? readAgain(text) : readAgainPlain(text);
  const marks = reading.warnings.filter(({ code }) => code === 'BYTE_ORDER_MARK');
  const keptOut = byRule(places);
  return {
    reading: { ...stored, warnings: [...marks, ...stored.warnings] },
    ...{ keptOut, told: isSecret ? byRule(event.places(known(NO_DATA_LABELS))) : keptOut, redacted: paths },
  };
}

/** An event, to be looked through by what is known of data. */
class NamedEvent {
  /** Keys stand twice in it. */
  readonly isDoubled: boolean;
  private readonly names: EventNames;
  private readonly said: ReadonlyMap<string, DataLabels>;

  constructor(
    private readonly reading: SentEvent['reading'],
    private readonly keepOut: KeepOut,
  ) {
    this.isDoubled = reading.warnings.some(({ code }) => code === 'DUPLICATE_KEY');
    this.names = namesIn(reading.value);
    this.said = keepOut.asks.tags ? labelsSaidIn(reading.value) : new Map();
  }

  /** Whether rules ask what data bear of any of some datasets that it names. */
  asksLabelsOf(isMeant: (dataset: Name) => boolean): boolean {
    if (!this.keepOut.asks.tags) return false;
    return this.names.datasets.some(
      ({ namespace, name }) =>
        namespace !== undefined && name !== undefined && isMeant({ namespace, name }) && this.keepOut.asksLabelsOf({ namespace, name }),
    );
  }

  places(labelsOf: KeepingOut['labelsOf']): readonly KeptOutPlace[] {
    const covering = this.covering(labelsOf);
    return covering.concerned.length === 0 ? [] : keptOutPlaces(this.reading.text, covering);
  }

  private covering(labelsOf: KeepingOut['labelsOf']): Covering {
    const { isDoubled, names } = this;
    const ofGroup = memo((group: readonly Name[]) => this.joined(group, labelsOf));
    const rules = new KeepOutOfEvent(this.keepOut, (dataset) => {
      const group = names.alike.get(nameKey(dataset));
      return group === undefined ? this.joined([dataset], labelsOf) : ofGroup(group);
    });
    const rulesOfGroup = memo((group: readonly Name[]) => orderedRules(group.flatMap((name) => rules.dataset(name))));
    const dataset = ({ namespace, name }: SaidName): readonly KeepOutRule[] => {
      const group = namespace === undefined || name === undefined ? undefined : names.alike.get(nameKey({ namespace, name }));
      return group === undefined ? rules.dataset({ namespace, name }) : rulesOfGroup(group);
    };
    const rest = { rules, dataset, isDoubled, mark: MARK, leavesDescriptions: false };
    if (isDoubled) return { ...rest, concerned: rules.rules };
    const concerned = [...names.jobs.flatMap((job) => rules.job(job)), ...names.datasets.flatMap(dataset)];
    return { ...rest, concerned: concerned.length === 0 ? concerned : orderedRules(concerned) };
  }

  /** What the event says of data under all of these names, and what is known. */
  private joined(names: readonly Name[], labelsOf: KeepingOut['labelsOf']): DataLabels | undefined {
    let all: DataLabels | undefined;
    for (const name of names) {
      const [here, there] = [this.said.get(nameKey(name)), labelsOf(name)];
      if (there === undefined) return undefined;
      const both = here === undefined ? there : joinedLabels(here, there);
      all = all === undefined ? both : joinedLabels(all, both);
    }
    return all;
  }
}

/** Asked once of each. */
function memo<Key, Result>(of: (key: Key) => Result): (key: Key) => Result {
  const known = new Map<Key, Result>();
  return (key) => {
    const before = known.get(key);
    if (before !== undefined || known.has(key)) return before as Result; // what was put there
    const result = of(key);
    known.set(key, result);
    return result;
  };
}

/** Each pointer as it reads in what is stored: what is kept out stands there under its mark. */
function cutAt(places: readonly KeptOutPlace[], pointers: readonly string[]): readonly string[] {
  const cut = new Map(places.flatMap(({ pointer, cameAt }) => cameAt().map((came) => [came, pointer] as const)));
  const told = pointers.map((pointer) => {
    for (let end = pointer.indexOf('/', 1); end !== -1; end = pointer.indexOf('/', end + 1)) {
      const short = cut.get(pointer.slice(0, end));
      if (short !== undefined) return short;
    }
    return cut.get(pointer) ?? pointer;
  });
  return [...new Set(told)];
}

function markOf(text: string, { span, under, rule }: KeptOutPlace, hashOf: (value: string) => string): string {
  const spelled = text.slice(span.start, span.end);
  const value = (): string => (under === undefined ? saidIn(spelled) : saidIn(`{${spelled}}`));
  const mark = JSON.stringify(rule.how === 'drop' ? `[${MARK}]` : `[${MARK}: ${hashOf(value())}]`);
  return under === undefined ? mark : `${JSON.stringify(under)}:${mark}`;
}

/** A text as it reads, all else in its canonical form: a number and its text are one value. */
function saidIn(spelled: string): string {
  if (spelled.startsWith('"')) return spoken(spelled, { start: 0, end: spelled.length });
  if (String(Number(spelled)) === spelled) return spelled;
  const reading = readJson(Buffer.from(spelled), { depthMax: JSON_DEPTH_CEILING });
  if (reading.kind !== 'json') throw new Error('A part of JSON must be JSON.');
  return reading.canonical;
}

function byRule(places: readonly KeptOutPlace[]): readonly KeptOut[] {
  const known = new Map<number, { rule: KeepOutRule; paths: string[]; count: number }>();
  let named = 0;
  for (const { rule, pointer } of places) {
    const found = known.get(rule.place) ?? { rule, paths: [], count: 0 };
    known.set(rule.place, found);
    found.count += 1;
    if ((named += 1) <= KEPT_OUT_PATHS_MAX) found.paths.push(pointer);
  }
  const inOrder = [...known.values()].sort((left, right) => left.rule.place - right.rule.place);
  return inOrder.map(({ rule: { policy, version, number, how }, paths, count }) => ({
    ...{ policy, version, rule: number, how, paths, count },
  }));
}
