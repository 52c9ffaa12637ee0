import path from 'node:path';

import { SECOND_MS } from '#foundation';
import { Mapper, TENANT } from '#operations';
import { beginGeneration, Database } from '#store';

import { ADMIN_KEY } from '../scripts/prove/headgate-process.ts';
import { contextOf } from '../scripts/prove/proof-server.ts';
import { Ending } from './ending.ts';
import { sendLoad, type Stream } from './load.ts';
import { quantile, type Report } from './measure.ts';
import type { Served } from './served.ts';

const LAG_SECONDS = 12;
const LOOK_MS = 4;
const MAPPED_RATE_GOAL = 2_500;
const LAG_P99_MS_GOAL = 0.5 * SECOND_MS;

interface Mapping {
  readonly stream: Stream;
  /** Single events a second at 64 connections. */
  readonly topRate: number;
  readonly isQuick: boolean;
}

/** How far the map is behind at half the top rate. */
export async function addLag(report: Report, served: Served, { stream, topRate, isQuick }: Mapping): Promise<void> {
  const lags = await lagsAt(served, stream, { rate: topRate / 2, seconds: isQuick ? LAG_SECONDS / 3 : LAG_SECONDS });
  const name = `ingest to queryable at half the top rate, ${Math.round(topRate / 2)} events/s`;
  for (const [label, share] of [
    ['p50', 0.5],
    ['p99', 0.99],
    ['max', 1],
  ] as const) {
    report.add({ name: `${name}: lag ${label}`, value: quantile(lags, share), unit: 'ms' });
  }
  report.addGoal({ name: `${name}: lag p99`, value: quantile(lags, 0.99), unit: 'ms', below: LAG_P99_MS_GOAL });
}

/** How fast the map is with nothing else to do. */
export async function addMappingAlone(report: Report, served: Served): Promise<void> {
  const rate = await mappedAloneRate(served);
  report.add({ name: 'mapping alone: a rebuild of all that was recorded', value: rate, unit: 'events/s' });
  report.addGoal({ name: 'mapping alone', value: rate, unit: 'events/s', atLeast: MAPPED_RATE_GOAL });
}

/** Folds the whole ledger into a graph beside the live one. Entries a second. */
async function mappedAloneRate({ connectionString, dataDir }: Served): Promise<number> {
  await using ending = new Ending();
  const database = await ending.take(Promise.resolve(new Database(connectionString, { connections: 2 })), (each) => each.close());
  const context = contextOf({ database, keyFile: path.join(dataDir, 'keys.jsonl'), tenant: TENANT });
  const generation = await database.transaction((session) => beginGeneration(session, TENANT));
  const mapper = new Mapper(context);
  const start = performance.now();
  let entries = 0;
  for (let count = await mapper.project(generation); count > 0; count = await mapper.project(generation)) entries += count;
  return (entries / (performance.now() - start)) * SECOND_MS;
}

/** From each event's 201 to when the graph's size was seen to include it, in ms, ascending. */
async function lagsAt(
  served: Served,
  stream: Stream,
  { rate, seconds }: { readonly rate: number; readonly seconds: number },
): Promise<readonly number[]> {
  const events = Math.round(rate * seconds);
  const seen: Seen[] = [];
  const over = new AbortController();
  const looking = look(served, seen, over.signal);
  try {
    const load = {
      address: served.server.address,
      key: ADMIN_KEY,
      of: 'runs',
      connections: 64,
      together: 1,
      rate,
      isTracked: true,
    } as const;
    const { recorded } = await sendLoad({ ...load, events, from: stream.take(events) });
    await served.untilMapped();
    await new Promise((resolve) => setTimeout(resolve, 5 * LOOK_MS)); // so that the end was seen
    over.abort();
    await looking;
    return lags(recorded, seen);
  } finally {
    over.abort();
  }
}

/** The graph's size at a moment, in milliseconds of Unix time. */
interface Seen {
  readonly at: number;
  readonly mapped: number;
}

async function look({ client }: Served, seen: Seen[], signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const { rows } = await client.query<{ mapped: string }>(
      'select head.mapped from hot.map_head as head where head.tenant = 1 and head.live',
    );
    seen.push({ at: performance.timeOrigin + performance.now(), mapped: Number(rows[0]?.mapped) });
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

function lags(recorded: readonly (readonly [position: number, at: number])[], seen: readonly Seen[]): readonly number[] {
  let index = 0;
  const byPosition = recorded.toSorted(([left], [right]) => left - right);
  const found = byPosition.map(([position, at]) => {
    while ((seen[index]?.mapped ?? Infinity) <= position) index += 1;
    return Math.max(0, (seen[index]?.at ?? at) - at);
  });
  return found.sort((left, right) => left - right);
}
