import { declareRestored } from '#operations';

import { readArguments, readWords, wrong } from './arguments.ts';
import { type Command, EXIT, EXIT_CODES } from './command.ts';
import { printJson, printLines } from './output.ts';
import { withInstallation } from './with-installation.ts';

const usage = `Usage: headgate restored --why <reason>

Declares that the database is an older copy, because the newest one is lost, and that Headgate goes on with it. Beside the keys stands
the newest checkpoint of the log that this machine saw: a server does not start on a database that ends before it. This command records
what is lost and why, as an entry that everybody sees who checks the log; from then on checkpoints are signed under another name, and
headgate log-key prints another key: give it to whoever checks. Only an administrator.

  --why   the reason, for the trail

With --json: {"position": where the entry stands, "from": where the log ended, "lost": of how many entries the newest checkpoint was}.
${EXIT_CODES}
`;

export const command: Command = {
  usage,
  run: async (args, commandContext) => {
    const { values, positionals } = readArguments(args, { why: { type: 'string' } });
    readWords(positionals, []);
    const { why } = values;
    if (why === undefined) throw wrong('say why with --why: whoever checks the log reads it');
    return withInstallation(commandContext, { keys: true }, async ({ context, actor }) => {
      const { position, from, lost } = await declareRestored(context, await actor(), { why });
      if (values.json === true) printJson(commandContext, { position, from, lost });
      else
        printLines(commandContext, [
          `Recorded at ${position}: this database goes on. Entries ${from} to ${lost - 1}, as they were signed before, are lost.`,
          'Start the server, and give the key that headgate log-key prints to whoever checks the log.',
        ]);
      return EXIT.done;
    });
  },
};
