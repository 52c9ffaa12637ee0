import { counted, oneLine } from '../output.ts';
import type { PreviewJson } from '../policy-desk.ts';

/** What a policy would change, in sentences. */
export function previewLines({ name, changes, idleRules, idleKeepOut, labels, looked, isCut, denials }: PreviewJson): readonly string[] {
  const lines = changes.flatMap(({ role, sees, what, count, examples }) => [
    `${role} would see ${counted(count, what)} ${sees}:`,
    ...examples.map((example) => `  ${oneLine(example)}`),
    ...(count > examples.length ? [`  and ${count - examples.length} more`] : []),
  ]);
  const of = isCut
    ? `Looked at the first ${looked} datasets and jobs, and not at runs; there are more.`
    : `Looked at ${counted(looked, 'thing')}: datasets and jobs, and not at runs.`;
  return [
    ...(lines.length === 0 ? [`With ${name} everybody would see what they see now.`] : lines),
    ...idleRules.map(
      (rule) => `Rule ${rule} hides nothing of what was looked at; see whether its names, tags, facets and jobs are spelt right.`,
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
    ...(denials === null ? [] : denialLines(denials)),
    'Nothing was recorded.',
  ];
}

function denialLines(denials: NonNullable<PreviewJson['denials']>): readonly string[] {
  const { days, looked, stillDenied, wouldSee, examples, seenAlready, deniedAnew, notThere, isCut } = denials;
  if (looked === 0) return [`In ${counted(days, 'day')} nothing was denied that somebody named.`];
  const outcomes = [
    ...(stillDenied > 0 ? [`${stillDenied} would be denied as now`] : []),
    ...(wouldSee > 0 ? [`${wouldSee} would be shown`] : []),
    ...(deniedAnew > 0 ? [`${deniedAnew} would be denied anew`] : []),
    ...(seenAlready > 0 ? [`${seenAlready} would be shown today already`] : []),
    ...(notThere > 0 ? [`${notThere} cannot be judged: nothing there is called so`] : []),
  ];
  const of = isCut
    ? `Of the newest ${counted(looked, 'denial')} of ${counted(days, 'day')}`
    : `Of ${counted(looked, 'denial')} in ${counted(days, 'day')}`;
  return [
    `${of}, asked again: ${outcomes.join(', ')}.`,
    ...examples.map((example) => `  shown to ${oneLine(example)}`),
    'What was allowed is not recorded: who would newly be denied is told by the graph alone.',
  ];
}
