import { writeFileSync } from 'node:fs';

import { Failure } from '#foundation';

import { readArguments, readWords } from './arguments.ts';
import { type Command, EXIT, EXIT_CODES } from './command.ts';
import { printJson, printLines } from './output.ts';
import { PROOFS } from './proof-source.ts';
import { REMOTE, REMOTE_USAGE, withSource } from './with-source.ts';

const usage = `Usage: headgate proof <position> [--out <file>] [--remote]

Proves that an entry of the ledger stands in the log, by a text that anybody can check with headgate verify, or with any other
program that knows the form (C2SP tlog-proof): the leaf of the entry, the way from it to the root of the tree, and the newest
checkpoint with its signature. For auditors and administrators.

  --out   a file that is not there yet, such as entry-42.tlog-proof; printed when absent

A leaf says of which kind the entry is, when and by whose id it was recorded, and the commitment to what it says. It holds no
name and nothing of what the entry says.

${REMOTE_USAGE}

With --json: {"position", "proof"}.
${EXIT_CODES}
`;

export const command: Command = {
  usage,
  run: async (args, commandContext) => {
    const { values, positionals } = readArguments(args, { out: { type: 'string' }, ...REMOTE });
    const { position } = readWords(positionals, ['position']);
    return withSource(commandContext, { ...PROOFS, remote: values.remote }, async (prove) => {
      const { proof } = await prove(position);
      if (values.out !== undefined) write(values.out, proof);
      if (values.json === true) printJson(commandContext, { position, proof });
      else if (values.out === undefined) printLines(commandContext, proof.trimEnd().split('\n'));
      else
        printLines(commandContext, [
          `${values.out} proves entry ${position}; headgate verify ${values.out} --key <key of the log> checks it.`,
        ]);
      return EXIT.done;
    });
  },
};

/** Nothing is written over: what lies there may be evidence. */
function write(file: string, proof: string): void {
  try {
    writeFileSync(file, proof, { flag: 'wx' });
  } catch (error) {
    throw new Failure('BAD_REQUEST', `${file} cannot be written; name a file that is not there yet with --out.`, { cause: error });
  }
}
