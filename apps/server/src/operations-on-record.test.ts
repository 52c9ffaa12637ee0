import { expect, test } from 'vitest';

import { DAY_MS, HOUR_MS, INSTANT_MIN } from '#foundation';
import { verifierIn } from '#log';
import * as operations from '#operations';
import { everyRow, freshInstallation, type FreshInstallation, given, mapAll, type TableText, seenAhead } from '#testkit';

import { NEEDED, peopled, type PeopledInstallation, type Persona, RUN } from '../testkit/operation-calls.ts';

// Goal: whatever somebody changes stands in the trail, under his name, and nobody, no administrator either, changes what stands in the ledger. Method: each operation that changes
// something, also one that comes later, is done once, from an address of its own; what the ledger held before is compared with what it holds after, byte for byte.

const CONTRACT = `
apiVersion: v3.1.0
kind: DataContract
id: promise
version: 1.0.0
customProperties: [{ property: headgateNamespace, value: db }]
schema: [{ name: patients, properties: [{ name: gone_column, logicalType: string }] }]
`;
const TEAM = `teams: { heart: { owns: [db], members: { steward: [sam], engineer: [heart/ann, heart/bob] }, emitters: { heart/x: {} },
  alerts: { url: "https://alerts.example.org/heart" } } }`;

/** The rows of the ledger's tables: positions and batches, commitments, sealed bodies and their secrets, and what finds them. */
async function ledgerRows({ context }: FreshInstallation): Promise<readonly string[]> {
  const tables = await context.database.snapshot(everyRow);
  const isOfLedger = ({ table }: TableText): boolean => /^hot\.(ledger_(batch|entry|identity|act|deed)|event_secret)/.test(table);
  return tables.filter(isOfLedger).flatMap(({ table, text }) => text.split('\n').flatMap((row) => (row === '' ? [] : [`${table} ${row}`])));
}

/** An alert of a contract that was broken before it was there. */
async function openAlert({ context, admin }: FreshInstallation): Promise<string> {
  await mapAll(context);
  while ((await operations.ringBell(context)).hasMore);
  await mapAll(context);
  return given((await operations.listAlerts(context, admin, {})).nodes[0]).id;
}

/** Who does it, what the trail calls it, and how it is done. */
type Deed = readonly [Persona, string, (context: operations.Context, who: operations.Principal) => Promise<unknown>];
/** In this order: some change what others made. */
type Deeds = Readonly<Record<string, Deed>>;

const kept = new Map<string, string>();
const keep = (name: string, value: string | bigint): void => void kept.set(name, String(value));
const made = (name: string): string => given(kept.get(name));
const policyFor = (name: string, role: string): string => `name: ${name}\nrules: [{ effect: allow, roles: [${role}], on: { name: "*" } }]`;

function policyDeeds({ context }: FreshInstallation, { people }: PeopledInstallation): Deeds {
  const draft = async (name: string): Promise<bigint> =>
    (await operations.draftPolicy(context, people.author, { text: policyFor(name, 'ward') })).draft;
  const lab = { text: policyFor('p', 'lab') };
  return {
    applyPolicy: [
      'admin',
      'apply policy',
      async (from, who) => keep('version', given((await operations.applyPolicy(from, who, lab)).position)),
    ],
    draftPolicy: ['author', 'draft policy', (from, who) => operations.draftPolicy(from, who, { text: policyFor('drafted', 'ward') })],
    approvePolicy: [
      'approver',
      'approve policy',
      async (from, who) => operations.approvePolicy(from, who, { position: String(await draft('p')) }),
    ],
    rejectPolicy: [
      'approver',
      'reject policy',
      async (from, who) => operations.rejectPolicy(from, who, { position: String(await draft('q')), why: 'no' }),
    ],
    rollbackPolicy: [
      'approver',
      'roll back policy',
      (from, who) => operations.rollbackPolicy(from, who, { version: made('version'), why: 'a test' }),
    ],
  };
}

function standingDeeds(): Deeds {
  const access = { text: TEAM, isPruning: false, isDryRun: false };
  const engagement = { name: 'soc2', who: ['group:acme'], scope: ['db'], purpose: 'audit', why: 'a test' };
  const until = new Date(Date.now() + DAY_MS).toISOString();
  const glass = { reason: 'a test', hours: 1 };
  return {
    applyAccess: ['admin', 'set team', (from, who) => operations.applyAccess(from, who, access)],
    routeSecret: ['steward', 'key of notices told', (from, who) => operations.routeSecret(from, who, { team: 'heart' })],
    openEngagement: ['admin', 'open engagement', (from, who) => operations.openEngagement(from, who, { ...engagement, until })],
    endEngagement: ['admin', 'end engagement', (from, who) => operations.endEngagement(from, who, { name: 'soc2', why: 'a test' })],
    breakGlass: ['breaker', 'break glass', async (from, who) => keep('glass', (await operations.breakGlass(from, who, glass)).position)],
    endGlass: ['admin', 'end broken glass', (from, who) => operations.endGlass(from, who, { position: made('glass') })],
    reviewGlass: [
      'auditor',
      'review broken glass',
      (from, who) => operations.reviewGlass(from, who, { position: made('glass'), note: 'looked at' }),
    ],
  };
}

