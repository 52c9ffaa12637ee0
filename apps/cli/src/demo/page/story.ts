import type { Told } from '../tell-story.ts';
import { type Door, doorPage, secretPage, verdictPage } from './ending.ts';
import { alertsPage, sightsPage, takeAwayPage } from './governance.ts';
import { intakePage, quarantinePage } from './intake.ts';
import { lineagePages, namesPage } from './lineage.ts';
import type { Paper } from './paper.ts';

/** The whole page, but for its opening. */
export function storyPage(paper: Paper, { intake, traces, names, secret, governed, taken, verdicts }: Told, door: Door): readonly string[] {
  return [
    ...intakePage(paper, intake),
    ...quarantinePage(paper, intake.answers),
    ...(secret === undefined ? [] : secretPage(paper, secret)),
    ...(traces === undefined ? [] : lineagePages(paper, traces)),
    ...(names === undefined ? [] : namesPage(paper, names)),
    ...(governed === undefined ? [] : [...sightsPage(paper, governed), ...alertsPage(paper, governed)]),
    ...(taken === undefined ? [] : takeAwayPage(paper, taken)),
    ...verdictPage(paper, verdicts),
    ...doorPage(paper, door),
  ];
}
