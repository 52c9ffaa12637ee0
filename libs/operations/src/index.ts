export { answer, type AnswerHeader, type Asking, type Question, type Reason, type ReasonCode } from './answer.ts';
export type { Context, Principal } from './context.ts';
export { type LedgerRange, type PreparedEntry, prepareRange } from './prepare-entries.ts';
export { MAP_BATCH_ENTRIES_MAX, Mapper } from './project-entries.ts';
export { type EventQuarantined, type EventRecorded, GATE_VERSION, quarantineUnread, receiveEvent, type Redrive } from './receive-event.ts';
export { examine, type Examination } from './examine.ts';
export { type Comparison, type OnlyIn } from './compare-graphs.ts';
export { Refusals } from './refusals.ts';
export { mapNext } from './live-fold.ts';
export { mapUpTo } from './map-up-to.ts';
export { missingPeriodKeys } from './key-check.ts';
export { replay, type Replayed, type ReplayProgress, type ReplayWishes } from './replay.ts';
export { previewReinstatement, reinstate } from './reinstate.ts';
export { previewRetirement, retireNode, type Retirement } from './retire-node.ts';
export { previewRetraction, retract, type Retracted } from './retract.ts';
export { type ListedRetraction, listRetractions, listSettings } from './list-rulings.ts';
export { setLineageWindow } from './set-lineage-window.ts';
export { setAlias } from './set-alias.ts';
export type { RulingPreview } from './preview-rulings.ts';
export { recordRuling } from './record-ruling.ts';
export { type Installation, type InstallationOptions, openInstallation, TENANT } from './installation.ts';
export { type BatchItem, type BatchReceived, receiveBatch } from './receive-batch.ts';
export { MapWait } from './wait-until-mapped.ts';
export type { Dataset, DatasetName, FacetInForce, Lifecycle, Owner, SchemaField, Symlink, Tag } from './dataset.ts';
export { type DatasetAnswer, type DatasetsAnswer, findDataset, findDatasets } from './find-dataset.ts';
export { findJob, findJobs, type Job, type JobAnswer, type JobsAnswer } from './find-job.ts';
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
} from './find-run.ts';
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
} from './lineage-answer.ts';
export { type EntryAnswer, type EntryWarning, type EventFilter, listEvents, type RecordedEntry, showEvent } from './list-events.ts';
export { listQuarantine, type QuarantinedEvent, type QuarantineFilter } from './list-quarantine.ts';
export { redriveQuarantined } from './redrive-quarantined.ts';
export { type QuarantinedAnswer, type QuarantinedBody, showQuarantined } from './show-quarantined.ts';
export { listNamespaces, type NamespaceSummary } from './list-namespaces.ts';
export { listDatasets, listJobs, type NodeFilter } from './list-nodes.ts';
export { listRuns, type RunFilter } from './list-runs.ts';
export type { Connection, Page, PageInfo } from './page.ts';
export { type NodeRef, type NodeReference, publicId } from './public-id.ts';
export type { RunFacet } from './run-facets.ts';
export type { RunRef, RunSummary } from './run.ts';
export { type MatchKind, searchGraph, type SearchHit } from './search-graph.ts';
export { traceLineage } from './trace-lineage.ts';
export { type DigestAnswer, digestGraph } from './digest-graph.ts';
export { readStatus, type StatusAnswer } from './read-status.ts';
