import { inspect } from 'node:util';

import { expect, test } from 'vitest';

import { type Scope, SCOPES } from '#access';
import { Failure, INSTANT_MIN } from '#foundation';
import * as operations from '#operations';
import { freshInstallation, given, mapAll } from '#testkit';

// Goal: no operation answers somebody who may not ask for it. Method: every export of the operations, also one that comes later, has its line here.

const RUN = '0197ad84-7a0d-7527-9f8a-000000000001';
const POLICY = 'name: engineers\nrules: []';
const FACET = { _producer: 'https://example.com/p', _schemaURL: 'https://openlineage.io/spec/facets/1-1-1/SchemaDatasetFacet.json' };
const LOAD = {
  ...{ eventTime: '2026-03-01T00:00:00Z', eventType: 'COMPLETE', producer: 'https://example.com/p' },
  ...{ run: { runId: RUN }, job: { namespace: 'etl', name: 'load' }, outputs: [] },
  inputs: [
    { namespace: 'db', name: 'patients', facets: { schema: { ...FACET, fields: [{ name: 'open_column', type: 'text' }] } } },
    { namespace: 'vault', name: 'qzxhidden', facets: { schema: { ...FACET, fields: [{ name: 'qzxcolumn', type: 'text' }] } } },
  ],
};

type Principal = operations.Principal;
const person = (number: number, ...roles: readonly string[]): Principal => ({
  ...{ id: `00000000-0000-4000-8000-00000000000${number}`, kind: 'person', name: `person ${number}` },
  ...{ namespaces: [], roles },
});
const [ENGINEER, AUDITOR, NOBODY] = [person(1, 'engineer'), person(2, 'auditor'), person(3)];
/** By an engagement alone, whose scope is `db`. */
const ENGAGED: Principal = { ...person(5), groups: ['acme'] };
const EMITTER: Principal = { ...person(4), kind: 'emitter', namespaces: ['*'] };
const dataset = (name: string) => ({ dataset: { namespace: 'db', name } });

/** A failure as the asker reads it. */
async function failureOf(work: Promise<unknown>): Promise<unknown> {
  const error = await work.catch((thrown: unknown) => thrown);
  return error instanceof Failure ? { code: error.code, message: error.message } : error;
}

function failureText(error: unknown): string {
  return `failed: ${error instanceof Failure ? error.message : String(error)}`;
}

/** Who may do what: each export of the operations is one of these, so that a new one is thought of. */
const ASK = 'persons and administrators';
const AUDIT = 'auditors and administrators';
const ADMINISTER = 'administrators';
const GUARD = 'gateways';
const NONE = 'no operation of a principal, or judged by what is sent or kept';

