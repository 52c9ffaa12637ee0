import { closingQuote } from './json-scan.ts';

/** The texts of the items of a JSON array, each byte for byte. Undefined when the text is no array; it must be JSON. */
export function arrayItems(text: string): readonly string[] | undefined {
  const open = text.search(/\S/);
  if (text[open] !== '[') return undefined;

  const items: string[] = [];
  let depth = 0;
  let start = open + 1;
  for (let at = open; at < text.length; at += 1) {
    const character = text[at];
    if (character === '"') at = closingQuote(text, at);
    else if (character === '[' || character === '{') depth += 1;
    else if (character === ']' || character === '}') depth -= 1;
    if (depth > 1 || (depth === 1 && character !== ',')) continue;
    const item = text.slice(start, at).trim();
    if (item !== '') items.push(item);
    if (depth === 0) break;
    start = at + 1;
  }
  return items;
}
