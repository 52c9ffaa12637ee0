import type { Answer, Table } from './question.ts';

/** An answer as a part of a page of Markdown. */
export function answerInMarkdown({ says, table }: Answer): string {
  return [escaped(says), ...(table === undefined || table.rows.length === 0 ? [] : [tableInMarkdown(table)])].join('\n\n');
}

/** What `wholeness` says of an answer. */
export function linesInMarkdown(lines: readonly string[]): readonly string[] {
  return lines.map((line) => `*${escaped(line)}*`);
}

function tableInMarkdown({ titles, rows }: Table): string {
  const line = (cells: readonly string[]): string => `| ${cells.map((each) => escaped(each).replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(titles), `|${'---|'.repeat(titles.length)}`, ...rows.map(line)].join('\n');
}

/** Names have underscores and stars, which Markdown would take for its own. */
function escaped(text: string): string {
  return text.replaceAll(/[\\`*_<>]/g, (letter) => `\\${letter}`).replaceAll('\n', ' ');
}
