export { freshDatabase, type FreshDatabase } from './fresh-database.ts';
export { freshInstallation, type FreshInstallation, labelAll, mapAll, mappedHistory, recordHistory } from './fresh-installation.ts';
export { compileLibs, type CompiledLibs, type OtherProcess } from './other-process.ts';
export { randomHistory, type HistoryStep } from './random-history.ts';
export { emitterId, recordedHistory, type RecordedHistory, type RecordedStep } from './recorded-history.ts';
export { referenceSnapshot, type HistoryEntry } from './reference-fold.ts';
export { diceOf, type Dice } from './dice.ts';
export { removeAbandonedDirectories, temporaryDirectory, type TemporaryDirectory } from './temporary-directory.ts';
export { everyRow, spellingsOf, type TableText } from './every-row.ts';
export { buildTemplate, cloneTemplate, dropDatabase, newTestRun } from './test-databases.ts';
export { countingStatements, type SentStatement } from './counting-statements.ts';
export { given } from './given.ts';
export { seenAhead } from './seen-ahead.ts';
export { nextInstant } from './next-instant.ts';
export { person } from './person.ts';
export { providerSaid } from './provider-said.ts';
export { widened } from './widened.ts';
export { refusal } from './refusal.ts';
export { unzipped } from './unzipped.ts';
export { type AccessDrawn, randomAccessCase } from './access-cases.ts';
export {
  BROKEN_GLASS,
  decideByReference,
  type RefAsker,
  type RefGrant,
  type RefHeld,
  type RefHow,
  type RefName,
  type RefPolicy,
  type RefQuestion,
  type RefRule,
  type RefTeam,
  type RefThing,
} from './reference-access.ts';
export { readByReference, type RefReading, type RefRuleName } from './reference-masks.ts';
export { DEVICE_CLIENT, type ProvidersPerson, SERVER_CLIENT, testProvider, type TestProvider } from './test-provider.ts';
export { TestBrowser } from './test-browser.ts';
export { randomLabelledHistory } from './random-labelled-history.ts';
export { referenceLabels, type RefForm, type RefLabel, type RefStep } from './reference-labels.ts';
export { phiFlows } from './phi-flows.ts';
export type { PhiFlow } from './phi-flow-hospital.ts';
export type { FoundPhi, PhiPlace, PhiStep } from './phi-flow-words.ts';
export { type AccessFleet, accessFleet, fleetText, type FleetTeam } from './access-fleet.ts';
export { referenceHeld, type RefHeldStretch } from './reference-held.ts';
export { EDGE_MEMBERS, PLAIN_MEMBERS } from './plain-members.ts';
export { EXAMPLE_COLUMN, type MemberKind, type StandardMember, standardFacet, standardMembers } from './standard-members.ts';
