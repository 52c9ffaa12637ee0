import { type Instant, parseInstant } from '#foundation';
import { type Context, Mapper } from '#operations';
import { snapshotLines } from '#store';
import { type Dice, diceOf, type HistoryEntry, type HistoryStep, randomHistory, referenceSnapshot } from '#testkit';

import { failed, held, type OpenProof, type Outcome, type Proof, type Size } from './proof.ts';
import { type ProofServer, startProofServer } from './proof-server.ts';
import { recordSteps } from './record-steps.ts';
import { shrunk, told, withoutStep } from './shrink.ts';

/** The first histories are asked at every prefix and every time, the others at random pairs. */
const WHOLE: Readonly<Record<Size, number>> = { ci: 2, full: 64 };
const WHOLE_STEPS: Readonly<Record<Size, number>> = { ci: 24, full: 50 };
const DRAWN: Readonly<Record<Size, number>> = { ci: 8, full: 700 };
const DRAWN_STEPS = 60;
const PAIRS = 40;
/** Entries in a micro-batch: one by one, few, most of a history, all of it. */
const BATCHES = [1, 2, 7, 25, 500];
const PAST_ALL = instant('2026-08-01T00:00:00Z');

/** The product's graph, through its real ledger and map, is the reference's at any two times. */
export const bitemporal: Proof = {
  summary: 'the graph at any (asOf, knownAt) is what the reference makes of the prefix',
  units: { ci: WHOLE.ci + DRAWN.ci, full: WHOLE.full + DRAWN.full },
  open: async (size): Promise<OpenProof> => {
    const server = await startProofServer();
    return { run: (index) => proveHistory(server, size, index), [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
  },
  figures: ({ pairs = 0, histories = 0, prefixes = 0, whole = 0, batches = 0 }) =>
    `${whole} histories agree at every prefix and every time (${prefixes} pairs), ${histories} more at ${pairs} random (asOf, knownAt) pairs; ${batches} micro-batches`,
};

interface Pair {
  readonly asOf: Instant;
  readonly knownAt: number;
}

interface Mapped {
  readonly context: Context;
  readonly entries: readonly HistoryEntry[];
  readonly batches: number;
}

async function proveHistory(server: ProofServer, size: Size, seed: number): Promise<Outcome> {
  const isWhole = seed < WHOLE[size];
  const history = randomHistory(seed + 1, isWhole ? WHOLE_STEPS[size] : DRAWN_STEPS);
  await using place = await server.clone();
  const dice = diceOf(seed * 7919 + 1);
  const mapped = await recordAndMap(await place.store(), history, { dice, atOnceMax: 8, batches: BATCHES }).catch(asText);
  if (typeof mapped === 'string') {
    return failed(await reportOf(server, { seed, history, pair: { asOf: PAST_ALL, knownAt: 0 }, difference: mapped }));
  }

  const pairs = isWhole ? everyPair(mapped.entries) : drawnPairs(dice, mapped.entries);
  for (const pair of pairs) {
    const difference = await differenceAt(mapped, pair);
    if (difference !== undefined) return failed(await reportOf(server, { seed, history, pair, difference }));
  }
  const counted = isWhole ? { prefixes: pairs.length, whole: 1 } : { pairs: pairs.length, histories: 1 };
  return held({ ...counted, batches: mapped.batches });
}

interface Manner {
  readonly dice: Dice;
  readonly atOnceMax: number;
  readonly batches: readonly number[];
}

/** Records and maps by turns, sometimes with a mapper that remembers nothing, and cuts batches by lot. */
async function recordAndMap(context: Context, history: readonly HistoryStep[], { dice, atOnceMax, batches }: Manner): Promise<Mapped> {
  let mapper = new Mapper(context);
  let count = 0;
  const mapOnce = async (): Promise<boolean> => {
    if (dice.chance(0.1)) mapper = new Mapper(context);
    const isMapped = (await mapper.projectEntries(dice.pick(batches))) > 0;
    if (isMapped) count += 1;
    return isMapped;
  };
  const between = async (): Promise<void> => {
    if (dice.chance(0.3)) await mapOnce();
  };
  const entries = await recordSteps(context, history, { dice, atOnceMax, between });
  while (await mapOnce());
  return { context, entries, batches: count };
}

function everyPair(entries: readonly HistoryEntry[]): readonly Pair[] {
  const times = [...new Set(entries.flatMap((entry) => (entry.kind === 'event' ? [entry.event.time] : [])))];
  const sizes = Array.from({ length: entries.length + 1 }, (_, knownAt) => knownAt);
  return sizes.flatMap((knownAt) => [...times, PAST_ALL].map((asOf) => ({ asOf, knownAt })));
}

/** Mostly at the time of an event, or a nanosecond beside it. */
function drawnPairs(dice: Dice, entries: readonly HistoryEntry[]): readonly Pair[] {
  const times = entries.flatMap((entry) => (entry.kind === 'event' ? [entry.event.time] : []));
  return Array.from({ length: PAIRS }, () => ({
    asOf: dice.chance(0.8) ? ((dice.pick(times) + BigInt(dice.below(3) - 1)) as Instant) : PAST_ALL,
    knownAt: dice.below(entries.length + 1),
  }));
}

async function differenceAt({ context, entries }: Mapped, { asOf, knownAt }: Pair): Promise<string | undefined> {
  const place = { tenant: context.tenant, generation: 1 };
  const lines = await context.database.snapshot((session) => snapshotLines(session, place, { asOf, knownAt: BigInt(knownAt) }));
  const expected = referenceSnapshot(entries, { asOf, knownAt });
  if (lines.length === expected.length && lines.every((line, index) => line === expected[index])) return undefined;
  const [ours, theirs] = [new Set(lines), new Set(expected)];
  const missing = expected.filter((line) => !ours.has(line)).map((line) => `  missing: ${line}`);
  const extra = lines.filter((line) => !theirs.has(line)).map((line) => `  extra:   ${line}`);
  return [...missing, ...extra].join('\n');
}

interface Failing {
  readonly seed: number;
  readonly history: readonly HistoryStep[];
  readonly pair: Pair;
  readonly difference: string;
}

/** Looks for the fewest steps that still differ at that time, sent one by one and mapped one by one or all at once. */
async function reportOf(server: ProofServer, { seed, history, pair: { asOf, knownAt }, difference }: Failing): Promise<string> {
  const found = `seed ${seed + 1}, asOf ${asOf} (nanoseconds), knownAt ${knownAt}:\n${difference}`;
  for (const batch of [1, 500]) {
    const differs = async (steps: readonly HistoryStep[]): Promise<string | undefined> => {
      await using place = await server.clone();
      const manner = { dice: diceOf(1), atOnceMax: 1, batches: [batch] };
      const mapped = await recordAndMap(await place.store(), steps, manner).catch(asText);
      if (typeof mapped === 'string') return mapped;
      for (let size = 0; size <= mapped.entries.length; size += 1) {
        const seen = await differenceAt(mapped, { asOf, knownAt: size });
        if (seen !== undefined) return `knownAt ${size}:\n${seen}`;
      }
      return undefined;
    };
    if ((await differs(history)) === undefined) continue;
    const smallest = await shrunk(history, async (steps) => (await differs(steps)) !== undefined, withoutStep);
    const seen = (await differs(smallest)) ?? '';
    return `${found}\nThe fewest steps that differ then, sent one by one, mapped ${batch} at a time:\n${told(smallest)}\n${seen}`;
  }
  return `${found}\nSent one by one it does not differ; the whole history:\n${told(history)}`;
}

/** A program that throws is wrong too. */
function asText(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function instant(text: string): Instant {
  const parsed = parseInstant(text);
  if (parsed === undefined) throw new Error(`no time: ${text}`);
  return parsed.instant;
}
