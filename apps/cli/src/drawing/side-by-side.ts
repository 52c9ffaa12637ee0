import { padEnd, widthOf } from './text-width.ts';

const GAP = 6;

/** Blocks next to each other when all of them fit, or else below each other with a line between. */
export function sideBySide(blocks: readonly (readonly string[])[], width: number): readonly string[] {
  const widths = blocks.map((block) => Math.max(0, ...block.map(widthOf)));
  const total = widths.reduce((sum, each) => sum + each + GAP, -GAP);
  if (total > width) return blocks.flatMap((block, index) => (index === 0 ? block : ['', ...block]));

  const height = Math.max(...blocks.map((block) => block.length));
  return Array.from({ length: height }, (_, line) =>
    blocks
      .map((block, index) => padEnd(block[line] ?? '', (widths[index] ?? 0) + GAP))
      .join('')
      .trimEnd(),
  );
}
