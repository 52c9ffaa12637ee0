import { z } from 'zod';

/** To whom a built-in rule allows to see everything. Any other role is allowed what policies say (docs/decisions/0013). */
const BUILT_IN_ROLES = ['auditor', 'engineer', 'steward', 'policy-author', 'policy-approver'] as const;

/** Whether a role sees everything without a policy. */
export function isBuiltInRole(role: string): boolean {
  return BUILT_IN_ROLES.some((each) => each === role);
}

/** A role that policies and access files can speak of. */
export const RoleNamed = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,49}$/, 'a role is a word of small letters, digits and dashes, such as engineer')
  .refine(
    (role) => role !== 'admin',
    'admin is no role for rules and teams: from who could lift a rule nothing is hidden; keys make administrators',
  )
  .refine((role) => role !== 'emitter', 'emitter is no role for rules and teams: what an emitter may claim is said with its key');

/** What is wrong with a role's name; undefined: rules can speak of it. */
export function roleProblem(role: string): string | undefined {
  return RoleNamed.safeParse(role).error?.issues[0]?.message;
}
