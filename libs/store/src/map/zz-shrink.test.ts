import { test } from 'vitest';
import { writeFileSync } from 'node:fs';
import { type Instant } from '#foundation';
import { diceOf, freshDatabase, randomHistory, recordedHistory, type RecordedStep, referenceSnapshot, type HistoryStep } from '#testkit';
import { Database } from '../sql/database.ts';
import { GraphMap } from './graph-map.ts';
import { MapMemory } from './memory.ts';
import { snapshotLines } from './snapshot-facts.ts';
const AT = { tenant: 1, generation: 1 };
async function foldOne(database: Database, steps: readonly RecordedStep[], batchAll: boolean): Promise<void> {
  const memory = new MapMemory();
  let batch: RecordedStep[] = [];
  const flush = async () => {
    if (batch.length === 0) return;
    const mapped = BigInt(batch.at(-1)!.position + 1);
    await database.transaction(async (session) => {
      const map = (await GraphMap.take(session, AT, memory))!;
      const drafts = batch.flatMap((step) =>
        step.kind === 'event' ? [{ position: BigInt(step.position), by: step.by, draft: step.draft }] : [],
      );
      const [first] = batch;
      if (first?.kind === 'ruling') await map.applyRuling(BigInt(first.position), first.ruling);
      else await map.applyEvents(drafts);
      await map.advance(mapped);
    });
    memory.mapped = mapped;
    batch = [];
  };
  for (const step of steps) {
    if (step.kind === 'ruling') await flush();
    batch.push(step);
    if (step.kind === 'ruling' || !batchAll) await flush();
  }
  await flush();
}
async function bad(history: readonly HistoryStep[], batchAll: boolean): Promise<string | undefined> {
  const { entries, steps } = recordedHistory(history);
  await using fresh = await freshDatabase();
  const database = new Database(fresh.connectionString, { connections: 2 });
  try {
    await foldOne(database, steps, batchAll);
    const times = [...new Set(entries.flatMap((e) => (e.kind === 'event' ? [e.event.time] : [])))];
    for (const knownAt of [steps.length])
      for (const asOf of [...times, 1785542400000000000n as Instant]) {
        const lines = await database.snapshot((session) => snapshotLines(session, AT, { asOf, knownAt: BigInt(knownAt) }));
        const expected = referenceSnapshot(entries, { asOf, knownAt });
        const [missing, extra] = [expected.filter((l) => !lines.includes(l)), lines.filter((l) => !expected.includes(l))];
        if (missing.length + extra.length > 0) return JSON.stringify({ asOf: String(asOf), knownAt, missing, extra }, null, 1);
      }
    return undefined;
  } catch (error) {
    return String((error as Error).stack).slice(0, 600);
  } finally {
    await database.close();
  }
}
test('shrink', { timeout: 600_000 }, async () => {
  let out = '';
  let found = 0;
  for (
    let seed = Number(process.env['SEED'] ?? 1);
    seed < Number(process.env['SEED'] ?? 1) + 40 && found < Number(process.env['FOUND'] ?? 3);
    seed += 1
  ) {
    for (const batchAll of [false, true]) {
      let history = randomHistory(seed, Number(process.env['SIZE'] ?? 30)).filter(
        ({ kind }) => process.env['ONLY'] === undefined || kind === 'event',
      ) as HistoryStep[];
      if ((await bad(history, batchAll)) === undefined) continue;
      found += 1;
      for (let again = true; again;) {
        again = false;
        for (let i = history.length - 1; i >= 0; i -= 1) {
          const less = history.filter((_, j) => j !== i);
          if (history[i]!.kind === 'event' && history.some((s) => s.kind === 'retract-events')) {
            /* indexes shift */ if (true) {
              const idx = history.slice(0, i).filter((s) => s.kind === 'event').length;
              const moved = less.map((s) =>
                s.kind === 'retract-events' ? { ...s, of: s.of.filter((o) => o !== idx).map((o) => (o > idx ? o - 1 : o)) } : s,
              );
              if ((await bad(moved, batchAll)) !== undefined) {
                history = moved;
                again = true;
              }
              continue;
            }
          }
          if ((await bad(less, batchAll)) !== undefined) {
            history = less;
            again = true;
          }
        }
      }
      out += `SEED ${seed} batchAll ${batchAll}\n${history.map((s) => (s.kind === 'event' ? s.body + ' @' + s.emitter : JSON.stringify(s))).join('\n')}\n${await bad(history, batchAll)}\n\n`;
      break;
    }
  }
  writeFileSync('/tmp/shrunk.txt', out);
});
