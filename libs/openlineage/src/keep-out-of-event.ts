import { type DataLabels, joinedLabels, type KeepOut, KeepOutOfEvent, type KeepOutRule, orderedRules } from '#access';
import { type Name, nameKey } from '#lineage';
import { edited, JSON_DEPTH_CEILING, type JsonText, type JsonValue, readAgain, readAgainPlain, readJson, spoken } from '#record';

import { labelsSaidIn, namesIn } from './event-naming.ts';
import { type Covering, keptOutPlaces, type KeptOutPlace } from './value-places.ts';

/** The rules in force, and the key by which values are hashed: equal values have equal hashes, and without the key nobody tells of what. */
export interface KeepingOut {
  readonly keepOut: KeepOut;
  readonly hashOf: (value: string) => string;
  /** What the graph knows of a dataset's data. Undefined: it cannot be told, and they may bear anything. */
  readonly labelsOf: (dataset: Name) => DataLabels | undefined;
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
}

/** Past this, further values of one event are kept out like the others but not named. */
const KEPT_OUT_PATHS_MAX = 1_000;

/**
 * An event without the values that rules keep out: each is replaced in its place by a mark, and every other byte of the text stays. An event that names nothing
 * that is covered costs a look at its names.
 */
export function keepOutOf(reading: Kept['reading'] & Pick<JsonText, 'isExact'>, { hashOf, ...known }: KeepingOut): Kept {
  const isDoubled = reading.warnings.some(({ code }) => code === 'DUPLICATE_KEY');
  const covering = coveringIn(reading.value, known, isDoubled);
  const places = covering.concerned.length === 0 ? [] : keptOutPlaces(reading.text, covering);
  if (places.length === 0) return { reading, keptOut: [] };

  const edits = places.map((place) => ({ span: place.span, replacement: markOf(reading.text, place, hashOf) }));
  const text = edited(reading.text, edits);
  const stored = isDoubled || reading.isExact ? readAgain(text) : readAgainPlain(text);
  const marks = reading.warnings.filter(({ code }) => code === 'BYTE_ORDER_MARK');
  return { reading: { ...stored, warnings: [...marks, ...stored.warnings] }, keptOut: told(places) };
}

function coveringIn(event: JsonValue, { keepOut, labelsOf }: Omit<KeepingOut, 'hashOf'>, isDoubled: boolean): Covering {
  const said = keepOut.asks.tags ? labelsSaidIn(event) : undefined;
  const rules = new KeepOutOfEvent(keepOut, (dataset) => {
    const [here, there] = [said?.get(nameKey(dataset)), labelsOf(dataset)];
    return here === undefined || there === undefined ? there : joinedLabels(here, there);
  });
  if (isDoubled) return { rules, concerned: rules.rules, isDoubled };
  const { jobs, datasets } = namesIn(event);
  const concerned = [...jobs.flatMap((job) => rules.job(job)), ...datasets.flatMap((dataset) => rules.dataset(dataset))];
  return { rules, concerned: concerned.length === 0 ? concerned : orderedRules(concerned), isDoubled };
}

function markOf(text: string, { span, under, rule }: KeptOutPlace, hashOf: KeepingOut['hashOf']): string {
  const spelled = text.slice(span.start, span.end);
  const value = (): string => (under === undefined ? saidIn(spelled) : saidIn(`{${spelled}}`));
  const mark = JSON.stringify(rule.how === 'drop' ? '[kept out]' : `[kept out: ${hashOf(value())}]`);
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

function told(places: readonly KeptOutPlace[]): readonly KeptOut[] {
  const byRule = new Map<number, { rule: KeepOutRule; paths: string[]; count: number }>();
  let named = 0;
  for (const { rule, pointer } of places) {
    const known = byRule.get(rule.place) ?? { rule, paths: [], count: 0 };
    byRule.set(rule.place, known);
    known.count += 1;
    if ((named += 1) <= KEPT_OUT_PATHS_MAX) known.paths.push(pointer);
  }
  const inOrder = [...byRule.values()].sort((left, right) => left.rule.place - right.rule.place);
  return inOrder.map(({ rule: { policy, version, number, how }, paths, count }) => ({
    ...{ policy, version, rule: number, how, paths, count },
  }));
}
