/**
 * Our own type behind each GraphQL type, so that a resolver is handed what an operation gave and no table row.
 * `\\#operations#DatasetView` is the type DatasetView from the door #operations (the backslash keeps the door's own #).
 * `as` gives it another name where the schema has one of the same. A type that is not named here is handed over as GraphQL describes it.
 */
export const mappers: Readonly<Record<string, string>> = {
  AnswerHeader: '\\#operations#AnswerHeader as AnswerHeaderBehind',
  Reason: '\\#operations#Reason as ReasonBehind',
  PageInfo: './parents.ts#PageInfoParent',
  Named: './parents.ts#NodeParent',
  Name: '\\#lineage#Name as NameBehind',

  Dataset: './parents.ts#NodeParent',
  DatasetConnection: './parents.ts#PageParent<NodeParent>',
  Facet: '\\#operations#FacetInForce as FacetInForceBehind',
  SchemaField: '\\#operations#SchemaField as SchemaFieldBehind',
  Tag: '\\#operations#Tag as TagBehind',
  Owner: '\\#operations#Owner as OwnerBehind',
  Lifecycle: '\\#operations#Lifecycle as LifecycleBehind',
  Column: './parents.ts#ColumnParent',

  Job: './parents.ts#NodeParent',
  JobConnection: './parents.ts#PageParent<NodeParent>',

  Run: './parents.ts#RunParent',
  RunConnection: './parents.ts#PageParent<RunParent>',
  RunReference: '\\#operations#RunRef as RunRefBehind',
  RunUse: './parents.ts#RunUseParent',
  RunFacet: '\\#operations#RunFacet as RunFacetBehind',
  RunFinding: '\\#operations#RunFinding as RunFindingBehind',

  Lineage: '\\#operations#LineageAnswer as LineageAnswerBehind',
  LineageNode: './parents.ts#LineageNodeParent',
  LineageEdge: './parents.ts#LineageEdgeParent',
  Evidence: '\\#operations#Evidence as EvidenceBehind',
  EvidenceEvent: '\\#operations#EvidenceEvent as EvidenceEventBehind',

  Classification: './label-parents.ts#ClassificationParent',
  FlowLabel: './label-parents.ts#FlowLabelParent',
  FlowStep: './label-parents.ts#FlowStepParent',
  FlowPlace: './label-parents.ts#FlowPlaceParent',
  LabelledConnection: './parents.ts#PageParent<LabelledPlaceParent>',
  LabelledPlace: './label-parents.ts#LabelledPlaceParent',

  Namespace: '\\#operations#NamespaceSummary as NamespaceSummaryBehind',
  SearchHit: './parents.ts#SearchHitParent',
  Event: './parents.ts#EventParent',
  EventConnection: './parents.ts#PageParent<EventParent>',
  Refusal: '\\#store#RefusalSum as RefusalBehind',
  Quarantined: './parents.ts#QuarantinedParent',
  QuarantineConnection: './parents.ts#PageParent<QuarantinedParent>',
  Redriven: './parents.ts#RedrivenParent',

  Policies: '\\#operations#PoliciesAnswer',
  Policy: '\\#operations#ListedPolicy',
  PolicyRule: '\\#access#Rule',
  WhoCould: '\\#operations#WhoCouldAnswer',
  CouldEntry: '\\#operations#CouldEntry as CouldEntryBehind',
  HeldGrant: '\\#access#HeldGrant as HeldGrantBehind',
  AccessDecision: '\\#operations#DecisionAnswer',
  AccessDecisions: '\\#operations#DecisionsAnswer',
  DecidedQuestion: './access-parents.ts#DecidedParent',
  ColumnDecision: './access-parents.ts#ColumnDecisionParent',
  MetRule: '\\#operations#MetRule as MetRuleBehind',
  WhatCould: './access-parents.ts#WhatCouldParent',
  AppliedPolicy: '\\#operations#AppliedPolicy as AppliedPolicyBehind',
  PolicyChange: '\\#operations#ListedChange',
  PolicyChangeConnection: './parents.ts#PageParent<ListedChange>',
  PolicyPreview: '\\#operations#PolicyPreview as PolicyPreviewBehind',
  SightChange: '\\#operations#SightChange as SightChangeBehind',
  ReplayedDenials: '\\#operations#ReplayedDenials as ReplayedDenialsBehind',
  DraftedPolicy: '\\#operations#DraftedPolicy as DraftedPolicyBehind',
  ApprovedPolicy: '\\#operations#ApprovedPolicy as ApprovedPolicyBehind',
  RejectedPolicy: '\\#operations#RejectedPolicy as RejectedPolicyBehind',
  RolledBackPolicy: '\\#operations#RolledBackPolicy as RolledBackPolicyBehind',
  BrokenGlass: '\\#operations#ListedGlass',
  GlassReview: '\\#operations#GlassReview as GlassReviewBehind',
  BrokenGlassConnection: './parents.ts#PageParent<ListedGlass>',
  GlassBroken: '\\#operations#GlassBroken as GlassBrokenBehind',
  GlassReviewed: '\\#operations#GlassReviewed as GlassReviewedBehind',
  TrailEntry: './parents.ts#TrailParent',
  ExpiringKey: '\\#operations#EndingKey',
  TrailDecision: '\\#operations#RecordedDecision',
  CameFrom: '\\#operations#CameFrom as CameFromBehind',
  TrailConnection: './parents.ts#PageParent<TrailParent>',
  Contract: './contract-parents.ts#ContractParent',
  ContractConnection: './parents.ts#PageParent<ContractParent>',
  ContractApplied: '\\#operations#ContractApplied as ContractAppliedBehind',
  Verdict: '\\#operations#DatasetVerdict as DatasetVerdictBehind',
  Finding: '\\#contracts#Finding as FindingBehind',

  Alert: './contract-parents.ts#AlertParent',
  AlertConnection: './parents.ts#PageParent<AlertParent>',
  AlertAcknowledged: '\\#operations#AlertAcknowledged as AlertAcknowledgedBehind',
  AlertStep: '\\#operations#AlertHistoryStep as AlertHistoryStepBehind',
  Readers: '\\#operations#Readers as ReadersBehind',
  ReadingColumn: './contract-parents.ts#ReadingColumnParent',
  Report: '\\#operations#ListedReport as ListedReportBehind',
  ReportConnection: './parents.ts#PageParent<ListedReportBehind>',
  RequestedReport: '\\#operations#RequestedReport as RequestedReportBehind',
  Whoami: '\\#operations#WhoAmI as WhoAmIBehind',
};

/** What every resolver is handed as its context, seen from apps/server/src/graphql. */
export const contextType = './request-context.ts#RequestContext';

/** How each scalar of the schema arrives in a resolver, and what a resolver gives for it. A scalar without a line here is refused. */
export const scalars: Readonly<Record<string, { readonly input: string; readonly output: string }>> = {
  DateTime: { input: 'never', output: '\\#foundation#Instant' },
  Position: { input: 'string', output: 'bigint' },
  JSON: { input: 'never', output: './json-text.ts#JsonText' },
};
