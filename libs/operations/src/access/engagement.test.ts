import { expect, test } from 'vitest';

import { DAY_MS, Failure, formatInstant, MINUTE_MS } from '#foundation';
import { type FreshInstallation, freshInstallation, given, mapAll, person, refusal } from '#testkit';

import { findDataset, findDatasets } from '../ask/find-dataset.ts';
import { listDatasets } from '../ask/list-nodes.ts';
import { publicId } from '../ask/public-id.ts';
import { GatheredReadings } from '../ask/readings.ts';
import { whoAmI } from '../ask/who-am-i.ts';
import type { Context, Principal } from '../context.ts';
import { listQuarantine } from '../quarantine/list-quarantine.ts';
import { receiveEvent } from '../receive/receive-event.ts';
import { personNow } from '../sign-in/know-person.ts';
import { traceLineage } from '../trace/trace-lineage.ts';
import { applyPolicy } from './apply-policy.ts';
import { auditTrail } from './audit-trail.ts';
import { decideAccess } from './decide.ts';
import { findEngagement, listEngagements } from './list-engagements.ts';
import { listPolicies } from './list-policies.ts';
import { listPolicyChanges } from './list-policy-changes.ts';
import { listReadings } from './list-readings.ts';
import { endEngagement, type EngagementWish, openEngagement } from './open-engagement.ts';
import { whoCould } from './who-could.ts';

const dataset = (namespace: string, name: string) => ({ dataset: { namespace, name } });

/** `in → mid → out` of three namespaces, by a job each. */
async function givenWay({ context, admin }: FreshInstallation): Promise<void> {
  for (const [from, to] of [
    ['in', 'mid'],
    ['mid', 'out'],
  ] as const) {
    const event = {
      ...{ eventTime: '2026-03-01T00:00:00Z', eventType: 'COMPLETE', producer: 'https://example.com/p' },
      ...{ run: { runId: '0197ad84-7a0d-7527-9f8a-000000000001' }, job: { namespace: 'etl', name: `to-${to}` } },
      inputs: [{ namespace: `s3://${from}`, name: from }],
      outputs: [{ namespace: `s3://${to}`, name: to }],
    };
    await receiveEvent(context, admin, Buffer.from(JSON.stringify(event)));
  }
  await mapAll(context);
}

