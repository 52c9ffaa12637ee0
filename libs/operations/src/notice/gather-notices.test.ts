import { expect, test } from 'vitest';

import { DAY_MS, HOUR_MS, MINUTE_MS } from '#foundation';
import { addNotices } from '#store';
import { type FreshInstallation, freshInstallation, given, labelAll, mapAll, person, refusal } from '#testkit';

import { applyAccess } from '../access/apply-access.ts';
import { applyPolicy } from '../access/apply-policy.ts';
import { breakGlass } from '../access/break-glass.ts';
import { reviewGlass } from '../access/broken-glasses.ts';
import { findAlert, listAlerts } from '../alert/find-alert.ts';
import { ringBell } from '../alert/ring-bell.ts';
import { applyContract } from '../contract/apply-contract.ts';
import type { Context, Principal } from '../context.ts';
import { receiveEvent } from '../receive/receive-event.ts';
import { gatherNotices } from './gather-notices.ts';

const SETTINGS = { administrators: true, keyDays: [14, 3], address: 'https://headgate.example' };
const ALERTS = 'alerts: { url: "https://hooks.example.org/x" }';
const emitter: Principal = { id: '00000000-0000-4000-8000-00000000000e', kind: 'emitter', name: 'a test', namespaces: ['*'], roles: [] };

/** A clock of a test's own. */
function clocked(installation: FreshInstallation): {
  readonly context: Context;
  readonly pass: (ms: number) => void;
  readonly now: () => Date;
} {
  let time = installation.context.clock.now();
  return {
    context: { ...installation.context, clock: { now: () => time } },
    pass: (ms) => void (time = new Date(time.getTime() + ms)),
    now: () => time,
  };
}

interface Body {
  readonly id: string;
  readonly type: string;
  readonly severity: string;
  readonly team: string | null;
  readonly text: string;
  readonly link: string | null;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Hears all there is, and gives what was not told before: by route, then type. */
async function gathered(context: Context, settings = SETTINGS): Promise<readonly Body[]> {
  const told = () => context.database.snapshot((session) => session.rows`select id::text, body from hot.notice order by route, type, once`);
  const before = new Set((await told()).map(({ id }) => id));
  while ((await gatherNotices(context, settings)).hasMore);
  return (await told()).filter(({ id }) => !before.has(id)).map(({ body }) => JSON.parse(String(body)) as Body);
}

const apply = ({ context, admin }: FreshInstallation, text: string) =>
  applyAccess(context, admin, { text, isPruning: false, isDryRun: false });
const inShort = (all: readonly Body[]): readonly string[] => all.map(({ team, type }) => `${team ?? 'administrators'} ${type}`);

const CONTRACT = `
apiVersion: v3.1.0
kind: DataContract
id: vitals-contract
version: 1.0.0
customProperties: [{ property: headgateNamespace, value: db }]
schema:
  - name: vitals
    properties: [{ name: patient, logicalType: string }, { name: heart_rate, logicalType: string }, { name: ward, logicalType: string }]
`;

async function wrote({ context }: FreshInstallation, at: string, columns: readonly string[]): Promise<void> {
  const facet = { _producer: 'https://example.test', _schemaURL: 'https://example.test/f.json' };
  const event = {
    ...{ eventTime: at, producer: 'https://example.test' },
    dataset: { namespace: 'db', name: 'vitals', facets: { schema: { ...facet, fields: columns.map((name) => ({ name, type: 'text' })) } } },
  };
  const received = await receiveEvent(context, emitter, Buffer.from(JSON.stringify(event)));
  if (received.kind !== 'recorded') throw new Error(JSON.stringify(received));
}

async function rung({ context }: FreshInstallation): Promise<void> {
  await mapAll(context);
  while ((await ringBell(context)).hasMore);
  await mapAll(context);
  await labelAll(context);
}

test('the owner of a namespace is told once that a contract broke, and once that it was mended, without a column; others are not told', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  await apply(installation, `teams: { heart: { owns: [d*], ${ALERTS} }, brain: { owns: [else], ${ALERTS} } }`);
  await applyContract(context, admin, { text: CONTRACT });
  await wrote(installation, '2026-03-01T00:00:00Z', ['patient', 'heart_rate', 'ward']);
  await rung(installation);
  expect(await gathered(context)).toEqual([]);

  await wrote(installation, '2026-03-02T00:00:00Z', ['patient']);
  await rung(installation);
  const broken = await gathered(context);
  expect(broken).toMatchObject([
    {
      type: 'contract.broken',
      severity: 'error',
      team: 'heart',
      link: 'https://headgate.example/graphiql',
      data: { contract: 'vitals-contract', dataset: { namespace: 'db', name: 'vitals' } },
    },
  ]);
  // The rest of an alert's id tells its column to whoever has a list of names.
  const ids = (await listAlerts(context, admin, {})).nodes.map(({ id }) => id);
  const { alerts, alertCount } = given(broken[0]).data;
  expect([alertCount, ids.map((id) => id.slice(0, 16))]).toEqual([2, [alerts, alerts]]);
  expect(JSON.stringify(broken)).not.toMatch(new RegExp(`heart_rate|ward|${ids.map((id) => id.slice(16)).join('|')}`));
  expect(given(broken[0]).text).toContain(`headgate alerts show ${String(alerts)}`);
  expect(await refusal(findAlert(context, admin, { id: String(alerts) }))).toMatch(`${given(ids[0])} (`);
  expect(await gathered(context)).toEqual([]);

  await wrote(installation, '2026-03-03T00:00:00Z', ['patient', 'heart_rate', 'ward']);
  await rung(installation);
  expect(await gathered(context)).toMatchObject([{ type: 'contract.mended', severity: 'info', team: 'heart' }]);
  await context.database.transaction((session) => session.rows`update hot.notice_head as head set heard = 0`);
  expect(await gathered(context)).toEqual([]);
});

