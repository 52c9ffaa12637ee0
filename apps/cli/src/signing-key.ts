import { publicKeyOf } from '#reports';

import { EXIT_CODES } from './command.ts';
import { publicKeyCommand } from './public-key.ts';

const usage = `Usage: headgate signing-key

Prints the public key that the reports of this Headgate are signed with, and its fingerprint; makes the key when there is none
yet. Give it to the auditor once, by a way of its own. headgate verify takes either of them with --key: the whole output in a
file, or the fingerprint alone. The private key lies in the data folder, in signing-key.pem, and is never printed.

With --json: {"algorithm", "fingerprint", "publicKey"}.
${EXIT_CODES}
`;

export const command = publicKeyCommand(usage, ({ keys }) => {
  const { pem, fingerprint } = publicKeyOf(keys.signingKey().publicKey);
  return Promise.resolve({ json: { algorithm: 'Ed25519', fingerprint, publicKey: pem }, lines: [`Ed25519 ${fingerprint}`, pem.trimEnd()] });
});
