import { Failure } from '#foundation';
import { type Name, nameKey } from '#lineage';

import { requireAdmin } from '../admin.ts';
import type { Context, Principal } from '../context.ts';
import { recordRuling } from './record-ruling.ts';

/** Says that two names are one dataset, or (`joined` false) takes that back. Symlinks and renames of events stay as they are. For all event time, from its position on. */
export async function setAlias(
  context: Context,
  principal: Principal,
  { pair, joined }: { readonly pair: readonly [Name, Name]; readonly joined: boolean },
): Promise<{ readonly position: bigint }> {
  requireAdmin(context, principal, 'join and part names of datasets');
  const [left, right] = pair;
  if (nameKey(left) === nameKey(right)) throw new Failure('BAD_REQUEST', 'An alias joins two names; these are the same.');
  const { position } = await recordRuling(context, principal, { setting: 'alias', pair, joined });
  return { position };
}
