import type { JsonObject, JsonValue } from '#record';
import type { Dice } from '#testkit';

/** A random word that stands in one hidden place, by what that place is. */
export type Tokens = ReadonlyMap<string, string>;

/** What every hidden word begins with, and nothing else does. */
export const MARK = 'zq';
const LETTERS = 'abcdefghijkmnopqrstuvwxy0123456789';
const TOKEN_LENGTH = 12;
const FACET = { _producer: 'https://example.com/p', _schemaURL: 'https://openlineage.io/spec/facets/1-0-0/Some.json' };

/** Makes the words of a story, and keeps account of them. */
export class Words {
  readonly all = new Map<string, string>();

  constructor(private readonly dice: Dice) {}

  of(what: string): string {
    const word = MARK + Array.from({ length: TOKEN_LENGTH }, () => LETTERS[this.dice.below(LETTERS.length)]).join('');
    this.all.set(what, word);
    return word;
  }

  /** Those that are names: to ask with. */
  get names(): readonly string[] {
    return [...this.all].flatMap(([what, word]) => (/^the (?:name|namespace|other name|id) of/.test(what) ? [word] : []));
  }
}

export function facet(members: Readonly<Record<string, JsonValue>>): JsonObject {
  return { ...FACET, ...members };
}

/** Text that is no event, and names something. */
export function unusableEvent(words: Words): string {
  return JSON.stringify({ eventTime: words.of('a time that cannot be used'), job: { name: words.of('a name in what cannot be used') } });
}
