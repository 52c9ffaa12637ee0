import type { Labels } from '#access';

/** Labels without those of columns that are hidden from who asks: by rules of his choice he would learn them. */
export function labelsSeen(labels: Labels, isSeen: (path: string) => boolean): Labels {
  const seen = (of: ReadonlyMap<string, readonly string[]>): typeof of => new Map([...of].filter(([path]) => isSeen(path)));
  const { columnTags, sureColumnTags, columnHeld } = labels;
  return { ...labels, columnTags: seen(columnTags), sureColumnTags: seen(sureColumnTags), columnHeld: seen(columnHeld) };
}
