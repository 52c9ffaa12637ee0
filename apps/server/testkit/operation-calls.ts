import type { Scope } from '#access';
import { INSTANT_MIN } from '#foundation';
import * as operations from '#operations';
import { type FreshInstallation, given, mapAll, person } from '#testkit';

import { cosigned, WITNESS } from './cosigned.ts';

type Principal = operations.Principal;

/** Everybody by whom operations are called: by what each holds, nothing else. */
export const PERSONAS = [
  ...(['nobody', 'emitter', 'engineer', 'auditor', 'author'] as const),
  ...(['approver', 'steward', 'gateway', 'breaker', 'admin'] as const),
] as const;
export type Persona = (typeof PERSONAS)[number];

/** An operation, called with something that is well formed. */
export type Call = (principal: Principal) => Promise<unknown>;

/** Who may call an operation: the others are refused, whatever they send along. */
export interface CalledOperation {
  readonly may: readonly Persona[];
  readonly call: Call;
}

const WITH_ROLE = PERSONAS.filter((each) => each !== 'nobody' && each !== 'emitter');
const AUDITORS = ['auditor', 'admin'] as const;
const READERS_OF_POLICIES = ['auditor', 'author', 'approver', 'admin'] as const;
const TEAMS = ['steward', 'admin'] as const;
const ADMIN = ['admin'] as const;

export const RUN = '0197ad84-7a0d-7527-9f8a-000000000001';
const POLICY = 'name: engineers\nrules: []';
const FACET = { _producer: 'https://example.com/p', _schemaURL: 'https://openlineage.io/spec/facets/1-1-1/SchemaDatasetFacet.json' };
const load = { namespace: 'etl', name: 'load' };
/** A job that reads a dataset of the team, and one that is nobody's. */
const LOAD = {
  ...{ eventTime: '2026-03-01T00:00:00Z', eventType: 'COMPLETE', producer: 'https://example.com/p' },
  ...{ run: { runId: RUN }, job: load, outputs: [] },
  inputs: [
    { namespace: 'db', name: 'patients', facets: { schema: { ...FACET, fields: [{ name: 'open_column', type: 'text' }] } } },
    { namespace: 'vault', name: 'qzxhidden', facets: { schema: { ...FACET, fields: [{ name: 'qzxcolumn', type: 'text' }] } } },
  ],
};
export const LOAD_BYTES = Buffer.from(JSON.stringify(LOAD));
const TEAM = 'teams: { heart: { owns: [db], members: { steward: [sam], engineer: [heart/ann, heart/bob] }, emitters: { heart/x: {} } } }';
const dataset = (name: string) => ({ dataset: { namespace: 'db', name } });
const ALERT: operations.Alert = {
  ...{ id: 'x', state: 'open', kind: 'column-missing', contract: 'promise', ...dataset('patients'), column: 'open_column' },
  ...{ expected: null, found: null, openedAt: INSTANT_MIN, since: 1_800_000_000_000_000_000n as operations.Alert['openedAt'] },
  ...{ evidence: [], history: [] },
};

/** What operations are called about. */
export interface CalledAbout {
  /** A dataset of the namespace `db`. */
  readonly name: string;
  readonly alert: operations.Alert;
  /** Texts of a policy and of a contract, and the contract's id. */
  readonly policy: string;
  readonly contract: string;
  readonly contractId: string;
  readonly engagement: string;
  /** The id of a retraction, and of a run. */
  /** Of an event. */
  readonly position: string;
  /** Of a broken glass. */
  readonly glass: string;
  readonly retraction: string;
  readonly runs: readonly string[];
  /** When it is retired. Null: it is not. */
  readonly retiredAt: string | null;
  /** Days of decisions that a preview of a policy looks through. */
  readonly days: number | null;
}
export const PATIENTS: CalledAbout = {
  ...{ name: 'patients', alert: ALERT, policy: POLICY, contract: 'x', contractId: 'promise' },
  ...{ engagement: 'x', retraction: 'x', runs: [], retiredAt: null, days: null, position: '0', glass: '0' },
};

