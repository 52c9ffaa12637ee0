import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import type { Retraction, Setting } from '#lineage';
import { type Dice, emitterId, randomHistory, recordedHistory } from '#testkit';

import { hospitalStory } from '../../prisma/seed/hospital-story.ts';

/** One thing that is sent: an event, by the id of its emitter, or what an administrator decides. */
export type Item =
  | { readonly kind: 'event'; readonly body: string; readonly by: string }
  | { readonly kind: 'ruling'; readonly ruling: Retraction | Setting };

export interface Source {
  readonly name: string;
  readonly items: readonly Item[];
}

const CORPUS = path.join(import.meta.dirname, '../../../shared/corpus');
const HISTORY_STEPS = 60;

/** Random histories, and between them the story that the demo tells and the real events of the corpus, where that is here. */
export function sourceOf(index: number): Source {
  if (index % 5 === 1) return { name: "the hospital's story", items: hospitalStory.map(({ body, emitter }) => event(body, emitter)) };
  if (index % 5 === 3 && existsSync(CORPUS)) return { name: 'the corpus', items: corpusLines().map((body) => event(body, 'corpus')) };
  const seed = 10_000 + index;
  return { name: `random history ${seed}`, items: distinctItems(seed) };
}

/** Each event once: which of several emitters came first is no fact, but a retraction of one of them would see it. */
function distinctItems(seed: number): readonly Item[] {
  const history = randomHistory(seed, HISTORY_STEPS);
  const { steps } = recordedHistory(history);
  const rulings = steps.flatMap((step): readonly Item[] => (step.kind === 'ruling' ? [{ kind: 'ruling', ruling: step.ruling }] : []));
  const seen = new Set<string>();
  return history.flatMap((step): readonly Item[] => {
    if (step.kind !== 'event') return rulings.splice(0, 1);
    const { digest } = theOnly(step.body);
    if (seen.has(digest)) return [];
    seen.add(digest);
    return [event(step.body, step.emitter)];
  });
}

function theOnly(body: string): { readonly digest: string } {
  const [entry] = recordedHistory([{ kind: 'event', body, emitter: '' }]).entries;
  if (entry?.kind !== 'event') throw new Error('not an event');
  return entry;
}

function event(body: string, emitter: string): Item {
  return { kind: 'event', body, by: emitterId(emitter) };
}

function corpusLines(): readonly string[] {
  const files = readdirSync(CORPUS, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ndjson'));
  const lines = files.sort().flatMap((file) => readFileSync(path.join(CORPUS, file), 'utf8').split('\n'));
  return lines.filter((line) => line.trim() !== '');
}

/** Another order, in which some events come again, in other words. Settings keep their order among each other: it is the one order that counts. */
export function permuted(dice: Dice, items: readonly Item[]): readonly Item[] {
  const again = items.filter(({ kind }) => kind === 'event' && dice.chance(0.15)).map(respelled);
  const count = items.length + again.length;
  const mixed = dice.some([...items, ...again], { least: count, most: count });
  const settings = items.filter(isSetting);
  return mixed.map((item) => (isSetting(item) ? (settings.shift() ?? item) : item));
}

function isSetting(item: Item): boolean {
  return item.kind === 'ruling' && 'setting' in item.ruling;
}

function respelled(item: Item): Item {
  return item.kind === 'event' ? { ...item, body: item.body.replace(/^\{/, '{\n  ') } : item;
}
