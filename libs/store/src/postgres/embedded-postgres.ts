import type { ChildProcess } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SECOND_MS } from '#foundation';
import { usableBinaries } from './binaries.ts';
import { dataOf, isReachable, openHome, prepareData, SUPERUSER, type Cluster } from './cluster.ts';
import { choosePort, launch, logFrom, rememberPort, stopServer, stopServerUnwaited } from './launch.ts';
import { addressOf, ensureDatabase, runningServer, serverNote, type RunningServer } from './running-server.ts';
import { serverUser } from './server-user.ts';
import type { ServerSettings } from './settings.ts';
import { joinServer, type Share } from './sharing.ts';
import { isHeld, isPortTaken, startFailure } from './start-failures.ts';

export interface EmbeddedPostgresOptions {
  /** A directory of our own; made when it is missing. The database files are in `data` inside it. */
  readonly dataDir: string;
  /** Takes what happens, a line at a time. */
  readonly log?: (line: string) => void;
  /** Server settings on top of our own; see settings.ts for those that cannot be changed. */
  readonly settings?: ServerSettings;
  /** False only in tests: a power cut then ruins the database. */
  readonly durable?: boolean;
  /** Where the programs are, and where they may be copied to; found by itself when left out. */
  readonly binaries?: { readonly native?: string; readonly copyTo?: readonly string[] };
}

/** A Postgres on this machine that is ours to use. When it ends by itself, the log says so; it is not started again. */
export interface EmbeddedPostgres {
  readonly port: number;
  readonly pid: number;
  /** For a database of it; its own `headgate` unless another is named. Holds the password: never log it. */
  readonly connectionString: (database?: string) => string;
  /** Ends our use of it. The last process to do so stops the server, and waits until it has stopped. */
  readonly stop: () => Promise<void>;
}

/** Tries for a port, or for the processes of a killed server to end; with the pause, ten seconds. */
const ATTEMPTS_MAX = 50;
const ATTEMPT_PAUSE_MS = 0.2 * SECOND_MS;

/**
 * Starts the bundled Postgres on a data directory, making the database the first time, or joins the server that runs
 * on it already. When this process is killed the server goes on, and the next one to start here joins it.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const log = options.log ?? (() => undefined);
  const cluster = await openCluster(options);
  await prepareData(cluster);

  const share = await joinServer(path.join(cluster.home, 'sharing'));
  const running = await runningOrLaunched(cluster, options.settings ?? {}).catch((error: unknown) => {
    share.leave().stopped();
    throw error;
  });
  const use = { cluster, share, ...running };
  try {
    const { port, pid } = use.server;
    await ensureDatabase(cluster, port);
    const happened = use.child === undefined ? 'Joined a running' : 'Started';
    log(`${happened} Postgres ${cluster.binaries.version}: port ${port}, process ${pid}, data in ${dataOf(cluster)}`);
    return handleOf(use, await addressOf(cluster, port), log);
  } catch (error) {
    await endUse(use);
    throw error;
  }
}

/** Where binaries may be copied to if they cannot be run where they are: first where they last. */
function placesForCopies(home: string): readonly string[] {
  const uid = process.geteuid?.();
  return [...(uid === 0 ? ['/var/lib/headgate'] : []), home, path.join(os.tmpdir(), `headgate-${uid ?? 'binaries'}`)];
}

async function openCluster({ dataDir, durable = true, binaries = {} }: EmbeddedPostgresOptions): Promise<Cluster> {
  const home = await openHome(dataDir);
  const user = await serverUser(dataOf({ home }));
  return {
    home,
    user,
    binaries: await usableBinaries({ user, copyTo: placesForCopies(home), ...binaries }),
    durable,
    isReachable: await isReachable(home, user),
  };
}

interface Running {
  readonly server: RunningServer;
  /** Undefined when the server was not started here. */
  readonly child: ChildProcess | undefined;
}

/** Two processes may start at once: one launches, Postgres itself holds the other off, and that one then joins. */
async function runningOrLaunched(cluster: Cluster, settings: ServerSettings): Promise<Running> {
  for (let attempt = 1; ; attempt += 1) {
    const running = await runningServer(cluster);
    if (running !== undefined) return { server: running, child: undefined };

    const launched = await launch(cluster, await choosePort(cluster), settings);
    if (launched.kind === 'ready') {
      await rememberPort(cluster, launched.server.port);
      return launched;
    }
    const mayPass = isHeld(launched.output) || isPortTaken(launched.output);
    if (!mayPass || attempt === ATTEMPTS_MAX) throw startFailure('Postgres did not start', launched.output);
    await sleep(ATTEMPT_PAUSE_MS);
  }
}

interface Use extends Running {
  readonly cluster: Cluster;
  readonly share: Share;
}

function handleOf(use: Use, address: (database: string) => string, log: (line: string) => void): EmbeddedPostgres {
  let stopping: Promise<void> | undefined;

  const onExit = () => {
    if (use.share.leave().wasLast) stopServerUnwaited(use.cluster, use.server.pid);
  };
  process.once('exit', onExit);
  use.child?.once('exit', () => {
    if (stopping === undefined) void tellEnd(use, log);
  });

  return {
    ...use.server,
    connectionString: (database = SUPERUSER) => address(database),
    stop: () => {
      process.off('exit', onExit);
      stopping ??= endUse(use);
      return stopping;
    },
  };
}

async function endUse({ cluster, share, server }: Use): Promise<void> {
  const { wasLast, stopped } = share.leave();
  try {
    const note = await serverNote(cluster);
    if (wasLast && note?.pid === server.pid) await stopServer(cluster, server.pid);
  } finally {
    stopped();
  }
}

/** A server that ends while it is in use was killed, ran out of memory, or was stopped by hand. */
async function tellEnd({ cluster, server }: Use, log: (line: string) => void): Promise<void> {
  const output = await logFrom(cluster, 0).catch(String);
  log(startFailure(`Postgres (process ${server.pid}) has ended while it was in use`, output).message);
}
