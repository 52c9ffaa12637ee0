import { type LocatedJson, type LocatedMember, locateJson, spoken } from './json-located.ts';
import { canonicalNumber } from './json-number.ts';
import { below } from './json-reading.ts';

/** Past this, further duplicate keys of one text are not named. */
const DUPLICATE_KEYS_NAMED_MAX = 20;

export interface ExactCanonical {
  readonly canonical: string;
  /** JSON pointers of the members that stand more than once, each named once per repetition. */
  readonly duplicates: readonly string[];
}

/**
 * The canonical form straight from the text: exact numbers, and the last of duplicate keys, which it names.
 * The text must be JSON and no deeper than the stack allows. 63 µs for an event of 3.5 KB (2026-11-21).
 */
export function exactCanonical(text: string): ExactCanonical {
  const duplicates: string[] = [];
  const canonical = write({ text, duplicates }, locateJson(text), '');
  return { canonical, duplicates };
}

interface Writing {
  readonly text: string;
  readonly duplicates: string[];
}

function write(writing: Writing, json: LocatedJson, pointer: string): string {
  switch (json.kind) {
    case 'object':
      return writeObject(writing, json.members, pointer);
    case 'array':
      return `[${json.items.map((item, index) => write(writing, item, below(pointer, index))).join(',')}]`;
    case 'string':
      return JSON.stringify(spoken(writing.text, json.span));
    case 'number':
      return canonicalNumber(writing.text.slice(json.span.start, json.span.end));
    case 'word':
      return writing.text.slice(json.span.start, json.span.end);
  }
}

function writeObject(writing: Writing, members: readonly LocatedMember[], pointer: string): string {
  const written = new Map<string, string>();
  for (const { key, value } of members) {
    const here = below(pointer, key);
    if (written.has(key) && writing.duplicates.length < DUPLICATE_KEYS_NAMED_MAX) writing.duplicates.push(here);
    written.set(key, write(writing, value, here));
  }
  const keys = [...written.keys()].sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${written.get(key) ?? ''}`).join(',')}}`;
}
