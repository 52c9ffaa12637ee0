import { type LocatedJson, locateJson } from './json-located.ts';
import type { JsonObject, JsonValue } from './json-value.ts';

/** A document whose parts keep their exact canonical text, though their numbers are doubles. */
export interface ExactValue {
  readonly value: JsonValue;
  /** The canonical text of an object that is a part of `value`. */
  readonly textOf: (part: JsonObject) => string;
}

/** Reads canonical JSON so that each object in it can be digested exactly. For the few documents with numbers beyond a double. */
export function exactValue(canonical: string): ExactValue {
  const value = JSON.parse(canonical) as JsonValue; // canonical JSON, by the promise of the caller
  const texts = new Map<JsonValue, string>();
  note(canonical, { located: locateJson(canonical), value, texts });
  return {
    value,
    textOf: (part) => {
      const text = texts.get(part);
      if (text === undefined) throw new Error('an object was asked for that is no part of the document');
      return text;
    },
  };
}

interface Noting {
  readonly located: LocatedJson;
  readonly value: JsonValue;
  readonly texts: Map<JsonValue, string>;
}

function note(canonical: string, { located, value, texts }: Noting): string {
  if (located.kind === 'array') {
    const items = value as readonly JsonValue[]; // both were read from one text
    return `[${located.items.map((item, index) => note(canonical, { located: item, value: items[index] as JsonValue, texts })).join(',')}]`;
  }
  if (located.kind !== 'object') return canonical.slice(located.span.start, located.span.end);
  const members = value as JsonObject; // both were read from one text
  const parts = located.members.map(({ key, keySpan, value: member }) => {
    const text = note(canonical, { located: member, value: members[key] as JsonValue, texts });
    return `${canonical.slice(keySpan.start, keySpan.end)}:${text}`;
  });
  const text = `{${parts.join(',')}}`;
  texts.set(value, text);
  return text;
}
