import { padEnd, padStart, widthOf, wrapped } from './text-width.ts';

export interface Column {
  readonly title: string;
  readonly align?: 'left' | 'right';
}

export interface Table {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly string[])[];
  /** Below a line of its own: sums. */
  readonly footer?: readonly string[];
}

/** Between columns, when there is room. */
const GAP = 3;
const GAP_NARROW = 2;
/** The last column is never made narrower than this: rather a line is too long. */
const LAST_WIDTH_MIN = 16;

/** A table without borders: each column as wide as what stands in it, and the last one wrapped to fit into `width`. */
export function drawTable({ columns, rows, footer }: Table, width: number): readonly string[] {
  const titles = columns.map(({ title }) => title);
  const all = [titles, ...rows, ...(footer === undefined ? [] : [footer])];
  const widths = columns.map((_, index) => Math.max(...all.map((row) => widthOf(row[index] ?? ''))));
  const last = columns.length - 1;
  const sum = widths.reduce((before, each) => before + each, 0);
  const gap = sum + GAP * last <= width ? GAP : GAP_NARROW;
  const before = sum - (widths[last] ?? 0) + gap * last;
  widths[last] = Math.min(widths[last] ?? 0, Math.max(LAST_WIDTH_MIN, width - before));

  const drawn = (row: readonly string[]): readonly string[] => drawRow(row, columns, { widths, gap });
  const rule = '─'.repeat(before + (widths[last] ?? 0));
  return [...drawn(titles), rule, ...rows.flatMap(drawn), ...(footer === undefined ? [] : [rule, ...drawn(footer)])];
}

interface Room {
  readonly widths: readonly number[];
  readonly gap: number;
}

function drawRow(row: readonly string[], columns: readonly Column[], { widths, gap }: Room): readonly string[] {
  const cells = widths.map((width, index) => (index === widths.length - 1 ? wrapped(row[index] ?? '', width) : [row[index] ?? '']));
  const height = Math.max(...cells.map((cell) => cell.length));
  return Array.from({ length: height }, (_, line) => {
    const texts = cells.map((cell, index) => {
      const pad = columns[index]?.align === 'right' ? padStart : padEnd;
      return pad(cell[line] ?? '', widths[index] ?? 0);
    });
    return texts.join(' '.repeat(gap)).trimEnd();
  });
}
