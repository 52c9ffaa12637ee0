import { scopesSaid } from '#access';
import { Failure } from '#foundation';
import { presentPrincipal, principalCalled } from '#store';

import { requireAdmin } from '../admin.ts';
import type { Context, Principal } from '../context.ts';
import { noteDenial } from '../denials.ts';
import { requireScope } from '../key-scope.ts';
import { LINK_MADE, recordKeyAct } from '../record-key-act.ts';
import { requireStorable } from '../storable-input.ts';
import { SIGN_IN_LINK_MS_MAX } from '../session-terms.ts';
import { inTerm, type SignInDesk } from './sign-in-desk.ts';

const WHAT = 'make a link that signs somebody in';

export interface SignInLink {
  /** Given this once; belongs behind the `#` of `/signin#`, where no log sees it. */
  readonly token: string;
  readonly principal: Principal;
  readonly until: Date;
}

/**
 * Makes a link that signs a principal in, once, in a browser. Whoever holds it acts as that principal, so it is recorded who asked for it, and for whom.
 * Throws ACCESS_DENIED for all but administrators, and to whoever comes by a key with scopes, for a session has none; NOT_FOUND when nobody is called so, and BAD_REQUEST for whom a provider vouches for, or whose keys are all over: a link would outlast that.
 */
export async function issueSignInLink({ context, signIns, people }: SignInDesk, admin: Principal, called: string): Promise<SignInLink> {
  await requireScope(context, admin, { needed: 'manage', what: 'issueSignInLink' });
  requireAdmin(context, admin, WHAT);
  requireStorable(called);
  if (admin.scopes !== undefined) refuseWider(context, admin);
  const principal = await context.database.snapshot(async (session) => {
    const id = await principalCalled(session, context.tenant, called);
    return id === undefined ? undefined : presentPrincipal(session, context.tenant, id);
  });
  if (principal === undefined) throw new Failure('NOT_FOUND', `Nobody is called ${called} here; headgate keys list names who is.`);
  if ((await people.of(principal.id)) !== undefined)
    throw new Failure('BAD_REQUEST', `${principal.name} signs in at the provider, and needs no link: the page is /login of this server.`);
  if ((await signIns.keysEnd(principal.id, context.clock.now())) === undefined)
    throw new Failure(
      'BAD_REQUEST',
      `${principal.name} holds no key that is in force, and a session lasts no longer than those; make one first.`,
    );
  const term = inTerm(context.clock.now(), SIGN_IN_LINK_MS_MAX);

  const body = { did: LINK_MADE, name: principal.name, prefix: '', principal: principal.id, until: term.until.toISOString() };
  await recordKeyAct(context, admin.id, { subject: principal.id, body });
  return { token: await signIns.issue(principal.id, term), principal, until: term.until };
}

/** Throws ACCESS_DENIED, and notes it: what a key may not be used for, may not be done with what it made. */
function refuseWider(context: Context, { scopes = [], ...admin }: Principal): never {
  const message = `Your key has ${scopesSaid(scopes)}, and whoever signs in by a link is limited by none. Use a key without scopes.`;
  noteDenial(context, admin, { action: 'use key', what: WHAT, why: message, policy: null });
  throw new Failure('ACCESS_DENIED', message);
}
