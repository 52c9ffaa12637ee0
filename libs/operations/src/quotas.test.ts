import { expect, test } from 'vitest';

import { Failure } from '#foundation';
import { type FreshInstallation, freshInstallation } from '#testkit';

import { applyAccess } from './access/apply-access.ts';
import { auditTrail } from './access/audit-trail.ts';
import { breakGlass } from './access/break-glass.ts';
import { makeKey, rotateKey } from './access/keys.ts';
import { listStandings } from './access/list-standings.ts';
import { readStatus } from './ask/read-status.ts';
import type { Context, Principal } from './context.ts';
import { oweQuota, quotasChanged, quotasWritten, takeQuota } from './quotas.ts';

const START = new Date('2026-03-01T23:59:00Z');

function clockAt(time: Date) {
  const clock = { time, now: () => clock.time, later: (ms: number) => (clock.time = new Date(clock.time.getTime() + ms)) };
  return clock;
}

/** Another server over the same database: it has counted nothing yet. */
function otherServer(context: Context): Context {
  return { ...context, recorder: Object.create(context.recorder) as Context['recorder'] };
}

async function emitter({ context, admin, principals }: FreshInstallation, name: string): Promise<Principal & { readonly prefix: string }> {
  const { id, prefix } = await makeKey(context, admin, { principals, kind: 'emitter', name, namespaces: ['*'] });
  return { id, kind: 'emitter', name, namespaces: ['*'], roles: [], prefix };
}

const apply = ({ context, admin }: Pick<FreshInstallation, 'context' | 'admin'>, text: string, flags: object = {}) =>
  applyAccess(context, admin, { text, isPruning: false, isDryRun: false, ...flags });

/** What a refusal tells, or `taken`. */
async function told(taking: Promise<void>): Promise<unknown> {
  const error = await taking.then(
    () => 'taken',
    (thrown: unknown) => thrown,
  );
  return error instanceof Failure ? { code: error.code, after: error.retryAfterSeconds, ...(error.details['quota'] as object) } : error;
}

test('quotas of a file are in force when it is applied, are shown as they were said, and are gone when it is pruned', async () => {
  await using installation = await freshInstallation();
  const { context, admin, principals } = installation;
  const spark = await emitter(installation, 'spark');
  const file = `
teams:
  heart: { owns: [], emitters: ["${spark.prefix}"], quotas: { events_per_second: 3 } }
quotas:
  spark: { events_per_second: 5, bytes_per_day: 1000 }
  "a:b": { query_cost_per_minute: 7 }`;

  const dry = await apply(installation, file, { isDryRun: true });
  expect(dry.remarks).toEqual(['Nobody is called a:b: no quota counts for it until somebody is.']);
  expect(dry.changes).toMatchObject([
    { what: 'team', name: 'heart', change: 'added' },
    { what: 'quota', name: 'spark', change: 'added' },
    { what: 'quota', name: 'a:b', change: 'added' },
  ]);
  expect(await told(takeQuota(context, spark, { events_per_second: 100 }))).toBe('taken');
  await apply(installation, file);
  expect(new Set((await apply(installation, file)).changes.map(({ change }) => change))).toEqual(new Set(['same']));
  expect(await listStandings(context, admin, { alsoUnmapped: true })).toMatchObject({
    teams: [{ team: 'heart', emitters: [spark.prefix], quotas: { events_per_second: 3 } }],
    quotas: expect.arrayContaining([
      { quota: 'a:b', query_cost_per_minute: 7 },
      { quota: 'spark', events_per_second: 5, bytes_per_day: 1000 },
    ]) as unknown,
  });
  const { prefix } = await rotateKey(context, admin, { principals, called: 'spark', graceMs: 0, expiresAt: null });
  expect(prefix).not.toBe(spark.prefix);
  expect(await told(takeQuota(context, spark, { events_per_second: 9 }))).toBe('taken');
  expect(await told(takeQuota(context, spark, { events_per_second: 1 }))).toMatchObject({ of: 'team', name: 'heart', limit: 3 });
  expect(await told(takeQuota(context, { ...spark, kind: 'admin' }, { events_per_second: 1 }))).toBe('taken');

  await apply(installation, 'teams: { heart: { owns: [] } }', { isPruning: true });
  expect(await told(takeQuota(context, spark, { events_per_second: 100 }))).toBe('taken');
  expect(await told(takeQuota(context, spark, { events_per_second: 100 }))).toBe('taken');
  const { nodes } = await auditTrail(context, admin, { kinds: ['policy'], alsoUnmapped: true });
  expect(nodes.map(({ action, what }) => `${action} ${what}`)).toEqual(
    expect.arrayContaining(['set quota spark', 'remove quota a:b', 'set team heart']),
  );
  await expect(apply(installation, 'quotas: { spark: { events_per_second: 0.5, bytes: 1 } }')).rejects.toThrow(/a whole number.*bytes/s);
});