test('of a contract whose column a steward of the team may not see its team learns that one broke, and nothing of what it is about', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  await apply(installation, `teams: { heart: { owns: [db], ${ALERTS} } }`);
  const text = 'name: hide\nrules: [{ effect: deny, roles: [steward], on: { namespace: db, name: vitals } }]';
  await applyPolicy(context, admin, { text });
  await applyContract(context, admin, { text: CONTRACT });
  await wrote(installation, '2026-03-01T00:00:00Z', ['patient', 'heart_rate', 'ward']);
  await wrote(installation, '2026-03-02T00:00:00Z', ['patient', 'ward']);
  await rung(installation);

  const told = await gathered(context);

  expect(told).toMatchObject([{ type: 'contract.broken', team: 'heart', data: {} }]);
  expect(JSON.stringify(told)).not.toMatch(/vitals|\bdb\b/); // ids are drawn, and may hold any letters
});

test('what is of no team is told to the administrators, and to nobody when they have no route', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  await apply(installation, `teams: { heart: { owns: [else], ${ALERTS} }, mute: { owns: [quiet] } }`);
  await applyContract(context, admin, { text: CONTRACT });
  await wrote(installation, '2026-03-01T00:00:00Z', ['patient']);
  await rung(installation);

  expect(inShort(await gathered(context))).toEqual(['administrators contract.broken']);
  await wrote(installation, '2026-03-02T00:00:00Z', ['patient', 'heart_rate', 'ward']);
  await rung(installation);
  expect(await gathered(context, { ...SETTINGS, administrators: false })).toEqual([]);
});