const listed = (names: string): readonly string[] => names.split(/\s+/);
/** They refuse nobody for who he is: each is judged by what it is sent, or shows whoever asks what is his. */
export const BY_WHAT_IS_SENT = listed(
  `dryRunBatch dryRunEvent listArrivals listQuarantine quarantineUnread receiveBatch receiveEvent redriveQuarantined showQuarantined whoAmI`,
);
/** Called with a secret or a provider's word, before it is known who comes. */
export const SIGNING_IN = listed('comeBack knowPerson setOut signIn signInPerson signOut signedIn');
/** What doors do around the operations, and workers between them: nobody calls them. */
export const OF_THE_SERVER = listed(
  `anchorLog checkLedger cosignAsked denialsRecorded endingKeyNotices eventsInArray gatherNotices inspectEvent inspectUnread keepLabels logUpTo logVerifierKey mapNext mapUpTo missingPeriodKeys openInstallation oweQuota ownersOf
  policyIn prepareRange publicId recordDecisions refusePastQuota requireNewest ringBell sequenceLog takeQuota untilAnswered`,
);

/** Which scope a key needs for which operation, of those that have any. */
export const NEEDED: Readonly<Record<Scope, readonly string[]>> = {
  send: listed('dryRunBatch dryRunEvent quarantineUnread receiveBatch receiveEvent redriveQuarantined'),
  ask: listed(`auditTrail classification digestGraph examine findAlert findContract findDataset findDatasets findEngagement findJob findJobs findReaders findRun findRuns
    labelledPlaces listAlerts listArrivals listBrokenGlasses listContracts listDatasets listEnforcement listEngagements listEvents listJobs listNamespaces listPolicies
    listPolicyChanges listQuarantine listReadings listReports listRetractions listRoutes listRuns listSettings listStandings previewContract previewPolicy
    previewReinstatement previewRetirement previewRetraction proveEntry proveThing readKeys readStatus requestReport searchGraph senderCalled showCheckpoint showEvent showLog showQuarantined
    showTile takeCosigned traceLineage whatCould whoCould`),
  decide: listed('decideAccess decideAll reportEnforcement'),
  manage:
    listed(`acknowledgeAlert applyAccess applyContract applyPolicy approvePolicy bindKey breakGlass declareRestored draftPolicy endEngagement endGlass endLeakedKey grantBounds
    issueSignInLink makeKey makeTrialKey openEngagement recordRuling reinstate rejectPolicy replay retireNode retract reviewGlass revokeKey
    rollbackPolicy rotateKey routeSecret setAlias setLineageWindow`),
};
/** An installation with a graph, a team, and somebody of each kind. */
export interface PeopledInstallation {
  readonly people: Readonly<Record<Persona, Principal>>;
  /** The key of the emitter of the team, by its prefix. */
  readonly emitterKey: string;
}

export async function peopled(installation: FreshInstallation): Promise<PeopledInstallation> {
  const { context, admin } = installation;
  await operations.receiveEvent(context, admin, LOAD_BYTES);
  const { keys } = await operations.applyAccess(context, admin, { text: TEAM, isPruning: false, isDryRun: false, makesKeys: true });
  await mapAll(context);
  const nobody: Principal = { id: context.randomness.uuid(), kind: 'person', name: 'nobody', namespaces: [], roles: [] };
  const emitter: Principal = { id: context.randomness.uuid(), kind: 'emitter', name: 'emitter', namespaces: ['*'], roles: [] };
  return {
    people: {
      ...{ nobody, emitter, admin },
      engineer: await person(installation, 'engineer', 'engineer'),
      auditor: await person(installation, 'auditor', 'auditor'),
      author: await person(installation, 'author', 'policy-author'),
      approver: await person(installation, 'approver', 'policy-approver'),
      steward: await person(installation, 'sam'),
      gateway: await person(installation, 'gateway', 'gateway'),
      breaker: await person(installation, 'breaker', 'break-glass'),
    },
    emitterKey: given(keys[0]).prefix,
  };
}

