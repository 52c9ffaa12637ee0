import { existsSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { Failure } from '#foundation';
import { type Context, denialsRecorded, type Installation, missingPeriodKeys, openInstallation, type Principal } from '#operations';
import { LedgerReader } from '#store';

import { type Config, readConfig } from '../../server/src/config.ts';
import { migrationsFolder } from '../../server/src/project-root.ts';
import type { CommandContext } from './command.ts';

/** An installation that a command works on. */
export interface Opened {
  readonly installation: Installation;
  readonly context: Context;
  /** Who asks: the holder of HEADGATE_KEY, or whoever can open the database, and may read all of it. */
  readonly reader: Principal;
  /** Who acts, by name: the holder of HEADGATE_KEY, or the user of this machine, its administrator. */
  readonly actor: () => Promise<Principal>;
}

export interface Needs {
  /** The keys that the ledger is sealed with, because bodies are read or entries written. `or-new`: a ledger that holds nothing yet may have none. */
  readonly keys?: boolean | 'or-new';
  /** What else whoever finds no installation here can do, after "or". */
  readonly otherwise?: string;
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
  requireExisting(config, needs);
  const installation = await openInstallation({
    databaseUrl: config.DATABASE_URL,
    dataDir: config.HEADGATE_DATA_DIR,
    migrations: migrationsFolder,
    connections: 4,
    witnesses: config.LOG_WITNESSES,
    migrate: 'refuse',
  });
  try {
    const holder = await holderOf(installation, config);
    const isLimited = holder !== undefined && (holder.kind !== 'admin' || holder.scopes !== undefined);
    const keys = needs.keys ?? (isLimited ? 'or-new' : false); // what it is denied is recorded
    if (keys !== false) await requireKeys(installation, config, keys);
    const { principals } = installation;
    const context: Context = { ...installation.context, from: { door: 'cli', address: null } };
    const actor = async (): Promise<Principal> => holder ?? principals.operator(operatorName(), context.clock.now());
    const reader = holder === undefined && keys === false ? { ...NOBODY, name: operatorName() } : await actor();
    return await work({ installation, context, reader, actor });
  } catch (error) {
    await denialsRecorded(installation.context); // what cannot be recorded is not told either
    throw error;
  } finally {
    await installation.close();
  }
}

/** Who asks for nothing that is recorded, so that no keys are needed: it stands in no entry. */
const NOBODY: Omit<Principal, 'name'> = { id: '00000000-0000-0000-0000-000000000000', kind: 'admin', namespaces: [], roles: ['admin'] };

/** A command makes no installation by mistake: only `serve`, `migrate` and `demo` make one. */
function requireExisting({ DATABASE_URL, HEADGATE_DATA_DIR }: Config, { otherwise }: Needs): void {
  if (DATABASE_URL !== undefined || existsSync(path.join(HEADGATE_DATA_DIR, 'postgres'))) return;
  const where = `start one with \`headgate serve\`, or say where it is with HEADGATE_DATA_DIR or DATABASE_URL`;
  const also = otherwise === undefined ? '' : `, or ${otherwise}`;
  throw new Failure('BAD_REQUEST', `There is no Headgate in ${HEADGATE_DATA_DIR}; ${where}${also}.`);
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

/** Undefined without HEADGATE_KEY. Throws IDENTITY_UNKNOWN on a key that nobody holds, or that is over. */
async function holderOf({ principals }: Installation, { HEADGATE_KEY }: Config): Promise<Principal | undefined> {
  if (HEADGATE_KEY === undefined) return undefined;
  const found = await principals.find(HEADGATE_KEY);
  if (found.kind === 'in-force') return found.holder;
  if (found.kind === 'expired')
    throw new Failure('IDENTITY_UNKNOWN', `HEADGATE_KEY expired at ${found.expiresAt.toISOString()}; set the one that came after it.`);
  const message = 'Nobody here holds HEADGATE_KEY, or not any more; set another, or unset it to work as the administrator of this machine.';
  throw new Failure('IDENTITY_UNKNOWN', message);
}

function operatorName(): string {
  try {
    return `command line of ${os.userInfo().username}`;
  } catch {
    return `command line of user ${process.getuid?.() ?? 'unknown'}`; // an id without an entry, as containers have
  }
}
