import { knowPerson } from './know-person.ts';
import type { PeopleProvider, Told } from './provider.ts';
import { sealGrant } from './sealed-grant.ts';
import type { BegunSession } from './sign-in.ts';
import { SESSION_MS_MAX } from '../session-terms.ts';
import { inTerm, type SignInDesk } from './sign-in-desk.ts';

/** Begins the session of somebody whom the provider vouches for. Throws ACCESS_DENIED when nothing gives a role here. */
export async function signInPerson(desk: SignInDesk, provider: PeopleProvider, { statement, grant }: Told): Promise<BegunSession> {
  const { context, signIns } = desk;
  const { principal } = await knowPerson(desk, provider, statement);
  const term = inTerm(context.clock.now(), SESSION_MS_MAX);
  const checked = { at: statement.toldAt, sealedGrant: sealGrant(context, principal.id, grant) };
  return { secret: await signIns.beginFor(principal.id, term, checked), until: term.until };
}
