import { readConfig } from '../../server/src/config.ts';
import { type InspectionJson, inspectionJson } from '../../server/src/ingest/inspection-json.ts';
import { instantFromDate, systemClock } from '#foundation';
import { inspectEvent, inspectUnread } from '#operations';

import { readArguments, readWords } from './arguments.ts';
import { type Command, type CommandContext, EXIT } from './command.ts';
import { eventLines, eventSummary } from './event-lines.ts';
import { type EventText, readEventTexts } from './lint-input.ts';
import { counted, oneLine, printJson, printLines } from './output.ts';

const usage = `Usage: headgate lint <file>
       headgate lint -

Says what Headgate would make of OpenLineage events, without a server and without a database: what each is understood as, where it
departs from the standard and is taken all the same (warning), and why it would be kept in quarantine (problem). The file holds one
event, a JSON array of events, or one event a line; it may be gzip. With - it is read from stdin.

What only a server knows is not said: whether your key may speak for these namespaces, and whether an event was recorded before. For
that, send them with POST /api/v1/lineage?dryRun=true.

With --json: {"events": [...], "summary": {"events", "accepted", "quarantined", "tooLarge", "warnings"}}; an event of a file of
several has its line, or its index in the array.
Exit codes: 0 all would be accepted, with warnings or without; 1 some would not; 2 the command line or a setting is wrong.
`;

export const command: Command = {
  usage,
  run: async (args, commandContext) => {
    const { values, positionals } = readArguments(args, {});
    const { file } = readWords(positionals, ['file']);
    const { EVENT_BYTES_MAX } = readConfig(commandContext.environment);
    const linted = (await readEventTexts(file)).map((text) => lintOne(text, EVENT_BYTES_MAX));

    const summary = summaryOf(linted);
    if (values.json === true) printJson(commandContext, { events: linted, summary });
    else printForPeople(commandContext, linted, summary);
    return summary.accepted === summary.events ? EXIT.done : EXIT.failed;
  },
};

interface Linted extends Omit<InspectionJson, 'outcome'> {
  /** Where it stands in its file, from 1; not there for a file of one event. */
  readonly line?: number;
  /** Where it stands in its array, from 0. */
  readonly index?: number;
  readonly outcome: InspectionJson['outcome'] | 'too-large';
}

const TOO_LARGE_STATUS = 413;

function lintOne({ bytes, unopened, ...place }: EventText, bytesMax: number): Linted {
  if (bytes.length > bytesMax) {
    const message = `an event may be ${bytesMax} bytes, and this one has ${bytes.length}; split it, or raise EVENT_BYTES_MAX of the server`;
    const nothing = { understood: null, warnings: [], redacted: [], keptOut: [], because: null };
    return { ...place, ...nothing, outcome: 'too-large', status: TOO_LARGE_STATUS, problems: [{ pointer: '', message }] };
  }
  return {
    ...place,
    ...inspectionJson(unopened === undefined ? inspectEvent(bytes, instantFromDate(systemClock.now())) : inspectUnread(unopened)),
  };
}

interface Summary {
  readonly events: number;
  readonly accepted: number;
  readonly quarantined: number;
  readonly tooLarge: number;
  readonly warnings: number;
}

function summaryOf(linted: readonly Linted[]): Summary {
  const ofOutcome = (outcome: Linted['outcome']): number => linted.filter((each) => each.outcome === outcome).length;
  return {
    events: linted.length,
    accepted: ofOutcome('accepted'),
    quarantined: ofOutcome('quarantined'),
    tooLarge: ofOutcome('too-large'),
    warnings: linted.reduce((sum, { warnings }) => sum + warnings.length, 0),
  };
}

function printForPeople(commandContext: CommandContext, linted: readonly Linted[], summary: Summary): void {
  for (const each of linted) printLines(commandContext, [firstLine(each), ...eventLines(each)]);
  const { events, accepted, quarantined, tooLarge, warnings } = summary;
  const parts = [
    `${accepted} would be accepted`,
    ...(quarantined === 0 ? [] : [`${quarantined} quarantined`]),
    ...(tooLarge === 0 ? [] : [`${tooLarge} turned away as too large`]),
  ];
  const withWarnings = warnings === 0 ? '' : `; ${counted(warnings, 'warning')}`;
  printLines(commandContext, [`${counted(events, 'event')}: ${parts.join(', ')}${withWarnings}.`]);
}

function firstLine({ line, index, outcome, because, understood }: Linted): string {
  const place = line !== undefined ? `line ${line}: ` : index !== undefined ? `event ${index}: ` : '';
  const fate = { accepted: 'accepted', duplicate: 'duplicate', quarantined: `quarantined (${because ?? ''})`, 'too-large': 'too large' }[
    outcome
  ];
  const at = understood === null ? '' : ` at ${understood.eventTime}`;
  return oneLine(`${place}${fate}  ${eventSummary(understood)}${at}`, 1000);
}
