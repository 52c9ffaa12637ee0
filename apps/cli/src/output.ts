import { formatInstant, type Instant } from '#foundation';

import type { CommandContext } from './command.ts';

/** Prints one JSON value. Positions and sizes are text, because they may pass what a double holds. */
export function printJson({ stdout }: CommandContext, value: unknown): void {
  stdout.write(`${JSON.stringify(value, (_key, each: unknown) => (typeof each === 'bigint' ? each.toString() : each), 2)}\n`);
}

export function printLines({ stdout }: CommandContext, lines: readonly string[]): void {
  stdout.write(lines.map((line) => `${harmless(line)}\n`).join(''));
}

/** A whole text as it is, but for what a terminal would obey. */
export function printText({ stdout }: CommandContext, text: string): void {
  stdout.write(harmless(text));
}

/** Text that a terminal shows and does not obey: names, ids and whole texts come from elsewhere. Colours stay, and so do lines and tabs. */
function harmless(text: string): string {
  return text.replaceAll(/\u001b\[[\d;]*m|[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]|\r(?!\n)/g, (found) =>
    found.length > 1 ? found : '\ufffd',
  );
}

/** Rows as columns, two spaces apart; the last one as long as it is. */
export function columns(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

/** To the second, for people; JSON has the whole. */
export function shortTime(instant: Instant): string {
  return secondOf(formatInstant(instant));
}

/** As `shortTime`, of a time that is written already. */
export function secondOf(time: string): string {
  return time.replace(/\.\d+Z$/, 'Z');
}

/** `1 edge`, `2 edges`. */
export function counted(count: number | bigint, thing: string): string {
  return `${count} ${thing}${count === 1 || count === 1n ? '' : 's'}`;
}

/** One line that is safe on a terminal: what came from outside may hold anything. */
export function oneLine(text: string, length = 200): string {
  const plain = text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ');
  return plain.length > length ? `${plain.slice(0, length - 1)}…` : plain;
}