test('an engagement shows its scope to its people for a purpose until it ends, and what they asked is one list for both sides', async () => {
  await using installation = await freshInstallation();
  const { admin } = installation;
  await givenWay(installation);
  const [outside, engineer, house] = [
    await person(installation, 'olga'),
    await person(installation, 'eve', 'engineer'),
    await person(installation, 'aud', 'auditor'),
  ];
  let time = new Date();
  const context: Context = { ...installation.context, clock: { now: () => time } };
  const until = formatInstant((BigInt(time.getTime() + 30 * DAY_MS) * 1_000_000n) as Parameters<typeof formatInstant>[0]);
  const wish: EngagementWish = {
    ...{ name: 'soc2', who: ['olga', 'group:acme'], scope: ['s3://in', 's3://out'], purpose: 'soc2-audit', why: 'the yearly audit', until },
  };
  const names = async (who: Principal) => (await listDatasets(context, who, {})).nodes.map(({ name }) => name);

  // What cannot be opened, and by whom.
  expect(await refusal(openEngagement(context, house, wish))).toMatch('ACCESS_DENIED: Only an administrator may open an engagement');
  for (const [change, says] of [
    [{ who: ['ogla'] }, 'NOT_FOUND: No person who could come in is called ogla'],
    [{ scope: [] }, 'scope: name at least one namespace'],
    [{ purpose: ' ' }, 'purpose: must not be empty'],
    [{ until: '2020-01-01T00:00:00Z' }, 'ends after it begins'],
    [{ until: '2100-01-01T00:00:00Z' }, 'lasts 366 days at most'],
    [{ from: '2020-01-01T00:00:00Z' }, 'begins now or later'],
  ] as const)
    expect(await refusal(openEngagement(context, admin, { ...wish, ...change }))).toMatch(says);
  expect(await refusal(listDatasets(context, outside, {}))).toMatch('ACCESS_DENIED: You have no role');

  // In force: the scope, and what lies between is cut.
  await openEngagement(context, admin, wish);
  expect(await refusal(openEngagement(context, admin, wish))).toMatch('is, or was, called soc2');
  expect([await names(outside), await names(engineer)]).toEqual([
    ['in', 'out'],
    ['in', 'mid', 'out'],
  ]);
  expect((await whoAmI(context, outside)).grants).toMatchObject([{ role: 'auditor', team: 'engagement:soc2', by: 'olga' }]);
  const walk = await traceLineage(context, outside, { root: dataset('s3://in', 'in'), direction: 'downstream', granularity: 'DATASET' });
  expect(walk.nodes.map(({ name }) => name)).not.toContain('mid');
  expect(await refusal(findDataset(context, outside, dataset('s3://mid', 'mid')))).toMatch('NOT_FOUND');
  await applyPolicy(context, admin, {
    text: 'name: p\nrules: [{ effect: deny, roles: [auditor], on: { namespace: "s3://out" }, purpose: [soc2-audit] }]',
  });
  expect(await names(outside)).toEqual(['in']);
  await applyPolicy(context, admin, { text: 'name: p\nrules: []' });
  await mapAll(context);
  for (const refused of [listPolicies, listPolicyChanges, auditTrail])
    expect(await refusal(refused(context, outside, {}))).toMatch('ACCESS_DENIED');
  expect(await refusal(whoCould(context, outside, { ...dataset('s3://in', 'in'), action: 'see' }))).toMatch('ACCESS_DENIED');
  expect((await whoCould(context, house, { ...dataset('s3://in', 'in'), action: 'see' })).who.map(({ name }) => name)).toEqual([
    ...['a test', 'aud', 'eve', 'olga', 'acme'].filter((name) => name !== 'a test'),
  ]);
  expect((await decideAccess(context, house, { who: 'olga', ...dataset('s3://mid', 'mid'), action: 'see' })).isAllowed).toBe(false);
  expect((await listQuarantine(context, outside)).nodes).toEqual([]);

  // The readings: the same list for both sides, and the readings of the readings.
  const list = async (who: Principal) => (await listReadings(context, who, { name: 'soc2', alsoUnmapped: true })).nodes;
  const before = await list(house);
  const trail = await auditTrail(context, admin, { who: house.id, action: 'read trail', alsoUnmapped: true });
  expect(trail.nodes.flatMap(({ decisions }) => decisions.flatMap(({ names }) => names))).toEqual([
    'the audit trail: what was read under the engagement soc2',
  ]);
  expect(before.map(({ byName, asked }) => [byName, asked.map(({ operation, shown, failed }) => [operation, shown, failed])])).toEqual(
    [
      ['quarantine', 0, null],
      ['datasets', 1, null],
      ['dataset', 0, 'NOT_FOUND'],
      ['lineage', walk.nodes.length, null],
      ['whoami', 1, null],
      ['datasets', 2, null],
    ].map((asked) => ['olga', [asked]]),
  );
  expect(before[2]).toMatchObject({
    isWithin: true,
    count: 1,
    policy: null,
    asked: [{ arguments: '{"dataset":{"name":"mid","namespace":"s3://mid"}}' }],
  });
  expect(await list(outside)).toEqual(before);
  expect((await list(house)).map(({ asked }) => given(asked[0]).operation)).toEqual([
    'readings',
    ...before.map(({ asked }) => given(asked[0]).operation),
  ]);
  expect(await refusal(list(engineer))).toMatch('NOT_FOUND: No engagement is called soc2');
  expect(await refusal(findEngagement(context, house, { name: 'a\0' }))).toMatch('NOT_FOUND');
  expect((await listEngagements(context, engineer, { alsoUnmapped: true })).nodes).toEqual([]);
  expect((await listEngagements(context, outside, { alsoUnmapped: true })).nodes).toMatchObject([{ name: 'soc2', state: 'in-force' }]);

  // Equal readings of a minute are one, counted.
  time = new Date(time.getTime() + MINUTE_MS);
  await Promise.all([1, 2, 3].map(() => names(outside)));
  expect(given((await list(house))[0])).toMatchObject({ count: 3, asked: [{ operation: 'datasets', shown: 2 }] });

  // It is over: nothing is shown, and what was asked before and is to be answered after is not.
  const asking = names(outside);
  await asking;
  const late = new GatheredReadings();
  await listDatasets({ ...context, readings: late }, outside, {});
  time = new Date(Date.parse(until));
  expect(await refusal(late.record(context, outside))).toMatch('BUSY: The engagement soc2 ended while this was answered');
  expect(await refusal(names(outside))).toMatch('ACCESS_DENIED: You have no role');
  expect(await refusal(endEngagement(context, admin, { name: 'soc2', why: 'again' }))).toMatch('BAD_REQUEST: The engagement soc2 is over');
  expect((await list(house)).length).toBe(before.length + 3);
  const { engagement } = await findEngagement(context, house, { name: 'soc2', alsoUnmapped: true });
  expect(engagement).toMatchObject({ state: 'over', ended: null, purpose: 'soc2-audit', why: 'the yearly audit', by: admin.id });
});

