import { formatInstant } from '#foundation';
import { type ListedRetraction, listRetractions } from '#operations';

import { oneOf, readArguments, readWords } from './arguments.ts';
import { type Command, EXIT, EXIT_CODES } from './command.ts';
import { columns, counted, oneLine, printJson, printLines, shortTime } from './output.ts';
import { withInstallation } from './with-installation.ts';

const usage = `Usage: headgate retractions list [--json]

Lists what was taken out of the graph: by whom, when and why, and whether it was taken back. Newest first.

With --json: {"retractions": [...]}. Of a retraction that names many events the first 20 digests are given.
${EXIT_CODES}
`;

const DIGESTS_SHOWN_MAX = 20;

export const command: Command = {
  usage,
  run: async (args, commandContext) => {
    const { values, positionals } = readArguments(args, {});
    const [verb, ...rest] = positionals;
    oneOf(verb, ['list'], 'what to do');
    readWords(rest, []);
    return withInstallation(commandContext, { keys: 'or-new' }, async ({ context, reader }) => {
      const retractions = await listRetractions(context, reader);
      if (values.json === true) printJson(commandContext, { retractions: retractions.map(asJson) });
      else if (retractions.length === 0) printLines(commandContext, ['Nothing was retracted.']);
      else printLines(commandContext, columns(retractions.map(asCells)));
      return EXIT.done;
    });
  },
};

function asJson({ ruling, recordedAt, takenBack, ...rest }: ListedRetraction): object {
  const { retraction, why, ...names } = ruling;
  const what = 'events' in names ? { events: names.events.length, first: names.events.slice(0, DIGESTS_SHOWN_MAX) } : names;
  return { retraction, what, why, ...rest, recordedAt: formatInstant(recordedAt), takenBack: takenBack ?? null };
}

function asCells({ ruling, by, byName, recordedAt, takenBack }: ListedRetraction): readonly string[] {
  const state = takenBack === undefined ? 'in force' : `taken back at ${takenBack.position}`;
  return [ruling.retraction, shortTime(recordedAt), oneLine(byName ?? by, 40), state, oneLine(`${whatOf(ruling)}: ${ruling.why}`)];
}

function whatOf(ruling: ListedRetraction['ruling']): string {
  if ('events' in ruling) return counted(ruling.events.length, 'event');
  if ('run' in ruling) return `run ${ruling.run.runId} of ${ruling.run.job.namespace} / ${ruling.run.job.name}`;
  return `emitter ${ruling.emitter}, ${ruling.from ?? 'ever'} to ${ruling.to ?? 'ever'}`;
}
