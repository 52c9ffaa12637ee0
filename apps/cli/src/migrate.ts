import path from 'node:path';

import { systemClock } from '#foundation';
import { Database, ensurePartitions, migrate, pendingMigrations, startEmbeddedPostgres } from '#store';

import { readConfig } from '../../server/src/config.ts';
import { migrationsFolder } from '../../server/src/project-root.ts';
import { readArguments, readWords } from './arguments.ts';
import { type Command, type CommandContext, EXIT, EXIT_CODES } from './command.ts';
import { counted, printJson, printLines } from './output.ts';

const usage = `Usage: headgate migrate [--status] [--json]

Brings the database up to date, and makes the ledger's partitions for the months to come. The server does the same at its start;
run this before it when the server may not change the schema. Migrations go forward only, each whole or not at all.

  --status   change nothing, only say what is pending; the exit code is 1 when something is

${EXIT_CODES}
`;

export const command: Command = {
  usage,
  run: async (args, context) => {
    const { values, positionals } = readArguments(args, { status: { type: 'boolean' } });
    readWords(positionals, []);
    return withDatabase(context, (connectionString) =>
      values.status === true
        ? tellPending(context, connectionString, { isJson: values.json === true })
        : apply(context, connectionString, { isJson: values.json === true }),
    );
  },
};

async function tellPending(context: CommandContext, connectionString: string, { isJson }: { isJson: boolean }): Promise<number> {
  const pending = await pendingMigrations({ connectionString, directory: migrationsFolder });
  if (isJson) printJson(context, { pending });
  else printLines(context, pending.length === 0 ? ['The database is up to date.'] : pending.map((name) => `pending: ${name}`));
  return pending.length === 0 ? EXIT.done : EXIT.failed;
}

async function apply(context: CommandContext, connectionString: string, { isJson }: { isJson: boolean }): Promise<number> {
  const { applied, alreadyThere } = await migrate({ connectionString, directory: migrationsFolder });
  const database = new Database(connectionString, { connections: 1 });
  try {
    await ensurePartitions(database, systemClock.now());
  } finally {
    await database.close();
  }
  if (isJson) printJson(context, { applied, alreadyThere });
  else if (applied.length === 0) printLines(context, [`The database is up to date: ${counted(alreadyThere, 'migration')}.`]);
  else
    printLines(
      context,
      applied.map((name) => `applied: ${name}`),
    );
  return EXIT.done;
}

/** The database alone, as the settings name it: what is not migrated cannot be opened as an installation. */
async function withDatabase({ environment, stderr }: CommandContext, work: (connectionString: string) => Promise<number>): Promise<number> {
  const { DATABASE_URL, HEADGATE_DATA_DIR } = readConfig(environment);
  if (DATABASE_URL !== undefined) return work(DATABASE_URL);
  const log = (line: string): unknown => stderr.write(`${line}\n`);
  const embedded = await startEmbeddedPostgres({ dataDir: path.join(HEADGATE_DATA_DIR, 'postgres'), log });
  try {
    return await work(embedded.connectionString());
  } finally {
    await embedded.stop();
  }
}
