export type { Context, GroupRole, Principal, Witness } from './context.ts';
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
export type { BatchDryRun, DryRun } from './receive/dry-run.ts';
export {
  type FacetNames,
  inspectEvent,
  type Inspection,
  inspectUnread,
  type ToldWarning,
  type Understood,
} from './receive/inspect-event.ts';
export type { BatchItem, BatchReceived } from './receive/receive-batch.ts';
export { type EventQuarantined, type EventRecorded, GATE_VERSION, type Redrive } from './receive/receive-event.ts';
export { Refusals } from './receive/refusals.ts';

export type { Comparison, OnlyIn } from './map/compare-graphs.ts';
export { mapNext } from './map/live-fold.ts';
export { mapUpTo } from './map/map-up-to.ts';
export { type LedgerRange, type PreparedEntry, prepareRange } from './map/prepare-entries.ts';
export { MAP_BATCH_ENTRIES_MAX, Mapper } from './map/project-entries.ts';
export type { Replayed, ReplayProgress, ReplayWishes } from './map/replay.ts';
export { MapWait } from './map/map-wait.ts';

export type { ListedRetraction } from './rule/list-rulings.ts';
export type { RulingPreview } from './rule/preview-rulings.ts';
export type { Retirement } from './rule/retire-node.ts';
export type { Retracted } from './rule/retract.ts';

export { untilAnswered } from './ask/ask.ts';
export type { AnswerHeader, Asking, Question, Reason, ReasonCode } from './ask/answer.ts';
export type { Dataset, DatasetName, FacetInForce, Lifecycle, Owner, SchemaField, Symlink, Tag } from './ask/dataset.ts';
export type { DigestAnswer } from './ask/digest-graph.ts';
export type { DatasetAnswer, DatasetsAnswer } from './ask/find-dataset.ts';
export type { Job, JobAnswer, JobsAnswer } from './ask/find-job.ts';
export {
  type Run,
  type RunAnswer,
  RUNS_AT_ONCE_MAX,
  type RunsAnswer,
  type RunFinding,
  type RunReference,
  type RunUse,
} from './ask/find-run.ts';
export type { EntryAnswer, EntryWarning, EventFilter, RecordedEntry } from './ask/list-events.ts';
export type { NamespaceSummary } from './ask/list-namespaces.ts';
export type { NodeFilter } from './ask/list-nodes.ts';
export type { RunFilter } from './ask/list-runs.ts';
export type { Connection, Page, PageInfo } from './ask/page.ts';
export { type NodeRef, type NodeReference, publicId } from './ask/public-id.ts';
export type { StatusAnswer } from './ask/read-status.ts';
export type { RunRef, RunSummary } from './ask/run.ts';
export type { RunFacet } from './ask/run-facets.ts';
export type { MatchKind, SearchHit } from './ask/search-graph.ts';
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
  NamelessEdge,
  NamelessNode,
} from './trace/lineage-answer.ts';
export type { ClassificationAnswer, FlowLabel, FlowPlace, FlowStep, LabelledPlace } from './trace/label-flow.ts';
export type { LabelSayer } from './trace/label-sayers.ts';

export type { QuarantinedEvent, QuarantineFilter } from './quarantine/list-quarantine.ts';
export type { QuarantinedAnswer, QuarantinedBody } from './quarantine/show-quarantined.ts';

export type { PersonChange } from './access/access-effects.ts';
export type { AccessChange } from './access/access-plan.ts';
export type { AccessFile, AppliedAccess, EmitterKey } from './access/apply-access.ts';
export type { EmitterChange } from './access/emitter-plan.ts';
export type { AppliedPolicy } from './access/apply-policy.ts';
export type { ApprovedPolicy, RejectedPolicy } from './access/approve-policy.ts';
export type { GlassBroken, GlassWish } from './access/break-glass.ts';
export type { GlassEnded } from './access/end-glass.ts';
export type { GlassFilter, GlassReview, GlassReviewed, ListedGlass } from './access/broken-glasses.ts';
export type { EngagementStretch, EngagementWish } from './access/open-engagement.ts';
export type { EngagementAnswer, EngagementEndedEarly, ListedEngagement } from './access/list-engagements.ts';
export type { ListedReading, ReadOperation } from './access/list-readings.ts';
export type { DraftedPolicy } from './access/draft-policy.ts';
export type { ChangeFilter, DoneByName, ListedChange } from './access/list-policy-changes.ts';
export type { RolledBackPolicy } from './access/rollback-policy.ts';
export { type DecisionAnswer, type DecisionQuestion, type DecisionsAnswer, QUESTIONS_MAX } from './access/decide.ts';
export type { EnforcingSystem } from './access/enforcement-then.ts';
export type { EnforcementReport } from './access/list-enforcement.ts';
export type { ReportedEnforcement } from './access/report-enforcement.ts';
export type { AccessQuestion } from './access/judged-thing.ts';
export type { MetRule } from './access/met-rules.ts';
export type { WhatCouldAnswer, WhatCouldQuestion } from './access/what-could.ts';
export type { CouldAs, WhoCouldAnswer, WhoCouldQuestion } from './access/who-could.ts';
export type { StandingsAnswer } from './access/list-standings.ts';
export type { TrailEntry, TrailFilter } from './access/audit-trail.ts';
export { TRAIL_KINDS, type TrailKind } from './trail-kinds.ts';
export type { KeyBounds, KeyFilter, KeyRotation, ListedKey, MadeKey } from './access/keys.ts';
export type { TrialKey } from './access/trial-key.ts';
export type { LeakedKey, LeakedWhat } from './access/leaked-key.ts';
export type { ListedPolicy, PoliciesAnswer } from './access/list-policies.ts';
export { policyIn } from './access/policy-text.ts';
export type { LabelPreview } from './access/labelled-places.ts';
export type { PolicyPreview, PreviewQuestion } from './access/preview-policy.ts';
export type { ReplayedDecisions } from './access/replay-decisions.ts';
export type { PreviewedChange } from './access/previewed-changes.ts';
export { ArrivalWait } from './arrive/arrival-wait.ts';
export { type Arrival, ARRIVALS_FIRST_MAX, type Arrivals } from './arrive/list-arrivals.ts';
export { issueSignInLink, type SignInLink } from './sign-in/issue-sign-in-link.ts';
export { type BegunSession, signIn } from './sign-in/sign-in.ts';
export { SIGN_IN_LINK_MS_MAX } from './session-terms.ts';
export { type SignInDesk } from './sign-in/sign-in-desk.ts';
export { type KnownPerson, knowPerson } from './sign-in/know-person.ts';
export type { PeopleProvider, Statement, Told } from './sign-in/provider.ts';
export { comeBack, SET_OUT_MS_MAX, setOut } from './sign-in/set-out.ts';
export { signInPerson } from './sign-in/sign-in-person.ts';
export { signedIn, type SignedIn } from './sign-in/signed-in.ts';
export { signOut } from './sign-in/sign-out.ts';
export type { ContractApplied, ContractPreview } from './contract/apply-contract.ts';
export type { Contract, DatasetVerdict, RestsOn } from './contract/contract.ts';
export type { ContractAnswer } from './contract/find-contract.ts';

