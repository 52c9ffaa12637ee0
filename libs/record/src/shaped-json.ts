import { KIB, MIB } from '#foundation';

import { CUT, type CutNames, type CutPlace, type CutText, cutMembers, isSamePlace } from './json-cut.ts';
import { isList, isObject } from './json-reading.ts';
import { JSON_DEPTH_CEILING, type JsonLimits, type JsonReading, type JsonText, readJson, readText } from './json-text.ts';
import type { JsonObject, JsonValue } from './json-value.ts';
import { RecentTexts } from './recent-texts.ts';

/** What texts share that differ in their own members alone: one object for all of them, as long as it is remembered. */
export interface Shape {
  /** The value of each of these texts, null in the place of its own members. */
  readonly value: JsonObject;
  /** UTF-16 units of the text without its own members. */
  readonly units: number;
}

/** A shape and its canonical text, cut where the own members are. */
interface CanonicalShape extends Shape {
  readonly pieces: readonly string[];
  /** For each own member in canonical order: which it is in the order of the text. */
  readonly order: readonly number[];
}

/** Of all shapes that one memory holds. A value takes about eight bytes a unit, and 22 when it is made to hurt. */
const REMEMBERED_UNITS_MAX = 4 * MIB;
/** A shape that is longer is not remembered. */
const SHAPE_UNITS_MAX = 64 * KIB;
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
    const cut = this.cut(text);
    const known = cut && this.values.get(cut.rest);
    if (cut !== undefined && known !== undefined) {
      const own = cut.values.map(({ place, text: part }) => ({ place, value: JSON.parse(part) as JsonValue }));
      return { value: withMembers(known.value, own), shape: known };
    }
    const value = JSON.parse(text) as JsonValue;
    if (cut === undefined || !isObject(value)) return { value };
    const shape = shapeOf(value, cut);
    this.values.set(detached(cut.rest), shape);
    return { value, shape };
  }

  private readText(text: string): JsonReading {
    const cut = this.cut(text);
    const shape = cut && this.texts.get(cut.rest);
    const known = shape && this.ofShape(text, shape, cut);
    if (known !== undefined) return known;
    const reading = readText(text, this.limits);
    if (cut !== undefined && reading.kind === 'json') this.learn(cut, reading);
    return reading;
  }

  private cut(text: string): CutText | undefined {
    const cut = cutMembers(text, this.own);
    return cut === undefined || cut.rest.length > SHAPE_UNITS_MAX ? undefined : cut;
  }

  /** Reads the own members of a text whose shape is known. Undefined when one of them is not plain JSON: then the text is read as a whole. */
  private ofShape(text: string, shape: CanonicalShape, { values }: CutText): JsonText | undefined {
    const depthMax = Math.min(this.limits.depthMax, JSON_DEPTH_CEILING) - OWN_DEPTH_MAX;
    const members: { place: CutPlace; value: JsonValue; canonical: string }[] = [];
    for (const { place, text: part } of values) {
      const reading = readText(part, { depthMax });
      if (!isPlain(reading)) return undefined;
      members.push({ place, value: reading.value, canonical: reading.canonical });
    }
    const own = shape.order.flatMap((index) => members[index]?.canonical ?? []);
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

  private learn(cut: CutText, reading: JsonText): void {
    const canonical = isPlain(reading) ? cutMembers(reading.canonical, this.own) : undefined;
    if (canonical === undefined || !isObject(reading.value)) return;
    const order = canonical.values.map(({ place }) => cut.values.findIndex((value) => isSamePlace(value.place, place)));
    this.texts.set(detached(cut.rest), { ...shapeOf(reading.value, cut), pieces: canonical.rest.split(CUT), order });
  }
}

/** Without the own members of the text that it was learnt from: they may be large, and are never asked for. */
function shapeOf(value: JsonObject, { rest, values }: CutText): Shape {
  const own = values.map(({ place }) => ({ place, value: null }));
  return { value: withMembers(value, own), units: rest.length };
}

/** A copy of a text that was cut out of another and would keep all of that in memory. */
function detached(text: string): string {
  return Buffer.from(text).toString();
}

/** A copy with other values in some places, all of which are there. */
function withMembers(object: JsonObject, members: readonly { readonly place: CutPlace; readonly value: JsonValue }[]): JsonObject {
  const copy: Record<string, JsonValue> = { ...object };
  const lists = new Map<string, JsonValue[]>();
  for (const { place, value } of members) {
    if (place.inner === undefined) {
      copy[place.outer] = value;
      continue;
    }
    const list = lists.get(place.outer) ?? listIn(copy, place.outer);
    const item = list[place.inner.item];
    list[place.inner.item] = isObject(item) ? { ...item, [place.inner.name]: value } : null;
    copy[place.outer] = list;
    lists.set(place.outer, list);
  }
  return copy;
}

function listIn(object: JsonObject, name: string): JsonValue[] {
  const list = object[name];
  return isList(list) ? [...list] : [];
}

/** JSON of which nothing was lost when it was read. */
function isPlain(reading: JsonReading): reading is JsonText {
  return reading.kind === 'json' && !reading.isExact && reading.warnings.length === 0;
}
