import path from 'node:path';

import { SECOND_MS } from '#foundation';
import { verifierIn } from '#log';
import { checkLedger, type Context, logVerifierKey, Mapper, TENANT } from '#operations';
import { beginGeneration, Database, graphDigest, logHead, type LogHead, type Session } from '#store';

import type { Acknowledged } from './crash-load.ts';
import { contextOf } from './proof-server.ts';

const CAUGHT_UP_MS_MAX = 60 * SECOND_MS;
const LOOK_MS = 20;

/** Holds what is stored against what was promised, past the server: straight from its database. */
export class CrashCheck {
  private readonly context: Context;
  private shadow: number | undefined;

  constructor(dataDir: string, connectionString: string) {
    const database = new Database(connectionString, { connections: 3 });
    this.context = contextOf({ database, keyFile: path.join(dataDir, 'keys.jsonl'), tenant: TENANT });
  }

  async close(): Promise<void> {
    await this.context.database.close();
  }

  /** Every promise that is not kept, and everything in the ledger that does not fit; empty when all is well. */
  async wrongs(acknowledged: ReadonlyMap<number, Acknowledged>): Promise<readonly string[]> {
    // All rows are joined with all: without statistics, of which a killed Postgres has taken none, that is a minute's work for some thousand.
    await this.context.database.withoutTransaction((session) =>
      session.send('analyze hot.ledger_batch, hot.ledger_entry, hot.ledger_identity'),
    );
    return this.context.database.snapshot(async (session) => {
      const stored = await session.rows`
        select batch.first + entry.index as position, encode(entry.commitment, 'hex') as commitment, identity.identity is not null as identified
        from hot.ledger_batch as batch
        join hot.ledger_entry as entry on entry.tenant = batch.tenant and entry.day = batch.day and entry.batch = batch.batch
        left join hot.ledger_identity as identity on identity.tenant = entry.tenant and identity.batch = entry.batch and identity.index = entry.index
        order by 1`;
      const [head] = await session.rows`select head.next from hot.ledger_head as head where head.tenant = ${TENANT}::int`;
      const [outside] = await session.rows`
        select (select count(*) from hot.ledger_identity)::int as identities,
               (select count(*) from hot.ledger_entry as entry where not exists (
                  select from hot.ledger_batch as batch where batch.tenant = entry.tenant and batch.batch = entry.batch))::int as orphans`;
      const commitments = new Map(stored.map((row) => [row['position'] as bigint, String(row['commitment'])])); // int8
      return [
        ...lost(acknowledged, commitments),
        ...shared(acknowledged),
        ...(stored.some((row, index) => row['position'] !== BigInt(index)) ? ['positions have gaps, or stand twice'] : []),
        ...(head?.['next'] === BigInt(stored.length)
          ? []
          : [`the head says ${String(head?.['next'])}, and ${stored.length} entries are there`]),
        ...(stored.every((row) => row['identified'] === true) ? [] : ['an entry has no identity']),
        ...(outside?.['identities'] === stored.length ? [] : [`${String(outside?.['identities'])} identities of ${stored.length} entries`]),
        ...(outside?.['orphans'] === 0 ? [] : ['entries without a batch']),
      ];
    });
  }

  /** The newest checkpoint that was read. Undefined: none was. */
  seen: string | undefined;

  /** Whatever is wrong with the log once all that is recorded is in it, and whether it begins with a checkpoint of before. */
  async wrongsOfLog(before: string | undefined): Promise<readonly string[]> {
    await until(
      'the server does not log what is recorded',
      async () => (await this.logged()).size === Number(await this.context.database.snapshot(sizeOf)),
    );
    const log = verifierIn(await logVerifierKey(this.context));
    if (log === undefined) throw new Error('the key of the log is none');
    const { flaws } = await checkLedger(this.context, { log, seen: before });
    this.seen = (await this.logged()).note ?? undefined;
    return flaws.map(({ position, message }) => `of the log, ${position === null ? '' : `at ${position}: `}${message}`);
  }

  private logged(): Promise<LogHead> {
    return this.context.database.snapshot((session) => logHead(session, this.context.tenant));
  }

  /** The server's graph, and one that is folded here, beside it, in other batches: both digests, once the server has mapped all. */
  async digests({ anew = false }: { readonly anew?: boolean } = {}): Promise<{ readonly live: string; readonly beside: string }> {
    const { database, tenant } = this.context;
    if (anew || this.shadow === undefined) this.shadow = await database.transaction((session) => beginGeneration(session, tenant));
    const generation = this.shadow;
    const mapper = new Mapper(this.context);
    while ((await mapper.project(generation)) > 0);
    await this.untilMapped();
    return database.snapshot(async (session: Session) => {
      await session.send('set local statement_timeout = 0');
      const size = await sizeOf(session);
      return {
        live: await graphDigest(session, { tenant, generation: 1 }, size),
        beside: await graphDigest(session, { tenant, generation }, size),
      };
    });
  }

  private untilMapped(): Promise<void> {
    return until('the server does not map what is recorded', () =>
      this.context.database.snapshot(async (session) => {
        const [row] = await session.rows`select head.mapped from hot.map_head as head where head.tenant = ${TENANT}::int and head.live`;
        return row?.['mapped'] === (await sizeOf(session));
      }),
    );
  }
}

async function until(otherwise: string, isSo: () => Promise<boolean>): Promise<void> {
  for (
    const end = performance.now() + CAUGHT_UP_MS_MAX;
    performance.now() < end;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
  )
    if (await isSo()) return;
  throw new Error(otherwise);
}

async function sizeOf(session: Session): Promise<bigint> {
  const [row] = await session.rows`select head.next from hot.ledger_head as head where head.tenant = ${TENANT}::int`;
  return row?.['next'] as bigint; // int8
}

function lost(acknowledged: ReadonlyMap<number, Acknowledged>, commitments: ReadonlyMap<bigint, string>): readonly string[] {
  return [...acknowledged]
    .filter(([, { position, commitment }]) => commitments.get(position) !== commitment)
    .map(
      ([index, { position }]) => `event ${index} was acknowledged at ${position}, where ${commitments.get(position) ?? 'nothing'} stands`,
    );
}

function shared(acknowledged: ReadonlyMap<number, Acknowledged>): readonly string[] {
  const positions = new Set([...acknowledged.values()].map(({ position }) => position));
  return positions.size === acknowledged.size ? [] : ['two events were promised one position'];
}
