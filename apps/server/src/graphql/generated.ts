// Written by `npm run generate` from the .graphql files beside it.
import type { Instant } from '#foundation';
import type { JsonText } from './json-text.ts';
import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { AnswerHeader as AnswerHeaderBehind, Reason as ReasonBehind, FacetInForce as FacetInForceBehind, SchemaField as SchemaFieldBehind, Tag as TagBehind, Owner as OwnerBehind, Lifecycle as LifecycleBehind, RunRef as RunRefBehind, RunFacet as RunFacetBehind, RunFinding as RunFindingBehind, LineageAnswer as LineageAnswerBehind, NamelessNode as NamelessNodeBehind, NamelessEdge as NamelessEdgeBehind, Evidence as EvidenceBehind, EvidenceEvent as EvidenceEventBehind, NamespaceSummary as NamespaceSummaryBehind, LogAnswer as LogBehind, WitnessSaw as WitnessBehind, ThingProof, PoliciesAnswer, ListedPolicy, LabelPreview as LabelPreviewBehind, LabelSayer as LabelSayerBehind, WhoCouldAnswer, CouldAs as CouldAsBehind, DecisionAnswer, DecisionsAnswer, MetRule as MetRuleBehind, AppliedAccess as AppliedAccessBehind, AccessChange as AccessChangeBehind, PersonChange, EmitterChange, EmitterKey as EmitterKeyBehind, ListedKey, AppliedPolicy as AppliedPolicyBehind, ListedChange, PolicyPreview as PolicyPreviewBehind, PreviewedChange as PreviewedChangeBehind, ReplayedDecisions as ReplayedDecisionsBehind, DraftedPolicy as DraftedPolicyBehind, ApprovedPolicy as ApprovedPolicyBehind, RejectedPolicy as RejectedPolicyBehind, RolledBackPolicy as RolledBackPolicyBehind, ListedGlass, GlassReview as GlassReviewBehind, GlassBroken as GlassBrokenBehind, GlassReviewed as GlassReviewedBehind, GlassEnded as GlassEndedBehind, EnforcingSystem as EnforcingSystemBehind, EnforcementReport as EnforcementReportBehind, ReportedEnforcement as ReportedEnforcementBehind, EngagementEndedEarly, ListedReading, ReadOperation as ReadOperationBehind, EngagementStretch, EndingKey as EndingKeyBehind, RecordedDecision, CameFrom as CameFromBehind, ContractApplied as ContractAppliedBehind, DatasetVerdict as DatasetVerdictBehind, AlertAcknowledged as AlertAcknowledgedBehind, AlertHistoryStep as AlertHistoryStepBehind, Readers as ReadersBehind, ListedReport as ListedReportBehind, RequestedReport as RequestedReportBehind, WhoAmI as WhoAmIBehind } from '#operations';
import type { PageInfoParent, NodeParent, PageParent, ColumnParent, RunParent, RunUseParent, LineageNodeParent, LineageEdgeParent, SearchHitParent, EventParent, QuarantinedParent, RedrivenParent, TrailParent } from './parents.ts';
import type { Name as NameBehind } from '#lineage';
import type { ClassificationParent, FlowLabelParent, FlowStepParent, FlowPlaceParent, LabelledPlaceParent } from './label-parents.ts';
import type { ProofOpening as ProofOpeningBehind } from '#log';
import type { RefusalSum as RefusalBehind } from '#store';
import type { Rule, KeepOutWritten, HeldGrant as HeldGrantBehind, TeamStanding, Alerts, Holding, RuleOfTeam as RuleOfTeamBehind, Claim, EmitterBounds as EmitterBoundsBehind, LabelWritten } from '#access';
import type { KeptOut as KeptOutBehind } from '#openlineage';
import type { DecidedParent, ColumnDecisionParent, FacetDecisionParent, WhatCouldParent, TeamsParent } from './access-parents.ts';
import type { MadeKeyParent, EndingKeyParent } from './key-parents.ts';
import type { EngagementParent } from './engagement-parents.ts';
import type { ContractParent, AlertParent, ReadingColumnParent } from './contract-parents.ts';
import type { Finding as FindingBehind } from '#contracts';
import type { RequestContext } from './request-context.ts';
export type Maybe<T> = T | null;
export type InputMaybe<T> = Maybe<T>;
export type Omit<T, K extends keyof T> = Pick<T, Exclude<keyof T, K>>;
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** A moment, RFC 3339 in UTC, exact to the nanosecond: `2026-03-31T06:00:02.000160244Z`. */
  DateTime: { input: never; output: Instant; }
  /** A place in the ledger, or a number of its entries, as decimal digits: larger than what a JSON number can hold. */
  Position: { input: string; output: bigint; }
  /** Any JSON, as it came: unknown members are kept, and numbers have all their digits. */
  JSON: { input: never; output: JsonText; }
};

/** The policies in force. */
export type Policies = {
  /** The two times of this answer, and whether it is whole. */
  readonly header: AnswerHeader;
  /** The policies, by name. */
  readonly nodes: ReadonlyArray<Policy>;
};

/** Rules that allow and deny roles to see, read or write things, and mask columns that are read. What one policy denies no other gives back. */
export type Policy = {
  /** Its name. A policy that is applied under the name of another takes its place. */
  readonly name: Scalars['String']['output'];
  /** What it is for, in its author's words. */
  readonly description?: Maybe<Scalars['String']['output']>;
  /** The version: where it stands in the ledger. */
  readonly version: Scalars['Position']['output'];
  /** Who applied it. */
  readonly appliedBy: Principal;
  /** When it was applied, by Headgate's clock. */
  readonly appliedAt: Scalars['DateTime']['output'];
  /** Whether nobody but its author approved it. */
  readonly isAlone: Scalars['Boolean']['output'];
  /** Whether it is a rollback whose second approval is owed. */
  readonly isOwed: Scalars['Boolean']['output'];
  /** Its rules. Without any it allows and denies nothing. */
  readonly rules: ReadonlyArray<PolicyRule>;
  /** Its rules on what is never stored. */
  readonly keepOut: ReadonlyArray<KeepOutRule>;
  /** What it says that data are. */
  readonly labels: ReadonlyArray<PolicyLabel>;
};

/** A label that a policy says of data, whenever they were. */
export type PolicyLabel = {
  /** A level, such as `PHI`, or a tag, as `key` or `key=value`: as it is written. */
  readonly label: Scalars['String']['output'];
  /** Only of datasets in namespaces that fit; * stands for any text. Null: in all. */
  readonly namespace?: Maybe<Scalars['String']['output']>;
  /** Only of datasets whose name fits; * stands for any text. Null: of all. */
  readonly name?: Maybe<Scalars['String']['output']>;
  /** Only of the bodies of this logical dataset. Null: of all datasets. */
  readonly logical?: Maybe<Scalars['String']['output']>;
  /** Of each known column whose path fits one of these; * stands for any text. Null: of the dataset whole. */
  readonly columns?: Maybe<ReadonlyArray<Scalars['String']['output']>>;
};

/** A rule on values about data that are kept out of events before they are stored. */
export type KeepOutRule = {
  /** How. */
  readonly how: KeepOutHow;
  /** Only of datasets and jobs in namespaces that fit; * stands for any text. Null: in all. */
  readonly namespace?: Maybe<Scalars['String']['output']>;
  /** Only of datasets and jobs whose name fits; * stands for any text. Null: of all. */
  readonly name?: Maybe<Scalars['String']['output']>;
  /** Only of datasets with this tag; with columns, also of columns with it. Null: whatever their tags. */
  readonly tag?: Maybe<Scalars['String']['output']>;
  /** Only of datasets whose data bear this classification, or one above it; with columns, also of columns that do. Null: whatever they bear. */
  readonly classification?: Maybe<Scalars['String']['output']>;
  /** In which form they bear it, or one in which more came along: plain, pseudonymised, inferred. Null: pseudonymised. */
  readonly form?: Maybe<Scalars['String']['output']>;
  /** Only about columns whose path, or that of a field around them, fits one of these; * stands for any text. Null: about all. */
  readonly columns?: Maybe<ReadonlyArray<Scalars['String']['output']>>;
  /** In facets whose name fits one of these; * stands for any text. */
  readonly facets: ReadonlyArray<Scalars['String']['output']>;
};

/** One rule of a policy. It is about columns, facets or jobs when it names some, else about things whole: datasets and jobs. */
export type PolicyRule = {
  /** Whether it gives or takes away. What is taken away stays so. */
  readonly effect: PolicyEffect;
  /** Of a rule that masks: how. Null: it allows or denies. */
  readonly how?: Maybe<Mask>;
  /** The roles that it is for, such as `engineer`. */
  readonly roles: ReadonlyArray<Scalars['String']['output']>;
  /**
   * What is done: `see`, a thing in Headgate; `read` and `write`, the data itself. Several are joined by a comma.
   * @deprecated From 2028-01-01 it may be gone; ask for `actions`.
   */
  readonly action: Scalars['String']['output'];
  /** What is done: `see`, a thing in Headgate; `read` and `write`, the data itself, as a gateway asks. */
  readonly actions: ReadonlyArray<Scalars['String']['output']>;
  /** Only in namespaces that fit; * stands for any text. Null: in all. */
  readonly namespace?: Maybe<Scalars['String']['output']>;
  /** Only of datasets and jobs whose name fits; * stands for any text. Null: of all. */
  readonly name?: Maybe<Scalars['String']['output']>;
  /** Only of the datasets that are bodies of this logical dataset. Null: of all. */
  readonly logical?: Maybe<Scalars['String']['output']>;
  /** Only where a tag says so, as `key` or `key=value`, capitals or not: of the dataset, or of the column. Null: with any tags or none. */
  readonly tag?: Maybe<Scalars['String']['output']>;
  /** Only where data bear this level or one above it, said or come by lineage: `PUBLIC`, `INTERNAL`, `CONFIDENTIAL`, `PII` or `PHI`. Null: whatever they bear. */
  readonly classification?: Maybe<Scalars['String']['output']>;
  /** In which form they bear it at least: `plain`, `pseudonymised` or `inferred`. Null: `pseudonymised`. */
  readonly form?: Maybe<Scalars['String']['output']>;
  /** The columns, where * stands for any text. Null: not about columns. */
  readonly columns?: Maybe<ReadonlyArray<Scalars['String']['output']>>;
  /** The facets, by name, where * stands for any text. Null: not about facets. */
  readonly facets?: Maybe<ReadonlyArray<Scalars['String']['output']>>;
  /** The jobs, by name, where * stands for any text, and with them their runs. Null: not about jobs alone. */
  readonly jobs?: Maybe<ReadonlyArray<Scalars['String']['output']>>;
  /** Only of things that this team owns; `own`: a team of the asker; `others`: no team of the asker. Null: whoever owns it. */
  readonly owner?: Maybe<Scalars['String']['output']>;
  /** Only for these purposes; a rule that denies or masks also when no purpose is said. Null: for any. */
  readonly purpose?: Maybe<ReadonlyArray<Scalars['String']['output']>>;
  /** From when on it counts. Null: always before `until`. */
  readonly from?: Maybe<Scalars['DateTime']['output']>;
  /** Until when it counts, that instant left out. Null: without end. */
  readonly until?: Maybe<Scalars['DateTime']['output']>;
};

/** What a rule does. */
export type PolicyEffect =
  /** It allows what no rule denies. Built-in roles see everything without it; any other role sees what it is allowed. */
  | 'ALLOW'
  /** It denies, whatever other rules allow. What may not be seen is hidden. */
  | 'DENY'
  /** It masks columns: whoever may read them reads them masked, as `how` says or stricter. */
  | 'MASK';

/** How a column is masked, from the least to the most strict. */
export type Mask =
  /** A part of the value stays, as its last letters, or its year. */
  | 'PARTIAL'
  /** A keyed hash: equal values stay equal. */
  | 'HASH'
  /** Nothing of the value stays. */
  | 'REDACT';

/** What became of a policy. */
export type AppliedPolicy = {
  /** Its name. */
  readonly name: Scalars['String']['output'];
  /** The version in force: where it stands in the ledger. Null: it waits as a draft. */
  readonly version?: Maybe<Scalars['Position']['output']>;
  /** The draft that waits for somebody else's approval. Null: it is in force. */
  readonly draft?: Maybe<Scalars['Position']['output']>;
  /** Whether it was recorded. False: the version in force, or a draft that waits, says the same. */
  readonly isNew: Scalars['Boolean']['output'];
};

/** Who did what, or was not let. */
export type TrailEntry = {
  /** Its place in the ledger. */
  readonly position: Scalars['Position']['output'];
  /** Its public name in evidence, 64 hexadecimal digits. */
  readonly commitment: Scalars['String']['output'];
  /** When it was recorded, by Headgate's clock. */
  readonly recordedAt: Scalars['DateTime']['output'];
  /** What kind of entry it is. */
  readonly kind: TrailKind;
  /** Who did it, or to whom it was denied. */
  readonly principal: Principal;
  /** What was done, or asked for: such as `apply policy`, `key made`, `retract`, `see`. */
  readonly action: Scalars['String']['output'];
  /** To what. */
  readonly what: Scalars['String']['output'];
  /** What became of it. */
  readonly outcome: TrailOutcome;
  /** Why, in a sentence. Null: nobody said. */
  readonly why?: Maybe<Scalars['String']['output']>;
  /** The version of the policy that decided: where it stands in the ledger. Null: no policy did. */
  readonly policy?: Maybe<Scalars['Position']['output']>;
  /** Of an entry that counts: how often the same was decided again within the minute of its `first`. 1 of all else. */
  readonly count: Scalars['Int']['output'];
  /** By which door it came, and from where. Null: by none that is known. */
  readonly from?: Maybe<CameFrom>;
  /** The roles that who asked had by its key, where the entry says so; of a person that comes in by a provider those that its groups gave. */
  readonly roles: ReadonlyArray<Scalars['String']['output']>;
  /** What one operation decided, part by part, what was denied first; the fields above tell the first part. Empty: the entry is an act of another kind. */
  readonly decisions: ReadonlyArray<TrailDecision>;
};

/** From where somebody came. */
export type CameFrom = {
  /** The door. */
  readonly door: Door;
  /** The address of the client: that of the connection, or what a proxy of `HTTP_TRUSTED_PROXIES` says. Null: it came by no network. */
  readonly address?: Maybe<Scalars['String']['output']>;
};

/** How somebody comes to Headgate. */
export type Door =
  /** The window, `/graphql`. */
  | 'GRAPHQL'
  /** Another path of the server. */
  | 'HTTP'
  /** A command on the machine of the installation. */
  | 'CLI';

/** What was decided alike of some things in one operation. */
export type TrailDecision = {
  /** What was done or asked for: such as `see`, `decide read`, `administer`. */
  readonly action: Scalars['String']['output'];
  /** What became of it. */
  readonly outcome: TrailOutcome;
  /** Of how many things. */
  readonly things: Scalars['Int']['output'];
  /** The first few of them. */
  readonly names: ReadonlyArray<Scalars['String']['output']>;
  /** Whom it was asked about. Null: who asked. */
  readonly about?: Maybe<Principal>;
  /** Why, in a sentence. Null: nobody said. */
  readonly why?: Maybe<Scalars['String']['output']>;
  /** The version of the policy whose rule decided: where it stands in the ledger. Null: no policy did. */
  readonly policy?: Maybe<Scalars['Position']['output']>;
  /** Which of its rules, from 1. */
  readonly rule?: Maybe<Scalars['Int']['output']>;
  /** Of columns that were allowed: with which mask alone. Null: plain, or it is about something else. */
  readonly mask?: Maybe<Mask>;
  /** For which purpose it was asked. Null: for none, or the entry is from before purposes were recorded. */
  readonly purpose?: Maybe<Scalars['String']['output']>;
  /** The newest version of a policy that was in force: where it stands in the ledger. Null: none was, or the entry counts and its first tells. */
  readonly under?: Maybe<Scalars['Position']['output']>;
  /** Of an entry that counts: how often the same was decided again within the minute. Else 1. */
  readonly count: Scalars['Int']['output'];
  /** Of an entry that counts: the entry of the first. */
  readonly first?: Maybe<Scalars['Position']['output']>;
};

/** Kinds of entries of the trail. */
export type TrailKind =
  /** A policy was drafted, approved, rejected, applied or rolled back; a team or a role was put into force or removed; the glass was broken, or that was reviewed. */
  | 'POLICY'
  /** A key was made, widened or ended. */
  | 'KEY'
  /** Claims were taken out of the graph, or a retraction was taken back. */
  | 'RETRACTION'
  /** Something was set about the graph. */
  | 'SETTING'
  /** Something was denied; something was allowed about data that a tag, a policy or a contract calls CONFIDENTIAL, PII or PHI and about copies of it; the trail was read; or something was done that is no entry of its own, such as a redrive. */
  | 'DECISION'
  /** A contract was applied. */
  | 'CONTRACT'
  /** A report was made. */
  | 'REPORT'
  /** Bodies were dropped by their age. */
  | 'RETIREMENT'
  /** Events were erased. */
  | 'ERASURE'
  /** An older copy of the database was declared the newest. */
  | 'RESTORATION';

/** What became of what somebody wanted. */
export type TrailOutcome =
  /** It was done. */
  | 'DONE'
  /** It was asked for, and allowed; recorded of data that a tag, a policy or a contract calls CONFIDENTIAL, PII or PHI, and of copies of it, and of reading the trail. */
  | 'ALLOWED'
  /** It was denied. */
  | 'DENIED'
  /** It was tried, and did not come true. */
  | 'REFUSED';

/** A page of the trail. */
export type TrailConnection = {
  /** The two times of this answer, and whether it is whole. */
  readonly header: AnswerHeader;
  /** The entries. */
  readonly nodes: ReadonlyArray<TrailEntry>;
  /** The entries, each with its cursor. */
  readonly edges: ReadonlyArray<TrailEdge>;
  /** Where this page stands in the list. */
  readonly pageInfo: PageInfo;
};

/** An entry of the trail in its list. */
export type TrailEdge = {
  /** Where it stands in the list. */
  readonly cursor: Scalars['String']['output'];
  /** The entry. */
  readonly node: TrailEntry;
};

/** What is done with a thing. */
export type AccessAction =
  /** A thing in Headgate is looked at. */
  | 'SEE'
  /** The data itself is read. */
  | 'READ'
  /** The data itself is written. */
  | 'WRITE';

/** Who could do something with a dataset, a column, a job or a facet. */
export type WhoCould = {
  /** The two times of this answer, and whether it is whole. */
  readonly header: AnswerHeader;
  /** What is done. */
  readonly action: AccessAction;
  /** The dataset. Null: it is of a job. */
  readonly dataset?: Maybe<Dataset>;
  /** The job. Null: it is of a dataset. */
  readonly job?: Maybe<Job>;
  /** The column; null: the thing whole, or a facet. */
  readonly column?: Maybe<Scalars['String']['output']>;
  /** The facet; null: the thing whole, or a column. */
  readonly facet?: Maybe<Scalars['String']['output']>;
  /** The time whose rules decided. */
  readonly at: Scalars['DateTime']['output'];
  /** Those who could: administrators, people, groups, and names in teams and roles by which nobody has come in. */
  readonly who: ReadonlyArray<CouldEntry>;
  /** How many were judged. */
  readonly judged: Scalars['Int']['output'];
  /** Who holds to this answer. */
  readonly enforcement: Enforcement;
  /** By which systems it is reported, where it is `REPORTED`. */
  readonly enforcedBy: ReadonlyArray<EnforcingSystem>;
};

/** Who holds to an answer about access. */
export type Enforcement =
  /** Headgate itself: what may not be seen is in none of its answers. */
  | 'HEADGATE'
  /** Systems that guard the data report that they heed what is decided, of all names of the dataset. That is a claim of those whom `enforcedBy` names. */
  | 'REPORTED'
  /** It is not known: no system that guards the data has told whether it asks, or not of all names of the dataset. */
  | 'NOT_KNOWN';

/** Somebody who could. */
export type CouldEntry = {
  /** What it is. */
  readonly kind: CouldKind;
  /** The name. */
  readonly name: Scalars['String']['output'];
  /** The id of the principal. Null of a group, and of a name by which nobody has come in. */
  readonly id?: Maybe<Scalars['ID']['output']>;
  /** The roles that were held, and by what. */
  readonly grants: ReadonlyArray<HeldGrant>;
  /** Of a column that is read: with which mask, as if every mask could be applied. Null: plain. */
  readonly mask?: Maybe<Mask>;
  /** Of a facet: whether it is shown as it came, to the letter. False: without what may name what is hidden. Null: it is not about a facet. */
  readonly isWhole?: Maybe<Scalars['Boolean']['output']>;
};

/** What somebody is who could. */
export type CouldKind =
  /** An administrator. */
  | 'ADMIN'
  /** A person. */
  | 'PERSON'
  /** All in a group of the identity provider. */
  | 'GROUP'
  /** A name in a team or role by which nobody has come in. */
  | 'NAMED';

/** A role that somebody holds. */
export type HeldGrant = {
  /** The role. */
  readonly role: Scalars['String']['output'];
  /** The team within whose namespaces it is allowed things, or the engagement within whose scope, as `engagement:soc2`. Null: everywhere. */
  readonly team?: Maybe<Scalars['String']['output']>;
  /** What it comes by: `key`, the person's name or id, `group:` and the name of the group, or `break-glass`. */
  readonly by: Scalars['String']['output'];
  /** Until when it is held, that instant left out. Null: without end. */
  readonly until?: Maybe<Scalars['DateTime']['output']>;
};

/** The datasets that somebody could see, read or write, or the jobs that they could see: a page of them, by namespace and name. */
export type WhatCould = {
  /** The two times of this answer, and whether it is whole. */
  readonly header: AnswerHeader;
  /** Whom it is about: the id. */
  readonly who: Scalars['ID']['output'];
  /** Whom it is about: the name. */
  readonly name: Scalars['String']['output'];
  /** The roles that were held, and by what. */
  readonly grants: ReadonlyArray<HeldGrant>;
  /** What is done. */
  readonly action: AccessAction;
  /** What was said to be done with it. */
  readonly purpose?: Maybe<Scalars['String']['output']>;
  /** The time whose rules decided. */
  readonly at: Scalars['DateTime']['output'];
  /** Which things. */
  readonly kind: NodeKind;
  /** The datasets, or the jobs. */
  readonly nodes: ReadonlyArray<Named>;
  /** The same, each with its cursor. */
  readonly edges: ReadonlyArray<NamedEdge>;
  /** Where this page stands in the list. */
  readonly pageInfo: PageInfo;
  /** Who holds to this answer: `REPORTED` where it is of each dataset of this page. */
  readonly enforcement: Enforcement;
  /** By which systems it is reported, where it is `REPORTED`. */
  readonly enforcedBy: ReadonlyArray<EnforcingSystem>;
};

/** A dataset or a job in a list of either. */
export type NamedEdge = {
  /** Where it stands in the list. */
  readonly cursor: Scalars['String']['output'];
  /** The dataset or the job. */
  readonly node: Named;
};

/** Whether somebody may do something with a dataset or a job. */
export type AccessQuestion = {
  /** Whom it is asked about: an id, a name, or `subject:` and what the provider knows them by. Absent: who asks. */
  readonly who?: InputMaybe<Scalars['String']['input']>;
  /** What is done. */
  readonly action?: AccessAction;
  /** The dataset; or say `job`. */
  readonly dataset?: InputMaybe<NodeInput>;
  /** The job, which is seen. */
  readonly job?: InputMaybe<NodeInput>;
  /** The columns of the dataset that are meant, by their paths. Absent: the thing whole. */
  readonly columns?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** The facets that are meant, by their names, which are seen. Absent: the thing whole. */
  readonly facets?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** What is said to be done with it. Absent: nothing is said. */
  readonly purpose?: InputMaybe<Scalars['String']['input']>;
  /** Of columns that are read: which masks who asks can apply. Absent: none. */
  readonly masks?: InputMaybe<ReadonlyArray<Mask>>;
};

/** Decisions about access, made together. */
export type AccessDecisions = {
  /** The two times of this answer, and whether it is whole. */
  readonly header: AnswerHeader;
  /** One for each question, in its order. */
  readonly nodes: ReadonlyArray<DecidedQuestion>;
};

/** What became of one question. */
export type DecidedQuestion = {
  /** What was decided. Null: `problem` says why nothing was. */
  readonly decision?: Maybe<AccessDecision>;
  /** Why nothing was decided. Whoever enforces denies then. */
  readonly problem?: Maybe<QuestionProblem>;
};

/** Why a question has no answer. */
export type QuestionProblem = {
  /** As `extensions.code` of an error. */
  readonly code: Scalars['String']['output'];
  /** What to do, in a sentence. */
  readonly message: Scalars['String']['output'];
};

/** What was decided of a column. */
export type ColumnDecision = {
  /** Its path. */
  readonly column: Scalars['String']['output'];
  /** Whether it is allowed. */
  readonly isAllowed: Scalars['Boolean']['output'];
  /** With which mask alone it is allowed: of the `masks` of the question the least strict that is strict enough. Null: plain, or it is denied. */
  readonly mask?: Maybe<Mask>;
  /** The policy that denies or masks it. Null: it is allowed, and plain, or no rule allows it. */
  readonly policy?: Maybe<Scalars['String']['output']>;
  /** The version of that policy: where it stands in the ledger. */
  readonly version?: Maybe<Scalars['Position']['output']>;
  /** Which of its rules, from 1. */
  readonly rule?: Maybe<Scalars['Int']['output']>;
  /** All that in a sentence. */
  readonly why: Scalars['String']['output'];
};

/** What was decided of a facet: by its name, whether or not the thing has one. */
export type FacetDecision = {
  /** Its name. */
  readonly facet: Scalars['String']['output'];
  /** Whether it is allowed. */
  readonly isAllowed: Scalars['Boolean']['output'];
  /** Whether it is shown as it came. False: without what may name what is hidden, or it is denied. */
  readonly isWhole: Scalars['Boolean']['output'];
  /** The policy that denies it. Null: it is allowed, or no rule allows it, or it is withheld as it may name what is hidden. */
  readonly policy?: Maybe<Scalars['String']['output']>;
  /** The version of that policy: where it stands in the ledger. */
  readonly version?: Maybe<Scalars['Position']['output']>;
  /** Which of its rules, from 1. */
  readonly rule?: Maybe<Scalars['Int']['output']>;
  /** All that in a sentence. */
  readonly why: Scalars['String']['output'];
};

/** A rule that met what was asked about, whether or not it decided. */
export type MetRule = {
  /** Whether it allows, denies or masks. */
  readonly effect: PolicyEffect;
  /** Of a rule that masks: how. Null: it allows or denies. */
  readonly how?: Maybe<Mask>;
  /** The policy. Null: the built-in rule. */
  readonly policy?: Maybe<Scalars['String']['output']>;
  /** The version of the policy: where it stands in the ledger. */
  readonly version?: Maybe<Scalars['Position']['output']>;
  /** Which of its rules, from 1. */
  readonly rule?: Maybe<Scalars['Int']['output']>;
  /** The roles by which it concerns the one who is asked about; of a rule that allows, those by which it allows this. */
  readonly grants: ReadonlyArray<HeldGrant>;
  /** The names of the dataset or the job by which it was met. What is allowed is so by each of them; one is enough to deny or mask. */
  readonly names: ReadonlyArray<Name>;
  /** Which of the columns that were asked about, by themselves or by a column within them that counts with them. Empty: the thing whole was, or facets. */
  readonly columns: ReadonlyArray<Scalars['String']['output']>;
  /** Which of the facets that were asked about. */
  readonly facets: ReadonlyArray<Scalars['String']['output']>;
};

/** Whether somebody may, and by which rule. */
export type AccessDecision = {
  /** The two times of this answer, and whether it is whole. */
  readonly header: AnswerHeader;
  /** Whom it is about: the id. */
  readonly who: Scalars['ID']['output'];
  /** Whom it is about: the name. */
  readonly name: Scalars['String']['output'];
  /** What is done. */
  readonly action: AccessAction;
  /** The dataset. Null: it is of a job. */
  readonly dataset?: Maybe<Dataset>;
  /** The job. Null: it is of a dataset. */
  readonly job?: Maybe<Job>;
  /** The column; null: the thing whole, several columns, or facets. */
  readonly column?: Maybe<Scalars['String']['output']>;
  /** What was said to be done with it. */
  readonly purpose?: Maybe<Scalars['String']['output']>;
  /** The time whose rules decided. */
  readonly at: Scalars['DateTime']['output'];
  /** Whether it is allowed. Of columns and facets: whether all of them are. */
  readonly isAllowed: Scalars['Boolean']['output'];
  /**
   * Of a dataset whole that is allowed: whether rules deny or mask columns of it, or may. Then whoever hands data out asks with the columns that are read. Of columns,
   * facets and jobs always false.
   */
  readonly columnsDiffer: Scalars['Boolean']['output'];
  /** What was decided of each column that was asked about. */
  readonly columns: ReadonlyArray<ColumnDecision>;
  /** What was decided of each facet that was asked about. */
  readonly facets: ReadonlyArray<FacetDecision>;
  /** The policy that denies it, or that masks a column so that it is denied. Null: it is allowed, no rule allows it, or a facet is withheld. */
  readonly policy?: Maybe<Scalars['String']['output']>;
  /** The version of that policy: where it stands in the ledger. */
  readonly version?: Maybe<Scalars['Position']['output']>;
  /** Which of its rules, from 1. */
  readonly rule?: Maybe<Scalars['Int']['output']>;
  /** All that in a sentence. */
  readonly why: Scalars['String']['output'];
  /** The roles that were held, and by what. To a gateway none are told of others. */
  readonly grants: ReadonlyArray<HeldGrant>;
  /** Every rule that met, those that allow first, those that mask last. Null: that is told to auditors and administrators alone. Empty of an administrator that sees, whom no rule holds. */
  readonly rules?: Maybe<ReadonlyArray<MetRule>>;
  /** Who holds to this answer. */
  readonly enforcement: Enforcement;
  /** By which systems it is reported, where it is `REPORTED`. */
  readonly enforcedBy: ReadonlyArray<EnforcingSystem>;
};

/** An alert that somebody has seen. */
export type AlertAcknowledged = {
  /** The alert's `id`. */
  readonly id: Scalars['ID']['output'];
  /** What it is from now on. */
  readonly state: AlertState;
  /** The place of this step in the ledger. */
  readonly position: Scalars['Position']['output'];
};

/** A broken promise of a contract. The same promise broken in the same way is the same alert, however often it is found. */
export type Alert = {
  /** The same for the same finding, for ever. */
  readonly id: Scalars['ID']['output'];
  /** Where it stands. */
  readonly state: AlertState;
  /** What was found. */
  readonly kind: FindingKind;
  /** The id of the contract. */
  readonly contract: Scalars['ID']['output'];
  /** The dataset, as the contract names it. */
  readonly dataset: Name;
  /** The column, nested ones by dotted path. */
  readonly column: Scalars['String']['output'];
  /** The type as the contract spells it. Null: it gives none. */
  readonly expected?: Maybe<Scalars['String']['output']>;
  /** The type as the event spelled it. Null: there is none. */
  readonly found?: Maybe<Scalars['String']['output']>;
  /** When it was last opened, by Headgate's clock. */
  readonly openedAt: Scalars['DateTime']['output'];
  /** Since when the schema holds that broke the promise, by event time. */
  readonly since?: Maybe<Scalars['DateTime']['output']>;
  /** The event that broke the promise, and the contract. */
  readonly evidence: ReadonlyArray<EvidenceEvent>;
  /** Who read the column when it was last there, by column lineage. Null when the dataset was not there then. A question of its own: not within a list. */
  readonly readers?: Maybe<Readers>;
  /** Its life, in the order of recording. */
  readonly history: ReadonlyArray<AlertStep>;
  /** The two times of this answer, and whether it is whole. */
  readonly header: AnswerHeader;
};

/** Where an alert stands. */
export type AlertState =
  /** A promise is broken, and nobody has said that they saw it. */
  | 'OPEN'
  /** A promise is broken, and somebody has seen it. */
  | 'ACKNOWLEDGED'
  /** The promise is kept again, or is no promise any more. */
  | 'RESOLVED';

/** A step in the life of an alert. */
export type AlertStep = {
  /** What happened. */
  readonly event: AlertEvent;
  /** What the alert was from then on. */
  readonly state: AlertState;
  /** When it was recorded, by Headgate's clock. */
  readonly at: Scalars['DateTime']['output'];
  /** Who did it; what Headgate did of itself is by Headgate. */
  readonly by: Principal;
  /** What they said of it. */
  readonly note?: Maybe<Scalars['String']['output']>;
  /** The event and the contract that the verdict rests on which made this step. Empty when somebody acknowledged. */
  readonly evidence: ReadonlyArray<EvidenceEvent>;
  /** Its place in the ledger. */
  readonly position: Scalars['Position']['output'];
  /** Its public name in evidence, 64 hexadecimal digits. */
  readonly commitment: Scalars['String']['output'];
};

/** What can happen to an alert. */
export type AlertEvent =
  /** The promise was found broken. */
  | 'FOUND'
  /** Somebody said that they saw it. */
  | 'ACKNOWLEDGED'
  /** The promise was found kept, or is no promise any more. */
  | 'MENDED';

/** Who reads a column, directly or by way of what was made from it. */
export type Readers = {
  /** The jobs, the nearest first. */
  readonly jobs: ReadonlyArray<Job>;
  /** The columns that were made from it, the nearest first. */
  readonly columns: ReadonlyArray<ReadingColumn>;
  /** The two times that were asked about: the last instant before the column was gone. */
  readonly header: AnswerHeader;
};

/** A column that was made from another one. */
export type ReadingColumn = {
  /** Its dataset. */
  readonly dataset: Dataset;
  /** The column. Null: the rows as a whole, for which column is not known. */
  readonly column?: Maybe<Scalars['String']['output']>;
  /** How many jobs away. */
  readonly depth: Scalars['Int']['output'];
};

/** A page of alerts. */
export type AlertConnection = {
  /** The two times of this answer, and whether it is whole. */
  readonly header: AnswerHeader;
  /** The alerts. */
  readonly nodes: ReadonlyArray<Alert>;
  /** The alerts, each with its cursor. */
  readonly edges: ReadonlyArray<AlertEdge>;
  /** Where this page stands in the list. */
  readonly pageInfo: PageInfo;
};

/** An alert in its list. */
export type AlertEdge = {
  /** Where it stands in the list. */
  readonly cursor: Scalars['String']['output'];
  /** The alert. */
  readonly node: Alert;
};

/** The two times of an answer, and whether it is whole. Asked again with the same two times, the answer is the same; MAPPING_BEHIND and FOLD_DIFFERS tell of the moment. */
export type AnswerHeader = {
  /** What was true in the world at this time, by the times that events themselves give. Unless asked otherwise: now, and five minutes for clocks that run ahead. */
  readonly asOf: Scalars['DateTime']['output'];
  /** From what Headgate knew: this many entries of its ledger. Unless asked otherwise: all that were in the graph when the answer began. */
  readonly knownAt: Scalars['Position']['output'];
  /** Which version of the rules made the graph out of the ledger. */
  readonly foldVersion: Scalars['Int']['output'];
  /** Whether anything is known to be missing. */
  readonly completeness: Completeness;
  /** What is missing, and what would make the answer whole. Empty when it is COMPLETE. */
  readonly reasons: ReadonlyArray<Reason>;
};

/** Whether an answer is whole. */
export type Completeness =
  /** Nothing is known to be missing. */
  | 'COMPLETE'
  /** Something is missing; `reasons` says what. */
  | 'PARTIAL';

/** Why an answer is not whole. */
export type Reason = {
  /** What kind of thing is missing. */
  readonly code: ReasonCode;
  /** What is missing, and what would make the answer whole, in a sentence. */
  readonly message: Scalars['String']['output'];
};

