import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import net from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { expect, inject, test } from 'vitest';

import { given, temporaryDirectory, TestBrowser } from '#testkit';

import { guarded } from '../prisma/seed/governance.ts';
import { hospitalClaims } from '../prisma/seed/hospital-claims.ts';

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

const IDENTITIES = ['auditor', 'engineer', 'admin'] as const;

/** The link that stands beside an identity. */
function linkOf(who: (typeof IDENTITIES)[number], output: string): string {
  return given(new RegExp(`\\b${who} +\\S*?(http://[\\d.:]+/signin#[\\w-]{43})`).exec(output)?.[1]);
}

/** Opens a link as a browser does, whose page posts what stands behind `#`, and tells who that is and which columns of the guarded table are shown. */
async function lookedThrough(
  link: string,
): Promise<{ readonly who: unknown; readonly columns: readonly string[]; readonly again: number }> {
  const { origin, pathname, hash } = new URL(link);
  const browser = new TestBrowser();
  const token = new URLSearchParams({ token: hash.slice(1) });
  const signedIn = await browser.send(`${origin}${pathname}`, token);
  expect([signedIn.status, signedIn.headers.get('location')]).toEqual([303, '/graphiql']);
  const { namespace, name } = guarded.dataset;
  const response = await fetch(`${origin}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', cookie: browser.cookieFor(origin) },
    body: JSON.stringify({
      query: `query($namespace: String!, $name: String!, $asOf: String!) {
        whoami { name kind roles }
        dataset(namespace: $namespace, name: $name, asOf: $asOf) { schema { fields { path } } }
      }`,
      variables: { namespace, name, asOf: hospitalClaims.asOf },
    }),
  });
  const { data } = (await response.json()) as {
    readonly data: {
      readonly whoami: unknown;
      readonly dataset: { readonly schema: { readonly fields: readonly { readonly path: string }[] } };
    };
  };
  const { status: again } = await new TestBrowser().send(`${origin}${pathname}`, token);
  return { who: data.whoami, columns: data.dataset.schema.fields.map(({ path: column }) => column), again };
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
  'on a terminal it stays up until Ctrl-C, and each of its links signs in as who stands beside it, once',
  async () => {
    await using data = await temporaryDirectory();
    const demo = startDemo(data.path, { onTerminal: true });
    const postgres = await postgresOf(demo, path.join(data.path, 'demo'));
    while (!demo.output().includes('It stays up') && demo.child.exitCode === null) await sleep(20);
    const address = /auditor +\S*(http:\/\/[\d.:]+)/.exec(demo.output())?.[1];
    const health = await fetch(`${address ?? 'no address'}/health`);
    const looking = Promise.all(IDENTITIES.map(async (who) => lookedThrough(linkOf(who, demo.output()))));
    const looked = await looking.finally(() => demo.child.stdin?.write('\u0003')); // what the key Ctrl-C sends
    const { code, output } = await demo.ended;

    expect({ health: health.status, code }).toEqual({ health: 200, code: 0 });
    expect(looked.map(({ who, again }) => [who, again])).toEqual([
      [{ name: 'auditor', kind: 'PERSON', roles: ['auditor'] }, 401],
      [{ name: 'engineer', kind: 'PERSON', roles: ['engineer'] }, 401],
      [{ name: 'admin of the demo', kind: 'ADMIN', roles: ['admin'] }, 401],
    ]);
    const [auditor, engineer, admin] = looked.map(({ columns }) => columns);
    expect(auditor).toEqual(expect.arrayContaining([...guarded.hidden]));
    expect(admin).toEqual(auditor);
    expect(engineer).toEqual(given(auditor).filter((column) => !guarded.hidden.some((hidden) => hidden === column)));
    expect(engineer).not.toEqual([]);
    expect(output).toContain('\u001b[1mWhat came in');
    expect(isAlive(postgres)).toBe(false);
    expect(await readdir(data.path)).toEqual(['demo-shown']);
  },
  TEST_MS_MAX,
);
