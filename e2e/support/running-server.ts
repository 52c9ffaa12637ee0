import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

import { systemClock, systemRandomness } from '#foundation';
import { TENANT } from '#operations';
import { Database, KeyStore, type LedgerEntry, LedgerReader, Principals } from '#store';
import { freshDatabase, temporaryDirectory } from '#testkit';

/** What stands in the quarantine under one id. */
export interface Quarantined {
  readonly because: string;
  readonly problems: readonly { readonly pointer: string; readonly message: string }[];
  readonly sender: string;
  /** As they came. */
  readonly bytes: Buffer;
}

/** `headgate serve` in a process of its own, over a fresh database. What it stores is read here past it, through the ledger. */
export interface RunningServer extends AsyncDisposable {
  readonly address: string;
  readonly adminKey: string;
  /** What commands need that work on its installation. */
  readonly environment: Readonly<Record<string, string>>;
  readonly isAlive: () => boolean;
  /** What it wrote on stderr so far. */
  readonly complaint: () => string;
  /** What it wrote on stdout so far. */
  readonly output: () => string;
  /** Ends it with a signal and gives its exit code. */
  readonly stop: (signal?: NodeJS.Signals) => Promise<number | null>;
  /** Makes an emitter that may speak for these namespaces. */
  readonly emitter: (name: string, namespaces: readonly string[]) => Promise<{ readonly id: string; readonly key: string }>;
  /** Makes a person of these roles. */
  readonly person: (name: string, roles: readonly string[]) => Promise<{ readonly id: string; readonly key: string }>;
  /** How many entries the ledger holds. */
  readonly size: () => Promise<bigint>;
  readonly entriesFrom: (position: string, count: number) => Promise<readonly LedgerEntry[]>;
  readonly quarantined: (id: string) => Promise<Quarantined>;
  /** The names of all datasets that the graph holds, `namespace / name`. */
  readonly datasets: () => Promise<readonly string[]>;
  /** Why entries were not applied to the graph; empty when all were. */
  readonly setAside: () => Promise<readonly string[]>;
}

const ADMIN_KEY = `hg_e2eadmin_${'k'.repeat(43)}`;

/** Starts the program that was built in `checkout` and waits for its ready line. `settings` are environment variables. */
export async function startServer(checkout: string, settings: Readonly<Record<string, string>> = {}): Promise<RunningServer> {
  const fresh = await freshDatabase();
  const dataDir = await temporaryDirectory();
  const child = spawn(process.execPath, [path.join(checkout, 'apps/cli/bin/headgate.js'), 'serve'], {
    cwd: dataDir.path,
    env: {
      HOME: dataDir.path,
      DATABASE_URL: fresh.connectionString,
      HEADGATE_DATA_DIR: dataDir.path,
      HEADGATE_ADMIN_KEY: ADMIN_KEY,
      HTTP_PORT: '0',
      ...settings,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let complaint = '';
  child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const { address } = await readyLine(child, () => complaint);

  const database = new Database(fresh.connectionString, { connections: 2 });
  const keys = new KeyStore(path.join(dataDir.path, 'keys.jsonl'), systemRandomness);
  const principals = new Principals(fresh.connectionString, TENANT, systemRandomness);
  const isAlive = (): boolean => child.exitCode === null && child.signalCode === null;
  const stop = async (signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> => {
    if (!isAlive()) return child.exitCode;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
    return child.exitCode;
  };
  return {
    address,
    adminKey: settings['HEADGATE_ADMIN_KEY'] ?? ADMIN_KEY,
    environment: { HOME: dataDir.path, DATABASE_URL: fresh.connectionString, HEADGATE_DATA_DIR: dataDir.path },
    isAlive,
    complaint: () => complaint,
    output: () => output,
    stop,
    emitter: (name, namespaces) => principals.create({ kind: 'emitter', name, namespaces }, systemClock.now()),
    person: (name, roles) => principals.create({ kind: 'person', name, namespaces: [], roles }, systemClock.now()),
    size: () => database.snapshot((session) => new LedgerReader(session, TENANT, keys).size()),
    entriesFrom: (position, count) => database.snapshot((session) => new LedgerReader(session, TENANT, keys).from(BigInt(position), count)),
    quarantined: (id) => quarantined({ database, keys }, id),
    datasets: async () => {
      const rows = await database.snapshot(
        (session) => session.rows`select node.namespace, node.name from hot.node as node where node.kind = 1`,
      );
      return rows.map(({ namespace, name }) => `${String(namespace)} / ${String(name)}`);
    },
    setAside: async () => {
      const rows = await database.snapshot(
        (session) => session.rows`select aside.reason from hot.map_set_aside as aside order by aside.position`,
      );
      return rows.map(({ reason }) => String(reason));
    },
    [Symbol.asyncDispose]: async () => {
      await stop('SIGKILL');
      await principals.close();
      await database.close();
      await fresh[Symbol.asyncDispose]();
      await dataDir[Symbol.asyncDispose]();
    },
  };
}

/** Its first line on stdout, or its complaint when it ends without one. */
async function readyLine(child: ChildProcess, complaint: () => string): Promise<{ readonly address: string }> {
  return new Promise((resolve, reject) => {
    let output = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (output.includes('\n')) resolve(JSON.parse(output.slice(0, output.indexOf('\n'))) as { address: string }); // what serve promises
    });
    child.once('exit', (code, signal) => reject(new Error(`the server ended (${String(code ?? signal)}): ${complaint()}`)));
  });
}

async function quarantined({ database, keys }: { readonly database: Database; readonly keys: KeyStore }, id: string): Promise<Quarantined> {
  return database.snapshot(async (session) => {
    const [row] = await session.rows`
      select batch.first + quarantine.index as position, quarantine.problems, quarantine.sender
      from hot.quarantine as quarantine join hot.ledger_batch as batch on batch.tenant = quarantine.tenant and batch.batch = quarantine.batch
      where quarantine.tenant = ${TENANT}::int and quarantine.id = ${id}::uuid`;
    if (row === undefined) throw new Error(`nothing in quarantine as ${id}`);
    const [entry] = await new LedgerReader(session, TENANT, keys).at([row['position'] as bigint]); // bigint plus integer is bigint
    if (entry?.kind !== 'quarantined' || entry.frame?.form !== 'bytes') throw new Error(`the entry of ${id} holds no bytes`);
    const told = JSON.parse(String(row['problems'])) as Pick<Quarantined, 'because' | 'problems'>; // what receiveEvent writes
    return { ...told, sender: String(row['sender']), bytes: entry.frame.bytes };
  });
}
