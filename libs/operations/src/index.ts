export type { Context, GroupRole, Principal } from './context.ts';
export { examine, type Examination } from './examine.ts';
export { type Installation, type InstallationOptions, openInstallation, TENANT } from './installation.ts';
export { missingPeriodKeys } from './key-check.ts';
export type { CameFrom, RecordedDecision } from './decided.ts';
export { recordDecisions } from './decision-book.ts';
export { DecisionNotes } from './decision-notes.ts';
export { denialsRecorded } from './denials.ts';
export { type EndingKey, endingKeyNotices, KEY_EXPIRING_MS, ownersOf } from './ending-keys.ts';
export { oweQuota, refusePastQuota, takeQuota } from './quotas.ts';

export { eventsInArray } from './receive/batch-events.ts';
export { type BatchDryRun, type DryRun, dryRunBatch, dryRunEvent } from './receive/dry-run.ts';
export {
  type FacetNames,
  inspectEvent,
  type Inspection,
  inspectUnread,
  type ToldWarning,
  type Understood,
} from './receive/inspect-event.ts';
export { type BatchItem, type BatchReceived, receiveBatch } from './receive/receive-batch.ts';
export {
  type EventQuarantined,
  type EventRecorded,
  GATE_VERSION,
  quarantineUnread,
  receiveEvent,
  type Redrive,
} from './receive/receive-event.ts';
export { Refusals } from './receive/refusals.ts';

export { type Comparison, type OnlyIn } from './map/compare-graphs.ts';
export { mapNext } from './map/live-fold.ts';
export { mapUpTo } from './map/map-up-to.ts';
export { type LedgerRange, type PreparedEntry, prepareRange } from './map/prepare-entries.ts';
export { MAP_BATCH_ENTRIES_MAX, Mapper } from './map/project-entries.ts';
export { replay, type Replayed, type ReplayProgress, type ReplayWishes } from './map/replay.ts';
export { MapWait } from './map/map-wait.ts';

export { type ListedRetraction, listRetractions, listSettings } from './rule/list-rulings.ts';
export type { RulingPreview } from './rule/preview-rulings.ts';
export { recordRuling } from './rule/record-ruling.ts';
export { previewReinstatement, reinstate } from './rule/reinstate.ts';
export { previewRetirement, retireNode, type Retirement } from './rule/retire-node.ts';
export { previewRetraction, retract, type Retracted } from './rule/retract.ts';
export { setAlias } from './rule/set-alias.ts';
export { setLineageWindow } from './rule/set-lineage-window.ts';

export { untilAnswered } from './ask/ask.ts';
export { type AnswerHeader, type Asking, type Question, type Reason, type ReasonCode } from './ask/answer.ts';
export type { Dataset, DatasetName, FacetInForce, Lifecycle, Owner, SchemaField, Symlink, Tag } from './ask/dataset.ts';
export { type DigestAnswer, digestGraph } from './ask/digest-graph.ts';
export { type DatasetAnswer, type DatasetsAnswer, findDataset, findDatasets } from './ask/find-dataset.ts';
export { findJob, findJobs, type Job, type JobAnswer, type JobsAnswer } from './ask/find-job.ts';
export {
  findRun,
  findRuns,
  type Run,
  type RunAnswer,
  RUNS_AT_ONCE_MAX,
  type RunsAnswer,
  type RunFinding,
  type RunReference,
  type RunUse,
} from './ask/find-run.ts';
export { type EntryAnswer, type EntryWarning, type EventFilter, listEvents, type RecordedEntry, showEvent } from './ask/list-events.ts';
export { listNamespaces, type NamespaceSummary } from './ask/list-namespaces.ts';
export { listDatasets, listJobs, type NodeFilter } from './ask/list-nodes.ts';
export { listRuns, type RunFilter } from './ask/list-runs.ts';
export type { Connection, Page, PageInfo } from './ask/page.ts';
export { type NodeRef, type NodeReference, publicId } from './ask/public-id.ts';
export { readStatus, type StatusAnswer } from './ask/read-status.ts';
export type { RunRef, RunSummary } from './ask/run.ts';
export type { RunFacet } from './ask/run-facets.ts';
export { type MatchKind, searchGraph, type SearchHit } from './ask/search-graph.ts';
export { GatheredReadings } from './ask/readings.ts';
export { type WhoAmI, whoAmI } from './ask/who-am-i.ts';

export type {
  Direction,
  Evidence,
  EvidenceEvent,
  Granularity,
  LineageAnswer,
  LineageEdge,
  LineageNode,
  LineageQuestion,
  LineageRoot,
} from './trace/lineage-answer.ts';
export {
  classification,
  type ClassificationAnswer,
  type FlowLabel,
  type FlowPlace,
  type FlowStep,
  type LabelledPlace,
  labelledPlaces,
} from './trace/label-flow.ts';
export type { LabelSayer } from './trace/label-sayers.ts';
export { traceLineage } from './trace/trace-lineage.ts';

export { listQuarantine, type QuarantinedEvent, type QuarantineFilter } from './quarantine/list-quarantine.ts';
export { redriveQuarantined } from './quarantine/redrive-quarantined.ts';
export { senderCalled } from './quarantine/sender-called.ts';
export { type QuarantinedAnswer, type QuarantinedBody, showQuarantined } from './quarantine/show-quarantined.ts';