/** Every operation that refuses somebody for who he is. */
export function operationCalls(
  installation: FreshInstallation,
  { emitterKey }: PeopledInstallation,
  about: CalledAbout = PATIENTS,
): Readonly<Record<string, CalledOperation>> {
  return {
    ...questions(installation, about),
    ...rulingPreviews(installation, about),
    ...accessQuestions(installation, about),
    ...accessChanges(installation, about),
    ...keyChanges(installation, emitterKey),
    ...graphChanges(installation, about),
  };
}

type Calls = Readonly<Record<string, CalledOperation>>;

function questions({ context }: FreshInstallation, { name, alert, contractId, runs, position }: CalledAbout): Calls {
  const ids = [operations.publicId({ kind: 'dataset', namespace: 'db', name })];
  const jobs = [operations.publicId({ kind: 'job', ...load })];
  const may = WITH_ROLE;
  return {
    findDataset: { may, call: (who) => operations.findDataset(context, who, dataset(name)) },
    findDatasets: { may, call: (who) => operations.findDatasets(context, who, { ids }) },
    findJob: { may, call: (who) => operations.findJob(context, who, { job: { name: 'load' } }) },
    findJobs: { may, call: (who) => operations.findJobs(context, who, { ids: jobs }) },
    findRun: { may, call: (who) => operations.findRun(context, who, { run: { runId: RUN } }) },
    findRuns: { may, call: (who) => operations.findRuns(context, who, { ids: runs }) },
    listDatasets: { may, call: (who) => operations.listDatasets(context, who, {}) },
    listJobs: { may, call: (who) => operations.listJobs(context, who, {}) },
    listRuns: { may, call: (who) => operations.listRuns(context, who, {}) },
    listNamespaces: { may, call: (who) => operations.listNamespaces(context, who, {}) },
    listEvents: { may, call: (who) => operations.listEvents(context, who, {}) },
    showEvent: { may, call: (who) => operations.showEvent(context, who, { position }) },
    searchGraph: { may, call: (who) => operations.searchGraph(context, who, { text: name }) },
    readStatus: { may, call: (who) => operations.readStatus(context, who) },
    traceLineage: { may, call: (who) => operations.traceLineage(context, who, { root: dataset(name), direction: 'both' }) },
    findContract: { may, call: (who) => operations.findContract(context, who, { id: contractId }) },
    listContracts: { may, call: (who) => operations.listContracts(context, who, {}) },
    findAlert: { may, call: (who) => operations.findAlert(context, who, { id: alert.id }) },
    listAlerts: { may, call: (who) => operations.listAlerts(context, who, {}) },
    findReaders: { may, call: (who) => operations.findReaders(context, who, { alert }) },
    classification: { may: AUDITORS, call: (who) => operations.classification(context, who, dataset(name)) },
    labelledPlaces: { may: AUDITORS, call: (who) => operations.labelledPlaces(context, who, { label: 'PHI' }) },
    requestReport: { may: AUDITORS, call: (who) => operations.requestReport(context, who, { kind: 'HIPAA_EPHI_MAP' }) },
    proveEntry: { may: AUDITORS, call: (who) => operations.proveEntry(context, who, '0') },
    proveThing: { may: AUDITORS, call: (who) => operations.proveThing(context, who, { position, open: true }) },
    showCheckpoint: { may: AUDITORS, call: (who) => operations.showCheckpoint(context, who) },
    showLog: { may: AUDITORS, call: (who) => operations.showLog(context, who) },
    takeCosigned: {
      may: AUDITORS,
      call: async (who) => operations.takeCosigned({ ...context, witnesses: [WITNESS] }, who, await cosigned(context)),
    },
    showTile: { may: AUDITORS, call: (who) => operations.showTile(context, who, 'tile/0/000.p/1') },
    listReports: { may: AUDITORS, call: (who) => operations.listReports(context, who) },
    digestGraph: { may: ADMIN, call: (who) => operations.digestGraph(context, who) },
    examine: { may: ADMIN, call: (who) => operations.examine(context, who) },
    listRetractions: { may: ADMIN, call: (who) => operations.listRetractions(context, who) },
    listSettings: { may: ADMIN, call: (who) => operations.listSettings(context, who) },
    senderCalled: { may: ADMIN, call: (who) => operations.senderCalled(context, who, 'engineer') },
  };
}

