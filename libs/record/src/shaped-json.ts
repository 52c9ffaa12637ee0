import { MIB } from '#foundation';

import { CUT, type CutText, cutMembers } from './json-cut.ts';
import { isObject } from './json-reading.ts';
import { type JsonLimits, type JsonReading, type JsonText, readJson, readText } from './json-text.ts';
import type { JsonObject, JsonValue } from './json-value.ts';
import { RecentTexts } from './recent-texts.ts';

/** What texts share that differ in their own members alone: one object for all of them, as long as it is remembered. */
export interface Shape {
  /** All members but the own ones. */
  readonly value: JsonObject;
}

/** A shape and its canonical text, cut where the own members are. */
interface CanonicalShape extends Shape {
  readonly pieces: readonly string[];
  /** The own members, in canonical order. */
  readonly names: readonly string[];
}

/** What is remembered of a text takes about eight bytes a unit. */
const REMEMBERED_UNITS_MAX = 8 * MIB;

/**
 * Reads JSON objects of which most differ from an earlier one in a few outermost members alone, as the events of one job do. What they share is read
 * once; every answer is the one that reading without a memory gives. `own` names the members in which they differ.
 */
export class ShapedJson {
  private readonly texts = new RecentTexts<CanonicalShape>(REMEMBERED_UNITS_MAX);
  private readonly values = new RecentTexts<Shape>(REMEMBERED_UNITS_MAX);

  constructor(
    private readonly own: ReadonlySet<string>,
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
      const own = cut.values.map(({ name, text: part }) => [name, JSON.parse(part) as JsonValue] as const);
      return { value: { ...known.value, ...Object.fromEntries(own) }, shape: known };
    }
    const value = JSON.parse(text) as JsonValue;
    if (cut === undefined || !isObject(value)) return { value };
    const shape = { value: shared(value, cut) };
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
    const members = new Map<string, JsonText>();
    for (const { name, text: part } of values) {
      const reading = readText(part, { depthMax: this.limits.depthMax - 1 });
      if (!isPlain(reading)) return undefined;
      members.set(name, reading);
    }
    const own = shape.names.map((name) => members.get(name)?.canonical ?? '');
    return {
      kind: 'json',
      value: { ...shape.value, ...Object.fromEntries([...members].map(([name, { value }]) => [name, value])) },
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
    const names = canonical.values.map(({ name }) => name);
    this.texts.set(cut.rest, { value: shared(reading.value, cut), pieces: canonical.rest.split(CUT), names });
  }
}

/** The members that were not cut out. */
function shared(value: JsonObject, { values }: CutText): JsonObject {
  const own = new Set(values.map(({ name }) => name));
  return Object.fromEntries(Object.entries(value).filter(([name]) => !own.has(name)));
}

/** JSON of which nothing was lost when it was read. */
function isPlain(reading: JsonReading): reading is JsonText {
  return reading.kind === 'json' && !reading.isExact && reading.warnings.length === 0;
}