/** Kinds of things that can be missing from an answer. More may be added. */
export type ReasonCode =
  /** Recorded entries are not in the graph yet. */
  | 'MAPPING_BEHIND'
  /** The graph was made by another version of the rules than this program's, and takes nothing in until it is built anew. */
  | 'FOLD_DIFFERS'
  /** Events that could not be used wait in quarantine. */
  | 'QUARANTINED_EVENTS'
  /** Recorded entries could not be applied to the graph. */
  | 'ENTRIES_SET_ASIDE'
  /** The answer was cut; its cursor continues it. */
  | 'TRUNCATED'
  /** A run that matters here began and never told of its end. */
  | 'RUN_NEVER_ENDED'
  /** A producer says that it could not tell all of its lineage. */
  | 'EXTRACTION_ERRORS'
  /** A job that used to speak has fallen silent: one that runs all the time for ten of its usual gaps, or a day (and five minutes for clocks); a batch job for its lineage window, 30 days unless set. */
  | 'PRODUCER_SILENT'
  /** Entries of the trail that an earlier version recorded are found by kind, time and who did it, and not by what was done, to what and with which outcome. */
  | 'OLDER_ENTRIES'
  /** Only what the asker's roles may see is shown. Stands in every answer to everybody but administrators, whether something was left out or not. */
  | 'ACCESS_SCOPED';

/** Where a page stands in its list. Pages only go forward. */
export type PageInfo = {
  /** Whether something stands after this page. */
  readonly hasNextPage: Scalars['Boolean']['output'];
  /** Always false: pages only go forward. */
  readonly hasPreviousPage: Scalars['Boolean']['output'];
  /** The cursor of the first thing of the page. Null on an empty page. */
  readonly startCursor?: Maybe<Scalars['String']['output']>;
  /** The cursor of the last thing of the page, for `after` of the next. Null on an empty page. */
  readonly endCursor?: Maybe<Scalars['String']['output']>;
};

/** What became of a contract that was to be put into force. */
export type ContractApplied = {
  /** The contract's own id. Null: it was not recorded. */
  readonly id?: Maybe<Scalars['ID']['output']>;
  /** Its place in the ledger; it is in force from there on. Null: it was not recorded. */
  readonly position?: Maybe<Scalars['Position']['output']>;
  /** Whether it was recorded now; false when the same text was in force already. */
  readonly isNew: Scalars['Boolean']['output'];
  /** Everything that is wrong with it. Empty when it is in force. */
  readonly problems: ReadonlyArray<Problem>;
  /** What in it is off the standard and promises nothing, such as a key that the standard does not have. It is in force all the same. Empty when there are problems. */
  readonly remarks: ReadonlyArray<Problem>;
};

/** What producers promise of datasets: their columns and types. The version that the ledger holds last is in force. */
export type Contract = {
  /** The contract's own id, as its text gives it. */
  readonly id: Scalars['ID']['output'];
  /** Its name, when it has one. */
  readonly name?: Maybe<Scalars['String']['output']>;
  /** Its own word for its version. */
  readonly version: Scalars['String']['output'];
  /** Its own word for where it stands, such as `active`. */
  readonly status?: Maybe<Scalars['String']['output']>;
  /** The version of the Open Data Contract Standard that it is written in. */
  readonly apiVersion: Scalars['String']['output'];
  /** Its place in the ledger. */
  readonly position: Scalars['Position']['output'];
  /** Its public name in evidence, 64 hexadecimal digits. */
  readonly commitment: Scalars['String']['output'];
  /** When it was recorded, by Headgate's clock. */
  readonly recordedAt: Scalars['DateTime']['output'];
  /** Who put it into force. */
  readonly by: Principal;
  /** The contract to the letter as it was given. */
  readonly text: Scalars['String']['output'];
  /** What all its promises come to: FAIL when one is broken, else UNKNOWN when one cannot be judged, or nothing is promised. */
  readonly outcome: VerdictOutcome;
  /** What each of its datasets comes to, in the order of the contract. */
  readonly verdicts: ReadonlyArray<Verdict>;
  /** The two times of this answer, and whether it is whole. */
  readonly header: AnswerHeader;
};

/** What a contract comes to for one dataset: its promise beside the schema in force at the asked times. */
export type Verdict = {
  /** The dataset, as the contract names it. */
  readonly dataset: Name;
  /** What it comes to. */
  readonly outcome: VerdictOutcome;
  /** What stands between the promise and PASS, in the order of the contract. */
  readonly findings: ReadonlyArray<Finding>;
  /** Since when the schema holds that was judged. Null: there is none. */
  readonly since?: Maybe<Scalars['DateTime']['output']>;
  /** What the verdict rests on: the event that brought the schema, and the contract. */
  readonly evidence: ReadonlyArray<EvidenceEvent>;
};

/** What a promise comes to. UNKNOWN is never PASS. */
export type VerdictOutcome =
  /** Every promise is kept. */
  | 'PASS'
  /** A promise is broken. */
  | 'FAIL'
  /** What is known neither keeps nor breaks a promise. */
  | 'UNKNOWN';

/** Something that stands between a promise and PASS. */
export type Finding = {
  /** What it is. */
  readonly kind: FindingKind;
  /** The column, nested ones by dotted path. Null: no column of the dataset is known. */
  readonly column?: Maybe<Scalars['String']['output']>;
  /** The type as the contract spells it. Null: it gives none. */
  readonly expected?: Maybe<Scalars['String']['output']>;
  /** The type as the event spelled it. Null: there is none. */
  readonly found?: Maybe<Scalars['String']['output']>;
};

/** What can stand between a promise and PASS. */
export type FindingKind =
  /** A promised column is not there. */
  | 'COLUMN_MISSING'
  /** A column has another type than was promised. */
  | 'TYPE_CHANGED'
  /** No schema is in force, or one that does not say enough. */
  | 'SCHEMA_UNKNOWN';

/** A page of contracts. */
export type ContractConnection = {
  /** The two times of this answer, and whether it is whole. */
  readonly header: AnswerHeader;
  /** The contracts. */
  readonly nodes: ReadonlyArray<Contract>;
  /** The contracts, each with its cursor. */
  readonly edges: ReadonlyArray<ContractEdge>;
  /** Where this page stands in the list. */
  readonly pageInfo: PageInfo;
};

/** A contract in its list. */
export type ContractEdge = {
  /** Where it stands in the list. */
  readonly cursor: Scalars['String']['output'];
  /** The contract. */
  readonly node: Contract;
};

/** What is read and written, under all of its names. What is folded out of facets is of the newest facet among the names; tags and owners are of all. */
export type Dataset = Named & {
  /** Opaque, and the same for the same name for ever. */
  readonly id: Scalars['ID']['output'];
  /** The namespace of the canonical name. */
  readonly namespace: Scalars['String']['output'];
  /** The canonical name within the namespace. */
  readonly name: Scalars['String']['output'];
  /** The two times at which this was read, and whether the answer is whole. */
  readonly header: AnswerHeader;
  /** The name by which this dataset stands in lists: the smallest of its names that is not an old one. */
  readonly canonical: Name;
  /** Every name that is this dataset at that time, the canonical one first. */
  readonly names: ReadonlyArray<DatasetName>;
  /** The identifiers that producers gave for it in `symlinks`. */
  readonly symlinks: ReadonlyArray<Symlink>;
  /** Facets in force, also unknown ones, as they came. */
  readonly facets: ReadonlyArray<Facet>;
  /** The schema in force. Null when nobody told it. */
  readonly schema?: Maybe<Schema>;
  /** Tags of the dataset and of its columns. */
  readonly tags: ReadonlyArray<Tag>;
  /** Who owns it. */
  readonly owners: ReadonlyArray<Owner>;
  /** What it is, in its producer's words. Null also to whom a column of it may be hidden: it may speak of that. */
  readonly description?: Maybe<Scalars['String']['output']>;
  /** What an event last said of its life. Null when none did. */
  readonly lifecycle?: Maybe<Lifecycle>;
  /** The jobs that read it, of the 5,000 nearest things downstream. A question of its own: not within a list. */
  readonly readBy: ReadonlyArray<Job>;
  /** The jobs that write it, of the 5,000 nearest things upstream. A question of its own: not within a list. */
  readonly writtenBy: ReadonlyArray<Job>;
  /** Where its data came from. A question of its own: not within a list. */
  readonly upstream: Lineage;
  /** Where its data went. A question of its own: not within a list. */
  readonly downstream: Lineage;
  /** One of its columns, as lineage knows it: also one that no schema tells of. */
  readonly column: Column;
};


/** What is read and written, under all of its names. What is folded out of facets is of the newest facet among the names; tags and owners are of all. */
export type DatasetFacetsArgs = {
  names?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
};


/** What is read and written, under all of its names. What is folded out of facets is of the newest facet among the names; tags and owners are of all. */
export type DatasetUpstreamArgs = {
  depth?: InputMaybe<Scalars['Int']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};


/** What is read and written, under all of its names. What is folded out of facets is of the newest facet among the names; tags and owners are of all. */
export type DatasetDownstreamArgs = {
  depth?: InputMaybe<Scalars['Int']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};


/** What is read and written, under all of its names. What is folded out of facets is of the newest facet among the names; tags and owners are of all. */
export type DatasetColumnArgs = {
  name: Scalars['String']['input'];
};

/** A page of datasets. */
export type DatasetConnection = {
  /** The two times of this answer, and whether it is whole. */
  readonly header: AnswerHeader;
  /** The datasets. */
  readonly nodes: ReadonlyArray<Dataset>;
  /** The datasets, each with its cursor. */
  readonly edges: ReadonlyArray<DatasetEdge>;
  /** Where this page stands in the list. */
  readonly pageInfo: PageInfo;
};

/** A dataset in its list. */
export type DatasetEdge = {
  /** Where it stands in the list. */
  readonly cursor: Scalars['String']['output'];
  /** The dataset. */
  readonly node: Dataset;
};

/** One of the names of a dataset. */
export type DatasetName = {
  /** The namespace. */
  readonly namespace: Scalars['String']['output'];
  /** The name within the namespace. */
  readonly name: Scalars['String']['output'];
  /** Whether the dataset stands in lists by this name. */
  readonly isCanonical: Scalars['Boolean']['output'];
  /** Whether events speak of this name itself. A name may stand in symlinks alone. */
  readonly isPresent: Scalars['Boolean']['output'];
};

/** An identifier of a dataset in another system. */
export type Symlink = {
  /** The namespace. */
  readonly namespace: Scalars['String']['output'];
  /** The name within the namespace. */
  readonly name: Scalars['String']['output'];
  /** What kind of identifier it is, such as `TABLE`. */
  readonly type?: Maybe<Scalars['String']['output']>;
};

/** A facet in force: something that a producer said, and that holds until it says something else. */
export type Facet = {
  /** Its name, such as `schema`. Unknown names are kept too. */
  readonly name: Scalars['String']['output'];
  /** The whole facet as it came. */
  readonly content: Scalars['JSON']['output'];
  /** Since when this content holds without a break. */
  readonly since: Scalars['DateTime']['output'];
  /** The event that said so at that time. Null when that event counts no more. */
  readonly position?: Maybe<Scalars['Position']['output']>;
  /** The name of the dataset or job that carries it. */
  readonly of: Name;
};

/** A namespace and a name. */
export type Name = {
  /** The namespace. */
  readonly namespace: Scalars['String']['output'];
  /** The name within the namespace. */
  readonly name: Scalars['String']['output'];
};

/** The columns of a dataset. */
export type Schema = {
  /** The columns, in the order that the producer gave. */
  readonly fields: ReadonlyArray<SchemaField>;
};

/** A column, or a field within a column. */
export type SchemaField = {
  /** Its own name. */
  readonly name: Scalars['String']['output'];
  /** Its name with those of the fields around it, joined with dots: as lineage names it. */
  readonly path: Scalars['String']['output'];
  /** Its type, in the producer's spelling. */
  readonly type?: Maybe<Scalars['String']['output']>;
  /** What it is, in the producer's words. */
  readonly description?: Maybe<Scalars['String']['output']>;
  /** The fields within it. */
  readonly fields: ReadonlyArray<SchemaField>;
};

/** A tag, of a dataset, a job or a column. */
export type Tag = {
  /** What is said, such as `classification`. */
  readonly key: Scalars['String']['output'];
  /** What it is said to be, such as `PHI`. Of a job null to whom something is hidden. */
  readonly value?: Maybe<Scalars['String']['output']>;
  /** Who says so. */
  readonly source?: Maybe<Scalars['String']['output']>;
  /** The column that is tagged. Null: the dataset or job itself. */
  readonly field?: Maybe<Scalars['String']['output']>;
};

/** Somebody who answers for a dataset or job. */
export type Owner = {
  /** Who, such as `team:clinical-data`. */
  readonly name: Scalars['String']['output'];
  /** In which way, such as `MAINTAINER`. */
  readonly type?: Maybe<Scalars['String']['output']>;
};

/** What an event last said of the life of a dataset. */
export type Lifecycle = {
  /** CREATE, DROP, RENAME, ALTER, OVERWRITE, TRUNCATE, or what else the event says. */
  readonly change: Scalars['String']['output'];
  /** With RENAME: what it was called before. */
  readonly previousName?: Maybe<Name>;
  /** When. */
  readonly since: Scalars['DateTime']['output'];
};

/** A column of a dataset, as lineage knows it. */
export type Column = {
  /** Its name. Fields within fields are joined with dots. */
  readonly name: Scalars['String']['output'];
  /** What the schema in force says of it. Null when it says nothing. */
  readonly field?: Maybe<SchemaField>;
  /** The columns that its values came from, or depend on. A question of its own: not within a list. */
  readonly upstream: Lineage;
  /** The columns that its values went into, or influence. A question of its own: not within a list. */
  readonly downstream: Lineage;
};


/** A column of a dataset, as lineage knows it. */
export type ColumnUpstreamArgs = {
  depth?: InputMaybe<Scalars['Int']['input']>;
  transformations?: TransformationKinds;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};


/** A column of a dataset, as lineage knows it. */
export type ColumnDownstreamArgs = {
  depth?: InputMaybe<Scalars['Int']['input']>;
  transformations?: TransformationKinds;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};

/** What a system is believed to do, and for how long. */
export type ReportedEnforcement = {
  /** What it is called. */
  readonly system: Scalars['String']['output'];
  /** From when on it reported the same without a gap. Null: nothing was reported of it that could be taken back. */
  readonly since?: Maybe<Scalars['DateTime']['output']>;
  /** Until when it is believed, if nothing more is reported. */
  readonly until?: Maybe<Scalars['DateTime']['output']>;
};

/** A system that reports that it heeds an answer. */
export type EnforcingSystem = {
  /** What it is called. */
  readonly system: Scalars['String']['output'];
  /** Who reports it. */
  readonly by: Principal;
  /** From when on it reported the same without a gap. */
  readonly since: Scalars['DateTime']['output'];
  /** Until when it is believed, if nothing more is reported. */
  readonly until: Scalars['DateTime']['output'];
};

/** What a system reports of itself. */
export type EnforcementReport = {
  /** What it is called. */
  readonly system: Scalars['String']['output'];
  /** Who reports it. */
  readonly by: Principal;
  /** What it guards: `READ`, `WRITE`, or both. */
  readonly actions: ReadonlyArray<AccessAction>;
  /** The namespaces whose data it guards, as patterns. Null: something is hidden from who asks, and they may name it. */
  readonly namespaces?: Maybe<ReadonlyArray<Scalars['String']['output']>>;
  /** From when on it reported the same without a gap. */
  readonly since: Scalars['DateTime']['output'];
  /** Until when it is believed, if nothing more is reported. */
  readonly until: Scalars['DateTime']['output'];
};

/** A page of what systems report. */
export type EnforcementConnection = {
  /** The two times of this answer, and whether it is whole. */
  readonly header: AnswerHeader;
  /** The reports. */
  readonly nodes: ReadonlyArray<EnforcementReport>;
  /** The reports, each with its cursor. */
  readonly edges: ReadonlyArray<EnforcementEdge>;
  /** Where this page stands in the list. */
  readonly pageInfo: PageInfo;
};

/** A report in its list. */
export type EnforcementEdge = {
  /** Where it stands in the list. */
  readonly cursor: Scalars['String']['output'];
  /** The report. */
  readonly node: EnforcementReport;
};

/** An engagement that is to be opened. */
export type EngagementInput = {
  /** What it is called; no other is, or was, called so. */
  readonly name: Scalars['String']['input'];
  /** Its people: holders of keys by name, anybody by id, groups of the provider as `group:auditors`. */
  readonly who: ReadonlyArray<Scalars['String']['input']>;
  /** The namespaces within which they are auditors; `*` stands for any text. */
  readonly scope: ReadonlyArray<Scalars['String']['input']>;
  /** What for. It is said with every question under the engagement, as rules ask for it. */
  readonly purpose: Scalars['String']['input'];
  /** Why, in a sentence. */
  readonly why: Scalars['String']['input'];
  /** When it begins, RFC 3339. Absent: now. */
  readonly from?: InputMaybe<Scalars['String']['input']>;
  /** When it is over, RFC 3339; at most 366 days after it begins. */
  readonly until: Scalars['String']['input'];
};

/** That outside auditors see what lies within a scope, for a purpose, until an end. */
export type Engagement = {
  /** What it is called. */
  readonly name: Scalars['String']['output'];
  /** Its people, as they were named: by name, by id, as `group:auditors`. */
  readonly who: ReadonlyArray<Scalars['String']['output']>;
  /** The namespaces within which they are auditors; `*` stands for any text. */
  readonly scope: ReadonlyArray<Scalars['String']['output']>;
  /** What for: it is said with every question under it. */
  readonly purpose: Scalars['String']['output'];
  /** Why it was opened. */
  readonly why: Scalars['String']['output'];
  /** When it begins. */
  readonly from: Scalars['DateTime']['output'];
  /** When it is over: at its end, or when somebody ended it. */
  readonly until: Scalars['DateTime']['output'];
  /** Whether it is in force, by Headgate's clock. */
  readonly state: EngagementState;
  /** Where it was opened: its place in the ledger. */
  readonly position: Scalars['Position']['output'];
  /** Who opened it. */
  readonly by: Principal;
  /** When it was opened, by Headgate's clock. */
  readonly at: Scalars['DateTime']['output'];
  /** How somebody ended it early. Null: nobody did. */
  readonly ended?: Maybe<EngagementEnd>;
  /**
   * All that was asked under it, newest first: the same list for its people, and for auditors and administrators. What somebody asked who sees by more than this
   * engagement is told to its other people without what it names.
   */
  readonly readings: ReadingConnection;
  /** The two times of this answer, and whether it is whole. */
  readonly header: AnswerHeader;
};


/** That outside auditors see what lies within a scope, for a purpose, until an end. */
export type EngagementReadingsArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};

/** Where an engagement stands. */
export type EngagementState =
  /** It has not begun. */
  | 'TO_COME'
  /** Its people are auditors within its scope. */
  | 'IN_FORCE'
  /** It ended, or somebody ended it. */
  | 'OVER';

/** That somebody ended an engagement early. */
export type EngagementEnd = {
  /** Where that stands in the ledger. */
  readonly position: Scalars['Position']['output'];
  /** Who. */
  readonly by: Principal;
  /** When, by Headgate's clock. */
  readonly at: Scalars['DateTime']['output'];
  /** Why, in a sentence. */
  readonly why: Scalars['String']['output'];
};

/** A page of engagements. */
export type EngagementConnection = {
  /** The two times of this answer, and whether it is whole. */
  readonly header: AnswerHeader;
  /** The engagements. */
  readonly nodes: ReadonlyArray<Engagement>;
  /** The engagements, each with its cursor. */
  readonly edges: ReadonlyArray<EngagementEdge>;
  /** Where this page stands in the list. */
  readonly pageInfo: PageInfo;
};

/** An engagement in its list. */
export type EngagementEdge = {
  /** Where it stands in the list. */
  readonly cursor: Scalars['String']['output'];
  /** The engagement. */
  readonly node: Engagement;
};

/** Something that was asked under an engagement; it was recorded before its answer left. */
export type Reading = {
  /** Its place in the ledger. */
  readonly position: Scalars['Position']['output'];
  /** When it was recorded, by Headgate's clock. */
  readonly at: Scalars['DateTime']['output'];
  /** Who asked. */
  readonly by: Principal;
  /** What was asked, and how much of it was shown: one or more operations of Headgate. */
  readonly asked: ReadonlyArray<ReadOperation>;
  /** How often the same was asked within that minute. */
  readonly count: Scalars['Int']['output'];
  /** The newest version of a policy that was in force. Null: there was none. */
  readonly policy?: Maybe<Scalars['Position']['output']>;
  /** Whether who asked saw by this engagement alone. Else what was asked may lie outside of its scope. */
  readonly isWithin: Scalars['Boolean']['output'];
};

/** An operation of Headgate that somebody asked under an engagement. */
export type ReadOperation = {
  /** Which, such as `lineage`. */
  readonly operation: Scalars['String']['output'];
  /** What it named, as JSON. Null: it may lie outside of the scope, and the asker may not know of that. */
  readonly arguments?: Maybe<Scalars['String']['output']>;
  /** How many things were shown. Null: as `arguments`. */
  readonly shown?: Maybe<Scalars['Int']['output']>;
  /** The code of the failure that it ended with. Null: it was answered. */
  readonly failed?: Maybe<Scalars['String']['output']>;
};

/** A page of what was asked under an engagement. */
export type ReadingConnection = {
  /** The two times of this answer, and whether it is whole. */
  readonly header: AnswerHeader;
  /** What was asked. */
  readonly nodes: ReadonlyArray<Reading>;
  /** What was asked, each with its cursor. */
  readonly edges: ReadonlyArray<ReadingEdge>;
  /** Where this page stands in the list. */
  readonly pageInfo: PageInfo;
};

/** Something that was asked, in its list. */
export type ReadingEdge = {
  /** Where it stands in the list. */
  readonly cursor: Scalars['String']['output'];
  /** What was asked. */
  readonly node: Reading;
};

/** An engagement that was just opened. */
export type EngagementOpened = {
  /** Its place in the ledger. */
  readonly position: Scalars['Position']['output'];
  /** What it is called. */
  readonly name: Scalars['String']['output'];
  /** When it begins. */
  readonly from: Scalars['DateTime']['output'];
  /** When it is over. */
  readonly until: Scalars['DateTime']['output'];
};

/** An engagement that was just ended. */
export type EngagementEnded = {
  /** Where that stands in the ledger. */
  readonly position: Scalars['Position']['output'];
  /** What it is called. */
  readonly name: Scalars['String']['output'];
  /** When it was over. */
  readonly until: Scalars['DateTime']['output'];
};

/** An entry of the ledger as it was recorded. Entries are never changed. */
export type Event = {
  /** Its place in the ledger. */
  readonly position: Scalars['Position']['output'];
  /** Its public name in evidence, 64 hexadecimal digits. */
  readonly commitment: Scalars['String']['output'];
  /** When it was recorded, by Headgate's clock. */
  readonly recordedAt: Scalars['DateTime']['output'];
  /** Who sent it. Null where `kind` is WITHHELD. */
  readonly sender?: Maybe<Principal>;
  /** What it is. */
  readonly kind: EntryKind;
  /** What was decided about it. */
  readonly outcome: Outcome;
  /** Where it departs from the standard, and was understood all the same. Empty where `body` may hold what is hidden from the asker. */
  readonly warnings: ReadonlyArray<Warning>;
  /** JSON pointers of the secrets that were taken out before it was stored. */
  readonly redacted: ReadonlyArray<Scalars['String']['output']>;
  /** The values that rules kept out of it before it was stored. Empty to whoever has anything hidden. */
  readonly keptOut: ReadonlyArray<KeptOut>;
  /** The text as stored, to the letter. Null when it was erased or retired, never was text, or may hold what is hidden from the asker. */
  readonly body?: Maybe<Scalars['String']['output']>;
  /** The body as JSON. Null where `body` is. */
  readonly json?: Maybe<Scalars['JSON']['output']>;
  /** The two times of this answer, and whether it is whole. */
  readonly header: AnswerHeader;
};

/** What one rule kept out of one event before it was stored. */
export type KeptOut = {
  /** The policy. */
  readonly policy: Scalars['String']['output'];
  /** The version of that policy: where it stands in the ledger. */
  readonly version: Scalars['Position']['output'];
  /** Which of its rules under `keep_out`, from 1. */
  readonly rule: Scalars['Int']['output'];
  /** How. */
  readonly how: KeepOutHow;
  /** JSON pointers to where the values stood, the first 1,000 of an event. */
  readonly paths: ReadonlyArray<Scalars['String']['output']>;
  /** How many there were. */
  readonly count: Scalars['Int']['output'];
};

/** How a value is kept out of what is stored. */
export type KeepOutHow =
  /** Nothing of it is stored. */
  | 'DROP'
  /** A hash is stored in its place, with a key that lies outside the database: equal values have equal hashes. */
  | 'HASH';

/** A page of the record. */
export type EventConnection = {
  /** The two times of this answer, and whether it is whole. */
  readonly header: AnswerHeader;
  /** The entries. */
  readonly nodes: ReadonlyArray<Event>;
  /** The entries, each with its cursor. */
  readonly edges: ReadonlyArray<EventEdge>;
  /** Where this page stands in the list. */
  readonly pageInfo: PageInfo;
};

/** An entry in its list. */
export type EventEdge = {
  /** Where it stands in the list. */
  readonly cursor: Scalars['String']['output'];
  /** The entry. */
  readonly node: Event;
};

/** Something in an event that departs from the standard. */
export type Warning = {
  /** What kind of departure. */
  readonly code: Scalars['String']['output'];
  /** Where in the event, as a JSON pointer. */
  readonly pointer?: Maybe<Scalars['String']['output']>;
  /** What, in a sentence. */
  readonly message?: Maybe<Scalars['String']['output']>;
};

/** What an entry of the ledger is. */
export type EntryKind =
  /** An OpenLineage event. */
  | 'EVENT'
  /** Something that could not be used. */
  | 'QUARANTINED'
  /** Claims are taken back, or a taking back is undone. */
  | 'RETRACTION'
  /** A setting. */
  | 'SETTING'
  /** A policy of access. */
  | 'POLICY'
  /** A contract. */
  | 'CONTRACT'
  /** A decision on protected data. */
  | 'DECISION'
  /** A step in the life of an alert. */
  | 'ALERT'
  /** A report. */
  | 'REPORT'
  /** A key was made or ended. */
  | 'KEY'
  /** Bodies were dropped by their age. */
  | 'RETIREMENT'
  /** Events were erased. */
  | 'ERASURE'
  /** An older copy of the database was declared the newest. */
  | 'RESTORATION'
  /** It is neither an event nor in quarantine: what it is, and who brought it, is for those who audit. */
  | 'WITHHELD';

/** What was decided about what came in. */
export type Outcome =
  /** It counts. */
  | 'ACCEPTED'
  /** It is kept apart, and counts for nothing. */
  | 'QUARANTINED'
  /** It was recorded by an operator or by Headgate itself. */
  | 'RECORDED';

/** Something that came in and could not be used. It is kept whole, and can be sent through the gate again. */
export type Quarantined = {
  /** The id that its sender was given. */
  readonly id: Scalars['ID']['output'];
  /** Its place in the ledger. */
  readonly position: Scalars['Position']['output'];
  /** Why it is here. */
  readonly because: QuarantineCause;
  /** Everything that is wrong with it. */
  readonly problems: ReadonlyArray<Problem>;
  /** When it came, by Headgate's clock. */
  readonly receivedAt: Scalars['DateTime']['output'];
  /** Who sent it. */
  readonly sender: Principal;
  /** How many bytes it has. */
  readonly byteLength: Scalars['Int']['output'];
  /** The entry that it became when it was sent through the gate again. Null: it still waits. */
  readonly redrivenTo?: Maybe<Scalars['Position']['output']>;
  /** Its bytes as text. Null when they are not UTF-8, or were erased. A question of its own: not within a list. */
  readonly text?: Maybe<Scalars['String']['output']>;
  /** Its bytes in base64, when they are no text. A question of its own: not within a list. */
  readonly base64?: Maybe<Scalars['String']['output']>;
  /** The two times of this answer, and whether it is whole. */
  readonly header: AnswerHeader;
};

/** Why something is in quarantine. */
export type QuarantineCause =
  /** It is not JSON, not UTF-8, or a broken gzip. */
  | 'UNREADABLE'
  /** It is JSON, and no event that can be used. */
  | 'UNUSABLE'
  /** It claims what its sender may not say. */
  | 'REFUSED';

/** One thing that is wrong with what came in. */
export type Problem = {
  /** Where, as a JSON pointer; empty: the whole of it. */
  readonly pointer: Scalars['String']['output'];
  /** What, in a sentence. */
  readonly message: Scalars['String']['output'];
};

/** A page of the quarantine. */
export type QuarantineConnection = {
  /** The two times of this answer, and whether it is whole. */
  readonly header: AnswerHeader;
  /** What is in quarantine. */
  readonly nodes: ReadonlyArray<Quarantined>;
  /** What is in quarantine, each with its cursor. */
  readonly edges: ReadonlyArray<QuarantineEdge>;
  /** Where this page stands in the list. */
  readonly pageInfo: PageInfo;
};

/** Something in quarantine, in its list. */
export type QuarantineEdge = {
  /** Where it stands in the list. */
  readonly cursor: Scalars['String']['output'];
  /** What is in quarantine. */
  readonly node: Quarantined;
};

/** A glass that was broken: that nothing was hidden from a person for some hours. */
export type BrokenGlass = {
  /** What it is called by: where it stands in the ledger. */
  readonly position: Scalars['Position']['output'];
  /** Who sees, or saw, everything. */
  readonly who: Principal;
  /** Why, in a sentence. */
  readonly reason: Scalars['String']['output'];
  /** For how many hours. */
  readonly hours: Scalars['Int']['output'];
  /** When it is over, by Headgate's clock. */
  readonly until: Scalars['DateTime']['output'];
  /** Whether it is not over yet. */
  readonly isInForce: Scalars['Boolean']['output'];
  /** Who broke it: that person, or an administrator. */
  readonly by: Principal;
  /** When, by Headgate's clock. */
  readonly at: Scalars['DateTime']['output'];
  /** What somebody else found. Null: the review is owed. */
  readonly review?: Maybe<GlassReview>;
};

/** What somebody found about a broken glass. */
export type GlassReview = {
  /** Who. */
  readonly by: Principal;
  /** When, by Headgate's clock. */
  readonly at: Scalars['DateTime']['output'];
  /** What, in a sentence. */
  readonly note: Scalars['String']['output'];
};

/** A page of broken glasses. */
export type BrokenGlassConnection = {
  /** The two times of this answer, and whether it is whole. */
  readonly header: AnswerHeader;
  /** The broken glasses. */
  readonly nodes: ReadonlyArray<BrokenGlass>;
  /** The broken glasses, each with its cursor. */
  readonly edges: ReadonlyArray<BrokenGlassEdge>;
  /** Where this page stands in the list. */
  readonly pageInfo: PageInfo;
};

/** A broken glass in its list. */
export type BrokenGlassEdge = {
  /** Where it stands in the list. */
  readonly cursor: Scalars['String']['output'];
  /** The broken glass. */
  readonly node: BrokenGlass;
};

/** A glass that was just broken. */
export type GlassBroken = {
  /** What it is called by: where it stands in the ledger. */
  readonly position: Scalars['Position']['output'];
  /** Who sees everything. */
  readonly who: Principal;
  /** Until when, by Headgate's clock. */
  readonly until: Scalars['DateTime']['output'];
};

/** A broken glass that owes nothing more. */
export type GlassReviewed = {
  /** What it is called by: where it stands in the ledger. */
  readonly position: Scalars['Position']['output'];
  /** The name of who saw everything. */
  readonly name: Scalars['String']['output'];
};

/** A broken glass that is over before its time. */
export type GlassEnded = {
  /** What it is called by: where it stands in the ledger. */
  readonly position: Scalars['Position']['output'];
  /** The name of who saw everything. */
  readonly name: Scalars['String']['output'];
  /** When it was over, by Headgate's clock. */
  readonly until: Scalars['DateTime']['output'];
};

/** What reads and writes: a query, a task, a model of dbt, a stream that never ends. */
export type Job = Named & {
  /** Opaque, and the same for the same name for ever. */
  readonly id: Scalars['ID']['output'];
  /** The namespace, as its producer writes it. */
  readonly namespace: Scalars['String']['output'];
  /** The name within the namespace, as its producer writes it. */
  readonly name: Scalars['String']['output'];
  /** The two times at which this was read, and whether the answer is whole. */
  readonly header: AnswerHeader;
  /** Facets in force, also unknown ones, as they came. */
  readonly facets: ReadonlyArray<Facet>;
  /** Its tags. */
  readonly tags: ReadonlyArray<Tag>;
  /** Who owns it. */
  readonly owners: ReadonlyArray<Owner>;
  /** What it is, in its producer's words. Null also to whom something is hidden: it may speak of that. */
  readonly description?: Maybe<Scalars['String']['output']>;
  /** `BATCH`, `STREAMING`, or what else its producer says. */
  readonly processingType?: Maybe<Scalars['String']['output']>;
  /** What runs it, such as `SPARK`. */
  readonly integration?: Maybe<Scalars['String']['output']>;
  /** What kind of thing it is to that, such as `TASK`. */
  readonly jobType?: Maybe<Scalars['String']['output']>;
  /** The datasets that it reads, by canonical name: 500 at most. */
  readonly inputs: ReadonlyArray<Dataset>;
  /** The datasets that it writes, by canonical name: 500 at most. */
  readonly outputs: ReadonlyArray<Dataset>;
  /** Its latest runs, newest first: 10 at most. */
  readonly latestRuns: ReadonlyArray<Run>;
  /** All of its runs, the latest beginning first. A question of its own: not within a list. */
  readonly runs: RunConnection;
  /** Where the data that it reads came from. A question of its own: not within a list. */
  readonly upstream: Lineage;
  /** Where the data that it writes went. A question of its own: not within a list. */
  readonly downstream: Lineage;
};


/** What reads and writes: a query, a task, a model of dbt, a stream that never ends. */
export type JobFacetsArgs = {
  names?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
};


/** What reads and writes: a query, a task, a model of dbt, a stream that never ends. */
export type JobRunsArgs = {
  state?: InputMaybe<RunState>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};


/** What reads and writes: a query, a task, a model of dbt, a stream that never ends. */
export type JobUpstreamArgs = {
  depth?: InputMaybe<Scalars['Int']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};


/** What reads and writes: a query, a task, a model of dbt, a stream that never ends. */
export type JobDownstreamArgs = {
  depth?: InputMaybe<Scalars['Int']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};

/** A page of jobs. */
export type JobConnection = {
  /** The two times of this answer, and whether it is whole. */
  readonly header: AnswerHeader;
  /** The jobs. */
  readonly nodes: ReadonlyArray<Job>;
  /** The jobs, each with its cursor. */
  readonly edges: ReadonlyArray<JobEdge>;
  /** Where this page stands in the list. */
  readonly pageInfo: PageInfo;
};

/** A job in its list. */
export type JobEdge = {
  /** Where it stands in the list. */
  readonly cursor: Scalars['String']['output'];
  /** The job. */
  readonly node: Job;
};

/** A page of keys. */
export type Keys = {
  /** The two times of this answer, and whether it is whole. */
  readonly header: AnswerHeader;
  /** The keys. */
  readonly nodes: ReadonlyArray<Key>;
  /** The keys, each with its cursor. */
  readonly edges: ReadonlyArray<KeyEdge>;
  /** Where this page stands in the list. */
  readonly pageInfo: PageInfo;
};

/** A key in its list. */
export type KeyEdge = {
  /** Where it stands in the list. */
  readonly cursor: Scalars['String']['output'];
  /** The key. */
  readonly node: Key;
};

