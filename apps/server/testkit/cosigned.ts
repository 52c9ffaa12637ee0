import { generateKeyPairSync, sign } from 'node:crypto';

import { publicKeyBytes, formatNote, parseNote, signed, type Signer } from '#log';
import type { Context, Witness } from '#operations';
import { logHead } from '#store';

const { publicKey, privateKey } = generateKeyPairSync('ed25519');
const SIGNER: Signer = {
  ...{ name: 'auditor.example', kind: 'witness' },
  publicKey: publicKeyBytes(publicKey),
  sign: (bytes) => sign(null, bytes, privateKey),
};

/** Somebody who signs whatever it is given. */
export const WITNESS: Witness = { verifier: SIGNER, url: null };

/** The newest checkpoint, with the signature of the witness. Empty where nothing is logged. */
export async function cosigned({ database, tenant }: Context): Promise<string> {
  const { note } = await database.snapshot((session) => logHead(session, tenant));
  const parsed = parseNote(note ?? '');
  return parsed === undefined ? '' : formatNote(signed(parsed, SIGNER, 1));
}
