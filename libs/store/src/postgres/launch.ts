import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile, rename, stat, writeFile, type FileHandle } from 'node:fs/promises';
import net from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { MIB, SECOND_MS } from '#foundation';
import { PROGRAM_ENVIRONMENT } from './binaries.ts';
import { dataOf, nameFromInside, type Cluster } from './cluster.ts';
import { isAlive } from './processes.ts';
import { runProgram } from './programs.ts';
import { serverNote, START_MS_MAX, type RunningServer } from './running-server.ts';
import { serverSettings, type ServerSettings } from './settings.ts';
import { startFailure } from './start-failures.ts';

/** At the start of a server a log longer than this is put aside as postgres.log.old. */
const LOG_BYTES_MAX = 16 * MIB;

/** A fast stop writes what is in memory to disk: up to shared_buffers. Then it is stopped without, and recovers at the next start. */
const FAST_STOP_MS_MAX = 60 * SECOND_MS;
const IMMEDIATE_STOP_MS_MAX = 10 * SECOND_MS;

const LOOK_AGAIN_MS = 10;

export type Launched =
  | { readonly kind: 'ready'; readonly server: RunningServer; readonly child: ChildProcess }
  | { readonly kind: 'ended'; readonly output: string };

/**
 * Starts a server and waits until it takes connections, or ends. It has a session of its own, so that Ctrl-C in a
 * terminal reaches it through us alone, and it writes to a file, so that it outlives us whole if we are killed.
 */
export async function launch(cluster: Cluster, port: number, settings: ServerSettings): Promise<Launched> {
  const log = await openLog(cluster);
  try {
    const { size: logStart } = await log.stat();
    const child = spawn(cluster.binaries.postgres, serverArguments(cluster, port, settings), {
      ...cluster.user,
      cwd: dataOf(cluster),
      env: PROGRAM_ENVIRONMENT,
      stdio: ['ignore', log.fd, log.fd],
      detached: true,
      windowsHide: true,
    });
    await once(child, 'spawn'); // throws what prevented it
    child.unref();

    const server = await untilReady(cluster, child);
    if (server !== undefined) return { kind: 'ready', server, child };
    return { kind: 'ended', output: await logFrom(cluster, logStart) };
  } finally {
    await log.close();
  }
}

/** The port of the last time when it is free, so that the address stays, or else any that is. */
export async function choosePort(cluster: Cluster): Promise<number> {
  const last = Number.parseInt(await readFile(portFile(cluster), 'utf8').catch(() => ''), 10);
  const port = (Number.isInteger(last) ? await freePort(last) : undefined) ?? (await freePort(0));
  if (port !== undefined) return port;
  throw new Error('No TCP port can be had on 127.0.0.1: see whether this user may listen, and whether all ports are in use.');
}

export async function rememberPort(cluster: Cluster, port: number): Promise<void> {
  await writeFile(portFile(cluster), `${port}\n`);
}

/** Stops a server: its connections are closed, all is written, and so the next start is quick. Throws if it will not end. */
export async function stopServer(cluster: Cluster, pid: number): Promise<void> {
  const fast = await signal(cluster, pid, 'INT');
  if (await hasEnded(cluster, pid, FAST_STOP_MS_MAX)) return;

  const immediate = await signal(cluster, pid, 'QUIT');
  if (await hasEnded(cluster, pid, IMMEDIATE_STOP_MS_MAX)) return;
  throw startFailure(`The Postgres server on ${dataOf(cluster)} (process ${pid}) does not stop`, fast + immediate);
}

/** Tells the server to stop and does not wait: for the moment when this process exits. */
export function stopServerUnwaited({ binaries, user }: Cluster, pid: number): void {
  const options = { ...user, cwd: path.parse(binaries.pgCtl).root, env: PROGRAM_ENVIRONMENT, timeout: SECOND_MS, windowsHide: true };
  spawnSync(binaries.pgCtl, ['kill', 'INT', String(pid)], options);
}

/** pg_ctl signals with the rights of the server's user, so a note that was tampered with can harm nobody else's process. */
async function signal({ binaries, user }: Cluster, pid: number, name: 'INT' | 'QUIT'): Promise<string> {
  const place = { cwd: path.parse(binaries.pgCtl).root, user };
  const { output } = await runProgram(binaries.pgCtl, ['kill', name, String(pid)], place);
  return output; // an empty one, or that there is no such process
}

async function hasEnded(cluster: Cluster, pid: number, msMax: number): Promise<boolean> {
  const start = performance.now();
  let withoutNoteSince: number | undefined;
  while (performance.now() - start < msMax) {
    if (!isAlive(pid)) return true;
    withoutNoteSince = (await serverNote(cluster))?.pid === pid ? undefined : (withoutNoteSince ?? performance.now());
    const isUncollected = withoutNoteSince !== undefined && performance.now() - withoutNoteSince > SECOND_MS;
    if (isUncollected) return true; // its last deed is to remove its note; what is left is its parent's to collect
    await sleep(LOOK_AGAIN_MS);
  }
  return false;
}

/** The last lines the server wrote, for telling why it ended. */
export async function logFrom(cluster: Cluster, start: number): Promise<string> {
  return (await readFile(logFile(cluster))).subarray(start).toString('utf8');
}

async function untilReady(cluster: Cluster, child: ChildProcess): Promise<RunningServer | undefined> {
  const start = performance.now();
  while (child.exitCode === null && child.signalCode === null) {
    const note = await serverNote(cluster);
    if (note !== undefined && note.pid === child.pid && note.status === 'ready' && note.port !== undefined) {
      return { pid: note.pid, port: note.port };
    }
    if (performance.now() - start > START_MS_MAX) {
      child.kill('SIGQUIT');
      throw startFailure('Postgres is not ready after minutes of recovery', await logFrom(cluster, 0));
    }
    await sleep(LOOK_AGAIN_MS);
  }
  return undefined;
}

function serverArguments(cluster: Cluster, port: number, settings: ServerSettings): readonly string[] {
  const all = serverSettings({ port, durable: cluster.durable, settings });
  return ['-D', nameFromInside(cluster, dataOf(cluster)), ...Object.entries(all).flatMap(([key, value]) => ['-c', `${key}=${value}`])];
}

async function openLog(cluster: Cluster): Promise<FileHandle> {
  const file = logFile(cluster);
  const size = await stat(file).then(
    (found) => found.size,
    () => 0,
  );
  if (size > LOG_BYTES_MAX) await rename(file, `${file}.old`);
  return open(file, 'a', 0o600);
}

async function freePort(wanted: number): Promise<number | undefined> {
  const listener = net.createServer();
  try {
    listener.listen({ port: wanted, host: '127.0.0.1', exclusive: true });
    await once(listener, 'listening');
    const address = listener.address();
    return typeof address === 'object' ? address?.port : undefined;
  } catch {
    return undefined; // taken, or not allowed
  } finally {
    listener.close();
  }
}

function logFile(cluster: Cluster): string {
  return path.join(cluster.home, 'postgres.log');
}

function portFile(cluster: Cluster): string {
  return path.join(cluster.home, 'port');
}
