import pg from 'pg';

import { withClient } from './client.ts';

/** A database that was made for one purpose, on a server that has others. */
export interface NamedDatabase {
  readonly url: string;
  /** Ends whatever still uses it. Safe to repeat. */
  readonly drop: () => Promise<void>;
}

/** Makes an empty database beside the one of a connection string. Throws when there is one of that name already. */
export async function createDatabase(beside: string, name: string): Promise<NamedDatabase> {
  await withClient(beside, (client) => client.query(`create database ${pg.escapeIdentifier(name)} template template0 encoding 'UTF8'`));
  const url = new URL(beside);
  url.pathname = `/${encodeURIComponent(name)}`;
  return { url: url.href, drop: () => dropDatabase(beside, name) };
}

/** Drops a database beside the one of a connection string, if it is there. */
export async function dropDatabase(beside: string, name: string): Promise<void> {
  await withClient(beside, (client) => client.query(`drop database if exists ${pg.escapeIdentifier(name)} with (force)`));
}
