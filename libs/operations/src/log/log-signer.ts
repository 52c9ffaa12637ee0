import { type Signer, verifierKey } from '#log';
import { logHead } from '#store';

import type { Context } from '../context.ts';

/** The public key by which checkpoints of the log are checked, as verifiers of signed notes are told of it. For whoever has the machine. */
export async function logVerifierKey(context: Context): Promise<string> {
  const { log } = await context.database.snapshot((session) => logHead(session, context.tenant));
  return verifierKey(logSigner(context, log));
}

/** What checkpoints of a log are signed with: a key in a file of its own, under the name of the log. `log`: its id. */
export function logSigner({ keys }: Pick<Context, 'keys'>, log: string): Signer {
  const { publicKey, sign } = keys.logKey();
  const { x = '' } = publicKey.export({ format: 'jwk' });
  return { name: `headgate/${log}`, kind: 'log', publicKey: Buffer.from(x, 'base64url'), sign };
}
