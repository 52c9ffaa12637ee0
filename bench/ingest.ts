import { mkdir } from 'node:fs/promises';
import path from 'node:path';

import { createDatabase, Database, migrate } from '#store';

import { ADMIN_KEY } from '../scripts/prove/headgate-process.ts';
import { copySeconds, insertSeconds, prepareForRows, sealedEntries, startBareServer } from './baselines.ts';
import { Ending } from './ending.ts';
import { eventAt } from './generator.ts';
import { sendLoad, Stream } from './load.ts';
import type { LoadResult } from './load-client.ts';
import { addLag, addMappingAlone } from './mapping.ts';
import { median, quantile, type Report } from './measure.ts';
import { type Served, serve, type Usage } from './served.ts';

interface Kind {
  readonly name: string;
  readonly of: 'runs' | 'novel';
  readonly connections: number;
  readonly together: number;
  /** Events of one round. */
  readonly events: number;
}

/** The kind whose rate is the top rate of single events. */
const TOP: Kind = { name: 'single events, 64 connections', of: 'runs', connections: 64, together: 1, events: 16_000 };
const KINDS: readonly Kind[] = [
  { name: 'single events, 1 connection', of: 'runs', connections: 1, together: 1, events: 1_500 },
  { name: 'single events, 8 connections', of: 'runs', connections: 8, together: 1, events: 6_000 },
  TOP,
  { name: 'arrays of 100, 8 connections', of: 'runs', connections: 8, together: 100, events: 16_000 },
  { name: 'single events, 64 connections, no two of one shape', of: 'novel', connections: 64, together: 1, events: 8_000 },
];
const WARM_UP: Kind = { name: 'warm-up', of: 'runs', connections: 64, together: 1, events: 8_000 };
const MIGRATIONS = path.join(import.meta.dirname, '../prisma/migrations');
const UNPACED = { rate: undefined, isTracked: false };
const SAMPLE = 2_000;

/** Durable ingest beside what bounds it, all in one run, round by round in turns; every event is new. */
export async function ingest(report: Report, { isQuick }: { readonly isQuick: boolean }): Promise<void> {
  const rounds = isQuick ? 1 : 3;
  const share = isQuick ? 0.25 : 1;
  const bytes = Array.from({ length: SAMPLE }, (_, index) => Buffer.byteLength(eventAt(index))).reduce((sum, size) => sum + size) / SAMPLE;
  report.say(`ingest: events of ${Math.round(bytes)} bytes, START and COMPLETE of runs of 250 jobs; ${rounds} rounds, the median`);
  await using served = await serve();
  await using ending = new Ending();
  const bare = await startBareServer(ending);
  const stream = new Stream();
  await measured(served, stream, { ...WARM_UP, events: WARM_UP.events * share });
  await bareRate(bare, stream, { ...WARM_UP, events: WARM_UP.events * share });

  const rates = new Map<string, number>();
  for (const kind of KINDS) {
    const sized = { ...kind, events: Math.ceil((kind.events * share) / kind.together) * kind.together };
    const ours: Round[] = [];
    const theirs: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      ours.push(await measured(served, stream, sized));
      theirs.push(await bareRate(bare, stream, sized));
    }
    const rate = median(ours.map((round) => round.rate));
    rates.set(kind.name, rate);
    addKind(report, kind, { ours, bareRate: median(theirs) });
    if (kind === TOP) addTopGoal(report, rate / median(theirs));
  }
  await addLag(report, served, { stream, topRate: rates.get(TOP.name) ?? NaN, isQuick }); // before the baselines: what they leave to the disk would be in it
  await addBaselines(report, served, { rates, share });
  await addMappingAlone(report, served);
}

function addTopGoal(report: Report, share: number): void {
  report.addGoal({ name: `${TOP.name}: share of the bare server`, value: share * 100, unit: '%', atLeast: 35 });
}

interface Round extends LoadResult {
  readonly rate: number;
  readonly events: number;
  /** Used until the last answer, and until all was mapped too. */
  readonly used: Usage;
  readonly usedInAll: Usage;
}

async function measured(served: Served, stream: Stream, { of, connections, together, events }: Kind): Promise<Round> {
  const load = { address: served.server.address, key: ADMIN_KEY, of, connections, together, events } as const;
  let before = await served.usage();
  const result = await sendLoad({ ...load, ...UNPACED, from: stream.take(events) }, async () => void (before = await served.usage()));
  const used = difference(await served.usage(), before);
  await served.untilMapped();
  if (used.entries !== events) throw new Error(`${used.entries} of ${events} events were recorded`);
  const usedInAll = difference(await served.usage(), before);
  return { ...result, rate: events / result.seconds, events, used, usedInAll };
}

