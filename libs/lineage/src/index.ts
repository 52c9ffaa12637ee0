export {
  draftEvent,
  type DraftEvent,
  type DraftFacet,
  type DraftNode,
  type FacetText,
  facetSetHash,
  statementHash,
  symlinkIdentifiers,
} from './draft.ts';
export type { DatasetMention, Facet, Facets, LineageEvent, MentionRole, RunEventType } from './event.ts';
export { type ClaimKey, compareClaims } from './fold/claims.ts';
export type { CountedEvent, LifecycleChange, NodeClaim, NodeId, RunKey, StatementId, StatementSetId } from './fold/counted-event.ts';
export type { Observation, StoredLane } from './fold/edge-lane.ts';
export { GraphFold } from './fold/graph-fold.ts';
export type { AliasKind, AliasPair, StoredAlias } from './fold/identity-lane.ts';
export type { StoredFacet, StoredNode } from './fold/node-cell.ts';
export type { LifecycleClaim, Neighbourhood } from './fold/neighbourhood.ts';
export type { Completed, StoredObserved } from './fold/observed-lane.ts';
export type { Lookup } from './fold/lookup.ts';
export { type PageQuestion, Past } from './fold/past.ts';
export { isEnd, type RunBelief, runState, type RunState } from './fold/run-cell.ts';
export { BEGINNING, type Belief, END, type Interval, type StoredInterval, Timeline } from './fold/timeline.ts';
export { canonicalRunId, compareNames, isUuid, type Name, nameKey, type NodeKind, nodeKey, type NodeName } from './names.ts';
export { runAsOf, type RunAsOf } from './run-as-of.ts';
export { readRetraction, readSetting, type Retraction, type Setting } from './rulings.ts';
export { shownStatements } from './shown-statements.ts';
export { type Statement, statementKey, type StatementOrigin, type StatementParts, type Transformation } from './statements.ts';
