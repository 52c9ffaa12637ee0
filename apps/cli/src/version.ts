import { GATE_VERSION } from '#operations';
import { FOLD_VERSION } from '#store';

import { version } from '../../server/src/version.ts';
import { readArguments, readWords } from './arguments.ts';
import { type Command, EXIT, EXIT_CODES } from './command.ts';
import { printJson, printLines } from './output.ts';

const usage = `Usage: headgate version [--json]

Prints the version of this Headgate, of its fold (the rules by which the graph follows from the ledger) and of its gate (the rules
by which events are accepted), and of Node.

${EXIT_CODES}
`;

export const command: Command = {
  usage,
  run: (args, context) => {
    const { values, positionals } = readArguments(args, {});
    readWords(positionals, []);
    const versions = { version, fold: FOLD_VERSION, gate: GATE_VERSION, node: process.versions.node };
    if (values.json === true) printJson(context, versions);
    else printLines(context, [`headgate ${version}, fold ${FOLD_VERSION}, gate ${GATE_VERSION}, Node ${process.versions.node}`]);
    return Promise.resolve(EXIT.done);
  },
};
