import { glassSubject } from '#access';
import { Failure, formatInstant, type Instant, instantNow } from '#foundation';
import { takePolicyLane } from '#store';

import { ALL_RECORDED } from '../ask/access-in-force.ts';
import type { Context, Principal } from '../context.ts';
import { noteDenial } from '../denials.ts';
import { recordActIn } from '../record-act.ts';
import { glassesAt } from './broken-glasses.ts';
import { positionCalled } from './policy-lane.ts';

/** A glass that is whole again before its time. */
export interface GlassEnded {
  readonly position: bigint;
  readonly name: string;
  readonly until: Instant;
}

/**
 * Ends a broken glass at once: what policies hide from the person is hidden again. Its review is owed as before. For administrators, and for whoever sees by it.
 * Throws NOT_FOUND, and BAD_REQUEST when it is over.
 */
export async function endGlass(
  context: Context,
  principal: Principal,
  { position: called }: { readonly position: string },
): Promise<GlassEnded> {
  const position = positionCalled(called);
  return context.database.transactionClosedByWork(async (session) => {
    await takePolicyLane(session, context.tenant);
    const glass = (await glassesAt(context, session, ALL_RECORDED)).find((each) => each.position === position);
    if (principal.kind !== 'admin' && glass?.who !== principal.id) {
      const message = 'Only an administrator may end a broken glass, or whoever sees by it.';
      noteDenial(context, principal, { action: 'administer', what: 'end a broken glass', why: message, policy: null });
      throw new Failure('ACCESS_DENIED', message);
    }
    if (glass === undefined)
      throw new Failure('NOT_FOUND', `No broken glass stands at ${position}; \`headgate break-glass list\` lists them.`);
    if (!glass.isInForce) throw new Failure('BAD_REQUEST', `The glass at ${position} was over at ${formatInstant(glass.until)}.`);

    const { who, name, reason } = glass;
    const until = instantNow(context.clock);
    const body = { glass: who, name, reason, hours: 0, until: formatInstant(until), ends: String(position) };
    await recordActIn(context, session, {
      by: principal.id,
      act: { kind: 'policy', namespace: 'policies', subject: glassSubject(who), body },
    });
    return { position, name, until };
  });
}
