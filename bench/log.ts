import { SECOND_MS } from '#foundation';
import { type Installation, logUpTo, type Principal, proveEntry, receiveBatch, receiveEvent, sequenceLog } from '#operations';

import { Ending } from './ending.ts';
import { novelEventAt } from './generator.ts';
import { installed } from './installed.ts';
import { median, type Report } from './measure.ts';

const ENTRIES = { full: 200_000, quick: 20_000 } as const;
/** Events of one request. */
const AT_ONCE = 500;
const PROOFS = 200;
const RATE_GOAL = 20_000;
/** Single events that are acknowledged while the log is kept and while it is not, in turns, and by how many callers at once. */
const BESIDE = { full: { rounds: 8, events: 8_000 }, quick: { rounds: 2, events: 6_000 } } as const;
const CALLERS = 64;
/** As a server looks. */
const LOOK_MS = SECOND_MS;
const KEPT_GOAL = 0.95;

const ADMIN: Principal = { id: '00000000-0000-4000-8000-000000000001', kind: 'admin', name: 'bench', namespaces: [], roles: ['admin'] };

/** How fast what is recorded comes into the log, and what a proof costs. */
export async function log(report: Report, { isQuick }: { readonly isQuick: boolean }): Promise<void> {
  const entries = ENTRIES[isQuick ? 'quick' : 'full'];
  report.say(`log: ${entries} entries`);
  await using ending = new Ending();
  const installation = await installed(ending);
  await send(installation, entries);
  const { context } = installation;

  const [start, cpu] = [performance.now(), process.cpuUsage()];
  while ((await sequenceLog(context)).hasMore);
  const rate = entries / ((performance.now() - start) / SECOND_MS);
  const { user, system } = process.cpuUsage(cpu);
  report.add({ name: 'entries taken into the log', value: rate, unit: 'leaves/s' });
  report.add({ name: 'of our process', value: (user + system) / entries, unit: 'CPU µs a leaf' });
  report.addGoal({ name: 'entries taken into the log', value: rate, unit: 'leaves/s', atLeast: RATE_GOAL });

  const times: number[] = [];
  for (let proof = 0; proof < PROOFS; proof += 1) {
    const began = performance.now();
    await proveEntry(context, ADMIN, String((proof * 7_919) % entries));
    times.push(performance.now() - began);
  }
  report.add({ name: 'a proof of an entry', value: median(times), unit: 'ms' });
  await beside(report, installation, BESIDE[isQuick ? 'quick' : 'full']);
}

/** What keeping the log costs those who are taken in meanwhile. After each round all of it is in the log, on both sides. */
async function beside(
  report: Report,
  { context }: Installation,
  { rounds, events }: Readonly<Record<'rounds' | 'events', number>>,
): Promise<void> {
  const rates = { kept: [] as number[], left: [] as number[] };
  let sent = 0;
  for (let round = -1; round < rounds; round += 1)
    for (const side of round % 2 === 0 ? (['kept', 'left'] as const) : (['left', 'kept'] as const)) {
      const end = side === 'kept' ? keepLog(context) : () => Promise.resolve();
      const [start, last] = [performance.now(), sent + events];
      const caller = async (): Promise<void> => {
        while (sent < last) await receiveEvent(context, ADMIN, Buffer.from(novelEventAt((sent += 1))));
      };
      await Promise.all(Array.from({ length: CALLERS }, caller));
      if (round >= 0) rates[side].push(events / ((performance.now() - start) / SECOND_MS));
      await end();
      await logUpTo(context);
    }
  const [kept, left] = [median(rates.kept), median(rates.left)];
  report.add({
    name: `acknowledged while the log is kept, by ${CALLERS} callers`,
    value: kept,
    unit: 'events/s',
    against: { name: 'while it is not', value: left },
  });
  report.addGoal({
    name: 'acknowledged while the log is kept against while it is not',
    value: kept / left,
    unit: 'times',
    atLeast: KEPT_GOAL,
  });
}

/** Takes turns as a server does. What it gives ends that. */
function keepLog(context: Installation['context']): () => Promise<void> {
  let turn: Promise<unknown> = Promise.resolve();
  const timer = setInterval(() => {
    turn = turn.then(() => logUpTo(context));
  }, LOOK_MS);
  return async () => {
    clearInterval(timer);
    await turn;
  };
}

async function send({ context }: Installation, entries: number): Promise<void> {
  for (let from = 0; from < entries; from += AT_ONCE) {
    const events = Array.from({ length: AT_ONCE }, (_, index) => ({
      ...{ eventTime: '2026-03-01T00:00:00Z', producer: 'https://example.org/p' },
      dataset: { namespace: 'db', name: `t${from + index}` },
    }));
    await receiveBatch(context, ADMIN, Buffer.from(JSON.stringify(events)));
  }
}
