import path from 'node:path';
import { pathToFileURL } from 'node:url';

import { beforeAll, expect, inject, test } from 'vitest';

import { type Context, type LedgerRange, Mapper, type PreparedEntry, prepareRange } from '#operations';
import { beginGeneration, graphDigest } from '#store';
import { type FreshInstallation, freshInstallation, randomHistory, recordHistory } from '#testkit';

// Goal: a thread that prepares gives what the applier would have prepared itself, and the graph is the same whoever prepared and whoever died.
// Method: the threads of the built program, over random histories with rulings in them, in batches small enough for several ranges to be on their way.

const BATCH = 10;
/** Beyond the size of every ledger here. */
const WHOLE = 1_000_000n;

/** What the built program's module has. */
interface Helper {
  readonly prepare: (range: LedgerRange) => Promise<readonly PreparedEntry[]>;
  readonly stop: () => Promise<void>;
}
type Helpers = new (data: { readonly connectionString: string; readonly keyFile: string; readonly helpers: number }) => Helper;

let Thread: Helpers;
beforeAll(async () => {
  const file = path.join(inject('checkout'), 'dist/apps/server/src/worker/prepare-thread.js');
  ({ PrepareThread: Thread } = (await import(pathToFileURL(file).href)) as { readonly PrepareThread: Helpers });
});

async function givenHistory(seed: number): Promise<FreshInstallation> {
  const installation = await freshInstallation();
  await recordHistory(installation.context, installation.admin, randomHistory(seed, 80));
  return installation;
}

function threadOf({ connectionString, keyFile }: FreshInstallation): Helper {
  return new Thread({ connectionString, keyFile, helpers: 1 });
}

test('a range is the same whichever thread prepared it', async () => {
  await using installation = await givenHistory(21);
  const thread = threadOf(installation);

  const ranges = [0n, 7n, 40n].map((from) => ({ from, limit: 33 }));
  const there = await Promise.all(ranges.map((range) => thread.prepare(range)));
  const here = await Promise.all(ranges.map((range) => prepareRange(installation.context, range)));
  await thread.stop();

  expect(there).toEqual(here);
  expect(here.map((entries) => entries.length)).toEqual([33, 33, 33]);
});

test('two threads prepare, one is ended on the way, and the graph is the one without them', async () => {
  await using installation = await givenHistory(22);
  const { context } = installation;
  const threads = [threadOf(installation), threadOf(installation)];
  let asked = 0;
  let answered = 0;
  const helpers = threads.map((thread) => async (range: LedgerRange) => {
    asked += 1;
    if (asked === 4) await thread.stop();
    const entries = await thread.prepare(range);
    answered += 1;
    return entries;
  });

  const mapper = new Mapper(context, helpers);
  while ((await mapper.projectEntries(BATCH)) > 0);
  const alone = await rebuilt(context);
  await Promise.all(threads.map((thread) => thread.stop()));

  expect(asked).toBeGreaterThan(4);
  expect(answered).toBeGreaterThan(4);
  expect(await digestOf(context, 1)).toBe(alone);
});

async function rebuilt(context: Context): Promise<string> {
  const generation = await context.database.transaction((session) => beginGeneration(session, context.tenant));
  const mapper = new Mapper(context);
  while ((await mapper.project(generation)) > 0);
  return digestOf(context, generation);
}

async function digestOf({ database, tenant }: Context, generation: number): Promise<string> {
  return database.snapshot((session) => graphDigest(session, { tenant, generation }, WHOLE));
}
