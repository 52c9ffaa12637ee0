import type { Principals } from '#store';

import type { AnswerHeader, Question } from '../ask/answer.ts';
import { answerRecorded } from '../ask/ask.ts';
import type { Context, Principal } from '../context.ts';
import { type KeyFilter, type ListedKey, listKeys } from './keys.ts';

export interface KeysAnswer {
  readonly header: AnswerHeader;
  /** The oldest first. */
  readonly keys: readonly ListedKey[];
}

/** As `listKeys`, with the two times of other answers. Keys are told as they are now, whatever time is asked about. */
export async function readKeys(
  context: Context,
  principal: Principal,
  { principals, unusedMs, expiringMs, ...question }: Question & KeyFilter & { readonly principals: Principals },
): Promise<KeysAnswer> {
  const keys = await listKeys(context, principal, { principals, unusedMs, expiringMs });
  return answerRecorded(context, principal, {
    question,
    as: { operation: 'keys', input: { unusedMs, expiringMs, ...question }, shown: (answer) => answer.keys.length },
    work: (asking) => Promise.resolve({ header: asking.header(), keys }),
  });
}
