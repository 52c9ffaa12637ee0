import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { errorCode, hex, sha256 } from '#foundation';

/** One step of the schema, as it lies in the directory. */
export interface Migration {
  readonly name: string;
  readonly sql: string;
  /** SHA-256 of the file, in hexadecimal: what Prisma records. */
  readonly checksum: string;
}

/** `<14 digits of time>_<verb>_<noun>`: the order of names is the order of migrations. */
const NAME = /^\d{14}_[a-z0-9]+(_[a-z0-9]+)*$/;

/** All migrations in order. A folder that is none is an error, for a misnamed one would silently be left out. */
export async function migrationsIn(directory: string): Promise<readonly Migration[]> {
  const names = (await foldersIn(directory)).sort();
  const misnamed = names.find((name) => !NAME.test(name));
  if (misnamed !== undefined) {
    throw new Error(`${path.join(directory, misnamed)} is not named like a migration: 14 digits of time, _verb_noun.`);
  }
  const migrations = await Promise.all(names.map((name) => readMigration(directory, name)));
  const ending = migrations.find(({ sql }) => endsTransaction(sql));
  if (ending !== undefined) {
    throw new Error(`The migration ${ending.name} says commit or rollback: take that out, for it runs whole or not at all.`);
  }
  return migrations;
}

/** Whether a recorded checksum is this migration's. Line ends do not count, because git changes them on Windows. */
export function hasChecksum(migration: Migration, recorded: string): boolean {
  const unixText = migration.sql.replaceAll('\r\n', '\n');
  const spellings = [migration.sql, unixText, unixText.replaceAll('\n', '\r\n')];
  return spellings.some((text) => hex(sha256(text)) === recorded);
}

/** Comments, strings and function bodies may hold the words; a statement that begins with one may not. */
function endsTransaction(sql: string): boolean {
  const bare = sql.replace(/--[^\n]*|\/\*[\s\S]*?\*\/|\$(\w*)\$[\s\S]*?\$\1\$|'(?:[^']|'')*'/g, ' ');
  return bare.split(';').some((statement) => /^\s*(commit|abort|rollback(?!\s+to))\b/i.test(statement));
}

async function readMigration(directory: string, name: string): Promise<Migration> {
  const file = path.join(directory, name, 'migration.sql');
  try {
    const sql = await readFile(file, 'utf8');
    return { name, sql, checksum: hex(sha256(sql)) };
  } catch (cause) {
    throw new Error(`The migration ${file} cannot be read (${errorCode(cause)}): this copy of Headgate is not whole.`, { cause });
  }
}

async function foldersIn(directory: string): Promise<string[]> {
  try {
    const entries = await readdir(directory, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  } catch (cause) {
    throw new Error(`There are no migrations in ${directory} (${errorCode(cause)}): this copy of Headgate is not whole.`, { cause });
  }
}