// Goal: what is owed outlasts every change but one of the limit that it is owed to.
// Method: a clock that stands still, so that nothing is paid back; whoever is let in had a bucket that was filled anew.
test('what a key or a team owes is owed until it is paid, whatever else changes, and forgotten when its own limit does', async () => {
  await using installation = await freshInstallation();
  const clock = clockAt(START);
  const context = { ...installation.context, clock };
  const { admin, principals } = installation;
  const change = async (spark: number, heart: number, more = ''): Promise<void> => {
    const text = `
teams: { heart: { owns: [], emitters: [flink], quotas: { events_per_second: ${heart} } }, lung: { owns: [], emitters: [spark] } }
quotas: { spark: { events_per_second: ${spark} } ${more} }`;
    await applyAccess(context, admin, { text, isPruning: true, isDryRun: false });
  };
  const [spark, flink] = [await emitter(installation, 'spark'), await emitter(installation, 'flink')];
  const owing = async () => [
    await told(takeQuota(context, spark, { events_per_second: 1 })),
    await told(takeQuota(context, flink, { events_per_second: 1 })),
  ];
  const both = [
    { of: 'key', name: 'spark', limit: 10, fitsAt: '2026-03-01T23:59:09.100Z' },
    { of: 'team', name: 'heart', limit: 20, fitsAt: '2026-03-01T23:59:09.050Z' },
  ];
  await change(10, 20);
  await takeQuota(context, spark, { events_per_second: 100 });
  await takeQuota(context, flink, { events_per_second: 200 });
  expect(await owing()).toMatchObject(both);

  await change(10, 20, ', other: { events_per_second: 1 }');
  expect(await owing()).toMatchObject(both);
  await makeKey(context, admin, { principals, kind: 'person', name: 'ann', namespaces: [], roles: ['engineer'] });
  await breakGlass(context, admin, { reason: 'the ward is down', hours: 1, who: 'ann' });
  quotasChanged(context);
  expect(await owing()).toMatchObject(both);
  await applyAccess(context, admin, { text: 'teams: {}', isPruning: true, isDryRun: false });
  await change(10, 20);
  expect(await owing()).toMatchObject(both);

  await change(11, 20);
  expect(await owing()).toMatchObject(['taken', both[1]]);
  await change(11, 19);
  expect(await told(takeQuota(context, flink, { events_per_second: 19 }))).toBe('taken');
  clock.later(60_000);
  await change(11, 19, ', other: { events_per_second: 2 }');
  expect(await told(takeQuota(context, spark, { events_per_second: 11 }))).toBe('taken');
  expect(await told(takeQuota(context, spark, { events_per_second: 1 }))).toMatchObject({ limit: 11 });
});

