import type pg from 'pg';
import { errorCode, MINUTE_MS, SECOND_MS } from '#foundation';
import { migrationsIn, type Migration } from './migration-files.ts';
import { createHistory, recordedMigrations, recordMigration, stillToApply } from './migration-history.ts';
import { withClient } from './client.ts';

export interface MigrateOptions {
  /** Of the database to migrate, as a role that may create schemas in it. Not through a pooler: a lock belongs to a session. */
  readonly connectionString: string;
  /** The folder that holds `<time>_<verb_noun>/migration.sql`. */
  readonly directory: string;
  /** Takes what happens, a line at a time. */
  readonly log?: (line: string) => void;
}

export interface Migrated {
  /** The names of those applied now, in order. */
  readonly applied: readonly string[];
  readonly alreadyThere: number;
}

/** Older ones lack what our SQL uses, such as security invoker views. */
const POSTGRES_MAJOR_MIN = 15;

/** The key under which Prisma's own tools lock a database they migrate, so that they and we wait for each other. */
const LOCK_KEY = 72_707_369;

/** A second process that starts meanwhile waits this long for the first to finish. */
const TURN_MS_MAX = 10 * MINUTE_MS;

/** While a migration waits for a table, all who come after wait behind it; so it gives up before they notice. */
const TABLE_LOCK_MS_MAX = 10 * SECOND_MS;

/**
 * Brings a database to the newest migration. Each is applied whole, with its record, or not at all. Processes that
 * start at once take turns. Throws, with what to do, when history and files do not agree; then nothing has changed.
 */
export async function migrate({ connectionString, directory, log = () => undefined }: MigrateOptions): Promise<Migrated> {
  const migrations = await migrationsIn(directory);

  return withClient(connectionString, async (client) => {
    await refuseOldPostgres(client);
    await takeTurn(client);

    const history = await recordedMigrations(client);
    const pending = stillToApply(migrations, history);
    if (pending.length > 0) await createHistory(client);
    for (const migration of pending) {
      const start = performance.now();
      await apply(client, migration);
      log(`Applied migration ${migration.name} in ${Math.round(performance.now() - start)} ms`);
    }
    return { applied: pending.map(({ name }) => name), alreadyThere: history.length };
  });
}

/** The names of the migrations that `migrate` would apply, in order. Changes nothing; throws where `migrate` would refuse. */
export async function pendingMigrations({
  connectionString,
  directory,
}: Pick<MigrateOptions, 'connectionString' | 'directory'>): Promise<readonly string[]> {
  const migrations = await migrationsIn(directory);

  return withClient(connectionString, async (client) => {
    await refuseOldPostgres(client);
    return stillToApply(migrations, await recordedMigrations(client)).map(({ name }) => name);
  });
}

async function refuseOldPostgres(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ number: string; name: string }>(
    `select current_setting('server_version_num') as number, current_setting('server_version') as name`,
  );
  const [found] = rows;
  if (found !== undefined && Number(found.number) >= POSTGRES_MAJOR_MIN * 10_000) return;
  throw new Error(
    `This database server is Postgres ${found?.name}, and Headgate needs ${POSTGRES_MAJOR_MIN} or newer. ` +
      'Upgrade it, or leave DATABASE_URL unset to use the one that comes with Headgate.',
  );
}

/** Waits until no other process migrates this database. The turn ends with the session. */
async function takeTurn(client: pg.Client): Promise<void> {
  await client.query(`set lock_timeout = ${TURN_MS_MAX}`);
  await client.query('select pg_advisory_lock($1)', [LOCK_KEY]).catch((cause: unknown) => {
    if (errorCode(cause) !== '55P03') throw cause;
    throw new Error(
      `Another process has been migrating this database for more than ${TURN_MS_MAX / MINUTE_MS} minutes. ` +
        'Wait for it to end, then start again.',
      { cause },
    );
  });
}

async function apply(client: pg.Client, migration: Migration): Promise<void> {
  await client.query(`reset all; set lock_timeout = ${TABLE_LOCK_MS_MAX}; set statement_timeout = 0`);
  await client.query('begin');
  try {
    await client.query(migration.sql);
    await recordMigration(client, migration);
    await client.query('commit');
  } catch (cause) {
    await client.query('rollback').catch(() => undefined); // the first error tells more
    throw new Error(`The migration ${migration.name} failed, and nothing of it remains: ${reasonOf(cause, migration)}`, { cause });
  }
}

function reasonOf(cause: unknown, { sql }: Migration): string {
  if (!(cause instanceof Error)) return String(cause);
  if (errorCode(cause) === '55P03') return `${cause.message}. A table it needs is in use: try again when there is less to do.`;
  const position = 'position' in cause ? Number(cause.position) : Number.NaN;
  return Number.isInteger(position) ? `${cause.message} (line ${lineAt(sql, position)})` : cause.message;
}

/** Postgres counts characters from 1. */
function lineAt(sql: string, position: number): number {
  return sql.slice(0, position - 1).split('\n').length;
}
