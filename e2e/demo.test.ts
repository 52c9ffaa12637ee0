import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import net from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { expect, inject, test } from 'vitest';

import { temporaryDirectory } from '#testkit';

/** What the demo promises on 2 cores: its last word this long after its start, once it is built, and no longer silence before. */
const DEMO_MS_MAX = 60_000;
const SILENCE_MS_MAX = 3_000;
/** For a test: some start two demos, and one that breaks its word is to be told by how much. */
const TEST_MS_MAX = 2 * DEMO_MS_MAX;

/** What a demo leaves to look at. */
const SHOWN = [
  'demo-shown',
  'demo-shown/lineage.html',
  'demo-shown/report',
  ...['index.html', 'key.pub', 'report.json', 'signature.dsse.json'].map((file) => `demo-shown/report/${file}`),
];

const checkout = inject('checkout');

/** Of util-linux: runs a command on a terminal of its own, and gives its exit code. */
const hasTerminals = process.platform === 'linux' && spawnSync('script', ['--version']).status === 0;

interface Demo {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** What it has said so far. */
  readonly output: () => string;
}

interface Ended {
  readonly code: number | null;
  readonly output: string;
  readonly complaint: string;
  /** From its start to its end. */
  readonly tookMs: number;
  readonly longestSilenceMs: number;
}

interface Given {
  readonly port?: number;
  readonly args?: readonly string[];
  readonly onTerminal?: boolean;
}

function startDemo(dataDir: string, { port = 0, args = [], onTerminal = false }: Given = {}): Demo {
  const env = { HOME: dataDir, HEADGATE_DATA_DIR: dataDir, HTTP_PORT: String(port), TERM: 'xterm' };
  const command = [process.execPath, path.join(checkout, 'apps/cli/bin/headgate.js'), 'demo', ...args];
  const [program = '', ...words] = onTerminal
    ? ['script', '--quiet', '--flush', '--return', '--command', `exec ${command.join(' ')}`, '/dev/null']
    : command;
  const child = spawn(program, words, { env, stdio: ['pipe', 'pipe', 'pipe'] });
  let [output, complaint] = ['', ''];
  const started = performance.now();
  let heard = started;
  let longestSilenceMs = 0;
  const hear = (): void => {
    longestSilenceMs = Math.max(longestSilenceMs, performance.now() - heard);
    heard = performance.now();
  };
  child.stdout.on('data', (chunk: Buffer) => {
    hear();
    output += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    hear();
    complaint += chunk.toString();
  });
  const ended = once(child, 'close').then(([code]: unknown[]): Ended => {
    hear();
    return { code: code as number | null, output, complaint, tookMs: heard - started, longestSilenceMs };
  });
  return { child, ended, output: () => output };
}

/** The process that its Postgres runs as, once it does. */
async function postgresOf({ child, ended }: Demo, folder: string): Promise<number> {
  while (child.exitCode === null && child.signalCode === null) {
    const note = await readFile(path.join(folder, 'postgres', 'data', 'postmaster.pid'), 'utf8').catch(() => '');
    if (note.includes('ready')) return Number.parseInt(note, 10);
    await sleep(20);
  }
  throw new Error((await ended).complaint);
}

function isAlive(pid: number): boolean {
  const state = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).stdout.trim();
  return state !== '' && !state.startsWith('Z');
}

test(
  'without a terminal it tells everything, with its port taken and another one killed before, and leaves behind what can be taken away',
  { timeout: TEST_MS_MAX },
  async () => {
    await using data = await temporaryDirectory();
    const folder = path.join(data.path, 'demo');
    const killed = startDemo(data.path);
    const left = await postgresOf(killed, folder);
    killed.child.kill('SIGKILL');
    await killed.ended;
    expect(isAlive(left)).toBe(true);
    const other = net.createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const port = (other.address() as net.AddressInfo).port;

    const demo = startDemo(data.path, { port });
    const postgres = await postgresOf(demo, folder);
    const { code, output, complaint, tookMs, longestSilenceMs } = await demo.ended;
    other.close();

    expect({ code, complaint }).toEqual({ code: 0, complaint: '' });
    for (const line of ['What came in', 'Where does the sepsis score come from?', 'A column that is gone', `Port ${port} is taken`]) {
      expect(output).toContain(line);
    }
    expect(output).toMatch(/All \d+ came true/);
    expect(output).not.toContain('\u001b');
    expect(output.split('\n').filter((line) => line.length > 80)).toEqual([]);
    expect(tookMs).toBeLessThan(DEMO_MS_MAX);
    expect(longestSilenceMs).toBeLessThan(SILENCE_MS_MAX);
    expect([left, postgres].filter(isAlive)).toEqual([]);
    expect((await readdir(data.path, { recursive: true })).sort()).toEqual(SHOWN);
  },
);

test(
  'a folder that no demo made is left alone, and the demo goes beside it; as JSON it tells its claims',
  async () => {
    await using data = await temporaryDirectory();
    await mkdir(path.join(data.path, 'demo'));
    await writeFile(path.join(data.path, 'demo', 'precious.txt'), 'not made by a demo');

    const { code, output, complaint } = await startDemo(data.path, { args: ['--json'] }).ended;

    const told = JSON.parse(output) as { readonly holds: boolean; readonly claims: readonly { readonly holds: boolean }[] };
    expect({ code, holds: told.holds, failed: told.claims.filter(({ holds }) => !holds) }).toEqual({ code: 0, holds: true, failed: [] });
    expect(complaint).toContain('Sending the events');
    expect((await readdir(data.path, { recursive: true })).sort()).toEqual(['demo', ...SHOWN, 'demo/precious.txt']);
  },
  TEST_MS_MAX,
);

test(
  'Ctrl-C on its way ends it, and its Postgres',
  async () => {
    await using data = await temporaryDirectory();
    const demo = startDemo(data.path);
    const postgres = await postgresOf(demo, path.join(data.path, 'demo'));

    demo.child.kill('SIGINT');
    const { code, complaint } = await demo.ended;

    expect({ code, complaint }).toEqual({ code: 130, complaint: '' });
    expect(isAlive(postgres)).toBe(false);
    expect(await readdir(data.path)).toEqual([]);
  },
  TEST_MS_MAX,
);

test.runIf(hasTerminals)(
  'on a terminal it stays up until Ctrl-C',
  async () => {
    await using data = await temporaryDirectory();
    const demo = startDemo(data.path, { onTerminal: true });
    const postgres = await postgresOf(demo, path.join(data.path, 'demo'));
    while (!demo.output().includes('It stays up') && demo.child.exitCode === null) await sleep(20);
    const address = /auditor +\S*(http:\/\/[\d.:]+)/.exec(demo.output())?.[1];
    const health = await fetch(`${address ?? 'no address'}/health`);

    demo.child.stdin?.write('\u0003'); // what the key Ctrl-C sends
    const { code, output } = await demo.ended;

    expect({ health: health.status, code }).toEqual({ health: 200, code: 0 });
    expect(output).toContain('\u001b[1mWhat came in');
    expect(isAlive(postgres)).toBe(false);
    expect(await readdir(data.path)).toEqual(['demo-shown']);
  },
  TEST_MS_MAX,
);