test('a team that wants to hear of keys alone hears of nothing else, and one hears of nothing from before its route', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  await applyContract(context, admin, { text: CONTRACT });
  await wrote(installation, '2026-03-01T00:00:00Z', ['patient']);
  await rung(installation);
  await apply(installation, 'teams: { heart: { owns: [db] } }');
  expect(inShort(await gathered(context))).toEqual(['administrators contract.broken']); // of a team without a route administrators are told
  await apply(
    installation,
    `teams: { heart: { owns: [db], ${ALERTS} }, keys: { owns: [db], alerts: { url: "https://k.example", on: [key] } } }`,
  );
  expect(await gathered(context)).toEqual([]);

  await wrote(installation, '2026-03-02T00:00:00Z', ['patient', 'heart_rate', 'ward']);
  await rung(installation);
  expect(inShort(await gathered(context))).toEqual(['heart contract.mended']);
});

test('a turn that dies tells nothing, and the next one tells all of it, though several begin at once', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  for (const name of ['ann', 'bob']) await person(installation, name, 'engineer');
  await gathered(context);
  for (const who of ['ann', 'bob']) await breakGlass(context, admin, { reason: 'a test', hours: 2, who });
  let ids = 0;
  const dying: Context = {
    ...context,
    randomness: {
      ...context.randomness,
      uuid: () => {
        ids += 1;
        if (ids > 1) throw new Error('the process is gone');
        return context.randomness.uuid();
      },
    },
  };

  await expect(gatherNotices(dying, SETTINGS)).rejects.toThrow('the process is gone');
  const [first, second] = await Promise.all([gathered(context), gathered(context)]);

  expect(new Set([...first, ...second].map(({ id }) => id)).size).toBe(2);
  expect(
    inShort(
      await context.database.snapshot(async (session) =>
        (await session.rows`select body from hot.notice`).map(({ body }) => JSON.parse(String(body)) as Body),
      ),
    ),
  ).toEqual(['administrators glass.broken', 'administrators glass.broken']);
});

test('that a key ends is told once a stage to the team whose emitter holds it, or after which its holder is called, else to the administrators; who looks late tells the last stage alone', async () => {
  await using installation = await freshInstallation();
  const { context, pass, now } = clocked(installation);
  const { principals } = installation;
  const make = (kind: 'emitter' | 'person', name: string, days: number) =>
    principals.create({ kind, name, namespaces: [], expiresAt: new Date(now().getTime() + days * DAY_MS) }, now());
  await make('emitter', 'heart/spark', 20);
  await make('person', 'brain/ann', 20);
  await make('person', 'ann', 20);
  await make('person', 'lone', 20);
  const [, counted] = [await make('emitter', 'icu', 20), await make('emitter', 'spark-icu', 20)];
  await apply(
    installation,
    `teams: { heart: { owns: [db], emitters: { heart/spark: {}, icu: {}, ${counted.key.slice(0, 11)}: null, ann: null }, ${ALERTS} },
      brain: { owns: [x], members: { engineer: [ann, brain/ann, heart/spark, icu] }, ${ALERTS} } }`,
  );
  const told = async (): Promise<readonly string[]> =>
    (await gathered(context)).map(({ team, type, data }) => `${team ?? 'administrators'} ${type} ${String(data['holder'])}`);
  // Who names somebody else's key holder in his team learns nothing of the key.
  const all = [
    ...['administrators key.ending ann', 'administrators key.ending lone'],
    ...['brain key.ending brain/ann', 'heart key.ending heart/spark', 'heart key.ending icu', 'heart key.ending spark-icu'],
  ];

  expect(await told()).toEqual([]);
  pass(6 * DAY_MS);
  expect((await told()).toSorted()).toEqual(all);
  pass(10 * DAY_MS);
  expect(await told()).toEqual([]);
  pass(2 * DAY_MS);
  expect((await told()).toSorted()).toEqual(all);
  pass(DAY_MS);
  expect(await told()).toEqual([]);

  await make('person', 'late', 1);
  pass(MINUTE_MS);
  expect(await told()).toEqual(['administrators key.ending late']);
  pass(DAY_MS);
  expect(await told()).toEqual([]);
});

