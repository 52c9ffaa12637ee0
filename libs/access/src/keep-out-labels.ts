import { isLevel, labelSpelt } from '#labels';

import { heldWord } from './classified.ts';
import type { Borne, KeepOutRule } from './keep-out-rule.ts';
import { namesAny } from './named-columns.ts';
import type { Labels } from './things.ts';

/** What decides about the data of one dataset. */
export type DataLabels = Pick<Labels, 'tags' | 'columnTags' | 'held' | 'columnHeld'>;

export const NO_DATA_LABELS: DataLabels = { tags: [], columnTags: new Map(), held: [], columnHeld: new Map() };

/** A tag that cannot be read is every tag. */
const UNREADABLE = '?';

/** Of each dataset's labels what rules come to: many events speak of one dataset. */
const known = new WeakMap<DataLabels, Map<KeepOutRule, KeepOutRule | undefined>>();

/** A rule as it covers a dataset with some labels: those of its columns alone that bear what it asks for. Undefined: it does not. */
export function bearing(rule: KeepOutRule, labels: DataLabels): KeepOutRule | undefined {
  if (rule.borne === undefined) return rule;
  const byRule = known.get(labels) ?? new Map<KeepOutRule, KeepOutRule | undefined>();
  known.set(labels, byRule);
  if (!byRule.has(rule)) byRule.set(rule, borneBy(rule, rule.borne, labels));
  return byRule.get(rule);
}

/** Both together. */
export function joinedLabels(one: DataLabels, other: DataLabels): DataLabels {
  return {
    tags: [...one.tags, ...other.tags],
    columnTags: joined(one.columnTags, other.columnTags),
    held: [...one.held, ...other.held],
    columnHeld: joined(one.columnHeld, other.columnHeld),
  };
}

function joined(one: DataLabels['columnTags'], other: DataLabels['columnTags']): DataLabels['columnTags'] {
  const both = new Map(one);
  for (const [column, words] of other) both.set(column, [...(both.get(column) ?? []), ...words]);
  return both;
}

function borneBy(rule: KeepOutRule, borne: Borne, { tags, columnTags, held, columnHeld }: DataLabels): KeepOutRule | undefined {
  if (bears(borne, { tags, held })) return rule;
  if (!rule.isOfColumns) return undefined;
  const columns = [...new Set([...columnTags.keys(), ...columnHeld.keys()])].filter(
    (column) => rule.isAbout(column) && bears(borne, { tags: columnTags.get(column) ?? [], held: columnHeld.get(column) ?? [] }),
  );
  if (columns.length === 0) return undefined;
  const bearers = new Set(columns);
  const isBorne = namesAny((path) => bearers.has(path));
  return { ...rule, isAbout: (text) => rule.isAbout(text) && isBorne(text) };
}

function bears(
  { tag, held: wanted }: Borne,
  { tags, held }: { readonly tags: readonly string[]; readonly held: readonly string[] },
): boolean {
  if (tags.includes(UNREADABLE)) return true;
  if (tag !== undefined) return tags.includes(tag);
  return held.some((word) => wanted.has(word)) || levelsSaid(tags).some((word) => wanted.has(word));
}

/** What tags say is there at once; what labels are kept for comes a moment later. */
function levelsSaid(tags: readonly string[]): readonly string[] {
  return tags.flatMap((tag) => {
    const label = tags.some((other) => other.startsWith(`${tag}=`)) ? '' : labelSpelt(tag); // each stands there with its value, too
    return isLevel(label) ? [heldWord(label, 'plain')] : [];
  });
}