/** A key, and who holds it. */
export type Key = {
  /** What it is known by: the beginning of it. */
  readonly prefix: Scalars['String']['output'];
  /** Who holds it. */
  readonly holder: Principal;
  /** What its holder is. */
  readonly kind: HolderKind;
  /** The roles that come with it; `admin` of an administrator. */
  readonly roles: ReadonlyArray<Scalars['String']['output']>;
  /** What an emitter may claim by it. Null of all others. */
  readonly bounds?: Maybe<EmitterBounds>;
  /** What it may be used for. Null: all that its holder may. */
  readonly scopes?: Maybe<ReadonlyArray<KeyScope>>;
  /** Whether it is good. */
  readonly state: KeyState;
  /** When it was made, RFC 3339. */
  readonly createdAt: Scalars['String']['output'];
  /** When it ends, RFC 3339. Null: it has no end. */
  readonly expiresAt?: Maybe<Scalars['String']['output']>;
  /** When it was used last, to the minute, RFC 3339. Null: never. */
  readonly lastUsedAt?: Maybe<Scalars['String']['output']>;
  /** When it was revoked, RFC 3339. Null: it was not. */
  readonly revokedAt?: Maybe<Scalars['String']['output']>;
  /** The prefix of the key of the same holder that comes after one that is expiring. Null: there is none. */
  readonly next?: Maybe<Scalars['String']['output']>;
  /** Whether it is one for trying things, that ends within a day. */
  readonly isTrial: Scalars['Boolean']['output'];
};

/** A kind of operation that a key with scopes may be used for. `whoami` may be asked with any. */
export type KeyScope =
  /** Sends events: what goes to the doors for events, dry runs, and `redriveQuarantined`. */
  | 'SEND'
  /** Asks: questions, reports, and all else that changes nothing, but `decide` and `decideMany`. */
  | 'ASK'
  /** Asks for decisions, and reports that they are heeded: `decide`, `decideMany`, `reportEnforcement`, `POST /api/v1/decide` and `/api/v1/enforcement`. */
  | 'DECIDE'
  /** Changes something: mutations, but `redriveQuarantined`, `reportEnforcement` and `requestReport`, and what the command does beyond them. */
  | 'MANAGE';

/** What may be made with a key. */
export type KeyKind =
  /** Who sends events. */
  | 'EMITTER'
  /** Who asks. */
  | 'PERSON';

/** What somebody is who holds a key. */
export type HolderKind =
  /** Who does everything. */
  | 'ADMIN'
  /** Who sends events. */
  | 'EMITTER'
  /** Who asks. */
  | 'PERSON';

/** Whether a key is good. */
export type KeyState =
  /** It is. */
  | 'IN_FORCE'
  /** It is, for two weeks more at most. */
  | 'EXPIRING'
  /** It was, until its end. */
  | 'EXPIRED'
  /** Somebody ended it. */
  | 'REVOKED';

/** What an emitter may claim, by patterns: a text, or the beginning of one before a `*`. */
export type EmitterBounds = {
  /** The namespaces of the jobs and datasets that it speaks for. */
  readonly namespaces: ReadonlyArray<Scalars['String']['output']>;
  /** Namespaces beyond those of which it may say things. */
  readonly outputs: ReadonlyArray<Scalars['String']['output']>;
  /** Namespaces beyond all those that it may say its data came from. */
  readonly inputs: ReadonlyArray<Scalars['String']['output']>;
  /** The producers as which it may speak. Empty: any. */
  readonly producers: ReadonlyArray<Scalars['String']['output']>;
};

/** As EmitterBounds. What is absent is not said. */
export type EmitterBoundsInput = {
  /** The namespaces of the jobs and datasets that it speaks for. */
  readonly namespaces?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Namespaces beyond those of which it may say things. */
  readonly outputs?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Namespaces beyond all those that it may say its data came from. */
  readonly inputs?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** The producers as which it may speak. Empty: any. */
  readonly producers?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
};

/** A key that was just made. It is shown this once. */
export type MadeKey = {
  /** Whoever holds it: the id. */
  readonly id: Scalars['ID']['output'];
  /** Whoever holds it: the name. */
  readonly name: Scalars['String']['output'];
  /** The key. */
  readonly key: Scalars['String']['output'];
  /** What it is known by from now on. */
  readonly prefix: Scalars['String']['output'];
  /** What it may be used for. Null: all that its holder may. */
  readonly scopes?: Maybe<ReadonlyArray<KeyScope>>;
  /** When it ends, RFC 3339. Null: it has no end. */
  readonly expiresAt?: Maybe<Scalars['String']['output']>;
  /** The key that it comes after. Null: none was in force. */
  readonly ending?: Maybe<EndingKey>;
};

/** A key that ends, because another comes after it. */
export type EndingKey = {
  /** What it is known by. */
  readonly prefix: Scalars['String']['output'];
  /** When it ends, RFC 3339. */
  readonly expiresAt: Scalars['String']['output'];
};

/** A key that was just ended. */
export type RevokedKey = {
  /** What it is known by. */
  readonly prefix: Scalars['String']['output'];
};

/** The labels of a dataset, or of a column of it. */
export type Classification = {
  /** The two times of this answer, and whether it is whole. */
  readonly header: AnswerHeader;
  /** The dataset. */
  readonly dataset: Dataset;
  /** The column; null: the dataset whole. */
  readonly column?: Maybe<Scalars['String']['output']>;
  /** The labels, by name, each in the strongest forms in which it is there. */
  readonly labels: ReadonlyArray<FlowLabel>;
};

/** A label that data bear. */
export type FlowLabel = {
  /** A level, `PUBLIC`, `INTERNAL`, `CONFIDENTIAL`, `PII` or `PHI`, or a tag in small letters, `key` or `key=value`. */
  readonly label: Scalars['String']['output'];
  /** How much of the data came along. */
  readonly form: LabelForm;
  /** Whether a step on the way was without column lineage, so that all of one dataset is taken to be in all of the next. */
  readonly isAssumed: Scalars['Boolean']['output'];
  /** Whether somebody says so of this place. False: it came. */
  readonly isDeclared: Scalars['Boolean']['output'];
  /** Where it is said. */
  readonly origin: FlowPlace;
  /** Who says it there: events first, then policies, then contracts. */
  readonly saidBy: ReadonlyArray<LabelSayer>;
  /** A shortest way by which it came, from where it is said. Empty where it is declared. */
  readonly path: ReadonlyArray<FlowStep>;
};

/** Who says a label: an event by a tag, a policy, or a contract by a classification or a tag. */
export type LabelSayer = {
  /** Which of the three. */
  readonly kind: LabelSayerKind;
  /** The event. Null: a policy or a contract says so, or the event counts no longer. */
  readonly event?: Maybe<EvidenceEvent>;
  /** The name of the policy, or the id of the contract. Null: an event says so. */
  readonly name?: Maybe<Scalars['String']['output']>;
  /** The version of the policy or the contract: where it stands in the ledger. Null: an event says so. */
  readonly version?: Maybe<Scalars['Position']['output']>;
  /** Which of the policy's labels, from 1. Null: no policy says so. */
  readonly place?: Maybe<Scalars['Int']['output']>;
};

/** By what a label is said. */
export type LabelSayerKind =
  /** A tag in an event. */
  | 'EVENT'
  /** A label in a policy. */
  | 'POLICY'
  /** A classification or a tag in a contract. */
  | 'CONTRACT';

/** How much of the labelled data came along. */
export type LabelForm =
  /** The data. */
  | 'PLAIN'
  /** The data behind a mask, such as a hash: who can guess it can find it. */
  | 'PSEUDONYMISED'
  /** What the data decided, as a filter or a join does. */
  | 'INFERRED';

/** One way that data went. */
export type FlowStep = {
  /** From where. */
  readonly from: FlowPlace;
  /** To where. */
  readonly to: FlowPlace;
  /** Who says so: the job that wrote it or declared it, or the dataset that says so of itself. */
  readonly by?: Maybe<Named>;
  /** The run. Null: it was declared. */
  readonly runId?: Maybe<Scalars['String']['output']>;
  /** When it was written, by event time. */
  readonly at: Scalars['DateTime']['output'];
  /** How the one value became the other. Null: nothing is said of it. */
  readonly transformation?: Maybe<Transformation>;
  /** Whether it is assumed, for want of column lineage. */
  readonly isAssumed: Scalars['Boolean']['output'];
};

/** A dataset or a job whole, or a column of a dataset. */
export type FlowPlace = {
  /** The dataset or the job. */
  readonly node: Named;
  /** The column; null: the whole. */
  readonly column?: Maybe<Scalars['String']['output']>;
};

/** A page of places that bear a label. */
export type LabelledConnection = {
  /** The two times of this answer, and whether it is whole. */
  readonly header: AnswerHeader;
  /** The places. */
  readonly nodes: ReadonlyArray<LabelledPlace>;
  /** The places, each with its cursor. */
  readonly edges: ReadonlyArray<LabelledEdge>;
  /** Where this page stands in the list. */
  readonly pageInfo: PageInfo;
};

/** A place in its list. */
export type LabelledEdge = {
  /** Where it stands in the list. */
  readonly cursor: Scalars['String']['output'];
  /** The place. */
  readonly node: LabelledPlace;
};

/** A place where data bear a label. */
export type LabelledPlace = {
  /** The dataset. */
  readonly dataset: Dataset;
  /** The column; null: the dataset whole. */
  readonly column?: Maybe<Scalars['String']['output']>;
  /** The label there, and how it came. */
  readonly label: FlowLabel;
};

/** Part of the graph: what a walk reached, and how. It is cut at `first` nodes; then it is PARTIAL, and `pageInfo.endCursor` continues it. */
export type Lineage = {
  /** The two times of this answer, and whether it is whole. */
  readonly header: AnswerHeader;
  /** Where the walk began. */
  readonly root: LineageNode;
  /** What was reached, by depth, then by name. The root is the first, on the first page. */
  readonly nodes: ReadonlyArray<LineageNode>;
  /** How data goes between the nodes. An edge is on the page of the later of its ends. */
  readonly edges: ReadonlyArray<LineageEdge>;
  /**
   * What is hidden from you, and of which a policy gives you topology: that something is there, without a name. At each depth these count after `nodes`, towards the
   * same `first`. With DATASET alone. Who asks for neither these nor `namelessEdges` is not shown what lies behind them: the walk is cut there.
   */
  readonly namelessNodes: ReadonlyArray<NamelessNode>;
  /** That data goes to a nameless node, from one, or by something hidden between two things. An edge is on the page of the later of its ends. */
  readonly namelessEdges: ReadonlyArray<NamelessEdge>;
  /** Where this part stands in the whole. */
  readonly pageInfo: PageInfo;
};

/** Something that a walk reached. */
export type LineageNode = {
  /** Of a dataset, a job or a run, its `id`; of a column, one of its own. */
  readonly id: Scalars['ID']['output'];
  /** What it is. */
  readonly kind: LineageNodeKind;
  /** The namespace. Of a column, that of its dataset; of a run, that of its job. */
  readonly namespace: Scalars['String']['output'];
  /** The name. Of a column, that of its dataset; of a run, that of its job. */
  readonly name: Scalars['String']['output'];
  /** With COLUMN: the column. Null there means the rows as a whole: which column is not known, or all are touched. */
  readonly column?: Maybe<Scalars['String']['output']>;
  /** With RUN: what its job calls it. */
  readonly runId?: Maybe<Scalars['String']['output']>;
  /** How many jobs away, at the nearest. The root is 0; a job is as far as what lies behind it. */
  readonly depth: Scalars['Int']['output'];
  /** By which way it was reached first. */
  readonly direction: Reach;
  /** The edges by which it was reached at that depth, nameless ones among them. Following them back to the root explains why it is here. */
  readonly reachedBy: ReadonlyArray<Scalars['ID']['output']>;
  /** The other names of the same dataset. */
  readonly otherNames: ReadonlyArray<Name>;
  /** The dataset, with DATASET, or that of the column, with COLUMN. */
  readonly dataset?: Maybe<Dataset>;
  /** The job, with JOB, or that of the run, with RUN. */
  readonly job?: Maybe<Job>;
};

/** Something hidden that a walk went through. Nothing else of it is told, here or by any other question. */
export type NamelessNode = {
  /** Its name within this walk and its pages; it is no `id` of anything, and means nothing in another answer. */
  readonly id: Scalars['ID']['output'];
  /** Whether it is a dataset or a job. */
  readonly kind: NodeKind;
  /** How many jobs away, at the nearest. */
  readonly depth: Scalars['Int']['output'];
  /** By which way it was reached first. */
  readonly direction: Reach;
  /** The edges by which it was reached at that depth. */
  readonly reachedBy: ReadonlyArray<Scalars['ID']['output']>;
};

/** That data goes from one thing to another: by what, since when and how it is known is not told. */
export type NamelessEdge = {
  /** Its name within this answer. */
  readonly id: Scalars['ID']['output'];
  /** The `id` of the node, with a name or without, from which data flows. */
  readonly source: Scalars['ID']['output'];
  /** The `id` of the node, with a name or without, to which data flows. */
  readonly target: Scalars['ID']['output'];
};

/** How data goes from one node to another. */
export type LineageEdge = {
  /** Its name within this answer. */
  readonly id: Scalars['ID']['output'];
  /** The `id` of the node from which data flows. */
  readonly source: Scalars['ID']['output'];
  /** The `id` of the node to which data flows. */
  readonly target: Scalars['ID']['output'];
  /** The job by which it flows; between jobs and between runs, the dataset. Null: a dataset said so of itself, or the job is an end of the edge. */
  readonly via?: Maybe<Named>;
  /** Whether it was seen to flow, said to, or worked out from who wrote last. */
  readonly kind: EdgeKind;
  /** Where it was read. */
  readonly origin: EdgeOrigin;
  /** Since when it holds without a break. */
  readonly since: Scalars['DateTime']['output'];
  /** Between columns: how the one value became the other. More than one when there is more than one way. */
  readonly transformations: ReadonlyArray<Transformation>;
  /** The events that show it. */
  readonly evidence?: Maybe<Evidence>;
};

/** How a column's value became another's. */
export type Transformation = {
  /** `DIRECT`: a value came from a value. `INDIRECT`: a value decided about rows. */
  readonly type: Scalars['String']['output'];
  /** Which way, such as `IDENTITY`, `AGGREGATION`, `FILTER`. */
  readonly subtype?: Maybe<Scalars['String']['output']>;
  /** How, in its producer's words. */
  readonly description?: Maybe<Scalars['String']['output']>;
  /** Whether it hides the value, as a hash does. */
  readonly masking: Scalars['Boolean']['output'];
};

/** The events that an edge rests on: those that count at the asked times. */
export type Evidence = {
  /** When it was first seen, by event time. */
  readonly firstSeen: Scalars['DateTime']['output'];
  /** When it was last seen, by event time. */
  readonly lastSeen: Scalars['DateTime']['output'];
  /** How many events show it since it was first seen. Counted up to 1,000: that number means at least so many. */
  readonly count: Scalars['Int']['output'];
  /** The public names of the first and the last of them. */
  readonly commitments: ReadonlyArray<Scalars['String']['output']>;
  /** Who sent the first and the last of them. */
  readonly emitters: ReadonlyArray<Principal>;
  /** The first of them. */
  readonly first: EvidenceEvent;
  /** The last of them. */
  readonly last: EvidenceEvent;
};

/** An event that an edge rests on. */
export type EvidenceEvent = {
  /** Its place in the ledger. */
  readonly position: Scalars['Position']['output'];
  /** Its public name, 64 hexadecimal digits. */
  readonly commitment: Scalars['String']['output'];
  /** Who sent it. */
  readonly sender: Principal;
};

/** Somebody who sends or asks. */
export type Principal = {
  /** A random id: the only trace of a person in the ledger. */
  readonly id: Scalars['ID']['output'];
  /** The name, while it is known. */
  readonly name?: Maybe<Scalars['String']['output']>;
};

/** Where a walk begins: exactly one of these. */
export type LineageRootInput =
  /** At a dataset. */
  { readonly dataset: NodeInput; readonly job?: never; readonly run?: never; readonly id?: never; }
  |  /** At a job. */
  { readonly dataset?: never; readonly job: NodeInput; readonly run?: never; readonly id?: never; }
  |  /** At a run. */
  { readonly dataset?: never; readonly job?: never; readonly run: RunInput; readonly id?: never; }
  |  /** At the dataset, job or run of this id. */
  { readonly dataset?: never; readonly job?: never; readonly run?: never; readonly id: Scalars['ID']['input']; };

/** Which way a walk goes. */
export type Direction =
  /** Against the flow of data, to where it came from. */
  | 'UPSTREAM'
  /** With the flow of data, to where it went. */
  | 'DOWNSTREAM'
  /** Both ways. */
  | 'BOTH';

/** By which way a node was reached. */
export type Reach =
  /** The walk began here. */
  | 'ROOT'
  /** Against the flow of data. */
  | 'UPSTREAM'
  /** With the flow of data. */
  | 'DOWNSTREAM';

/** What the nodes of a walk are. */
export type Granularity =
  /** Datasets, and the jobs between them. */
  | 'DATASET'
  /** Jobs, and the datasets between them as `via`. */
  | 'JOB'
  /** Columns. */
  | 'COLUMN'
  /** Runs, by what they really read and wrote. */
  | 'RUN';

/** What a node of a walk is. */
export type LineageNodeKind =
  /** A dataset. */
  | 'DATASET'
  /** A job. */
  | 'JOB'
  /** A column of a dataset. */
  | 'COLUMN'
  /** A run of a job. */
  | 'RUN';

/** Which edges between columns are followed. */
export type TransformationKinds =
  /** Those by which a value came from a value. */
  | 'DIRECT'
  /** Also those by which a value decided about rows: filters, joins, orders. */
  | 'ALL';

/** Whether an edge was seen, or said. */
export type EdgeKind =
  /** A run did it. */
  | 'OBSERVED'
  /** A job or dataset is said to be so. */
  | 'DECLARED'
  /** Between runs: the run that wrote last before the other one ended. */
  | 'INFERRED';

/** Where an edge was read. */
export type EdgeOrigin =
  /** From what a job reads and writes. */
  | 'IO'
  /** From a `lineage` facet, which beats the others. */
  | 'LINEAGE'
  /** From a `columnLineage` facet. */
  | 'COLUMN';

/** How far the log has come. */
export type Log = {
  /** Entries in it: all of the ledger below this position. */
  readonly size: Scalars['Position']['output'];
  /** The newest checkpoint, as a signed note (C2SP tlog-checkpoint). Null: nothing was logged yet. */
  readonly checkpoint?: Maybe<Scalars['String']['output']>;
  /** The public key of the log, as verifiers of signed notes take it. The word of a server for its own key proves nothing. */
  readonly verifierKey: Scalars['String']['output'];
  /** Those whose word is believed (LOG_WITNESSES), by name. Empty: nobody witnesses the log. */
  readonly witnesses: ReadonlyArray<Witness>;
  /** The two times of this answer, and whether it is whole. */
  readonly header: AnswerHeader;
};

/** Somebody elsewhere who sees the checkpoints of the log, and cosigns none that does not begin with what it saw before. */
export type Witness = {
  /** What it is called. */
  readonly name: Scalars['String']['output'];
  /** Its public key, as verifiers of signed notes take it. */
  readonly verifierKey: Scalars['String']['output'];
  /** Of how many entries the checkpoint is that it cosigned last. Null: none of the log as it is named now. */
  readonly size?: Maybe<Scalars['Position']['output']>;
  /** When it did, by its own clock. */
  readonly at?: Maybe<Scalars['DateTime']['output']>;
};

/** What is to be proved, named in one way. */
export type ProvedInput =
  /** An event, by its commitment: 64 hexadecimal digits. */
  { readonly event: Scalars['String']['input']; readonly report?: never; readonly policy?: never; readonly decision?: never; readonly position?: never; }
  |  /** A report, by its id. */
  { readonly event?: never; readonly report: Scalars['ID']['input']; readonly policy?: never; readonly decision?: never; readonly position?: never; }
  |  /** A version of a policy, by its place in the ledger. */
  { readonly event?: never; readonly report?: never; readonly policy: Scalars['Position']['input']; readonly decision?: never; readonly position?: never; }
  |  /** An entry of the trail that tells what was decided, by its place in the ledger. */
  { readonly event?: never; readonly report?: never; readonly policy?: never; readonly decision: Scalars['Position']['input']; readonly position?: never; }
  |  /** Whatever stands at a place of the ledger. */
  { readonly event?: never; readonly report?: never; readonly policy?: never; readonly decision?: never; readonly position: Scalars['Position']['input']; };

/** That an entry of the ledger stands in the log. */
export type Proof = {
  /** Its place in the ledger, which is that of its leaf in the log. */
  readonly position: Scalars['Position']['output'];
  /** What it is. */
  readonly kind: EntryKind;
  /** What the log says of it: JSON, with its kind, its time, a random id of who recorded it, and the commitment to what it says. */
  readonly leaf: Scalars['String']['output'];
  /** The way from the leaf to the checkpoint, and that with its signatures, in the form C2SP tlog-proof. To be kept as a file. */
  readonly proof: Scalars['String']['output'];
  /** The public key of the log, as verifiers of signed notes take it. The word of a server for its own key proves nothing: compare it with what you were told by another way. */
  readonly verifierKey: Scalars['String']['output'];
  /** What opens the commitment. Null unless `open`; and when the body was erased, never was text, or may hold what is hidden from the asker. */
  readonly opening?: Maybe<ProofOpening>;
  /** The two times of this answer, and whether it is whole. */
  readonly header: AnswerHeader;
};

/** With these anybody makes the commitment of an entry again: SHA-256 over the text headgate/1, the salt, and the text. */
export type ProofOpening = {
  /** 32 bytes, as 64 hexadecimal digits. */
  readonly salt: Scalars['String']['output'];
  /** What the entry says, as canonical JSON, to the letter. */
  readonly text: Scalars['String']['output'];
};

/**
 * Acts. Each is decided and recorded when it is answered; what it does to the graph is there when the map has reached it. Acts of one operation are done in
 * their order, and one that fails does not undo those before it. Send `Content-Type: application/json`.
 */
export type Mutation = {
  /** Sends something in quarantine through today's gate again, with its bytes as they came. What still cannot be used stays where it is. Administrators may, and who sent it. */
  readonly redriveQuarantined?: Maybe<Redriven>;
  /**
   * Drafts a policy and approves it, where its author may do that: while fewer than two people could approve, which is marked. Then it is in force at once, as a new
   * version of the policy of its name; else it waits as a draft. One that says the same as the version in force is not recorded again. For administrators.
   */
  readonly applyPolicy?: Maybe<AppliedPolicy>;
  /**
   * Says that somebody has seen an alert. It stays acknowledged until it is resolved; found again after that, it is open again. For administrators, and for whoever
   * has a role other than auditor everywhere, or in the team that owns the namespace.
   */
  readonly acknowledgeAlert?: Maybe<AlertAcknowledged>;
  /** Puts a contract into force, as the next version of the contract of its id. For administrators. A text that is in force already is not recorded again. */
  readonly applyContract?: Maybe<ContractApplied>;
  /**
   * Reports that a system lets nobody read, or write, the data of some namespaces but by the answers of Headgate. Told again before its end it goes on. For who has the
   * role `gateway` everywhere; so does `POST /api/v1/enforcement`. Of datasets that it does not see in Headgate what it reports counts for nothing.
   */
  readonly reportEnforcement?: Maybe<ReportedEnforcement>;
  /**
   * Opens an engagement: its people are auditors within its scope, and nowhere else, until it ends by itself. Whatever they ask is recorded. For administrators.
   * Nothing lengthens an engagement; who goes on is engaged anew, by another name.
   */
  readonly openEngagement?: Maybe<EngagementOpened>;
  /** Ends an engagement early, from now on. For administrators. */
  readonly endEngagement?: Maybe<EngagementEnded>;
  /**
   * Breaks the glass: nothing of Headgate is hidden from a person for some hours, and then it is again. The data itself, and what is for administrators and auditors,
   * stay as they are. It owes a review. For whoever has the role `break-glass`, and for administrators on behalf of others.
   */
  readonly breakGlass?: Maybe<GlassBroken>;
  /** Ends a broken glass at once; its review is owed as before. For administrators, and for whoever sees by it. */
  readonly endGlass?: Maybe<GlassEnded>;
  /** Says what was found about a broken glass, which then owes nothing more. For auditors and administrators, but who broke it and for whom. */
  readonly reviewGlass?: Maybe<GlassReviewed>;
  /**
   * Makes an emitter or a person, and the key that it proves itself with. For administrators; a steward makes those whom the file names in his teams alone.
   * Administrators are made on the machine, with `headgate keys create --admin`.
   */
  readonly createKey?: Maybe<MadeKey>;
  /** Makes the next key of somebody, with the scopes of the one before, and sets the end of that. For administrators; for the steward of whom the key acts for alone. */
  readonly rotateKey?: Maybe<MadeKey>;
  /** Ends a key, on every server at once. For administrators; for the steward of whom the key acts for alone. */
  readonly revokeKey?: Maybe<RevokedKey>;
  /** Lets an emitter claim more, by all its keys in force. For administrators; for the steward of whom the key acts for alone, within what his team owns. */
  readonly grantKey?: Maybe<EmitterBounds>;
  /** As `grantKey`, but that what is given stands in place of what was. */
  readonly bindKey?: Maybe<EmitterBounds>;
  /** Drafts a policy, as the next version of the policy of its name. It changes nothing until it is approved. For policy authors and administrators. */
  readonly draftPolicy?: Maybe<DraftedPolicy>;
  /**
   * Puts a draft into force as a new version, or gives a rollback its second approval. For policy approvers and administrators; nobody approves a change of his own,
   * but while fewer than two people could approve, which is marked. A draft that another version has overtaken is refused.
   */
  readonly approvePolicy?: Maybe<ApprovedPolicy>;
  /** Turns a draft down, or takes one's own back. For policy approvers, administrators, and whoever drafted it. */
  readonly rejectPolicy?: Maybe<RejectedPolicy>;
  /** Applies an earlier version at once, as a new one, which owes its second approval. For policy approvers and administrators. */
  readonly rollbackPolicy?: Maybe<RolledBackPolicy>;
  /**
   * Makes a report, signs it, and records its digest. Asked again about the same two times it has the same bytes, and nothing more is recorded.
   * It reads the whole graph, and takes seconds.
   */
  readonly requestReport?: Maybe<RequestedReport>;
  /**
   * Puts the teams, roles, quotas and bindings of an access file into force, in one step; what differs is recorded. Applied again it changes nothing. For
   * administrators; a steward changes who is in his teams, and their emitters within what they own.
   */
  readonly applyAccess?: Maybe<AppliedAccess>;
};


/**
 * Acts. Each is decided and recorded when it is answered; what it does to the graph is there when the map has reached it. Acts of one operation are done in
 * their order, and one that fails does not undo those before it. Send `Content-Type: application/json`.
 */
export type MutationRedriveQuarantinedArgs = {
  id: Scalars['ID']['input'];
};


/**
 * Acts. Each is decided and recorded when it is answered; what it does to the graph is there when the map has reached it. Acts of one operation are done in
 * their order, and one that fails does not undo those before it. Send `Content-Type: application/json`.
 */
export type MutationApplyPolicyArgs = {
  yaml: Scalars['String']['input'];
};


/**
 * Acts. Each is decided and recorded when it is answered; what it does to the graph is there when the map has reached it. Acts of one operation are done in
 * their order, and one that fails does not undo those before it. Send `Content-Type: application/json`.
 */
export type MutationAcknowledgeAlertArgs = {
  id: Scalars['ID']['input'];
  note?: InputMaybe<Scalars['String']['input']>;
};


/**
 * Acts. Each is decided and recorded when it is answered; what it does to the graph is there when the map has reached it. Acts of one operation are done in
 * their order, and one that fails does not undo those before it. Send `Content-Type: application/json`.
 */
export type MutationApplyContractArgs = {
  text: Scalars['String']['input'];
};


/**
 * Acts. Each is decided and recorded when it is answered; what it does to the graph is there when the map has reached it. Acts of one operation are done in
 * their order, and one that fails does not undo those before it. Send `Content-Type: application/json`.
 */
export type MutationReportEnforcementArgs = {
  system: Scalars['String']['input'];
  namespaces: ReadonlyArray<Scalars['String']['input']>;
  actions: ReadonlyArray<AccessAction>;
  forSeconds: Scalars['Int']['input'];
};


/**
 * Acts. Each is decided and recorded when it is answered; what it does to the graph is there when the map has reached it. Acts of one operation are done in
 * their order, and one that fails does not undo those before it. Send `Content-Type: application/json`.
 */
export type MutationOpenEngagementArgs = {
  engagement: EngagementInput;
};


/**
 * Acts. Each is decided and recorded when it is answered; what it does to the graph is there when the map has reached it. Acts of one operation are done in
 * their order, and one that fails does not undo those before it. Send `Content-Type: application/json`.
 */
export type MutationEndEngagementArgs = {
  name: Scalars['String']['input'];
  why: Scalars['String']['input'];
};


/**
 * Acts. Each is decided and recorded when it is answered; what it does to the graph is there when the map has reached it. Acts of one operation are done in
 * their order, and one that fails does not undo those before it. Send `Content-Type: application/json`.
 */
export type MutationBreakGlassArgs = {
  reason: Scalars['String']['input'];
  hours: Scalars['Int']['input'];
  who?: InputMaybe<Scalars['String']['input']>;
};


/**
 * Acts. Each is decided and recorded when it is answered; what it does to the graph is there when the map has reached it. Acts of one operation are done in
 * their order, and one that fails does not undo those before it. Send `Content-Type: application/json`.
 */
export type MutationEndGlassArgs = {
  glass: Scalars['Position']['input'];
};


/**
 * Acts. Each is decided and recorded when it is answered; what it does to the graph is there when the map has reached it. Acts of one operation are done in
 * their order, and one that fails does not undo those before it. Send `Content-Type: application/json`.
 */
export type MutationReviewGlassArgs = {
  glass: Scalars['Position']['input'];
  note: Scalars['String']['input'];
};


/**
 * Acts. Each is decided and recorded when it is answered; what it does to the graph is there when the map has reached it. Acts of one operation are done in
 * their order, and one that fails does not undo those before it. Send `Content-Type: application/json`.
 */
export type MutationCreateKeyArgs = {
  name: Scalars['String']['input'];
  kind: KeyKind;
  roles?: ReadonlyArray<Scalars['String']['input']>;
  bounds?: InputMaybe<EmitterBoundsInput>;
  scopes?: InputMaybe<ReadonlyArray<KeyScope>>;
  expiresInSeconds?: InputMaybe<Scalars['Int']['input']>;
};


/**
 * Acts. Each is decided and recorded when it is answered; what it does to the graph is there when the map has reached it. Acts of one operation are done in
 * their order, and one that fails does not undo those before it. Send `Content-Type: application/json`.
 */
export type MutationRotateKeyArgs = {
  called: Scalars['String']['input'];
  graceSeconds: Scalars['Int']['input'];
  expiresInSeconds?: InputMaybe<Scalars['Int']['input']>;
};


/**
 * Acts. Each is decided and recorded when it is answered; what it does to the graph is there when the map has reached it. Acts of one operation are done in
 * their order, and one that fails does not undo those before it. Send `Content-Type: application/json`.
 */
export type MutationRevokeKeyArgs = {
  prefix: Scalars['String']['input'];
};


/**
 * Acts. Each is decided and recorded when it is answered; what it does to the graph is there when the map has reached it. Acts of one operation are done in
 * their order, and one that fails does not undo those before it. Send `Content-Type: application/json`.
 */
export type MutationGrantKeyArgs = {
  prefix: Scalars['String']['input'];
  bounds: EmitterBoundsInput;
};


/**
 * Acts. Each is decided and recorded when it is answered; what it does to the graph is there when the map has reached it. Acts of one operation are done in
 * their order, and one that fails does not undo those before it. Send `Content-Type: application/json`.
 */
export type MutationBindKeyArgs = {
  prefix: Scalars['String']['input'];
  bounds: EmitterBoundsInput;
};


/**
 * Acts. Each is decided and recorded when it is answered; what it does to the graph is there when the map has reached it. Acts of one operation are done in
 * their order, and one that fails does not undo those before it. Send `Content-Type: application/json`.
 */
export type MutationDraftPolicyArgs = {
  yaml: Scalars['String']['input'];
  why?: InputMaybe<Scalars['String']['input']>;
};


/**
 * Acts. Each is decided and recorded when it is answered; what it does to the graph is there when the map has reached it. Acts of one operation are done in
 * their order, and one that fails does not undo those before it. Send `Content-Type: application/json`.
 */
export type MutationApprovePolicyArgs = {
  change: Scalars['Position']['input'];
};


/**
 * Acts. Each is decided and recorded when it is answered; what it does to the graph is there when the map has reached it. Acts of one operation are done in
 * their order, and one that fails does not undo those before it. Send `Content-Type: application/json`.
 */
export type MutationRejectPolicyArgs = {
  draft: Scalars['Position']['input'];
  why?: InputMaybe<Scalars['String']['input']>;
};


/**
 * Acts. Each is decided and recorded when it is answered; what it does to the graph is there when the map has reached it. Acts of one operation are done in
 * their order, and one that fails does not undo those before it. Send `Content-Type: application/json`.
 */
export type MutationRollbackPolicyArgs = {
  version: Scalars['Position']['input'];
  why?: InputMaybe<Scalars['String']['input']>;
};


/**
 * Acts. Each is decided and recorded when it is answered; what it does to the graph is there when the map has reached it. Acts of one operation are done in
 * their order, and one that fails does not undo those before it. Send `Content-Type: application/json`.
 */
export type MutationRequestReportArgs = {
  kind: ReportKind;
  asOf?: InputMaybe<Scalars['String']['input']>;
  knownAt?: InputMaybe<Scalars['String']['input']>;
};


/**
 * Acts. Each is decided and recorded when it is answered; what it does to the graph is there when the map has reached it. Acts of one operation are done in
 * their order, and one that fails does not undo those before it. Send `Content-Type: application/json`.
 */
export type MutationApplyAccessArgs = {
  yaml: Scalars['String']['input'];
  isDryRun?: Scalars['Boolean']['input'];
  isPruning?: Scalars['Boolean']['input'];
  makesKeys?: Scalars['Boolean']['input'];
};

/** What became of something in quarantine that was sent through the gate again. */
export type Redriven = {
  /** Its place in the ledger. Null: it still cannot be used. */
  readonly position?: Maybe<Scalars['Position']['output']>;
  /** Whether it was recorded before, at that place. */
  readonly duplicate: Scalars['Boolean']['output'];
  /** Where it departs from the standard, and was understood all the same. */
  readonly warnings: ReadonlyArray<Warning>;
  /** What is still wrong with it. Empty when it was recorded. */
  readonly problems: ReadonlyArray<Problem>;
};

/** A policy to preview: exactly one of these. */
export type PolicyPreviewInput =
  /** A policy, in YAML or JSON. */
  { readonly yaml: Scalars['String']['input']; readonly draft?: never; }
  |  /** A draft, by its position. */
  { readonly yaml?: never; readonly draft: Scalars['Position']['input']; };

