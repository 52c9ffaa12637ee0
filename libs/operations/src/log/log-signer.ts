import { publicKeyBytes, type Origin, originIn, originOf, parseCheckpoint, parseNote, type Signer, verifierKey } from '#log';
import { logHead, type Session } from '#store';

import type { Context } from '../context.ts';
import { restoresDeclared } from './restores.ts';

/** The public key by which checkpoints of the log are checked, as verifiers of signed notes are told of it. For whoever has the machine. */
export async function logVerifierKey(context: Context): Promise<string> {
  return context.database.snapshot(async (session) => verifierKey(logSigner(context, await originNow(context, session))));
}

/** By which name the log goes on. */
export async function originNow(context: Pick<Context, 'tenant' | 'keys'>, session: Session): Promise<Origin> {
  const { log } = await logHead(session, context.tenant);
  return { log, restores: (await restoresDeclared(context, session)).length };
}

/** Who must have signed the newest checkpoint. Of one that names another log: who would sign the first one. */
export function signerOfHead(
  context: Pick<Context, 'keys'>,
  { log, note }: { readonly log: string; readonly note: string | null },
): Signer {
  const origin = originIn(parseCheckpoint(parseNote(note ?? '')?.text ?? '')?.origin ?? '');
  return logSigner(context, origin?.log === log ? origin : { log, restores: 0 });
}

/** What checkpoints of a log are signed with: a key in a file of its own, under the name of the log. */
export function logSigner({ keys }: Pick<Context, 'keys'>, origin: Origin): Signer {
  const { publicKey, sign } = keys.logKey();
  return { name: originOf(origin), kind: 'log', publicKey: publicKeyBytes(publicKey), sign };
}
