import path from 'node:path';

import { SECOND_MS, systemClock, systemRandomness } from '#foundation';
import { applyAccess, type Principal, TENANT } from '#operations';
import { Database, Principals } from '#store';

import { contextOf } from '../scripts/prove/proof-server.ts';
import { startBareServer } from './baselines.ts';
import { Ending } from './ending.ts';
import { sendAnyway, sendLoad, Stream } from './load.ts';
import type { LoadResult } from './load-client.ts';
import { median, quantile, type Report } from './measure.ts';
import { type Served, serve } from './served.ts';

/** Keys that send at a steady rate, and events a second of each. */
const OTHERS = 4;
const OTHERS_RATE = 50;
/** Events a second that the flooding key may send, and how many times as many it sends. */
const QUOTA = 50;
const TIMES = 20;
/** Of the flood, before the others are measured: what a full bucket holds is sent by then. */
const AHEAD_SECONDS = 2;
const GOAL = 1.5;

/** What one key past its quota costs the others: their latency alone, beside it, and beside the same flood sent elsewhere, in turns. */
export async function quota(report: Report, { isQuick }: { readonly isQuick: boolean }): Promise<void> {
  const rounds = isQuick ? 3 : 5;
  const seconds = isQuick ? 5 : 15;
  report.say(
    `quota: ${OTHERS} keys at ${OTHERS_RATE} events/s each, one at ${TIMES} times its ${QUOTA} events/s; ${rounds} rounds, the median`,
  );
  await using served = await serve();
  await using ending = new Ending();
  const bare = await startBareServer(ending);
  const keys = await keysOf(served);
  const scene: Scene = { served, bare, stream: new Stream(), keys, seconds };
  await othersAlone(scene); // a server that has worked

  const alone: Round[] = [];
  const elsewhere: Round[] = [];
  const beside: Flooded[] = [];
  for (let round = 0; round < rounds; round += 1) {
    alone.push(await measured(served, () => othersAlone(scene)));
    beside.push(await measured(served, () => othersBeside(scene, served.server.address)));
    elsewhere.push(await measured(served, () => othersBeside(scene, bare)));
  }
  await served.untilMapped();
  addAll(report, { alone, elsewhere, beside });
}

interface Scene {
  readonly served: Served;
  readonly bare: string;
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

async function othersAlone({ served, stream, keys, seconds }: Scene): Promise<LoadResult> {
  const rate = OTHERS * OTHERS_RATE;
  const events = rate * seconds;
  return sendLoad({ ...LOAD, address: served.server.address, key: keys.others, rate, events, from: stream.take(events) });
}

async function othersBeside(scene: Scene, address: string): Promise<Omit<Flooded, 'microseconds'>> {
  const rate = QUOTA * TIMES;
  const events = rate * (scene.seconds + 2 * AHEAD_SECONDS);
  let begin: () => void = () => undefined;
  const begun = new Promise<void>((resolve) => (begin = resolve));
  const load = { ...LOAD, address, key: scene.keys.flood, rate, events, from: scene.stream.take(events) };
  const flooding = sendAnyway(load, () => begin());
  await Promise.race([begun, flooding]); // a flood that fails says so
  await new Promise((resolve) => setTimeout(resolve, AHEAD_SECONDS * SECOND_MS));
  const { latencies } = await othersAlone(scene);
  const { refused, seconds } = await flooding;
  return { latencies, letIn: (events - refused) / seconds, flood: events };
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
  const value = middle(beside, 0.99) / middle(alone, 0.99);
  report.addGoal({ name: "the others' p99 beside a key at 20 times its quota, against alone", value, unit: 'times', atMost: GOAL });
}
