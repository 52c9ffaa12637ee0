import type { Context } from '#operations';

import { readArguments, readWords } from './arguments.ts';
import { type Command, EXIT } from './command.ts';
import { printJson, printLines } from './output.ts';
import { withInstallation } from './with-installation.ts';

/** A public key of this installation, as it is printed. */
interface ToldKey {
  readonly json: object;
  readonly lines: readonly string[];
}

/** Of a server its key is not asked: the one who answers would vouch for itself. */
const ELSEWHERE = 'ask whoever runs the server for what this prints there';

/** A command that prints a public key of the installation on this machine. */
export function publicKeyCommand(usage: string, keyOf: (context: Context) => Promise<ToldKey>): Command {
  return {
    usage,
    run: async (args, commandContext) => {
      const { values, positionals } = readArguments(args, {});
      readWords(positionals, []);
      return withInstallation(commandContext, { otherwise: ELSEWHERE }, async ({ context }) => {
        const { json, lines } = await keyOf(context);
        if (values.json === true) printJson(commandContext, json);
        else printLines(commandContext, lines);
        return EXIT.done;
      });
    },
  };
}
