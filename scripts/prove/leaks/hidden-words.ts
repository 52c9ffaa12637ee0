import type { JsonObject, JsonValue } from '#record';
import type { Dice } from '#testkit';

/** A random word that stands in one hidden place, by what that place is. */
export type Tokens = ReadonlyMap<string, string>;

/** What every hidden word begins with, and nothing else does. */
export const MARK = 'zq';
const LETTERS = 'abcdefghijkmnopqrstuvwxy0123456789';
const TOKEN_LENGTH = 12;
/** Whole numbers of so many digits are exact in JSON, and come nowhere by chance. */
const NUMBER_LENGTH = 15;
/** What a hidden word looks like, wherever it stands: also within another text or number. */
export const WORD = new RegExp(`(?=(${MARK}[${LETTERS}]{${TOKEN_LENGTH}}|9\\d{${NUMBER_LENGTH - 1}}))`, 'g');
const FACET = { _producer: 'https://example.com/p', _schemaURL: 'https://openlineage.io/spec/facets/1-0-0/Some.json' };

/** Makes the words of a story, and keeps account of them. */
export class Words {
  readonly all = new Map<string, string>();

  constructor(private readonly dice: Dice) {}

  of(what: string): string {
    const word = MARK + Array.from({ length: TOKEN_LENGTH }, () => LETTERS[this.dice.below(LETTERS.length)]).join('');
    return this.keep(what, word);
  }

  /** A number of 15 digits, none of which tells that it is one. */
  number(what: string): number {
    const digits = Array.from({ length: NUMBER_LENGTH - 1 }, () => this.dice.below(10));
    return Number(this.keep(what, [9, ...digits].join('')));
  }

  /** A number of 15 digits of its own: no dice are thrown for it, so that what is asked by them stays the same. */
  fixed(what: string, number: number): number {
    return Number(this.keep(what, String(number)));
  }

  private keep(what: string, word: string): string {
    if (this.all.has(what)) throw new Error(`two words are ${what}: the first would not be looked for`);
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

/** What an emitter of elsewhere may not say: of something that is seen, and of something hidden. */
export function claimOn(words: Words, namespace: string): string {
  const [known, hidden] = [
    { namespace: 'db', name: 'patients0' },
    { namespace, name: words.of('the name of a hidden dataset in a refused claim') },
  ];
  const said = {
    ...{ eventTime: '2026-03-01T00:00:00Z', eventType: 'COMPLETE', producer: 'https://example.com/p' },
    run: { runId: '0197ad84-7a0d-7527-9f8a-999999999999', facets: { note: facet({ of: words.of('a value in a refused claim') }) } },
    job: { namespace: 'elsewhere', name: 'claim' },
  };
  return JSON.stringify({ ...said, inputs: [], outputs: [known, hidden] });
}