test('bytes of a day are one sum for all servers, outlast a restart, and begin anew at midnight; a second has no more than its own', async () => {
  await using installation = await freshInstallation();
  const clock = clockAt(START);
  const here = { ...installation.context, clock };
  const spark = await emitter(installation, 'spark');
  const flink = await emitter(installation, 'flink');
  await apply(
    installation,
    'teams: { heart: { owns: [], emitters: [spark, flink], quotas: { bytes_per_day: 1000 } } }\nquotas: { flink: { bytes_per_day: 100 } }',
  );

  expect(await told(takeQuota(here, spark, { bytes_per_day: 400 }))).toBe('taken');
  await quotasWritten(here);
  const there = otherServer(here);
  expect(await told(takeQuota(there, flink, { bytes_per_day: 700 }))).toBe('taken');
  const midnight = { quota: 'bytes_per_day', after: 60, fitsAt: '2026-03-02T00:00:00.000Z' };
  expect(await told(takeQuota(there, flink, { bytes_per_day: 1 }))).toMatchObject({ ...midnight, of: 'key', name: 'flink' });
  expect(await told(takeQuota(there, spark, { bytes_per_day: 1 }))).toMatchObject({ ...midnight, of: 'team', name: 'heart' });
  await quotasWritten(there);
  expect(await told(takeQuota(here, spark, { bytes_per_day: 1 }))).toBe('taken'); // it has not heard of it yet
  await quotasWritten(here);
  expect(await told(takeQuota(here, spark, { bytes_per_day: 1 }))).toMatchObject(midnight);
  expect(await told(takeQuota(otherServer(here), spark, { bytes_per_day: 1 }))).toMatchObject(midnight);
  clock.later(60_000);
  expect(await told(takeQuota(here, spark, { bytes_per_day: 1 }))).toBe('taken');

  await Promise.all([quotasWritten(here), quotasWritten(there)]);
  expect((await readStatus({ ...installation.context, clock }, installation.admin)).refusals).toMatchObject([
    { reason: 'PAST_BYTES_PER_DAY', senderName: 'spark', count: 2n },
    { reason: 'PAST_BYTES_PER_DAY', senderName: 'flink', count: 1n },
  ]);
});

test('people of a team share what it may ask; whom a provider vouches for is known by id and group, not by a name', async () => {
  await using installation = await freshInstallation();
  const clock = clockAt(START);
  const context = { ...installation.context, clock };
  const person = (id: string, name: string, more: object = {}): Principal => ({
    id,
    kind: 'person',
    name,
    namespaces: [],
    roles: [],
    ...more,
  });
  const ann = person('00000000-0000-4000-8000-000000000001', 'ann');
  const bob = person('00000000-0000-4000-8000-000000000002', 'bob', { groups: ['heart'] });
  const eve = person('00000000-0000-4000-8000-000000000003', 'ann', { groups: [] });
  await apply(
    installation,
    'teams: { heart: { owns: [], members: { engineer: [ann, "group:heart"] }, quotas: { query_cost_per_minute: 600 } } }\nquotas: { ann: { query_cost_per_minute: 60 } }',
  );

  const ask = (who: Principal, cost: number) => told(takeQuota(context, who, { query_cost_per_minute: cost }));
  expect(await ask(ann, 60)).toBe('taken');
  expect(await ask(ann, 1)).toMatchObject({ of: 'key', name: 'ann', after: 1 });
  expect(await ask(bob, 539.5)).toBe('taken');
  await oweQuota(context, bob, { query_cost_per_minute: 9 });
  expect(await ask(bob, 1)).toMatchObject({ of: 'team', name: 'heart', after: 1 });
  expect(await ask(eve, 100_000)).toBe('taken');
  expect(await ask(eve, 100_000)).toBe('taken');
  clock.later(1_000);
  expect(await ask(bob, 5_000)).toBe('taken'); // larger than all that a minute has: let in, and owed
  expect(await ask(bob, 1)).toMatchObject({ after: 60, fitsAt: '2026-03-02T00:07:21.000Z' });
});
