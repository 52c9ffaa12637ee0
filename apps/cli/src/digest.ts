import { MINUTE_MS } from '#foundation';
import { digestGraph } from '#operations';

import { readArguments, readWords } from './arguments.ts';
import { type Command, EXIT, EXIT_CODES } from './command.ts';
import { printJson, printLines } from './output.ts';
import { withInstallation } from './with-installation.ts';

const usage = `Usage: headgate digest [--known-at <size or time>] [--json]

Prints the digest of the graph: SHA-256 over all its facts. Two installations that recorded the same events and rulings have the same digest,
whatever order they came in. Reads the whole graph.

  --known-at   the graph as it was known at a ledger size (123), or at a time (2026-01-31T06:30:00Z); absent: all that is mapped

${EXIT_CODES}
`;

/** For one statement: somebody waits here who asked for all of it, and may end it. A server's answer has a minute. */
const STATEMENT_MS_MAX = 60 * MINUTE_MS;

export const command: Command = {
  usage,
  run: async (args, commandContext) => {
    const { values, positionals } = readArguments(args, { 'known-at': { type: 'string' } });
    readWords(positionals, []);
    return withInstallation(commandContext, {}, async ({ context, reader }) => {
      const { digest, header } = await digestGraph(context, reader, { knownAt: values['known-at'], statementMsMax: STATEMENT_MS_MAX });
      const { knownAt: size, foldVersion, completeness, reasons } = header;
      if (values.json === true) printJson(commandContext, { digest, size, foldVersion, completeness, reasons });
      else {
        const notes = reasons.map(({ message }) => `note: ${message}`);
        printLines(commandContext, [digest, `of the graph of ${size} entries, by fold version ${foldVersion}`, ...notes]);
      }
      return EXIT.done;
    });
  },
};
