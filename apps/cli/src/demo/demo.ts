import { parseArgs } from 'node:util';

import type { Command } from '../command.ts';
import type { Options } from './showing.ts';

const usage = `Usage: headgate demo [--once] [--json]

Starts a Headgate with a database of its own, sends it the events of a hospital, shows what became of them, and checks that
everything came true. On a terminal it stays up until Ctrl-C.

It keeps away from other data: all it needs lies in a folder "demo" below HEADGATE_DATA_DIR, which is new at each start and
removed at the end. With DATABASE_URL it makes a new database on that server, and drops it at the end.

  --once   end when all is shown; without a terminal it always does
  --json   print the claims and whether they came true as JSON, and end

Exit codes: 0 everything came true; 1 something did not, or it could not run; 2 the command line or a setting is wrong;
130 it was stopped before its end.
`;

export const demoCommand: Command = {
  name: 'demo',
  summary: 'show Headgate at work on the events of a hospital',
  usage,
  run: async (args, context) => {
    const options = readOptions(args);
    if (options === undefined || options.help) {
      (options === undefined ? context.stderr : context.stdout).write(usage);
      return options === undefined ? 2 : 0;
    }
    // Only now: other commands need neither the story nor the server.
    const { show } = await import('./showing.ts');
    return show(options, context);
  },
};

function readOptions(args: string[]): (Options & { readonly help: boolean }) | undefined {
  const off = { type: 'boolean', default: false } as const;
  try {
    return parseArgs({ args, options: { once: off, json: off, help: off } }).values;
  } catch {
    return undefined;
  }
}
