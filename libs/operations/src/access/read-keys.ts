import type { Principals } from '#store';

import { answer, type AnswerHeader, type Question } from '../ask/answer.ts';
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
  return answer(context, question, { work: (asking) => Promise.resolve({ header: asking.header(), keys }) });
}
