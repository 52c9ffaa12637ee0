export {
  askerOf,
  grantsHeld,
  type Member,
  readAccess,
  type StandingEntry,
  type Standings,
  standingsOf,
  subjectOf,
  type TeamStanding,
} from './access-file.ts';
export { type Asker, type Grant, grantsInForce, type HeldGrant, type Team } from './asker.ts';
export {
  BREAK_GLASS_ROLE,
  type BrokenGlass,
  GLASS_HOURS_MAX,
  glassEntry,
  glassSubject,
  glassUntil,
  readGlass,
  readReview,
  reviewSubject,
} from './broken-glass.ts';
export { type Action, isBuiltInRole, type Policy, readPolicy, roleProblem, type Rule } from './policy.ts';
export {
  type ChangeState,
  changeSubject,
  type Done,
  type PolicyChange,
  policyChanges,
  type PolicyEntry,
  policySubject,
  readStep,
  readVersion,
  type WrittenStep,
  type WrittenVersion,
} from './policy-change.ts';
export { type TextProblem } from './read-yaml.ts';
export { type RowRule, type RowRules } from './row-rules.ts';
export { nextChange } from './rules-for.ts';
export { type Denied, type Labels, namedOnly, type View, viewOf } from './view.ts';
