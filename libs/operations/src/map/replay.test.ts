import { expect, test } from 'vitest';

import { type FreshInstallation, freshInstallation, mapAll, randomHistory, recordHistory } from '#testkit';

import { auditTrail } from '../access/audit-trail.ts';
import { Mapper } from './project-entries.ts';
import { replay, type ReplayProgress } from './replay.ts';
import { graphDigest, GENERATION_TABLES } from '#store';

interface Counted {
  readonly table: string;
  readonly generation: number;
}

/** Which generations have rows in which tables. */
async function rowsOf({ context }: FreshInstallation): Promise<readonly Counted[]> {
  return context.database.snapshot(async (session) => {
    const found: Counted[] = [];
    for (const table of [...GENERATION_TABLES, 'map_head']) {
      const rows = await session.send(`select distinct generation from hot.${table} order by 1`);
      found.push(...rows.map((row) => ({ table, generation: row['generation'] as number })));
    }
    return found;
  });
}

async function heads({ context }: FreshInstallation): Promise<readonly Record<string, unknown>[]> {
  return context.database.snapshot((session) => session.rows`select generation, fold, mapped, live from hot.map_head order by generation`);
}

async function digestAt({ context }: FreshInstallation, generation: number, size: bigint): Promise<string> {
  return context.database.snapshot((session) => graphDigest(session, { tenant: 1, generation }, size));
}

async function sizeOf({ context }: FreshInstallation): Promise<bigint> {
  const [row] = await context.database.snapshot((session) => session.rows`select next from hot.ledger_head`);
  return row?.['next'] as bigint;
}

async function givenHistory(seed: number, size: number): Promise<FreshInstallation> {
  const installation = await freshInstallation();
  await recordHistory(installation.context, installation.admin, randomHistory(seed, size));
  await mapAll(installation.context);
  return installation;
}

test.each([11, 12, 13])('a rebuilt graph is the live one (history %i), and takes its place', { timeout: 60_000 }, async (seed) => {
  await using installation = await givenHistory(seed, 80);
  const { context, admin } = installation;
  const size = await sizeOf(installation);
  const before = await digestAt(installation, 1, size);

  const outcome = await replay(context, admin);

  expect(outcome).toEqual({
    isSwitched: true,
    foldVersion: 1,
    foldVersionBefore: 1,
    size,
    continuedAt: 0n,
    comparison: { size, liveDigest: before, rebuiltDigest: before, differences: undefined },
    setAside: 0,
    kept: undefined,
  });
  expect(await heads(installation)).toEqual([{ generation: 2, fold: 1, mapped: size, live: true }]);
  expect(await digestAt(installation, 2, size)).toBe(before);
  expect((await rowsOf(installation)).filter(({ generation }) => generation !== 2)).toEqual([]);
});

test('what a graph believed at every earlier size is rebuilt too', { timeout: 60_000 }, async () => {
  await using installation = await givenHistory(21, 50);
  const size = Number(await sizeOf(installation));
  const sizes = Array.from({ length: size + 1 }, (_, each) => BigInt(each));
  const before = await Promise.all(sizes.map((each) => digestAt(installation, 1, each)));

  await replay(installation.context, installation.admin);

  expect(await Promise.all(sizes.map((each) => digestAt(installation, 2, each)))).toEqual(before);
});

test('every table with a generation is emptied when one is removed', async () => {
  await using installation = await freshInstallation();
  const rows = await installation.context.database.snapshot(
    (session) => session.rows`
      select c.relname as name from pg_attribute as a join pg_class as c on c.oid = a.attrelid join pg_namespace as n on n.oid = c.relnamespace
      where n.nspname = 'hot' and a.attname = 'generation' and c.relkind in ('r', 'p') and c.relname <> 'map_head' order by 1`,
  );

  expect(rows.map(({ name }) => name)).toEqual([...GENERATION_TABLES]);
});