test('what somebody asked who sees by more is told to others of the engagement without what it names, and stands under each of two', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  await givenWay(installation);
  const [olga, eve] = [await person(installation, 'olga'), await person(installation, 'eve', 'engineer')];
  const until = new Date(Date.now() + DAY_MS).toISOString();
  const wish = { purpose: 'p', why: 'w', until };
  const first = await openEngagement(context, admin, { ...wish, name: 'a', who: ['olga', 'eve'], scope: ['s3://in'] });
  await openEngagement(context, admin, { ...wish, name: 'b', who: ['eve'], scope: ['s3://out'] });
  const list = async (who: Principal, name: string) => (await listReadings(context, who, { name, alsoUnmapped: true })).nodes;

  await findDataset(context, eve, dataset('s3://mid', 'mid'));

  const told = { operation: 'dataset', failed: null };
  const whole = {
    byName: 'eve',
    isWithin: false,
    asked: [{ ...told, shown: 1, arguments: '{"dataset":{"name":"mid","namespace":"s3://mid"}}' }],
  };
  expect([await list(admin, 'a'), await list(admin, 'b')]).toMatchObject([[whole], [whole]]);
  expect(await list(olga, 'a')).toMatchObject([{ ...whole, asked: [{ ...told, shown: null, arguments: null }] }]);
  expect(given((await list(eve, 'b'))[0])).toMatchObject(whole);

  // One operation of a door is one reading, and an early end is found at any size of the ledger.
  const gathered = new GatheredReadings();
  const within = { ...context, readings: gathered };
  await listDatasets(within, olga, {});
  await findDatasets(within, olga, {
    ids: [publicId({ kind: 'dataset', namespace: 's3://in', name: 'in' })],
    asOf: '2026-04-01T00:00:00Z',
    isBelow: true,
  });
  await gathered.record(context, olga);
  expect(given((await list(admin, 'a'))[0]).asked.map(({ operation, arguments: named }) => [operation, named])).toEqual([
    ['datasets', '{"kind":"dataset"}'],
    ['datasets by id', '{"ids":["dataset s3://in in"]}'],
  ]);
  await listDatasets(within, olga, {});
  const end = await endEngagement(context, admin, { name: 'a', why: 'they left' });
  expect(await refusal(gathered.record(context, olga))).toMatch('BUSY');
  expect(await refusal(listDatasets(context, olga, {}))).toMatch('ACCESS_DENIED');
  await mapAll(context);
  const states = async (knownAt?: bigint) =>
    (await listEngagements(context, admin, { knownAt: knownAt?.toString() })).nodes.map(({ name, state, ended }) => [
      name,
      state,
      ended?.why ?? null,
    ]);
  expect(await states()).toEqual([
    ['b', 'in-force', null],
    ['a', 'over', 'they left'],
  ]);
  expect(await states(first.position + 1n)).toEqual([['a', 'in-force', null]]);
  expect(await states(first.position)).toEqual([]);
  expect(
    (await auditTrail(context, admin, { kinds: ['policy'], first: 2 })).nodes.map(({ action, what, why }) => [action, what, why]),
  ).toEqual([
    ['end engagement', 'a', 'they left'],
    ['open engagement', 'b', expect.stringMatching(/^Until .* w$/)],
  ]);
  expect(end.until < first.until).toBe(true);
});

