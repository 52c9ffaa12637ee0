import type { Answer, Table } from './question.ts';
import { wholeness } from './wholeness.ts';

/** An answer as a part of a page of Markdown. */
export function answerInMarkdown({ says, table }: Answer, data: unknown): string {
  const parts = [
    escaped(says),
    ...(table === undefined || table.rows.length === 0 ? [] : [tableInMarkdown(table)]),
    ...wholeness(data).map((line) => `*${escaped(line)}*`),
  ];
  return parts.join('\n\n');
}

function tableInMarkdown({ titles, rows }: Table): string {
  const line = (cells: readonly string[]): string => `| ${cells.map((each) => escaped(each).replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(titles), `|${'---|'.repeat(titles.length)}`, ...rows.map(line)].join('\n');
}

/** Names have underscores and stars, which Markdown would take for its own. */
function escaped(text: string): string {
  return text.replaceAll(/[\\`*_<>]/g, (letter) => `\\${letter}`).replaceAll('\n', ' ');
}