test('an interrupted rebuild is gone on with, and ends in the same graph', { timeout: 60_000 }, async () => {
  await using installation = await givenHistory(31, 80);
  const { context, admin } = installation;
  const size = await sizeOf(installation);
  const before = await digestAt(installation, 1, size);
  const stopped = replay(context, admin, {
    onProgress: ({ doing, mapped }) => {
      if (doing === 'rebuilding' && mapped > 0n) throw new Error('power cut'); // the first batch is committed
    },
  });
  await expect(stopped).rejects.toThrow('power cut');
  const [, unfinished] = await heads(installation);
  expect(unfinished).toEqual({ generation: 2, fold: 1, mapped: expect.any(BigInt) as bigint, live: false });

  const outcome = await replay(context, admin);

  expect(outcome).toMatchObject({ isSwitched: true, continuedAt: unfinished?.['mapped'], size });
  expect(await digestAt(installation, 2, size)).toBe(before);
  expect(await heads(installation)).toEqual([{ generation: 2, fold: 1, mapped: size, live: true }]);
});

test('an interrupted rebuild of another fold version, or one that is not wanted, is removed', { timeout: 60_000 }, async () => {
  await using installation = await givenHistory(32, 40);
  const { context, admin } = installation;
  const mapper = new Mapper(context);
  await context.database.transaction(async (session) => {
    await session.send('insert into hot.map_head (tenant, generation, fold, mapped, next_row, live) values (1, 2, 0, 0, 1, false)');
  });
  await mapper.project(2, 5);

  const first = await replay(context, admin);
  expect(first).toMatchObject({ isSwitched: true, continuedAt: 0n });
  expect(await heads(installation)).toMatchObject([{ generation: 2, live: true }]);

  await context.database.transaction(async (session) => {
    await session.send('insert into hot.map_head (tenant, generation, fold, mapped, next_row, live) values (1, 3, 1, 0, 1, false)');
  });
  await mapper.project(3, 5);
  const second = await replay(context, admin, { anew: true });
  expect(second).toMatchObject({ isSwitched: true, continuedAt: 0n });
  expect((await rowsOf(installation)).filter(({ generation }) => generation !== 3)).toEqual([]);
});

test('a removal that was interrupted is finished by the next rebuild', { timeout: 60_000 }, async () => {
  await using installation = await givenHistory(33, 40);
  const { context, admin } = installation;
  const stopped = replay(context, admin, {
    onProgress: ({ doing }) => {
      if (doing === 'removing the old graph') throw new Error('power cut');
    },
  });
  await expect(stopped).rejects.toThrow('power cut');
  expect(await heads(installation)).toMatchObject([
    { generation: 1, mapped: 0n, live: false },
    { generation: 2, live: true },
  ]);

  const outcome = await replay(context, admin, { keepOld: true });

  expect(outcome).toMatchObject({ isSwitched: true, kept: 2 });
  expect(new Set((await rowsOf(installation)).map(({ generation }) => generation))).toEqual(new Set([2, 3]));
});

// Goal: nobody is sent back to a smaller graph, whatever comes between the last look and the switch.
// Method: whenever the rebuild begins with something else, more is recorded, and the running server maps it into the live graph.
test('events that arrive meanwhile are in the new graph when it becomes the live one', { timeout: 60_000 }, async () => {
  await using installation = await givenHistory(41, 60);
  const { context, admin } = installation;
  const server = new Mapper(context);
  const later = randomHistory(42, 60).filter(({ kind }) => kind === 'event');
  const doings = new Set<ReplayProgress['doing']>();
  const sizes: bigint[] = [];

  const outcome = await replay(context, admin, {
    onProgress: async ({ doing }) => {
      if (doings.has(doing)) return;
      doings.add(doing);
      await recordHistory(context, admin, later.splice(0, 8));
      while ((await server.projectEntries()) > 0);
      sizes.push(await sizeOf(installation));
    },
  });

  const size = await sizeOf(installation);
  expect([...doings]).toEqual(['rebuilding', 'comparing', 'following labels', 'switching', 'removing the old graph']);
  expect(new Set(sizes).size).toBe(5);
  expect(outcome).toMatchObject({ isSwitched: true, size: sizes.at(-2) });
  expect(await heads(installation)).toEqual([{ generation: 2, fold: 1, mapped: size, live: true }]);
  const again = await replay(context, admin);
  expect(again.comparison).toMatchObject({ size, differences: undefined });
});

