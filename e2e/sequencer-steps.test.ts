import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

import { expect, inject, test } from 'vitest';

import { verifierIn } from '#log';
import { checkLedger, logUpTo, logVerifierKey, receiveBatch } from '#operations';
import { logHead } from '#store';
import { type FreshInstallation, freshInstallation, given } from '#testkit';

// Goal: kill -9 at every step of keeping the log leaves no gap, no index twice and no acknowledged event outside it. Method: a process takes a turn and ends itself at its first step, the next
// one at its second, and so on until one comes to the end. After each the events of a round more are recorded, the log is brought up to them, and the whole of it is checked
// against the checkpoint of before.

const ROOT = path.resolve(import.meta.dirname, '..');
/** Of a round: more than one tile after some rounds, so that tiles are begun, filled and grown. */
const EVENTS = 90;
/** No turn has as many. */
const STEPS_MAX = 200;

async function record({ context, admin }: FreshInstallation, round: number): Promise<void> {
  const events = Array.from({ length: EVENTS }, (_, index) => ({
    ...{ eventTime: '2026-03-01T00:00:00Z', producer: 'https://example.com/p' },
    dataset: { namespace: 'db', name: `t${round}-${index}` },
  }));
  expect(await receiveBatch(context, admin, Buffer.from(JSON.stringify(events)))).toMatchObject({ kind: 'batch' });
}

/** How it ended: by which signal, or what it printed. */
async function sequenceAndDie({ connectionString, dataDir }: FreshInstallation, step: number): Promise<string> {
  const file = path.join(ROOT, 'scripts/prove/sequence-and-die.ts');
  const loader = `--import=${path.join(ROOT, 'scripts/typescript.js')}`;
  const args = [loader, file, inject('checkout'), connectionString, dataDir, String(step)];
  const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
  const said: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => said.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => said.push(chunk));
  const [, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  return signal ?? Buffer.concat(said).toString('utf8').trim();
}

test('whatever step of keeping the log kill -9 strikes, all that was acknowledged is in it, once, in order', async () => {
  await using installation = await freshInstallation();
  const { context } = installation;
  await record(installation, -1);
  await logUpTo(context);
  const log = given(verifierIn(await logVerifierKey(context)));
  let seen = await context.database.snapshot((session) => logHead(session, context.tenant));
  let ended = '';

  for (let step = 0; step < STEPS_MAX && !/^\d+$/.test(ended); step += 1) {
    await record(installation, step);
    ended = await sequenceAndDie(installation, step);
    expect([step, ended]).toEqual([step, expect.stringMatching(/^(SIGKILL|\d+)$/)]);
    const found = await checkLedger(context, { log, seen: given(seen.note) });
    expect([step, found.flaws]).toEqual([step, []]);

    await logUpTo(context);
    const whole = await checkLedger(context, { log, seen: given(seen.note) });
    const acknowledged = EVENTS * (step + 2);
    expect([step, whole.flaws, whole.recorded, whole.logged]).toEqual([step, [], acknowledged, acknowledged]);
    seen = await context.database.snapshot((session) => logHead(session, context.tenant));
  }
  expect(Number(ended)).toBeGreaterThan(10);
});
