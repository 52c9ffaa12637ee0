import path from 'node:path';

import { systemClock, systemRandomness } from '#foundation';
import { type Context, Mapper, TENANT } from '#operations';
import { beginGeneration, Database, dayOf, KeyStore, LedgerWriter, Recorder } from '#store';

import { ADMIN_KEY } from '../scripts/prove/headgate-process.ts';
import { sendLoad, type Stream } from './load.ts';
import { quantile, type Report } from './measure.ts';
import type { Served } from './served.ts';

const LAG_SECONDS = 12;
const LOOK_MS = 4;

interface Mapping {
  readonly stream: Stream;
  /** Single events a second at 64 connections. */
  readonly topRate: number;
  readonly isQuick: boolean;
}

/** How fast the map is with nothing else to do, and how far it is behind at half the top rate. */
export async function mappingAndLag(report: Report, served: Served, { stream, topRate, isQuick }: Mapping): Promise<void> {
  const { events, seconds } = await mappedAlone(served);
  report.add({ name: 'mapping alone: a rebuild of all that was recorded', value: events / seconds, unit: 'events/s' });

  for (const rate of [topRate / 2, 1_000]) {
    const lags = await lagsAt(served, stream, { rate, seconds: isQuick ? LAG_SECONDS / 3 : LAG_SECONDS });
    const name = `ingest to queryable at ${Math.round(rate)} events/s`;
    for (const [label, share] of [
      ['p50', 0.5],
      ['p99', 0.99],
      ['max', 1],
    ] as const) {
      report.add({ name: `${name}: lag ${label}`, value: quantile(lags, share), unit: 'ms' });
    }
  }
}

/** Folds the whole ledger into a graph beside the live one. */
async function mappedAlone({ connectionString, dataDir }: Served): Promise<{ readonly events: number; readonly seconds: number }> {
  const database = new Database(connectionString, { connections: 2 });
  const context: Context = {
    database,
    keys: new KeyStore(path.join(dataDir, 'keys.jsonl'), systemRandomness),
    recorder: new Recorder(new LedgerWriter(database, TENANT), () => dayOf(systemClock.now())),
    clock: systemClock,
    randomness: systemRandomness,
    tenant: TENANT,
  };
  const generation = await database.transaction((session) => beginGeneration(session, TENANT));
  const mapper = new Mapper(context);
  const start = performance.now();
  let events = 0;
  for (let count = await mapper.project(generation); count > 0; count = await mapper.project(generation)) events += count;
  const seconds = (performance.now() - start) / 1_000;
  await database.close();
  return { events, seconds };
}

/** From each event's 201 to when the graph's size was seen to include it, in ms, ascending. */
async function lagsAt(
  { server, client }: Served,
  stream: Stream,
  { rate, seconds }: { readonly rate: number; readonly seconds: number },
): Promise<readonly number[]> {
  const events = Math.round(rate * seconds);
  const seen: { readonly at: number; readonly mapped: number }[] = [];
  const look = async (): Promise<number> => {
    const { rows } = await client.query<{ mapped: string }>(
      'select head.mapped from hot.map_head as head where head.tenant = 1 and head.live',
    );
    const mapped = Number(rows[0]?.mapped);
    seen.push({ at: performance.timeOrigin + performance.now(), mapped });
    return mapped;
  };
  const over = new AbortController();
  const looking = (async () => {
    for (; !over.signal.aborted; await new Promise((resolve) => setTimeout(resolve, LOOK_MS))) await look();
  })();
  const load = { address: server.address, key: ADMIN_KEY, connections: 64, together: 1, events, rate, isTracked: true };
  const { recorded } = await sendLoad({ ...load, from: stream.take(events) });
  const last = Math.max(...recorded.map(([position]) => position));
  while ((seen.at(-1)?.mapped ?? 0) <= last) await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  over.abort();
  await looking;
  return lags(recorded, seen);
}

function lags(
  recorded: readonly (readonly [position: number, at: number])[],
  seen: readonly { readonly at: number; readonly mapped: number }[],
): readonly number[] {
  let index = 0;
  const byPosition = recorded.toSorted(([left], [right]) => left - right);
  const found = byPosition.map(([position, at]) => {
    while ((seen[index]?.mapped ?? Infinity) <= position) index += 1;
    return Math.max(0, (seen[index]?.at ?? at) - at);
  });
  return found.sort((left, right) => left - right);
}
