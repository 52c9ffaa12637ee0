import { existsSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { Failure } from '#foundation';
import { type Context, type Installation, missingPeriodKeys, openInstallation, type Principal } from '#operations';
import { LedgerReader } from '#store';

import { type Config, readConfig } from '../../server/src/config.ts';
import { migrationsFolder } from '../../server/src/project-root.ts';
import type { CommandContext } from './command.ts';

/** An installation that a command works on. */
export interface Opened {
  readonly installation: Installation;
  readonly context: Context;
  /** Who asks: whoever can open the database may read it. */
  readonly reader: Principal;
  /** Who decides: the holder of HEADGATE_KEY, or the user of this machine, by name. */
  readonly admin: () => Promise<Principal>;
}

export interface Needs {
  /** The keys that the ledger is sealed with, because bodies are read or entries written. `or-new`: a ledger that holds nothing yet may have none. */
  readonly keys?: boolean | 'or-new';
}

/** Entries at each end of the ledger that show whether the key file is its own. */
const KEYS_SAMPLE = 1_000;

/** Opens the installation that the settings name, does the work, and lets go of everything. Joins an embedded Postgres that runs already. */
export async function withInstallation(
  commandContext: CommandContext,
  needs: Needs,
  work: (opened: Opened) => Promise<number>,
): Promise<number> {
  const config = readConfig(commandContext.environment);
  requireExisting(config);
  const installation = await openInstallation({
    databaseUrl: config.DATABASE_URL,
    dataDir: config.HEADGATE_DATA_DIR,
    migrations: migrationsFolder,
    connections: 4,
    migrate: 'refuse',
  });
  try {
    if (needs.keys !== undefined && needs.keys !== false) await requireKeys(installation, config, needs.keys);
    const reader: Principal = { id: READER, kind: 'admin', name: operatorName(), namespaces: [], roles: ['admin'] };
    return await work({ installation, context: installation.context, reader, admin: () => adminOf(installation, config) });
  } finally {
    await installation.close();
  }
}

/** Stands in no entry: reading is not recorded. */
const READER = '00000000-0000-0000-0000-000000000000';

/** A command makes no installation by mistake: only `serve`, `migrate` and `demo` make one. */
function requireExisting({ DATABASE_URL, HEADGATE_DATA_DIR }: Config): void {
  if (DATABASE_URL !== undefined || existsSync(path.join(HEADGATE_DATA_DIR, 'postgres'))) return;
  const message = `There is no Headgate in ${HEADGATE_DATA_DIR}; start one with \`headgate serve\`, or say where it is with HEADGATE_DATA_DIR or DATABASE_URL.`;
  throw new Failure('BAD_REQUEST', message);
}

/** What is sealed with keys that the server does not have would be lost to it. */
async function requireKeys(
  { context, keyFile, isEmbedded }: Installation,
  { HEADGATE_DATA_DIR }: Config,
  which: true | 'or-new',
): Promise<void> {
  const recorded = await context.database.snapshot((session) => new LedgerReader(session, context.tenant, context.keys).size());
  if (
    recorded === 0n
      ? isEmbedded || which === 'or-new' || existsSync(keyFile)
      : (await missingPeriodKeys(context, { sample: KEYS_SAMPLE })) === 0
  )
    return;
  const why = existsSync(keyFile) ? 'is not the one that this ledger is sealed with' : 'is not there';
  const message = `The key file ${keyFile} ${why}; set HEADGATE_DATA_DIR to the server's (now ${HEADGATE_DATA_DIR}), or bring the file back from its backup.`;
  throw new Failure('STORE_UNAVAILABLE', message);
}

async function adminOf({ principals, context }: Installation, { HEADGATE_KEY }: Config): Promise<Principal> {
  if (HEADGATE_KEY === undefined) return principals.operator(operatorName(), context.clock.now());
  const holder = await principals.holder(HEADGATE_KEY);
  if (holder?.kind !== 'admin') throw new Failure('ACCESS_DENIED', 'HEADGATE_KEY is not the key of an administrator.');
  return holder;
}

function operatorName(): string {
  try {
    return `command line of ${os.userInfo().username}`;
  } catch {
    return `command line of user ${process.getuid?.() ?? 'unknown'}`; // an id without an entry, as containers have
  }
}
