import { logVerifierKey } from '#operations';

import { EXIT_CODES } from './command.ts';
import { publicKeyCommand } from './public-key.ts';

const usage = `Usage: headgate log-key

Prints the public key by which checkpoints of the log are checked, in the form of signed notes (C2SP signed-note): the name of
the log, the id of the key, and the key. Give it to the auditor once, by a way of its own. headgate verify takes it with --key.
The private key lies in the data folder, in log-key.pem, and is never printed.

With --json: {"verifierKey"}.
${EXIT_CODES}
`;

export const command = publicKeyCommand(usage, async (context) => {
  const verifierKey = await logVerifierKey(context);
  return { json: { verifierKey }, lines: [verifierKey] };
});
