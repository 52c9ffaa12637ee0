import { expect, test } from 'vitest';

import type { JsonObject } from '#record';
import { graphDigest, graphLines, snapshotLines } from '#store';
import { type FreshInstallation, freshInstallation, mapAll, randomHistory, recordHistory } from '#testkit';

import { INSTANT_MAX } from '#foundation';
import type { Principal } from '../context.ts';
import { receiveEvent } from '../receive/receive-event.ts';
import { listRetractions, listSettings } from './list-rulings.ts';
import { previewReinstatement, reinstate } from './reinstate.ts';
import { previewRetirement, retireNode } from './retire-node.ts';
import { previewRetraction, retract, type Retracted, RETRACTION_EVENTS_MAX } from './retract.ts';
import { setAlias } from './set-alias.ts';
import { setLineageWindow } from './set-lineage-window.ts';

const RUNS = ['0198c3a0-0000-7000-8000-00000000000a', '0198c3a0-0000-7000-8000-00000000000b'] as const;
const AIRFLOW: Principal = { id: '00000000-0000-4000-8000-000000000001', kind: 'emitter', name: 'airflow', namespaces: ['*'], roles: [] };

interface Words {
  readonly run?: string;
  readonly time?: string;
  readonly inputs?: readonly string[];
  readonly outputs?: readonly string[];
  readonly job?: string;
}

/** A COMPLETE event of job `load`, in the namespace `n`. */
function eventOf({ run = RUNS[0], time = '2026-03-01T00:00:00Z', inputs = [], outputs = [], job = 'load' }: Words): JsonObject {
  const named = (names: readonly string[]): JsonObject[] => names.map((name) => ({ namespace: 'n', name }));
  const schemaURL = 'https://openlineage.io/spec/2-0-2/OpenLineage.json#/definitions/RunEvent';
  return {
    ...{ eventType: 'COMPLETE', eventTime: time, run: { runId: run }, job: { namespace: 'n', name: job } },
    ...{ inputs: named(inputs), outputs: named(outputs), producer: 'https://example.org/test', schemaURL },
  };
}

async function givenEvents(installation: FreshInstallation, ...events: readonly Words[]): Promise<void> {
  for (const event of events) {
    const received = await receiveEvent(installation.context, AIRFLOW, Buffer.from(JSON.stringify(eventOf(event))));
    if (received.kind === 'quarantined') throw new Error(JSON.stringify(received.problems));
  }
  await mapAll(installation.context);
}

/** What holds at the end of time, as known at a size. */
async function linesAt({ context }: FreshInstallation, knownAt: bigint): Promise<readonly string[]> {
  return context.database.snapshot((session) => snapshotLines(session, { tenant: 1, generation: 1 }, { asOf: INSTANT_MAX, knownAt }));
}

async function digestAt({ context }: FreshInstallation, knownAt: bigint): Promise<string> {
  return context.database.snapshot((session) => graphDigest(session, { tenant: 1, generation: 1 }, knownAt));
}

test('a preview says what a retraction takes out, and leaves everything as it was', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  await givenEvents(installation, { inputs: ['a'], outputs: ['b'] }, { run: RUNS[1], inputs: ['a', 'c'], time: '2026-03-02T00:00:00Z' });
  const before = await digestAt(installation, 2n);
  const what: Retracted = { kind: 'run', job: { namespace: 'n', name: 'load' }, runId: RUNS[1].toUpperCase() };

  const preview = await previewRetraction(context, admin, { what });

  expect(preview).toEqual({
    size: 2n,
    behind: 0n,
    retractions: 1,
    events: { takenOut: 1, putBack: 0 },
    runs: { touched: 1, first: [`n / load / ${RUNS[1]}`] },
    nodes: { gone: 1, ended: 0, back: 0, changed: 0, first: [{ change: 'gone', name: 'dataset n / c' }] },
    edges: { gone: 1, ended: 0, back: 0, changed: 0, first: [{ change: 'gone', name: 'input: n / c -> n / load' }] },
  });
  expect(await digestAt(installation, 2n)).toBe(before);
  expect(await listRetractions(context, admin)).toEqual([]);
  await givenEvents(installation, { time: '2026-03-03T00:00:00Z', inputs: ['d'] }); // the lane is free again
});

