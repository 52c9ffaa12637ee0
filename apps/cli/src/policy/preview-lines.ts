import { counted, oneLine } from '../output.ts';
import type { PreviewJson } from '../policy-desk.ts';

/** What a policy would change, in sentences. */
export function previewLines(preview: PreviewJson): readonly string[] {
  const { name, changes, idleRules, idleKeepOut, labels, looked, isCut, areLabelsCut, decisions } = preview;
  const lines = changes.flatMap(({ count, examples, ...change }) => [
    `${changed(change, count)}:`,
    ...examples.map((example) => `  ${oneLine(example)}`),
    ...(count > examples.length ? [`  and ${count - examples.length} more`] : []),
  ]);
  const of = isCut
    ? `Looked at the first ${looked} datasets and jobs, and not at runs; there are more.`
    : `Looked at ${counted(looked, 'thing')}: datasets and jobs, and not at runs.`;
  return [
    ...(lines.length > 0 ? lines : [areLabelsCut ? UNCOUNTED : `With ${name} everybody would see, read and write what they do now.`]),
    ...(areLabelsCut ? [LABELS_CUT] : []),
    ...(changes.some(({ role }) => role.includes(' ')) ? [HELD] : []),
    ...(changes.some(({ action }) => action === 'read' || action === 'write') ? [ENFORCED] : []),
    ...idleRules.map(
      (rule) =>
        `Rule ${rule} hides, denies and masks nothing of what was looked at from anybody who has its roles; see whether its names, tags, facets and jobs are spelt right.`,
    ),
    ...idleKeepOut.map(
      (rule) => `Rule ${rule} under keep_out is about nothing of what was looked at; see whether its names and columns are spelt right.`,
    ),
    ...labels.map(({ place, label, places }) =>
      places === 0
        ? `Label ${place}, ${oneLine(label, 200)}, is about nothing of what was looked at; see whether its names and columns are spelt right.`
        : `Label ${place}, ${oneLine(label, 200)}, is of ${counted(places, 'place')}: datasets whole and columns.`,
    ),
    of,
    ...(decisions === null ? [] : decisionLines(decisions)),
    'Nothing was recorded.',
  ];
}

const UNCOUNTED = 'Nothing of what was counted would change.';
const LABELS_CUT =
  'Not counted is what comes of its labels by lineage, and what ends where it says one no longer: more lies downstream than is followed at once, or something is hidden from you. Rules by classification may take more than is told here, or less.';

const ENFORCED =
  'Who sees what, Headgate holds to itself. Data is read and written by other systems: what is told of that is what they are told when they ask, and where none reports that it heeds it, it is not known whether it holds.';

/** Names of roles have no spaces: what has one says how a role is held. */
const HELD =
  'Where rules ask whose a thing is, a role is told of as somebody holds it: "of" a team is within that team, "also of" a team by who is in it by another role, and a role alone is held everywhere by who is of no team.';

type Changed = Omit<PreviewJson['changes'][number], 'count' | 'examples'>;

function changed({ role, action, change, what }: Changed, count: number): string {
  if (what === 'mask') return `${role} would read ${counted(count, 'column')} masked ${change === 'less' ? 'more' : 'less'} strictly`;
  const things = counted(count, what);
  return action === 'topology'
    ? `${role} would know without its name of ${things} ${change}`
    : `${role} would ${action} ${things} ${change}`;
}

function decisionLines(decisions: NonNullable<PreviewJson['decisions']>): readonly string[] {
  const { days, looked, stillAllowed, stillDenied, wouldBeAllowed, wouldBeDenied, gains, losses, notThere, isCut } = decisions;
  if (looked === 0) return [`In ${counted(days, 'day')} nothing was decided that is on record.`];
  const outcomes = [
    ...(stillAllowed > 0 ? [`${stillAllowed} would be allowed as now`] : []),
    ...(stillDenied > 0 ? [`${stillDenied} would be denied as now`] : []),
    ...(wouldBeAllowed > 0 ? [`${wouldBeAllowed} would be allowed`] : []),
    ...(wouldBeDenied > 0 ? [`${wouldBeDenied} would be denied`] : []),
    ...(notThere > 0 ? [`${notThere} cannot be judged: nothing there is called so`] : []),
  ];
  const of = isCut
    ? `Of the newest ${counted(looked, 'recorded decision')} of ${counted(days, 'day')}`
    : `Of ${counted(looked, 'recorded decision')} in ${counted(days, 'day')}`;
  return [
    `${of}, asked again: ${outcomes.join(', ')}.`,
    ...gains.map((example) => `  allowed anew to ${oneLine(example)}`),
    ...losses.map((example) => `  denied anew to ${oneLine(example)}`),
    'On record is what was denied, what was shown of protected data, and what gateways were told of it; of all else the graph tells.',
  ];
}
