import type { Told } from './asking.ts';
import type { HiddenStory } from './hidden-story.ts';
import { WORD } from './hidden-words.ts';
import type { Limited } from './limited-askers.ts';

/** What an id or a cursor may be. */
const ENCODED = /[A-Za-z0-9_-]{16,}/g;
const HEX = /\b(?:[0-9a-f]{2}){14,}\b/gi;
const PERCENT_BEGINS = /%[0-9a-f]{2}/i;
const PERCENT = /(?:%[0-9a-f]{2})+/gi;
/** In which the text of an event stands as it came. */
const RAW = /\b(?:body|json|text)\b/;
/** In which somebody finds what it asked before. */
const OWN_QUESTIONS = /\b(?:readings|arguments)\b/;

/** Looks for hidden words in what was told. */
export class Search {
  readonly leaks: string[] = [];
  private readonly seen = new Set<string>();
  private readonly inFields = new Set<string>();
  private readonly asked = new Map<Limited, Set<string>>();
  private readonly shown = new Map<Limited, Set<string>>();
  private refusedCount = 0;

  constructor(private readonly story: HiddenStory) {}

  /** Hidden words that the administrator was not told either, by what they are. */
  get unseen(): readonly string[] {
    return [...this.story.tokens.keys()].filter((what) => !this.seen.has(what));
  }

  get refused(): number {
    return this.refusedCount;
  }

  /** How many hidden words the administrator was told other than in the text of an event. */
  get inFieldsCount(): number {
    return this.inFields.size;
  }

  /** Names that somebody was not told although all may know them. */
  unshown(who: Limited): readonly string[] {
    return this.story.known.filter((name) => this.shown.get(who)?.has(name) !== true);
  }

  asAdmin({ question, text }: Told): void {
    const asked = opened(question);
    for (const [what, word] of this.wordsIn(text)) {
      if (asked.includes(word)) continue;
      this.seen.add(what);
      if (!RAW.test(question)) this.inFields.add(what);
    }
  }

  asLimited(who: Limited, { question, text, isRefused }: Told): void {
    if (isRefused) this.refusedCount += 1;
    const said = opened(question);
    const askedBefore = OWN_QUESTIONS.test(question) ? this.askedBy(who) : new Set<string>();
    for (const [what, word] of this.wordsIn(text)) {
      if (said.includes(word) || askedBefore.has(word)) continue;
      this.leaks.push(`${what} (${word})\n    asked by ${who}: ${question}\n    told: …${around(text, word)}…`);
    }
    for (const [, word] of this.wordsIn(question)) this.askedBy(who).add(word);
    const shown = this.shown.get(who) ?? new Set();
    for (const name of this.story.known) if (!question.includes(name) && text.includes(`"${name}"`)) shown.add(name);
    this.shown.set(who, shown);
  }

  inLog(where: string, text: string): void {
    for (const [what, word] of this.wordsIn(text)) this.leaks.push(`${what} (${word}) in ${where}: …${around(text, word)}…`);
  }

  private askedBy(who: Limited): Set<string> {
    const asked = this.asked.get(who) ?? new Set();
    this.asked.set(who, asked);
    return asked;
  }

  private wordsIn(told: string): readonly (readonly [string, string])[] {
    const found = new Set([...opened(told).matchAll(WORD)].map(([, word = '']) => word));
    return [...this.story.tokens].filter(([, word]) => found.has(word));
  }
}

/** With what ids and cursors hold, and what stands in hexadecimal or percent-encoded. */
function opened(text: string): string {
  return [
    text,
    ...[...text.matchAll(ENCODED)].map(([encoded]) => Buffer.from(encoded, 'base64url').toString('utf8')),
    ...[...text.matchAll(HEX)].map(([encoded]) => Buffer.from(encoded, 'hex').toString('utf8')),
    ...(PERCENT_BEGINS.test(text) ? [text.replaceAll(PERCENT, (run) => Buffer.from(run.replaceAll('%', ''), 'hex').toString('utf8'))] : []),
  ].join('\n');
}

function around(text: string, word: string): string {
  const at = text.indexOf(word);
  return text.slice(Math.max(0, at - 120), at + 80);
}
