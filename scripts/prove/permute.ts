import { type Context, Mapper, type Principal, receiveEvent, recordRuling } from '#operations';
import { beginGeneration, graphDigest, graphLines, LedgerReader } from '#store';
import { type Dice, diceOf, emitterId } from '#testkit';

import { everyAttributeCounts } from './attributes.ts';
import { MapProcesses } from './map-processes.ts';
import { failed, held, type OpenProof, type Outcome, type Proof, type Size } from './proof.ts';
import { type ProofDatabase, type ProofServer, startProofServer } from './proof-server.ts';
import { shrunk } from './shrink.ts';
import { type Item, permuted, type Source, sourceOf } from './sources.ts';

const SOURCES: Readonly<Record<Size, number>> = { ci: 5, full: 100 };
const PERMUTATIONS = 5;
const PROCESSES_MAX = 4;
/** Events that are on their way to the ledger at once. */
const AT_ONCE_MAX = 32;
const POLL_MS = 5;
const LINES_SHOWN_MAX = 10;

/** The graph is a function of a set. The last unit shows that its digest is one of every fact. */
export const permute: Proof = {
  summary: 'any order, repetition, batching and number of mapping processes give one digest, a rebuild the same, a changed fact another',
  units: { ci: SOURCES.ci + 1, full: SOURCES.full + 1 },
  open: async (size, log): Promise<OpenProof> => {
    const server = await startProofServer();
    const processes = await MapProcesses.start(PROCESSES_MAX);
    const bench = { server, processes };
    return {
      run: (index) => (index === SOURCES[size] ? everyAttributeCounts(server, log) : proveSource(bench, index)),
      [Symbol.asyncDispose]: async () => {
        await processes[Symbol.asyncDispose]();
        await server[Symbol.asyncDispose]();
      },
    };
  },
  figures: ({ permutations = 0, sources = 0, events = 0, repeated = 0, batches = 0, shared = 0, attributes = 0 }) =>
    `${permutations} permutations of ${sources} sources (${events} entries, ${repeated} repetitions) give one digest each; ` +
    `${batches} micro-batches, the lane shared by several processes in ${shared} permutations; ${sources} rebuilds equal; ${attributes} attributes count`,
};

interface Bench {
  readonly server: ProofServer;
  readonly processes: MapProcesses;
}

async function proveSource({ server, processes }: Bench, index: number): Promise<Outcome> {
  const source = sourceOf(index);
  await using place = await server.clone();
  const expected = await inOrder(place, source.items);
  const tally = { sources: 1, permutations: 0, events: 0, repeated: 0, batches: 0, shared: 0 };
  for (let number = 0; number < PERMUTATIONS; number += 1) {
    const dice = diceOf(index * 1009 + number);
    const items = permuted(dice, source.items);
    const mapped = await byProcesses({ place, processes }, { dice, items });
    const digest = await digestOf(mapped.context, 1);
    const rebuilt = number === 0 ? await rebuiltDigest(mapped.context) : digest;
    if (digest !== expected.digest || rebuilt !== digest) {
      return failed(await reportOf({ server, source, items, expected: expected.context, mapped: mapped.context, number }));
    }
    tally.permutations += 1;
    tally.events += mapped.size;
    tally.repeated += items.length - source.items.length;
    tally.batches += mapped.batches.reduce((sum, count) => sum + count, 0);
    tally.shared += mapped.batches.filter((count) => count > 0).length > 1 ? 1 : 0;
  }
  return held(tally);
}

interface Digested {
  readonly context: Context;
  readonly digest: string;
}

/** One after the other, mapped here, as many at once as fit. */
async function inOrder(place: ProofDatabase, items: readonly Item[]): Promise<Digested> {
  const context = await place.store();
  for (const item of items) await send(context, item);
  await mapAll(context, 1);
  return { context, digest: await digestOf(context, 1) };
}

interface Mapped {
  readonly context: Context;
  readonly size: number;
  readonly batches: readonly number[];
}

