import { test } from 'vitest';
import { writeFileSync } from 'node:fs';
import { type Instant } from '#foundation';
import { diceOf, freshDatabase, randomHistory, recordedHistory, referenceSnapshot, type HistoryStep } from '#testkit';
import { Database } from '../sql/database.ts';
import { GraphMap } from './graph-map.ts';
import { MapMemory } from './memory.ts';
import { snapshotLines } from './snapshot-facts.ts';
const AT = { tenant: 1, generation: 1 };
type Cut = { step: HistoryStep; cut: boolean; n: number };
async function bad(list: readonly Cut[], at?: { asOf: Instant }): Promise<string | undefined> {
  // indexes of retract-events: by original event number n
  const history = list.map(({ step }) => step);
  const numbers = list.filter(({ step }) => step.kind === 'event').map(({ n }) => n);
  const mapped2 = history.map((s) =>
    s.kind === 'retract-events'
      ? {
          ...s,
          of: s.of.flatMap((o) => {
            const i = numbers.indexOf(o);
            return i < 0 ? [] : [i];
          }),
        }
      : s,
  );
  const { entries, steps } = recordedHistory(mapped2);
  // which list items produced a step: duplicates vanish
  const seen = new Set<string>();
  const cuts: boolean[] = [];
  for (const { step, cut } of list) {
    if (step.kind === 'event') {
      const k = step.body;
      if (seen.has(k)) {
        if (cuts.length) cuts[cuts.length - 1] = cuts[cuts.length - 1]! || cut;
        continue;
      }
      seen.add(k);
    }
    cuts.push(cut);
  }
  await using fresh = await freshDatabase();
  const database = new Database(fresh.connectionString, { connections: 2 });
  try {
    const memory = new MapMemory();
    let batch: (typeof steps)[number][] = [];
    const flush = async () => {
      if (batch.length === 0) return;
      const mapped = BigInt(batch.at(-1)!.position + 1);
      await database.transaction(async (session) => {
        const map = (await GraphMap.take(session, AT, memory))!;
        const [first] = batch;
        if (first?.kind === 'ruling') await map.applyRuling(BigInt(first.position), first.ruling);
        else
          await map.applyEvents(
            batch.flatMap((step) => (step.kind === 'event' ? [{ position: BigInt(step.position), by: step.by, draft: step.draft }] : [])),
          );
        await map.advance(mapped);
      });
      memory.mapped = mapped;
      batch = [];
    };
    for (const [i, step] of steps.entries()) {
      if (step.kind === 'ruling') await flush();
      batch.push(step);
      if (step.kind === 'ruling' || cuts[i]) await flush();
    }
    await flush();
    const times = [...new Set(entries.flatMap((e) => (e.kind === 'event' ? [e.event.time, (e.event.time - 1n) as Instant] : [])))];
    const out = await database.snapshot(async (session) => {
      for (const knownAt of Array.from({ length: steps.length + 1 }, (_, i) => steps.length - i))
        for (const asOf of at ? [at.asOf] : [...times, 1785542400000000000n as Instant]) {
          const lines = await snapshotLines(session, AT, { asOf, knownAt: BigInt(knownAt) });
          const expected = referenceSnapshot(entries, { asOf, knownAt });
          const [missing, extra] = [expected.filter((l) => !lines.includes(l)), lines.filter((l) => !expected.includes(l))];
          if (missing.length + extra.length > 0) return JSON.stringify({ asOf: String(asOf), knownAt, missing, extra }, null, 1);
        }
      return undefined;
    });
    return out;
  } catch (error) {
    return 'ERR ' + String((error as Error).stack).slice(0, 600);
  } finally {
    await database.close();
  }
}
test('shrink', { timeout: 900_000 }, async () => {
  let out = '';
  for (const seed of (process.env['SEEDS'] ?? '300').split(',').map(Number)) {
    const dice = diceOf(seed * 7919);
    const share = [0, 0.05, 0.3, 1][dice.below(4)]!;
    let n = 0;
    let list: Cut[] = randomHistory(seed, 60).map((step) => ({ step, cut: dice.chance(share), n: step.kind === 'event' ? n++ : -1 }));
    const first = await bad(list);
    if (first === undefined) {
      out += `SEED ${seed} fine\n`;
      writeFileSync('/tmp/shrunk2.txt', out);
      continue;
    }
    const at = first.startsWith('ERR') ? undefined : { asOf: BigInt((JSON.parse(first) as { asOf: string }).asOf) as Instant };
    for (let again = true; again;) {
      again = false;
      for (let i = list.length - 1; i >= 0; i -= 1) {
        const less = list.filter((_, j) => j !== i).map((c, j) => (j === i - 1 ? { ...c, cut: c.cut || list[i]!.cut } : c));
        if ((await bad(less, at)) !== undefined) {
          list = less;
          again = true;
        }
      }
    }
    out += `SEED ${seed}\n${list.map(({ step, cut }) => (step.kind === 'event' ? step.body.replaceAll('"_producer":"https://example.org/producer/1.0","_schemaURL":"https://example.org/facet.json",', '').replace('"producer":"https://example.org/producer/1.0","schemaURL":"https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/', '"') + ' @' + step.emitter : JSON.stringify(step)) + (cut ? '\n--' : '')).join('\n')}\n${await bad(list, at)}\n\n`;
    writeFileSync('/tmp/shrunk2.txt', out);
  }
});