function rulingPreviews({ context }: FreshInstallation, { name, retraction, contract, retiredAt: at }: CalledAbout): Calls {
  const what = { kind: 'run', job: load, runId: RUN } as const;
  const node = { kind: 'dataset', namespace: 'db', name } as const;
  return {
    previewRetraction: { may: ADMIN, call: (who) => operations.previewRetraction(context, who, { what }) },
    previewReinstatement: { may: ADMIN, call: (who) => operations.previewReinstatement(context, who, { retraction }) },
    previewRetirement: { may: ADMIN, call: (who) => operations.previewRetirement(context, who, { node, at }) },
    previewContract: { may: ADMIN, call: (who) => operations.previewContract(context, who, { text: contract }) },
  };
}

function accessQuestions({ context, principals }: FreshInstallation, { name, policy: text, engagement, days }: CalledAbout): Calls {
  const patients = dataset(name);
  return {
    decideAccess: { may: WITH_ROLE, call: (who) => operations.decideAccess(context, who, { ...patients, action: 'see' }) },
    decideAll: { may: WITH_ROLE, call: (who) => operations.decideAll(context, who, { questions: [{ ...patients, action: 'see' }] }) },
    whatCould: { may: WITH_ROLE, call: (who) => operations.whatCould(context, who, { action: 'see' }) },
    whoCould: { may: AUDITORS, call: (who) => operations.whoCould(context, who, { ...patients, action: 'see' }) },
    listEngagements: { may: WITH_ROLE, call: (who) => operations.listEngagements(context, who) },
    findEngagement: { may: WITH_ROLE, call: (who) => operations.findEngagement(context, who, { name: engagement }) },
    listReadings: { may: WITH_ROLE, call: (who) => operations.listReadings(context, who, { name: engagement, alsoUnmapped: true }) },
    auditTrail: { may: AUDITORS, call: (who) => operations.auditTrail(context, who) },
    listBrokenGlasses: { may: AUDITORS, call: (who) => operations.listBrokenGlasses(context, who) },
    listEnforcement: { may: AUDITORS, call: (who) => operations.listEnforcement(context, who) },
    listPolicies: { may: READERS_OF_POLICIES, call: (who) => operations.listPolicies(context, who) },
    listPolicyChanges: { may: READERS_OF_POLICIES, call: (who) => operations.listPolicyChanges(context, who) },
    previewPolicy: { may: READERS_OF_POLICIES, call: (who) => operations.previewPolicy(context, who, { of: { text }, days }) },
    listStandings: { may: [...TEAMS, 'auditor'], call: (who) => operations.listStandings(context, who) },
    listRoutes: { may: TEAMS, call: (who) => operations.listRoutes(context, who, {}) },
    readKeys: { may: [...TEAMS, 'auditor'], call: (who) => operations.readKeys(context, who, { principals }) },
  };
}

function accessChanges({ context }: FreshInstallation, { policy: text, glass }: CalledAbout): Calls {
  const engagement = { name: 'x', who: [], scope: [], purpose: 'p', why: 'w', until: '2027-01-01T00:00:00Z' };
  const enforced = { system: 'x', namespaces: ['db'], actions: ['read'], forSeconds: 60 } as const;
  return {
    applyAccess: { may: TEAMS, call: (who) => operations.applyAccess(context, who, { text: TEAM, isPruning: false, isDryRun: true }) },
    applyPolicy: { may: ADMIN, call: (who) => operations.applyPolicy(context, who, { text }) },
    draftPolicy: { may: ['author', 'admin'], call: (who) => operations.draftPolicy(context, who, { text }) },
    approvePolicy: { may: ['approver', 'admin'], call: (who) => operations.approvePolicy(context, who, { position: '0' }) },
    rejectPolicy: { may: ['author', 'approver', 'admin'], call: (who) => operations.rejectPolicy(context, who, { position: '0' }) },
    rollbackPolicy: { may: ['approver', 'admin'], call: (who) => operations.rollbackPolicy(context, who, { version: '0' }) },
    reportEnforcement: { may: ['gateway'], call: (who) => operations.reportEnforcement(context, who, enforced) },
    openEngagement: { may: ADMIN, call: (who) => operations.openEngagement(context, who, engagement) },
    endEngagement: { may: ADMIN, call: (who) => operations.endEngagement(context, who, { name: 'x', why: 'a test' }) },
    breakGlass: { may: ['breaker', 'admin'], call: (who) => operations.breakGlass(context, who, { reason: 'a test', hours: 0 }) },
    endGlass: { may: ADMIN, call: (who) => operations.endGlass(context, who, { position: '0' }) },
    reviewGlass: { may: AUDITORS, call: (who) => operations.reviewGlass(context, who, { position: glass, note: 'a test' }) },
  };
}

