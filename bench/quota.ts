import path from 'node:path';

import { SECOND_MS, systemClock, systemRandomness } from '#foundation';
import { applyAccess, type Principal, TENANT } from '#operations';
import { Database, Principals } from '#store';

import { contextOf } from '../scripts/prove/proof-server.ts';
import { startBareServer } from './baselines.ts';
import { Ending } from './ending.ts';
import { allAnswered, type Sender, startSender, Stream } from './load.ts';
import type { LoadResult } from './load-client.ts';
import { median, quantile, type Report } from './measure.ts';
import { type Served, serve } from './served.ts';

/** Keys that send at a steady rate, and events a second of each. */
const OTHERS = 4;
const OTHERS_RATE = 50;
/** Events a second that the flooding key may send, and how many times as many it sends. */
const QUOTA = 50;
const TIMES = 20;
/** Of the flood, before the others are measured and after they should be done: what a full bucket holds is sent by then. */
const AHEAD_SECONDS = 1;
const GOAL = 1.5;

/** What one key past its quota costs the others: their latency alone, beside it, and beside the same flood sent elsewhere, in turns. */
export async function quota(report: Report, { isQuick }: { readonly isQuick: boolean }): Promise<void> {
  const rounds = isQuick ? 3 : 11;
  const seconds = isQuick ? 4 : 15;
  report.say(
    `quota: ${OTHERS} keys at ${OTHERS_RATE} events/s each, one at ${TIMES} times its ${QUOTA} events/s; ${rounds} rounds, the median`,
  );
  await using ending = new Ending();
  const [served, bare, others, flood] = await Promise.all([
    ending.take(serve(), (each) => each[Symbol.asyncDispose]()),
    startBareServer(ending),
    startSender(ending),
    startSender(ending),
  ]);
  const senders = { others, flood };
  const scene: Scene = { served, bare, senders, stream: new Stream(), keys: await keysOf(served), seconds };
  await othersAlone(scene); // a server that has worked

  const alone: Round[] = [];
  const elsewhere: Round[] = [];
  const beside: Flooded[] = [];
  for (let round = 0; round < rounds; round += 1) {
    alone.push(await measured(served, () => othersAlone(scene)));
    beside.push(await measured(served, () => othersBeside(scene, served.server.address)));
    elsewhere.push(await measured(served, () => othersBeside(scene, bare)));
  }
  const early = beside.filter(({ isWhole }) => !isWhole).length;
  if (early > 0)
    report.say(
      `  in ${early} of ${rounds} rounds the others were not done when the flood ended: this machine is too busy for what follows`,
    );
  addAll(report, { alone, elsewhere, beside });
}

interface Scene {
  readonly served: Served;
  readonly bare: string;
  readonly senders: Readonly<Record<'others' | 'flood', Sender>>;
  readonly stream: Stream;
  readonly keys: { readonly others: readonly string[]; readonly flood: string };
  readonly seconds: number;
}

interface Round {
  readonly latencies: readonly number[];
  /** Processor time of the server, until all was mapped. */
  readonly microseconds: number;
}

/** A round in which a flood went on. */
interface Flooded extends Round {
  /** Events of the flood that were let in, a second. */
  readonly letIn: number;
  readonly flood: number;
  /** Whether the flood went on until the others were done. */
  readonly isWhole: boolean;
}

async function measured<Result extends object>(
  { usage, untilMapped }: Served,
  work: () => Promise<Result>,
): Promise<Result & Pick<Round, 'microseconds'>> {
  const before = await usage();
  const result = await work();
  await untilMapped();
  return { ...result, microseconds: (await usage()).serverMicroseconds - before.serverMicroseconds };
}

async function keysOf({ connectionString, dataDir }: Served): Promise<Scene['keys']> {
  await using ending = new Ending();
  const principals = await ending.take(Promise.resolve(new Principals(connectionString, TENANT, systemRandomness)), (each) => each.close());
  const database = await ending.take(Promise.resolve(new Database(connectionString, { connections: 2 })), (each) => each.close());
  const make = async (name: string): Promise<string> =>
    (await principals.create({ kind: 'emitter', name, namespaces: ['*'] }, systemClock.now())).key;
  const others: string[] = [];
  for (let index = 0; index < OTHERS; index += 1) others.push(await make(`other-${index}`));
  const flood = await make('flood');
  const context = contextOf({ database, keyFile: path.join(dataDir, 'keys.jsonl'), tenant: TENANT });
  const admin: Principal = { id: systemRandomness.uuid(), kind: 'admin', name: 'bench', namespaces: [], roles: ['admin'] };
  const text = `quotas: { flood: { events_per_second: ${QUOTA} } }`;
  await applyAccess(context, admin, { text, isPruning: false, isDryRun: false });
  return { others, flood };
}

