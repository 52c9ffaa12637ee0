import { drawnOf, type DrawnBox, type DrawnLine } from './svg/boxes.ts';
import type { Walked } from './walked.ts';

/** Signs that mean something to Mermaid, or to the HTML that it makes, by their entity codes. */
const SIGNS: Readonly<Record<string, string>> = {
  '#': '#35;',
  '"': '#quot;',
  '<': '#lt;',
  '>': '#gt;',
  '&': '#amp;',
  '`': '#96;',
  '|': '#124;',
  '\\': '#92;',
};

/** Of what is hidden from who asked. */
const NAMELESS = 'classDef nameless stroke-dasharray: 2 3';

/** A walk as the text of a Mermaid flowchart: datasets are boxes, jobs have round ends; by columns, each dataset is a frame around its columns. */
export function lineageMermaid(walked: Walked): string {
  const { boxes, lines } = drawnOf(walked);
  const ids = new Map(boxes.map(({ id }, index) => [id, `n${index + 1}`]));
  const columnIds = new Map(
    boxes.flatMap(({ id, rows }) => rows.map(({ column }, index) => [place(id, column), `${ids.get(id) ?? ''}c${index + 1}`])),
  );
  const end = (id: string, column: string | null): string =>
    (column === null ? undefined : columnIds.get(place(id, column))) ?? ids.get(id) ?? '';
  const drawn = [
    'flowchart LR',
    ...boxes.flatMap((box) => boxLines(box, ids.get(box.id) ?? '', (column) => end(box.id, column))),
    ...(boxes.some(({ isNameless }) => isNameless) ? [`  ${NAMELESS}`] : []),
    ...labelledOnce(lines).map((line) => `  ${end(line.source, line.sourceColumn)} ${arrow(line)} ${end(line.target, line.targetColumn)}`),
  ];
  return `${drawn.join('\n')}\n`;
}

function place(id: string, column: string): string {
  return JSON.stringify([id, column]);
}

function boxLines(
  { kind, name, place: where, rows, isNameless }: DrawnBox,
  id: string,
  columnId: (column: string) => string,
): readonly string[] {
  const label = `"${escaped(name)}<br/>${escaped(where)}"`;
  const mark = isNameless ? ':::nameless' : '';
  if (kind !== 'dataset') return [`  ${id}([${label}])${mark}`];
  if (rows.length === 0) return [`  ${id}[${label}]${mark}`];
  const columns = rows.map(({ column, mark }) => `    ${columnId(column)}["${escaped(column)}${mark === undefined ? '' : ` (${mark})`}"]`);
  return [`  subgraph ${id} [${label}]`, ...columns, '  end'];
}

/** Of lines that go by one job from one dataset to another, only the first says so. */
function labelledOnce(lines: readonly DrawnLine[]): readonly DrawnLine[] {
  const first = new Map(lines.toReversed().map((line) => [line.label?.group, line]));
  return lines.map((line) => (first.get(line.label?.group) === line ? line : { ...line, label: undefined }));
}

function arrow({ isDeclared, label }: DrawnLine): string {
  const text = label === undefined ? '' : `|"${escaped(label.text)}"|`;
  return `${isDeclared ? '-.->' : '-->'}${text}`;
}

/** One line of plain text, whatever it holds. */
function escaped(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ').replace(/[#"<>&`|\\]/g, (sign) => SIGNS[sign] ?? sign);
}
