import { dropped, guarded } from '../../../../../prisma/seed/governance.ts';
import { sideBySide } from '../../drawing/side-by-side.ts';
import type { Governed, RaisedAlert, Sight } from '../govern.ts';
import { lastName } from '../../drawing/short-names.ts';
import type { TakenAway } from '../take-away.ts';
import { item, type Paper, paragraph, room, section } from './paper.ts';

/** The same dataset and the same job, as two people see them. */
export function sightsPage(paper: Paper, { sights, refusals }: Pick<Governed, 'sights' | 'refusals'>): readonly string[] {
  const shown = (sight: Sight, title: string): readonly string[] => [
    paper.ink.strong(title),
    '',
    ...sights.auditor.columns.map((column) => (sight.columns.includes(column) ? column : paper.ink.faint('·'))),
    '',
    ...sights.auditor.facets.map((facet) => (sight.facets.includes(facet) ? facet : paper.ink.faint('·'))),
  ];
  const text = `One policy: engineers see neither what is tagged as health data or as personal, nor queries. ${guarded.dataset.name}, and below it what is known of the job ${lastName(guarded.job)}, asked by two people in the same words:`;
  return section(paper, 'Who may see what?', [
    ...paragraph(paper, text),
    '',
    ...sideBySide([shown(sights.auditor, 'the auditor'), shown(sights.engineer, 'the engineer')], room(paper)),
    '',
    ...paragraph(
      paper,
      `What is hidden is nowhere: not in lists, not in search, not in lineage, not in the raw events. Asked for ${guarded.hidden[0]} by name, the engineer is told that there is none, and the trail keeps it:`,
    ),
    '',
    ...refusals.flatMap(({ principal, what, why }) => item(paper, 'denied', `${principal}: ${what}. ${why}`)),
  ]);
}

/** What the missing column does, and to whom. */
export function alertsPage(paper: Paper, { alerts }: Pick<Governed, 'alerts'>): readonly string[] {
  const text = `The contract ${dropped.contract} promises the columns of ${lastName(dropped.dataset)}. On 2 April Spark wrote the table without one of them.`;
  return section(paper, 'A column that is gone', [...paragraph(paper, text), '', ...alerts.flatMap((alert) => alertLines(paper, alert))]);
}

function alertLines({ ink }: Paper, { id, dataset, column, expected, since, readers }: RaisedAlert): readonly string[] {
  return [
    `${ink.bad('OPEN')}  ${ink.strong(column)} of ${dataset.name}`,
    ink.faint(`      promised as ${expected ?? 'a column'}, gone since ${since ?? 'its first event'}; alert ${id.slice(0, 8)}`),
    '      hurts',
    ...readers.map(
      ({ namespace, name }, index) =>
        `      ${index === readers.length - 1 ? '└─' : '├─'} ${lastName({ namespace, name })} ${ink.faint(namespace)}`,
    ),
  ];
}

/** Of digests as long as a line, what tells them apart. */
const FINGERPRINT = /\b([0-9a-f]{12})[0-9a-f]{20,}\b/g;

/** What lies on the disk now. Paths are not wrapped, so that they can be copied. */
export function takeAwayPage(paper: Paper, { evidence, checked, fingerprint, drawing }: TakenAway): readonly string[] {
  const text =
    'Where health data comes from and where it goes, masked or not, with every event that it rests on: signed, and checked without a server, by headgate verify <report> --key <key>:';
  return section(paper, 'Something to take away', [
    ...paragraph(paper, text),
    '',
    `report   ${paper.ink.strong(evidence)}`,
    ...checked.flatMap((line) => item(paper, '       ', paper.ink.faint(line.replaceAll(/ {2,}/g, ' ').replaceAll(FINGERPRINT, '$1…')))),
    `key      ${fingerprint}`,
    `drawing  ${paper.ink.strong(drawing)}`,
  ]);
}