test('every operation refuses who may not call it', async () => {
  await using installation = await freshInstallation();
  const { context, admin, principals } = installation;
  await operations.receiveEvent(context, admin, Buffer.from(JSON.stringify(LOAD)));
  await mapAll(context);
  const [name, at] = [{ namespace: 'db', name: 'patients' }, null];
  const node = { kind: 'dataset', ...name } as const;
  const id = operations.publicId(node);
  const what = { kind: 'run', job: { namespace: 'etl', name: 'load' }, runId: RUN } as const;
  type Call = (principal: Principal) => Promise<unknown>;
  const calls: Readonly<Record<string, readonly [string, Call?]>> = {
    findDataset: [ASK, (who) => operations.findDataset(context, who, dataset('patients'))],
    findDatasets: [ASK, (who) => operations.findDatasets(context, who, { ids: [id] })],
    findJob: [ASK, (who) => operations.findJob(context, who, { job: { name: 'load' } })],
    findJobs: [ASK, (who) => operations.findJobs(context, who, { ids: [] })],
    findRun: [ASK, (who) => operations.findRun(context, who, { run: { runId: RUN } })],
    findRuns: [ASK, (who) => operations.findRuns(context, who, { ids: [] })],
    listDatasets: [ASK, (who) => operations.listDatasets(context, who, {})],
    listJobs: [ASK, (who) => operations.listJobs(context, who, {})],
    listRuns: [ASK, (who) => operations.listRuns(context, who, {})],
    listNamespaces: [ASK, (who) => operations.listNamespaces(context, who, {})],
    listEvents: [ASK, (who) => operations.listEvents(context, who, {})],
    showEvent: [ASK, (who) => operations.showEvent(context, who, { position: '0' })],
    searchGraph: [ASK, (who) => operations.searchGraph(context, who, { text: 'patients' })],
    readStatus: [ASK, (who) => operations.readStatus(context, who)],
    traceLineage: [ASK, (who) => operations.traceLineage(context, who, { root: dataset('patients'), direction: 'both' })],
    classification: [AUDIT, (who) => operations.classification(context, who, dataset('patients'))],
    labelledPlaces: [AUDIT, (who) => operations.labelledPlaces(context, who, { label: 'PHI' })],
    auditTrail: [AUDIT, (who) => operations.auditTrail(context, who)],
    listPolicies: [AUDIT, (who) => operations.listPolicies(context, who)],
    listStandings: [AUDIT, (who) => operations.listStandings(context, who)],
    applyAccess: [ADMINISTER, (who) => operations.applyAccess(context, who, { text: 'teams: {}', isPruning: false, isDryRun: false })],
    whoCould: [AUDIT, (who) => operations.whoCould(context, who, { ...dataset('patients'), action: 'see' })],
    decideAccess: [ASK, (who) => operations.decideAccess(context, who, { ...dataset('patients'), action: 'see' })],
    decideAll: [ASK, (who) => operations.decideAll(context, who, { questions: [{ ...dataset('patients'), action: 'see' }] })],
    whatCould: [ASK, (who) => operations.whatCould(context, who, { action: 'see' })],
    applyPolicy: [ADMINISTER, (who) => operations.applyPolicy(context, who, { text: POLICY })],
    draftPolicy: [ADMINISTER, (who) => operations.draftPolicy(context, who, { text: POLICY })],
    approvePolicy: [ADMINISTER, (who) => operations.approvePolicy(context, who, { position: '0' })],
    rejectPolicy: [ADMINISTER, (who) => operations.rejectPolicy(context, who, { position: '0' })],
    rollbackPolicy: [ADMINISTER, (who) => operations.rollbackPolicy(context, who, { version: '0' })],
    listBrokenGlasses: [AUDIT, (who) => operations.listBrokenGlasses(context, who)],
    listEnforcement: [AUDIT, (who) => operations.listEnforcement(context, who)],
    reportEnforcement: [
      GUARD,
      (who) => operations.reportEnforcement(context, who, { system: 'x', namespaces: ['db'], actions: ['read'], forSeconds: 60 }),
    ],
    listEngagements: [ASK, (who) => operations.listEngagements(context, who)],
    findEngagement: [ASK, (who) => operations.findEngagement(context, who, { name: 'x' })],
    listReadings: [ASK, (who) => operations.listReadings(context, who, { name: 'x' })],
    openEngagement: [
      ADMINISTER,
      (who) =>
        operations.openEngagement(context, who, { name: 'x', who: [], scope: [], purpose: 'p', why: 'w', until: '2027-01-01T00:00:00Z' }),
    ],
    endEngagement: [ADMINISTER, (who) => operations.endEngagement(context, who, { name: 'x', why: 'a test' })],
    breakGlass: [ADMINISTER, (who) => operations.breakGlass(context, who, { reason: 'a test', hours: 1, who: 'nobody' })],
    endGlass: [ADMINISTER, (who) => operations.endGlass(context, who, { position: '0' })],
    reviewGlass: [AUDIT, (who) => operations.reviewGlass(context, who, { position: '0', note: 'a test' })],
    listPolicyChanges: [AUDIT, (who) => operations.listPolicyChanges(context, who)],
    previewPolicy: [AUDIT, (who) => operations.previewPolicy(context, who, { of: { text: POLICY } })],
    makeKey: [ADMINISTER, (who) => operations.makeKey(context, who, { principals, kind: 'admin', name: who.id, namespaces: [] })],
    makeTrialKey: [ADMINISTER, (who) => operations.makeTrialKey(context, who, { principals, roles: ['engineer'], forMs: 60_000 })],
    readKeys: [AUDIT, (who) => operations.readKeys(context, who, { principals })],
    grantBounds: [ADMINISTER, (who) => operations.grantBounds(context, who, { principals, prefix: 'x', bounds: {} })],
    bindKey: [ADMINISTER, (who) => operations.bindKey(context, who, { principals, prefix: 'x', bounds: {} })],
    rotateKey: [ADMINISTER, (who) => operations.rotateKey(context, who, { principals, called: 'x', graceMs: 0, expiresAt: null })],
    endLeakedKey: [
      ADMINISTER,
      (who) => operations.endLeakedKey(context, who, { principals, prefix: 'x', since: INSTANT_MIN, first: 0, isDryRun: true }),
    ],
    revokeKey: [ADMINISTER, (who) => operations.revokeKey(context, who, { principals, prefix: 'x' })],
    digestGraph: [ADMINISTER, (who) => operations.digestGraph(context, who)],
    listRoutes: [ADMINISTER, (who) => operations.listRoutes(context, who, {})],
    routeSecret: [ADMINISTER, (who) => operations.routeSecret(context, who, { team: 'x' })],
    examine: [ADMINISTER, (who) => operations.examine(context, who)],
    listRetractions: [ADMINISTER, (who) => operations.listRetractions(context, who)],
    listSettings: [ADMINISTER, (who) => operations.listSettings(context, who)],
    recordRuling: [ADMINISTER, (who) => operations.recordRuling(context, who, { setting: 'retired', node, at })],
    previewRetraction: [ADMINISTER, (who) => operations.previewRetraction(context, who, { what })],
    retract: [ADMINISTER, (who) => operations.retract(context, who, { what, why: 'a test' })],
    previewReinstatement: [ADMINISTER, (who) => operations.previewReinstatement(context, who, { retraction: 'x' })],
    reinstate: [ADMINISTER, (who) => operations.reinstate(context, who, { retraction: 'x', why: 'a test' })],
    previewRetirement: [ADMINISTER, (who) => operations.previewRetirement(context, who, { node, at })],
    retireNode: [ADMINISTER, (who) => operations.retireNode(context, who, { node, at })],
    setAlias: [ADMINISTER, (who) => operations.setAlias(context, who, { pair: [name, { ...name, name: 'b' }], joined: false })],
    setLineageWindow: [ADMINISTER, (who) => operations.setLineageWindow(context, who, { job: null, days: 7 })],
    findContract: [ASK, (who) => operations.findContract(context, who, { id: 'promise' })],
    listContracts: [ASK, (who) => operations.listContracts(context, who, {})],
    acknowledgeAlert: [ASK, (who) => operations.acknowledgeAlert(context, who, { id: 'x' })],
    previewContract: [ADMINISTER, (who) => operations.previewContract(context, who, { text: 'x' })],
    findReaders: [ASK],
    findAlert: [ASK, (who) => operations.findAlert(context, who, { id: 'x' })],
    listAlerts: [ASK, (who) => operations.listAlerts(context, who, {})],
    requestReport: [AUDIT, (who) => operations.requestReport(context, who, { kind: 'HIPAA_EPHI_MAP' })],
    listReports: [AUDIT, (who) => operations.listReports(context, who)],
    applyContract: [ADMINISTER, (who) => operations.applyContract(context, who, { text: 'x' })],
    issueSignInLink: [ADMINISTER, (who) => operations.issueSignInLink(installation, who, 'nobody')],
    senderCalled: [ADMINISTER, (who) => operations.senderCalled(context, who, 'nobody')],
    replay: [ADMINISTER],
    ...Object.fromEntries(
      [
        'dryRunBatch',
        'dryRunEvent',
        'eventsInArray',
        'inspectEvent',
        'inspectUnread',
        'listArrivals',
        'redriveQuarantined',
        'ringBell',
        'keepLabels',
        'untilAnswered',
        'comeBack',
        'knowPerson',
        'setOut',
        'signIn',
        'signInPerson',
        'signOut',
        'signedIn',
        'whoAmI',
        'policyIn',
        'listQuarantine',
        'showQuarantined',
        'receiveEvent',
        'receiveBatch',
        'quarantineUnread',
        'oweQuota',
        'refusePastQuota',
        'takeQuota',
        'denialsRecorded',
        'endingKeyNotices',
        'gatherNotices',
        'ownersOf',
        'recordDecisions',
        'mapNext',
        'mapUpTo',
        'prepareRange',
      ].map((each) => [each, [NONE]]),
    ),
    ...Object.fromEntries(['missingPeriodKeys', 'openInstallation', 'publicId'].map((each) => [each, [NONE]])),
  };
  const functions = Object.entries(operations).filter(([, each]) => typeof each === 'function' && !/^class /.test(each.toString()));
  expect(Object.keys(calls).toSorted()).toEqual(functions.map(([each]) => each).toSorted());

  const refusedTo: Readonly<Record<string, readonly Principal[]>> = {
    [ASK]: [EMITTER, NOBODY],
    [AUDIT]: [EMITTER, NOBODY, ENGINEER],
    [ADMINISTER]: [EMITTER, NOBODY, ENGINEER, AUDITOR],
    [GUARD]: [EMITTER, NOBODY, ENGINEER, AUDITOR, admin],
  };
  const others: Readonly<Record<string, readonly Principal[]>> = {
    [ASK]: [ENGINEER, AUDITOR, admin],
    [AUDIT]: [AUDITOR, admin],
    [ADMINISTER]: [admin],
    [GUARD]: [person(6, 'gateway')],
  };
  for (const [operation, [kind, call]] of Object.entries(calls)) {
    if (call === undefined) continue;
    for (const who of given(refusedTo[kind]))
      expect([operation, who.name, await failureOf(call(who))]).toMatchObject([operation, who.name, { code: 'ACCESS_DENIED' }]);
    for (const who of given(others[kind]))
      expect([operation, who.name, await failureOf(call(who))]).not.toMatchObject([operation, who.name, { code: 'ACCESS_DENIED' }]);
  }
  // What lies outside of the scope of an engagement is found by none of them, and each that is answered is recorded.
  const wish = { who: ['group:acme'], scope: ['db'], purpose: 'audit', why: 'a test', until: new Date(Date.now() + 60_000).toISOString() };
  await operations.openEngagement(context, admin, { ...wish, name: 'engaged' });
  const told = async (operation: string, who: Principal): Promise<string> =>
    JSON.stringify(await calls[operation]?.[1]?.(who).catch(failureText), (_key, value: unknown) =>
      typeof value === 'bigint' ? String(value) : value instanceof Map ? [...value] : value,
    );
  const answers = new Map<string, string>();
  for (const [operation, [, call]] of Object.entries(calls)) if (call !== undefined) answers.set(operation, await told(operation, ENGAGED));
  expect([...answers].filter(([, text]) => /qzx|vault/.test(text))).toEqual([]);
  expect([...answers.values()].filter((text) => /patients|open_column/.test(text)).length).toBeGreaterThan(3);
  for (const operation of ['listDatasets', 'listNamespaces']) expect(await told(operation, ENGINEER)).toMatch(/qzx|vault/);
  const report = await operations.requestReport(context, ENGAGED, { kind: 'HIPAA_EPHI_MAP' });
  expect(report.map.askedAs).toEqual(['auditor of the engagement engaged']);
  expect(report.json).toContain('ACCESS_SCOPED');
  const answered = Object.entries(calls).filter(([name, [kind]]) => kind === ASK && answers.get(name)?.startsWith('"failed') === false);
  const { nodes } = await operations.listReadings(context, admin, { name: 'engaged', alsoUnmapped: true, first: 500 });
  expect(answered.length).toBeGreaterThan(15);
  expect(nodes.filter(({ asked }) => asked.every(({ failed }) => failed === null)).length).toBeGreaterThanOrEqual(answered.length);
  expect((await operations.listQuarantine(context, ENGINEER)).header.reasons.map(({ code }) => code)).toContain('ACCESS_SCOPED');
});