test('a retraction and its taking back are shown by knownAt, with who and why', async () => {
  await using installation = await freshInstallation();
  const { context, principals } = installation;
  const admin = await principals.operator('Ada', context.clock.now());
  await givenEvents(installation, { inputs: ['a'], outputs: ['b'] }, { run: RUNS[1], inputs: ['c'], time: '2026-03-02T00:00:00Z' });
  const whole = await linesAt(installation, 2n);

  const [recorded] = await retract(context, admin, { what: { kind: 'events', events: ['1'] }, why: 'a test run' });
  const retraction = recorded?.retraction ?? '';
  await mapAll(context);
  const back = await previewReinstatement(context, admin, { retraction });
  const { position } = await reinstate(context, admin, { retraction, why: 'it was real' });
  await mapAll(context);

  expect(recorded?.position).toBe(2n);
  expect(back).toMatchObject({
    events: { takenOut: 0, putBack: 1 },
    edges: { back: 1, first: [{ change: 'back', name: 'input: n / c -> n / load' }] },
  });
  expect(position).toBe(3n);
  expect((await linesAt(installation, 3n)).filter((line) => line.includes('"c"'))).toEqual([]);
  expect(await linesAt(installation, 2n)).toEqual(whole);
  expect(await linesAt(installation, 4n)).toEqual(whole);
  expect(await listRetractions(context, admin)).toEqual([
    {
      position: 2n,
      ruling: { retraction, events: [expect.stringMatching(/^[0-9a-f]{64}$/)], why: 'a test run' },
      takenBack: { position: 3n, why: 'it was real' },
      by: admin.id,
      byName: 'Ada',
      recordedAt: expect.any(BigInt) as bigint,
    },
  ]);
  await expect(reinstate(context, admin, { retraction, why: 'twice' })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  await expect(reinstate(context, admin, { retraction: 'none', why: 'x' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('what an emitter sent in a period of our clock is taken out by digests, whatever time it spoke of', async () => {
  await using installation = await freshInstallation();
  const { context, principals, admin } = installation;
  const { key } = await principals.create({ kind: 'emitter', name: 'spark', namespaces: ['*'] }, context.clock.now());
  const spark = await principals.holder(key);
  if (spark === undefined) throw new Error('the key was just made');
  await givenEvents(installation, { inputs: ['a'] });
  const since = new Date(Date.now() + 5).toISOString();
  await new Promise((resolve) => setTimeout(resolve, 20));
  await receiveEvent(context, spark, Buffer.from(JSON.stringify(eventOf({ inputs: ['b'], time: '2020-01-01T00:00:00Z' }))));
  await givenEvents(installation, { inputs: ['c'] });
  await new Promise((resolve) => setTimeout(resolve, 20));
  const until = new Date().toISOString();
  await new Promise((resolve) => setTimeout(resolve, 20));
  await receiveEvent(context, spark, Buffer.from(JSON.stringify(eventOf({ inputs: ['d'], time: '2020-01-02T00:00:00Z' }))));

  await expect(
    previewRetraction(context, admin, {
      what: { kind: 'received', emitter: 'spark', since, until: new Date(Date.now() + 1000).toISOString() },
    }),
  ).rejects.toMatchObject({ code: 'BUSY' });
  const preview = await previewRetraction(context, admin, { what: { kind: 'received', emitter: 'spark', since, until } });
  await mapAll(context);
  const all = await previewRetraction(context, admin, { what: { kind: 'received', emitter: spark.id, since: null, until: null } });

  expect(preview).toMatchObject({ events: { takenOut: 1 }, edges: { gone: 1, first: [{ name: 'input: n / b -> n / load' }] } });
  expect(all).toMatchObject({ retractions: 1, events: { takenOut: 2 } });
  await expect(previewRetraction(context, admin, { what: { kind: 'received', emitter: 'nobody', since, until } })).rejects.toMatchObject({
    code: 'NOT_FOUND',
  });
});

test('what an emitter said of a time is taken out by one ruling', async () => {
  await using installation = await freshInstallation();
  const { context, principals, admin } = installation;
  const { id } = await principals.create({ kind: 'emitter', name: 'spark', namespaces: ['*'] }, context.clock.now());
  for (const day of ['01', '02', '03'])
    await receiveEvent(
      context,
      { ...AIRFLOW, id },
      Buffer.from(JSON.stringify(eventOf({ inputs: [day], time: `2026-03-${day}T00:00:00Z` }))),
    );
  await mapAll(context);
  const what: Retracted = { kind: 'said', emitter: 'spark', from: '2026-03-02T00:00:00Z', to: '2026-03-03T00:00:00Z' };

  expect(await previewRetraction(context, admin, { what })).toMatchObject({ retractions: 1, events: { takenOut: 1 }, nodes: { gone: 1 } });
});

test('a retirement ends edges and keeps their history; it can be taken back', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  await givenEvents(installation, { inputs: ['a'], outputs: ['b'] });
  const node = { kind: 'job', namespace: 'n', name: 'load' } as const;

  const preview = await previewRetirement(context, admin, { node, at: '2026-04-01T00:00:00Z' });
  expect(preview).toMatchObject({
    events: { takenOut: 0, putBack: 0 },
    nodes: { ended: 1, gone: 0, first: [{ change: 'ended', name: 'job n / load' }] },
    edges: { ended: 2, gone: 0 },
  });

  expect(await retireNode(context, admin, { node, at: '2026-04-01T00:00:00Z' })).toEqual({ position: 1n });
  await mapAll(context);
  expect((await listSettings(context, admin)).retired).toEqual([{ node, at: '2026-04-01T00:00:00Z' }]);
  expect(await previewRetirement(context, admin, { node, at: null })).toMatchObject({ nodes: { changed: 1 }, edges: { changed: 2 } });
  await retireNode(context, admin, { node, at: null });
  await mapAll(context);
  expect(await linesAt(installation, 3n)).toEqual(await linesAt(installation, 1n));
  expect((await listSettings(context, admin)).retired).toEqual([]);
  await expect(retireNode(context, admin, { node: { ...node, name: 'no' }, at: null })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(retireNode(context, admin, { node, at: 'soon' })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
});

test('of each setting the newest is in force', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  const [a, b] = [
    { namespace: 'n', name: 'a' },
    { namespace: 'm', name: 'b' },
  ] as const;
  await setLineageWindow(context, admin, { job: null, days: 10 });
  await setLineageWindow(context, admin, { job: a, days: 5 });
  await setLineageWindow(context, admin, { job: null, days: 45 });
  await setAlias(context, admin, { pair: [a, b], joined: true });
  await setAlias(context, admin, { pair: [{ ...a, name: 'c' }, b], joined: true });
  await setAlias(context, admin, { pair: [b, a], joined: false });
  await mapAll(context);

  expect(await listSettings(context, admin)).toEqual({
    lineageWindows: [
      { setting: 'lineage-window', job: null, days: 45 },
      { setting: 'lineage-window', job: a, days: 5 },
    ],
    aliases: [[{ ...a, name: 'c' }, b]],
    retired: [],
  });
  await expect(setLineageWindow(context, admin, { job: null, days: 0 })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  await expect(setAlias(context, admin, { pair: [a, a], joined: true })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
});

// Goal: a preview is what comes true. Method: random histories; each ruling is previewed, then recorded and mapped, and both graphs are compared.
test.each([1, 2, 3])('after a retraction the graph differs by what its preview named (history %i)', { timeout: 60_000 }, async (seed) => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  await recordHistory(
    context,
    admin,
    randomHistory(seed, 50).filter(({ kind }) => kind === 'event' || kind === 'setting'),
  );
  await mapAll(context);
  const what: Retracted = { kind: 'events', events: await positionsOf(installation) };

  const preview = await previewRetraction(context, admin, { what });
  const [recorded] = await retract(context, admin, { what, why: 'a test' });
  await mapAll(context);

  const position = recorded?.position ?? 0n;
  const [before, after] = [await factsAt(installation, position), await factsAt(installation, position + 1n)];
  const gone = (kind: string): number => [...before].filter((fact) => fact.startsWith(`["${kind}"`) && !after.has(fact)).length;
  expect(preview.edges.gone).toBe(gone('edge'));
  expect(preview.nodes.gone).toBe(gone('presence'));
  expect(preview.events).toEqual({ takenOut: gone('event'), putBack: 0 });
  expect(preview.edges.back).toBe([...after].filter((fact) => fact.startsWith('["edge"') && !before.has(fact)).length);
});

async function positionsOf({ context }: FreshInstallation): Promise<readonly string[]> {
  const rows = await context.database.snapshot((session) => session.rows`select position from hot.observation order by position limit 8`);
  return rows.map(({ position }) => String(position));
}

/** The graph's lines without their times: what holds at any time. */
async function factsAt({ context }: FreshInstallation, knownAt: bigint): Promise<ReadonlySet<string>> {
  const lines = await context.database.snapshot((session) => graphLines(session, { tenant: 1, generation: 1 }, knownAt));
  return new Set(
    lines.map((line) => (/^\["(edge|presence)"/.test(line) ? JSON.stringify((JSON.parse(line) as unknown[]).slice(0, -2)) : line)),
  );
}

test('many events are retracted by as many rulings as it takes, and all of them wait for what comes', { timeout: 60_000 }, async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  await givenEvents(installation, { inputs: ['a'] });
  const [digest] = await context.database.snapshot((session) => session.rows`select encode(digest, 'hex') as digest from hot.observation`);
  const unknown = Array.from({ length: RETRACTION_EVENTS_MAX }, (_, index) => index.toString(16).padStart(64, '0'));
  const what: Retracted = { kind: 'events', events: [...unknown, String(digest?.['digest']).toUpperCase(), '0'] };

  expect(await previewRetraction(context, admin, { what })).toMatchObject({ retractions: 2, events: { takenOut: 1 } });
  const recorded = await retract(context, admin, { what, why: 'many' });
  await mapAll(context);

  expect(recorded.map(({ position }) => position)).toEqual([1n, 2n]);
  const [last, first] = await listRetractions(context, admin);
  expect([first?.ruling, last?.ruling]).toMatchObject([{ events: unknown }, { events: [String(digest?.['digest'])] }]);
  expect(await linesAt(installation, 3n)).toEqual([]);
});

test('only an administrator decides about the graph, and says why', async () => {
  await using installation = await freshInstallation();
  const { context, admin } = installation;
  const what: Retracted = { kind: 'events', events: ['0'] };
  const name = { namespace: 'n', name: 'a' };
  const denied = { code: 'ACCESS_DENIED' };

  await expect(retract(context, AIRFLOW, { what, why: 'x' })).rejects.toMatchObject(denied);
  await expect(previewRetraction(context, AIRFLOW, { what })).rejects.toMatchObject(denied);
  await expect(reinstate(context, AIRFLOW, { retraction: 'x', why: 'x' })).rejects.toMatchObject(denied);
  await expect(previewReinstatement(context, AIRFLOW, { retraction: 'x' })).rejects.toMatchObject(denied);
  await expect(retireNode(context, AIRFLOW, { node: { kind: 'job', ...name }, at: null })).rejects.toMatchObject(denied);
  await expect(previewRetirement(context, AIRFLOW, { node: { kind: 'job', ...name }, at: null })).rejects.toMatchObject(denied);
  await expect(setLineageWindow(context, AIRFLOW, { job: null, days: 1 })).rejects.toMatchObject(denied);
  await expect(setAlias(context, AIRFLOW, { pair: [name, name], joined: true })).rejects.toMatchObject(denied);
  await expect(listRetractions(context, AIRFLOW)).rejects.toMatchObject(denied);
  await expect(listSettings(context, AIRFLOW)).rejects.toMatchObject(denied);
  await expect(retract(context, admin, { what, why: ' ' })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  await expect(retract(context, admin, { what, why: 'x' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(retract(context, admin, { what: { kind: 'events', events: ['b'] }, why: 'x' })).rejects.toMatchObject({
    code: 'BAD_REQUEST',
  });
});
