import { scanJson } from './json-scan.ts';

/** Why a text is not JSON: our own words, without a piece of the text, for a text may hold a secret. */
export interface JsonFlaw {
  readonly problem: string;
  /** Where the flaw begins, in UTF-16 code units. */
  readonly at: number;
}

const SPACE = /[ \t\n\r]*/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORD = /true|false|null/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[\da-fA-F]{4})/y;

type Expected = 'value' | 'value-or-end' | 'key' | 'key-or-end' | 'comma-or-end';

/** The first flaw in a text, or undefined for JSON. Agrees with JSON.parse on every text, and holds no stack: any depth is safe. */
export function jsonFlaw(text: string): JsonFlaw | undefined {
  return new JsonCheck(text).run();
}

/** Holds how far the check has come, and for each open level whether it is an object: a byte each. */
class JsonCheck {
  private at = 0;
  private depth = 0;
  private expected: Expected = 'value';
  private readonly isObject: Uint8Array;

  constructor(private readonly text: string) {
    this.isObject = new Uint8Array(scanJson(text).depth + 1);
  }

  run(): JsonFlaw | undefined {
    this.skip(SPACE);
    while (this.at < this.text.length) {
      const problem = this.step();
      if (problem !== undefined) return { problem, at: this.at };
      this.skip(SPACE);
    }
    if (this.expected === 'comma-or-end' && this.depth === 0) return undefined;
    return { problem: 'the text ends too early', at: this.at };
  }

  /** Takes one token, and with a key its colon. Gives the problem when it cannot: then `at` stays there. */
  private step(): string | undefined {
    const character = this.text.charAt(this.at);
    if (this.expected === 'comma-or-end') return this.afterValue(character);
    if (character === '}' && this.expected === 'key-or-end') return this.close();
    if (character === ']' && this.expected === 'value-or-end') return this.close();
    if (this.expected === 'key' || this.expected === 'key-or-end') return this.key();
    if (character === '{' || character === '[') return this.open(character === '{');

    this.expected = 'comma-or-end';
    if (character === '"') return this.string();
    return this.skip(NUMBER) || this.skip(WORD) ? undefined : 'this is no JSON value';
  }

  private afterValue(character: string): string | undefined {
    if (this.depth === 0) return 'there is more after the end of the value';
    const isObject = this.isObject[this.depth] === 1;
    if (character === (isObject ? '}' : ']')) return this.close();
    if (character !== ',') return `a comma or the end of the ${isObject ? 'object' : 'array'} is missing`;
    this.at += 1;
    this.expected = isObject ? 'key' : 'value';
    return undefined;
  }

  private key(): string | undefined {
    if (this.text.charAt(this.at) !== '"') return 'a name in double quotes is missing';
    const problem = this.string();
    if (problem !== undefined) return problem;
    this.skip(SPACE);
    if (this.text.charAt(this.at) !== ':') return 'a colon is missing';
    this.at += 1;
    this.expected = 'value';
    return undefined;
  }

  private open(isObject: boolean): string | undefined {
    this.at += 1;
    this.depth += 1;
    this.isObject[this.depth] = isObject ? 1 : 0;
    this.expected = isObject ? 'key-or-end' : 'value-or-end';
    return undefined;
  }

  private close(): string | undefined {
    this.at += 1;
    this.depth -= 1;
    this.expected = 'comma-or-end';
    return undefined;
  }

  private string(): string | undefined {
    this.at += 1;
    while (this.at < this.text.length) {
      const character = this.text.charAt(this.at);
      if (character < ' ') return 'a control character stands in a string without its escape';
      if (character === '\\' && !this.skip(ESCAPE)) return 'a backslash begins no known escape';
      if (character !== '\\') this.at += 1;
      if (character === '"') return undefined;
    }
    return 'a string is not closed';
  }

  /** Whether the pattern stood here; if so, steps over it. */
  private skip(pattern: RegExp): boolean {
    pattern.lastIndex = this.at;
    if (!pattern.test(this.text)) return false;
    this.at = pattern.lastIndex;
    return true;
  }
}
