import { systemClock, systemRandomness } from '#foundation';
import { type Context, type Principal, receiveEvent } from '#operations';
import { CopyMessage, type Database, dayOf, entryRows, identityRows, KeyStore, type Recorder, type SealedEntry, secretRows } from '#store';

import { startChild } from './child.ts';
import type { Ending } from './ending.ts';
import { eventAt } from './generator.ts';
import { connected } from './served.ts';

/** (a): the least that a server can do. Its address. */
export async function startBareServer(ending: Ending): Promise<string> {
  const child = await startChild('bare-server.ts', ending);
  return (await child.message()) as string; // what bare-server.ts sends
}

const BATCH = 512;
const DAY = '2026-11-21';
const TENANT = 1;

/** The rows that events become, made by the product's own gate: only what comes after is measured. */
export async function sealedEntries(
  { database, keyFile }: { readonly database: Database; readonly keyFile: string },
  { from, count }: { readonly from: number; readonly count: number },
): Promise<readonly SealedEntry[]> {
  const entries: SealedEntry[] = [];
  const recorder = {
    record: (entry: SealedEntry) => {
      entries.push(entry);
      return Promise.resolve({ position: 0n, commitment: entry.commitment, isDuplicate: false });
    },
  };
  const context = {
    recorder: recorder as unknown as Recorder, // receiveEvent calls record alone
    keys: new KeyStore(keyFile, systemRandomness),
    clock: systemClock,
    randomness: systemRandomness,
    tenant: TENANT,
    database,
    mapWait: undefined as unknown as Context['mapWait'],
  } satisfies Context;
  const emitter: Principal = { id: systemRandomness.uuid(), kind: 'emitter', name: 'bench', namespaces: ['*'], roles: [] };
  for (let index = from; index < from + count; index += 1) await receiveEvent(context, emitter, Buffer.from(eventAt(index)));
  return entries;
}

/** (b): COPY of rows into the same tables, 512 events a transaction, one connection. Seconds. */
export async function copySeconds(connectionString: string, entries: readonly SealedEntry[]): Promise<number> {
  const client = await connected(connectionString);
  const messages: CopyMessage[] = [];
  for (let from = 0; from < entries.length; from += BATCH) {
    const place = { tenant: TENANT, batch: BigInt(-1 - from), day: DAY };
    const some = entries.slice(from, from + BATCH);
    messages.push(new CopyMessage([identityRows(place, some), entryRows(place, some), secretRows(place, some)]));
  }
  const start = performance.now();
  for (const message of messages) await client.query(message).answered;
  const seconds = (performance.now() - start) / 1_000;
  await client.end();
  return seconds;
}

const INSERT = `
  with identity as (insert into hot.ledger_identity (tenant, identity, batch, index, by) values (1, $1, $2, 0, $3)),
       secret as (insert into hot.event_secret (tenant, day, batch, index, secret) values (1, '${DAY}', $2, 0, $4))
  insert into hot.ledger_entry (tenant, day, batch, index, kind, by, period_key, admission, remarks, commitment, body)
  values (1, '${DAY}', $2, 0, 1, $3, $5, $6, $7, $8, $9)`;

/** (c): one INSERT, and one commit, an event, into the same tables. Seconds. */
export async function insertSeconds(connectionString: string, entries: readonly SealedEntry[], connections: number): Promise<number> {
  const clients = await Promise.all(Array.from({ length: connections }, () => connected(connectionString)));
  const batches = -1_000_000 * connections; // below those of other runs
  let next = 0;
  const start = performance.now();
  await Promise.all(
    clients.map(async (client) => {
      for (let entry = entries[next++]; entry !== undefined; entry = entries[next++]) {
        const { identity, by, secret, periodKey, admission, remarks, commitment, body } = entry;
        const values = [identity, batches - next, by, secret, periodKey, JSON.stringify(admission), remarks, commitment, body];
        await client.query({ name: 'insert', text: INSERT, values });
      }
    }),
  );
  const seconds = (performance.now() - start) / 1_000;
  await Promise.all(clients.map((client) => client.end()));
  return seconds;
}

/** Makes room for the rows above, whatever the month is. */
export async function prepareForRows(connectionString: string): Promise<void> {
  const client = await connected(connectionString);
  await client.query(`select hot.ensure_partitions('${DAY}', '${dayOf(systemClock.now())}')`);
  await client.end();
}
