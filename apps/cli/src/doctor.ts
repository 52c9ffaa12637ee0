import { existsSync } from 'node:fs';
import path from 'node:path';

import { SECOND_MS, systemClock, systemRandomness } from '#foundation';
import { examine, type Examination, type Principal, TENANT } from '#operations';
import { hideSecrets } from '#record';
import { Database, KeyStore, pendingMigrations, serverFacts, startEmbeddedPostgres } from '#store';

import { type Config, readConfig } from '../../server/src/config.ts';
import { migrationsFolder } from '../../server/src/project-root.ts';
import { readArguments, readWords } from './arguments.ts';
import { type Command, type CommandContext, EXIT, EXIT_CODES } from './command.ts';
import { type Check, ok, problem, warn } from './doctor/check.ts';
import { examinationChecks, migrationsCheck, serverChecks } from './doctor/database-checks.ts';
import { dataDirCheck, diskCheck, keyFileCheck, keyFileOf, nodeCheck, portCheck } from './doctor/machine-checks.ts';
import { counted, printJson, printLines } from './output.ts';

const usage = `Usage: headgate doctor [--json]

Says what is wrong with this installation and how to mend it: Node, settings, the data folder, the key file and what it holds, the disk,
the port, Postgres and what it promises, migrations, partitions, the graph, what was set aside, the quarantine. Changes nothing; starts
the embedded Postgres for as long as it looks when no server runs.

With --json: {"checks": [{"name", "state": "ok" | "warn" | "problem", "message", "mend"}], "problems", "warnings"}.
The exit code is 1 when a problem was found, and 0 with warnings alone.
${EXIT_CODES}
`;

/** How long mapping is watched before it is said to stand still. */
const WATCH_MS = 1 * SECOND_MS;
/** A turn of following labels is one transaction, and takes some seconds at most. */
const LABELS_WATCH_MS = 10 * SECOND_MS;
const LOOK_AGAIN_MS = 0.1 * SECOND_MS;

export const command: Command = {
  usage,
  run: async (args, context) => {
    const { values, positionals } = readArguments(args, {});
    readWords(positionals, []);
    const checks = [nodeCheck(), ...(await checksOf(context))];
    const [problems, warnings] = [
      checks.filter(({ state }) => state === 'problem').length,
      checks.filter(({ state }) => state === 'warn').length,
    ];
    if (values.json === true) printJson(context, { checks, problems, warnings });
    else printLines(context, [...checks.flatMap(inWords), '', `${counted(problems, 'problem')}, ${counted(warnings, 'warning')}.`]);
    return problems === 0 ? EXIT.done : EXIT.failed;
  },
};

function inWords({ name, state, message, mend }: Check): readonly string[] {
  const word = { ok: 'ok     ', warn: 'warn   ', problem: 'PROBLEM' }[state];
  return [`${word}  ${name.padEnd(12)}  ${message}`, ...(mend === null ? [] : [`                       mend: ${mend}`])];
}

async function checksOf({ environment }: CommandContext): Promise<readonly Check[]> {
  let config: Config;
  try {
    config = readConfig(environment);
  } catch (error) {
    return [problem('settings', sentence(error), 'Mend the environment; docs/configuration.md lists all settings.')];
  }
  const { check: port, isServing } = await portCheck(config);
  const { checks, isLedgerEmpty } = await databaseChecks(config, { isServing });
  const settings = ok(
    'settings',
    config.DATABASE_URL === undefined ? 'The settings are valid; the embedded Postgres is used.' : 'The settings are valid.',
  );
  return [settings, dataDirCheck(config), keyFileCheck(config, { isLedgerEmpty }), diskCheck(config), port, ...checks];
}

interface Found {
  readonly checks: readonly Check[];
  /** Also when nobody can tell: then nothing proves that a key file must be there. */
  readonly isLedgerEmpty: boolean;
}

