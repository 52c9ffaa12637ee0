import { holdsEverywhere, type Standings } from '#access';
import { Failure } from '#foundation';

import type { Context, Principal } from '../context.ts';
import type { DecisionNotes } from '../decision-notes.ts';
import { denialsRecorded, noteDenial } from '../denials.ts';
import { accessInForce } from './access-in-force.ts';
import { engagedIn } from './readings.ts';
import { grantsOf } from './sight.ts';

/** Throws ACCESS_DENIED unless an auditor or an administrator asks, and notes the denial. `what` ends the sentence "Only an auditor or an administrator may …". */
export async function requireAuditor(context: Context, principal: Principal, what: string): Promise<void> {
  if (await mayAudit(context, principal)) return;
  const message = `Only an auditor or an administrator may ${what}.`;
  noteDenial(context, principal, { action: 'administer', what, why: message, policy: null });
  await denialsRecorded(context);
  throw new Failure('ACCESS_DENIED', message);
}

/** Whether somebody administers, or is an auditor everywhere: by key, by name or by group. */
async function mayAudit(context: Context, principal: Principal): Promise<boolean> {
  if (principal.kind !== 'person') return principal.kind === 'admin';
  if (principal.roles.includes('auditor')) return true;
  return context.database.snapshot(async (session) => auditsBy(principal, (await accessInForce(context, session)).standings));
}

/** Whether somebody is an auditor everywhere, by some standings. */
export function auditsBy(principal: Principal, standings: Standings): boolean {
  return principal.kind === 'person' && holdsEverywhere(grantsOf(principal, standings), 'auditor');
}

/**
 * Throws ACCESS_DENIED unless an auditor or an administrator asks, or somebody who holds nothing but engagements, and so is shown what lies within their
 * scope. Gives what that person is by engagements, in words.
 */
export async function requireAuditorOrEngaged(context: Context, principal: Principal, what: string): Promise<readonly string[]> {
  const engaged = await context.database.snapshot((session) => engagedIn(context, session, principal));
  if (engaged?.isAlone === true) return engaged.under.map(({ name }) => `auditor of the engagement ${name}`);
  await requireAuditor(context, principal, what);
  return [];
}

/** Notes that the trail is read, or entries of it by another door. `called`: what of it was asked for, as far as that is less than all. */
export function noteTrailRead(notes: DecisionNotes, called?: string): void {
  const things = [called === undefined ? 'the audit trail' : `the audit trail: ${called}`];
  const why = 'Auditors and administrators read the trail.';
  notes.note({ action: 'read trail', outcome: 'allowed', things, about: null, why, policy: null, rule: null });
}
