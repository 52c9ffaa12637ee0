import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

import { temporaryDirectory } from '#testkit';

import { ADMIN_KEY, startHeadgate } from './prove/headgate-process.ts';

// `npm run log-in-go`: a server's log, read and verified by Go's own packages. Needs Go and golang.org/x/mod as Debian has them (golang-go, golang-golang-x-mod-dev).

/** More than two tiles, and a tree of two levels. */
const EVENTS = { before: 300, after: 900 };
const LOOKS_MAX = 200;
const LOOK_MS = 100;
/** Where Debian puts the sources of Go's packages. */
const GOPATH = '/usr/share/gocode';

const checkout = path.resolve(import.meta.dirname, '..');

async function send(address: string, from: number, to: number): Promise<void> {
  for (let at = from; at < to; at += 100) {
    const events = Array.from({ length: 100 }, (_, index) => ({
      ...{ eventTime: '2026-03-01T00:00:00Z', producer: 'https://example.com/p' },
      dataset: { namespace: 'db', name: `t${at + index}` },
    }));
    const headers = { authorization: `Bearer ${ADMIN_KEY}`, 'content-type': 'application/json' };
    const { status } = await fetch(`${address}/api/v1/lineage/batch`, { method: 'POST', headers, body: JSON.stringify(events) });
    if (status !== 200) throw new Error(`events were answered with ${status}`);
  }
}

async function read(address: string, what: string): Promise<string | undefined> {
  const answer = await fetch(`${address}/api/v1/log/${what}`, { headers: { authorization: `Bearer ${ADMIN_KEY}` } });
  return answer.ok ? answer.text() : undefined;
}

/** The first checkpoint of at least so many entries. */
async function checkpointOf(address: string, size: number): Promise<string> {
  for (let look = 0; look < LOOKS_MAX; look += 1) {
    const note = await read(address, 'checkpoint');
    if (note !== undefined && Number(note.split('\n')[1]) >= size) return note;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
  throw new Error(`the log did not come to ${size} entries`);
}

/** The command as somebody gives it elsewhere. What it prints. */
async function headgate(args: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<string> {
  const command = [path.join(checkout, 'apps/cli/bin/headgate.js'), ...args];
  const { stdout } = await promisify(execFile)(process.execPath, command, { env: { HOME: '/nowhere', ...environment } });
  return stdout.trim();
}

await using home = await temporaryDirectory();
await using elsewhere = await temporaryDirectory();
const witness = await headgate(['witness', 'key', '--dir', elsewhere.path, '--name', 'auditor.example']);
const server = await startHeadgate({ checkout, dataDir: home.path, settings: { LOG_WITNESSES: witness } });
try {
  const { address } = server;
  await send(address, 0, EVENTS.before);
  const earlier = path.join(home.path, 'earlier.checkpoint');
  await writeFile(earlier, await checkpointOf(address, EVENTS.before));
  await send(address, EVENTS.before, EVENTS.after);
  await checkpointOf(address, EVENTS.after);
  const key = (await read(address, 'key'))?.trim() ?? '';
  const asked = { HEADGATE_URL: address, HEADGATE_KEY: ADMIN_KEY };
  await headgate(['witness', 'follow', '--dir', elsewhere.path, '--key', key, '--once'], asked);
  const proof = path.join(home.path, 'entry-500.tlog-proof');
  await writeFile(proof, (await read(address, 'proof/500')) ?? '');

  const args = ['run', path.join(checkout, 'scripts/log-in-go/main.go'), `${address}/api/v1/log`, key, earlier, proof, witness];
  // eslint-disable-next-line no-restricted-properties -- Go gets the environment that this was given, and where its packages lie
  const env = { ...process.env, GO111MODULE: 'off', GOPATH, GOCACHE: path.join(home.path, 'go'), GOFLAGS: '', HEADGATE_KEY: ADMIN_KEY };
  const { stdout } = await promisify(execFile)('go', args, { env });
  console.log(stdout.trim());
} finally {
  await server.stop();
}
