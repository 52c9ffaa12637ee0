import type { HiddenStory } from './hidden-story.ts';
import type { Pool } from './questions.ts';

/** Values of one kind that are kept from answers: the latest. */
const KEPT_MAX = 40;
/** What answers hold that one can ask with, and the arguments that take it. */
const FOUND: readonly (readonly [RegExp, readonly string[]])[] = [
  [/"id":"([^"]{1,300})"/g, ['id', 'principal', 'sender', 'subject']],
  [/"endCursor":"([^"]{1,2000})"/g, ['after']],
  [/"commitments?":\[?"([0-9a-f]{64})"/g, ['commitment']],
  [/"runId":"([^"]{1,100})"/g, ['runId']],
  [/"position":"(\d+)"/g, ['position', 'from', 'to', 'atLeast', 'knownAt']],
];
const TIMES = ['2026-03-01T12:00:00Z', '2026-03-04T00:00:00Z', '2030-01-01T00:00:00Z', '2020-01-01T00:00:00Z', 'yesterday'];
/** Of a word that is searched for: slips of typing are forgiven, and beginnings are enough for some questions. */
const BEGINNING = 8;

/** Values to ask with: names that are known, hidden and wrong, times, and what answers held, an administrator's too. */
export class Harvest {
  private readonly found = new Map<string, string[]>();
  private readonly fixed: Pool;

  constructor({ known, hidden, tokens }: HiddenStory) {
    const words = [...tokens.values()];
    const names = [...known, ...hidden, 'nothing', 'db', 'etl'];
    const searched = [...words, ...words.map((word) => word.slice(0, BEGINNING)), 'patients', 'report', 'classification', 'who', 'zq'];
    this.fixed = {
      ...{ any: names, name: names, column: [...words, 'id', 'a', 'b'], text: searched },
      namePrefix: ['pat', 'rep', 'zq', ...hidden.map((word) => word.slice(0, BEGINNING))],
      namespace: ['db', 'etl', 'nowhere', ...hidden],
      ...{ asOf: TIMES, knownAt: ['1', '3', '999999', ...TIMES], atLeast: ['0', '1'], from: ['0', '2'], to: ['3', '9'] },
      ...{ position: ['0', '1', '2', '999'], yaml: ['name: x\nrules: []', 'name: ['], id: [...hidden, 'x'] },
    };
  }

  /** Keeps what an answer holds that one can ask with. */
  take(text: string): void {
    for (const [pattern, names] of FOUND) {
      for (const [, value = ''] of text.matchAll(pattern)) {
        for (const name of names) {
          const values = this.found.get(name) ?? [];
          if (values.includes(value)) continue;
          this.found.set(name, [...values, value].slice(-KEPT_MAX));
        }
      }
    }
  }

  pool(): Pool {
    const all = { ...this.fixed };
    for (const [name, values] of this.found) all[name] = [...(this.fixed[name] ?? []), ...values];
    return all;
  }
}
