import { BREAK_GLASS_ROLE, type BrokenGlass, GLASS_HOURS_MAX, glassSubject, holdsEverywhere } from '#access';
import { Failure, formatInstant, HOUR_MS, type Instant, instantFromDate } from '#foundation';
import { isTold, presentPrincipal, principalCalled } from '#store';

import { requireAdmin } from '../admin.ts';
import { accessInForce } from '../ask/access-in-force.ts';
import { grantsOf } from '../ask/sight.ts';
import type { Context, Principal } from '../context.ts';
import { noteDenial } from '../denials.ts';
import { recordAct } from '../record-act.ts';
import { reasonIn } from './draft-policy.ts';
import { isOfSelf } from './people-called.ts';

/** A glass that was just broken. */
export interface GlassBroken {
  /** What it is called by: where it stands in the ledger. */
  readonly position: bigint;
  /** Who sees everything, and until when. */
  readonly who: string;
  readonly name: string;
  readonly until: Instant;
}

export interface GlassWish {
  readonly reason: string;
  /** 1 to `GLASS_HOURS_MAX`. */
  readonly hours: number;
  /** Somebody's id, or the name of a key's holder. Absent: who asks. */
  readonly who?: string | null | undefined;
}

/**
 * Lifts what is hidden from a person for some hours: nothing of Headgate is, until it is over. The data itself stays as it is, and what is for administrators
 * and auditors too. For whoever has the role `break-glass` everywhere, and for administrators on behalf of others. It owes a review. Throws BAD_REQUEST.
 */
export async function breakGlass(context: Context, principal: Principal, { reason, hours, who }: GlassWish): Promise<GlassBroken> {
  const isForSelf = who == null || isOfSelf(principal, who);
  if (isForSelf) await requireBreaker(context, principal);
  else requireAdmin(context, principal, 'break the glass for somebody else');
  const why = reasonIn(reason.trim());
  if (why === null) throw new Failure('BAD_REQUEST', 'Say why the glass is broken: it is read by whoever reviews it.');
  if (!Number.isInteger(hours) || hours < 1 || hours > GLASS_HOURS_MAX)
    throw new Failure('BAD_REQUEST', `A broken glass lasts 1 to ${GLASS_HOURS_MAX} hours, not ${hours}.`);
  const person = isForSelf ? principal : await personCalled(context, who);

  const until = instantFromDate(new Date(context.clock.now().getTime() + hours * HOUR_MS));
  const body = { glass: person.id, name: person.name, reason: why, hours, until: formatInstant(until) } satisfies BrokenGlass;
  const act = { kind: 'policy', namespace: 'policies', subject: glassSubject(person.id), body } as const;
  const { position } = await recordAct(context, principal.id, act);
  return { position, who: person.id, name: person.name, until };
}

/** Throws unless somebody may break the glass for himself. */
async function requireBreaker(context: Context, principal: Principal): Promise<void> {
  if (principal.kind === 'admin')
    throw new Failure('BAD_REQUEST', 'From administrators nothing is hidden; say for whom the glass is broken.');
  if (principal.kind === 'person') {
    const { standings } = await context.database.snapshot((session) => accessInForce(context, session));
    if (holdsEverywhere(grantsOf(principal, standings), BREAK_GLASS_ROLE)) return;
  }
  const what = 'break the glass';
  const message = `Only whoever has the role ${BREAK_GLASS_ROLE} may ${what}; ask an administrator, who may do it for you.`;
  noteDenial(context, principal, { action: 'administer', what, why: message, policy: null });
  throw new Failure('ACCESS_DENIED', message);
}

async function personCalled({ database, tenant }: Context, called: string): Promise<{ readonly id: string; readonly name: string }> {
  const found = await database.snapshot(async (session) => {
    const id = await principalCalled(session, tenant, called);
    if (id !== undefined && id !== called.toLowerCase() && (await isTold(session, tenant, id)))
      throw new Failure('BAD_REQUEST', `${called} is what a provider calls somebody, and people may choose it there; say the id, ${id}.`);
    return id === undefined ? undefined : presentPrincipal(session, tenant, id);
  });
  if (found === undefined) throw new Failure('NOT_FOUND', `Nobody is called ${called}; \`headgate keys list\` names who there is.`);
  if (found.kind === 'person') return found;
  const why = found.kind === 'admin' ? 'from an administrator nothing is hidden' : 'an emitter asks nothing';
  throw new Failure('BAD_REQUEST', `${found.name} is no person: ${why}.`);
}
