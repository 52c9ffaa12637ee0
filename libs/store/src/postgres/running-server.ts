import { randomBytes } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { errorCode, Failure, MINUTE_MS, SECOND_MS } from '#foundation';
import { dataOf, passwordOf, SUPERUSER, writePrivately, type Cluster } from './cluster.ts';
import { isAlive, programName } from './processes.ts';
import { withClient } from './client.ts';

/** A server that takes connections. */
export interface RunningServer {
  readonly pid: number;
  readonly port: number;
}

/** What a server writes about itself into postmaster.pid, as far as it has got. */
export interface ServerNote {
  readonly pid: number;
  readonly port: number | undefined;
  readonly status: 'starting' | 'ready' | 'stopping';
}

/** Recovery after a crash reads up to max_wal_size of log: minutes on a slow disk. */
export const START_MS_MAX = 10 * MINUTE_MS;

/** A server listens from its first moment, so a process that has not by then is another program with a reused id. */
const SILENT_MS_MAX = 5 * SECOND_MS;

/** Waiting for a server that starts: each look is a connection that it refuses and writes about in its log. */
const LOOK_AGAIN_MS = 200;

/** How to reach the databases of a cluster's server; each connection string holds the password. */
export async function addressOf(cluster: Cluster, port: number): Promise<(database: string) => string> {
  const password = await passwordOf(cluster);
  return (database) => `postgresql://${SUPERUSER}:${password}@127.0.0.1:${port}/${encodeURIComponent(database)}`;
}

/** Reads postmaster.pid; undefined when there is none. Its lines are described in Postgres's miscadmin.h. */
export async function serverNote(cluster: Cluster): Promise<ServerNote | undefined> {
  let text: string;
  try {
    text = await readFile(noteFile(cluster), 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }

  const lines = text.split('\n').map((line) => line.trim());
  const [pid, port] = [Number.parseInt(lines[0] ?? '', 10), Number.parseInt(lines[3] ?? '', 10)];
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  const status = lines[7] === 'ready' || lines[7] === 'stopping' ? lines[7] : 'starting';
  return { pid, port: Number.isInteger(port) ? port : undefined, status };
}

/**
 * The server that runs on this data already, once it takes connections; undefined when none does. One that is just
 * stopping is waited for. A note left by a server that is gone, whose process id now belongs to another program, is
 * removed, because Postgres would take that program for a server and refuse to start.
 */
export async function runningServer(cluster: Cluster): Promise<RunningServer | undefined> {
  const start = performance.now();
  let silentSince: number | undefined;

  while (performance.now() - start < START_MS_MAX) {
    const note = await serverNote(cluster);
    if (note === undefined || !isAlive(note.pid)) return undefined; // Postgres itself clears away the note of a dead process
    if (isOtherProgram(note.pid)) return removeNote(cluster, note);

    const answer = await askWhoIsThere(cluster, note);
    if (answer === 'ours' && note.port !== undefined) return { pid: note.pid, port: note.port };
    if (answer === 'another') return removeNote(cluster, note);
    silentSince = answer === 'silent' && note.status !== 'stopping' ? (silentSince ?? performance.now()) : undefined;
    if (silentSince !== undefined && performance.now() - silentSince > SILENT_MS_MAX) return removeNote(cluster, note);
    await sleep(LOOK_AGAIN_MS);
  }
  throw new Error(
    `A Postgres server holds ${dataOf(cluster)} and is neither ready nor gone after ${START_MS_MAX / MINUTE_MS} minutes. ` +
      `See ${path.join(cluster.home, 'postgres.log')}, and stop that server if it hangs; ` +
      `if the process that ${noteFile(cluster)} names is no Postgres, remove that file.`,
  );
}

/** Makes Headgate's database on a new server; one that is there stays as it is. */
export async function ensureDatabase(cluster: Cluster, port: number): Promise<void> {
  const address = await addressOf(cluster, port);
  await withClient(address('postgres'), async (client) => {
    const found = await client.query('select 1 from pg_database as d where d.datname = $1', [SUPERUSER]);
    if (found.rowCount !== 0) return;
    await client.query(`create database ${pg.escapeIdentifier(SUPERUSER)}`).catch((error: unknown) => {
      const existsNow = ['42P04', '23505'].includes(errorCode(error) ?? ''); // another process was quicker
      if (!existsNow) throw error;
    });
  });
}

function noteFile(cluster: Cluster): string {
  return path.join(dataOf(cluster), 'postmaster.pid');
}

/** Undecided where the system does not tell names. */
function isOtherProgram(pid: number): boolean {
  const name = programName(pid);
  return name !== undefined && !name.startsWith('postgres');
}

/**
 * Removes a note that no server stands behind, unless it has changed since it was read. Should one stand behind it
 * after all, Postgres still finds that one by its shared memory and refuses to start.
 */
async function removeNote(cluster: Cluster, note: ServerNote): Promise<undefined> {
  const current = await serverNote(cluster);
  if (current?.pid === note.pid) await rm(noteFile(cluster), { force: true });
  return undefined;
}

/**
 * Asks the server at the noted port to read a file that was just put into our data directory. So a server that runs on
 * the original of a copied directory, and knows the same password, is told from ours.
 */
async function askWhoIsThere(cluster: Cluster, note: ServerNote): Promise<'ours' | 'another' | 'busy' | 'silent'> {
  if (note.status === 'stopping') return 'busy';
  if (note.port === undefined) return 'silent';
  const token = randomBytes(8).toString('hex');
  const name = `headgate-${token}`;
  const file = path.join(dataOf(cluster), name);
  try {
    await writePrivately(file, token, cluster.user);
    const address = await addressOf(cluster, note.port);
    const read = await withClient(address('postgres'), (client) =>
      client.query<{ token: string | null }>('select pg_read_file($1, true) as token', [name]),
    );
    return read.rows[0]?.token === token ? 'ours' : 'another';
  } catch (error) {
    return meaningOf(error, { cluster, note });
  } finally {
    await rm(file, { force: true });
  }
}

function meaningOf(error: unknown, { cluster, note }: { cluster: Cluster; note: ServerNote }): 'busy' | 'silent' {
  const code = errorCode(error instanceof Failure ? error.cause : error);
  if (code === 'ECONNREFUSED') return 'silent';
  // It starts or stops (57P), or has no connection free (53300), or the connection broke off.
  if (code === undefined || code.startsWith('57P') || code === '53300' || code.startsWith('E')) return 'busy';
  throw new Error(
    `A Postgres server (process ${note.pid}, port ${note.port}) seems to run on ${dataOf(cluster)} but lets nobody in. ` +
      'If the directory is a copy of one in use, remove postmaster.pid from the copy; else stop that server.',
    { cause: error },
  );
}