test('administrators are told of a broken glass at once, when it is over, and each day that its review is owed; never why it was broken', async () => {
  await using installation = await freshInstallation();
  const { admin } = installation;
  const { context, pass } = clocked(installation);
  await apply(installation, `teams: { heart: { owns: ["*"], members: { steward: [oncall] }, ${ALERTS} } }`);
  await person(installation, 'oncall', 'engineer');
  const auditor = await person(installation, 'aud', 'auditor');
  await gathered(context);

  const { position } = await breakGlass(context, admin, { reason: 'patient Doe collapsed', hours: 2, who: 'oncall' });
  const broken = await gathered(context);
  expect(broken).toMatchObject([{ type: 'glass.broken', severity: 'critical', team: null, data: { name: 'oncall', hours: 2 } }]);
  expect(JSON.stringify(broken)).not.toContain('Doe');
  pass(HOUR_MS);
  expect(await gathered(context)).toEqual([]);
  pass(HOUR_MS);
  expect(inShort(await gathered(context))).toEqual(['administrators glass.over']);
  pass(HOUR_MS);
  expect(await gathered(context)).toEqual([]);
  for (const days of [1, 3]) {
    pass(days * DAY_MS);
    expect(inShort(await gathered(context))).toEqual(['administrators glass.review-owed']);
    pass(MINUTE_MS);
    expect(await gathered(context)).toEqual([]);
  }
  await reviewGlass(context, auditor, { position: String(position), note: 'all is well' });
  pass(DAY_MS);
  expect(await gathered(context)).toEqual([]);
});

test('that a glass is over is told once also by who first looks days after its end, before that its review is owed; and never again, however long it is', async () => {
  await using installation = await freshInstallation();
  const { context, pass } = clocked(installation);
  await person(installation, 'oncall', 'engineer');
  await gathered(context);
  await breakGlass(context, installation.admin, { reason: 'a test', hours: 2, who: 'oncall' });
  await gathered(context);

  pass(5 * DAY_MS);
  expect(inShort(await gathered(context))).toEqual(['administrators glass.over', 'administrators glass.review-owed']);
  const sent = () =>
    context.database.transaction(
      (session) =>
        session.rows`update hot.notice set state = 'sent', ended_at = ${context.clock.now().toISOString()}::timestamptz where state = 'waiting'`,
    );
  for (const days of [1, 1, 60, 45, 1, 1]) {
    await sent();
    pass(days * DAY_MS);
    expect(inShort(await gathered(context))).toEqual(['administrators glass.review-owed']);
    pass(MINUTE_MS);
    expect(await gathered(context)).toEqual([]);
  }
});

test('what still is so when there is room is told then, and counted as given up by nobody; what happened while there was none is counted once', async () => {
  await using installation = await freshInstallation();
  const { context, pass, now } = clocked(installation);
  const { database, tenant } = context;
  const notices = Array.from({ length: 1_000 }, (_, index) => ({
    ...{ id: context.randomness.uuid(), route: 'administrators', once: `${index}` },
    ...{ type: 'claim.refused', body: '{}' },
  }));
  await database.transaction((session) => addNotices(session, tenant, { notices, now: now(), beyond: 'counted' }));
  await person(installation, 'oncall', 'engineer');
  await installation.principals.create(
    { kind: 'emitter', name: 'spark', namespaces: [], expiresAt: new Date(now().getTime() + DAY_MS) },
    now(),
  );
  await breakGlass(context, installation.admin, { reason: 'a test', hours: 2, who: 'oncall' });
  const givenUp = () => database.snapshot((session) => session.rows`select route, count from hot.notice_beyond`);

  for (let minute = 0; minute < 3; minute += 1) {
    expect(await gathered(context)).toEqual([]);
    pass(MINUTE_MS);
  }
  expect(await givenUp()).toEqual([{ route: 'administrators', count: 1n }]);
  await database.transaction((session) => session.rows`update hot.notice set state = 'sent', ended_at = made_at`);

  expect(inShort(await gathered(context))).toEqual(['administrators key.ending']);
  expect(await givenUp()).toEqual([{ route: 'administrators', count: 1n }]);
});
