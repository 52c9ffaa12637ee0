import { expect, test } from 'vitest';

import { DAY_MS } from '#foundation';
import { diceOf, freshDatabase, type HistoryStep, recordedHistory, type RecordedStep } from '#testkit';

import { Database } from '../sql/database.ts';
import type { Session, SqlValue } from '../sql/session.ts';
import { GraphMap } from './graph-map.ts';
import { MapMemory } from './memory.ts';

const AT = { tenant: 1, generation: 1 };
/** Days on either side of the middle are more than two lineage windows: neither end is near. */
const RUNS = 160;
const FIRST_MS = Date.UTC(2020, 0, 1);

interface Words {
  /** Which run of its job: it begins that many days after the first. */
  readonly run: number;
  readonly type?: string;
  readonly job?: string;
  readonly runId?: string;
  readonly output?: string;
  readonly year?: number;
  /** Seconds; null: since ever. Absent: no snapshot. */
  readonly snapshot?: number | null;
  readonly schema?: string;
}

function event({
  run,
  type = 'COMPLETE',
  job = 'J',
  runId = `run ${run}`,
  output = 'out',
  year,
  snapshot,
  schema = 'id',
}: Words): HistoryStep {
  const time = new Date(FIRST_MS + run * DAY_MS + (type === 'START' ? 0 : 1_000));
  if (year !== undefined) time.setUTCFullYear(year);
  const emissionPattern = {
    eventContentMode: 'COMPLETE_SNAPSHOT',
    ...(typeof snapshot === 'number' ? { windowDuration: snapshot } : {}),
  };
  const facets = { schema: { fields: [{ name: schema }] } };
  const body = {
    eventType: type,
    eventTime: time.toISOString(),
    run: { runId },
    job: { namespace: 'n', name: job, facets: snapshot === undefined ? {} : { jobType: { emissionPattern } } },
    inputs: [{ namespace: 'n', name: 'in', facets }],
    outputs: [{ namespace: 'n', name: output }],
  };
  return { kind: 'event', body: JSON.stringify(body), emitter: 'e' };
}

/** START and COMPLETE of runs 0 … runs − 1 without those of the middle. */
function lane(runs: number, words: Partial<Words> | ((run: number) => Partial<Words>) = {}): readonly HistoryStep[] {
  return Array.from({ length: runs }, (_, run) => run)
    .filter((run) => run !== runs / 2)
    .flatMap((run) => ['START', 'COMPLETE'].map((type) => event({ run, type, ...(typeof words === 'function' ? words(run) : words) })));
}

/** A history of so many runs, and the events whose cost is counted. */
type Late = (runs: number) => { readonly history: readonly HistoryStep[]; readonly late: readonly HistoryStep[] };

const LANES: Readonly<Record<string, Late>> = {
  'a run in the middle': (runs) => ({
    history: shuffled(lane(runs)),
    late: [event({ run: runs / 2 }), event({ run: runs / 2, type: 'START' })],
  }),
  'a run in the middle that shows another set': (runs) => ({
    history: shuffled(lane(runs)),
    late: [event({ run: runs / 2, output: 'other' }), event({ run: runs / 2, type: 'START', output: 'other' })],
  }),
  'a run in the middle where every run has a set of its own': (runs) => ({
    history: shuffled(lane(runs, (run) => ({ output: `out ${run}` }))),
    late: [event({ run: runs / 2, output: 'other' }), event({ run: runs / 2, type: 'START', output: 'other' })],
  }),
  'the next run after one of the year 9999': (runs) => ({
    history: [event({ run: 0, runId: 'far', year: 9999 }), ...lane(runs)],
    late: [event({ run: runs, type: 'START' }), event({ run: runs })],
  }),
  'the next run where every event is a snapshot': (runs) => ({
    history: lane(runs, { snapshot: 3_600 }),
    late: [event({ run: runs, type: 'START', snapshot: 3_600 }), event({ run: runs, snapshot: 3_600 })],
  }),
  'a run in the middle where every event is a snapshot': (runs) => ({
    history: shuffled(lane(runs, { snapshot: 3_600 })),
    late: [event({ run: runs / 2, snapshot: 3_600 }), event({ run: runs / 2, type: 'START', snapshot: 3_600 })],
  }),
  'the next snapshot of a run that never ends': (runs) => ({
    history: lane(runs, (run) => ({ runId: 'stream', type: 'RUNNING', snapshot: null, output: `out ${run % 3}` })),
    late: [event({ run: runs, runId: 'stream', type: 'RUNNING', snapshot: null, output: 'out 1' })],
  }),
  'another schema in the middle of what many jobs say of one dataset': (runs) => ({
    history: shuffled(lane(runs, (run) => ({ job: `J${run}` }))),
    late: [event({ run: runs / 2, job: 'late', schema: 'other' })],
  }),
  'a drop in the middle': (runs) => ({
    history: shuffled(lane(runs)),
    late: [dropOf('out', runs / 2)],
  }),
};

