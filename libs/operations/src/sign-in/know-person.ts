import { grantsInForce, SEES_EVERYTHING } from '#access';
import { Failure, instantNow } from '#foundation';
import { type PersonSaid, type PersonTaken, presentPrincipal, takePerson } from '#store';

import { accessInForce } from '../ask/access-in-force.ts';
import { grantsOf } from '../ask/sight.ts';
import type { GroupRole, Principal } from '../context.ts';
import { denialsRecorded, noteDenial } from '../denials.ts';
import { recordActIn } from '../record-act.ts';
import { keyAct } from '../record-key-act.ts';
import type { PeopleProvider, Statement } from './provider.ts';
import type { SignInDesk } from './sign-in-desk.ts';

/** Somebody whom a provider vouches for. */
export interface KnownPerson {
  readonly principal: Principal;
  /** The roles that it has, each with a group that gives it; every such group is named. */
  readonly rolesBy: readonly GroupRole[];
}

/**
 * Who it is that a provider speaks of: found by issuer and subject, or made; with the roles of the groups that were told last. A new person, and a change of
 * groups or roles, is recorded with it. Throws ACCESS_DENIED, once that is recorded, when nothing gives it a role here.
 */
export async function knowPerson(
  { context, people }: SignInDesk,
  { groupRoles }: Pick<PeopleProvider, 'groupRoles'>,
  { groups, ...statement }: Statement,
): Promise<KnownPerson> {
  const by = rolesBy(groupRoles, groups);
  const said = { ...statement, groups: distinct(groups), roles: distinct(by.map(({ role }) => role)) };
  const taken = (await people.heardBefore(said)) ?? (await take(context, said));
  const person = await personNow(context, taken);
  if (person === undefined) throw new Failure('IDENTITY_UNKNOWN', 'Who you are was just taken out here. Sign in again.');
  const { principal, hasRole } = person;

  if (!hasRole) {
    const failure = noRole();
    noteDenial(context, principal, { action: 'ask', what: 'to come in', why: failure.message, policy: null });
    await denialsRecorded(context);
    throw failure;
  }
  return { principal, rolesBy: rolesInForce(groupRoles, taken.groups, principal) };
}

/** Somebody as the provider was heard last (`groups` undefined: no provider vouches for it), and whether a group, a team or a role of all gives anything. Undefined when the principal is gone. */
export async function personNow(
  context: SignInDesk['context'],
  { principalId, groups }: { readonly principalId: string; readonly groups: readonly string[] | undefined },
): Promise<{ readonly principal: Principal; readonly hasRole: boolean } | undefined> {
  return context.database.snapshot(async (session) => {
    const found = await presentPrincipal(session, context.tenant, principalId);
    if (found === undefined) return undefined;
    const principal: Principal = groups === undefined ? found : { ...found, groups };
    const { standings } = await accessInForce(context, session);
    // A broken glass lets nobody in whom nothing else does: it ends with what its holder had.
    const grants = grantsInForce({ grants: grantsOf(principal, standings), at: instantNow(context.clock) });
    return { principal, hasRole: grants.some(({ role }) => role !== SEES_EVERYTHING) };
  });
}

/** The roles that somebody has, by the groups that are known. */
export function rolesInForce(
  groupRoles: readonly GroupRole[],
  groups: readonly string[],
  { roles }: Pick<Principal, 'roles'>,
): readonly GroupRole[] {
  return rolesBy(groupRoles, groups).filter(({ role }) => roles.includes(role));
}

function rolesBy(groupRoles: readonly GroupRole[], groups: readonly string[]): readonly GroupRole[] {
  const told = new Set(groups);
  return groupRoles.filter(({ group }) => told.has(group));
}

/** The failure of whom the provider knows, and nobody here. */
function noRole(): Failure {
  return new Failure(
    'ACCESS_DENIED',
    'None of your groups has a role here; ask an administrator of Headgate to map one of them, or to be put into one that is.',
  );
}

/** What a provider says that is new, and its entry of the ledger: both, or neither. */
async function take(context: SignInDesk['context'], said: PersonSaid): Promise<PersonTaken> {
  const told = { ...said, id: context.randomness.uuid(), now: context.clock.now() };
  return context.database.transactionClosedByWork(async (session) => {
    const taken = await takePerson(session, context.tenant, told);
    const { outcome, principalId, name, groups, roles } = taken;
    if (outcome === 'kept') {
      await session.send('commit');
      return taken;
    }
    const did = outcome === 'made' ? 'holder met by sign-in' : 'holder given groups by sign-in';
    const body = { did, name, prefix: '', principal: principalId, roles: [...roles], groups: [...groups] };
    await recordActIn(context, session, { by: principalId, act: keyAct({ subject: principalId, body }) });
    return taken;
  });
}

function distinct(words: readonly string[]): readonly string[] {
  return [...new Set(words)].sort();
}
