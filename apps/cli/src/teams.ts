import { accessData, writeAccess } from '#access';

import { ACCESS_DESK } from './access-source.ts';
import { readArguments, readWords } from './arguments.ts';
import { type Command, EXIT, EXIT_CODES } from './command.ts';
import { printJson, printLines } from './output.ts';
import { REMOTE, REMOTE_USAGE, withSource } from './with-source.ts';

const usage = `Usage: headgate teams [--remote]

Prints the teams, roles, quotas and logical datasets in force, as YAML that \`headgate apply\` takes. A steward is told of his teams.

${REMOTE_USAGE}

With --json: the same as JSON.
${EXIT_CODES}
`;

export const command: Command = {
  usage,
  run: async (args, commandContext) => {
    const { values, positionals } = readArguments(args, REMOTE);
    readWords(positionals, []);
    return withSource(commandContext, { ...ACCESS_DESK, remote: values.remote }, async (desk) => {
      const standings = await desk.teams();
      if (values.json === true) printJson(commandContext, accessData(standings));
      else printLines(commandContext, writeAccess(standings).trimEnd().split('\n'));
      return EXIT.done;
    });
  },
};
