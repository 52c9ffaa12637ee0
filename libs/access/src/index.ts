export {
  type Claim,
  type ClaimChange,
  claimChange,
  type Holding,
  type HoldingChange,
  holdingChange,
  type RuleOfTeam,
  rulesOfTeams,
} from './access-effects.ts';
export { accessData, readAccess, writeAccess } from './access-file.ts';
export { AlertAddress, type Alerts, hiddenAddress, isHiddenAddress, isLoopback, isToldOf } from './alert-route.ts';
export { type Asker, type Grant, grantsInForce, grantsPrint, type HeldGrant, type Team } from './asker.ts';
export { heldWord } from './classified.ts';
export { type ColumnAccess, columnAccess } from './column-access.ts';
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
  SEES_EVERYTHING,
} from './broken-glass.ts';
export {
  boundEmitters,
  type BoundEmitter,
  boundsIn,
  type EmitterBounds,
  emittersOf,
  isClaimable,
  NO_BOUNDS,
  unclaimed,
} from './emitters.ts';
export {
  type Engagement,
  ENGAGEMENT_DAYS_MAX,
  engagementIn,
  engagementsOf,
  engagementSpan,
  engagementSubject,
  isEngagement,
  isEngagementName,
  isWithin,
  readEngagement,
  readingOf,
  readingSubject,
  writtenEngagement,
} from './engagement.ts';
export { type EnforcementClaim, type Guarded, type Guarding, guarding, guardsOf, type ReadClaim, readClaim } from './enforcement.ts';
export { askerOf, grantsHeld, holdsEverywhere, type Member } from './grants-held.ts';
export { asksOwn, heldEverywhere, type HeldRole, judgedAlikeBy, rolesAskedOwn, rolesHeldBy } from './held-role.ts';
export { KeepOut, KeepOutOfEvent, orderedRules } from './keep-out.ts';
export { type DataLabels, joinedLabels, NO_DATA_LABELS } from './keep-out-labels.ts';
export { isOfData, type KeepOutRule, type SaidName } from './keep-out-rule.ts';
export { namesAny } from './named-columns.ts';
export { type KeepOutWritten } from './keep-out-shape.ts';
export { labelRulesOf } from './label-rules.ts';
export { type LabelWritten } from './labels-shape.ts';
export { type Action, type AskedAction, EFFECTS, type Policy, readPolicy, type Rule } from './policy.ts';
export {
  type ChangeState,
  changeSubject,
  type Done,
  type PolicyChange,
  policyChanges,
  policyOf,
  type PolicyEntry,
  policySubject,
  readStep,
  readVersion,
  type WrittenStep,
  type WrittenVersion,
} from './policy-change.ts';
export { type Bucket, filled, type Flow, fullBucket, poured, waitMs } from './bucket.ts';
export { isStricter, type Mask, MASKS } from './mask.ts';
export { fitsAny, likeOf } from './pattern.ts';
export { type QuotaHolder, quotaHolders, type QuotaName } from './quotas.ts';
export { type TextProblem } from './read-yaml.ts';
export { isBuiltInRole, roleProblem } from './roles.ts';
export { hidesNames, labelsAskedBy, type RowRule, type RowRules } from './row-rules.ts';
export { type LabelsAsked, labelsAsked, nextChange, restsOnHeld } from './rules-for.ts';
export { isInScope, isNoWider, type Scope, SCOPES, scopesAmong, scopesProblem, scopesSaid } from './scopes.ts';
export {
  groupIn,
  isDatasetSubject,
  type StandingEntry,
  type Standings,
  standingsOf,
  standingSubject,
  subjectOf,
  type TeamStanding,
} from './standings.ts';
export {
  boundsProblems,
  isBoundWithin,
  isNameOf,
  type Named,
  namedIn,
  stewardProblems,
  teamBySteward,
  teamsStewarded,
} from './stewardship.ts';
export { looksAfter } from './tending.ts';
export { type AskedColumn, type Labels, namedOnly, type Part, withColumns } from './things.ts';
export { type Denied, type MeetingRule, valuesShown, type View, viewOf } from './view.ts';
export { namesHidden, valuesShownAbout, viewsAbout } from './views-of-many.ts';