test('a reading says where it came from, and is counted with those from there alone', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  await givenWay(installation);
  const olga = await person(installation, 'olga');
  const until = new Date(Date.now() + DAY_MS).toISOString();
  await openEngagement(context, admin, { name: 'a', who: ['olga'], scope: ['s3://in'], purpose: 'p', why: 'w', until });
  const [here, there] = [
    { door: 'graphql', address: '192.0.2.7' },
    { door: 'graphql', address: '192.0.2.8' },
  ] as const;
  const now = context.clock.now();
  const clock = { now: () => now };

  for (const from of [here, there, there]) await listDatasets({ ...context, clock, from }, olga, {});

  const { nodes } = await auditTrail(context, admin, { action: 'ask under engagement', alsoUnmapped: true });
  expect(nodes.map(({ from }) => from)).toEqual([there, here]);
  const readings = await listReadings(context, admin, { name: 'a', alsoUnmapped: true });
  expect(readings.nodes.map(({ count }) => count)).toEqual([2, 1]);
});

test('an engagement lets its people in, and where a reading cannot be recorded there is no answer', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  const [olga, acme] = [await person(installation, 'olga'), await person(installation, 'of acme')];
  const until = new Date(Date.now() + DAY_MS).toISOString();
  await openEngagement(context, admin, { name: 'a', who: ['olga', 'group:acme'], scope: ['*'], purpose: 'p', why: 'w', until });
  const away = Object.assign(Object.create(context.database) as Context['database'], {
    transactionClosedByWork: () => Promise.reject(new Failure('STORE_UNAVAILABLE', 'The database did not answer.')),
  });

  const letIn = async (...groups: readonly string[]) => (await personNow(context, { principalId: acme.id, groups }))?.hasRole;
  expect([await letIn('acme'), await letIn('other')]).toEqual([true, false]);
  expect(await refusal(listDatasets({ ...context, database: away }, olga, {}))).toBe('STORE_UNAVAILABLE: The database did not answer.');
  expect((await listReadings(context, admin, { name: 'a', alsoUnmapped: true })).nodes).toEqual([]);
});

// A fixed bug: of a table that is hidden the trail said who had named it, and of an engagement it said nothing.
test('who names an engagement that is not for him is on record, and alike one that is not there; an auditor names what he may', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  const [eve, otto] = [await person(installation, 'eve', 'engineer'), await person(installation, 'otto', 'auditor')];
  const until = new Date(Date.now() + DAY_MS).toISOString();
  await openEngagement(context, admin, { name: 'soc2', who: ['group:acme'], scope: ['db'], purpose: 'p', why: 'w', until });
  await mapAll(context);

  for (const ask of [findEngagement, listReadings])
    for (const name of ['soc2', 'absent']) expect(await refusal(ask(context, eve, { name }))).toMatch('NOT_FOUND: No engagement is called');
  expect(await refusal(findEngagement(context, otto, { name: 'absent' }))).toMatch('NOT_FOUND');

  const { nodes } = await auditTrail(context, admin, { action: 'see', outcome: 'denied', alsoUnmapped: true });
  const told = nodes.flatMap(({ by, decisions }) => decisions.map(({ names, why }) => [by, ...names, why].join(' ')));
  const why = 'There is none, or none that may be seen.';
  expect(new Set(told)).toEqual(new Set(['absent', 'soc2'].map((name) => `${eve.id} engagement ${name} ${why}`))); // told again in another minute
});
