import { createHash } from 'node:crypto';

import { drawnOf, type DrawnRow } from './svg/boxes.ts';
import { type Layout, layoutOf, type PlacedBox, type PlacedLine, type Point } from './svg/layout.ts';
import { METRICS } from './svg/metrics.ts';
import { STYLE } from './svg/style.ts';
import { element, xmlText } from './svg/xml.ts';
import { wrapped } from './text-width.ts';
import type { Walked } from './walked.ts';

/** An answer to be drawn, with what it says of itself. */
export interface DrawnAnswer extends Walked {
  readonly header: {
    readonly completeness: string;
    readonly reasons: readonly { readonly message: string }[];
    readonly asOf?: string;
    readonly knownAt?: string;
  };
}

const WIDTH_MIN = 420;
const TITLE_HEIGHT = 58;
const LEGEND_HEIGHT = 34;
const LINE_HEIGHT = 16;

/**
 * A walk as a picture: one SVG that needs nothing from elsewhere, light or dark as its reader's system is, with a title and a description for those who
 * hear it. The same answer gives the same bytes. Throws LIMIT_EXCEEDED on what would be no picture.
 */
export function lineageSvg(answer: DrawnAnswer, { title = titleOf(answer) }: { readonly title?: string } = {}): string {
  const layout = layoutOf(drawnOf(answer));
  const width = Math.max(WIDTH_MIN, layout.width, Math.ceil(title.length * 9.1)) + 2 * METRICS.margin;
  const remarks = answer.header.reasons.flatMap(({ message }) =>
    wrapped(message, Math.floor((width - 2 * METRICS.margin) / METRICS.smallLetter)),
  );
  const below = METRICS.margin + TITLE_HEIGHT + layout.height;
  const height = below + LEGEND_HEIGHT + remarks.length * LINE_HEIGHT + METRICS.margin;
  const about = aboutOf(answer, layout);
  const id = `hg-${createHash('sha256')
    .update(JSON.stringify([title, about]))
    .digest('hex')
    .slice(0, 10)}`;
  return `${element(
    'svg',
    {
      ...{ xmlns: 'http://www.w3.org/2000/svg', class: 'hg-lineage', role: 'img', 'aria-labelledby': `${id}-title ${id}-about` },
      ...{ viewBox: `0 0 ${width} ${height}`, width, height },
    },
    element('title', { id: `${id}-title` }, xmlText(title)),
    element('desc', { id: `${id}-about` }, xmlText(about)),
    element('style', {}, STYLE),
    element('rect', { class: 'hg-paper', width, height }),
    element('text', { class: 'hg-title', x: METRICS.margin, y: METRICS.margin + 14 }, xmlText(title)),
    element('text', { class: 'hg-small', x: METRICS.margin, y: METRICS.margin + 33 }, xmlText(wholeness(answer))),
    element(
      'g',
      { transform: `translate(${METRICS.margin} ${METRICS.margin + TITLE_HEIGHT})` },
      ...layout.lines.map(line),
      ...layout.boxes.map(box),
      ...layout.lines.map(lineLabel),
    ),
    legend(layout, below + LEGEND_HEIGHT - 10),
    ...remarks.map((text, index) =>
      element('text', { class: 'hg-small', x: METRICS.margin, y: below + LEGEND_HEIGHT + 12 + index * LINE_HEIGHT }, xmlText(text)),
    ),
  )}\n`;
}

function titleOf({ nodes }: Walked): string {
  const roots = nodes.filter(({ depth }) => depth === 0);
  const [root] = roots;
  if (root === undefined) return 'Lineage';
  return `Lineage of ${root.name}${roots.length > 1 || root.column === null ? '' : `, column ${root.column}`}`;
}

function wholeness({ header: { completeness, asOf, knownAt } }: DrawnAnswer): string {
  const times = asOf === undefined || knownAt === undefined ? '' : `As of ${asOf}, from ${knownAt} entries: `;
  return `${times}${completeness}`;
}

/** For those who do not see it: what there is, and how data goes. */
function aboutOf(answer: DrawnAnswer, { boxes, lines }: Layout): string {
  const names = new Map(boxes.map(({ id, kind, name }) => [id, `${kind} ${name}`]));
  const place = (id: string, column: string | null): string =>
    column === null ? (names.get(id) ?? '') : `${names.get(id) ?? ''} column ${column}`;
  const flows = lines
    .slice(0, FLOWS_TOLD_MAX)
    .map((each) => `from ${place(each.source, each.sourceColumn)} to ${place(each.target, each.targetColumn)}`);
  const more = lines.length > flows.length ? `, and ${lines.length - flows.length} more` : '';
  return `${wholeness(answer)}. ${flows.length === 0 ? 'Nothing flows.' : `Data goes ${flows.join('; ')}${more}.`}`;
}

/** Flows that a description tells one by one. */
const FLOWS_TOLD_MAX = 60;