async function bareRate(bare: string, stream: Stream, { of, connections, together, events }: Kind): Promise<number> {
  const load = { address: bare, key: ADMIN_KEY, of, connections, together, events } as const;
  const { seconds } = await sendLoad({ ...load, ...UNPACED, from: stream.take(events) });
  return events / seconds;
}

function difference(after: Usage, before: Usage): Usage {
  return {
    entries: after.entries - before.entries,
    serverMicroseconds: after.serverMicroseconds - before.serverMicroseconds,
    postgresMicroseconds: after.postgresMicroseconds - before.postgresMicroseconds,
    walBytes: after.walBytes - before.walBytes,
    ledgerBytes: after.ledgerBytes - before.ledgerBytes,
    graphBytes: after.graphBytes - before.graphBytes,
  };
}

function addKind(
  report: Report,
  { name }: Kind,
  { ours, bareRate: bare }: { readonly ours: readonly Round[]; readonly bareRate: number },
): void {
  const middle = (read: (round: Round) => number): number => median(ours.map(read));
  const rate = middle((round) => round.rate);
  report.add({ name: `${name}: durable`, value: rate, unit: 'events/s', against: { name: '(a) bare server', value: bare } });
  for (const [label, share] of [
    ['p50', 0.5],
    ['p99', 0.99],
  ] as const) {
    report.add({ name: `${name}: latency ${label}`, value: middle(({ latencies }) => quantile(latencies, share)), unit: 'ms' });
  }
  const cost = (label: string, unit: string, read: (round: Round) => number): void =>
    report.add({ name: `${name}: ${label}`, value: middle((round) => read(round) / round.events), unit });
  cost('server', 'CPU µs/event', ({ used }) => used.serverMicroseconds);
  cost('Postgres', 'CPU µs/event', ({ used }) => used.postgresMicroseconds);
  cost('server, with all mapped', 'CPU µs/event', ({ usedInAll }) => usedInAll.serverMicroseconds);
  cost('Postgres, with all mapped', 'CPU µs/event', ({ usedInAll }) => usedInAll.postgresMicroseconds);
  cost('WAL, with all mapped', 'bytes/event', ({ usedInAll }) => usedInAll.walBytes);
  cost('disk of the ledger', 'bytes/event', ({ usedInAll }) => usedInAll.ledgerBytes);
  cost('disk of the graph', 'bytes/event', ({ usedInAll }) => usedInAll.graphBytes);
}

/** The same rows, past the server: what Postgres takes with COPY, and with one INSERT an event. */
async function addBaselines(
  report: Report,
  served: Served,
  { rates, share }: { readonly rates: ReadonlyMap<string, number>; readonly share: number },
): Promise<void> {
  const keys = path.join(served.dataDir, 'baseline-keys');
  await mkdir(keys);
  await using ending = new Ending();
  const other = await ending.take(createDatabase(served.connectionString, 'baselines'), (each) => each.drop());
  await migrate({ connectionString: other.url, directory: MIGRATIONS });
  await prepareForRows(other.url);
  const database = await ending.take(Promise.resolve(new Database(other.url, { connections: 1 })), (each) => each.close());
  const from = 10_000_000; // a place in the stream that no load comes to
  const copied = await sealedEntries({ database, keyFile: path.join(keys, 'copy.jsonl') }, { from, count: Math.round(16_000 * share) });
  const copyRate = copied.length / (await copySeconds(other.url, copied));
  const ours = (index: number): { readonly name: string; readonly rate: number } => {
    const name = KINDS[index]?.name ?? '';
    return { name, rate: rates.get(name) ?? NaN };
  };
  for (const index of [2, 3]) {
    const { name, rate } = ours(index);
    report.add({
      name: `${name}: durable, beside COPY`,
      value: rate,
      unit: 'events/s',
      against: { name: '(b) COPY of the same rows', value: copyRate },
    });
  }
  for (const [index, connections] of [1, 8, 64].entries()) {
    const inserted = await sealedEntries(
      { database, keyFile: path.join(keys, `${connections}.jsonl`) },
      {
        from: from + 100_000 * (index + 1),
        count: Math.round((1_500 + 50 * connections) * share),
      },
    );
    const { name, rate } = ours(index);
    const value = inserted.length / (await insertSeconds(other.url, inserted, connections));
    report.add({
      name: `${name}: durable, beside INSERT`,
      value: rate,
      unit: 'events/s',
      against: { name: '(c) an INSERT an event', value },
    });
  }
}