/** A change of a policy, from its draft to what became of it. */
export type PolicyChange = {
  /** What it is called by: where its draft, or else its version, stands in the ledger. */
  readonly position: Scalars['Position']['output'];
  /** How it came up. */
  readonly kind: PolicyChangeKind;
  /** How it stands. */
  readonly state: PolicyChangeState;
  /** The name of the policy. */
  readonly name: Scalars['String']['output'];
  /** The policy as it would be, or was, after the change. */
  readonly yaml: Scalars['String']['output'];
  /** Who drafted it, or rolled back. */
  readonly by: Principal;
  /** When, by Headgate's clock. */
  readonly at: Scalars['DateTime']['output'];
  /** What for, in a sentence. Null: nobody said. */
  readonly why?: Maybe<Scalars['String']['output']>;
  /** The version that it went out from: where it stands in the ledger. Null: there was none, or nobody wrote it down. */
  readonly base?: Maybe<Scalars['Position']['output']>;
  /** Of a rollback: the version that it goes back to. */
  readonly to?: Maybe<Scalars['Position']['output']>;
  /** The version that it became: where it stands in the ledger. Null: none. */
  readonly version?: Maybe<Scalars['Position']['output']>;
  /** Whether that version is in force. */
  readonly isInForce: Scalars['Boolean']['output'];
  /** Whether nobody but its author approved it. */
  readonly isAlone: Scalars['Boolean']['output'];
  /** Who approved or rejected it. Null: nobody yet, or its author in the same step. */
  readonly decidedBy?: Maybe<Principal>;
  /** When, by Headgate's clock. */
  readonly decidedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Why it was rejected, in a sentence. */
  readonly whyRejected?: Maybe<Scalars['String']['output']>;
};

/** How a change of a policy came up. */
export type PolicyChangeKind =
  /** It was drafted, for somebody to approve. */
  | 'DRAFT'
  /** It was drafted and approved in one step. */
  | 'APPLICATION'
  /** An earlier version was put into force again. */
  | 'ROLLBACK';

/** How a change of a policy stands. */
export type PolicyChangeState =
  /** It is drafted, and waits for its approval. */
  | 'WAITING'
  /** It is in force, and waits for its second approval. */
  | 'OWED'
  /** It is approved, and is or was a version in force. */
  | 'APPROVED'
  /** It was turned down. */
  | 'REJECTED'
  /** Another version came into force since it was drafted. */
  | 'OVERTAKEN';

/** A page of changes of policies. */
export type PolicyChangeConnection = {
  /** The two times of this answer, and whether it is whole. */
  readonly header: AnswerHeader;
  /** The changes. */
  readonly nodes: ReadonlyArray<PolicyChange>;
  /** The changes, each with its cursor. */
  readonly edges: ReadonlyArray<PolicyChangeEdge>;
  /** Where this page stands in the list. */
  readonly pageInfo: PageInfo;
};

/** A change of a policy in its list. */
export type PolicyChangeEdge = {
  /** Where it stands in the list. */
  readonly cursor: Scalars['String']['output'];
  /** The change. */
  readonly node: PolicyChange;
};

/** What a policy would change. */
export type PolicyPreview = {
  /** The two times of this answer, and whether it is whole. */
  readonly header: AnswerHeader;
  /** The name of the policy. */
  readonly name: Scalars['String']['output'];
  /** What each role would see, read, write and know of less and more, as it is held. */
  readonly changes: ReadonlyArray<PreviewedChange>;
  /** The rules that hide, deny and mask nothing of what was looked at, from anybody who holds their roles, from 1: perhaps a name is misspelt. */
  readonly idleRules: ReadonlyArray<Scalars['Int']['output']>;
  /** The rules under `keep_out` that are about nothing of what was looked at, by names and columns, from 1: perhaps a name is misspelt. */
  readonly idleKeepOut: ReadonlyArray<Scalars['Int']['output']>;
  /** Of how many places its labels are. */
  readonly labels: ReadonlyArray<LabelPreview>;
  /** How many datasets and jobs were looked at. */
  readonly looked: Scalars['Int']['output'];
  /** Whether there are more. */
  readonly isCut: Scalars['Boolean']['output'];
  /**
   * Whether what comes by lineage of the policy's labels is not counted: more lies downstream than is followed at once, or something is hidden from the asker. Labels
   * that it says anew then count where it says them, and labels that it no longer says count as they do now. False: all is counted.
   */
  readonly areLabelsCut: Scalars['Boolean']['output'];
  /** What would become of what was decided of late. Null: nobody asked for days. */
  readonly decisions?: Maybe<ReplayedDecisions>;
};

/** Of how many places a label of a policy is. */
export type LabelPreview = {
  /** Which of the policy's labels, from 1. */
  readonly place: Scalars['Int']['output'];
  /** The label, as it is told: a level, or a tag in small letters. */
  readonly label: Scalars['String']['output'];
  /** How many datasets whole and columns of those that were looked at. 0: it is about nothing there is; perhaps a name is misspelt. */
  readonly places: Scalars['Int']['output'];
};

/** What a role would have less, or more, of. */
export type PreviewedChange = {
  /**
   * The role, held everywhere by somebody who is of no team: `engineer`. Where a rule says `owner: own` or `owner: others` of it, in each way in which somebody holds it now:
   * `engineer of heart` within that team, `engineer (also of heart)` everywhere, by who is of the team by another role. It is a text to show; no question takes it.
   */
  readonly role: Scalars['String']['output'];
  /**
   * What it would do with them: `see`, `read`, `write`, or `topology`, which is to know of what is hidden that it is there. Of `read` and `write` this is what systems that
   * guard the data are told when they ask; where none reports that it heeds that (`enforcement`), it is not known whether it holds.
   */
  readonly action: Scalars['String']['output'];
  /** Whether it would have more; else it would have less. Of a mask: whether it is a less strict one. */
  readonly isMore: Scalars['Boolean']['output'];
  /** Of what: `dataset`, `job`, `column` or `facet`; or `mask`, of a column that may be read before and after. */
  readonly what: Scalars['String']['output'];
  /** How many. */
  readonly count: Scalars['Int']['output'];
  /** Some of them. */
  readonly examples: ReadonlyArray<Scalars['String']['output']>;
};

/**
 * What would become of recorded decisions if the same were asked today: what was denied, what was shown of protected data, and what gateways were told. Whoever asked
 * again within a minute counts once. For the purpose that is on record.
 */
export type ReplayedDecisions = {
  /** Of how many days. */
  readonly days: Scalars['Int']['output'];
  /** How many: the things that they name, 20 of those that were decided alike in one answer. */
  readonly looked: Scalars['Int']['output'];
  /** Those that are allowed now, and would be. */
  readonly stillAllowed: Scalars['Int']['output'];
  /** Those that are denied now, and would be. */
  readonly stillDenied: Scalars['Int']['output'];
  /** Those that are denied now, and would be allowed. */
  readonly wouldBeAllowed: Scalars['Int']['output'];
  /** Those that are allowed now, and would be denied. */
  readonly wouldBeDenied: Scalars['Int']['output'];
  /** Some of those that would be allowed: the roles of whom it is about, what would be done, the thing, and for which purpose. */
  readonly gains: ReadonlyArray<Scalars['String']['output']>;
  /** Some of those that would be denied. */
  readonly losses: ReadonlyArray<Scalars['String']['output']>;
  /** Those of which nothing in the present graph that the asker sees is called so. */
  readonly notThere: Scalars['Int']['output'];
  /** Whether there were more than are looked at: 2,000 entries of each action. */
  readonly isCut: Scalars['Boolean']['output'];
};

/** A draft that waits for its approval. */
export type DraftedPolicy = {
  /** The name of the policy. */
  readonly name: Scalars['String']['output'];
  /** What the draft is called by: where it stands in the ledger. */
  readonly draft: Scalars['Position']['output'];
  /** Whether it was recorded. False: the same was drafted before, and waits. */
  readonly isNew: Scalars['Boolean']['output'];
};

/** What became of an approval. */
export type ApprovedPolicy = {
  /** The name of the policy. */
  readonly name: Scalars['String']['output'];
  /** The version in force: where it stands in the ledger. */
  readonly version: Scalars['Position']['output'];
  /** Whether nobody but its author approved it. */
  readonly isAlone: Scalars['Boolean']['output'];
};

/** A draft that was turned down. */
export type RejectedPolicy = {
  /** The name of the policy. */
  readonly name: Scalars['String']['output'];
  /** What the draft is called by: where it stands in the ledger. */
  readonly draft: Scalars['Position']['output'];
};

/** An earlier version that is in force again. */
export type RolledBackPolicy = {
  /** The name of the policy. */
  readonly name: Scalars['String']['output'];
  /** The new version, which owes its second approval: where it stands in the ledger. */
  readonly version: Scalars['Position']['output'];
};

/**
 * Questions. Each root field takes `asOf` (what was true in the world), `knownAt` (from what Headgate had recorded) and `atLeast` (the position that the
 * answer must include; it is waited for, at most 3 s). All fields of one operation are read from one state of the graph, and its defaults are the same for all.
 * A root field that fails is null, with its reason in `errors`; the others answer all the same.
 */
export type Query = {
  /** A dataset, by its id, by namespace and name, or by a short name that only one has. Any of its names will do. */
  readonly dataset?: Maybe<Dataset>;
  /** The datasets that are there, each once under its canonical name, by namespace and name. */
  readonly datasets?: Maybe<DatasetConnection>;
  /** A job, by its id, by namespace and name, or by a short name that only one has. */
  readonly job?: Maybe<Job>;
  /** The jobs that are there, by namespace and name. */
  readonly jobs?: Maybe<JobConnection>;
  /** A run, by its id, or by the run id that its job gave it, whole or its beginning. */
  readonly run?: Maybe<Run>;
  /** Runs, the latest beginning first. */
  readonly runs?: Maybe<RunConnection>;
  /** The namespaces in which something is there, by name. */
  readonly namespaces?: Maybe<NamespaceConnection>;
  /** Datasets and jobs that answer to a text: by name, column, tag or description, best first. Slips of typing are forgiven. */
  readonly search?: Maybe<SearchConnection>;
  /** Where data came from, or where it went. Nodes and edges in one answer, in an order that does not change. */
  readonly lineage?: Maybe<Lineage>;
  /** The raw record as it was recorded, newest first: in the order of recording, or, of one run or job, in the order of event time. */
  readonly events?: Maybe<EventConnection>;
  /** One entry of the record, by its position or by its commitment. */
  readonly event?: Maybe<Event>;
  /** What came in and could not be used, newest first: kept whole, with every reason. */
  readonly quarantine?: Maybe<QuarantineConnection>;
  /** One thing in quarantine, with its bytes. */
  readonly quarantined?: Maybe<Quarantined>;
  /** The digest of the whole graph: two Headgates that hold the same events and rulings have the same digest. It reads everything, and takes as long, so that only administrators may ask: with an admin's key, or by `headgate digest`. */
  readonly graphDigest?: Maybe<GraphDigest>;
  /** How Headgate is doing: how much it holds, and how far the graph is behind the record. */
  readonly status?: Maybe<Status>;
  /** The policies of access, each in the version in force at `knownAt`. For auditors, policy authors and approvers, and administrators: a rule names what it hides. What an answer shows is decided by the versions in force now, whatever it is asked about. */
  readonly policies?: Maybe<Policies>;
  /**
   * What administrators did, what was denied, and what was decided about data that a tag, a policy or a contract calls CONFIDENTIAL, PII or PHI and about copies of it, newest first. For auditors and
   * administrators; that it was read stands in it, too.
   */
  readonly auditTrail?: Maybe<TrailConnection>;
  /**
   * Who could see, read or write a dataset or a column, or see a job or a facet, by the policies, teams, keys and labels of a time. For auditors and administrators.
   * A group is judged as somebody who is in that group alone.
   */
  readonly whoCould?: Maybe<WhoCould>;
  /**
   * The datasets that somebody could see, read or write whole, or the jobs that they could see, by the policies, teams, keys and labels of a time, by name. Everybody
   * may ask about themselves; about others auditors and administrators. Of a dataset that may be read whole some columns may still be denied. A page that is `TRUNCATED` may hold few or none:
   * go on until `hasNextPage` is false.
   */
  readonly whatCould?: Maybe<WhatCould>;
  /**
   * Whether somebody may see, read or write a dataset or a column, or see a job or a facet, and by which rule. Everybody may ask about themselves; about others
   * auditors and administrators, and of reading and writing who has the role `gateway`. What is said of now of what somebody sees is what answers show to them.
   */
  readonly decide?: Maybe<AccessDecision>;
  /** As `decide`, of many questions at once: all in one snapshot, each by itself. What gateways ask; so does `POST /api/v1/decide`. */
  readonly decideMany?: Maybe<AccessDecisions>;
  /** An alert by its id, whole or its beginning. */
  readonly alert?: Maybe<Alert>;
  /** The alerts that were ever opened, those first in whose life something happened last. */
  readonly alerts?: Maybe<AlertConnection>;
  /** A contract by its id, in the version in force, and what it comes to. */
  readonly contract?: Maybe<Contract>;
  /** The contracts in force, by id, each with what it comes to. */
  readonly contracts?: Maybe<ContractConnection>;
  /**
   * The systems that report that they heed what Headgate decides about the data itself: where, and until when. A report is a claim of who makes it. For auditors and
   * administrators.
   */
  readonly enforcement?: Maybe<EnforcementConnection>;
  /** Engagements of outside auditors, as they stood at `knownAt`, newest first. Auditors and administrators see all of them, others those of their own that are in force. */
  readonly engagements?: Maybe<EngagementConnection>;
  /** An engagement by its name, as it stood at `knownAt`, and all that was asked under it. For its people while it is in force, auditors and administrators. */
  readonly engagement?: Maybe<Engagement>;
  /** Broken glasses, as they stood at `knownAt`, newest first: who saw everything, why, and who reviewed it. For auditors and administrators. */
  readonly brokenGlasses?: Maybe<BrokenGlassConnection>;
  /** Every key that was made, in force or not, the oldest first. For auditors and administrators; a steward is told of those that act for his teams alone. */
  readonly keys?: Maybe<Keys>;
  /**
   * The labels that data in a dataset or a column bear: said there by a tag, a policy or a contract, or come by lineage from where they are said, each with the way. For auditors and
   * administrators from whom nothing is hidden.
   */
  readonly classification?: Maybe<Classification>;
  /** Everywhere that data bear a label, by name and column. With `isDeclared: false`: where nobody says so. For auditors and administrators from whom nothing is hidden. */
  readonly labelled?: Maybe<LabelledConnection>;
  /** How far the log has come, and who saw that. For auditors and administrators. */
  readonly log?: Maybe<Log>;
  /** The proof that something stands in the log (of the newest checkpoint that a witness cosigned and that holds it, else of the newest), to be checked by anybody, offline: `headgate verify`, or whatever reads C2SP tlog-proof. For auditors and administrators. */
  readonly proof?: Maybe<Proof>;
  /** Drafts, versions and rollbacks of policies, as they stood at `knownAt`, newest first. For auditors, policy authors and approvers, and administrators. */
  readonly policyChanges?: Maybe<PolicyChangeConnection>;
  /**
   * What a policy or a draft would change: who would see less or more of the present graph, and what would become of what was decided of late. Of things that the
   * asker sees. Nothing is changed. For auditors, policy authors and approvers, and administrators.
   */
  readonly policyPreview?: Maybe<PolicyPreview>;
  /** The reports that were made, newest first: their questions and digests. Their bytes are made anew by asking the same again. */
  readonly reports?: Maybe<ReportConnection>;
  /** Teams, as they were in force at `knownAt`, by name. For auditors and administrators; a steward is told of his teams. */
  readonly teams?: Maybe<Teams>;
  /** Who asks: the holder of the key, session or token, what it may, and until when. Emitters may ask this too. */
  readonly whoami?: Maybe<Whoami>;
};


/**
 * Questions. Each root field takes `asOf` (what was true in the world), `knownAt` (from what Headgate had recorded) and `atLeast` (the position that the
 * answer must include; it is waited for, at most 3 s). All fields of one operation are read from one state of the graph, and its defaults are the same for all.
 * A root field that fails is null, with its reason in `errors`; the others answer all the same.
 */
export type QueryDatasetArgs = {
  id?: InputMaybe<Scalars['ID']['input']>;
  namespace?: InputMaybe<Scalars['String']['input']>;
  name?: InputMaybe<Scalars['String']['input']>;
  asOf?: InputMaybe<Scalars['String']['input']>;
  knownAt?: InputMaybe<Scalars['String']['input']>;
  atLeast?: InputMaybe<Scalars['Position']['input']>;
};


/**
 * Questions. Each root field takes `asOf` (what was true in the world), `knownAt` (from what Headgate had recorded) and `atLeast` (the position that the
 * answer must include; it is waited for, at most 3 s). All fields of one operation are read from one state of the graph, and its defaults are the same for all.
 * A root field that fails is null, with its reason in `errors`; the others answer all the same.
 */
export type QueryDatasetsArgs = {
  namespace?: InputMaybe<Scalars['String']['input']>;
  namePrefix?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  asOf?: InputMaybe<Scalars['String']['input']>;
  knownAt?: InputMaybe<Scalars['String']['input']>;
  atLeast?: InputMaybe<Scalars['Position']['input']>;
};


/**
 * Questions. Each root field takes `asOf` (what was true in the world), `knownAt` (from what Headgate had recorded) and `atLeast` (the position that the
 * answer must include; it is waited for, at most 3 s). All fields of one operation are read from one state of the graph, and its defaults are the same for all.
 * A root field that fails is null, with its reason in `errors`; the others answer all the same.
 */
export type QueryJobArgs = {
  id?: InputMaybe<Scalars['ID']['input']>;
  namespace?: InputMaybe<Scalars['String']['input']>;
  name?: InputMaybe<Scalars['String']['input']>;
  asOf?: InputMaybe<Scalars['String']['input']>;
  knownAt?: InputMaybe<Scalars['String']['input']>;
  atLeast?: InputMaybe<Scalars['Position']['input']>;
};


/**
 * Questions. Each root field takes `asOf` (what was true in the world), `knownAt` (from what Headgate had recorded) and `atLeast` (the position that the
 * answer must include; it is waited for, at most 3 s). All fields of one operation are read from one state of the graph, and its defaults are the same for all.
 * A root field that fails is null, with its reason in `errors`; the others answer all the same.
 */
export type QueryJobsArgs = {
  namespace?: InputMaybe<Scalars['String']['input']>;
  namePrefix?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  asOf?: InputMaybe<Scalars['String']['input']>;
  knownAt?: InputMaybe<Scalars['String']['input']>;
  atLeast?: InputMaybe<Scalars['Position']['input']>;
};


/**
 * Questions. Each root field takes `asOf` (what was true in the world), `knownAt` (from what Headgate had recorded) and `atLeast` (the position that the
 * answer must include; it is waited for, at most 3 s). All fields of one operation are read from one state of the graph, and its defaults are the same for all.
 * A root field that fails is null, with its reason in `errors`; the others answer all the same.
 */
export type QueryRunArgs = {
  id?: InputMaybe<Scalars['ID']['input']>;
  runId?: InputMaybe<Scalars['String']['input']>;
  job?: InputMaybe<NodeInput>;
  asOf?: InputMaybe<Scalars['String']['input']>;
  knownAt?: InputMaybe<Scalars['String']['input']>;
  atLeast?: InputMaybe<Scalars['Position']['input']>;
};


/**
 * Questions. Each root field takes `asOf` (what was true in the world), `knownAt` (from what Headgate had recorded) and `atLeast` (the position that the
 * answer must include; it is waited for, at most 3 s). All fields of one operation are read from one state of the graph, and its defaults are the same for all.
 * A root field that fails is null, with its reason in `errors`; the others answer all the same.
 */
export type QueryRunsArgs = {
  job?: InputMaybe<NodeInput>;
  namespace?: InputMaybe<Scalars['String']['input']>;
  namePrefix?: InputMaybe<Scalars['String']['input']>;
  state?: InputMaybe<RunState>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  asOf?: InputMaybe<Scalars['String']['input']>;
  knownAt?: InputMaybe<Scalars['String']['input']>;
  atLeast?: InputMaybe<Scalars['Position']['input']>;
};


/**
 * Questions. Each root field takes `asOf` (what was true in the world), `knownAt` (from what Headgate had recorded) and `atLeast` (the position that the
 * answer must include; it is waited for, at most 3 s). All fields of one operation are read from one state of the graph, and its defaults are the same for all.
 * A root field that fails is null, with its reason in `errors`; the others answer all the same.
 */
export type QueryNamespacesArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  asOf?: InputMaybe<Scalars['String']['input']>;
  knownAt?: InputMaybe<Scalars['String']['input']>;
  atLeast?: InputMaybe<Scalars['Position']['input']>;
};


/**
 * Questions. Each root field takes `asOf` (what was true in the world), `knownAt` (from what Headgate had recorded) and `atLeast` (the position that the
 * answer must include; it is waited for, at most 3 s). All fields of one operation are read from one state of the graph, and its defaults are the same for all.
 * A root field that fails is null, with its reason in `errors`; the others answer all the same.
 */
export type QuerySearchArgs = {
  text: Scalars['String']['input'];
  kind?: InputMaybe<NodeKind>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  asOf?: InputMaybe<Scalars['String']['input']>;
  knownAt?: InputMaybe<Scalars['String']['input']>;
  atLeast?: InputMaybe<Scalars['Position']['input']>;
};


/**
 * Questions. Each root field takes `asOf` (what was true in the world), `knownAt` (from what Headgate had recorded) and `atLeast` (the position that the
 * answer must include; it is waited for, at most 3 s). All fields of one operation are read from one state of the graph, and its defaults are the same for all.
 * A root field that fails is null, with its reason in `errors`; the others answer all the same.
 */
export type QueryLineageArgs = {
  root: LineageRootInput;
  direction?: Direction;
  depth?: InputMaybe<Scalars['Int']['input']>;
  granularity?: InputMaybe<Granularity>;
  column?: InputMaybe<Scalars['String']['input']>;
  transformations?: TransformationKinds;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  asOf?: InputMaybe<Scalars['String']['input']>;
  knownAt?: InputMaybe<Scalars['String']['input']>;
  atLeast?: InputMaybe<Scalars['Position']['input']>;
};


/**
 * Questions. Each root field takes `asOf` (what was true in the world), `knownAt` (from what Headgate had recorded) and `atLeast` (the position that the
 * answer must include; it is waited for, at most 3 s). All fields of one operation are read from one state of the graph, and its defaults are the same for all.
 * A root field that fails is null, with its reason in `errors`; the others answer all the same.
 */
export type QueryEventsArgs = {
  run?: InputMaybe<RunInput>;
  job?: InputMaybe<NodeInput>;
  from?: InputMaybe<Scalars['Position']['input']>;
  to?: InputMaybe<Scalars['Position']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  asOf?: InputMaybe<Scalars['String']['input']>;
  knownAt?: InputMaybe<Scalars['String']['input']>;
  atLeast?: InputMaybe<Scalars['Position']['input']>;
};


/**
 * Questions. Each root field takes `asOf` (what was true in the world), `knownAt` (from what Headgate had recorded) and `atLeast` (the position that the
 * answer must include; it is waited for, at most 3 s). All fields of one operation are read from one state of the graph, and its defaults are the same for all.
 * A root field that fails is null, with its reason in `errors`; the others answer all the same.
 */
export type QueryEventArgs = {
  position?: InputMaybe<Scalars['Position']['input']>;
  commitment?: InputMaybe<Scalars['String']['input']>;
  asOf?: InputMaybe<Scalars['String']['input']>;
  knownAt?: InputMaybe<Scalars['String']['input']>;
  atLeast?: InputMaybe<Scalars['Position']['input']>;
};


/**
 * Questions. Each root field takes `asOf` (what was true in the world), `knownAt` (from what Headgate had recorded) and `atLeast` (the position that the
 * answer must include; it is waited for, at most 3 s). All fields of one operation are read from one state of the graph, and its defaults are the same for all.
 * A root field that fails is null, with its reason in `errors`; the others answer all the same.
 */
export type QueryQuarantineArgs = {
  because?: InputMaybe<QuarantineCause>;
  sender?: InputMaybe<Scalars['ID']['input']>;
  open?: InputMaybe<Scalars['Boolean']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  asOf?: InputMaybe<Scalars['String']['input']>;
  knownAt?: InputMaybe<Scalars['String']['input']>;
  atLeast?: InputMaybe<Scalars['Position']['input']>;
};


/**
 * Questions. Each root field takes `asOf` (what was true in the world), `knownAt` (from what Headgate had recorded) and `atLeast` (the position that the
 * answer must include; it is waited for, at most 3 s). All fields of one operation are read from one state of the graph, and its defaults are the same for all.
 * A root field that fails is null, with its reason in `errors`; the others answer all the same.
 */
export type QueryQuarantinedArgs = {
  id: Scalars['ID']['input'];
  asOf?: InputMaybe<Scalars['String']['input']>;
  knownAt?: InputMaybe<Scalars['String']['input']>;
  atLeast?: InputMaybe<Scalars['Position']['input']>;
};


/**
 * Questions. Each root field takes `asOf` (what was true in the world), `knownAt` (from what Headgate had recorded) and `atLeast` (the position that the
 * answer must include; it is waited for, at most 3 s). All fields of one operation are read from one state of the graph, and its defaults are the same for all.
 * A root field that fails is null, with its reason in `errors`; the others answer all the same.
 */
export type QueryGraphDigestArgs = {
  asOf?: InputMaybe<Scalars['String']['input']>;
  knownAt?: InputMaybe<Scalars['String']['input']>;
  atLeast?: InputMaybe<Scalars['Position']['input']>;
};


/**
 * Questions. Each root field takes `asOf` (what was true in the world), `knownAt` (from what Headgate had recorded) and `atLeast` (the position that the
 * answer must include; it is waited for, at most 3 s). All fields of one operation are read from one state of the graph, and its defaults are the same for all.
 * A root field that fails is null, with its reason in `errors`; the others answer all the same.
 */
export type QueryStatusArgs = {
  asOf?: InputMaybe<Scalars['String']['input']>;
  knownAt?: InputMaybe<Scalars['String']['input']>;
  atLeast?: InputMaybe<Scalars['Position']['input']>;
};


/**
 * Questions. Each root field takes `asOf` (what was true in the world), `knownAt` (from what Headgate had recorded) and `atLeast` (the position that the
 * answer must include; it is waited for, at most 3 s). All fields of one operation are read from one state of the graph, and its defaults are the same for all.
 * A root field that fails is null, with its reason in `errors`; the others answer all the same.
 */
export type QueryPoliciesArgs = {
  asOf?: InputMaybe<Scalars['String']['input']>;
  knownAt?: InputMaybe<Scalars['String']['input']>;
  atLeast?: InputMaybe<Scalars['Position']['input']>;
};


/**
 * Questions. Each root field takes `asOf` (what was true in the world), `knownAt` (from what Headgate had recorded) and `atLeast` (the position that the
 * answer must include; it is waited for, at most 3 s). All fields of one operation are read from one state of the graph, and its defaults are the same for all.
 * A root field that fails is null, with its reason in `errors`; the others answer all the same.
 */
export type QueryAuditTrailArgs = {
  principal?: InputMaybe<Scalars['String']['input']>;
  kinds?: InputMaybe<ReadonlyArray<TrailKind>>;
  action?: InputMaybe<Scalars['String']['input']>;
  outcome?: InputMaybe<TrailOutcome>;
  thing?: InputMaybe<Scalars['String']['input']>;
  since?: InputMaybe<Scalars['String']['input']>;
  until?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  asOf?: InputMaybe<Scalars['String']['input']>;
  knownAt?: InputMaybe<Scalars['String']['input']>;
  atLeast?: InputMaybe<Scalars['Position']['input']>;
};


/**
 * Questions. Each root field takes `asOf` (what was true in the world), `knownAt` (from what Headgate had recorded) and `atLeast` (the position that the
 * answer must include; it is waited for, at most 3 s). All fields of one operation are read from one state of the graph, and its defaults are the same for all.
 * A root field that fails is null, with its reason in `errors`; the others answer all the same.
 */
export type QueryWhoCouldArgs = {
  dataset?: InputMaybe<NodeInput>;
  job?: InputMaybe<NodeInput>;
  column?: InputMaybe<Scalars['String']['input']>;
  facet?: InputMaybe<Scalars['String']['input']>;
  action?: AccessAction;
  purpose?: InputMaybe<Scalars['String']['input']>;
  asOf?: InputMaybe<Scalars['String']['input']>;
  knownAt?: InputMaybe<Scalars['String']['input']>;
  atLeast?: InputMaybe<Scalars['Position']['input']>;
};


/**
 * Questions. Each root field takes `asOf` (what was true in the world), `knownAt` (from what Headgate had recorded) and `atLeast` (the position that the
 * answer must include; it is waited for, at most 3 s). All fields of one operation are read from one state of the graph, and its defaults are the same for all.
 * A root field that fails is null, with its reason in `errors`; the others answer all the same.
 */
export type QueryWhatCouldArgs = {
  who?: InputMaybe<Scalars['String']['input']>;
  kind?: NodeKind;
  action?: AccessAction;
  purpose?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  asOf?: InputMaybe<Scalars['String']['input']>;
  knownAt?: InputMaybe<Scalars['String']['input']>;
  atLeast?: InputMaybe<Scalars['Position']['input']>;
};


/**
 * Questions. Each root field takes `asOf` (what was true in the world), `knownAt` (from what Headgate had recorded) and `atLeast` (the position that the
 * answer must include; it is waited for, at most 3 s). All fields of one operation are read from one state of the graph, and its defaults are the same for all.
 * A root field that fails is null, with its reason in `errors`; the others answer all the same.
 */
export type QueryDecideArgs = {
  who?: InputMaybe<Scalars['String']['input']>;
  dataset?: InputMaybe<NodeInput>;
  job?: InputMaybe<NodeInput>;
  column?: InputMaybe<Scalars['String']['input']>;
  facet?: InputMaybe<Scalars['String']['input']>;
  action?: AccessAction;
  purpose?: InputMaybe<Scalars['String']['input']>;
  masks?: InputMaybe<ReadonlyArray<Mask>>;
  asOf?: InputMaybe<Scalars['String']['input']>;
  knownAt?: InputMaybe<Scalars['String']['input']>;
  atLeast?: InputMaybe<Scalars['Position']['input']>;
};


/**
 * Questions. Each root field takes `asOf` (what was true in the world), `knownAt` (from what Headgate had recorded) and `atLeast` (the position that the
 * answer must include; it is waited for, at most 3 s). All fields of one operation are read from one state of the graph, and its defaults are the same for all.
 * A root field that fails is null, with its reason in `errors`; the others answer all the same.
 */
export type QueryDecideManyArgs = {
  questions: ReadonlyArray<AccessQuestion>;
  asOf?: InputMaybe<Scalars['String']['input']>;
  knownAt?: InputMaybe<Scalars['String']['input']>;
  atLeast?: InputMaybe<Scalars['Position']['input']>;
};


/**
 * Questions. Each root field takes `asOf` (what was true in the world), `knownAt` (from what Headgate had recorded) and `atLeast` (the position that the
 * answer must include; it is waited for, at most 3 s). All fields of one operation are read from one state of the graph, and its defaults are the same for all.
 * A root field that fails is null, with its reason in `errors`; the others answer all the same.
 */
export type QueryAlertArgs = {
  id: Scalars['ID']['input'];
  asOf?: InputMaybe<Scalars['String']['input']>;
  knownAt?: InputMaybe<Scalars['String']['input']>;
  atLeast?: InputMaybe<Scalars['Position']['input']>;
};


/**
 * Questions. Each root field takes `asOf` (what was true in the world), `knownAt` (from what Headgate had recorded) and `atLeast` (the position that the
 * answer must include; it is waited for, at most 3 s). All fields of one operation are read from one state of the graph, and its defaults are the same for all.
 * A root field that fails is null, with its reason in `errors`; the others answer all the same.
 */
export type QueryAlertsArgs = {
  states?: InputMaybe<ReadonlyArray<AlertState>>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  asOf?: InputMaybe<Scalars['String']['input']>;
  knownAt?: InputMaybe<Scalars['String']['input']>;
  atLeast?: InputMaybe<Scalars['Position']['input']>;
};


/**
 * Questions. Each root field takes `asOf` (what was true in the world), `knownAt` (from what Headgate had recorded) and `atLeast` (the position that the
 * answer must include; it is waited for, at most 3 s). All fields of one operation are read from one state of the graph, and its defaults are the same for all.
 * A root field that fails is null, with its reason in `errors`; the others answer all the same.
 */
export type QueryContractArgs = {
  id: Scalars['ID']['input'];
  asOf?: InputMaybe<Scalars['String']['input']>;
  knownAt?: InputMaybe<Scalars['String']['input']>;
  atLeast?: InputMaybe<Scalars['Position']['input']>;
};


/**
 * Questions. Each root field takes `asOf` (what was true in the world), `knownAt` (from what Headgate had recorded) and `atLeast` (the position that the
 * answer must include; it is waited for, at most 3 s). All fields of one operation are read from one state of the graph, and its defaults are the same for all.
 * A root field that fails is null, with its reason in `errors`; the others answer all the same.
 */
export type QueryContractsArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  asOf?: InputMaybe<Scalars['String']['input']>;
  knownAt?: InputMaybe<Scalars['String']['input']>;
  atLeast?: InputMaybe<Scalars['Position']['input']>;
};


/**
 * Questions. Each root field takes `asOf` (what was true in the world), `knownAt` (from what Headgate had recorded) and `atLeast` (the position that the
 * answer must include; it is waited for, at most 3 s). All fields of one operation are read from one state of the graph, and its defaults are the same for all.
 * A root field that fails is null, with its reason in `errors`; the others answer all the same.
 */
export type QueryEnforcementArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  asOf?: InputMaybe<Scalars['String']['input']>;
  knownAt?: InputMaybe<Scalars['String']['input']>;
  atLeast?: InputMaybe<Scalars['Position']['input']>;
};


/**
 * Questions. Each root field takes `asOf` (what was true in the world), `knownAt` (from what Headgate had recorded) and `atLeast` (the position that the
 * answer must include; it is waited for, at most 3 s). All fields of one operation are read from one state of the graph, and its defaults are the same for all.
 * A root field that fails is null, with its reason in `errors`; the others answer all the same.
 */
export type QueryEngagementsArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  asOf?: InputMaybe<Scalars['String']['input']>;
  knownAt?: InputMaybe<Scalars['String']['input']>;
  atLeast?: InputMaybe<Scalars['Position']['input']>;
};


/**
 * Questions. Each root field takes `asOf` (what was true in the world), `knownAt` (from what Headgate had recorded) and `atLeast` (the position that the
 * answer must include; it is waited for, at most 3 s). All fields of one operation are read from one state of the graph, and its defaults are the same for all.
 * A root field that fails is null, with its reason in `errors`; the others answer all the same.
 */
export type QueryEngagementArgs = {
  name: Scalars['String']['input'];
  asOf?: InputMaybe<Scalars['String']['input']>;
  knownAt?: InputMaybe<Scalars['String']['input']>;
  atLeast?: InputMaybe<Scalars['Position']['input']>;
};


/**
 * Questions. Each root field takes `asOf` (what was true in the world), `knownAt` (from what Headgate had recorded) and `atLeast` (the position that the
 * answer must include; it is waited for, at most 3 s). All fields of one operation are read from one state of the graph, and its defaults are the same for all.
 * A root field that fails is null, with its reason in `errors`; the others answer all the same.
 */
export type QueryBrokenGlassesArgs = {
  isOwed?: InputMaybe<Scalars['Boolean']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  asOf?: InputMaybe<Scalars['String']['input']>;
  knownAt?: InputMaybe<Scalars['String']['input']>;
  atLeast?: InputMaybe<Scalars['Position']['input']>;
};


/**
 * Questions. Each root field takes `asOf` (what was true in the world), `knownAt` (from what Headgate had recorded) and `atLeast` (the position that the
 * answer must include; it is waited for, at most 3 s). All fields of one operation are read from one state of the graph, and its defaults are the same for all.
 * A root field that fails is null, with its reason in `errors`; the others answer all the same.
 */
export type QueryKeysArgs = {
  unusedDays?: InputMaybe<Scalars['Int']['input']>;
  expiringDays?: InputMaybe<Scalars['Int']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  asOf?: InputMaybe<Scalars['String']['input']>;
  knownAt?: InputMaybe<Scalars['String']['input']>;
  atLeast?: InputMaybe<Scalars['Position']['input']>;
};


