import { z } from 'zod';

import { placesOf } from '../drawing/short-names.ts';
import { wrapped } from '../drawing/text-width.ts';
import { oneLine, secondOf } from '../output.ts';
import type { Screen } from './screen.ts';

export const NameShape = z.object({ namespace: z.string(), name: z.string() });
export type NameRow = z.infer<typeof NameShape>;

export const TagShape = z.object({ key: z.string(), value: z.string().nullable(), field: z.string().nullable() });
export const OwnerShape = z.object({ name: z.string(), type: z.string().nullable() });
export const RunShape = z.object({ runId: z.string(), state: z.string(), began: z.string(), ended: z.string().nullable() });
export type RunRow = z.infer<typeof RunShape>;

/** One fact of a page: its title, and what stands beside it, each on a line of its own. */
export type Fact = readonly [title: string, texts: readonly string[]];

/** Facts below each other; those without a text are left out. */
export function factLines(facts: readonly Fact[], { width, ink }: Screen): readonly string[] {
  const told = facts.filter(([, texts]) => texts.length > 0);
  const at = Math.max(0, ...told.map(([title]) => title.length)) + 4;
  return told.flatMap(([title, texts]) =>
    texts
      .flatMap((text) => wrapped(text, Math.max(20, width - at)))
      .map((line, index) => (index === 0 ? `  ${ink.faint(title)}${' '.repeat(at - title.length - 2)}${line}` : ' '.repeat(at) + line)),
  );
}

/** The first lines of a page. */
export function headLines({ namespace, name }: NameRow, kind: string, { ink, width }: Screen): readonly string[] {
  const said = `${kind} in ${oneLine(namespace)}`;
  return [...wrapped(oneLine(name, 1_000), width).map(ink.strong), ink.faint(said), ''];
}

/** Names with the kind of their place, `patients postgres`. */
export function namesWithPlaces(names: readonly NameRow[], { ink }: Screen): readonly string[] {
  const place = placesOf(names);
  return names.map((each) => `${oneLine(each.name)} ${ink.faint(oneLine(place(each)))}`);
}

/** `classification=PHI`; of a tag that is simply true, its key. */
export function tagText({ key, value }: Pick<z.infer<typeof TagShape>, 'key' | 'value'>): string {
  return oneLine(value === null || value === '' || value === 'true' ? key : `${key}=${value}`, 80);
}

export function ownerText({ name, type }: z.infer<typeof OwnerShape>): string {
  return oneLine(type === null ? name : `${name} (${type.toLowerCase()})`);
}

/** How a run is, and when that was. */
export function runText({ state, began, ended }: RunRow, { ink }: Screen): string {
  const colour = state === 'COMPLETE' ? ink.good : state === 'FAIL' || state === 'ABORT' ? ink.bad : ink.mark;
  return `${colour(state)} ${ended === null ? `since ${secondOf(began)}` : secondOf(ended)}`;
}