function keyDeeds(installation: FreshInstallation, { emitterKey: prefix }: PeopledInstallation): Deeds {
  const { principals } = installation;
  const person = { principals, kind: 'person', name: 'heart/ann', namespaces: [] } as const;
  const trial = { principals, roles: ['engineer'], forMs: HOUR_MS };
  const bounds = { principals, prefix, bounds: { namespaces: ['db'] } };
  const rotation = { principals, called: prefix, graceMs: HOUR_MS, expiresAt: null };
  const leaked = { principals, prefix, since: INSTANT_MIN, first: 0, isDryRun: false };
  return {
    makeKey: ['steward', 'key made', async (from, who) => keep('key', (await operations.makeKey(from, who, person)).prefix)],
    revokeKey: ['steward', 'key revoked', (from, who) => operations.revokeKey(from, who, { principals, prefix: made('key') })],
    makeTrialKey: ['admin', 'key made', (from, who) => operations.makeTrialKey(from, who, trial)],
    grantBounds: ['admin', 'key granted', (from, who) => operations.grantBounds(from, who, bounds)],
    bindKey: ['steward', 'key bound', (from, who) => operations.bindKey(from, who, bounds)],
    rotateKey: ['steward', 'key rotated', (from, who) => operations.rotateKey(from, who, rotation)],
    endLeakedKey: ['admin', 'key leaked', (from, who) => operations.endLeakedKey(from, who, leaked)],
    issueSignInLink: [
      'admin',
      'key sign-in link made',
      (from, who) => operations.issueSignInLink({ ...installation, context: from }, who, 'engineer'),
    ],
  };
}

function graphDeeds(installation: FreshInstallation): Deeds {
  const name = { namespace: 'db', name: 'patients' };
  const node = { kind: 'dataset', ...name } as const;
  const what = { kind: 'run', job: { namespace: 'etl', name: 'load' }, runId: RUN } as const;
  const [at, why] = ['2027-01-01T00:00:00Z', 'a test'];
  const pair = [name, { ...name, name: 'b' }] as const;
  const seen = async (): Promise<{ readonly id: string; readonly note: string }> => ({ id: await openAlert(installation), note: 'seen' });
  const retracted = async (...[from, who]: Parameters<Deed[2]>): Promise<void> => {
    keep('retraction', given((await operations.retract(from, who, { what, why }))[0]).retraction);
    await mapAll(installation.context);
  };
  const restored = async (...[from, who]: Parameters<Deed[2]>): Promise<void> => {
    await seenAhead(installation, 1_000_000);
    await operations.declareRestored(from, who, { why });
  };
  return {
    applyContract: ['admin', 'contract', (from, who) => operations.applyContract(from, who, { text: CONTRACT })],
    acknowledgeAlert: ['steward', 'acknowledge alert', async (from, who) => operations.acknowledgeAlert(from, who, await seen())],
    recordRuling: ['admin', 'set', (from, who) => operations.recordRuling(from, who, { setting: 'retired', node, at })],
    retireNode: ['admin', 'set', (from, who) => operations.retireNode(from, who, { node, at })],
    setAlias: ['admin', 'set', (from, who) => operations.setAlias(from, who, { pair, joined: true })],
    setLineageWindow: ['admin', 'set', (from, who) => operations.setLineageWindow(from, who, { job: null, days: 7 })],
    retract: ['admin', 'retract', retracted],
    reinstate: ['admin', 'reinstate', (from, who) => operations.reinstate(from, who, { retraction: made('retraction'), why })],
    declareRestored: ['admin', 'restore', restored],
    replay: ['admin', 'replay', (from, who) => operations.replay(from, who)],
  };
}

test('whatever somebody changes is in the trail under his name, and what stands in the ledger stays as it is, byte for byte', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  const world = await peopled(installation);
  const deeds: Deeds = {
    ...{ ...graphDeeds(installation), ...policyDeeds(installation, world) },
    ...{ ...standingDeeds(), ...keyDeeds(installation, world) },
  };
  expect(Object.keys(deeds).toSorted()).toEqual(NEEDED.manage.toSorted());

  for (const [operation, [persona, action, done]] of Object.entries(deeds)) {
    const before = await ledgerRows(installation);
    await done({ ...context, from: { door: 'http', address: operation } }, world.people[persona]);
    const after = new Set(await ledgerRows(installation));
    expect([operation, before.filter((row) => !after.has(row))]).toEqual([operation, []]);
    const { nodes } = await operations.auditTrail(context, admin, { alsoUnmapped: true, first: 100 });
    const told = nodes.filter(({ from, outcome }) => from?.address === operation && outcome === 'done');
    expect([operation, ...told.map((each) => [each.action, each.by])]).toEqual([operation, [action, world.people[persona].id]]);
  }
  await expectFoundByWhatTheySay(installation);
});

/** Each act is found under what its body says: under any other subject, or by any other word, it is a flaw at its position. */
async function expectFoundByWhatTheySay({ context }: FreshInstallation): Promise<void> {
  const flawsAt = async (): Promise<readonly (number | null)[]> => {
    const log = given(verifierIn(await operations.logVerifierKey(context)));
    return (await operations.checkLedger(context, { log, seen: undefined })).flaws.map(({ position }) => position);
  };
  expect(await flawsAt()).toEqual([]);
  const acts = await context.database.snapshot(
    (session) => session.rows`
      select batch.first + act.index as position, exists (select from hot.ledger_deed as deed where deed.batch = act.batch and deed.index = act.index) as told
      from hot.ledger_act as act join hot.ledger_batch as batch on batch.batch = act.batch order by batch.first, act.index`,
  );
  const positions = acts.map(({ position }) => Number(position));
  expect(positions.length).toBeLessThan(100); // more flaws are not told
  const changed = (sql: string): Promise<unknown> => context.database.transaction((session) => session.send(sql));
  await changed("update hot.ledger_act set subject = subject || '!'");
  expect(await flawsAt()).toEqual(positions);
  await changed("update hot.ledger_act set subject = left(subject, -1); update hot.ledger_deed set thing = thing || '!'");
  expect(await flawsAt()).toEqual(positions.filter((_, at) => acts[at]?.['told'] === true));
}