/** Sent many at once while some processes map; done when they have mapped all. */
async function byProcesses(
  { place, processes }: { readonly place: ProofDatabase; readonly processes: MapProcesses },
  { dice, items }: { readonly dice: Dice; readonly items: readonly Item[] },
): Promise<Mapped> {
  const context = await place.store();
  const { connectionString, keyFile } = place;
  const orders = Array.from({ length: 1 + dice.below(PROCESSES_MAX) }, () => ({
    connectionString,
    keyFile,
    tenant: context.tenant,
    seed: dice.below(1 << 30),
  }));
  let size = 0n;
  const batches = await processes.map(orders, async () => {
    await sendSome(context, dice, items);
    size = await context.database.snapshot((session) => new LedgerReader(session, context.tenant, context.keys).size());
    while ((await mappedSize(context)) < size) await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  });
  return { context, size: Number(size), batches };
}

/** Events go at once, in groups; settings alone, for their order counts. */
async function sendSome(context: Context, dice: Dice, items: readonly Item[]): Promise<void> {
  for (let from = 0; from < items.length;) {
    const until = from + 1 + dice.below(AT_ONCE_MAX);
    const group = items.slice(from, until);
    const setting = group.findIndex(({ kind }) => kind === 'ruling');
    const together = setting === -1 ? group : group.slice(0, Math.max(setting, 1));
    await Promise.all(together.map((item) => send(context, item)));
    from += together.length;
  }
}

async function send(context: Context, item: Item): Promise<void> {
  if (item.kind === 'ruling') {
    const admin: Principal = {
      id: emitterId('an administrator'),
      kind: 'admin',
      name: 'an administrator',
      namespaces: [],
      roles: ['admin'],
    };
    await recordRuling(context, admin, item.ruling);
    return;
  }
  const emitter: Principal = { id: item.by, kind: 'emitter', name: item.by, namespaces: ['*'], roles: [] };
  await receiveEvent(context, emitter, Buffer.from(item.body)); // what cannot be used is quarantined, and no fact
}

async function mapAll(context: Context, generation: number): Promise<void> {
  const mapper = new Mapper(context);
  while ((await mapper.project(generation)) > 0);
}

async function rebuiltDigest(context: Context): Promise<string> {
  const generation = await context.database.transaction((session) => beginGeneration(session, context.tenant));
  await mapAll(context, generation);
  return digestOf(context, generation);
}

async function digestOf({ database, tenant }: Context, generation: number): Promise<string> {
  return database.snapshot((session) => graphDigest(session, { tenant, generation }, WHOLE));
}

/** Beyond the size of every ledger here. */
const WHOLE = 1_000_000n;

async function mappedSize({ database, tenant }: Context): Promise<bigint> {
  const [row] = await database.snapshot(
    (session) => session.rows`select head.mapped from hot.map_head as head where head.tenant = ${tenant}::int and head.live`,
  );
  return row?.['mapped'] as bigint; // int8
}

interface Failing {
  readonly server: ProofServer;
  readonly source: Source;
  readonly items: readonly Item[];
  readonly expected: Context;
  readonly mapped: Context;
  readonly number: number;
}

/** What the two graphs hold apart, and the fewest items that differ when sent one by one in both orders. */
async function reportOf({ server, source, items, expected, mapped, number }: Failing): Promise<string> {
  const [ours, theirs] = [await linesOf(mapped), await linesOf(expected)];
  const only = (lines: readonly string[], others: readonly string[]): string =>
    lines
      .filter((line) => !others.includes(line))
      .slice(0, LINES_SHOWN_MAX)
      .map((line) => `    ${line}`)
      .join('\n');
  const found = `${source.name}, permutation ${number}:\n  only permuted:\n${only(ours, theirs)}\n  only in order:\n${only(theirs, ours)}`;
  const differs = async (some: readonly Item[]): Promise<boolean> => {
    await using place = await server.clone();
    const kept = new Set(some);
    const [first, second] = [
      await inOrder(
        place,
        source.items.filter((item) => kept.has(item)),
      ),
      await inOrder(place, some),
    ];
    return first.digest !== second.digest;
  };
  if (!(await differs(items))) return `${found}\n  Sent one by one, mapped by one process, they do not differ.`;
  const fewest = await shrunk(items, differs);
  return `${found}\n  The fewest that differ, in the order in which they differ:\n${fewest.map((item) => `    ${JSON.stringify(item)}`).join('\n')}`;
}

async function linesOf({ database, tenant }: Context): Promise<readonly string[]> {
  return database.snapshot((session) => graphLines(session, { tenant, generation: 1 }, WHOLE));
}
