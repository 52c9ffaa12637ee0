import type { Span } from './json-located.ts';
import { JSON_DEPTH_CEILING, type JsonText, readJson } from './json-text.ts';
import { canonicalJson, type JsonValue } from './json-value.ts';

/** What is put into the place of a part of a text. */
export interface Edit {
  readonly span: Span;
  readonly replacement: string;
}

/** A text with some parts of it replaced; every other byte stays. The edits stand in the order of the text, apart from each other. */
export function edited(text: string, edits: readonly Edit[]): string {
  let result = '';
  let from = 0;
  for (const { span, replacement } of edits) {
    result += text.slice(from, span.start) + replacement;
    from = span.end;
  }
  return result + text.slice(from);
}

/** The reading of a text that was read before, and then edited. */
export function readAgain(text: string): Pick<JsonText, 'value' | 'text' | 'canonical' | 'warnings'> {
  const reading = readJson(Buffer.from(text), { depthMax: JSON_DEPTH_CEILING });
  if (reading.kind !== 'json') throw new Error('What is left of JSON when parts of it are replaced must be JSON.');
  return reading;
}

/** As `readAgain`, a third of its cost: of a text of which nothing was lost when it was read, and into which texts alone were put, and no key that was there. */
export function readAgainPlain(text: string): ReturnType<typeof readAgain> {
  const value = JSON.parse(text) as JsonValue;
  return { value, text, canonical: canonicalJson(value), warnings: [] };
}