export type { PersonChange } from './access/access-effects.ts';
export type { AccessChange } from './access/access-plan.ts';
export { type AccessFile, type AppliedAccess, applyAccess, type EmitterKey } from './access/apply-access.ts';
export type { EmitterChange } from './access/emitter-plan.ts';
export { applyPolicy, type AppliedPolicy } from './access/apply-policy.ts';
export { approvePolicy, type ApprovedPolicy, type RejectedPolicy, rejectPolicy } from './access/approve-policy.ts';
export { breakGlass, type GlassBroken, type GlassWish } from './access/break-glass.ts';
export { endGlass, type GlassEnded } from './access/end-glass.ts';
export {
  type GlassFilter,
  type GlassReview,
  type GlassReviewed,
  listBrokenGlasses,
  type ListedGlass,
  reviewGlass,
} from './access/broken-glasses.ts';
export { type EngagementStretch, type EngagementWish, endEngagement, openEngagement } from './access/open-engagement.ts';
export {
  type EngagementAnswer,
  type EngagementEndedEarly,
  findEngagement,
  listEngagements,
  type ListedEngagement,
} from './access/list-engagements.ts';
export { listReadings, type ListedReading, type ReadOperation } from './access/list-readings.ts';
export { type DraftedPolicy, draftPolicy } from './access/draft-policy.ts';
export { type ChangeFilter, type DoneByName, type ListedChange, listPolicyChanges } from './access/list-policy-changes.ts';
export { type RolledBackPolicy, rollbackPolicy } from './access/rollback-policy.ts';
export {
  decideAccess,
  decideAll,
  type DecisionAnswer,
  type DecisionQuestion,
  type DecisionsAnswer,
  QUESTIONS_MAX,
} from './access/decide.ts';
export { type AccessQuestion, type MetRule } from './access/judged-thing.ts';
export { whatCould, type WhatCouldAnswer, type WhatCouldQuestion } from './access/what-could.ts';
export { type CouldEntry, whoCould, type WhoCouldAnswer, type WhoCouldQuestion } from './access/who-could.ts';
export { listStandings, type StandingsAnswer } from './access/list-standings.ts';
export { auditTrail, type TrailEntry, type TrailFilter } from './access/audit-trail.ts';
export { TRAIL_KINDS, type TrailKind } from './trail-kinds.ts';
export {
  bindKey,
  grantBounds,
  type KeyBounds,
  type KeyFilter,
  type KeyRotation,
  type ListedKey,
  type MadeKey,
  makeKey,
  revokeKey,
  rotateKey,
} from './access/keys.ts';
export { readKeys } from './access/read-keys.ts';
export { makeTrialKey, type TrialKey } from './access/trial-key.ts';
export { endLeakedKey, type LeakedKey, type LeakedWhat } from './access/leaked-key.ts';
export { type ListedPolicy, listPolicies, type PoliciesAnswer } from './access/list-policies.ts';
export { policyIn } from './access/policy-text.ts';
export type { LabelPreview } from './access/labelled-places.ts';
export { type PolicyPreview, previewPolicy, type PreviewQuestion } from './access/preview-policy.ts';
export type { ReplayedDenials } from './access/replay-denials.ts';
export type { SightChange } from './access/sight-changes.ts';
export { ArrivalWait } from './arrive/arrival-wait.ts';
export { type Arrival, ARRIVALS_FIRST_MAX, type Arrivals, listArrivals } from './arrive/list-arrivals.ts';
export { issueSignInLink, type SignInLink } from './sign-in/issue-sign-in-link.ts';
export { type BegunSession, signIn } from './sign-in/sign-in.ts';
export { SIGN_IN_LINK_MS_MAX, type SignInDesk } from './sign-in/sign-in-desk.ts';
export { type KnownPerson, knowPerson } from './sign-in/know-person.ts';
export type { PeopleProvider, Statement, Told } from './sign-in/provider.ts';
export { comeBack, SET_OUT_MS_MAX, setOut } from './sign-in/set-out.ts';
export { signInPerson } from './sign-in/sign-in-person.ts';
export { signedIn, type SignedIn } from './sign-in/signed-in.ts';
export { signOut } from './sign-in/sign-out.ts';
export { type ContractApplied, applyContract, type ContractPreview, previewContract } from './contract/apply-contract.ts';
export type { Contract, DatasetVerdict, RestsOn } from './contract/contract.ts';
export { type ContractAnswer, findContract, listContracts } from './contract/find-contract.ts';

export { acknowledgeAlert, type AlertAcknowledged } from './alert/acknowledge-alert.ts';
export type { Alert, AlertHistoryStep } from './alert/alert.ts';
export { type AlertAnswer, type AlertFilter, findAlert, listAlerts } from './alert/find-alert.ts';
export { findReaders, type Readers, type ReadingColumn } from './alert/find-readers.ts';
export { ringBell } from './alert/ring-bell.ts';
export { keepLabels } from './trace/keep-labels.ts';
export { type ListedReport, listReports } from './report/list-reports.ts';
export type { ReportKind } from './report/report-record.ts';
export { type ReportQuestion, requestReport, type RequestedReport } from './report/request-report.ts';
