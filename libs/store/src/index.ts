export { KeyStore } from './keys/key-store.ts';
export { openSigningKey, type SigningKey } from './keys/signing-key.ts';
export { type EntryFrame, readFrame } from './ledger/entry-frame.ts';
export { leavesFrom } from './ledger/leaf-reader.ts';
export { LedgerReader, type LedgerEntry } from './ledger/ledger-reader.ts';
export {
  type QuarantineQuestion,
  QuarantineReader,
  type QuarantineReason,
  type QuarantineRow,
  type QuarantineSight,
} from './ledger/quarantine.ts';
export { type Act, ActReader, type ActQuestion } from './ledger/act-reader.ts';
export { ArrivalReader, ARRIVALS_SCANNED_MAX } from './ledger/arrival-reader.ts';
export { BroughtReader } from './ledger/brought-reader.ts';
export { recordedBefore } from './ledger/recorded-before.ts';
export { takePolicyLane } from './ledger/policy-lane.ts';
export { Recorder } from './ledger/recorder.ts';
export { hasIdentities, periodKeysSampled, periodKeysUsed } from './ledger/sealed-with.ts';
export { entryRows, identityRows, secretRows, withoutNul } from './ledger/entry-rows.ts';
export { LedgerWriter, type Recorded } from './ledger/recording.ts';
export { sealEntry, type EntryToSeal, type SealedDeed, type SealedEntry } from './ledger/sealed-entry.ts';
export { cosignedRows, keepCosigned, keepLog, logHead, type LogHead, readTiles, takeLog } from './log/kept-log.ts';
export { type LedgerRow, ledgerRows, ledgerTotals, type StoredEntry, storedTile } from './log/ledger-rows.ts';
export { SeenCheckpoints } from './log/seen-checkpoint.ts';
export { type Drafted } from './map/counted.ts';
export {
  beginGeneration,
  disown,
  type Generation,
  GENERATION_TABLES,
  generationsOf,
  holdGenerations,
  holdLive,
  removeGeneration,
  type SetAside,
  setAsideIn,
  switchLive,
} from './map/generations.ts';
export { type Change, type Changes, graphChange, type GraphChange, type NamedGraphChange } from './map/graph-change.ts';
export { graphDigest, graphLines } from './map/graph-facts.ts';
export { FOLD_VERSION, GraphMap } from './map/graph-map.ts';
export { GraphStatistics } from './map/statistics.ts';
export { MapMemory } from './map/memory.ts';
export { type Received, type RecordedRetraction, RulingReader, type SettingsInForce } from './map/ruling-reader.ts';
export { hear, takeBell, type VerdictRow, Verdicts } from './map/verdicts.ts';
export type { ContractVersion, Watch } from './map/watch.ts';
export { type Times } from './map/snapshot-facts.ts';
export { snapshotLines } from './map/snapshot-facts.ts';
export { isAlive } from './postgres/processes.ts';
export { startEmbeddedPostgres, type EmbeddedPostgres, type EmbeddedPostgresOptions } from './postgres/embedded-postgres.ts';
export { migrate, pendingMigrations } from './postgres/migrate.ts';
export { withClient } from './postgres/client.ts';
export { createDatabase, dropDatabase, type NamedDatabase } from './postgres/named-database.ts';
export { CopyMessage } from './sql/copy-message.ts';
export { Database } from './sql/database.ts';
export { asFailure } from './sql/passing.ts';
export { type ServerFacts, serverFacts } from './postgres/server-facts.ts';
export { dayOf, ensurePartitions, missingPartitions } from './ledger/partitions.ts';
export { alone } from './sql/turns.ts';
export { Session } from './sql/session.ts';
export {
  type ExpiringKey,
  expiringKeys,
  holdersOf,
  isTold,
  kindsNamed,
  presentPrincipal,
  principalCalled,
  principalNames,
} from './control/present-principal.ts';
export {
  beginStretch,
  type EnforcedStretch,
  moveEnd,
  stretchesAt,
  stretchesBegun,
  stretchesOf,
  takeEnforcementLane,
} from './ledger/enforcement.ts';
export { addReadings, readingCounts, type ReadingKey } from './ledger/readings.ts';
export { addQuotaUses, forgetQuotaUses, type QuotaUse, quotaUsesOf } from './ledger/quota-uses.ts';
export { addRefusals, forgetRefusals, type RefusalCount, type RefusalReason, refusalsSince, type RefusalSum } from './ledger/refusals.ts';
export { KEY_BELIEVED_MS } from './control/believed-keys.ts';
export { type Binding, type Bounds, type FoundKey, isInForce, type KeyHolder, type NewKey, type StoredKey } from './control/key-holder.ts';
export { newKey, prefixOf } from './control/key-text.ts';
export { endLinked } from './control/linked-sessions.ts';
export { type AddedKey, addHolder, addKeys, endKey, hasOtherAdministrator, keysCalled } from './control/stored-keys.ts';
export {
  bindEmitters,
  type NamedPrincipal,
  type NewBounds,
  principalsNamed,
  type WideEmitters,
  wideEmitters,
} from './control/named-emitters.ts';
export { Principals } from './control/principals.ts';
export { type Rotated, type Rotation, rotateKey } from './control/rotate-key.ts';
export { type Called, peopleAt, type PersonThen, TOLD_DAYS } from './control/people-at.ts';
export { isSomebody, peopleComingIn } from './control/people-coming-in.ts';
export type { KnownPerson, People, PersonSaid } from './control/people.ts';
export { type PersonTaken, takePerson } from './control/take-person.ts';
export type { Checked, OpenSession, SignIns } from './control/sign-ins.ts';
export { type Counts, countsOf, type Progress, progressOf } from './graph/size-reader.ts';
export { ask, type Asked, withKeptPlans } from './graph/asked.ts';
export { columnSteps } from './graph/column-steps.ts';
export { datasetStepsAhead } from './graph/dataset-steps-ahead.ts';
export { eventsOf, type EventPlace, positionOf } from './graph/entry-reader.ts';
export { EVIDENCE_COUNT_MAX, type EventName, eventNames, evidenceOf, type ClaimEvidence } from './graph/evidence-reader.ts';
export { jobsWithExtractionErrors, runsWithExtractionErrors } from './graph/extraction-reader.ts';
export { allowedNodes, type AllowedRange, JUDGED_MAX } from './graph/allowed-nodes.ts';
export { isListed, type Listed } from './graph/listed.ts';
export { tagEvents } from './graph/label-events.ts';
export { LABEL_EVENTS_MAX, LABEL_NODES_MAX, labelFacts, type LabelsAskedFor, type WholeChange } from './graph/label-facts.ts';
export { columnsAmong, labelsWith, labelsWithin, WORD_LENGTH_MAX } from './graph/label-reader.ts';
export { FORM, LEVEL } from './map/codes.ts';
export { allDownstream, concernedByLabels } from './labels/concerned.ts';
export { endOf, KeptLabels, labelsKeptTo, labelsUnfollowed, type LabelsUnfollowed, takeLabels } from './labels/kept-labels.ts';
export { onwardFacts, type Seeds, TURN_BOUNDS, TURN_EVENTS_MAX } from './labels/onward-facts.ts';
export { nodesRuled, ruledLabels } from './graph/ruled-labels.ts';
export { ruledOtherwise, type RulesMoved } from './labels/ruled-otherwise.ts';
export { type EntryTouched, type TouchedFrom, touchedSince } from './labels/touched.ts';
export { keepAddresses, keptAddresses, type SealedAddress } from './notices/alert-addresses.ts';
export { type ClaimRoutes, dueClaims, forgetClaims, type HeldClaims, holdClaims, lastClaimOf } from './notices/claims.ts';
export { abandonRoute, addNotices, type NewNotice, tidyNotices } from './notices/outbox.ts';
export {
  closeRoutes,
  type DueNotice,
  dueNotices,
  dueRoutes,
  forgetRoutes,
  hurryRoutes,
  leaseRoute,
  releaseRoute,
  type RouteState,
  routeStates,
  sentNotice,
  unsentNotice,
} from './notices/sending.ts';
export { heardNotices, type HeardRange, takeNotices, toldActs } from './notices/told-of.ts';
export { marksOf, type NodeMark } from './graph/tags-reader.ts';
export { actsOfTrail, lastWithoutParts, type TrailQuestion } from './ledger/trail-reader.ts';
export { facetNamed, facetsCalled, facetsOf, type GraphFacet } from './graph/facet-reader.ts';
export { type Beat, beatsOf, datasetsOfJobs, type JobUse, windowSettings } from './graph/job-reader.ts';
export { jobSteps } from './graph/job-steps.ts';
export { nodesCalled, nodesLike } from './graph/name-reader.ts';
export { namespaces, presentNodes } from './graph/node-lists.ts';
export { type GraphNode, identitiesNamed, type Identity, namesRead, otherNames, thoseThere } from './graph/node-reader.ts';
export {
  datasetsOf,
  type GraphRun,
  lastEvents,
  latestRuns,
  type RunDataset,
  type RunEvent,
  type RunPlace,
  runsBefore,
  runsBeginning,
  runsCalled,
} from './graph/run-reader.ts';
export { RUN_EVENTS_MAX, RUN_READERS_MAX, runSteps } from './graph/run-steps.ts';
export { readingWhole } from './graph/whole-graph.ts';
export { type Found, search } from './graph/search-reader.ts';
export {
  type Claim,
  columnPoint,
  comparePlaces,
  nodePoint,
  type Point,
  type PointPlace,
  runPoint,
  type Step,
  type StepCut,
  type StepEdge,
  type Stepping,
  type WalkDirection,
} from './graph/walk.ts';