/** Which scope a key needs for which operation, of those that have any. Each export of the operations stands in one of these lists, so that a new one is thought of. */
const NEEDED: Readonly<Record<Scope, string>> = {
  send: 'dryRunBatch dryRunEvent quarantineUnread receiveBatch receiveEvent redriveQuarantined',
  ask: `auditTrail classification digestGraph examine findAlert findContract findDataset findDatasets findEngagement findJob findJobs findReaders findRun findRuns
    labelledPlaces listAlerts listArrivals listBrokenGlasses listContracts listDatasets listEnforcement listEngagements listEvents listJobs listNamespaces listPolicies
    listPolicyChanges listQuarantine listReadings listReports listRetractions listRoutes listRuns listSettings listStandings previewContract previewPolicy
    previewReinstatement previewRetirement previewRetraction readKeys readStatus requestReport searchGraph senderCalled showEvent showQuarantined traceLineage whatCould whoCould`,
  decide: 'decideAccess decideAll reportEnforcement',
  manage: `acknowledgeAlert applyAccess applyContract applyPolicy approvePolicy bindKey breakGlass draftPolicy endEngagement endGlass endLeakedKey grantBounds
    issueSignInLink makeKey makeTrialKey openEngagement recordRuling reinstate rejectPolicy replay retireNode retract reviewGlass revokeKey
    rollbackPolicy rotateKey routeSecret setAlias setLineageWindow`,
};
/** Any key may be used for it. */
const ANY_KEY = 'whoAmI';
const NO_KEY = `comeBack denialsRecorded endingKeyNotices eventsInArray gatherNotices inspectEvent inspectUnread keepLabels knowPerson mapNext mapUpTo missingPeriodKeys
  openInstallation oweQuota ownersOf policyIn prepareRange publicId recordDecisions refusePastQuota ringBell setOut signIn signInPerson signOut signedIn takeQuota
  untilAnswered`;