function dropOf(name: string, day: number): HistoryStep {
  const facets = { lifecycleStateChange: { lifecycleStateChange: 'DROP' } };
  const body = { eventTime: new Date(FIRST_MS + day * DAY_MS).toISOString(), dataset: { namespace: 'n', name, facets } };
  return { kind: 'event', body: JSON.stringify(body), emitter: 'e' };
}

function shuffled(steps: readonly HistoryStep[]): readonly HistoryStep[] {
  return diceOf(3).some(steps, { least: steps.length, most: steps.length });
}

// Goal: a late event costs what it touches, not all that lies before or after it. Method: a clock would tell of the machine, so the rows are counted
// that the store gives to the map, by one that remembers nothing, and the rows of beliefs that it writes: of a history, and of one four times as long.
test.each(Object.keys(LANES))('%s is folded from as few rows in a long history as in a short one', { timeout: 120_000 }, async (name) => {
  const { [name]: late = (): never => expect.unreachable() } = LANES;

  const short = await rowsFor(late(RUNS));
  const long = await rowsFor(late(4 * RUNS));

  expect(long.read).toBeLessThanOrEqual(short.read);
  expect(long.written).toBe(short.written);
});

/** Folds the history, and then the late events in a batch of their own; counts for those alone. */
async function rowsFor({ history, late }: ReturnType<Late>): Promise<{ readonly read: number; readonly written: bigint }> {
  await using fresh = await freshDatabase();
  const database = new Database(fresh.connectionString, { connections: 1 });
  const { steps } = recordedHistory([...history, ...late]);
  const before = steps.length - late.length;
  const count = { read: 0 };
  const memory = new MapMemory();

  for (let from = 0; from < before; from += 100) await fold(database, steps.slice(from, Math.min(from + 100, before)), { memory });
  const written = await nextRow(database);
  await fold(database, steps.slice(before), { memory: new MapMemory(), count });
  const rows = { read: count.read, written: (await nextRow(database)) - written };

  await database.close();
  return rows;
}

async function fold(
  database: Database,
  batch: readonly RecordedStep[],
  { memory, count = { read: 0 } }: { readonly memory: MapMemory; readonly count?: { read: number } },
): Promise<void> {
  const drafts = batch.flatMap((step) =>
    step.kind === 'event' ? [{ position: BigInt(step.position), by: step.by, hasExtractionErrors: false, draft: step.draft }] : [],
  );
  const mapped = (drafts.at(-1)?.position ?? 0n) + 1n;
  await database.transaction(async (session) => {
    const map = await GraphMap.take(counting(session, count), AT, memory);
    await map?.applyEvents(drafts);
    await map?.advance(mapped);
  });
  memory.mapped = mapped;
}

function counting(session: Session, count: { read: number }): Session {
  const rows = async (template: TemplateStringsArray, ...values: readonly SqlValue[]) => {
    const found = await session.rows(template, ...values);
    count.read += found.length;
    return found;
  };
  return Object.assign(Object.create(session) as Session, { rows }); // all else is the session's own
}

async function nextRow(database: Database): Promise<bigint> {
  const [row] = await database.transaction((session) => session.rows`select head.next_row from hot.map_head as head where head.live`);
  return row?.['next_row'] as bigint; // the column's type
}
