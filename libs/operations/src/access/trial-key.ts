import { roleProblem, type Scope } from '#access';
import { DAY_MS, Failure, MINUTE_MS } from '#foundation';
import type { Principals } from '#store';

import type { Context, Principal } from '../context.ts';
import { type MadeKey, makeKey } from './keys.ts';

/** How long a key for trying things is good at most. */
const TRIAL_MS_MAX = DAY_MS;
/** Of the name, so that no two are called alike. */
const MARK_LENGTH = 8;
const ROLES_LENGTH_MAX = 60;

/** What is to be tried, and for how long. */
export interface TrialWish {
  readonly principals: Principals;
  readonly roles: readonly string[];
  /** Absent: all that the roles may. */
  readonly scopes?: readonly Scope[] | undefined;
  readonly forMs: number;
}

/** A key for trying things, as it is shown once. */
export interface TrialKey extends MadeKey {
  readonly name: string;
  readonly expiresAt: Date;
}

/** Makes somebody new with some roles, and a key that ends by itself within a day. For administrators. Throws BAD_REQUEST. */
export async function makeTrialKey(
  context: Context,
  principal: Principal,
  { principals, roles, scopes, forMs }: TrialWish,
): Promise<TrialKey> {
  if (!(forMs >= MINUTE_MS && forMs <= TRIAL_MS_MAX))
    throw new Failure('BAD_REQUEST', 'A key for trying things is good for a minute to a day.');
  if (roles.length === 0) throw new Failure('BAD_REQUEST', 'Say with which role things are to be tried.');
  const problem = roles.map(roleProblem).find((each) => each !== undefined);
  if (problem !== undefined) throw new Failure('BAD_REQUEST', `That is no role to try: ${problem}.`);
  const name = `try-${roles.join('-').slice(0, ROLES_LENGTH_MAX)}-${context.randomness.uuid().slice(0, MARK_LENGTH)}`;
  const expiresAt = new Date(context.clock.now().getTime() + forMs);
  const wanted = { kind: 'person', name, namespaces: [], roles, scopes, expiresAt, isTrial: true } as const;
  const made = await makeKey(context, principal, { principals, ...wanted });
  return { ...made, name, expiresAt };
}