const listed = (names: string): readonly string[] => names.split(/\s+/);

// Goal: a key with scopes may be used for nothing beyond them, whoever holds it, and each refusal is on record. Method: each operation is called by an administrator
// whose key has all other scopes, and by somebody without roles whose key has that scope alone; what is sent along is nothing, for it is not looked at before.
test('every operation refuses a key without its scope', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  const functions = Object.entries(operations).filter(([, each]) => typeof each === 'function' && !/^class /.test(each.toString()));
  const every = new Map(functions as [string, (...args: readonly unknown[]) => unknown][]);
  expect([...Object.values(NEEDED), ANY_KEY, NO_KEY].flatMap(listed).toSorted()).toEqual([...every.keys()].toSorted());
  const called = async (operation: string, who: Principal): Promise<unknown> =>
    failureOf(Promise.resolve().then(() => given(every.get(operation))({ ...installation, ...context }, who, Buffer.from('{}'))));

  for (const needed of SCOPES)
    for (const operation of listed(NEEDED[needed])) {
      const others = SCOPES.filter((scope) => scope !== needed);
      const refused = await called(operation, { ...admin, scopes: others });
      const message = `Your key has the scopes ${others.join(' and ')}, and this needs the scope ${needed}. Use another key, or ask who gave you this one.`;
      expect([operation, refused]).toEqual([operation, { code: 'ACCESS_DENIED', message }]);
      const admitted = await called(operation, { ...NOBODY, scopes: [needed] });
      expect([operation, inspect(admitted)]).toEqual([operation, expect.not.stringContaining('needs the scope')]);
    }
  for (const scope of SCOPES) expect(await operations.whoAmI(context, { ...admin, scopes: [scope] })).toMatchObject({ scopes: [scope] });

  const { nodes } = await operations.auditTrail(context, admin, { action: 'use key', outcome: 'denied', alsoUnmapped: true, first: 500 });
  const denied = nodes.flatMap(({ decisions }) => decisions.flatMap(({ names }) => names));
  const recorded = SCOPES.flatMap((scope) => listed(NEEDED[scope])).filter((operation) => operation !== 'examine'); // it works without a ledger to write to
  expect(denied.toSorted()).toEqual(recorded.toSorted());
});