test('a live graph that was changed by hand is found, named, and left as it is', { timeout: 60_000 }, async () => {
  await using installation = await givenHistory(51, 60);
  const { context, admin } = installation;
  const size = await sizeOf(installation);
  const right = await digestAt(installation, 1, size);
  await context.database.transaction(async (session) => {
    const counting = 'select max(position) from hot.observation where type <> 5 and known_to > 1000000';
    await session.send(`update hot.observation set type = 5 where position = (${counting}) and known_to > 1000000`);
  });
  const wrong = await digestAt(installation, 1, size);
  expect(wrong).not.toBe(right);

  const refused = await replay(context, admin);

  expect(refused).toMatchObject({
    isSwitched: false,
    kept: undefined,
    comparison: { size, liveDigest: wrong, rebuiltDigest: right, differences: { onlyLive: { count: 1 }, onlyRebuilt: { count: 1 } } },
  });
  expect(refused.comparison?.differences?.onlyLive.first[0]).toContain('"ABORT"');
  expect(refused.comparison?.differences?.onlyRebuilt.first[0]).not.toContain('"ABORT"');
  expect((await rowsOf(installation)).filter(({ generation }) => generation !== 1)).toEqual([]);

  const kept = await replay(context, admin, { keepDifferent: true });
  expect(kept).toMatchObject({ isSwitched: false, kept: 2 });
  expect(await heads(installation)).toMatchObject([
    { generation: 1, live: true },
    { generation: 2, live: false, mapped: size },
  ]);

  const accepted = await replay(context, admin, { acceptDifferences: true, keepOld: true });
  expect(accepted).toMatchObject({ isSwitched: true, continuedAt: size, kept: 1 });
  expect(await digestAt(installation, 2, size)).toBe(right);
  expect(await heads(installation)).toMatchObject([
    { generation: 1, live: false },
    { generation: 2, live: true },
  ]);
  const { nodes } = await auditTrail(context, admin, { action: 'replay', alsoUnmapped: true });
  const why = `Graph 2 of fold version 1 took the place of graph 1 of fold version 1, at ${size} entries: they differed, and this was accepted.`;
  expect(nodes).toMatchObject([{ by: admin.id, kind: 'decision', action: 'replay', outcome: 'done', what: 'graph 2', why }]);
});

test('a graph of another fold version is replaced without being compared', { timeout: 60_000 }, async () => {
  await using installation = await givenHistory(61, 40);
  const { context, admin } = installation;
  await context.database.transaction(async (session) => {
    await session.send('update hot.map_head set fold = 0');
    await session.send('delete from hot.edge'); // what another version made of it
  });

  const outcome = await replay(context, admin);

  expect(outcome).toMatchObject({ isSwitched: true, foldVersion: 1, foldVersionBefore: 0, comparison: undefined });
});

test('one rebuilds at a time, and only an administrator', async () => {
  await using installation = await givenHistory(71, 30);
  const { context, admin } = installation;

  let second: Promise<unknown> = Promise.resolve();
  await replay(context, admin, {
    onProgress: ({ doing }) => {
      if (doing === 'comparing') second = replay(context, admin).catch((error: unknown) => error);
    },
  });

  expect(await second).toMatchObject({ code: 'BUSY' });
  await expect(replay(context, { ...admin, kind: 'emitter' })).rejects.toMatchObject({ code: 'ACCESS_DENIED' });
});