async function databaseChecks(config: Config, { isServing }: { readonly isServing: boolean }): Promise<Found> {
  const { DATABASE_URL, HEADGATE_DATA_DIR } = config;
  const home = path.join(HEADGATE_DATA_DIR, 'postgres');
  if (DATABASE_URL !== undefined) return connectedChecks(DATABASE_URL, config, { isServing });
  if (!existsSync(home))
    return {
      checks: [warn('postgres', `There is no database in ${HEADGATE_DATA_DIR} yet.`, 'headgate serve makes it')],
      isLedgerEmpty: true,
    };
  try {
    const embedded = await startEmbeddedPostgres({ dataDir: home });
    try {
      return await connectedChecks(embedded.connectionString(), config, { isServing });
    } finally {
      await embedded.stop();
    }
  } catch (error) {
    return { checks: [problem('postgres', sentence(error), `See ${path.join(home, 'postgres.log')}.`)], isLedgerEmpty: true };
  }
}

async function connectedChecks(connectionString: string, config: Config, { isServing }: { readonly isServing: boolean }): Promise<Found> {
  const database = new Database(connectionString, { connections: 2 });
  try {
    const server = serverChecks(await database.snapshot(serverFacts));
    const migrations = await migrationsOf(connectionString);
    if (migrations.state !== 'ok') return { checks: [...server, migrations], isLedgerEmpty: true };

    const { checks, isLedgerEmpty } = await examined(database, config, { isServing });
    return { checks: [...server, migrations, ...checks], isLedgerEmpty };
  } catch (error) {
    const mend =
      config.DATABASE_URL === undefined
        ? 'Start headgate serve, and see its log.'
        : 'Look whether Postgres runs, and whether DATABASE_URL is right.';
    return { checks: [problem('postgres', sentence(error), mend)], isLedgerEmpty: true };
  } finally {
    await database.close();
  }
}

async function migrationsOf(connectionString: string): Promise<Check> {
  try {
    return migrationsCheck(await pendingMigrations({ connectionString, directory: migrationsFolder }));
  } catch (error) {
    return problem('migrations', sentence(error), 'Do as it says; nothing was changed.');
  }
}

async function examined(
  database: Database,
  { HEADGATE_DATA_DIR, LOG_WITNESSES: witnesses }: Config,
  { isServing }: { readonly isServing: boolean },
): Promise<Found> {
  let keys: KeyStore;
  try {
    keys = new KeyStore(keyFileOf(HEADGATE_DATA_DIR), systemRandomness);
  } catch (error) {
    return { checks: [problem('keys', sentence(error), 'Bring keys.jsonl back from its backup.')], isLedgerEmpty: true };
  }
  const look = (): Promise<Examination> => examine({ database, keys, tenant: TENANT, clock: systemClock, witnesses }, READER);
  const found = await look();
  const isMoving = found.mapped < found.recorded && isServing && (await movesOn(found, { what: 'mapped', forMs: WATCH_MS, look }));
  const isFollowing =
    found.labelled < found.mapped && isServing && (await movesOn(found, { what: 'labelled', forMs: LABELS_WATCH_MS, look }));
  return { checks: examinationChecks(found, { isServing, isMoving, isFollowing }), isLedgerEmpty: found.recorded === 0n };
}

interface Watched {
  readonly what: 'mapped' | 'labelled';
  readonly forMs: number;
  readonly look: () => Promise<Examination>;
}

async function movesOn(found: Examination, { what, forMs, look }: Watched): Promise<boolean> {
  for (const until = performance.now() + forMs; performance.now() < until;) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
    if ((await look())[what] > found[what]) return true;
  }
  return false;
}

const READER: Principal = { id: '00000000-0000-0000-0000-000000000000', kind: 'admin', name: 'doctor', namespaces: [], roles: ['admin'] };

/** With its cause: who asks a doctor may know; but for secrets, as doctors' answers are sent around. */
function sentence(error: unknown): string {
  if (!(error instanceof Error)) return hideSecrets(String(error));
  return hideSecrets(
    error.cause instanceof Error && error.cause.message !== '' ? `${error.message} (${error.cause.message})` : error.message,
  );
}