/**
 * Questions. Each root field takes `asOf` (what was true in the world), `knownAt` (from what Headgate had recorded) and `atLeast` (the position that the
 * answer must include; it is waited for, at most 3 s). All fields of one operation are read from one state of the graph, and its defaults are the same for all.
 * A root field that fails is null, with its reason in `errors`; the others answer all the same.
 */
export type QueryClassificationArgs = {
  dataset: NodeInput;
  column?: InputMaybe<Scalars['String']['input']>;
  asOf?: InputMaybe<Scalars['String']['input']>;
  knownAt?: InputMaybe<Scalars['String']['input']>;
  atLeast?: InputMaybe<Scalars['Position']['input']>;
};


/**
 * Questions. Each root field takes `asOf` (what was true in the world), `knownAt` (from what Headgate had recorded) and `atLeast` (the position that the
 * answer must include; it is waited for, at most 3 s). All fields of one operation are read from one state of the graph, and its defaults are the same for all.
 * A root field that fails is null, with its reason in `errors`; the others answer all the same.
 */
export type QueryLabelledArgs = {
  label: Scalars['String']['input'];
  isDeclared?: InputMaybe<Scalars['Boolean']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  asOf?: InputMaybe<Scalars['String']['input']>;
  knownAt?: InputMaybe<Scalars['String']['input']>;
  atLeast?: InputMaybe<Scalars['Position']['input']>;
};


/**
 * Questions. Each root field takes `asOf` (what was true in the world), `knownAt` (from what Headgate had recorded) and `atLeast` (the position that the
 * answer must include; it is waited for, at most 3 s). All fields of one operation are read from one state of the graph, and its defaults are the same for all.
 * A root field that fails is null, with its reason in `errors`; the others answer all the same.
 */
export type QueryLogArgs = {
  asOf?: InputMaybe<Scalars['String']['input']>;
  knownAt?: InputMaybe<Scalars['String']['input']>;
  atLeast?: InputMaybe<Scalars['Position']['input']>;
};


/**
 * Questions. Each root field takes `asOf` (what was true in the world), `knownAt` (from what Headgate had recorded) and `atLeast` (the position that the
 * answer must include; it is waited for, at most 3 s). All fields of one operation are read from one state of the graph, and its defaults are the same for all.
 * A root field that fails is null, with its reason in `errors`; the others answer all the same.
 */
export type QueryProofArgs = {
  of: ProvedInput;
  open?: Scalars['Boolean']['input'];
  asOf?: InputMaybe<Scalars['String']['input']>;
  knownAt?: InputMaybe<Scalars['String']['input']>;
  atLeast?: InputMaybe<Scalars['Position']['input']>;
};


/**
 * Questions. Each root field takes `asOf` (what was true in the world), `knownAt` (from what Headgate had recorded) and `atLeast` (the position that the
 * answer must include; it is waited for, at most 3 s). All fields of one operation are read from one state of the graph, and its defaults are the same for all.
 * A root field that fails is null, with its reason in `errors`; the others answer all the same.
 */
export type QueryPolicyChangesArgs = {
  states?: InputMaybe<ReadonlyArray<PolicyChangeState>>;
  policy?: InputMaybe<Scalars['String']['input']>;
  position?: InputMaybe<Scalars['Position']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  asOf?: InputMaybe<Scalars['String']['input']>;
  knownAt?: InputMaybe<Scalars['String']['input']>;
  atLeast?: InputMaybe<Scalars['Position']['input']>;
};


/**
 * Questions. Each root field takes `asOf` (what was true in the world), `knownAt` (from what Headgate had recorded) and `atLeast` (the position that the
 * answer must include; it is waited for, at most 3 s). All fields of one operation are read from one state of the graph, and its defaults are the same for all.
 * A root field that fails is null, with its reason in `errors`; the others answer all the same.
 */
export type QueryPolicyPreviewArgs = {
  of: PolicyPreviewInput;
  days?: InputMaybe<Scalars['Int']['input']>;
  asOf?: InputMaybe<Scalars['String']['input']>;
  knownAt?: InputMaybe<Scalars['String']['input']>;
  atLeast?: InputMaybe<Scalars['Position']['input']>;
};


/**
 * Questions. Each root field takes `asOf` (what was true in the world), `knownAt` (from what Headgate had recorded) and `atLeast` (the position that the
 * answer must include; it is waited for, at most 3 s). All fields of one operation are read from one state of the graph, and its defaults are the same for all.
 * A root field that fails is null, with its reason in `errors`; the others answer all the same.
 */
export type QueryReportsArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  asOf?: InputMaybe<Scalars['String']['input']>;
  knownAt?: InputMaybe<Scalars['String']['input']>;
  atLeast?: InputMaybe<Scalars['Position']['input']>;
};


/**
 * Questions. Each root field takes `asOf` (what was true in the world), `knownAt` (from what Headgate had recorded) and `atLeast` (the position that the
 * answer must include; it is waited for, at most 3 s). All fields of one operation are read from one state of the graph, and its defaults are the same for all.
 * A root field that fails is null, with its reason in `errors`; the others answer all the same.
 */
export type QueryTeamsArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  asOf?: InputMaybe<Scalars['String']['input']>;
  knownAt?: InputMaybe<Scalars['String']['input']>;
  atLeast?: InputMaybe<Scalars['Position']['input']>;
};


/**
 * Questions. Each root field takes `asOf` (what was true in the world), `knownAt` (from what Headgate had recorded) and `atLeast` (the position that the
 * answer must include; it is waited for, at most 3 s). All fields of one operation are read from one state of the graph, and its defaults are the same for all.
 * A root field that fails is null, with its reason in `errors`; the others answer all the same.
 */
export type QueryWhoamiArgs = {
  asOf?: InputMaybe<Scalars['String']['input']>;
  knownAt?: InputMaybe<Scalars['String']['input']>;
  atLeast?: InputMaybe<Scalars['Position']['input']>;
};

/** Datasets and jobs: what stands in the graph by name. */
export type Named = {
  /** Opaque, and the same for the same name for ever. */
  readonly id: Scalars['ID']['output'];
  /** The namespace, as producers write it. */
  readonly namespace: Scalars['String']['output'];
  /** The name within the namespace, as producers write it. */
  readonly name: Scalars['String']['output'];
};

/** The kinds of things that have names. */
export type NodeKind =
  /** What is read and written: a table, a topic, a file, a model. */
  | 'DATASET'
  /** What reads and writes. */
  | 'JOB';

/** How a question names a dataset or a job. */
export type NodeInput = {
  /** Its `id`. Then namespace and name are not needed. */
  readonly id?: InputMaybe<Scalars['ID']['input']>;
  /** Its namespace, or what stands in it before `://`. */
  readonly namespace?: InputMaybe<Scalars['String']['input']>;
  /** Its name. Alone, it may be the end of one after `.` or `/`, and must be that of one only. */
  readonly name?: InputMaybe<Scalars['String']['input']>;
};

/** How a question names a run. */
export type RunInput = {
  /** Its `id`. Then `runId` is not needed. */
  readonly id?: InputMaybe<Scalars['ID']['input']>;
  /** What its job called it: whole, or 8 or more characters of its beginning that no other run has. */
  readonly runId?: InputMaybe<Scalars['String']['input']>;
  /** Its job, when several jobs used that run id. */
  readonly job?: InputMaybe<NodeInput>;
};

/** A namespace, and how much stands in it. */
export type Namespace = {
  /** The namespace, as producers write it. */
  readonly name: Scalars['String']['output'];
  /** Datasets by canonical name. Counted up to 1,000: that number means at least so many. */
  readonly datasets: Scalars['Int']['output'];
  /** Jobs. Counted up to 1,000: that number means at least so many. */
  readonly jobs: Scalars['Int']['output'];
};

/** A page of namespaces. */
export type NamespaceConnection = {
  /** The two times of this answer, and whether it is whole. */
  readonly header: AnswerHeader;
  /** The namespaces. */
  readonly nodes: ReadonlyArray<Namespace>;
  /** The namespaces, each with its cursor. */
  readonly edges: ReadonlyArray<NamespaceEdge>;
  /** Where this page stands in the list. */
  readonly pageInfo: PageInfo;
};

/** A namespace in its list. */
export type NamespaceEdge = {
  /** Where it stands in the list. */
  readonly cursor: Scalars['String']['output'];
  /** The namespace. */
  readonly node: Namespace;
};

/** What of a thing answered to a text. */
export type MatchKind =
  /** Its name. */
  | 'NAME'
  /** One of its columns. */
  | 'COLUMN'
  /** One of its tags. */
  | 'TAG'
  /** Its description. */
  | 'DESCRIPTION';

/** A dataset or job that answers to a text, by the best of what matched. */
export type SearchHit = {
  /** The dataset or the job. */
  readonly node: Named;
  /** What of it answered. */
  readonly match: MatchKind;
  /** The name, column, tag or description that matched; long ones are cut. */
  readonly matched: Scalars['String']['output'];
  /** How well, 0 to 1: 1 is the very word. */
  readonly score: Scalars['Float']['output'];
};

/** A page of hits, best first. */
export type SearchConnection = {
  /** The two times of this answer, and whether it is whole. */
  readonly header: AnswerHeader;
  /** The hits. */
  readonly nodes: ReadonlyArray<SearchHit>;
  /** The hits, each with its cursor. */
  readonly edges: ReadonlyArray<SearchEdge>;
  /** Where this page stands in the list. */
  readonly pageInfo: PageInfo;
};

/** A hit in its list. */
export type SearchEdge = {
  /** Where it stands in the list. */
  readonly cursor: Scalars['String']['output'];
  /** The hit. */
  readonly node: SearchHit;
};

/** The reports that can be asked for. More may be added. */
export type ReportKind =
  /** Where electronic protected health information comes from, where it goes, masked or not, who owns it, and what is not known. */
  | 'HIPAA_EPHI_MAP';

/** A report that was made, as the ledger tells of it. */
export type Report = {
  /** The same for the same question about the same two times, by the same rules. */
  readonly id: Scalars['ID']['output'];
  /** Which report. */
  readonly kind: ReportKind;
  /** What was true in the world at this time, RFC 3339. */
  readonly asOf: Scalars['String']['output'];
  /** From so many entries of the ledger. */
  readonly knownAt: Scalars['Position']['output'];
  /** Which version of the rules made the graph out of the ledger. */
  readonly foldVersion: Scalars['Int']['output'];
  /** Which version of its own rules the report went by. */
  readonly ruleVersion: Scalars['Int']['output'];
  /** SHA-256 of the report as JSON, 64 hexadecimal digits. */
  readonly digest: Scalars['String']['output'];
  /** SHA-256 of the report as a page, 64 hexadecimal digits. */
  readonly pageDigest: Scalars['String']['output'];
  /** Fingerprint of the key that signed it: SHA-256 over its SubjectPublicKeyInfo, 64 hexadecimal digits. */
  readonly fingerprint: Scalars['String']['output'];
  /** Where the ledger tells of it. */
  readonly position: Scalars['Position']['output'];
  /** The public name of that entry, 64 hexadecimal digits. */
  readonly commitment: Scalars['String']['output'];
  /** When that was recorded. */
  readonly recordedAt: Scalars['DateTime']['output'];
  /** Who asked first. */
  readonly requestedBy: Principal;
};

/** A report with its bytes. Saved as `report.json`, `index.html`, `signature.dsse.json` and `key.pub` in one folder, `headgate verify` checks it. */
export type RequestedReport = {
  /** The two times of this report, and whether what it was made from was whole. */
  readonly header: AnswerHeader;
  /** The same for the same question about the same two times, by the same rules. */
  readonly id: Scalars['ID']['output'];
  /** Which report. */
  readonly kind: ReportKind;
  /** SHA-256 of `json`, 64 hexadecimal digits. */
  readonly digest: Scalars['String']['output'];
  /** The report for machines: canonical JSON (RFC 8785), to be saved as it is. */
  readonly json: Scalars['String']['output'];
  /** The report for people: a page that needs nothing else. */
  readonly html: Scalars['String']['output'];
  /** A DSSE envelope over an in-toto statement of the digests of both, with an Ed25519 signature. */
  readonly signature: Scalars['String']['output'];
  /** The key to check it with, in PEM. Whether to trust it, this answer cannot say. */
  readonly publicKey: Scalars['String']['output'];
  /** Fingerprint of that key: SHA-256 over its SubjectPublicKeyInfo, 64 hexadecimal digits. */
  readonly fingerprint: Scalars['String']['output'];
  /** Where the ledger tells of it. */
  readonly position: Scalars['Position']['output'];
};

/** A page of reports, newest first. */
export type ReportConnection = {
  /** The two times of this answer, and whether it is whole. */
  readonly header: AnswerHeader;
  /** The reports. */
  readonly nodes: ReadonlyArray<Report>;
  /** The reports, each with its cursor. */
  readonly edges: ReadonlyArray<ReportEdge>;
  /** Where this page stands in the list. */
  readonly pageInfo: PageInfo;
};

/** A report in its list. */
export type ReportEdge = {
  /** Where it stands in the list. */
  readonly cursor: Scalars['String']['output'];
  /** The report. */
  readonly node: Report;
};

/** One time that a job ran, as its events tell it. */
export type Run = {
  /** Opaque, and the same for ever. */
  readonly id: Scalars['ID']['output'];
  /** What its job calls it, most often a UUID. */
  readonly runId: Scalars['String']['output'];
  /** The job. */
  readonly job: Job;
  /** The two times at which this was read, and whether the answer is whole. */
  readonly header: AnswerHeader;
  /** Whether it goes on, and how it ended. */
  readonly state: RunState;
  /** The earliest time that its events give. */
  readonly began: Scalars['DateTime']['output'];
  /** When it ended. Null while it has not. */
  readonly ended?: Maybe<Scalars['DateTime']['output']>;
  /** The datasets that it read. A question of its own: not within a list. */
  readonly inputs: ReadonlyArray<RunUse>;
  /** The datasets that it wrote. A question of its own: not within a list. */
  readonly outputs: ReadonlyArray<RunUse>;
  /** Its facets, also unknown ones, as they last came. A question of its own: not within a list. */
  readonly facets: ReadonlyArray<RunFacet>;
  /** The run that started it, as its events name it. A question of its own: not within a list. */
  readonly parent?: Maybe<RunReference>;
  /** The run at the top of all that started it, as its events name it. A question of its own: not within a list. */
  readonly root?: Maybe<RunReference>;
  /** From when the data is that it was to process, as its producer writes it. Null also where that is no time. A question of its own: not within a list. */
  readonly nominalStart?: Maybe<Scalars['String']['output']>;
  /** Until when the data is that it was to process, as its producer writes it. Null also where that is no time. A question of its own: not within a list. */
  readonly nominalEnd?: Maybe<Scalars['String']['output']>;
  /** `BATCH`, `STREAMING`, or what else its producer says. A question of its own: not within a list. */
  readonly processingType?: Maybe<Scalars['String']['output']>;
  /** With STREAMING: how often it says that it lives, when it told. A question of its own: not within a list. */
  readonly heartbeatSeconds?: Maybe<Scalars['Float']['output']>;
  /** When it was last heard of. A question of its own: not within a list. */
  readonly lastEvent: Scalars['DateTime']['output'];
  /** How many events this rests on: the last 200 at most. A question of its own: not within a list. */
  readonly eventCount: Scalars['Int']['output'];
  /** What is odd about it. A question of its own: not within a list. */
  readonly findings: ReadonlyArray<RunFinding>;
  /** Its events as they were recorded, in the order of event time, newest first. A question of its own: not within a list. */
  readonly events: EventConnection;
};


/** One time that a job ran, as its events tell it. */
export type RunFacetsArgs = {
  names?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
};


/** One time that a job ran, as its events tell it. */
export type RunEventsArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};

/** How a run is. */
export type RunState =
  /** It began and has not told of an end. */
  | 'RUNNING'
  /** It ended well. */
  | 'COMPLETE'
  /** It ended with an error. */
  | 'FAIL'
  /** It was ended by somebody. */
  | 'ABORT'
  /** Something was told of it, but neither a beginning nor an end. */
  | 'OBSERVED';

/** A page of runs. */
export type RunConnection = {
  /** The two times of this answer, and whether it is whole. */
  readonly header: AnswerHeader;
  /** The runs. */
  readonly nodes: ReadonlyArray<Run>;
  /** The runs, each with its cursor. */
  readonly edges: ReadonlyArray<RunEdge>;
  /** Where this page stands in the list. */
  readonly pageInfo: PageInfo;
};

/** A run in its list. */
export type RunEdge = {
  /** Where it stands in the list. */
  readonly cursor: Scalars['String']['output'];
  /** The run. */
  readonly node: Run;
};

/** A run as another run names it. Nothing may be known of it but that. */
export type RunReference = {
  /** Opaque, and the same for ever. `run(id:)` answers when something is known. */
  readonly id: Scalars['ID']['output'];
  /** What its job calls it. */
  readonly runId: Scalars['String']['output'];
  /** Its job. */
  readonly job: Name;
};

/** A dataset as a run used it. */
export type RunUse = {
  /** The dataset. */
  readonly dataset: Dataset;
  /** The name that the events of the run used. */
  readonly usedName: Name;
  /** What was said of this use, also by unknown facets: how many rows, which assertions held. */
  readonly facets: ReadonlyArray<RunFacet>;
};


/** A dataset as a run used it. */
export type RunUseFacetsArgs = {
  names?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
};

/** A facet out of the events of a run. */
export type RunFacet = {
  /** Its name. Unknown names are kept too. */
  readonly name: Scalars['String']['output'];
  /** The whole facet as it came. */
  readonly content: Scalars['JSON']['output'];
  /** The event that carries it last. */
  readonly position: Scalars['Position']['output'];
};

/** Something odd about a run. */
export type RunFinding = {
  /** What is odd. */
  readonly kind: RunFindingKind;
  /** What is odd, in a sentence. */
  readonly message: Scalars['String']['output'];
  /** With ALSO_UNDER_ANOTHER_JOB: the jobs that used the same run id. */
  readonly jobs: ReadonlyArray<Name>;
  /** With EVENTS_AFTER_THE_END: those events. */
  readonly positions: ReadonlyArray<Scalars['Position']['output']>;
};

/** Kinds of odd things. More may be added. */
export type RunFindingKind =
  /** Another job used the same run id: they are two runs. */
  | 'ALSO_UNDER_ANOTHER_JOB'
  /** Events came for a time after its end. They add facts and reopen nothing. */
  | 'EVENTS_AFTER_THE_END';

/** The digest of the graph at a ledger size: SHA-256 over every fact and when it held. */
export type GraphDigest = {
  /** 64 hexadecimal digits. */
  readonly digest: Scalars['String']['output'];
  /** The two times of this answer, and whether it is whole. */
  readonly header: AnswerHeader;
};

/** How Headgate is doing. */
export type Status = {
  /** The two times of this answer, and whether it is whole. */
  readonly header: AnswerHeader;
  /** How many entries the ledger has. */
  readonly recorded: Scalars['Position']['output'];
  /** How many of them are in the graph. */
  readonly mapped: Scalars['Position']['output'];
  /** How long the oldest entry waits that is not in the graph yet, in milliseconds. 0 when none waits. */
  readonly lagMs: Scalars['Int']['output'];
  /** Datasets by canonical name, at the asked times. Counted up to 10,000: that number means at least so many. */
  readonly datasets: Scalars['Int']['output'];
  /** Jobs, at the asked times. Counted up to 10,000: that number means at least so many. */
  readonly jobs: Scalars['Int']['output'];
  /** Runs. Counted up to 10,000: that number means at least so many. */
  readonly runs: Scalars['Int']['output'];
  /** How many of the things that you may list wait in quarantine. Counted up to 10,000: that number means at least so many. */
  readonly quarantined: Scalars['Int']['output'];
  /** What the door turned away in the last 30 days and kept nothing of, the most frequent first, at most 100. Counted within seconds, not by `knownAt`. For administrators and auditors of everything; others are told of none. */
  readonly refusals: ReadonlyArray<Refusal>;
  /** Which version of the rules made the graph. */
  readonly foldVersion: Scalars['Int']['output'];
  /** Which building of the graph answers. It grows with each rebuild. */
  readonly generation: Scalars['Int']['output'];
};

/** Requests that the door turned away for one reason, of one sender. */
export type Refusal = {
  /** Why. */
  readonly reason: RefusalReason;
  /** Who sent them. Null: a stranger, or more senders than are told apart. */
  readonly sender?: Maybe<Principal>;
  /** How many. Counted up to 2,147,483,647: that number means at least so many. */
  readonly count: Scalars['Int']['output'];
  /** When the first of them came. */
  readonly since: Scalars['DateTime']['output'];
  /** When the last of them came. */
  readonly last: Scalars['DateTime']['output'];
};

/** Why nothing was kept of a request. */
export type RefusalReason =
  /** The body was larger than EVENT_BYTES_MAX. */
  | 'BODY_TOO_LARGE'
  /** It had no key, or one that is not known. */
  | 'IDENTITY_UNKNOWN'
  /** Its sender, or a team of it, had sent as many events as its quota lets in a second. */
  | 'PAST_EVENTS_PER_SECOND'
  /** Its sender, or a team of it, had sent as many bytes as its quota lets in a day. */
  | 'PAST_BYTES_PER_DAY'
  /** Who asked, or a team of it, had asked for as much as its quota lets in a minute. */
  | 'PAST_QUERY_COST_PER_MINUTE';

/** A page of teams, and all of them as a file. */
export type Teams = {
  /** The two times of this answer, and whether it is whole. */
  readonly header: AnswerHeader;
  /** All teams, and to whoever reads all of them also roles and quotas, as YAML that changes nothing when it is applied. */
  readonly yaml: Scalars['String']['output'];
  /** The teams. */
  readonly nodes: ReadonlyArray<Team>;
  /** The teams, each with its cursor. */
  readonly edges: ReadonlyArray<TeamEdge>;
  /** Where this page stands in the list. */
  readonly pageInfo: PageInfo;
};

/** A team in its list. */
export type TeamEdge = {
  /** Where it stands in the list. */
  readonly cursor: Scalars['String']['output'];
  /** The team. */
  readonly node: Team;
};

/** People with roles, the namespaces that they answer for, and the emitters that speak of them. */
export type Team = {
  /** Its name. */
  readonly name: Scalars['String']['output'];
  /** What it is for, in its own words. */
  readonly description?: Maybe<Scalars['String']['output']>;
  /** Patterns of namespaces; * stands for any text. What lies there is the team's. */
  readonly owns: ReadonlyArray<Scalars['String']['output']>;
  /** Patterns of namespaces that its emitters may say their data came from, beside what it owns. */
  readonly reads: ReadonlyArray<Scalars['String']['output']>;
  /** Who is in it, by role. */
  readonly members: ReadonlyArray<TeamRole>;
  /** Whom to write to. */
  readonly contacts: ReadonlyArray<Scalars['String']['output']>;
  /** Where it is told of what happens. Null: nowhere. */
  readonly alerts?: Maybe<AlertRoute>;
  /** Its emitters. */
  readonly emitters: ReadonlyArray<TeamEmitter>;
};

/** Where a team is told of what happens. */
export type AlertRoute = {
  /** Scheme and host, and what stands for the rest: it is good in the team's access file, and nowhere else. */
  readonly url: Scalars['String']['output'];
  /** Of what: `contract`, `key`, `claim`. */
  readonly on: ReadonlyArray<Scalars['String']['output']>;
};

/** Who has a role within a team. */
export type TeamRole = {
  /** The role. */
  readonly role: Scalars['String']['output'];
  /** Names of those who hold keys, ids of anybody, and groups of the provider, which begin with `group:`. */
  readonly members: ReadonlyArray<Scalars['String']['output']>;
};

/** An emitter of a team. */
export type TeamEmitter = {
  /** Its name; where it is only counted also an id, or the prefix of a key. */
  readonly name: Scalars['String']['output'];
  /** What the file says that it may claim. Null: it is only counted by the team's quotas. */
  readonly bounds?: Maybe<EmitterBounds>;
};

/** What became of an access file. */
export type AppliedAccess = {
  /** What became of each team, role and quota. */
  readonly changes: ReadonlyArray<AccessChange>;
  /** People, groups and names for whom something changes. All others decide as before, but for `rules`. */
  readonly people: ReadonlyArray<PersonAccessChange>;
  /** Rules that speak of a team by name, which owns other things from now on: they decide otherwise for all whom they concern. */
  readonly rules: ReadonlyArray<RuleOfTeam>;
  /** Emitters that may claim something else, or have no key in force. */
  readonly emitters: ReadonlyArray<EmitterAccessChange>;
  /** Keys that were made. They are shown this once. */
  readonly keys: ReadonlyArray<EmitterKey>;
  /** Sentences on whom the file names and quotas do not reach, and on what an emitter cannot claim. */
  readonly remarks: ReadonlyArray<Scalars['String']['output']>;
  /** Whether nothing was recorded. */
  readonly isDryRun: Scalars['Boolean']['output'];
};

/** What became of a team, a role or a quota. */
export type AccessChange = {
  /** What it is. */
  readonly what: AccessSubject;
  /** Its name. */
  readonly name: Scalars['String']['output'];
  /** What became of it. */
  readonly change: AccessChangeKind;
};

/** What an access file speaks of. */
export type AccessSubject =
  /** A team. */
  | 'TEAM'
  /** A role that is held everywhere. */
  | 'ROLE'
  /** The quotas of somebody. */
  | 'QUOTA'
  /** A logical dataset. */
  | 'DATASET';

/** What an access file does to something. */
export type AccessChangeKind =
  /** It was not there. */
  | 'ADDED'
  /** It was otherwise. */
  | 'CHANGED'
  /** The file does not name it, and it is gone. */
  | 'REMOVED'
  /** The file does not name it, and it stays. */
  | 'LEFT'
  /** It is as it was. */
  | 'SAME';

/** What changes for somebody. */
export type PersonAccessChange = {
  /** What it is. */
  readonly kind: CouldKind;
  /** The name. */
  readonly name: Scalars['String']['output'];
  /** The id of the principal. Null of a group, and of a name by which nobody has come in. */
  readonly id?: Maybe<Scalars['ID']['output']>;
  /** What is held from now on. */
  readonly gains: ReadonlyArray<RoleHolding>;
  /** What is held no more. */
  readonly loses: ReadonlyArray<RoleHolding>;
  /** What is held before and after in some of the same namespaces: there nothing changes. */
  readonly keeps: ReadonlyArray<RoleHolding>;
};

/** A role that is held in some namespaces. */
export type RoleHolding = {
  /** The role. Null: any; the namespaces are a team's of theirs, of which rules speak as `owner`. */
  readonly role?: Maybe<Scalars['String']['output']>;
  /** A pattern of namespaces. Null: everywhere. */
  readonly namespace?: Maybe<Scalars['String']['output']>;
};

/** A rule that speaks of a team by name. */
export type RuleOfTeam = {
  /** The policy. */
  readonly policy: Scalars['String']['output'];
  /** Which of its rules, from 1. */
  readonly rule: Scalars['Int']['output'];
  /** The team. */
  readonly team: Scalars['String']['output'];
};

/** What changes for an emitter. */
export type EmitterAccessChange = {
  /** Its name. */
  readonly name: Scalars['String']['output'];
  /** The team that binds it. Null: none does any more, and so it may claim nothing. */
  readonly team?: Maybe<Scalars['String']['output']>;
  /** What it may claim from now on. */
  readonly gains: ReadonlyArray<EmitterClaim>;
  /** What it may claim no more. */
  readonly loses: ReadonlyArray<EmitterClaim>;
  /** What it may claim before and after in some of the same namespaces. */
  readonly keeps: ReadonlyArray<EmitterClaim>;
  /** Whether it has a key. */
  readonly key: EmitterKeyState;
};

/** Something that an emitter may do in some namespaces. */
export type EmitterClaim = {
  /** What: `speak for`, `say things of`, `take from`, or `speak as`. */
  readonly may: Scalars['String']['output'];
  /** A pattern of namespaces; of `speak as` one of producers, where `*` is any. */
  readonly namespace: Scalars['String']['output'];
};

/** Whether an emitter has a key. */
export type EmitterKeyState =
  /** It is made with this file. */
  | 'MADE'
  /** It never had one. */
  | 'MISSING'
  /** It had, and none is in force. */
  | 'OVER'
  /** It has. */
  | 'HELD';

/** The first key of an emitter. */
export type EmitterKey = {
  /** The team that binds it. */
  readonly team: Scalars['String']['output'];
  /** The emitter. */
  readonly name: Scalars['String']['output'];
  /** What the key is known by from now on. */
  readonly prefix: Scalars['String']['output'];
  /** The key. */
  readonly key: Scalars['String']['output'];
};

/** Who asks. */
export type Whoami = {
  /** A random id: the only trace of a person in the ledger. */
  readonly id: Scalars['ID']['output'];
  /** The name that the key was made for, or that the provider told at the first sign-in. */
  readonly name: Scalars['String']['output'];
  /** What it may do at all. */
  readonly kind: PrincipalKind;
  /** Of an emitter: the namespaces that it may speak for, or their beginnings before a `*`. Empty for all others, who send nothing. */
  readonly namespaces: ReadonlyArray<Scalars['String']['output']>;
  /** The roles that come with a key, or by `OIDC_GROUP_ROLES` with groups of the provider; `admin` of an administrator. Empty for emitters. All that a person holds say `grants`. */
  readonly roles: ReadonlyArray<Scalars['String']['output']>;
  /** What a person holds now, everywhere and within teams: by the key, by an access file, by groups. Empty for all others. */
  readonly grants: ReadonlyArray<HeldGrant>;
  /** What the key may be used for by which this is asked. Null: all that its holder may, or it is asked by no key. */
  readonly scopes?: Maybe<ReadonlyArray<KeyScope>>;
  /** Of a person whom a provider vouches for: which of its groups gives which role. Empty for holders of keys. */
  readonly rolesBy: ReadonlyArray<RoleByGroup>;
  /** Until when the session or the token lets the asker in, RFC 3339. Null: a key, which is good until it expires or is revoked. */
  readonly until?: Maybe<Scalars['String']['output']>;
  /** When the key ends by which this is asked. Null: never by itself, or it is asked by no key. */
  readonly keyExpiresAt?: Maybe<Scalars['String']['output']>;
  /** Keys that end within 14 days: those of who asks, and of who sends for a team whose steward that is. The first to end stands first. */
  readonly expiringKeys: ReadonlyArray<ExpiringKey>;
  /** The version of the Headgate that answers. */
  readonly version: Scalars['String']['output'];
  /** The two times of this answer, and whether it is whole. */
  readonly header: AnswerHeader;
};

/** A key that ends soon. */
export type ExpiringKey = {
  /** Its beginning, which proves nothing. */
  readonly prefix: Scalars['String']['output'];
  /** Who holds it. */
  readonly holder: Principal;
  /** When it ends. */
  readonly expiresAt: Scalars['DateTime']['output'];
  /** The key of the same holder that lasts longer. Null: there is none, and `headgate keys rotate` makes one. */
  readonly next?: Maybe<Scalars['String']['output']>;
  /** The teams for which its holder sends. */
  readonly teams: ReadonlyArray<Scalars['String']['output']>;
};

/** A role, and a group of the provider that gives it. */
export type RoleByGroup = {
  /** Such as `auditor`. */
  readonly role: Scalars['String']['output'];
  /** As the provider spells it. */
  readonly group: Scalars['String']['output'];
};

/** What the holder of a key may do at all. */
export type PrincipalKind =
  /** Asks questions. */
  | 'PERSON'
  /** Sends events for its namespaces. */
  | 'EMITTER'
  /** Asks, sends, and decides. */
  | 'ADMIN';



export type ResolverTypeWrapper<T> = Promise<T> | T;


export type ResolverWithResolve<TResult, TParent, TContext, TArgs> = {
  resolve: ResolverFn<TResult, TParent, TContext, TArgs>;
};
export type Resolver<TResult, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = ResolverFn<TResult, TParent, TContext, TArgs> | ResolverWithResolve<TResult, TParent, TContext, TArgs>;

export type ResolverFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => Promise<TResult> | TResult;

export type SubscriptionSubscribeFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => AsyncIterable<TResult> | Promise<AsyncIterable<TResult>>;

export type SubscriptionResolveFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

export interface SubscriptionSubscriberObject<TResult, TKey extends string, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<{ [key in TKey]: TResult }, TParent, TContext, TArgs>;
  resolve?: SubscriptionResolveFn<TResult, { [key in TKey]: TResult }, TContext, TArgs>;
}

export interface SubscriptionResolverObject<TResult, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<any, TParent, TContext, TArgs>;
  resolve: SubscriptionResolveFn<TResult, any, TContext, TArgs>;
}

export type SubscriptionObject<TResult, TKey extends string, TParent, TContext, TArgs> =
  | SubscriptionSubscriberObject<TResult, TKey, TParent, TContext, TArgs>
  | SubscriptionResolverObject<TResult, TParent, TContext, TArgs>;

export type SubscriptionResolver<TResult, TKey extends string, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> =
  | ((...args: any[]) => SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>)
  | SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>;

export type TypeResolveFn<TTypes, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (
  parent: TParent,
  context: TContext,
  info: GraphQLResolveInfo
) => Maybe<TTypes> | Promise<Maybe<TTypes>>;

export type IsTypeOfResolverFn<T = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (obj: T, context: TContext, info: GraphQLResolveInfo) => boolean | Promise<boolean>;

export type NextResolverFn<T> = () => Promise<T>;

