import { logVerifierKey } from '#operations';

import { readArguments, readWords } from './arguments.ts';
import { type Command, EXIT, EXIT_CODES } from './command.ts';
import { printJson, printLines } from './output.ts';
import { withInstallation } from './with-installation.ts';

const usage = `Usage: headgate log-key

Prints the public key by which checkpoints of the log are checked, in the form of signed notes (C2SP signed-note): the name of
the log, the id of the key, and the key. Give it to the auditor once, by a way of its own. headgate verify takes it with --key.
The private key lies in the data folder, in log-key.pem, and is never printed.

With --json: {"verifierKey"}.
${EXIT_CODES}
`;

/** Of a server its key is not asked: the one who answers would vouch for itself. */
const ELSEWHERE = 'ask whoever runs the server for what this prints there';

export const command: Command = {
  usage,
  run: async (args, commandContext) => {
    const { values, positionals } = readArguments(args, {});
    readWords(positionals, []);
    return withInstallation(commandContext, { otherwise: ELSEWHERE }, async ({ context }) => {
      const verifierKey = await logVerifierKey(context);
      if (values.json === true) printJson(commandContext, { verifierKey });
      else printLines(commandContext, [verifierKey]);
      return EXIT.done;
    });
  },
};
