import { SECOND_MS } from '#foundation';
import { type Installation, type Principal, proveEntry, receiveBatch, sequenceLog } from '#operations';

import { Ending } from './ending.ts';
import { installed } from './installed.ts';
import { median, type Report } from './measure.ts';

const ENTRIES = { full: 200_000, quick: 20_000 } as const;
/** Events of one request. */
const AT_ONCE = 500;
const PROOFS = 200;
const RATE_GOAL = 20_000;

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