export type DirectiveResolverFn<TResult = Record<PropertyKey, never>, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = (
  next: NextResolverFn<TResult>,
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;





/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  Policies: ResolverTypeWrapper<PoliciesAnswer>;
  Policy: ResolverTypeWrapper<ListedPolicy>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  PolicyLabel: ResolverTypeWrapper<LabelWritten>;
  KeepOutRule: ResolverTypeWrapper<KeepOutWritten>;
  PolicyRule: ResolverTypeWrapper<Rule>;
  PolicyEffect: PolicyEffect;
  Mask: Mask;
  AppliedPolicy: ResolverTypeWrapper<AppliedPolicyBehind>;
  TrailEntry: ResolverTypeWrapper<TrailParent>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  CameFrom: ResolverTypeWrapper<CameFromBehind>;
  Door: Door;
  TrailDecision: ResolverTypeWrapper<RecordedDecision>;
  TrailKind: TrailKind;
  TrailOutcome: TrailOutcome;
  TrailConnection: ResolverTypeWrapper<PageParent<TrailParent>>;
  TrailEdge: ResolverTypeWrapper<Omit<TrailEdge, 'node'> & { node: ResolversTypes['TrailEntry'] }>;
  AccessAction: AccessAction;
  WhoCould: ResolverTypeWrapper<WhoCouldAnswer>;
  Enforcement: Enforcement;
  CouldEntry: ResolverTypeWrapper<CouldAsBehind>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  CouldKind: CouldKind;
  HeldGrant: ResolverTypeWrapper<HeldGrantBehind>;
  WhatCould: ResolverTypeWrapper<WhatCouldParent>;
  NamedEdge: ResolverTypeWrapper<Omit<NamedEdge, 'node'> & { node: ResolversTypes['Named'] }>;
  AccessQuestion: AccessQuestion;
  AccessDecisions: ResolverTypeWrapper<DecisionsAnswer>;
  DecidedQuestion: ResolverTypeWrapper<DecidedParent>;
  QuestionProblem: ResolverTypeWrapper<QuestionProblem>;
  ColumnDecision: ResolverTypeWrapper<ColumnDecisionParent>;
  FacetDecision: ResolverTypeWrapper<FacetDecisionParent>;
  MetRule: ResolverTypeWrapper<MetRuleBehind>;
  AccessDecision: ResolverTypeWrapper<DecisionAnswer>;
  AlertAcknowledged: ResolverTypeWrapper<AlertAcknowledgedBehind>;
  Alert: ResolverTypeWrapper<AlertParent>;
  AlertState: AlertState;
  AlertStep: ResolverTypeWrapper<AlertHistoryStepBehind>;
  AlertEvent: AlertEvent;
  Readers: ResolverTypeWrapper<ReadersBehind>;
  ReadingColumn: ResolverTypeWrapper<ReadingColumnParent>;
  AlertConnection: ResolverTypeWrapper<PageParent<AlertParent>>;
  AlertEdge: ResolverTypeWrapper<Omit<AlertEdge, 'node'> & { node: ResolversTypes['Alert'] }>;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  Position: ResolverTypeWrapper<Scalars['Position']['output']>;
  JSON: ResolverTypeWrapper<Scalars['JSON']['output']>;
  AnswerHeader: ResolverTypeWrapper<AnswerHeaderBehind>;
  Completeness: Completeness;
  Reason: ResolverTypeWrapper<ReasonBehind>;
  ReasonCode: ReasonCode;
  PageInfo: ResolverTypeWrapper<PageInfoParent>;
  ContractApplied: ResolverTypeWrapper<ContractAppliedBehind>;
  Contract: ResolverTypeWrapper<ContractParent>;
  Verdict: ResolverTypeWrapper<DatasetVerdictBehind>;
  VerdictOutcome: VerdictOutcome;
  Finding: ResolverTypeWrapper<FindingBehind>;
  FindingKind: FindingKind;
  ContractConnection: ResolverTypeWrapper<PageParent<ContractParent>>;
  ContractEdge: ResolverTypeWrapper<Omit<ContractEdge, 'node'> & { node: ResolversTypes['Contract'] }>;
  Dataset: ResolverTypeWrapper<NodeParent>;
  DatasetConnection: ResolverTypeWrapper<PageParent<NodeParent>>;
  DatasetEdge: ResolverTypeWrapper<Omit<DatasetEdge, 'node'> & { node: ResolversTypes['Dataset'] }>;
  DatasetName: ResolverTypeWrapper<DatasetName>;
  Symlink: ResolverTypeWrapper<Symlink>;
  Facet: ResolverTypeWrapper<FacetInForceBehind>;
  Name: ResolverTypeWrapper<NameBehind>;
  Schema: ResolverTypeWrapper<Omit<Schema, 'fields'> & { fields: ReadonlyArray<ResolversTypes['SchemaField']> }>;
  SchemaField: ResolverTypeWrapper<SchemaFieldBehind>;
  Tag: ResolverTypeWrapper<TagBehind>;
  Owner: ResolverTypeWrapper<OwnerBehind>;
  Lifecycle: ResolverTypeWrapper<LifecycleBehind>;
  Column: ResolverTypeWrapper<ColumnParent>;
  ReportedEnforcement: ResolverTypeWrapper<ReportedEnforcementBehind>;
  EnforcingSystem: ResolverTypeWrapper<EnforcingSystemBehind>;
  EnforcementReport: ResolverTypeWrapper<EnforcementReportBehind>;
  EnforcementConnection: ResolverTypeWrapper<PageParent<EnforcementReportBehind>>;
  EnforcementEdge: ResolverTypeWrapper<Omit<EnforcementEdge, 'node'> & { node: ResolversTypes['EnforcementReport'] }>;
  EngagementInput: EngagementInput;
  Engagement: ResolverTypeWrapper<EngagementParent>;
  EngagementState: EngagementState;
  EngagementEnd: ResolverTypeWrapper<EngagementEndedEarly>;
  EngagementConnection: ResolverTypeWrapper<PageParent<EngagementParent>>;
  EngagementEdge: ResolverTypeWrapper<Omit<EngagementEdge, 'node'> & { node: ResolversTypes['Engagement'] }>;
  Reading: ResolverTypeWrapper<ListedReading>;
  ReadOperation: ResolverTypeWrapper<ReadOperationBehind>;
  ReadingConnection: ResolverTypeWrapper<PageParent<ListedReading>>;
  ReadingEdge: ResolverTypeWrapper<Omit<ReadingEdge, 'node'> & { node: ResolversTypes['Reading'] }>;
  EngagementOpened: ResolverTypeWrapper<EngagementStretch>;
  EngagementEnded: ResolverTypeWrapper<EngagementStretch>;
  Event: ResolverTypeWrapper<EventParent>;
  KeptOut: ResolverTypeWrapper<KeptOutBehind>;
  KeepOutHow: KeepOutHow;
  EventConnection: ResolverTypeWrapper<PageParent<EventParent>>;
  EventEdge: ResolverTypeWrapper<Omit<EventEdge, 'node'> & { node: ResolversTypes['Event'] }>;
  Warning: ResolverTypeWrapper<Warning>;
  EntryKind: EntryKind;
  Outcome: Outcome;
  Quarantined: ResolverTypeWrapper<QuarantinedParent>;
  QuarantineCause: QuarantineCause;
  Problem: ResolverTypeWrapper<Problem>;
  QuarantineConnection: ResolverTypeWrapper<PageParent<QuarantinedParent>>;
  QuarantineEdge: ResolverTypeWrapper<Omit<QuarantineEdge, 'node'> & { node: ResolversTypes['Quarantined'] }>;
  BrokenGlass: ResolverTypeWrapper<ListedGlass>;
  GlassReview: ResolverTypeWrapper<GlassReviewBehind>;
  BrokenGlassConnection: ResolverTypeWrapper<PageParent<ListedGlass>>;
  BrokenGlassEdge: ResolverTypeWrapper<Omit<BrokenGlassEdge, 'node'> & { node: ResolversTypes['BrokenGlass'] }>;
  GlassBroken: ResolverTypeWrapper<GlassBrokenBehind>;
  GlassReviewed: ResolverTypeWrapper<GlassReviewedBehind>;
  GlassEnded: ResolverTypeWrapper<GlassEndedBehind>;
  Job: ResolverTypeWrapper<NodeParent>;
  JobConnection: ResolverTypeWrapper<PageParent<NodeParent>>;
  JobEdge: ResolverTypeWrapper<Omit<JobEdge, 'node'> & { node: ResolversTypes['Job'] }>;
  Keys: ResolverTypeWrapper<PageParent<ListedKey>>;
  KeyEdge: ResolverTypeWrapper<Omit<KeyEdge, 'node'> & { node: ResolversTypes['Key'] }>;
  Key: ResolverTypeWrapper<ListedKey>;
  KeyScope: KeyScope;
  KeyKind: KeyKind;
  HolderKind: HolderKind;
  KeyState: KeyState;
  EmitterBounds: ResolverTypeWrapper<EmitterBoundsBehind>;
  EmitterBoundsInput: EmitterBoundsInput;
  MadeKey: ResolverTypeWrapper<MadeKeyParent>;
  EndingKey: ResolverTypeWrapper<EndingKeyParent>;
  RevokedKey: ResolverTypeWrapper<RevokedKey>;
  Classification: ResolverTypeWrapper<ClassificationParent>;
  FlowLabel: ResolverTypeWrapper<FlowLabelParent>;
  LabelSayer: ResolverTypeWrapper<LabelSayerBehind>;
  LabelSayerKind: LabelSayerKind;
  LabelForm: LabelForm;
  FlowStep: ResolverTypeWrapper<FlowStepParent>;
  FlowPlace: ResolverTypeWrapper<FlowPlaceParent>;
  LabelledConnection: ResolverTypeWrapper<PageParent<LabelledPlaceParent>>;
  LabelledEdge: ResolverTypeWrapper<Omit<LabelledEdge, 'node'> & { node: ResolversTypes['LabelledPlace'] }>;
  LabelledPlace: ResolverTypeWrapper<LabelledPlaceParent>;
  Lineage: ResolverTypeWrapper<LineageAnswerBehind>;
  LineageNode: ResolverTypeWrapper<LineageNodeParent>;
  NamelessNode: ResolverTypeWrapper<NamelessNodeBehind>;
  NamelessEdge: ResolverTypeWrapper<NamelessEdgeBehind>;
  LineageEdge: ResolverTypeWrapper<LineageEdgeParent>;
  Transformation: ResolverTypeWrapper<Transformation>;
  Evidence: ResolverTypeWrapper<EvidenceBehind>;
  EvidenceEvent: ResolverTypeWrapper<EvidenceEventBehind>;
  Principal: ResolverTypeWrapper<Principal>;
  LineageRootInput: LineageRootInput;
  Direction: Direction;
  Reach: Reach;
  Granularity: Granularity;
  LineageNodeKind: LineageNodeKind;
  TransformationKinds: TransformationKinds;
  EdgeKind: EdgeKind;
  EdgeOrigin: EdgeOrigin;
  Log: ResolverTypeWrapper<LogBehind>;
  Witness: ResolverTypeWrapper<WitnessBehind>;
  ProvedInput: ProvedInput;
  Proof: ResolverTypeWrapper<ThingProof>;
  ProofOpening: ResolverTypeWrapper<ProofOpeningBehind>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Redriven: ResolverTypeWrapper<RedrivenParent>;
  PolicyPreviewInput: PolicyPreviewInput;
  PolicyChange: ResolverTypeWrapper<ListedChange>;
  PolicyChangeKind: PolicyChangeKind;
  PolicyChangeState: PolicyChangeState;
  PolicyChangeConnection: ResolverTypeWrapper<PageParent<ListedChange>>;
  PolicyChangeEdge: ResolverTypeWrapper<Omit<PolicyChangeEdge, 'node'> & { node: ResolversTypes['PolicyChange'] }>;
  PolicyPreview: ResolverTypeWrapper<PolicyPreviewBehind>;
  LabelPreview: ResolverTypeWrapper<LabelPreviewBehind>;
  PreviewedChange: ResolverTypeWrapper<PreviewedChangeBehind>;
  ReplayedDecisions: ResolverTypeWrapper<ReplayedDecisionsBehind>;
  DraftedPolicy: ResolverTypeWrapper<DraftedPolicyBehind>;
  ApprovedPolicy: ResolverTypeWrapper<ApprovedPolicyBehind>;
  RejectedPolicy: ResolverTypeWrapper<RejectedPolicyBehind>;
  RolledBackPolicy: ResolverTypeWrapper<RolledBackPolicyBehind>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Named: ResolverTypeWrapper<NodeParent>;
  NodeKind: NodeKind;
  NodeInput: NodeInput;
  RunInput: RunInput;
  Namespace: ResolverTypeWrapper<NamespaceSummaryBehind>;
  NamespaceConnection: ResolverTypeWrapper<Omit<NamespaceConnection, 'header' | 'nodes' | 'edges' | 'pageInfo'> & { header: ResolversTypes['AnswerHeader'], nodes: ReadonlyArray<ResolversTypes['Namespace']>, edges: ReadonlyArray<ResolversTypes['NamespaceEdge']>, pageInfo: ResolversTypes['PageInfo'] }>;
  NamespaceEdge: ResolverTypeWrapper<Omit<NamespaceEdge, 'node'> & { node: ResolversTypes['Namespace'] }>;
  MatchKind: MatchKind;
  SearchHit: ResolverTypeWrapper<SearchHitParent>;
  Float: ResolverTypeWrapper<Scalars['Float']['output']>;
  SearchConnection: ResolverTypeWrapper<Omit<SearchConnection, 'header' | 'nodes' | 'edges' | 'pageInfo'> & { header: ResolversTypes['AnswerHeader'], nodes: ReadonlyArray<ResolversTypes['SearchHit']>, edges: ReadonlyArray<ResolversTypes['SearchEdge']>, pageInfo: ResolversTypes['PageInfo'] }>;
  SearchEdge: ResolverTypeWrapper<Omit<SearchEdge, 'node'> & { node: ResolversTypes['SearchHit'] }>;
  ReportKind: ReportKind;
  Report: ResolverTypeWrapper<ListedReportBehind>;
  RequestedReport: ResolverTypeWrapper<RequestedReportBehind>;
  ReportConnection: ResolverTypeWrapper<PageParent<ListedReportBehind>>;
  ReportEdge: ResolverTypeWrapper<Omit<ReportEdge, 'node'> & { node: ResolversTypes['Report'] }>;
  Run: ResolverTypeWrapper<RunParent>;
  RunState: RunState;
  RunConnection: ResolverTypeWrapper<PageParent<RunParent>>;
  RunEdge: ResolverTypeWrapper<Omit<RunEdge, 'node'> & { node: ResolversTypes['Run'] }>;
  RunReference: ResolverTypeWrapper<RunRefBehind>;
  RunUse: ResolverTypeWrapper<RunUseParent>;
  RunFacet: ResolverTypeWrapper<RunFacetBehind>;
  RunFinding: ResolverTypeWrapper<RunFindingBehind>;
  RunFindingKind: RunFindingKind;
  GraphDigest: ResolverTypeWrapper<Omit<GraphDigest, 'header'> & { header: ResolversTypes['AnswerHeader'] }>;
  Status: ResolverTypeWrapper<Omit<Status, 'header' | 'refusals'> & { header: ResolversTypes['AnswerHeader'], refusals: ReadonlyArray<ResolversTypes['Refusal']> }>;
  Refusal: ResolverTypeWrapper<RefusalBehind>;
  RefusalReason: RefusalReason;
  Teams: ResolverTypeWrapper<TeamsParent>;
  TeamEdge: ResolverTypeWrapper<Omit<TeamEdge, 'node'> & { node: ResolversTypes['Team'] }>;
  Team: ResolverTypeWrapper<TeamStanding>;
  AlertRoute: ResolverTypeWrapper<Alerts>;
  TeamRole: ResolverTypeWrapper<TeamRole>;
  TeamEmitter: ResolverTypeWrapper<Omit<TeamEmitter, 'bounds'> & { bounds: Maybe<ResolversTypes['EmitterBounds']> }>;
  AppliedAccess: ResolverTypeWrapper<AppliedAccessBehind>;
  AccessChange: ResolverTypeWrapper<AccessChangeBehind>;
  AccessSubject: AccessSubject;
  AccessChangeKind: AccessChangeKind;
  PersonAccessChange: ResolverTypeWrapper<PersonChange>;
  RoleHolding: ResolverTypeWrapper<Holding>;
  RuleOfTeam: ResolverTypeWrapper<RuleOfTeamBehind>;
  EmitterAccessChange: ResolverTypeWrapper<EmitterChange>;
  EmitterClaim: ResolverTypeWrapper<Claim>;
  EmitterKeyState: EmitterKeyState;
  EmitterKey: ResolverTypeWrapper<EmitterKeyBehind>;
  Whoami: ResolverTypeWrapper<WhoAmIBehind>;
  ExpiringKey: ResolverTypeWrapper<EndingKeyBehind>;
  RoleByGroup: ResolverTypeWrapper<RoleByGroup>;
  PrincipalKind: PrincipalKind;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  Policies: PoliciesAnswer;
  Policy: ListedPolicy;
  String: Scalars['String']['output'];
  Boolean: Scalars['Boolean']['output'];
  PolicyLabel: LabelWritten;
  KeepOutRule: KeepOutWritten;
  PolicyRule: Rule;
  AppliedPolicy: AppliedPolicyBehind;
  TrailEntry: TrailParent;
  Int: Scalars['Int']['output'];
  CameFrom: CameFromBehind;
  TrailDecision: RecordedDecision;
  TrailConnection: PageParent<TrailParent>;
  TrailEdge: Omit<TrailEdge, 'node'> & { node: ResolversParentTypes['TrailEntry'] };
  WhoCould: WhoCouldAnswer;
  CouldEntry: CouldAsBehind;
  ID: Scalars['ID']['output'];
  HeldGrant: HeldGrantBehind;
  WhatCould: WhatCouldParent;
  NamedEdge: Omit<NamedEdge, 'node'> & { node: ResolversParentTypes['Named'] };
  AccessQuestion: AccessQuestion;
  AccessDecisions: DecisionsAnswer;
  DecidedQuestion: DecidedParent;
  QuestionProblem: QuestionProblem;
  ColumnDecision: ColumnDecisionParent;
  FacetDecision: FacetDecisionParent;
  MetRule: MetRuleBehind;
  AccessDecision: DecisionAnswer;
  AlertAcknowledged: AlertAcknowledgedBehind;
  Alert: AlertParent;
  AlertStep: AlertHistoryStepBehind;
  Readers: ReadersBehind;
  ReadingColumn: ReadingColumnParent;
  AlertConnection: PageParent<AlertParent>;
  AlertEdge: Omit<AlertEdge, 'node'> & { node: ResolversParentTypes['Alert'] };
  DateTime: Scalars['DateTime']['output'];
  Position: Scalars['Position']['output'];
  JSON: Scalars['JSON']['output'];
  AnswerHeader: AnswerHeaderBehind;
  Reason: ReasonBehind;
  PageInfo: PageInfoParent;
  ContractApplied: ContractAppliedBehind;
  Contract: ContractParent;
  Verdict: DatasetVerdictBehind;
  Finding: FindingBehind;
  ContractConnection: PageParent<ContractParent>;
  ContractEdge: Omit<ContractEdge, 'node'> & { node: ResolversParentTypes['Contract'] };
  Dataset: NodeParent;
  DatasetConnection: PageParent<NodeParent>;
  DatasetEdge: Omit<DatasetEdge, 'node'> & { node: ResolversParentTypes['Dataset'] };
  DatasetName: DatasetName;
  Symlink: Symlink;
  Facet: FacetInForceBehind;
  Name: NameBehind;
  Schema: Omit<Schema, 'fields'> & { fields: ReadonlyArray<ResolversParentTypes['SchemaField']> };
  SchemaField: SchemaFieldBehind;
  Tag: TagBehind;
  Owner: OwnerBehind;
  Lifecycle: LifecycleBehind;
  Column: ColumnParent;
  ReportedEnforcement: ReportedEnforcementBehind;
  EnforcingSystem: EnforcingSystemBehind;
  EnforcementReport: EnforcementReportBehind;
  EnforcementConnection: PageParent<EnforcementReportBehind>;
  EnforcementEdge: Omit<EnforcementEdge, 'node'> & { node: ResolversParentTypes['EnforcementReport'] };
  EngagementInput: EngagementInput;
  Engagement: EngagementParent;
  EngagementEnd: EngagementEndedEarly;
  EngagementConnection: PageParent<EngagementParent>;
  EngagementEdge: Omit<EngagementEdge, 'node'> & { node: ResolversParentTypes['Engagement'] };
  Reading: ListedReading;
  ReadOperation: ReadOperationBehind;
  ReadingConnection: PageParent<ListedReading>;
  ReadingEdge: Omit<ReadingEdge, 'node'> & { node: ResolversParentTypes['Reading'] };
  EngagementOpened: EngagementStretch;
  EngagementEnded: EngagementStretch;
  Event: EventParent;
  KeptOut: KeptOutBehind;
  EventConnection: PageParent<EventParent>;
  EventEdge: Omit<EventEdge, 'node'> & { node: ResolversParentTypes['Event'] };
  Warning: Warning;
  Quarantined: QuarantinedParent;
  Problem: Problem;
  QuarantineConnection: PageParent<QuarantinedParent>;
  QuarantineEdge: Omit<QuarantineEdge, 'node'> & { node: ResolversParentTypes['Quarantined'] };
  BrokenGlass: ListedGlass;
  GlassReview: GlassReviewBehind;
  BrokenGlassConnection: PageParent<ListedGlass>;
  BrokenGlassEdge: Omit<BrokenGlassEdge, 'node'> & { node: ResolversParentTypes['BrokenGlass'] };
  GlassBroken: GlassBrokenBehind;
  GlassReviewed: GlassReviewedBehind;
  GlassEnded: GlassEndedBehind;
  Job: NodeParent;
  JobConnection: PageParent<NodeParent>;
  JobEdge: Omit<JobEdge, 'node'> & { node: ResolversParentTypes['Job'] };
  Keys: PageParent<ListedKey>;
  KeyEdge: Omit<KeyEdge, 'node'> & { node: ResolversParentTypes['Key'] };
  Key: ListedKey;
  EmitterBounds: EmitterBoundsBehind;
  EmitterBoundsInput: EmitterBoundsInput;
  MadeKey: MadeKeyParent;
  EndingKey: EndingKeyParent;
  RevokedKey: RevokedKey;
  Classification: ClassificationParent;
  FlowLabel: FlowLabelParent;
  LabelSayer: LabelSayerBehind;
  FlowStep: FlowStepParent;
  FlowPlace: FlowPlaceParent;
  LabelledConnection: PageParent<LabelledPlaceParent>;
  LabelledEdge: Omit<LabelledEdge, 'node'> & { node: ResolversParentTypes['LabelledPlace'] };
  LabelledPlace: LabelledPlaceParent;
  Lineage: LineageAnswerBehind;
  LineageNode: LineageNodeParent;
  NamelessNode: NamelessNodeBehind;
  NamelessEdge: NamelessEdgeBehind;
  LineageEdge: LineageEdgeParent;
  Transformation: Transformation;
  Evidence: EvidenceBehind;
  EvidenceEvent: EvidenceEventBehind;
  Principal: Principal;
  LineageRootInput: LineageRootInput;
  Log: LogBehind;
  Witness: WitnessBehind;
  ProvedInput: ProvedInput;
  Proof: ThingProof;
  ProofOpening: ProofOpeningBehind;
  Mutation: Record<PropertyKey, never>;
  Redriven: RedrivenParent;
  PolicyPreviewInput: PolicyPreviewInput;
  PolicyChange: ListedChange;
  PolicyChangeConnection: PageParent<ListedChange>;
  PolicyChangeEdge: Omit<PolicyChangeEdge, 'node'> & { node: ResolversParentTypes['PolicyChange'] };
  PolicyPreview: PolicyPreviewBehind;
  LabelPreview: LabelPreviewBehind;
  PreviewedChange: PreviewedChangeBehind;
  ReplayedDecisions: ReplayedDecisionsBehind;
  DraftedPolicy: DraftedPolicyBehind;
  ApprovedPolicy: ApprovedPolicyBehind;
  RejectedPolicy: RejectedPolicyBehind;
  RolledBackPolicy: RolledBackPolicyBehind;
  Query: Record<PropertyKey, never>;
  Named: NodeParent;
  NodeInput: NodeInput;
  RunInput: RunInput;
  Namespace: NamespaceSummaryBehind;
  NamespaceConnection: Omit<NamespaceConnection, 'header' | 'nodes' | 'edges' | 'pageInfo'> & { header: ResolversParentTypes['AnswerHeader'], nodes: ReadonlyArray<ResolversParentTypes['Namespace']>, edges: ReadonlyArray<ResolversParentTypes['NamespaceEdge']>, pageInfo: ResolversParentTypes['PageInfo'] };
  NamespaceEdge: Omit<NamespaceEdge, 'node'> & { node: ResolversParentTypes['Namespace'] };
  SearchHit: SearchHitParent;
  Float: Scalars['Float']['output'];
  SearchConnection: Omit<SearchConnection, 'header' | 'nodes' | 'edges' | 'pageInfo'> & { header: ResolversParentTypes['AnswerHeader'], nodes: ReadonlyArray<ResolversParentTypes['SearchHit']>, edges: ReadonlyArray<ResolversParentTypes['SearchEdge']>, pageInfo: ResolversParentTypes['PageInfo'] };
  SearchEdge: Omit<SearchEdge, 'node'> & { node: ResolversParentTypes['SearchHit'] };
  Report: ListedReportBehind;
  RequestedReport: RequestedReportBehind;
  ReportConnection: PageParent<ListedReportBehind>;
  ReportEdge: Omit<ReportEdge, 'node'> & { node: ResolversParentTypes['Report'] };
  Run: RunParent;
  RunConnection: PageParent<RunParent>;
  RunEdge: Omit<RunEdge, 'node'> & { node: ResolversParentTypes['Run'] };
  RunReference: RunRefBehind;
  RunUse: RunUseParent;
  RunFacet: RunFacetBehind;
  RunFinding: RunFindingBehind;
  GraphDigest: Omit<GraphDigest, 'header'> & { header: ResolversParentTypes['AnswerHeader'] };
  Status: Omit<Status, 'header' | 'refusals'> & { header: ResolversParentTypes['AnswerHeader'], refusals: ReadonlyArray<ResolversParentTypes['Refusal']> };
  Refusal: RefusalBehind;
  Teams: TeamsParent;
  TeamEdge: Omit<TeamEdge, 'node'> & { node: ResolversParentTypes['Team'] };
  Team: TeamStanding;
  AlertRoute: Alerts;
  TeamRole: TeamRole;
  TeamEmitter: Omit<TeamEmitter, 'bounds'> & { bounds: Maybe<ResolversParentTypes['EmitterBounds']> };
  AppliedAccess: AppliedAccessBehind;
  AccessChange: AccessChangeBehind;
  PersonAccessChange: PersonChange;
  RoleHolding: Holding;
  RuleOfTeam: RuleOfTeamBehind;
  EmitterAccessChange: EmitterChange;
  EmitterClaim: Claim;
  EmitterKey: EmitterKeyBehind;
  Whoami: WhoAmIBehind;
  ExpiringKey: EndingKeyBehind;
  RoleByGroup: RoleByGroup;
};

export type AloneDirectiveArgs = { };

export type AloneDirectiveResolver<Result, Parent, ContextType = RequestContext, Args = AloneDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type PoliciesResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Policies'] = ResolversParentTypes['Policies']> = {
  header: Resolver<ResolversTypes['AnswerHeader'], ParentType, ContextType>;
  nodes: Resolver<ReadonlyArray<ResolversTypes['Policy']>, ParentType, ContextType>;
};

export type PolicyResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Policy'] = ResolversParentTypes['Policy']> = {
  name: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  description: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  version: Resolver<ResolversTypes['Position'], ParentType, ContextType>;
  appliedBy: Resolver<ResolversTypes['Principal'], ParentType, ContextType>;
  appliedAt: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  isAlone: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  isOwed: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  rules: Resolver<ReadonlyArray<ResolversTypes['PolicyRule']>, ParentType, ContextType>;
  keepOut: Resolver<ReadonlyArray<ResolversTypes['KeepOutRule']>, ParentType, ContextType>;
  labels: Resolver<ReadonlyArray<ResolversTypes['PolicyLabel']>, ParentType, ContextType>;
};

export type PolicyLabelResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['PolicyLabel'] = ResolversParentTypes['PolicyLabel']> = {
  label: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  namespace: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  name: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  logical: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  columns: Resolver<Maybe<ReadonlyArray<ResolversTypes['String']>>, ParentType, ContextType>;
};

export type KeepOutRuleResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['KeepOutRule'] = ResolversParentTypes['KeepOutRule']> = {
  how: Resolver<ResolversTypes['KeepOutHow'], ParentType, ContextType>;
  namespace: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  name: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  tag: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  classification: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  form: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  columns: Resolver<Maybe<ReadonlyArray<ResolversTypes['String']>>, ParentType, ContextType>;
  facets: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
};

export type PolicyRuleResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['PolicyRule'] = ResolversParentTypes['PolicyRule']> = {
  effect: Resolver<ResolversTypes['PolicyEffect'], ParentType, ContextType>;
  how: Resolver<Maybe<ResolversTypes['Mask']>, ParentType, ContextType>;
  roles: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  action: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  actions: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  namespace: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  name: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  logical: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  tag: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  classification: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  form: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  columns: Resolver<Maybe<ReadonlyArray<ResolversTypes['String']>>, ParentType, ContextType>;
  facets: Resolver<Maybe<ReadonlyArray<ResolversTypes['String']>>, ParentType, ContextType>;
  jobs: Resolver<Maybe<ReadonlyArray<ResolversTypes['String']>>, ParentType, ContextType>;
  owner: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  purpose: Resolver<Maybe<ReadonlyArray<ResolversTypes['String']>>, ParentType, ContextType>;
  from: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  until: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
};

