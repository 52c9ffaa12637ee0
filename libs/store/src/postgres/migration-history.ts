import type pg from 'pg';
import { z } from 'zod';
import { hasChecksum, type Migration } from './migration-files.ts';

/** One row of `_prisma_migrations` that was not rolled back. */
export interface RecordedMigration {
  readonly name: string;
  readonly checksum: string;
  readonly isFinished: boolean;
}

const RecordedMigrations = z.array(z.object({ name: z.string(), checksum: z.string(), isFinished: z.boolean() }));

/** What this database has gone through, by name. Empty also when the table is not there. */
export async function recordedMigrations(client: pg.Client): Promise<readonly RecordedMigration[]> {
  const table = await client.query<{ exists: boolean }>(`select to_regclass('public._prisma_migrations') is not null as exists`);
  if (table.rows[0]?.exists !== true) return [];

  const { rows } = await client.query(`
    select m.migration_name as name, m.checksum, m.finished_at is not null as "isFinished"
    from public._prisma_migrations as m
    where m.rolled_back_at is null
    order by m.migration_name collate "C", m.started_at, m.id`);
  return RecordedMigrations.parse(rows);
}

/** Made as Prisma makes it (prisma-engines, postgres flavour, `create_migrations_table`), so that its tools can read it. */
export async function createHistory(client: pg.Client): Promise<void> {
  await client.query(`
    create table if not exists public._prisma_migrations (
      id                  varchar(36) primary key not null,
      checksum            varchar(64) not null,
      finished_at         timestamptz,
      migration_name      varchar(255) not null,
      logs                text,
      rolled_back_at      timestamptz,
      started_at          timestamptz not null default now(),
      applied_steps_count integer not null default 0
    )`);
}

/** Records a migration as done, in the transaction that did it; it began when that transaction began. */
export async function recordMigration(client: pg.Client, { name, checksum }: Migration): Promise<void> {
  await client.query(
    `insert into public._prisma_migrations (id, checksum, finished_at, migration_name, started_at, applied_steps_count)
     values (gen_random_uuid()::text, $1, clock_timestamp(), $2, now(), 1)`,
    [checksum, name],
  );
}

/**
 * The migrations still to be applied. Throws when history and files do not agree; every database goes through the same
 * migrations in the same order, or none of them can be known by its name.
 */
export function stillToApply(migrations: readonly Migration[], history: readonly RecordedMigration[]): readonly Migration[] {
  const byName = new Map(migrations.map((migration) => [migration.name, migration]));
  for (const recorded of history) checkRecorded(recorded, byName.get(recorded.name));

  const recordedNames = new Set(history.map(({ name }) => name));
  const pending = migrations.filter(({ name }) => !recordedNames.has(name));
  const last = history.at(-1)?.name;
  const late = last === undefined ? undefined : pending.find(({ name }) => name < last);
  if (late !== undefined) {
    throw new Error(
      `The migration ${late.name} is new, but ${last} was applied before it. ` +
        'Give it a later time, so that every database applies both in the same order.',
    );
  }
  return pending;
}

function checkRecorded({ name, checksum, isFinished }: RecordedMigration, migration: Migration | undefined): void {
  if (!isFinished) {
    throw new Error(
      `The migration ${name} was begun by another tool and did not finish. See what it left in the database, undo that, ` +
        `then mark it: update _prisma_migrations set rolled_back_at = now() where migration_name = '${name}' and finished_at is null;`,
    );
  }
  if (migration === undefined) {
    throw new Error(
      `The database knows the migration ${name} and this Headgate does not: a newer Headgate was here. ` +
        'Start that version or a newer one; migrations only go forward.',
    );
  }
  if (!hasChecksum(migration, checksum)) {
    throw new Error(
      `The migration ${name} has changed since this database applied it. Bring the file back as it was, ` +
        'and put the change into a new migration.',
    );
  }
}
