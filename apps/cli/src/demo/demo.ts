import { readConfig } from '../../../server/src/config.ts';
import { readArguments, readWords } from '../arguments.ts';
import { type Command, EXIT_CODES } from '../command.ts';
import { printLines } from '../output.ts';
import { listenForStop } from './listen-for-stop.ts';
import { openingPage } from './page/opening.ts';
import { paperOn } from './page/paper.ts';
import { progressOn } from './progress.ts';
import type { Options } from './showing.ts';

const usage = `Usage: headgate demo [--once] [--json]

Starts a Headgate with a database of its own, sends it the events of a hospital, shows what became of them, and checks that
everything came true. On a terminal it stays up until Ctrl-C.

It keeps away from other data: all it needs lies in a folder "demo" below HEADGATE_DATA_DIR, which is new at each start and
removed at the end. With DATABASE_URL it makes a new database on that server, and drops it at the end.

  --once   end when all is shown; without a terminal it always does
  --json   print the claims and whether they came true as JSON, and end

${EXIT_CODES} 130 it was stopped before its end.
`;

export const command: Command = {
  usage,
  run: async (args, context) => {
    const { values, positionals } = readArguments(args, { once: { type: 'boolean' } });
    readWords(positionals, []);
    const options: Options = { isOnce: values.once === true, isJson: values.json === true, config: readConfig(context.environment) };

    const stop = listenForStop(process.stdout);
    const paper = paperOn(context.stdout);
    const progress = progressOn(options.isJson ? context.stderr : context.stdout);
    if (!options.isJson) printLines(context, [...openingPage(paper), '']);
    progress.begin('Starting Headgate with a database of its own');
    const { Showing } = await import('./showing.ts'); // only now: it takes a second, and other commands need neither the story nor the server
    return new Showing(options, context, { paper, progress, stop }).run();
  },
};