export type AppliedPolicyResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['AppliedPolicy'] = ResolversParentTypes['AppliedPolicy']> = {
  name: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  version: Resolver<Maybe<ResolversTypes['Position']>, ParentType, ContextType>;
  draft: Resolver<Maybe<ResolversTypes['Position']>, ParentType, ContextType>;
  isNew: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type TrailEntryResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['TrailEntry'] = ResolversParentTypes['TrailEntry']> = {
  position: Resolver<ResolversTypes['Position'], ParentType, ContextType>;
  commitment: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  recordedAt: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  kind: Resolver<ResolversTypes['TrailKind'], ParentType, ContextType>;
  principal: Resolver<ResolversTypes['Principal'], ParentType, ContextType>;
  action: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  what: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  outcome: Resolver<ResolversTypes['TrailOutcome'], ParentType, ContextType>;
  why: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  policy: Resolver<Maybe<ResolversTypes['Position']>, ParentType, ContextType>;
  count: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  from: Resolver<Maybe<ResolversTypes['CameFrom']>, ParentType, ContextType>;
  roles: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  decisions: Resolver<ReadonlyArray<ResolversTypes['TrailDecision']>, ParentType, ContextType>;
};

export type CameFromResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['CameFrom'] = ResolversParentTypes['CameFrom']> = {
  door: Resolver<ResolversTypes['Door'], ParentType, ContextType>;
  address: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type TrailDecisionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['TrailDecision'] = ResolversParentTypes['TrailDecision']> = {
  action: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  outcome: Resolver<ResolversTypes['TrailOutcome'], ParentType, ContextType>;
  things: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  names: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  about: Resolver<Maybe<ResolversTypes['Principal']>, ParentType, ContextType>;
  why: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  policy: Resolver<Maybe<ResolversTypes['Position']>, ParentType, ContextType>;
  rule: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  mask: Resolver<Maybe<ResolversTypes['Mask']>, ParentType, ContextType>;
  purpose: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  under: Resolver<Maybe<ResolversTypes['Position']>, ParentType, ContextType>;
  count: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  first: Resolver<Maybe<ResolversTypes['Position']>, ParentType, ContextType>;
};

export type TrailConnectionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['TrailConnection'] = ResolversParentTypes['TrailConnection']> = {
  header: Resolver<ResolversTypes['AnswerHeader'], ParentType, ContextType>;
  nodes: Resolver<ReadonlyArray<ResolversTypes['TrailEntry']>, ParentType, ContextType>;
  edges: Resolver<ReadonlyArray<ResolversTypes['TrailEdge']>, ParentType, ContextType>;
  pageInfo: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type TrailEdgeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['TrailEdge'] = ResolversParentTypes['TrailEdge']> = {
  cursor: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node: Resolver<ResolversTypes['TrailEntry'], ParentType, ContextType>;
};

export type WhoCouldResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['WhoCould'] = ResolversParentTypes['WhoCould']> = {
  header: Resolver<ResolversTypes['AnswerHeader'], ParentType, ContextType>;
  action: Resolver<ResolversTypes['AccessAction'], ParentType, ContextType>;
  dataset: Resolver<Maybe<ResolversTypes['Dataset']>, ParentType, ContextType>;
  job: Resolver<Maybe<ResolversTypes['Job']>, ParentType, ContextType>;
  column: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  facet: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  at: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  who: Resolver<ReadonlyArray<ResolversTypes['CouldEntry']>, ParentType, ContextType>;
  judged: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  enforcement: Resolver<ResolversTypes['Enforcement'], ParentType, ContextType>;
  enforcedBy: Resolver<ReadonlyArray<ResolversTypes['EnforcingSystem']>, ParentType, ContextType>;
};

export type CouldEntryResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['CouldEntry'] = ResolversParentTypes['CouldEntry']> = {
  kind: Resolver<ResolversTypes['CouldKind'], ParentType, ContextType>;
  name: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  id: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  grants: Resolver<ReadonlyArray<ResolversTypes['HeldGrant']>, ParentType, ContextType>;
  mask: Resolver<Maybe<ResolversTypes['Mask']>, ParentType, ContextType>;
  isWhole: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
};

export type HeldGrantResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['HeldGrant'] = ResolversParentTypes['HeldGrant']> = {
  role: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  team: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  by: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  until: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
};

export type WhatCouldResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['WhatCould'] = ResolversParentTypes['WhatCould']> = {
  header: Resolver<ResolversTypes['AnswerHeader'], ParentType, ContextType>;
  who: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  grants: Resolver<ReadonlyArray<ResolversTypes['HeldGrant']>, ParentType, ContextType>;
  action: Resolver<ResolversTypes['AccessAction'], ParentType, ContextType>;
  purpose: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  at: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  kind: Resolver<ResolversTypes['NodeKind'], ParentType, ContextType>;
  nodes: Resolver<ReadonlyArray<ResolversTypes['Named']>, ParentType, ContextType>;
  edges: Resolver<ReadonlyArray<ResolversTypes['NamedEdge']>, ParentType, ContextType>;
  pageInfo: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  enforcement: Resolver<ResolversTypes['Enforcement'], ParentType, ContextType>;
  enforcedBy: Resolver<ReadonlyArray<ResolversTypes['EnforcingSystem']>, ParentType, ContextType>;
};

export type NamedEdgeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['NamedEdge'] = ResolversParentTypes['NamedEdge']> = {
  cursor: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node: Resolver<ResolversTypes['Named'], ParentType, ContextType>;
};

export type AccessDecisionsResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['AccessDecisions'] = ResolversParentTypes['AccessDecisions']> = {
  header: Resolver<ResolversTypes['AnswerHeader'], ParentType, ContextType>;
  nodes: Resolver<ReadonlyArray<ResolversTypes['DecidedQuestion']>, ParentType, ContextType>;
};

export type DecidedQuestionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['DecidedQuestion'] = ResolversParentTypes['DecidedQuestion']> = {
  decision: Resolver<Maybe<ResolversTypes['AccessDecision']>, ParentType, ContextType>;
  problem: Resolver<Maybe<ResolversTypes['QuestionProblem']>, ParentType, ContextType>;
};

export type QuestionProblemResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['QuestionProblem'] = ResolversParentTypes['QuestionProblem']> = {
  code: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  message: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type ColumnDecisionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['ColumnDecision'] = ResolversParentTypes['ColumnDecision']> = {
  column: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  isAllowed: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  mask: Resolver<Maybe<ResolversTypes['Mask']>, ParentType, ContextType>;
  policy: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  version: Resolver<Maybe<ResolversTypes['Position']>, ParentType, ContextType>;
  rule: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  why: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type FacetDecisionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['FacetDecision'] = ResolversParentTypes['FacetDecision']> = {
  facet: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  isAllowed: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  isWhole: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  policy: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  version: Resolver<Maybe<ResolversTypes['Position']>, ParentType, ContextType>;
  rule: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  why: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type MetRuleResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['MetRule'] = ResolversParentTypes['MetRule']> = {
  effect: Resolver<ResolversTypes['PolicyEffect'], ParentType, ContextType>;
  how: Resolver<Maybe<ResolversTypes['Mask']>, ParentType, ContextType>;
  policy: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  version: Resolver<Maybe<ResolversTypes['Position']>, ParentType, ContextType>;
  rule: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  grants: Resolver<ReadonlyArray<ResolversTypes['HeldGrant']>, ParentType, ContextType>;
  names: Resolver<ReadonlyArray<ResolversTypes['Name']>, ParentType, ContextType>;
  columns: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  facets: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
};

export type AccessDecisionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['AccessDecision'] = ResolversParentTypes['AccessDecision']> = {
  header: Resolver<ResolversTypes['AnswerHeader'], ParentType, ContextType>;
  who: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  action: Resolver<ResolversTypes['AccessAction'], ParentType, ContextType>;
  dataset: Resolver<Maybe<ResolversTypes['Dataset']>, ParentType, ContextType>;
  job: Resolver<Maybe<ResolversTypes['Job']>, ParentType, ContextType>;
  column: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  purpose: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  at: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  isAllowed: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  columnsDiffer: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  columns: Resolver<ReadonlyArray<ResolversTypes['ColumnDecision']>, ParentType, ContextType>;
  facets: Resolver<ReadonlyArray<ResolversTypes['FacetDecision']>, ParentType, ContextType>;
  policy: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  version: Resolver<Maybe<ResolversTypes['Position']>, ParentType, ContextType>;
  rule: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  why: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  grants: Resolver<ReadonlyArray<ResolversTypes['HeldGrant']>, ParentType, ContextType>;
  rules: Resolver<Maybe<ReadonlyArray<ResolversTypes['MetRule']>>, ParentType, ContextType>;
  enforcement: Resolver<ResolversTypes['Enforcement'], ParentType, ContextType>;
  enforcedBy: Resolver<ReadonlyArray<ResolversTypes['EnforcingSystem']>, ParentType, ContextType>;
};

export type AlertAcknowledgedResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['AlertAcknowledged'] = ResolversParentTypes['AlertAcknowledged']> = {
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  state: Resolver<ResolversTypes['AlertState'], ParentType, ContextType>;
  position: Resolver<ResolversTypes['Position'], ParentType, ContextType>;
};

export type AlertResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Alert'] = ResolversParentTypes['Alert']> = {
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  state: Resolver<ResolversTypes['AlertState'], ParentType, ContextType>;
  kind: Resolver<ResolversTypes['FindingKind'], ParentType, ContextType>;
  contract: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  dataset: Resolver<ResolversTypes['Name'], ParentType, ContextType>;
  column: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  expected: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  found: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  openedAt: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  since: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  evidence: Resolver<ReadonlyArray<ResolversTypes['EvidenceEvent']>, ParentType, ContextType>;
  readers: Resolver<Maybe<ResolversTypes['Readers']>, ParentType, ContextType>;
  history: Resolver<ReadonlyArray<ResolversTypes['AlertStep']>, ParentType, ContextType>;
  header: Resolver<ResolversTypes['AnswerHeader'], ParentType, ContextType>;
};

export type AlertStepResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['AlertStep'] = ResolversParentTypes['AlertStep']> = {
  event: Resolver<ResolversTypes['AlertEvent'], ParentType, ContextType>;
  state: Resolver<ResolversTypes['AlertState'], ParentType, ContextType>;
  at: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  by: Resolver<ResolversTypes['Principal'], ParentType, ContextType>;
  note: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  evidence: Resolver<ReadonlyArray<ResolversTypes['EvidenceEvent']>, ParentType, ContextType>;
  position: Resolver<ResolversTypes['Position'], ParentType, ContextType>;
  commitment: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type ReadersResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Readers'] = ResolversParentTypes['Readers']> = {
  jobs: Resolver<ReadonlyArray<ResolversTypes['Job']>, ParentType, ContextType>;
  columns: Resolver<ReadonlyArray<ResolversTypes['ReadingColumn']>, ParentType, ContextType>;
  header: Resolver<ResolversTypes['AnswerHeader'], ParentType, ContextType>;
};

export type ReadingColumnResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['ReadingColumn'] = ResolversParentTypes['ReadingColumn']> = {
  dataset: Resolver<ResolversTypes['Dataset'], ParentType, ContextType>;
  column: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  depth: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type AlertConnectionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['AlertConnection'] = ResolversParentTypes['AlertConnection']> = {
  header: Resolver<ResolversTypes['AnswerHeader'], ParentType, ContextType>;
  nodes: Resolver<ReadonlyArray<ResolversTypes['Alert']>, ParentType, ContextType>;
  edges: Resolver<ReadonlyArray<ResolversTypes['AlertEdge']>, ParentType, ContextType>;
  pageInfo: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type AlertEdgeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['AlertEdge'] = ResolversParentTypes['AlertEdge']> = {
  cursor: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node: Resolver<ResolversTypes['Alert'], ParentType, ContextType>;
};

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export interface PositionScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Position'], any> {
  name: 'Position';
}

export interface JsonScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['JSON'], any> {
  name: 'JSON';
}

export type AnswerHeaderResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['AnswerHeader'] = ResolversParentTypes['AnswerHeader']> = {
  asOf: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  knownAt: Resolver<ResolversTypes['Position'], ParentType, ContextType>;
  foldVersion: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  completeness: Resolver<ResolversTypes['Completeness'], ParentType, ContextType>;
  reasons: Resolver<ReadonlyArray<ResolversTypes['Reason']>, ParentType, ContextType>;
};

export type ReasonResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Reason'] = ResolversParentTypes['Reason']> = {
  code: Resolver<ResolversTypes['ReasonCode'], ParentType, ContextType>;
  message: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type PageInfoResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  hasNextPage: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  endCursor: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type ContractAppliedResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['ContractApplied'] = ResolversParentTypes['ContractApplied']> = {
  id: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  position: Resolver<Maybe<ResolversTypes['Position']>, ParentType, ContextType>;
  isNew: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  problems: Resolver<ReadonlyArray<ResolversTypes['Problem']>, ParentType, ContextType>;
  remarks: Resolver<ReadonlyArray<ResolversTypes['Problem']>, ParentType, ContextType>;
};

export type ContractResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Contract'] = ResolversParentTypes['Contract']> = {
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  version: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  status: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  apiVersion: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  position: Resolver<ResolversTypes['Position'], ParentType, ContextType>;
  commitment: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  recordedAt: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  by: Resolver<ResolversTypes['Principal'], ParentType, ContextType>;
  text: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  outcome: Resolver<ResolversTypes['VerdictOutcome'], ParentType, ContextType>;
  verdicts: Resolver<ReadonlyArray<ResolversTypes['Verdict']>, ParentType, ContextType>;
  header: Resolver<ResolversTypes['AnswerHeader'], ParentType, ContextType>;
};

export type VerdictResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Verdict'] = ResolversParentTypes['Verdict']> = {
  dataset: Resolver<ResolversTypes['Name'], ParentType, ContextType>;
  outcome: Resolver<ResolversTypes['VerdictOutcome'], ParentType, ContextType>;
  findings: Resolver<ReadonlyArray<ResolversTypes['Finding']>, ParentType, ContextType>;
  since: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  evidence: Resolver<ReadonlyArray<ResolversTypes['EvidenceEvent']>, ParentType, ContextType>;
};

export type FindingResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Finding'] = ResolversParentTypes['Finding']> = {
  kind: Resolver<ResolversTypes['FindingKind'], ParentType, ContextType>;
  column: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  expected: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  found: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type ContractConnectionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['ContractConnection'] = ResolversParentTypes['ContractConnection']> = {
  header: Resolver<ResolversTypes['AnswerHeader'], ParentType, ContextType>;
  nodes: Resolver<ReadonlyArray<ResolversTypes['Contract']>, ParentType, ContextType>;
  edges: Resolver<ReadonlyArray<ResolversTypes['ContractEdge']>, ParentType, ContextType>;
  pageInfo: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type ContractEdgeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['ContractEdge'] = ResolversParentTypes['ContractEdge']> = {
  cursor: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node: Resolver<ResolversTypes['Contract'], ParentType, ContextType>;
};

export type DatasetResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Dataset'] = ResolversParentTypes['Dataset']> = {
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  namespace: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  name: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  header: Resolver<ResolversTypes['AnswerHeader'], ParentType, ContextType>;
  canonical: Resolver<ResolversTypes['Name'], ParentType, ContextType>;
  names: Resolver<ReadonlyArray<ResolversTypes['DatasetName']>, ParentType, ContextType>;
  symlinks: Resolver<ReadonlyArray<ResolversTypes['Symlink']>, ParentType, ContextType>;
  facets: Resolver<ReadonlyArray<ResolversTypes['Facet']>, ParentType, ContextType, Partial<DatasetFacetsArgs>>;
  schema: Resolver<Maybe<ResolversTypes['Schema']>, ParentType, ContextType>;
  tags: Resolver<ReadonlyArray<ResolversTypes['Tag']>, ParentType, ContextType>;
  owners: Resolver<ReadonlyArray<ResolversTypes['Owner']>, ParentType, ContextType>;
  description: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  lifecycle: Resolver<Maybe<ResolversTypes['Lifecycle']>, ParentType, ContextType>;
  readBy: Resolver<ReadonlyArray<ResolversTypes['Job']>, ParentType, ContextType>;
  writtenBy: Resolver<ReadonlyArray<ResolversTypes['Job']>, ParentType, ContextType>;
  upstream: Resolver<ResolversTypes['Lineage'], ParentType, ContextType, RequireFields<DatasetUpstreamArgs, 'depth' | 'first'>>;
  downstream: Resolver<ResolversTypes['Lineage'], ParentType, ContextType, RequireFields<DatasetDownstreamArgs, 'depth' | 'first'>>;
  column: Resolver<ResolversTypes['Column'], ParentType, ContextType, RequireFields<DatasetColumnArgs, 'name'>>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type DatasetConnectionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['DatasetConnection'] = ResolversParentTypes['DatasetConnection']> = {
  header: Resolver<ResolversTypes['AnswerHeader'], ParentType, ContextType>;
  nodes: Resolver<ReadonlyArray<ResolversTypes['Dataset']>, ParentType, ContextType>;
  edges: Resolver<ReadonlyArray<ResolversTypes['DatasetEdge']>, ParentType, ContextType>;
  pageInfo: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type DatasetEdgeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['DatasetEdge'] = ResolversParentTypes['DatasetEdge']> = {
  cursor: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node: Resolver<ResolversTypes['Dataset'], ParentType, ContextType>;
};

export type DatasetNameResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['DatasetName'] = ResolversParentTypes['DatasetName']> = {
  namespace: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  name: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  isCanonical: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  isPresent: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type SymlinkResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Symlink'] = ResolversParentTypes['Symlink']> = {
  namespace: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  name: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  type: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type FacetResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Facet'] = ResolversParentTypes['Facet']> = {
  name: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  content: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  since: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  position: Resolver<Maybe<ResolversTypes['Position']>, ParentType, ContextType>;
  of: Resolver<ResolversTypes['Name'], ParentType, ContextType>;
};

export type NameResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Name'] = ResolversParentTypes['Name']> = {
  namespace: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  name: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type SchemaResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Schema'] = ResolversParentTypes['Schema']> = {
  fields: Resolver<ReadonlyArray<ResolversTypes['SchemaField']>, ParentType, ContextType>;
};

export type SchemaFieldResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['SchemaField'] = ResolversParentTypes['SchemaField']> = {
  name: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  type: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  description: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  fields: Resolver<ReadonlyArray<ResolversTypes['SchemaField']>, ParentType, ContextType>;
};

export type TagResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Tag'] = ResolversParentTypes['Tag']> = {
  key: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  value: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  source: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  field: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type OwnerResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Owner'] = ResolversParentTypes['Owner']> = {
  name: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  type: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type LifecycleResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Lifecycle'] = ResolversParentTypes['Lifecycle']> = {
  change: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  previousName: Resolver<Maybe<ResolversTypes['Name']>, ParentType, ContextType>;
  since: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type ColumnResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Column'] = ResolversParentTypes['Column']> = {
  name: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  field: Resolver<Maybe<ResolversTypes['SchemaField']>, ParentType, ContextType>;
  upstream: Resolver<ResolversTypes['Lineage'], ParentType, ContextType, RequireFields<ColumnUpstreamArgs, 'depth' | 'transformations' | 'first'>>;
  downstream: Resolver<ResolversTypes['Lineage'], ParentType, ContextType, RequireFields<ColumnDownstreamArgs, 'depth' | 'transformations' | 'first'>>;
};

export type ReportedEnforcementResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['ReportedEnforcement'] = ResolversParentTypes['ReportedEnforcement']> = {
  system: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  since: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  until: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
};

export type EnforcingSystemResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['EnforcingSystem'] = ResolversParentTypes['EnforcingSystem']> = {
  system: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  by: Resolver<ResolversTypes['Principal'], ParentType, ContextType>;
  since: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  until: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type EnforcementReportResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['EnforcementReport'] = ResolversParentTypes['EnforcementReport']> = {
  system: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  by: Resolver<ResolversTypes['Principal'], ParentType, ContextType>;
  actions: Resolver<ReadonlyArray<ResolversTypes['AccessAction']>, ParentType, ContextType>;
  namespaces: Resolver<Maybe<ReadonlyArray<ResolversTypes['String']>>, ParentType, ContextType>;
  since: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  until: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type EnforcementConnectionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['EnforcementConnection'] = ResolversParentTypes['EnforcementConnection']> = {
  header: Resolver<ResolversTypes['AnswerHeader'], ParentType, ContextType>;
  nodes: Resolver<ReadonlyArray<ResolversTypes['EnforcementReport']>, ParentType, ContextType>;
  edges: Resolver<ReadonlyArray<ResolversTypes['EnforcementEdge']>, ParentType, ContextType>;
  pageInfo: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type EnforcementEdgeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['EnforcementEdge'] = ResolversParentTypes['EnforcementEdge']> = {
  cursor: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node: Resolver<ResolversTypes['EnforcementReport'], ParentType, ContextType>;
};

export type EngagementResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Engagement'] = ResolversParentTypes['Engagement']> = {
  name: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  who: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  scope: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  purpose: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  why: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  from: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  until: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  state: Resolver<ResolversTypes['EngagementState'], ParentType, ContextType>;
  position: Resolver<ResolversTypes['Position'], ParentType, ContextType>;
  by: Resolver<ResolversTypes['Principal'], ParentType, ContextType>;
  at: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  ended: Resolver<Maybe<ResolversTypes['EngagementEnd']>, ParentType, ContextType>;
  readings: Resolver<ResolversTypes['ReadingConnection'], ParentType, ContextType, RequireFields<EngagementReadingsArgs, 'first'>>;
  header: Resolver<ResolversTypes['AnswerHeader'], ParentType, ContextType>;
};

export type EngagementEndResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['EngagementEnd'] = ResolversParentTypes['EngagementEnd']> = {
  position: Resolver<ResolversTypes['Position'], ParentType, ContextType>;
  by: Resolver<ResolversTypes['Principal'], ParentType, ContextType>;
  at: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  why: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type EngagementConnectionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['EngagementConnection'] = ResolversParentTypes['EngagementConnection']> = {
  header: Resolver<ResolversTypes['AnswerHeader'], ParentType, ContextType>;
  nodes: Resolver<ReadonlyArray<ResolversTypes['Engagement']>, ParentType, ContextType>;
  edges: Resolver<ReadonlyArray<ResolversTypes['EngagementEdge']>, ParentType, ContextType>;
  pageInfo: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type EngagementEdgeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['EngagementEdge'] = ResolversParentTypes['EngagementEdge']> = {
  cursor: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node: Resolver<ResolversTypes['Engagement'], ParentType, ContextType>;
};

export type ReadingResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Reading'] = ResolversParentTypes['Reading']> = {
  position: Resolver<ResolversTypes['Position'], ParentType, ContextType>;
  at: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  by: Resolver<ResolversTypes['Principal'], ParentType, ContextType>;
  asked: Resolver<ReadonlyArray<ResolversTypes['ReadOperation']>, ParentType, ContextType>;
  count: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  policy: Resolver<Maybe<ResolversTypes['Position']>, ParentType, ContextType>;
  isWithin: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type ReadOperationResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['ReadOperation'] = ResolversParentTypes['ReadOperation']> = {
  operation: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  arguments: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  shown: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  failed: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type ReadingConnectionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['ReadingConnection'] = ResolversParentTypes['ReadingConnection']> = {
  header: Resolver<ResolversTypes['AnswerHeader'], ParentType, ContextType>;
  nodes: Resolver<ReadonlyArray<ResolversTypes['Reading']>, ParentType, ContextType>;
  edges: Resolver<ReadonlyArray<ResolversTypes['ReadingEdge']>, ParentType, ContextType>;
  pageInfo: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type ReadingEdgeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['ReadingEdge'] = ResolversParentTypes['ReadingEdge']> = {
  cursor: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node: Resolver<ResolversTypes['Reading'], ParentType, ContextType>;
};

export type EngagementOpenedResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['EngagementOpened'] = ResolversParentTypes['EngagementOpened']> = {
  position: Resolver<ResolversTypes['Position'], ParentType, ContextType>;
  name: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  from: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  until: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type EngagementEndedResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['EngagementEnded'] = ResolversParentTypes['EngagementEnded']> = {
  position: Resolver<ResolversTypes['Position'], ParentType, ContextType>;
  name: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  until: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type EventResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Event'] = ResolversParentTypes['Event']> = {
  position: Resolver<ResolversTypes['Position'], ParentType, ContextType>;
  commitment: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  recordedAt: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  sender: Resolver<Maybe<ResolversTypes['Principal']>, ParentType, ContextType>;
  kind: Resolver<ResolversTypes['EntryKind'], ParentType, ContextType>;
  outcome: Resolver<ResolversTypes['Outcome'], ParentType, ContextType>;
  warnings: Resolver<ReadonlyArray<ResolversTypes['Warning']>, ParentType, ContextType>;
  redacted: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  keptOut: Resolver<ReadonlyArray<ResolversTypes['KeptOut']>, ParentType, ContextType>;
  body: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  json: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  header: Resolver<ResolversTypes['AnswerHeader'], ParentType, ContextType>;
};

export type KeptOutResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['KeptOut'] = ResolversParentTypes['KeptOut']> = {
  policy: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  version: Resolver<ResolversTypes['Position'], ParentType, ContextType>;
  rule: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  how: Resolver<ResolversTypes['KeepOutHow'], ParentType, ContextType>;
  paths: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  count: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type EventConnectionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['EventConnection'] = ResolversParentTypes['EventConnection']> = {
  header: Resolver<ResolversTypes['AnswerHeader'], ParentType, ContextType>;
  nodes: Resolver<ReadonlyArray<ResolversTypes['Event']>, ParentType, ContextType>;
  edges: Resolver<ReadonlyArray<ResolversTypes['EventEdge']>, ParentType, ContextType>;
  pageInfo: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type EventEdgeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['EventEdge'] = ResolversParentTypes['EventEdge']> = {
  cursor: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node: Resolver<ResolversTypes['Event'], ParentType, ContextType>;
};

export type WarningResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Warning'] = ResolversParentTypes['Warning']> = {
  code: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  pointer: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  message: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type QuarantinedResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Quarantined'] = ResolversParentTypes['Quarantined']> = {
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  position: Resolver<ResolversTypes['Position'], ParentType, ContextType>;
  because: Resolver<ResolversTypes['QuarantineCause'], ParentType, ContextType>;
  problems: Resolver<ReadonlyArray<ResolversTypes['Problem']>, ParentType, ContextType>;
  receivedAt: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  sender: Resolver<ResolversTypes['Principal'], ParentType, ContextType>;
  byteLength: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  redrivenTo: Resolver<Maybe<ResolversTypes['Position']>, ParentType, ContextType>;
  text: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  base64: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  header: Resolver<ResolversTypes['AnswerHeader'], ParentType, ContextType>;
};

export type ProblemResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Problem'] = ResolversParentTypes['Problem']> = {
  pointer: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  message: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type QuarantineConnectionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['QuarantineConnection'] = ResolversParentTypes['QuarantineConnection']> = {
  header: Resolver<ResolversTypes['AnswerHeader'], ParentType, ContextType>;
  nodes: Resolver<ReadonlyArray<ResolversTypes['Quarantined']>, ParentType, ContextType>;
  edges: Resolver<ReadonlyArray<ResolversTypes['QuarantineEdge']>, ParentType, ContextType>;
  pageInfo: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type QuarantineEdgeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['QuarantineEdge'] = ResolversParentTypes['QuarantineEdge']> = {
  cursor: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node: Resolver<ResolversTypes['Quarantined'], ParentType, ContextType>;
};

export type BrokenGlassResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['BrokenGlass'] = ResolversParentTypes['BrokenGlass']> = {
  position: Resolver<ResolversTypes['Position'], ParentType, ContextType>;
  who: Resolver<ResolversTypes['Principal'], ParentType, ContextType>;
  reason: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  hours: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  until: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  isInForce: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  by: Resolver<ResolversTypes['Principal'], ParentType, ContextType>;
  at: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  review: Resolver<Maybe<ResolversTypes['GlassReview']>, ParentType, ContextType>;
};

export type GlassReviewResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['GlassReview'] = ResolversParentTypes['GlassReview']> = {
  by: Resolver<ResolversTypes['Principal'], ParentType, ContextType>;
  at: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  note: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type BrokenGlassConnectionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['BrokenGlassConnection'] = ResolversParentTypes['BrokenGlassConnection']> = {
  header: Resolver<ResolversTypes['AnswerHeader'], ParentType, ContextType>;
  nodes: Resolver<ReadonlyArray<ResolversTypes['BrokenGlass']>, ParentType, ContextType>;
  edges: Resolver<ReadonlyArray<ResolversTypes['BrokenGlassEdge']>, ParentType, ContextType>;
  pageInfo: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type BrokenGlassEdgeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['BrokenGlassEdge'] = ResolversParentTypes['BrokenGlassEdge']> = {
  cursor: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node: Resolver<ResolversTypes['BrokenGlass'], ParentType, ContextType>;
};

export type GlassBrokenResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['GlassBroken'] = ResolversParentTypes['GlassBroken']> = {
  position: Resolver<ResolversTypes['Position'], ParentType, ContextType>;
  who: Resolver<ResolversTypes['Principal'], ParentType, ContextType>;
  until: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type GlassReviewedResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['GlassReviewed'] = ResolversParentTypes['GlassReviewed']> = {
  position: Resolver<ResolversTypes['Position'], ParentType, ContextType>;
  name: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type GlassEndedResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['GlassEnded'] = ResolversParentTypes['GlassEnded']> = {
  position: Resolver<ResolversTypes['Position'], ParentType, ContextType>;
  name: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  until: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type JobResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Job'] = ResolversParentTypes['Job']> = {
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  namespace: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  name: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  header: Resolver<ResolversTypes['AnswerHeader'], ParentType, ContextType>;
  facets: Resolver<ReadonlyArray<ResolversTypes['Facet']>, ParentType, ContextType, Partial<JobFacetsArgs>>;
  tags: Resolver<ReadonlyArray<ResolversTypes['Tag']>, ParentType, ContextType>;
  owners: Resolver<ReadonlyArray<ResolversTypes['Owner']>, ParentType, ContextType>;
  description: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  processingType: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  integration: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  jobType: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  inputs: Resolver<ReadonlyArray<ResolversTypes['Dataset']>, ParentType, ContextType>;
  outputs: Resolver<ReadonlyArray<ResolversTypes['Dataset']>, ParentType, ContextType>;
  latestRuns: Resolver<ReadonlyArray<ResolversTypes['Run']>, ParentType, ContextType>;
  runs: Resolver<ResolversTypes['RunConnection'], ParentType, ContextType, RequireFields<JobRunsArgs, 'first'>>;
  upstream: Resolver<ResolversTypes['Lineage'], ParentType, ContextType, RequireFields<JobUpstreamArgs, 'depth' | 'first'>>;
  downstream: Resolver<ResolversTypes['Lineage'], ParentType, ContextType, RequireFields<JobDownstreamArgs, 'depth' | 'first'>>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type JobConnectionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['JobConnection'] = ResolversParentTypes['JobConnection']> = {
  header: Resolver<ResolversTypes['AnswerHeader'], ParentType, ContextType>;
  nodes: Resolver<ReadonlyArray<ResolversTypes['Job']>, ParentType, ContextType>;
  edges: Resolver<ReadonlyArray<ResolversTypes['JobEdge']>, ParentType, ContextType>;
  pageInfo: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type JobEdgeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['JobEdge'] = ResolversParentTypes['JobEdge']> = {
  cursor: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node: Resolver<ResolversTypes['Job'], ParentType, ContextType>;
};

export type KeysResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Keys'] = ResolversParentTypes['Keys']> = {
  header: Resolver<ResolversTypes['AnswerHeader'], ParentType, ContextType>;
  nodes: Resolver<ReadonlyArray<ResolversTypes['Key']>, ParentType, ContextType>;
  edges: Resolver<ReadonlyArray<ResolversTypes['KeyEdge']>, ParentType, ContextType>;
  pageInfo: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type KeyEdgeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['KeyEdge'] = ResolversParentTypes['KeyEdge']> = {
  cursor: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node: Resolver<ResolversTypes['Key'], ParentType, ContextType>;
};

export type KeyResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Key'] = ResolversParentTypes['Key']> = {
  prefix: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  holder: Resolver<ResolversTypes['Principal'], ParentType, ContextType>;
  kind: Resolver<ResolversTypes['HolderKind'], ParentType, ContextType>;
  roles: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  bounds: Resolver<Maybe<ResolversTypes['EmitterBounds']>, ParentType, ContextType>;
  scopes: Resolver<Maybe<ReadonlyArray<ResolversTypes['KeyScope']>>, ParentType, ContextType>;
  state: Resolver<ResolversTypes['KeyState'], ParentType, ContextType>;
  createdAt: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  expiresAt: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  lastUsedAt: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  revokedAt: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  next: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  isTrial: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type EmitterBoundsResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['EmitterBounds'] = ResolversParentTypes['EmitterBounds']> = {
  namespaces: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  outputs: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  inputs: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  producers: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
};

export type MadeKeyResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['MadeKey'] = ResolversParentTypes['MadeKey']> = {
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  key: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  prefix: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  scopes: Resolver<Maybe<ReadonlyArray<ResolversTypes['KeyScope']>>, ParentType, ContextType>;
  expiresAt: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  ending: Resolver<Maybe<ResolversTypes['EndingKey']>, ParentType, ContextType>;
};

export type EndingKeyResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['EndingKey'] = ResolversParentTypes['EndingKey']> = {
  prefix: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  expiresAt: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type RevokedKeyResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['RevokedKey'] = ResolversParentTypes['RevokedKey']> = {
  prefix: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type ClassificationResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Classification'] = ResolversParentTypes['Classification']> = {
  header: Resolver<ResolversTypes['AnswerHeader'], ParentType, ContextType>;
  dataset: Resolver<ResolversTypes['Dataset'], ParentType, ContextType>;
  column: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  labels: Resolver<ReadonlyArray<ResolversTypes['FlowLabel']>, ParentType, ContextType>;
};

export type FlowLabelResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['FlowLabel'] = ResolversParentTypes['FlowLabel']> = {
  label: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  form: Resolver<ResolversTypes['LabelForm'], ParentType, ContextType>;
  isAssumed: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  isDeclared: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  origin: Resolver<ResolversTypes['FlowPlace'], ParentType, ContextType>;
  saidBy: Resolver<ReadonlyArray<ResolversTypes['LabelSayer']>, ParentType, ContextType>;
  path: Resolver<ReadonlyArray<ResolversTypes['FlowStep']>, ParentType, ContextType>;
};

export type LabelSayerResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['LabelSayer'] = ResolversParentTypes['LabelSayer']> = {
  kind: Resolver<ResolversTypes['LabelSayerKind'], ParentType, ContextType>;
  event: Resolver<Maybe<ResolversTypes['EvidenceEvent']>, ParentType, ContextType>;
  name: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  version: Resolver<Maybe<ResolversTypes['Position']>, ParentType, ContextType>;
  place: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type FlowStepResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['FlowStep'] = ResolversParentTypes['FlowStep']> = {
  from: Resolver<ResolversTypes['FlowPlace'], ParentType, ContextType>;
  to: Resolver<ResolversTypes['FlowPlace'], ParentType, ContextType>;
  by: Resolver<Maybe<ResolversTypes['Named']>, ParentType, ContextType>;
  runId: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  at: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  transformation: Resolver<Maybe<ResolversTypes['Transformation']>, ParentType, ContextType>;
  isAssumed: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type FlowPlaceResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['FlowPlace'] = ResolversParentTypes['FlowPlace']> = {
  node: Resolver<ResolversTypes['Named'], ParentType, ContextType>;
  column: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type LabelledConnectionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['LabelledConnection'] = ResolversParentTypes['LabelledConnection']> = {
  header: Resolver<ResolversTypes['AnswerHeader'], ParentType, ContextType>;
  nodes: Resolver<ReadonlyArray<ResolversTypes['LabelledPlace']>, ParentType, ContextType>;
  edges: Resolver<ReadonlyArray<ResolversTypes['LabelledEdge']>, ParentType, ContextType>;
  pageInfo: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type LabelledEdgeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['LabelledEdge'] = ResolversParentTypes['LabelledEdge']> = {
  cursor: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node: Resolver<ResolversTypes['LabelledPlace'], ParentType, ContextType>;
};

export type LabelledPlaceResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['LabelledPlace'] = ResolversParentTypes['LabelledPlace']> = {
  dataset: Resolver<ResolversTypes['Dataset'], ParentType, ContextType>;
  column: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  label: Resolver<ResolversTypes['FlowLabel'], ParentType, ContextType>;
};

export type LineageResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Lineage'] = ResolversParentTypes['Lineage']> = {
  header: Resolver<ResolversTypes['AnswerHeader'], ParentType, ContextType>;
  root: Resolver<ResolversTypes['LineageNode'], ParentType, ContextType>;
  nodes: Resolver<ReadonlyArray<ResolversTypes['LineageNode']>, ParentType, ContextType>;
  edges: Resolver<ReadonlyArray<ResolversTypes['LineageEdge']>, ParentType, ContextType>;
  namelessNodes: Resolver<ReadonlyArray<ResolversTypes['NamelessNode']>, ParentType, ContextType>;
  namelessEdges: Resolver<ReadonlyArray<ResolversTypes['NamelessEdge']>, ParentType, ContextType>;
  pageInfo: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type LineageNodeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['LineageNode'] = ResolversParentTypes['LineageNode']> = {
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  kind: Resolver<ResolversTypes['LineageNodeKind'], ParentType, ContextType>;
  namespace: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  name: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  column: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  runId: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  depth: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  direction: Resolver<ResolversTypes['Reach'], ParentType, ContextType>;
  reachedBy: Resolver<ReadonlyArray<ResolversTypes['ID']>, ParentType, ContextType>;
  otherNames: Resolver<ReadonlyArray<ResolversTypes['Name']>, ParentType, ContextType>;
  dataset: Resolver<Maybe<ResolversTypes['Dataset']>, ParentType, ContextType>;
  job: Resolver<Maybe<ResolversTypes['Job']>, ParentType, ContextType>;
};

export type NamelessNodeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['NamelessNode'] = ResolversParentTypes['NamelessNode']> = {
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  kind: Resolver<ResolversTypes['NodeKind'], ParentType, ContextType>;
  depth: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  direction: Resolver<ResolversTypes['Reach'], ParentType, ContextType>;
  reachedBy: Resolver<ReadonlyArray<ResolversTypes['ID']>, ParentType, ContextType>;
};

export type NamelessEdgeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['NamelessEdge'] = ResolversParentTypes['NamelessEdge']> = {
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  source: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  target: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type LineageEdgeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['LineageEdge'] = ResolversParentTypes['LineageEdge']> = {
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  source: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  target: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  via: Resolver<Maybe<ResolversTypes['Named']>, ParentType, ContextType>;
  kind: Resolver<ResolversTypes['EdgeKind'], ParentType, ContextType>;
  origin: Resolver<ResolversTypes['EdgeOrigin'], ParentType, ContextType>;
  since: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  transformations: Resolver<ReadonlyArray<ResolversTypes['Transformation']>, ParentType, ContextType>;
  evidence: Resolver<Maybe<ResolversTypes['Evidence']>, ParentType, ContextType>;
};

export type TransformationResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Transformation'] = ResolversParentTypes['Transformation']> = {
  type: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  subtype: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  description: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  masking: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type EvidenceResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Evidence'] = ResolversParentTypes['Evidence']> = {
  firstSeen: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  lastSeen: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  count: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  commitments: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  emitters: Resolver<ReadonlyArray<ResolversTypes['Principal']>, ParentType, ContextType>;
  first: Resolver<ResolversTypes['EvidenceEvent'], ParentType, ContextType>;
  last: Resolver<ResolversTypes['EvidenceEvent'], ParentType, ContextType>;
};

export type EvidenceEventResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['EvidenceEvent'] = ResolversParentTypes['EvidenceEvent']> = {
  position: Resolver<ResolversTypes['Position'], ParentType, ContextType>;
  commitment: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  sender: Resolver<ResolversTypes['Principal'], ParentType, ContextType>;
};

export type PrincipalResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Principal'] = ResolversParentTypes['Principal']> = {
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type LogResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Log'] = ResolversParentTypes['Log']> = {
  size: Resolver<ResolversTypes['Position'], ParentType, ContextType>;
  checkpoint: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  verifierKey: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  witnesses: Resolver<ReadonlyArray<ResolversTypes['Witness']>, ParentType, ContextType>;
  header: Resolver<ResolversTypes['AnswerHeader'], ParentType, ContextType>;
};

export type WitnessResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Witness'] = ResolversParentTypes['Witness']> = {
  name: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  verifierKey: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  size: Resolver<Maybe<ResolversTypes['Position']>, ParentType, ContextType>;
  at: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
};

export type ProofResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Proof'] = ResolversParentTypes['Proof']> = {
  position: Resolver<ResolversTypes['Position'], ParentType, ContextType>;
  kind: Resolver<ResolversTypes['EntryKind'], ParentType, ContextType>;
  leaf: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  proof: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  verifierKey: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  opening: Resolver<Maybe<ResolversTypes['ProofOpening']>, ParentType, ContextType>;
  header: Resolver<ResolversTypes['AnswerHeader'], ParentType, ContextType>;
};

export type ProofOpeningResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['ProofOpening'] = ResolversParentTypes['ProofOpening']> = {
  salt: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  text: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type MutationResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  redriveQuarantined: Resolver<Maybe<ResolversTypes['Redriven']>, ParentType, ContextType, RequireFields<MutationRedriveQuarantinedArgs, 'id'>>;
  applyPolicy: Resolver<Maybe<ResolversTypes['AppliedPolicy']>, ParentType, ContextType, RequireFields<MutationApplyPolicyArgs, 'yaml'>>;
  acknowledgeAlert: Resolver<Maybe<ResolversTypes['AlertAcknowledged']>, ParentType, ContextType, RequireFields<MutationAcknowledgeAlertArgs, 'id'>>;
  applyContract: Resolver<Maybe<ResolversTypes['ContractApplied']>, ParentType, ContextType, RequireFields<MutationApplyContractArgs, 'text'>>;
  reportEnforcement: Resolver<Maybe<ResolversTypes['ReportedEnforcement']>, ParentType, ContextType, RequireFields<MutationReportEnforcementArgs, 'system' | 'namespaces' | 'actions' | 'forSeconds'>>;
  openEngagement: Resolver<Maybe<ResolversTypes['EngagementOpened']>, ParentType, ContextType, RequireFields<MutationOpenEngagementArgs, 'engagement'>>;
  endEngagement: Resolver<Maybe<ResolversTypes['EngagementEnded']>, ParentType, ContextType, RequireFields<MutationEndEngagementArgs, 'name' | 'why'>>;
  breakGlass: Resolver<Maybe<ResolversTypes['GlassBroken']>, ParentType, ContextType, RequireFields<MutationBreakGlassArgs, 'reason' | 'hours'>>;
  endGlass: Resolver<Maybe<ResolversTypes['GlassEnded']>, ParentType, ContextType, RequireFields<MutationEndGlassArgs, 'glass'>>;
  reviewGlass: Resolver<Maybe<ResolversTypes['GlassReviewed']>, ParentType, ContextType, RequireFields<MutationReviewGlassArgs, 'glass' | 'note'>>;
  createKey: Resolver<Maybe<ResolversTypes['MadeKey']>, ParentType, ContextType, RequireFields<MutationCreateKeyArgs, 'name' | 'kind' | 'roles'>>;
  rotateKey: Resolver<Maybe<ResolversTypes['MadeKey']>, ParentType, ContextType, RequireFields<MutationRotateKeyArgs, 'called' | 'graceSeconds'>>;
  revokeKey: Resolver<Maybe<ResolversTypes['RevokedKey']>, ParentType, ContextType, RequireFields<MutationRevokeKeyArgs, 'prefix'>>;
  grantKey: Resolver<Maybe<ResolversTypes['EmitterBounds']>, ParentType, ContextType, RequireFields<MutationGrantKeyArgs, 'prefix' | 'bounds'>>;
  bindKey: Resolver<Maybe<ResolversTypes['EmitterBounds']>, ParentType, ContextType, RequireFields<MutationBindKeyArgs, 'prefix' | 'bounds'>>;
  draftPolicy: Resolver<Maybe<ResolversTypes['DraftedPolicy']>, ParentType, ContextType, RequireFields<MutationDraftPolicyArgs, 'yaml'>>;
  approvePolicy: Resolver<Maybe<ResolversTypes['ApprovedPolicy']>, ParentType, ContextType, RequireFields<MutationApprovePolicyArgs, 'change'>>;
  rejectPolicy: Resolver<Maybe<ResolversTypes['RejectedPolicy']>, ParentType, ContextType, RequireFields<MutationRejectPolicyArgs, 'draft'>>;
  rollbackPolicy: Resolver<Maybe<ResolversTypes['RolledBackPolicy']>, ParentType, ContextType, RequireFields<MutationRollbackPolicyArgs, 'version'>>;
  requestReport: Resolver<Maybe<ResolversTypes['RequestedReport']>, ParentType, ContextType, RequireFields<MutationRequestReportArgs, 'kind'>>;
  applyAccess: Resolver<Maybe<ResolversTypes['AppliedAccess']>, ParentType, ContextType, RequireFields<MutationApplyAccessArgs, 'yaml' | 'isDryRun' | 'isPruning' | 'makesKeys'>>;
};

export type RedrivenResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Redriven'] = ResolversParentTypes['Redriven']> = {
  position: Resolver<Maybe<ResolversTypes['Position']>, ParentType, ContextType>;
  duplicate: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  warnings: Resolver<ReadonlyArray<ResolversTypes['Warning']>, ParentType, ContextType>;
  problems: Resolver<ReadonlyArray<ResolversTypes['Problem']>, ParentType, ContextType>;
};

export type PolicyChangeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['PolicyChange'] = ResolversParentTypes['PolicyChange']> = {
  position: Resolver<ResolversTypes['Position'], ParentType, ContextType>;
  kind: Resolver<ResolversTypes['PolicyChangeKind'], ParentType, ContextType>;
  state: Resolver<ResolversTypes['PolicyChangeState'], ParentType, ContextType>;
  name: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  yaml: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  by: Resolver<ResolversTypes['Principal'], ParentType, ContextType>;
  at: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  why: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  base: Resolver<Maybe<ResolversTypes['Position']>, ParentType, ContextType>;
  to: Resolver<Maybe<ResolversTypes['Position']>, ParentType, ContextType>;
  version: Resolver<Maybe<ResolversTypes['Position']>, ParentType, ContextType>;
  isInForce: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  isAlone: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  decidedBy: Resolver<Maybe<ResolversTypes['Principal']>, ParentType, ContextType>;
  decidedAt: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  whyRejected: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type PolicyChangeConnectionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['PolicyChangeConnection'] = ResolversParentTypes['PolicyChangeConnection']> = {
  header: Resolver<ResolversTypes['AnswerHeader'], ParentType, ContextType>;
  nodes: Resolver<ReadonlyArray<ResolversTypes['PolicyChange']>, ParentType, ContextType>;
  edges: Resolver<ReadonlyArray<ResolversTypes['PolicyChangeEdge']>, ParentType, ContextType>;
  pageInfo: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type PolicyChangeEdgeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['PolicyChangeEdge'] = ResolversParentTypes['PolicyChangeEdge']> = {
  cursor: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node: Resolver<ResolversTypes['PolicyChange'], ParentType, ContextType>;
};

export type PolicyPreviewResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['PolicyPreview'] = ResolversParentTypes['PolicyPreview']> = {
  header: Resolver<ResolversTypes['AnswerHeader'], ParentType, ContextType>;
  name: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  changes: Resolver<ReadonlyArray<ResolversTypes['PreviewedChange']>, ParentType, ContextType>;
  idleRules: Resolver<ReadonlyArray<ResolversTypes['Int']>, ParentType, ContextType>;
  idleKeepOut: Resolver<ReadonlyArray<ResolversTypes['Int']>, ParentType, ContextType>;
  labels: Resolver<ReadonlyArray<ResolversTypes['LabelPreview']>, ParentType, ContextType>;
  looked: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  isCut: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  areLabelsCut: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  decisions: Resolver<Maybe<ResolversTypes['ReplayedDecisions']>, ParentType, ContextType>;
};

export type LabelPreviewResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['LabelPreview'] = ResolversParentTypes['LabelPreview']> = {
  place: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  label: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  places: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type PreviewedChangeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['PreviewedChange'] = ResolversParentTypes['PreviewedChange']> = {
  role: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  action: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  isMore: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  what: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  count: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  examples: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
};

export type ReplayedDecisionsResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['ReplayedDecisions'] = ResolversParentTypes['ReplayedDecisions']> = {
  days: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  looked: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  stillAllowed: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  stillDenied: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  wouldBeAllowed: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  wouldBeDenied: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  gains: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  losses: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  notThere: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  isCut: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type DraftedPolicyResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['DraftedPolicy'] = ResolversParentTypes['DraftedPolicy']> = {
  name: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  draft: Resolver<ResolversTypes['Position'], ParentType, ContextType>;
  isNew: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type ApprovedPolicyResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['ApprovedPolicy'] = ResolversParentTypes['ApprovedPolicy']> = {
  name: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  version: Resolver<ResolversTypes['Position'], ParentType, ContextType>;
  isAlone: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type RejectedPolicyResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['RejectedPolicy'] = ResolversParentTypes['RejectedPolicy']> = {
  name: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  draft: Resolver<ResolversTypes['Position'], ParentType, ContextType>;
};

export type RolledBackPolicyResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['RolledBackPolicy'] = ResolversParentTypes['RolledBackPolicy']> = {
  name: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  version: Resolver<ResolversTypes['Position'], ParentType, ContextType>;
};

export type QueryResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  dataset: Resolver<Maybe<ResolversTypes['Dataset']>, ParentType, ContextType, Partial<QueryDatasetArgs>>;
  datasets: Resolver<Maybe<ResolversTypes['DatasetConnection']>, ParentType, ContextType, RequireFields<QueryDatasetsArgs, 'first'>>;
  job: Resolver<Maybe<ResolversTypes['Job']>, ParentType, ContextType, Partial<QueryJobArgs>>;
  jobs: Resolver<Maybe<ResolversTypes['JobConnection']>, ParentType, ContextType, RequireFields<QueryJobsArgs, 'first'>>;
  run: Resolver<Maybe<ResolversTypes['Run']>, ParentType, ContextType, Partial<QueryRunArgs>>;
  runs: Resolver<Maybe<ResolversTypes['RunConnection']>, ParentType, ContextType, RequireFields<QueryRunsArgs, 'first'>>;
  namespaces: Resolver<Maybe<ResolversTypes['NamespaceConnection']>, ParentType, ContextType, RequireFields<QueryNamespacesArgs, 'first'>>;
  search: Resolver<Maybe<ResolversTypes['SearchConnection']>, ParentType, ContextType, RequireFields<QuerySearchArgs, 'text' | 'first'>>;
  lineage: Resolver<Maybe<ResolversTypes['Lineage']>, ParentType, ContextType, RequireFields<QueryLineageArgs, 'root' | 'direction' | 'depth' | 'transformations' | 'first'>>;
  events: Resolver<Maybe<ResolversTypes['EventConnection']>, ParentType, ContextType, RequireFields<QueryEventsArgs, 'first'>>;
  event: Resolver<Maybe<ResolversTypes['Event']>, ParentType, ContextType, Partial<QueryEventArgs>>;
  quarantine: Resolver<Maybe<ResolversTypes['QuarantineConnection']>, ParentType, ContextType, RequireFields<QueryQuarantineArgs, 'first'>>;
  quarantined: Resolver<Maybe<ResolversTypes['Quarantined']>, ParentType, ContextType, RequireFields<QueryQuarantinedArgs, 'id'>>;
  graphDigest: Resolver<Maybe<ResolversTypes['GraphDigest']>, ParentType, ContextType, Partial<QueryGraphDigestArgs>>;
  status: Resolver<Maybe<ResolversTypes['Status']>, ParentType, ContextType, Partial<QueryStatusArgs>>;
  policies: Resolver<Maybe<ResolversTypes['Policies']>, ParentType, ContextType, Partial<QueryPoliciesArgs>>;
  auditTrail: Resolver<Maybe<ResolversTypes['TrailConnection']>, ParentType, ContextType, RequireFields<QueryAuditTrailArgs, 'first'>>;
  whoCould: Resolver<Maybe<ResolversTypes['WhoCould']>, ParentType, ContextType, RequireFields<QueryWhoCouldArgs, 'action'>>;
  whatCould: Resolver<Maybe<ResolversTypes['WhatCould']>, ParentType, ContextType, RequireFields<QueryWhatCouldArgs, 'kind' | 'action' | 'first'>>;
  decide: Resolver<Maybe<ResolversTypes['AccessDecision']>, ParentType, ContextType, RequireFields<QueryDecideArgs, 'action'>>;
  decideMany: Resolver<Maybe<ResolversTypes['AccessDecisions']>, ParentType, ContextType, RequireFields<QueryDecideManyArgs, 'questions'>>;
  alert: Resolver<Maybe<ResolversTypes['Alert']>, ParentType, ContextType, RequireFields<QueryAlertArgs, 'id'>>;
  alerts: Resolver<Maybe<ResolversTypes['AlertConnection']>, ParentType, ContextType, RequireFields<QueryAlertsArgs, 'first'>>;
  contract: Resolver<Maybe<ResolversTypes['Contract']>, ParentType, ContextType, RequireFields<QueryContractArgs, 'id'>>;
  contracts: Resolver<Maybe<ResolversTypes['ContractConnection']>, ParentType, ContextType, RequireFields<QueryContractsArgs, 'first'>>;
  enforcement: Resolver<Maybe<ResolversTypes['EnforcementConnection']>, ParentType, ContextType, RequireFields<QueryEnforcementArgs, 'first'>>;
  engagements: Resolver<Maybe<ResolversTypes['EngagementConnection']>, ParentType, ContextType, RequireFields<QueryEngagementsArgs, 'first'>>;
  engagement: Resolver<Maybe<ResolversTypes['Engagement']>, ParentType, ContextType, RequireFields<QueryEngagementArgs, 'name'>>;
  brokenGlasses: Resolver<Maybe<ResolversTypes['BrokenGlassConnection']>, ParentType, ContextType, RequireFields<QueryBrokenGlassesArgs, 'first'>>;
  keys: Resolver<Maybe<ResolversTypes['Keys']>, ParentType, ContextType, RequireFields<QueryKeysArgs, 'first'>>;
  classification: Resolver<Maybe<ResolversTypes['Classification']>, ParentType, ContextType, RequireFields<QueryClassificationArgs, 'dataset'>>;
  labelled: Resolver<Maybe<ResolversTypes['LabelledConnection']>, ParentType, ContextType, RequireFields<QueryLabelledArgs, 'label' | 'first'>>;
  log: Resolver<Maybe<ResolversTypes['Log']>, ParentType, ContextType, Partial<QueryLogArgs>>;
  proof: Resolver<Maybe<ResolversTypes['Proof']>, ParentType, ContextType, RequireFields<QueryProofArgs, 'of' | 'open'>>;
  policyChanges: Resolver<Maybe<ResolversTypes['PolicyChangeConnection']>, ParentType, ContextType, RequireFields<QueryPolicyChangesArgs, 'first'>>;
  policyPreview: Resolver<Maybe<ResolversTypes['PolicyPreview']>, ParentType, ContextType, RequireFields<QueryPolicyPreviewArgs, 'of'>>;
  reports: Resolver<Maybe<ResolversTypes['ReportConnection']>, ParentType, ContextType, RequireFields<QueryReportsArgs, 'first'>>;
  teams: Resolver<Maybe<ResolversTypes['Teams']>, ParentType, ContextType, RequireFields<QueryTeamsArgs, 'first'>>;
  whoami: Resolver<Maybe<ResolversTypes['Whoami']>, ParentType, ContextType, Partial<QueryWhoamiArgs>>;
};

export type NamedResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Named'] = ResolversParentTypes['Named']> = {
  __resolveType: TypeResolveFn<'Dataset' | 'Job', ParentType, ContextType>;
};

export type NamespaceResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Namespace'] = ResolversParentTypes['Namespace']> = {
  name: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  datasets: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  jobs: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type NamespaceConnectionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['NamespaceConnection'] = ResolversParentTypes['NamespaceConnection']> = {
  header: Resolver<ResolversTypes['AnswerHeader'], ParentType, ContextType>;
  nodes: Resolver<ReadonlyArray<ResolversTypes['Namespace']>, ParentType, ContextType>;
  edges: Resolver<ReadonlyArray<ResolversTypes['NamespaceEdge']>, ParentType, ContextType>;
  pageInfo: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type NamespaceEdgeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['NamespaceEdge'] = ResolversParentTypes['NamespaceEdge']> = {
  cursor: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node: Resolver<ResolversTypes['Namespace'], ParentType, ContextType>;
};

export type SearchHitResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['SearchHit'] = ResolversParentTypes['SearchHit']> = {
  node: Resolver<ResolversTypes['Named'], ParentType, ContextType>;
  match: Resolver<ResolversTypes['MatchKind'], ParentType, ContextType>;
  matched: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  score: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
};

export type SearchConnectionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['SearchConnection'] = ResolversParentTypes['SearchConnection']> = {
  header: Resolver<ResolversTypes['AnswerHeader'], ParentType, ContextType>;
  nodes: Resolver<ReadonlyArray<ResolversTypes['SearchHit']>, ParentType, ContextType>;
  edges: Resolver<ReadonlyArray<ResolversTypes['SearchEdge']>, ParentType, ContextType>;
  pageInfo: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type SearchEdgeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['SearchEdge'] = ResolversParentTypes['SearchEdge']> = {
  cursor: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node: Resolver<ResolversTypes['SearchHit'], ParentType, ContextType>;
};

export type ReportResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Report'] = ResolversParentTypes['Report']> = {
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  kind: Resolver<ResolversTypes['ReportKind'], ParentType, ContextType>;
  asOf: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  knownAt: Resolver<ResolversTypes['Position'], ParentType, ContextType>;
  foldVersion: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  ruleVersion: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  digest: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  pageDigest: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  fingerprint: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  position: Resolver<ResolversTypes['Position'], ParentType, ContextType>;
  commitment: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  recordedAt: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  requestedBy: Resolver<ResolversTypes['Principal'], ParentType, ContextType>;
};

export type RequestedReportResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['RequestedReport'] = ResolversParentTypes['RequestedReport']> = {
  header: Resolver<ResolversTypes['AnswerHeader'], ParentType, ContextType>;
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  kind: Resolver<ResolversTypes['ReportKind'], ParentType, ContextType>;
  digest: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  json: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  html: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  signature: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  publicKey: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  fingerprint: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  position: Resolver<ResolversTypes['Position'], ParentType, ContextType>;
};

export type ReportConnectionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['ReportConnection'] = ResolversParentTypes['ReportConnection']> = {
  header: Resolver<ResolversTypes['AnswerHeader'], ParentType, ContextType>;
  nodes: Resolver<ReadonlyArray<ResolversTypes['Report']>, ParentType, ContextType>;
  edges: Resolver<ReadonlyArray<ResolversTypes['ReportEdge']>, ParentType, ContextType>;
  pageInfo: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type ReportEdgeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['ReportEdge'] = ResolversParentTypes['ReportEdge']> = {
  cursor: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node: Resolver<ResolversTypes['Report'], ParentType, ContextType>;
};

export type RunResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Run'] = ResolversParentTypes['Run']> = {
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  runId: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  job: Resolver<ResolversTypes['Job'], ParentType, ContextType>;
  header: Resolver<ResolversTypes['AnswerHeader'], ParentType, ContextType>;
  state: Resolver<ResolversTypes['RunState'], ParentType, ContextType>;
  began: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  ended: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  inputs: Resolver<ReadonlyArray<ResolversTypes['RunUse']>, ParentType, ContextType>;
  outputs: Resolver<ReadonlyArray<ResolversTypes['RunUse']>, ParentType, ContextType>;
  facets: Resolver<ReadonlyArray<ResolversTypes['RunFacet']>, ParentType, ContextType, Partial<RunFacetsArgs>>;
  parent: Resolver<Maybe<ResolversTypes['RunReference']>, ParentType, ContextType>;
  root: Resolver<Maybe<ResolversTypes['RunReference']>, ParentType, ContextType>;
  nominalStart: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  nominalEnd: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  processingType: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  heartbeatSeconds: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  lastEvent: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  eventCount: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  findings: Resolver<ReadonlyArray<ResolversTypes['RunFinding']>, ParentType, ContextType>;
  events: Resolver<ResolversTypes['EventConnection'], ParentType, ContextType, RequireFields<RunEventsArgs, 'first'>>;
};

export type RunConnectionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['RunConnection'] = ResolversParentTypes['RunConnection']> = {
  header: Resolver<ResolversTypes['AnswerHeader'], ParentType, ContextType>;
  nodes: Resolver<ReadonlyArray<ResolversTypes['Run']>, ParentType, ContextType>;
  edges: Resolver<ReadonlyArray<ResolversTypes['RunEdge']>, ParentType, ContextType>;
  pageInfo: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type RunEdgeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['RunEdge'] = ResolversParentTypes['RunEdge']> = {
  cursor: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node: Resolver<ResolversTypes['Run'], ParentType, ContextType>;
};

export type RunReferenceResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['RunReference'] = ResolversParentTypes['RunReference']> = {
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  runId: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  job: Resolver<ResolversTypes['Name'], ParentType, ContextType>;
};

export type RunUseResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['RunUse'] = ResolversParentTypes['RunUse']> = {
  dataset: Resolver<ResolversTypes['Dataset'], ParentType, ContextType>;
  usedName: Resolver<ResolversTypes['Name'], ParentType, ContextType>;
  facets: Resolver<ReadonlyArray<ResolversTypes['RunFacet']>, ParentType, ContextType, Partial<RunUseFacetsArgs>>;
};

export type RunFacetResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['RunFacet'] = ResolversParentTypes['RunFacet']> = {
  name: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  content: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  position: Resolver<ResolversTypes['Position'], ParentType, ContextType>;
};

export type RunFindingResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['RunFinding'] = ResolversParentTypes['RunFinding']> = {
  kind: Resolver<ResolversTypes['RunFindingKind'], ParentType, ContextType>;
  message: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  jobs: Resolver<ReadonlyArray<ResolversTypes['Name']>, ParentType, ContextType>;
  positions: Resolver<ReadonlyArray<ResolversTypes['Position']>, ParentType, ContextType>;
};

export type GraphDigestResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['GraphDigest'] = ResolversParentTypes['GraphDigest']> = {
  digest: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  header: Resolver<ResolversTypes['AnswerHeader'], ParentType, ContextType>;
};

export type StatusResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Status'] = ResolversParentTypes['Status']> = {
  header: Resolver<ResolversTypes['AnswerHeader'], ParentType, ContextType>;
  recorded: Resolver<ResolversTypes['Position'], ParentType, ContextType>;
  mapped: Resolver<ResolversTypes['Position'], ParentType, ContextType>;
  lagMs: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  datasets: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  jobs: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  runs: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  quarantined: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  refusals: Resolver<ReadonlyArray<ResolversTypes['Refusal']>, ParentType, ContextType>;
  foldVersion: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  generation: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type RefusalResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Refusal'] = ResolversParentTypes['Refusal']> = {
  reason: Resolver<ResolversTypes['RefusalReason'], ParentType, ContextType>;
  sender: Resolver<Maybe<ResolversTypes['Principal']>, ParentType, ContextType>;
  count: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  since: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  last: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type TeamsResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Teams'] = ResolversParentTypes['Teams']> = {
  header: Resolver<ResolversTypes['AnswerHeader'], ParentType, ContextType>;
  yaml: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  nodes: Resolver<ReadonlyArray<ResolversTypes['Team']>, ParentType, ContextType>;
  edges: Resolver<ReadonlyArray<ResolversTypes['TeamEdge']>, ParentType, ContextType>;
  pageInfo: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type TeamEdgeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['TeamEdge'] = ResolversParentTypes['TeamEdge']> = {
  cursor: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node: Resolver<ResolversTypes['Team'], ParentType, ContextType>;
};

export type TeamResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Team'] = ResolversParentTypes['Team']> = {
  name: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  description: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  owns: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  reads: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  members: Resolver<ReadonlyArray<ResolversTypes['TeamRole']>, ParentType, ContextType>;
  contacts: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  alerts: Resolver<Maybe<ResolversTypes['AlertRoute']>, ParentType, ContextType>;
  emitters: Resolver<ReadonlyArray<ResolversTypes['TeamEmitter']>, ParentType, ContextType>;
};

export type AlertRouteResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['AlertRoute'] = ResolversParentTypes['AlertRoute']> = {
  url: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  on: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
};

export type TeamRoleResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['TeamRole'] = ResolversParentTypes['TeamRole']> = {
  role: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  members: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
};

export type TeamEmitterResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['TeamEmitter'] = ResolversParentTypes['TeamEmitter']> = {
  name: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  bounds: Resolver<Maybe<ResolversTypes['EmitterBounds']>, ParentType, ContextType>;
};

export type AppliedAccessResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['AppliedAccess'] = ResolversParentTypes['AppliedAccess']> = {
  changes: Resolver<ReadonlyArray<ResolversTypes['AccessChange']>, ParentType, ContextType>;
  people: Resolver<ReadonlyArray<ResolversTypes['PersonAccessChange']>, ParentType, ContextType>;
  rules: Resolver<ReadonlyArray<ResolversTypes['RuleOfTeam']>, ParentType, ContextType>;
  emitters: Resolver<ReadonlyArray<ResolversTypes['EmitterAccessChange']>, ParentType, ContextType>;
  keys: Resolver<ReadonlyArray<ResolversTypes['EmitterKey']>, ParentType, ContextType>;
  remarks: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  isDryRun: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type AccessChangeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['AccessChange'] = ResolversParentTypes['AccessChange']> = {
  what: Resolver<ResolversTypes['AccessSubject'], ParentType, ContextType>;
  name: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  change: Resolver<ResolversTypes['AccessChangeKind'], ParentType, ContextType>;
};

export type PersonAccessChangeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['PersonAccessChange'] = ResolversParentTypes['PersonAccessChange']> = {
  kind: Resolver<ResolversTypes['CouldKind'], ParentType, ContextType>;
  name: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  id: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  gains: Resolver<ReadonlyArray<ResolversTypes['RoleHolding']>, ParentType, ContextType>;
  loses: Resolver<ReadonlyArray<ResolversTypes['RoleHolding']>, ParentType, ContextType>;
  keeps: Resolver<ReadonlyArray<ResolversTypes['RoleHolding']>, ParentType, ContextType>;
};

export type RoleHoldingResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['RoleHolding'] = ResolversParentTypes['RoleHolding']> = {
  role: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  namespace: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type RuleOfTeamResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['RuleOfTeam'] = ResolversParentTypes['RuleOfTeam']> = {
  policy: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  rule: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  team: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type EmitterAccessChangeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['EmitterAccessChange'] = ResolversParentTypes['EmitterAccessChange']> = {
  name: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  team: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  gains: Resolver<ReadonlyArray<ResolversTypes['EmitterClaim']>, ParentType, ContextType>;
  loses: Resolver<ReadonlyArray<ResolversTypes['EmitterClaim']>, ParentType, ContextType>;
  keeps: Resolver<ReadonlyArray<ResolversTypes['EmitterClaim']>, ParentType, ContextType>;
  key: Resolver<ResolversTypes['EmitterKeyState'], ParentType, ContextType>;
};

export type EmitterClaimResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['EmitterClaim'] = ResolversParentTypes['EmitterClaim']> = {
  may: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  namespace: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type EmitterKeyResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['EmitterKey'] = ResolversParentTypes['EmitterKey']> = {
  team: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  name: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  prefix: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  key: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type WhoamiResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Whoami'] = ResolversParentTypes['Whoami']> = {
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  kind: Resolver<ResolversTypes['PrincipalKind'], ParentType, ContextType>;
  namespaces: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  roles: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  grants: Resolver<ReadonlyArray<ResolversTypes['HeldGrant']>, ParentType, ContextType>;
  scopes: Resolver<Maybe<ReadonlyArray<ResolversTypes['KeyScope']>>, ParentType, ContextType>;
  rolesBy: Resolver<ReadonlyArray<ResolversTypes['RoleByGroup']>, ParentType, ContextType>;
  until: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  keyExpiresAt: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  expiringKeys: Resolver<ReadonlyArray<ResolversTypes['ExpiringKey']>, ParentType, ContextType>;
  version: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  header: Resolver<ResolversTypes['AnswerHeader'], ParentType, ContextType>;
};

export type ExpiringKeyResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['ExpiringKey'] = ResolversParentTypes['ExpiringKey']> = {
  prefix: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  holder: Resolver<ResolversTypes['Principal'], ParentType, ContextType>;
  expiresAt: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  next: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  teams: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
};

export type RoleByGroupResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['RoleByGroup'] = ResolversParentTypes['RoleByGroup']> = {
  role: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  group: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type Resolvers<ContextType = RequestContext> = {
  Policies: PoliciesResolvers<ContextType>;
  Policy: PolicyResolvers<ContextType>;
  PolicyLabel: PolicyLabelResolvers<ContextType>;
  KeepOutRule: KeepOutRuleResolvers<ContextType>;
  PolicyRule: PolicyRuleResolvers<ContextType>;
  AppliedPolicy: AppliedPolicyResolvers<ContextType>;
  TrailEntry: TrailEntryResolvers<ContextType>;
  CameFrom: CameFromResolvers<ContextType>;
  TrailDecision: TrailDecisionResolvers<ContextType>;
  TrailConnection: TrailConnectionResolvers<ContextType>;
  TrailEdge: TrailEdgeResolvers<ContextType>;
  WhoCould: WhoCouldResolvers<ContextType>;
  CouldEntry: CouldEntryResolvers<ContextType>;
  HeldGrant: HeldGrantResolvers<ContextType>;
  WhatCould: WhatCouldResolvers<ContextType>;
  NamedEdge: NamedEdgeResolvers<ContextType>;
  AccessDecisions: AccessDecisionsResolvers<ContextType>;
  DecidedQuestion: DecidedQuestionResolvers<ContextType>;
  QuestionProblem: QuestionProblemResolvers<ContextType>;
  ColumnDecision: ColumnDecisionResolvers<ContextType>;
  FacetDecision: FacetDecisionResolvers<ContextType>;
  MetRule: MetRuleResolvers<ContextType>;
  AccessDecision: AccessDecisionResolvers<ContextType>;
  AlertAcknowledged: AlertAcknowledgedResolvers<ContextType>;
  Alert: AlertResolvers<ContextType>;
  AlertStep: AlertStepResolvers<ContextType>;
  Readers: ReadersResolvers<ContextType>;
  ReadingColumn: ReadingColumnResolvers<ContextType>;
  AlertConnection: AlertConnectionResolvers<ContextType>;
  AlertEdge: AlertEdgeResolvers<ContextType>;
  DateTime: GraphQLScalarType;
  Position: GraphQLScalarType;
  JSON: GraphQLScalarType;
  AnswerHeader: AnswerHeaderResolvers<ContextType>;
  Reason: ReasonResolvers<ContextType>;
  PageInfo: PageInfoResolvers<ContextType>;
  ContractApplied: ContractAppliedResolvers<ContextType>;
  Contract: ContractResolvers<ContextType>;
  Verdict: VerdictResolvers<ContextType>;
  Finding: FindingResolvers<ContextType>;
  ContractConnection: ContractConnectionResolvers<ContextType>;
  ContractEdge: ContractEdgeResolvers<ContextType>;
  Dataset: DatasetResolvers<ContextType>;
  DatasetConnection: DatasetConnectionResolvers<ContextType>;
  DatasetEdge: DatasetEdgeResolvers<ContextType>;
  DatasetName: DatasetNameResolvers<ContextType>;
  Symlink: SymlinkResolvers<ContextType>;
  Facet: FacetResolvers<ContextType>;
  Name: NameResolvers<ContextType>;
  Schema: SchemaResolvers<ContextType>;
  SchemaField: SchemaFieldResolvers<ContextType>;
  Tag: TagResolvers<ContextType>;
  Owner: OwnerResolvers<ContextType>;
  Lifecycle: LifecycleResolvers<ContextType>;
  Column: ColumnResolvers<ContextType>;
  ReportedEnforcement: ReportedEnforcementResolvers<ContextType>;
  EnforcingSystem: EnforcingSystemResolvers<ContextType>;
  EnforcementReport: EnforcementReportResolvers<ContextType>;
  EnforcementConnection: EnforcementConnectionResolvers<ContextType>;
  EnforcementEdge: EnforcementEdgeResolvers<ContextType>;
  Engagement: EngagementResolvers<ContextType>;
  EngagementEnd: EngagementEndResolvers<ContextType>;
  EngagementConnection: EngagementConnectionResolvers<ContextType>;
  EngagementEdge: EngagementEdgeResolvers<ContextType>;
  Reading: ReadingResolvers<ContextType>;
  ReadOperation: ReadOperationResolvers<ContextType>;
  ReadingConnection: ReadingConnectionResolvers<ContextType>;
  ReadingEdge: ReadingEdgeResolvers<ContextType>;
  EngagementOpened: EngagementOpenedResolvers<ContextType>;
  EngagementEnded: EngagementEndedResolvers<ContextType>;
  Event: EventResolvers<ContextType>;
  KeptOut: KeptOutResolvers<ContextType>;
  EventConnection: EventConnectionResolvers<ContextType>;
  EventEdge: EventEdgeResolvers<ContextType>;
  Warning: WarningResolvers<ContextType>;
  Quarantined: QuarantinedResolvers<ContextType>;
  Problem: ProblemResolvers<ContextType>;
  QuarantineConnection: QuarantineConnectionResolvers<ContextType>;
  QuarantineEdge: QuarantineEdgeResolvers<ContextType>;
  BrokenGlass: BrokenGlassResolvers<ContextType>;
  GlassReview: GlassReviewResolvers<ContextType>;
  BrokenGlassConnection: BrokenGlassConnectionResolvers<ContextType>;
  BrokenGlassEdge: BrokenGlassEdgeResolvers<ContextType>;
  GlassBroken: GlassBrokenResolvers<ContextType>;
  GlassReviewed: GlassReviewedResolvers<ContextType>;
  GlassEnded: GlassEndedResolvers<ContextType>;
  Job: JobResolvers<ContextType>;
  JobConnection: JobConnectionResolvers<ContextType>;
  JobEdge: JobEdgeResolvers<ContextType>;
  Keys: KeysResolvers<ContextType>;
  KeyEdge: KeyEdgeResolvers<ContextType>;
  Key: KeyResolvers<ContextType>;
  EmitterBounds: EmitterBoundsResolvers<ContextType>;
  MadeKey: MadeKeyResolvers<ContextType>;
  EndingKey: EndingKeyResolvers<ContextType>;
  RevokedKey: RevokedKeyResolvers<ContextType>;
  Classification: ClassificationResolvers<ContextType>;
  FlowLabel: FlowLabelResolvers<ContextType>;
  LabelSayer: LabelSayerResolvers<ContextType>;
  FlowStep: FlowStepResolvers<ContextType>;
  FlowPlace: FlowPlaceResolvers<ContextType>;
  LabelledConnection: LabelledConnectionResolvers<ContextType>;
  LabelledEdge: LabelledEdgeResolvers<ContextType>;
  LabelledPlace: LabelledPlaceResolvers<ContextType>;
  Lineage: LineageResolvers<ContextType>;
  LineageNode: LineageNodeResolvers<ContextType>;
  NamelessNode: NamelessNodeResolvers<ContextType>;
  NamelessEdge: NamelessEdgeResolvers<ContextType>;
  LineageEdge: LineageEdgeResolvers<ContextType>;
  Transformation: TransformationResolvers<ContextType>;
  Evidence: EvidenceResolvers<ContextType>;
  EvidenceEvent: EvidenceEventResolvers<ContextType>;
  Principal: PrincipalResolvers<ContextType>;
  Log: LogResolvers<ContextType>;
  Witness: WitnessResolvers<ContextType>;
  Proof: ProofResolvers<ContextType>;
  ProofOpening: ProofOpeningResolvers<ContextType>;
  Mutation: MutationResolvers<ContextType>;
  Redriven: RedrivenResolvers<ContextType>;
  PolicyChange: PolicyChangeResolvers<ContextType>;
  PolicyChangeConnection: PolicyChangeConnectionResolvers<ContextType>;
  PolicyChangeEdge: PolicyChangeEdgeResolvers<ContextType>;
  PolicyPreview: PolicyPreviewResolvers<ContextType>;
  LabelPreview: LabelPreviewResolvers<ContextType>;
  PreviewedChange: PreviewedChangeResolvers<ContextType>;
  ReplayedDecisions: ReplayedDecisionsResolvers<ContextType>;
  DraftedPolicy: DraftedPolicyResolvers<ContextType>;
  ApprovedPolicy: ApprovedPolicyResolvers<ContextType>;
  RejectedPolicy: RejectedPolicyResolvers<ContextType>;
  RolledBackPolicy: RolledBackPolicyResolvers<ContextType>;
  Query: QueryResolvers<ContextType>;
  Named: NamedResolvers<ContextType>;
  Namespace: NamespaceResolvers<ContextType>;
  NamespaceConnection: NamespaceConnectionResolvers<ContextType>;
  NamespaceEdge: NamespaceEdgeResolvers<ContextType>;
  SearchHit: SearchHitResolvers<ContextType>;
  SearchConnection: SearchConnectionResolvers<ContextType>;
  SearchEdge: SearchEdgeResolvers<ContextType>;
  Report: ReportResolvers<ContextType>;
  RequestedReport: RequestedReportResolvers<ContextType>;
  ReportConnection: ReportConnectionResolvers<ContextType>;
  ReportEdge: ReportEdgeResolvers<ContextType>;
  Run: RunResolvers<ContextType>;
  RunConnection: RunConnectionResolvers<ContextType>;
  RunEdge: RunEdgeResolvers<ContextType>;
  RunReference: RunReferenceResolvers<ContextType>;
  RunUse: RunUseResolvers<ContextType>;
  RunFacet: RunFacetResolvers<ContextType>;
  RunFinding: RunFindingResolvers<ContextType>;
  GraphDigest: GraphDigestResolvers<ContextType>;
  Status: StatusResolvers<ContextType>;
  Refusal: RefusalResolvers<ContextType>;
  Teams: TeamsResolvers<ContextType>;
  TeamEdge: TeamEdgeResolvers<ContextType>;
  Team: TeamResolvers<ContextType>;
  AlertRoute: AlertRouteResolvers<ContextType>;
  TeamRole: TeamRoleResolvers<ContextType>;
  TeamEmitter: TeamEmitterResolvers<ContextType>;
  AppliedAccess: AppliedAccessResolvers<ContextType>;
  AccessChange: AccessChangeResolvers<ContextType>;
  PersonAccessChange: PersonAccessChangeResolvers<ContextType>;
  RoleHolding: RoleHoldingResolvers<ContextType>;
  RuleOfTeam: RuleOfTeamResolvers<ContextType>;
  EmitterAccessChange: EmitterAccessChangeResolvers<ContextType>;
  EmitterClaim: EmitterClaimResolvers<ContextType>;
  EmitterKey: EmitterKeyResolvers<ContextType>;
  Whoami: WhoamiResolvers<ContextType>;
  ExpiringKey: ExpiringKeyResolvers<ContextType>;
  RoleByGroup: RoleByGroupResolvers<ContextType>;
};

export type DirectiveResolvers<ContextType = RequestContext> = {
  alone: AloneDirectiveResolver<any, any, ContextType>;
};
