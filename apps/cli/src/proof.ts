import { writeFileSync } from 'node:fs';

import { Failure } from '#foundation';
import type { ThingToProve } from '#operations';

import { readArguments, readWords } from './arguments.ts';
import { type Command, EXIT, EXIT_CODES } from './command.ts';
import { printJson, printLines } from './output.ts';
import { PROOFS } from './proof-source.ts';
import { REMOTE, REMOTE_USAGE, withSource } from './with-source.ts';

const usage = `Usage: headgate proof <position> [--open] [--out <file>] [--remote]
       headgate proof event <commitment> [--open] [--out <file>] [--remote]
       headgate proof report <id> [--open] [--out <file>] [--remote]
       headgate proof policy|decision <position> [--open] [--out <file>] [--remote]

Proves that an entry of the ledger stands in the log, by a text that anybody can check with headgate verify, or with any other
program that knows the form (C2SP tlog-proof): the leaf of the entry, the way from it to the root of the tree, and the newest
checkpoint with its signature. For auditors and administrators.

  --out    a file that is not there yet, such as entry-42.tlog-proof; printed when absent
  --open   also what the entry says, and what shows that its leaf commits to that: one file of JSON, such as entry-42.proof.json.
           For whom nothing is hidden from

A leaf says of which kind the entry is, when and by whose id it was recorded, and the commitment to what it says. It holds no
name and nothing of what the entry says: without --open a proof may be shown to anybody.

${REMOTE_USAGE}

With --json: {"position", "proof"}; "proof" is what the file would hold.
${EXIT_CODES}
`;

export const command: Command = {
  usage,
  run: async (args, commandContext) => {
    const { values, positionals } = readArguments(args, { out: { type: 'string' }, open: { type: 'boolean' }, ...REMOTE });
    const wish = { thing: thingIn(positionals), isOpened: values.open === true };
    return withSource(commandContext, { ...PROOFS, remote: values.remote }, async (prove) => {
      const { position, file: proof } = await prove(wish);
      if (proof === undefined)
        throw new Failure(
          'NOT_FOUND',
          `Entry ${position} is not opened: something is hidden from you, its body was erased, or it never was text. Without --open it is proved all the same.`,
        );
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

/** What can be proved beside a position, and what names it. */
const THINGS = { event: 'commitment', report: 'id', policy: 'position', decision: 'position' } as const;

function thingIn(words: readonly string[]): ThingToProve {
  const [first, ...rest] = words;
  const what = (Object.keys(THINGS) as (keyof typeof THINGS)[]).find((each) => each === first);
  if (what === undefined) return readWords(words, ['position']);
  return { [what]: readWords(rest, [THINGS[what]])[THINGS[what]] };
}

/** Nothing is written over: what lies there may be evidence. */
function write(file: string, proof: string): void {
  try {
    writeFileSync(file, proof, { flag: 'wx' });
  } catch (error) {
    throw new Failure('BAD_REQUEST', `${file} cannot be written; name a file that is not there yet with --out.`, { cause: error });
  }
}
