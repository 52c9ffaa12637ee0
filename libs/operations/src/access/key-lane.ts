import { type Principals, type Session, takePolicyLane } from '#store';

import type { Context, Principal } from '../context.ts';
import { recordActIn } from '../record-act.ts';
import { keyAct, type KeyAct } from '../record-key-act.ts';

/** What is to be recorded of a key that was changed, and what to answer then. */
export interface KeyChanged<Result> {
  readonly act: KeyAct;
  readonly answer: Result;
}

/** How a key is changed by what is read in the lane. */
export interface KeyWork<Result> {
  readonly principals: Principals;
  readonly change: (session: Session) => Promise<KeyChanged<Result>>;
}

/** Changes keys one at a time, beside teams and policies: the right to it, the change and its entry are one transaction. */
export async function inKeyLane<Result>(context: Context, principal: Principal, { principals, change }: KeyWork<Result>): Promise<Result> {
  const changed = await context.database.transactionClosedByWork(async (session) => {
    await takePolicyLane(session, context.tenant);
    const { act, answer } = await change(session);
    await recordActIn(context, session, { by: principal.id, act: keyAct(act) });
    return answer;
  });
  principals.forget();
  return changed;
}
