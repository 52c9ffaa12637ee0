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

const GAP = '   ';
/** The last column is never made narrower than this: rather a line is too long. */
const LAST_WIDTH_MIN = 16;

/** A table without borders: each column as wide as what stands in it, and the last one wrapped to fit into `width`. */
export function drawTable({ columns, rows, footer }: Table, width: number): readonly string[] {
  const titles = columns.map(({ title }) => title);
  const all = [titles, ...rows, ...(footer === undefined ? [] : [footer])];
  const widths = columns.map((_, index) => Math.max(...all.map((row) => widthOf(row[index] ?? ''))));
  const last = columns.length - 1;
  const before = widths.slice(0, last).reduce((sum, each) => sum + each + GAP.length, 0);
  widths[last] = Math.min(widths[last] ?? 0, Math.max(LAST_WIDTH_MIN, width - before));

  const drawn = (row: readonly string[]): readonly string[] => drawRow(row, columns, widths);
  const rule = '─'.repeat(widths.reduce((sum, each) => sum + each, 0) + GAP.length * last);
  return [...drawn(titles), rule, ...rows.flatMap(drawn), ...(footer === undefined ? [] : [rule, ...drawn(footer)])];
}

function drawRow(row: readonly string[], columns: readonly Column[], widths: readonly number[]): readonly string[] {
  const cells = widths.map((width, index) => (index === widths.length - 1 ? wrapped(row[index] ?? '', width) : [row[index] ?? '']));
  const height = Math.max(...cells.map((cell) => cell.length));
  return Array.from({ length: height }, (_, line) => {
    const texts = cells.map((cell, index) => {
      const pad = columns[index]?.align === 'right' ? padStart : padEnd;
      return pad(cell[line] ?? '', widths[index] ?? 0);
    });
    return texts.join(GAP).trimEnd();
  });
}
