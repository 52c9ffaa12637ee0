import type { Principals } from '#store';

import type { Question } from '../ask/answer.ts';
import { type CursorKey, readPage } from '../ask/ask.ts';
import type { Connection, Page } from '../ask/page.ts';
import type { Context, Principal } from '../context.ts';
import { type KeyFilter, type ListedKey, listKeys } from './keys.ts';

/** As `listKeys`, the oldest first, page by page, with the two times of other answers. Keys are told as they are now, whatever time is asked about. */
export async function readKeys(
  context: Context,
  principal: Principal,
  { principals, unusedMs, expiringMs, ...page }: Page & Question & KeyFilter & { readonly principals: Principals },
): Promise<Connection<ListedKey>> {
  const input = { unusedMs, expiringMs, ...page };
  const keys = (await listKeys(context, principal, { principals, unusedMs, expiringMs })).toSorted((left, right) =>
    isAfter(keyOf(left), keyOf(right)) ? 1 : -1,
  );
  return readPage<ListedKey, ListedKey>(context, principal, {
    input,
    listing: {
      of: ['keys', unusedMs ?? null, expiringMs ?? null],
      items: (_reading, { after, limit }) =>
        Promise.resolve(keys.filter((key) => after === undefined || isAfter(keyOf(key), after)).slice(0, limit)),
      keyOf,
      show: (_reading, shown) => shown,
    },
  });
}

/** When it was made, and its prefix, which no other has. */
function keyOf({ createdAt, prefix }: ListedKey): CursorKey {
  return [createdAt.toISOString(), prefix];
}

function isAfter([at, prefix]: CursorKey, [otherAt, otherPrefix]: CursorKey): boolean {
  const [one, other] = at === otherAt ? [prefix, otherPrefix] : [at, otherAt];
  return (one ?? '') > (other ?? '');
}
