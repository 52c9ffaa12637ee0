import { Failure } from '#foundation';
import { principalCalled } from '#store';

import { requireAdmin } from '../admin.ts';
import type { Context, Principal } from '../context.ts';

/** The id of a sender, by its name or id. Administrators alone may ask for others. Throws NOT_FOUND when nobody is called so. */
export async function senderCalled(context: Context, principal: Principal, called: string): Promise<string> {
  requireAdmin(context, principal, 'ask for what others send');
  const id = await context.database.snapshot((session) => principalCalled(session, context.tenant, called));
  if (id === undefined) throw new Failure('NOT_FOUND', `Nobody is called ${called}; headgate keys list names who there is.`);
  return id;
}
