import { expect, test } from 'vitest';

import { HOUR_MS, MINUTE_MS } from '#foundation';
import { lastClaimOf } from '#store';
import { diceOf, type FreshInstallation, freshInstallation, given } from '#testkit';

import { applyAccess } from '../access/apply-access.ts';
import type { Context, Principal } from '../context.ts';
import { receiveEvent } from '../receive/receive-event.ts';
import { gatherNotices } from './gather-notices.ts';

const SETTINGS = { administrators: true, keyDays: [14, 3], address: undefined };
const ALERTS = 'alerts: { url: "https://hooks.example.org/x" }';

interface Body {
  readonly id: string;
  readonly team: string | null;
  readonly data: { readonly claimant: string; readonly namespaces: readonly string[]; readonly namespaceCount: number };
}

interface Claiming {
  readonly installation: FreshInstallation;
  readonly context: Context;
  readonly pass: (ms: number) => void;
  readonly claimant: (name: string) => Promise<Principal>;
  readonly claim: (who: Principal, ...namespaces: readonly string[]) => Promise<void>;
  /** Hears all there is, and gives what was not told before: by route, then claimant. */
  readonly gathered: () => Promise<readonly Body[]>;
}

/** An installation with a clock of its own, in which emitters claim what they may not. */
function claiming(installation: FreshInstallation): Claiming {
  let time = installation.context.clock.now();
  const context: Context = { ...installation.context, clock: { now: () => time } };
  const binding = { outputs: [], inputs: [], producers: [] };
  const told = () => context.database.snapshot((session) => session.rows`select id::text, body from hot.notice order by route, type, row`);
  return {
    installation,
    context,
    pass: (ms) => void (time = new Date(time.getTime() + ms)),
    claimant: async (name) => {
      const { id } = await installation.principals.create({ kind: 'emitter', name, namespaces: ['nightly'], binding }, time);
      return { id, kind: 'emitter', name, namespaces: ['nightly'], roles: [], binding };
    },
    claim: async (who, ...namespaces) => {
      const event = {
        ...{ eventTime: '2026-03-01T00:00:00Z', eventType: 'COMPLETE', producer: 'https://p.example' },
        run: { runId: '0198c3a0-0000-7000-8000-00000000000a' },
        job: { namespace: 'nightly', name: 'load' },
        outputs: namespaces.map((namespace) => ({ namespace, name: 'secret-name' })),
      };
      const received = await receiveEvent(context, who, Buffer.from(JSON.stringify(event)));
      if (received.kind !== 'quarantined') throw new Error(JSON.stringify(received));
    },
    gathered: async () => {
      const before = new Set((await told()).map(({ id }) => id));
      while ((await gatherNotices(context, SETTINGS)).hasMore);
      return (await told()).filter(({ id }) => !before.has(id)).map(({ body }) => JSON.parse(String(body)) as Body);
    },
  };
}

const apply = ({ installation: { context, admin } }: Claiming, text: string) =>
  applyAccess(context, admin, { text, isPruning: false, isDryRun: false });
const inShort = (all: readonly Body[]): readonly string[] =>
  all.map(({ team, data: { claimant, namespaces } }) => `${team ?? 'administrators'}: ${claimant} ${namespaces.join(' ')}`).toSorted();

test('a claim that was refused is told at once to who owns the namespace, and names no other; what a claimant claims in the hour after it is told when the hour is over', async () => {
  await using installation = await freshInstallation();
  const all = claiming(installation);
  const { pass, claim, claimant, gathered } = all;
  await apply(all, `teams: { heart: { owns: ["s3://heart*"], ${ALERTS} }, brain: { owns: ["s3://brain"], ${ALERTS} } }`);
  const [spark, flink] = [await claimant('spark'), await claimant('flink')];

  await claim(spark, 's3://heart-2', 's3://third', 's3://heart-1');
  const told = await gathered();
  expect(inShort(told)).toEqual(['administrators: spark s3://third', 'heart: spark s3://heart-1 s3://heart-2']);
  expect(given(told.find(({ team }) => team === 'heart')).data.namespaceCount).toBe(2);
  expect(JSON.stringify(told)).not.toMatch(/secret-name/);

  await claim(spark, 's3://heart-9');
  pass(30 * MINUTE_MS);
  expect(await gathered()).toEqual([]);
  await claim(spark, 's3://heart-3', 's3://brain');
  await claim(flink, 's3://heart-1');
  await claim(spark, 's3://heart-9', 's3://heart-2');
  expect(inShort(await gathered())).toEqual(['brain: spark s3://brain', 'heart: flink s3://heart-1']);
  pass(30 * MINUTE_MS - 1);
  expect(await gathered()).toEqual([]);
  pass(MINUTE_MS + 1);
  expect(inShort(await gathered())).toEqual(['heart: spark s3://heart-9 s3://heart-3 s3://heart-2']);

  pass(HOUR_MS + MINUTE_MS);
  expect(await gathered()).toEqual([]);
  await claim(spark, 's3://heart-9');
  expect(inShort(await gathered())).toEqual(['heart: spark s3://heart-9']);
});