export type { AlertAcknowledged } from './alert/acknowledge-alert.ts';
export type { Alert, AlertHistoryStep } from './alert/alert.ts';
export type { AlertAnswer, AlertFilter } from './alert/find-alert.ts';
export type { Readers, ReadingColumn } from './alert/find-readers.ts';
export { ringBell } from './alert/ring-bell.ts';
export { keepLabels } from './keep-labels.ts';
export { anchorLog } from './log/anchor-log.ts';
export { checkLedger, type LedgerVerdict } from './log/check-ledger.ts';
export { requireNewest, type RestoreDeclared } from './log/declare-restored.ts';
export { logVerifierKey } from './log/log-signer.ts';
export type { ThingProof, ThingToProve } from './log/prove-thing.ts';
export { cosignAsked } from './log/ask-witness.ts';
export type { LogAnswer, WitnessSaw } from './log/witnesses.ts';
export { logUpTo, sequenceLog } from './log/sequence-log.ts';
export type { ListedReport } from './report/list-reports.ts';
export { REPORT_KINDS, type ReportKind } from './report/report-record.ts';
export type { ReportQuestion, RequestedReport } from './report/request-report.ts';
export { gatherNotices } from './notice/gather-notices.ts';
export type { ListedRoute } from './notice/list-routes.ts';
export type { NoticeSettings } from './notice/notice-desk.ts';
export { type NoticePost, type NoticePosted, NoticeSender, SENT_WITHIN_MS } from './notice/notice-sender.ts';
export type { AilingRoute } from './notice/route-health.ts';

export {
  acknowledgeAlert,
  applyAccess,
  applyContract,
  applyPolicy,
  approvePolicy,
  auditTrail,
  bindKey,
  breakGlass,
  classification,
  decideAccess,
  decideAll,
  declareRestored,
  digestGraph,
  draftPolicy,
  dryRunBatch,
  dryRunEvent,
  endEngagement,
  endGlass,
  endLeakedKey,
  findAlert,
  findContract,
  findDataset,
  findDatasets,
  findEngagement,
  findJob,
  findJobs,
  findReaders,
  findRun,
  findRuns,
  grantBounds,
  labelledPlaces,
  listAlerts,
  listArrivals,
  listBrokenGlasses,
  listContracts,
  listDatasets,
  listEnforcement,
  listEngagements,
  listEvents,
  listJobs,
  listNamespaces,
  listPolicies,
  listPolicyChanges,
  listQuarantine,
  listReadings,
  listReports,
  listRetractions,
  listRoutes,
  listRuns,
  listSettings,
  listStandings,
  makeKey,
  makeTrialKey,
  openEngagement,
  previewContract,
  previewPolicy,
  previewReinstatement,
  previewRetirement,
  previewRetraction,
  proveEntry,
  proveThing,
  quarantineUnread,
  readKeys,
  readStatus,
  receiveBatch,
  receiveEvent,
  recordRuling,
  redriveQuarantined,
  reinstate,
  rejectPolicy,
  replay,
  reportEnforcement,
  requestReport,
  retireNode,
  retract,
  reviewGlass,
  revokeKey,
  rollbackPolicy,
  rotateKey,
  routeSecret,
  searchGraph,
  senderCalled,
  setAlias,
  setLineageWindow,
  showCheckpoint,
  showLog,
  takeCosigned,
  showEvent,
  showQuarantined,
  showTile,
  traceLineage,
  whatCould,
  whoCould,
} from './scoped.ts';