function keyChanges(installation: FreshInstallation, prefix: string): Calls {
  const { context, principals } = installation;
  const which = { principals, prefix };
  const leaked = { ...which, since: INSTANT_MIN, first: 10, isDryRun: true };
  const rotation = { principals, called: prefix, graceMs: 60_000, expiresAt: null };
  const trial = { principals, roles: ['engineer'], forMs: 60_000 };
  const person = { principals, kind: 'person', namespaces: [] } as const;
  const nameFor = ({ kind }: Principal): string => (kind === 'admin' ? 'heart/bob' : 'heart/ann'); // a name is somebody's once
  return {
    makeKey: { may: TEAMS, call: (who) => operations.makeKey(context, who, { ...person, name: nameFor(who) }) },
    makeTrialKey: { may: ADMIN, call: (who) => operations.makeTrialKey(context, who, trial) },
    grantBounds: { may: TEAMS, call: (who) => operations.grantBounds(context, who, { ...which, bounds: { namespaces: ['db'] } }) },
    bindKey: { may: TEAMS, call: (who) => operations.bindKey(context, who, { ...which, bounds: { namespaces: ['db'] } }) },
    rotateKey: { may: TEAMS, call: (who) => operations.rotateKey(context, who, rotation) },
    revokeKey: { may: TEAMS, call: (who) => operations.revokeKey(context, who, which) },
    endLeakedKey: { may: ADMIN, call: (who) => operations.endLeakedKey(context, who, leaked) },
    routeSecret: { may: TEAMS, call: (who) => operations.routeSecret(context, who, { team: 'heart' }) },
    issueSignInLink: { may: ADMIN, call: (who) => operations.issueSignInLink(installation, who, 'nobody') },
  };
}

function graphChanges({ context }: FreshInstallation, { name: called, alert, contract: text, retraction }: CalledAbout): Calls {
  const name = { namespace: 'db', name: called };
  const node = { kind: 'dataset', ...name } as const;
  const what = { kind: 'run', job: load, runId: RUN } as const;
  const pair = [name, { ...name, name: 'b' }] as const;
  return {
    acknowledgeAlert: { may: WITH_ROLE, call: (who) => operations.acknowledgeAlert(context, who, { id: alert.id }) }, // who may is told of an alert that is there
    applyContract: { may: ADMIN, call: (who) => operations.applyContract(context, who, { text }) },
    recordRuling: { may: ADMIN, call: (who) => operations.recordRuling(context, who, { setting: 'retired', node, at: null }) },
    retract: { may: ADMIN, call: (who) => operations.retract(context, who, { what, why: 'a test' }) },
    reinstate: { may: ADMIN, call: (who) => operations.reinstate(context, who, { retraction, why: 'a test' }) },
    retireNode: { may: ADMIN, call: (who) => operations.retireNode(context, who, { node, at: null }) },
    setAlias: { may: ADMIN, call: (who) => operations.setAlias(context, who, { pair, joined: false }) },
    setLineageWindow: { may: ADMIN, call: (who) => operations.setLineageWindow(context, who, { job: null, days: 7 }) },
    declareRestored: { may: ADMIN, call: (who) => operations.declareRestored(context, who, { why: 'a test' }) },
    replay: { may: ADMIN, call: (who) => operations.replay(context, who) },
  };
}