// It claimed two thousand namespaces that are nobody's, or one team's, many times, to be told of before the one that matters.
test('whoever claims thousands of namespaces hides none of a team by it', async () => {
  await using installation = await freshInstallation();
  const all = claiming(installation);
  const { claim, claimant, gathered } = all;
  await apply(all, `teams: { heart: { owns: ["s3://heart*"], ${ALERTS} }, brain: { owns: ["s3://brain"], ${ALERTS} } }`);
  const spark = await claimant('spark');
  const noise = (of: string) => Array.from({ length: 999 }, (_, index) => `${of}-${index}`);
  for (const of of ['a', 'a', 'b', 'b', 's3://heart']) await claim(spark, ...noise(of));
  await claim(spark, 's3://brain');

  const told = await gathered();

  expect(told.map(({ team, data: { namespaceCount } }) => [team, namespaceCount])).toEqual([
    [null, 100],
    ['brain', 1],
    ['heart', 100],
  ]);
  const { tenant } = all.context;
  const last = (max: number) =>
    all.context.database.snapshot((session) => lastClaimOf(session, tenant, { range: { from: 0n, to: 1_000n }, max }));
  const end = given(await last(5 * 999 + 1)); // of the claim on brain
  expect([await last(1), await last(999), await last(1_000), await last(5 * 999 + 2)]).toEqual([end - 5n, end - 5n, end - 4n, undefined]);
});

test('of one event that claims thousands of namespaces each team is told of its own', async () => {
  await using installation = await freshInstallation();
  const all = claiming(installation);
  const { claim, claimant, gathered } = all;
  await apply(all, `teams: { brain: { owns: ["s3://brain"], ${ALERTS} } }`);
  await claim(await claimant('spark'), ...Array.from({ length: 5_000 }, (_, index) => `a-${index}`), 's3://brain');

  const told = await gathered();

  expect(told.map(({ team, data: { namespaceCount } }) => [team, namespaceCount])).toEqual([
    [null, 100],
    ['brain', 1],
  ]);
});

test('what a team owns no more when the hour is over it is not told, and nothing of the time before its route came anew', async () => {
  await using installation = await freshInstallation();
  const all = claiming(installation);
  const { claim, claimant, pass, gathered } = all;
  const owning = (owns: string, alerts = ALERTS) => apply(all, `teams: { heart: { owns: [${owns}], ${alerts} } }`);
  await owning('db, ice');
  const spark = await claimant('spark');
  await claim(spark, 'db');
  expect(inShort(await gathered())).toEqual(['heart: spark db']);

  await claim(spark, 'db', 'ice');
  await gathered();
  await owning('ice');
  pass(HOUR_MS);
  expect(inShort(await gathered())).toEqual(['heart: spark ice']);

  await claim(spark, 'ice');
  await gathered();
  await owning('ice', '');
  pass(MINUTE_MS);
  await gathered();
  await owning('ice');
  pass(HOUR_MS);
  expect(await gathered()).toEqual([]);
});

// Goal: nothing that is claimed of a team's is lost, and no claimant is told of twice within an hour.
// Method: three hours of random claims by two emitters on namespaces of two teams, heard once a minute; each team owns so few that a notice names all.
test.each([1, 2])('each claim is told to its team within an hour and a minute, and no claimant twice an hour (%i)', async (seed) => {
  await using installation = await freshInstallation();
  const all = claiming(installation);
  const { claim, claimant, pass, gathered } = all;
  await apply(all, `teams: { heart: { owns: ["heart*"], ${ALERTS} }, brain: { owns: ["brain*"], ${ALERTS} } }`);
  const senders = [await claimant('spark'), await claimant('flink')];
  const throws = diceOf(seed);
  const open = new Map<string, number>();
  const toldAt = new Map<string, number>();

  for (let minute = 0; minute < 242; minute += 1) {
    if (minute < 180 && throws.chance(0.15)) {
      const sender = throws.pick(senders);
      const namespaces = throws.some(['heart-1', 'heart-2', 'brain-1', 'brain-2'], { least: 1, most: 3 });
      await claim(sender, ...namespaces);
      for (const namespace of namespaces) {
        const key = `${namespace.slice(0, 5)} ${sender.name} ${namespace}`;
        open.set(key, open.get(key) ?? minute);
      }
    }
    for (const { team, data } of await gathered()) {
      const pair = `${String(team)} ${data.claimant}`;
      expect(minute - (toldAt.get(pair) ?? -60)).toBeGreaterThanOrEqual(60);
      toldAt.set(pair, minute);
      for (const namespace of data.namespaces) expect(open.delete(`${pair} ${namespace}`)).toBe(true);
    }
    for (const since of open.values()) expect(minute - since).toBeLessThanOrEqual(61);
    pass(MINUTE_MS);
  }
  expect([open.size, toldAt.size]).toEqual([0, 4]);
});

test('a claim on what is of a team without a route is told to administrators, and one on what a team wants to hear nothing of to nobody', async () => {
  await using installation = await freshInstallation();
  const { context, claimant, claim, gathered } = claiming(installation);
  const quiet = 'alerts: { url: "https://hooks.example.org/x", on: [key] }';
  const text = `teams: { routeless: { owns: [db] }, quiet: { owns: [lab], ${quiet} }, heart: { owns: [ward], ${ALERTS} } }`;
  await applyAccess(context, installation.admin, { text, isPruning: false, isDryRun: false });
  await claim(await claimant('spark'), 'db', 'lab', 'ward', 'nobodys');

  const told = (await gathered()).map(({ team, data }) => [team, data.namespaces]);
  expect(told).toEqual([
    [null, ['db', 'nobodys']],
    ['heart', ['ward']],
  ]);
});
