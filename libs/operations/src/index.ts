export { answer, type AnswerHeader, type Asking, type Question, type Reason, type ReasonCode } from './answer.ts';
export type { Context, Principal } from './context.ts';
export { mayClaim } from './claims.ts';
export { Mapper, MAP_BATCH_ENTRIES_MAX } from './project-entries.ts';
export { asFailure, EVENT_DEPTH_MAX, type EventQuarantined, type EventRecorded, GATE_VERSION, receiveEvent } from './receive-event.ts';
export { recordRuling } from './record-ruling.ts';
export { type Installation, type InstallationOptions, openInstallation, TENANT } from './installation.ts';
export { BATCH_EVENTS_MAX, type BatchItem, receiveBatch } from './receive-batch.ts';
export { waitUntilMapped } from './wait-until-mapped.ts';
