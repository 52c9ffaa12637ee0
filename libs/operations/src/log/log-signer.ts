import type { Signer } from '#log';

import type { Context } from '../context.ts';

/** What checkpoints of a log are signed with: a key in a file of its own, under the name of the log. `log`: its id. */
export function logSigner({ keys }: Pick<Context, 'keys'>, log: string): Signer {
  const { publicKey, sign } = keys.logKey();
  const { x = '' } = publicKey.export({ format: 'jwk' });
  return { name: `headgate/${log}`, kind: 'log', publicKey: Buffer.from(x, 'base64url'), sign };
}
