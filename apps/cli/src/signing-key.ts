import { publicKeyOf } from '#reports';

import { readArguments, readWords } from './arguments.ts';
import { type Command, EXIT, EXIT_CODES } from './command.ts';
import { printJson, printLines } from './output.ts';
import { withInstallation } from './with-installation.ts';

const usage = `Usage: headgate signing-key

Prints the public key that the reports of this Headgate are signed with, and its fingerprint; makes the key when there is none
yet. Give it to the auditor once, by a way of its own. headgate verify takes either of them with --key: the whole output in a
file, or the fingerprint alone. The private key lies in the data folder, in signing-key.pem, and is never printed.

With --json: {"algorithm", "fingerprint", "publicKey"}.
${EXIT_CODES}
`;

/** Of a server its key is not asked: the one who answers would vouch for itself. */
const ELSEWHERE = 'ask whoever runs the server for what this prints there';

export const command: Command = {
  usage,
  run: async (args, commandContext) => {
    const { values, positionals } = readArguments(args, {});
    readWords(positionals, []);
    return withInstallation(commandContext, { otherwise: ELSEWHERE }, ({ context }) => {
      const { pem, fingerprint } = publicKeyOf(context.keys.signingKey().publicKey);
      if (values.json === true) printJson(commandContext, { algorithm: 'Ed25519', fingerprint, publicKey: pem });
      else printLines(commandContext, [`Ed25519 ${fingerprint}`, pem.trimEnd()]);
      return Promise.resolve(EXIT.done);
    });
  },
};
