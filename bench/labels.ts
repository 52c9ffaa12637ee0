import { SECOND_MS } from '#foundation';
import { type Installation, keepLabels, type Principal, receiveBatch } from '#operations';
import { labelAll, mapAll } from '#testkit';

import { Ending } from './ending.ts';
import { installed } from './installed.ts';
import { median, type Report } from './measure.ts';

/** Tables in a row, each copied column by column into the next by a job that overwrites it. Two columns of the first are tagged. */
const TABLES = 60;
const COLUMNS = 20;
const ROUNDS = { full: 40, quick: 8 } as const;
/** Events that a turn takes: some tenths of a second of a busy installation. */
const TURN = 40n;
const FLAT_GOAL = 1.5;

const ADMIN: Principal = { id: '00000000-0000-4000-8000-000000000001', kind: 'admin', name: 'bench', namespaces: [], roles: ['admin'] };
const FACET = { _producer: 'https://example.com/bench', _schemaURL: 'https://openlineage.io/spec/facets/1-0-0/Facet.json' };
const OF_ALL = { producer: 'https://example.com/bench', schemaURL: 'https://openlineage.io/spec/2-0-2/OpenLineage.json' };

/** What it costs to follow labels along what the map took, at the beginning and when the history is long. */
export async function labels(report: Report, { isQuick }: { readonly isQuick: boolean }): Promise<void> {
  const rounds = ROUNDS[isQuick ? 'quick' : 'full'];
  report.say(`labels: ${TABLES} tables in a row of ${COLUMNS} columns, overwritten in ${rounds} rounds; ${TURN} events a turn`);
  await using ending = new Ending();
  const installation = await installed(ending);
  await send(installation, [tagged()]);
  const times: number[][] = [];
  for (let round = 0; round < rounds; round += 1) {
    await send(installation, Array.from({ length: TABLES }, (_, table) => copying(round, table)).flat());
    times.push(await turns(installation));
  }
  const [first, last] = [times.slice(1, 4), times.slice(-3)].map((some) => median(some.flat())); // the very first finds all labels anew
  if (first === undefined || last === undefined) throw new Error('a benchmark of labels has no rounds');
  report.add({
    name: `a turn of ${TURN} events, after ${rounds} rounds`,
    value: last,
    unit: 'ms',
    against: { name: 'after two', value: first },
  });
  report.addGoal({
    name: 'a turn after a long history against one after a short one',
    value: last / first,
    unit: 'times',
    below: FLAT_GOAL,
  });
  report.add({ name: 'events a second, turn by turn', value: (Number(TURN) / last) * SECOND_MS, unit: 'events/s' });
  await all(report, installation);
}

/** All labels found anew, in turns as large as they come. */
async function all(report: Report, { context }: Installation): Promise<void> {
  await context.database.transaction((session) => session.send('delete from hot.label; delete from hot.label_head'));
  const start = performance.now();
  await labelAll(context);
  report.add({ name: 'all labels found anew', value: performance.now() - start, unit: 'ms' });
}

async function turns({ context }: Installation): Promise<number[]> {
  const times: number[] = [];
  for (let hasMore = true; hasMore;) {
    const start = performance.now();
    ({ hasMore } = await keepLabels(context, TURN));
    times.push(performance.now() - start);
  }
  return times;
}

async function send({ context }: Installation, events: readonly object[]): Promise<void> {
  await receiveBatch(context, ADMIN, Buffer.from(JSON.stringify(events)));
  await mapAll(context);
}

function tagged(): object {
  const tags = [
    { key: 'PHI', field: 'c0' },
    { key: 'PII', field: 'c1' },
  ];
  return { ...OF_ALL, eventTime: '2026-01-01T00:00:00Z', dataset: { namespace: 'db', name: 't0', facets: { tags: { ...FACET, tags } } } };
}

function copying(round: number, table: number): readonly object[] {
  const minute = round * TABLES + table;
  const at = (second: number): string => new Date(Date.UTC(2026, 0, 2) + (minute * 60 + second) * SECOND_MS).toISOString();
  const of = {
    ...OF_ALL,
    run: { runId: `0198c3a2-0000-7000-8000-${minute.toString(16).padStart(12, '0')}` },
    job: { namespace: 'etl', name: `copy_${table}` },
  };
  const source = { namespace: 'db', name: `t${table}` };
  const fields = Object.fromEntries(
    Array.from({ length: COLUMNS }, (_, column) => [`c${column}`, { inputFields: [{ ...source, field: `c${column}` }] }]),
  );
  const facets = {
    columnLineage: { ...FACET, fields },
    lifecycleStateChange: { ...FACET, lifecycleStateChange: 'OVERWRITE' },
  };
  return [
    { ...of, eventType: 'START', eventTime: at(0) },
    { ...of, eventType: 'COMPLETE', eventTime: at(30), inputs: [source], outputs: [{ namespace: 'db', name: `t${table + 1}`, facets }] },
  ];
}
