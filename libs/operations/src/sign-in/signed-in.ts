import { setTimeout as pause } from 'node:timers/promises';

import { Failure, SECOND_MS } from '#foundation';
import type { Checked, OpenSession } from '#store';

import type { CameIn, Principal } from '../context.ts';
import { knowPerson, personNow, rolesInForce } from './know-person.ts';
import type { PeopleProvider } from './provider.ts';
import { openGrant, sealGrant } from './sealed-grant.ts';
import { inTerm, type SignInDesk } from './sign-in-desk.ts';

/** Whose session it is, with what that principal may do now. */
export interface SignedIn extends CameIn {
  readonly principal: Principal;
}

/** Longer than a provider is given to answer: past it whoever asked is taken for dead. */
const CHECK_MS_MAX = 20 * SECOND_MS;
const LOOK_MS = 0.1 * SECOND_MS;

/**
 * Whose session it is, and when it ends. Undefined when it is over, its principal is gone, or the provider does not vouch for the person any more: it is asked
 * again once what it said is older than its `recheckMs`, and where it cannot be, the session ends.
 */
export async function signedIn(desk: SignInDesk, secret: string, provider?: PeopleProvider): Promise<SignedIn | undefined> {
  const { context, signIns, people } = desk;
  const open = await signIns.open(secret, context.clock.now());
  if (open === undefined) return undefined;
  if (open.checked !== undefined && !(await stillVouchedFor(desk, provider, { ...open, checked: open.checked, secret }))) {
    await signIns.end(secret);
    return undefined;
  }
  const { principalId, until } = open;
  const isVouchedFor = open.checked !== undefined && provider !== undefined;
  const groups = isVouchedFor ? ((await people.of(principalId))?.groups ?? []) : undefined;
  const person = await personNow(context, { principalId, groups });
  if (person === undefined) return undefined;
  const { principal, hasRole } = person;
  if (!isVouchedFor || groups === undefined) return { principal, until, rolesBy: [] };
  if (!hasRole) return undefined;
  return { principal, until, rolesBy: rolesInForce(provider.groupRoles, groups, principal) };
}

interface PersonSession extends OpenSession {
  readonly checked: Checked;
  readonly secret: string;
}

/** Of all that ask by one session at once, in whichever process, one asks the provider and the others wait: a refresh token is good once. */
async function stillVouchedFor(desk: SignInDesk, provider: PeopleProvider | undefined, session: PersonSession): Promise<boolean> {
  if (provider === undefined) return false; // it is not asked any more, so it cannot say no
  const { context, signIns } = desk;
  const startedAt = performance.now();
  let { checked } = session;
  while (isOver(checked, provider, context.clock.now())) {
    if (await signIns.claimCheck(session.secret, checked.at, inTerm(context.clock.now(), CHECK_MS_MAX)))
      return askAgain(desk, provider, { ...session, checked });
    if (performance.now() - startedAt > CHECK_MS_MAX)
      throw new Failure('BUSY', 'The provider is being asked whether you may still come in; try again.');
    await pause(LOOK_MS);
    const now = await signIns.open(session.secret, context.clock.now());
    if (now?.checked === undefined) return false;
    checked = now.checked;
  }
  return true;
}

function isOver({ at }: Checked, { recheckMs }: PeopleProvider, now: Date): boolean {
  return now.getTime() - at.getTime() >= recheckMs;
}

async function askAgain(desk: SignInDesk, provider: PeopleProvider, { secret, principalId, checked }: PersonSession): Promise<boolean> {
  const { context, signIns, people } = desk;
  const grant = openGrant(context, principalId, checked.sealedGrant);
  const person = await people.of(principalId);
  if (grant === undefined || person === undefined) return false;
  const told = await provider.askAgain(grant, person.subject);
  if (told === undefined || told.statement.issuer !== person.issuer || told.statement.subject !== person.subject) return false;
  try {
    await knowPerson(desk, provider, told.statement);
  } catch (error) {
    if (error instanceof Failure && error.code === 'ACCESS_DENIED') return false; // nothing gives a role any more
    throw error;
  }
  await signIns.keepCheck(secret, { at: told.statement.toldAt, sealedGrant: sealGrant(context, principalId, told.grant) });
  return true;
}
