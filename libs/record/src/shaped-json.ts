import { MIB } from '#foundation';

import { CUT, type CutNames, type CutPlace, type CutText, cutMembers, isSamePlace } from './json-cut.ts';
import { isList, isObject } from './json-reading.ts';
import { type JsonLimits, type JsonReading, type JsonText, readJson, readText } from './json-text.ts';
import type { JsonObject, JsonValue } from './json-value.ts';
import { RecentTexts } from './recent-texts.ts';

/** What texts share that differ in their own members alone: one object for all of them, as long as it is remembered. */
export interface Shape {
  /** The value of one of these texts, its own members too. */
  readonly value: JsonObject;
}

/** A shape and its canonical text, cut where the own members are. */
interface CanonicalShape extends Shape {
  readonly pieces: readonly string[];
  /** Of the own members, in canonical order. */
  readonly places: readonly CutPlace[];
}

/** What is remembered of a text takes about eight bytes a unit. */
const REMEMBERED_UNITS_MAX = 8 * MIB;
/** Objects and lists around an own member, at most. */
const OWN_DEPTH_MAX = 3;

/**
 * Reads JSON objects of which most differ from an earlier one in a few members alone, as the events of one job do. What they share is read once; every
 * answer is the one that reading without a memory gives. `own` names the members in which they differ.
 */
export class ShapedJson {
  private readonly texts = new RecentTexts<CanonicalShape>(REMEMBERED_UNITS_MAX);
  private readonly values = new RecentTexts<Shape>(REMEMBERED_UNITS_MAX);

  constructor(
    private readonly own: CutNames,
    private readonly limits: JsonLimits,
  ) {}

  /** As `readJson`. */
  read(bytes: Uint8Array): JsonReading {
    return readJson(bytes, this.limits, (text) => this.readText(text));
  }

  /** As JSON.parse of a text that is known to be JSON, with the shape that it shares with others if it can be cut. */
  value(text: string): { readonly value: JsonValue; readonly shape?: Shape } {
    const cut = cutMembers(text, this.own);
    const known = cut && this.values.get(cut.rest);
    if (cut !== undefined && known !== undefined) {
      const own = cut.values.map(({ place, text: part }) => ({ place, value: JSON.parse(part) as JsonValue }));
      return { value: withMembers(known.value, own), shape: known };
    }
    const value = JSON.parse(text) as JsonValue;
    if (cut === undefined || !isObject(value)) return { value };
    const shape = { value };
    this.values.set(cut.rest, shape);
    return { value, shape };
  }

  private readText(text: string): JsonReading {
    const cut = cutMembers(text, this.own);
    const shape = cut && this.texts.get(cut.rest);
    const known = shape && this.ofShape(text, shape, cut);
    if (known !== undefined) return known;
    const reading = readText(text, this.limits);
    if (cut !== undefined && reading.kind === 'json') this.learn(cut, reading);
    return reading;
  }

  /** Reads the own members of a text whose shape is known. Undefined when one of them is not plain JSON: then the text is read as a whole. */
  private ofShape(text: string, shape: CanonicalShape, { values }: CutText): JsonText | undefined {
    const members: { place: CutPlace; value: JsonValue; canonical: string }[] = [];
    for (const { place, text: part } of values) {
      const reading = readText(part, { depthMax: this.limits.depthMax - OWN_DEPTH_MAX });
      if (!isPlain(reading)) return undefined;
      members.push({ place, value: reading.value, canonical: reading.canonical });
    }
    const own = shape.places.map((place) => members.find((each) => isSamePlace(each.place, place))?.canonical ?? '');
    return {
      kind: 'json',
      value: withMembers(shape.value, members),
      text,
      canonical: shape.pieces.reduce((before, piece, index) => `${before}${own[index - 1] ?? ''}${piece}`),
      warnings: [],
      isExact: false,
      parts: { shared: shape.pieces, own },
    };
  }

  private learn({ rest }: CutText, reading: JsonText): void {
    const canonical = isPlain(reading) ? cutMembers(reading.canonical, this.own) : undefined;
    if (canonical === undefined || !isObject(reading.value)) return;
    const places = canonical.values.map(({ place }) => place);
    this.texts.set(rest, { value: reading.value, pieces: canonical.rest.split(CUT), places });
  }
}

/** A copy with other values in some places, all of which are there. */
function withMembers(object: JsonObject, members: readonly { readonly place: CutPlace; readonly value: JsonValue }[]): JsonObject {
  const copy: Record<string, JsonValue> = { ...object };
  for (const { place, value } of members)
    copy[place.outer] = place.inner === undefined ? value : withItem(copy[place.outer], place.inner, value);
  return copy;
}

function withItem(list: JsonValue | undefined, { item, name }: NonNullable<CutPlace['inner']>, value: JsonValue): JsonValue {
  const items = isList(list) ? list : [];
  return items.map((each, index) => (index === item && isObject(each) ? { ...each, [name]: value } : each));
}

/** JSON of which nothing was lost when it was read. */
function isPlain(reading: JsonReading): reading is JsonText {
  return reading.kind === 'json' && !reading.isExact && reading.warnings.length === 0;
}
