import { colouredInk, type Ink, plainInk } from '../../drawing/ink.ts';
import { widthOf, wrapped } from '../../drawing/text-width.ts';
import type { Stream } from '../progress.ts';

/** What a page is written on. */
export interface Paper {
  /** Columns of the terminal. */
  readonly width: number;
  readonly ink: Ink;
}

const WIDTH_MIN = 60;
const WIDTH_MAX = 160;
const WIDTH_UNKNOWN = 80;

/** As wide as the terminal, within reason, and in colour where there is colour. */
export function paperOn(stream: Stream): Paper {
  const width = Math.max(WIDTH_MIN, Math.min(WIDTH_MAX, stream.columns ?? WIDTH_UNKNOWN));
  return { width, ink: stream.hasColors?.() === true ? colouredInk : plainInk };
}

/** Lines of running text longer than this are hard to read. */
const TEXT_WIDTH_MAX = 100;
/** Over running text and most tables. */
const RULE_WIDTH_MAX = TEXT_WIDTH_MAX + 4;
const INDENT = '  ';

/** How much room there is beside the indentation. */
export function room({ width }: Paper): number {
  return width - 2 * INDENT.length;
}

export function indented(lines: readonly string[]): readonly string[] {
  return lines.map((line) => (line === '' ? '' : INDENT + line));
}

/** A heading with a rule over the page, and what stands below it. */
export function section(paper: Paper, title: string, lines: readonly string[]): readonly string[] {
  const rule = '─'.repeat(Math.max(2, Math.min(paper.width, RULE_WIDTH_MAX) - title.length - 4));
  return ['', `${paper.ink.faint('──')} ${paper.ink.strong(title)} ${paper.ink.faint(rule)}`, '', ...indented(lines)];
}

export function paragraph(paper: Paper, text: string): readonly string[] {
  return wrapped(text, Math.min(room(paper), TEXT_WIDTH_MAX));
}

/** Text with something before its first line, such as a tick; further lines stand below the text. */
export function item(paper: Paper, head: string, text: string): readonly string[] {
  const at = widthOf(head) + 2;
  const [first = '', ...others] = wrapped(text, Math.min(room(paper), TEXT_WIDTH_MAX + 20) - at);
  return [`${head}  ${first}`, ...others.map((line) => ' '.repeat(at) + line)];
}