function box(placed: PlacedBox): string {
  const { kind, namespace, name, label, place, isRoot, isNameless, rows, x, y, width, height } = placed;
  const shape = {
    class: `hg-box hg-${kind === 'dataset' ? 'dataset' : 'job'}${isRoot ? ' hg-root' : ''}${isNameless ? ' hg-nameless' : ''}`,
    x,
    y,
    width,
    height,
    rx: kind === 'dataset' ? 4 : height / 2,
  };
  const left = x + (kind === 'dataset' ? METRICS.padding : METRICS.jobHeight / 2);
  const top = kind === 'dataset' ? y + 18 : y + 16;
  const rule = y + METRICS.nameHeight;
  return element(
    'g',
    {},
    element('title', {}, xmlText(isNameless ? `${kind}: its name is not shown to you` : `${kind} ${name}, in ${namespace}`)),
    element('rect', shape),
    ...(rows.length === 0 ? [] : [element('path', { class: 'hg-rule', d: `M${round(x)} ${round(rule)}H${round(x + width)}` })]),
    element('text', { class: 'hg-name', x: left, y: top }, xmlText(label)),
    element('text', { class: 'hg-small', x: left, y: top + 14 }, xmlText(place)),
    ...rows.flatMap((row, index) => rowTexts(row, placed, rule + (index + 0.5) * METRICS.rowHeight + 4)),
  );
}

function rowTexts({ label, column, mark, isRoot }: DrawnRow, { x, width }: PlacedBox, y: number): readonly string[] {
  const text = element(
    'text',
    { x: x + METRICS.padding, y, ...(isRoot ? { class: 'hg-name' } : {}) },
    ...(label === column ? [] : [element('title', {}, xmlText(column))]),
    xmlText(label),
  );
  if (mark === undefined) return [text];
  return [
    text,
    element('text', { class: mark === 'PHI' ? 'hg-phi' : 'hg-masked', x: x + width - METRICS.padding, y, 'text-anchor': 'end' }, mark),
  ];
}

function line({ points, isDeclared, about }: PlacedLine): string {
  const last = points.at(-1);
  const before = points.at(-2);
  if (last === undefined || before === undefined) return '';
  const side = last.x >= before.x ? -1 : 1;
  const tip = `M${round(last.x)} ${round(last.y)}l${side * 8} -4v8z`;
  return element(
    'g',
    {},
    ...(about === '' ? [] : [element('title', {}, xmlText(about))]),
    element('path', {
      class: `hg-line${isDeclared ? ' hg-declared' : ''}`,
      d: curve([...points.slice(0, -1), { x: last.x + side * 7, y: last.y }]),
    }),
    element('path', { class: 'hg-tip', d: tip }),
  );
}

function lineLabel({ label, labelAt }: PlacedLine): string {
  if (label === undefined || labelAt === undefined) return '';
  return element('text', { class: 'hg-small hg-label', x: labelAt.x, y: labelAt.y + 3, 'text-anchor': 'middle' }, xmlText(label.text));
}

/** Level where it leaves and arrives, and wherever it passes a place of its way. */
function curve(points: readonly Point[]): string {
  const [first, ...others] = points;
  if (first === undefined) return '';
  let from = first;
  const parts = others.map((to) => {
    const middle = (from.x + to.x) / 2;
    const part = `C${round(middle)} ${round(from.y)} ${round(middle)} ${round(to.y)} ${round(to.x)} ${round(to.y)}`;
    from = to;
    return part;
  });
  return `M${round(first.x)} ${round(first.y)}${parts.join('')}`;
}

/** What the shapes mean, of those that are there. */
function legend({ boxes, lines }: Layout, y: number): string {
  const kinds = (['dataset', 'job', 'run'] as const).filter((kind) => boxes.some((each) => each.kind === kind));
  const signs = kinds.map((kind) => ({
    text: kind,
    sign: (x: number) =>
      element('rect', {
        class: `hg-box hg-${kind === 'dataset' ? 'dataset' : 'job'}`,
        x,
        y: y - 9,
        width: 18,
        height: 11,
        rx: kind === 'dataset' ? 2 : 5.5,
      }),
  }));
  const declared = lines.some(({ isDeclared }) => isDeclared)
    ? [{ text: 'declared, not seen', sign: (x: number) => element('path', { class: 'hg-line hg-declared', d: `M${x} ${y - 4}h18` }) }]
    : [];
  const hidden = boxes.some(({ isNameless }) => isNameless)
    ? [
        {
          text: 'hidden from who asked',
          sign: (x: number) => element('rect', { class: 'hg-box hg-dataset hg-nameless', x, y: y - 9, width: 18, height: 11, rx: 2 }),
        },
      ]
    : [];
  let x: number = METRICS.margin;
  const parts = [...signs, ...declared, ...hidden].map(({ text, sign }) => {
    const at = x;
    x += 24 + text.length * METRICS.smallLetter + 18;
    return sign(at) + element('text', { class: 'hg-small', x: at + 24, y }, text);
  });
  return parts.join('');
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