const LOAD = { of: 'runs', connections: 64, together: 1, isTracked: false } as const;

async function othersAlone(scene: Scene): Promise<LoadResult> {
  const { send } = await preparedOthers(scene);
  return allAnswered(await send());
}

async function preparedOthers({ served, senders, stream, keys, seconds }: Scene): ReturnType<Sender['prepare']> {
  const rate = OTHERS * OTHERS_RATE;
  const events = rate * seconds;
  return senders.others.prepare({ ...LOAD, address: served.server.address, key: keys.others, rate, events, from: stream.take(events) });
}

/** Both loads are made before the first is sent: to make one takes longer than the flood, and the processor that is measured. */
async function othersBeside(scene: Scene, address: string): Promise<Omit<Flooded, 'microseconds'>> {
  const rate = QUOTA * TIMES;
  const events = rate * (scene.seconds + 2 * AHEAD_SECONDS);
  const others = await preparedOthers(scene);
  const flood = await scene.senders.flood.prepare({
    ...LOAD,
    address,
    key: scene.keys.flood,
    rate,
    events,
    from: scene.stream.take(events),
  });
  let isOver = false;
  const flooding = flood.send().finally(() => (isOver = true));
  const ahead = new Promise((resolve) => setTimeout(resolve, AHEAD_SECONDS * SECOND_MS));
  await Promise.race([ahead, flooding]); // a flood that fails says so
  const { latencies } = allAnswered(await others.send());
  const isWhole = !isOver;
  const { refused, seconds } = await flooding;
  return { latencies, isWhole, letIn: (events - refused) / seconds, flood: events };
}

interface Measured {
  readonly alone: readonly Round[];
  readonly elsewhere: readonly Round[];
  readonly beside: readonly Flooded[];
}

function addAll(report: Report, { alone, elsewhere, beside }: Measured): void {
  const middle = (results: readonly Round[], share: number): number => median(results.map(({ latencies }) => quantile(latencies, share)));
  for (const [label, share] of [
    ['p50', 0.5],
    ['p99', 0.99],
  ] as const) {
    const against = { name: 'alone', value: middle(alone, share) };
    report.add({ name: `the others' ${label}, beside the key past its quota`, value: middle(beside, share), unit: 'ms', against });
    report.add({ name: `the others' ${label}, the same flood to the bare server`, value: middle(elsewhere, share), unit: 'ms', against });
  }
  const letIn = median(beside.map((each) => each.letIn));
  report.add({ name: 'let in of the key past its quota', value: letIn, unit: 'events/s', against: { name: 'its quota', value: QUOTA } });
  const idle = median(alone.map(({ microseconds }) => microseconds));
  const ofFlood = median(beside.map(({ microseconds, flood }) => (microseconds - idle) / flood));
  const ofOthers = { name: 'of the others', value: median(alone.map(({ microseconds, latencies }) => microseconds / latencies.length)) };
  report.add({ name: 'server, of the key past its quota', value: ofFlood, unit: 'CPU µs/event', against: ofOthers });
  const times = ratios(beside, alone);
  report.say(`  the others' p99 beside it against alone, round by round: ${times.map((each) => each.toFixed(2)).join(', ')}`);
  report.say(
    `  and with the flood to the bare server: ${ratios(elsewhere, alone)
      .map((each) => each.toFixed(2))
      .join(', ')}`,
  );
  const name = "the others' p99 beside a key at 20 times its quota, against alone";
  report.addGoal({ name, value: median(times), unit: 'times', below: GOAL });
}

/** Of each round the p99 against the round just before it alone: what else the machine does changes from minute to minute. */
function ratios(flooded: readonly Round[], alone: readonly Round[]): readonly number[] {
  const p99 = (rounds: readonly Round[]): readonly number[] => rounds.map(({ latencies }) => quantile(latencies, 0.99));
  const before = p99(alone);
  return p99(flooded).map((value, index) => value / (before[index] ?? NaN));
}
