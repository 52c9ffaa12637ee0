import { closingQuote, numberEnd } from './json-scan.ts';

/** A half-open range of a text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** JSON as it stands in its text: nothing is dropped or rounded, not even a duplicate key. */
export type LocatedJson =
  | { readonly kind: 'object'; readonly span: Span; readonly members: readonly LocatedMember[] }
  | { readonly kind: 'array'; readonly span: Span; readonly items: readonly LocatedJson[] }
  | { readonly kind: 'string' | 'number' | 'word'; readonly span: Span };

export interface LocatedMember {
  /** Unescaped. */
  readonly key: string;
  readonly keySpan: Span;
  readonly value: LocatedJson;
}

/** Reads a text that is known to be JSON and no deeper than the stack allows: it checks neither. */
export function locateJson(text: string): LocatedJson {
  return new JsonReader(text).value();
}

/** What a string token, quotes included, says. */
export function spoken(text: string, { start, end }: Span): string {
  const within = text.slice(start + 1, end - 1);
  // A JSON string, by the promise of the caller.
  return within.includes('\\') ? (JSON.parse(text.slice(start, end)) as string) : within;
}

/** Holds how far the reading has come. */
class JsonReader {
  private at = 0;

  constructor(private readonly text: string) {}

  value(): LocatedJson {
    const character = this.next();
    const start = this.at;
    if (character === '{') {
      const members = this.list(() => this.member());
      return { kind: 'object', span: { start, end: this.at }, members };
    }
    if (character === '[') {
      const items = this.list(() => this.value());
      return { kind: 'array', span: { start, end: this.at }, items };
    }
    if (character === '"') return { kind: 'string', span: this.take(closingQuote(this.text, this.at) + 1) };
    if (character === 't' || character === 'n') return { kind: 'word', span: this.take(this.at + 4) };
    if (character === 'f') return { kind: 'word', span: this.take(this.at + 5) };
    return { kind: 'number', span: this.take(numberEnd(this.text, this.at)) };
  }

  private member(): LocatedMember {
    this.next();
    const keySpan = this.take(closingQuote(this.text, this.at) + 1);
    this.next();
    this.at += 1; // the colon
    return { key: spoken(this.text, keySpan), keySpan, value: this.value() };
  }

  /** What stands between two brackets, either kind. */
  private list<Item>(item: () => Item): readonly Item[] {
    const items: Item[] = [];
    this.at += 1;
    if ('}]'.includes(this.next())) return this.closed(items);
    for (;;) {
      items.push(item());
      if (this.next() !== ',') return this.closed(items);
      this.at += 1;
    }
  }

  private closed<Item>(items: readonly Item[]): readonly Item[] {
    this.at += 1;
    return items;
  }

  private take(end: number): Span {
    const span = { start: this.at, end };
    this.at = end;
    return span;
  }

  /** The next character that is no space; stays before it. */
  private next(): string {
    while (isSpace(this.text.charCodeAt(this.at))) this.at += 1;
    return this.text.charAt(this.at);
  }
}

/** Space, tab, newline, carriage return. */
function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x09 || code === 0x0a || code === 0x0d;
}
