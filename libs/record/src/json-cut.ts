import { closingQuote } from './json-scan.ts';

/** A text without the values of some of its outermost members. */
export interface CutText {
  /** The text with CUT in the place of each value. */
  readonly rest: string;
  /** The values that were cut out, in the order of the text, with the space around them. */
  readonly values: readonly { readonly name: string; readonly text: string }[];
}

/** Stands for a value that was cut out. No JSON text holds it. */
export const CUT = '\0';

const QUOTE = 0x22;
const COLON = 0x3a;
const COMMA = 0x2c;
const OPEN_OBJECT = 0x7b;
const OPEN_ARRAY = 0x5b;
const CLOSE_OBJECT = 0x7d;
const CLOSE_ARRAY = 0x5d;

/**
 * Cuts the values of members of the outermost object out of its text. Means something only when the text is JSON and an object, but ends for any text.
 * Undefined when there is nothing to cut, and when a name stands there twice or is spelled with escapes.
 */
export function cutMembers(text: string, names: ReadonlySet<string>): CutText | undefined {
  const values: { name: string; text: string }[] = [];
  let rest = '';
  let kept = 0;
  let depth = 0;
  let name = '';
  let start = -1; // of the value that is being read, at depth 1
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit === QUOTE) {
      const end = closingQuote(text, at);
      if (depth === 1 && start === -1) {
        name = text.slice(at + 1, end);
        if (name.includes('\\')) return undefined;
      }
      at = end;
    } else if (unit === OPEN_OBJECT || unit === OPEN_ARRAY) {
      depth += 1;
    } else if (unit === CLOSE_OBJECT || unit === CLOSE_ARRAY) {
      depth -= 1;
    }
    if (depth === 1 && unit === COLON && start === -1) start = at + 1;
    if (start === -1 || !((depth === 1 && unit === COMMA) || (depth === 0 && unit === CLOSE_OBJECT))) continue;
    if (names.has(name)) {
      if (values.some((value) => value.name === name)) return undefined;
      values.push({ name, text: text.slice(start, at) });
      rest += text.slice(kept, start) + CUT;
      kept = at;
    }
    start = -1;
  }
  return values.length === 0 ? undefined : { rest: rest + text.slice(kept), values };
}
