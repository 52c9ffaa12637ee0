import { sideBySide } from '../../drawing/side-by-side.ts';
import { drawTree } from '../../drawing/tree.ts';
import { lineageTree, type Start } from '../../drawing/lineage-tree.ts';
import type { Dataset, Lineage } from '../questions.ts';
import { system } from '../../drawing/short-names.ts';
import { waysOf } from '../../drawing/ways.ts';
import { type Paper, paragraph, room, section } from './paper.ts';

/** A question of where something came from, and its answer. */
export interface Traced {
  readonly start: Start;
  readonly lineage: Lineage;
}

export interface Traces {
  /** Of the score in the board's report, column by column. */
  readonly score: Traced;
  /** Of the model that gives the score, dataset by dataset. */
  readonly model: Traced;
  /** Of the patient's pseudonym. */
  readonly pseudonym: Traced;
  /** Of the score, one job back, each with the date that was asked for. */
  readonly dated: readonly (readonly [date: string, traced: Traced])[];
}

/** Reasons that are shown. */
const REASONS_MAX = 3;

export function lineagePages(paper: Paper, { score, model, pseudonym, dated }: Traces): readonly string[] {
  const width = room(paper);
  const past = dated.map(([date, traced]) => [paper.ink.strong(`as of ${date}`), '', ...drawn(traced, paper, Math.min(width, 72))]);
  return [
    ...section(paper, 'Where does the sepsis score come from?', [
      ...paragraph(
        paper,
        'From the quality board’s report back to the bedside. Columns stand at the right; the jobs stand on the branches.',
      ),
      '',
      ...drawn(score, paper, width),
      '',
      ...wholeness(score, paper),
      ...paragraph(paper, 'The score is given by a model. It flows in as a whole, and this is what it learnt from:'),
      '',
      ...drawn(model, paper, width),
    ]),
    ...section(paper, 'And the patient?', [
      ...paragraph(
        paper,
        'The number in the patient record is hashed once, on its way into the warehouse; after that only the pseudonym is copied.',
      ),
      '',
      ...drawn(pseudonym, paper, width),
    ]),
    ...section(paper, 'The same question about an earlier day', [
      ...paragraph(
        paper,
        'Until March the report averaged scores that nurses entered by hand. Every answer is about a day, and the past stays as it was:',
      ),
      '',
      ...sideBySide(past, width),
    ]),
  ];
}

/** What the answer says of itself. */
function wholeness({ lineage: { header } }: Traced, paper: Paper): readonly string[] {
  if (header.reasons.length === 0) return [];
  const reasons = [...new Set(header.reasons.map(({ message }) => message))];
  const text = `Every answer says whether it is whole. This one is ${header.completeness}: ${reasons.slice(0, REASONS_MAX).join(' ')}`;
  return [...paragraph(paper, text), ''];
}

function drawn({ start, lineage }: Traced, { ink }: Paper, width: number): readonly string[] {
  return drawTree(lineageTree(start, { ways: waysOf(lineage), ink }), width);
}

/** Datasets that go by several names: the one by which each stands in lists, and below it the others. */
export function namesPage(paper: Paper, datasets: readonly Dataset[]): readonly string[] {
  const { ink } = paper;
  const lines = datasets.flatMap((dataset) => {
    const others = dataset.names.filter(({ namespace, name }) => namespace !== dataset.namespace || name !== dataset.name);
    return [
      `${dataset.name} ${ink.faint(system(dataset.namespace))}`,
      ...others.map(({ namespace, name }, index) => `${index === others.length - 1 ? '└─' : '├─'} ${name} ${ink.faint(system(namespace))}`),
    ];
  });
  const text =
    'Found by what engines say of their own tables (symlinks) and by renames, in whatever order that came. Ask by any of the names:';
  return section(paper, 'One thing, several names', [...paragraph(paper, text), '', ...lines]);
}
