import path from 'node:path';

import { INSTANT_MAX, type Instant, parseInstant, systemClock, systemRandomness } from '#foundation';
import { type Context, type EventQuarantined, type EventRecorded, Mapper, MapWait, type Principal, receiveEvent } from '#operations';
import type { JsonObject } from '#record';
import {
  Database,
  ensurePartitions,
  graphDigest,
  KeyStore,
  type LedgerEntry,
  LedgerReader,
  LedgerWriter,
  Recorder,
  snapshotLines,
  dayOf,
} from '#store';
import { freshDatabase, temporaryDirectory } from '#testkit';

import { type Graph, graphOf } from './graph-lines.ts';

/** More than any test records in one store. */
const ENTRIES_MAX = 10_000;

/** A Postgres and a key file of a test's own. Each store in it is a tenant, so that one more costs two rows. */
export interface Stores extends AsyncDisposable {
  /** A store that holds nothing. */
  readonly empty: () => Promise<Store>;
}

export async function openStores(): Promise<Stores> {
  const fresh = await freshDatabase();
  const keyDirectory = await temporaryDirectory();
  const database = new Database(fresh.connectionString, { connections: 4 });
  const keys = new KeyStore(path.join(keyDirectory.path, 'keys.jsonl'), systemRandomness);
  await ensurePartitions(database, systemClock.now());
  let tenants = 1; // the first is the migration's
  return {
    empty: async () => {
      tenants += 1;
      await makeTenant(database, tenants);
      const recorder = new Recorder(new LedgerWriter(database, tenants), () => dayOf(systemClock.now()));
      const mapWait = new MapWait(database, tenants);
      return new Store({ database, keys, recorder, mapWait, clock: systemClock, randomness: systemRandomness, tenant: tenants });
    },
    [Symbol.asyncDispose]: async () => {
      await database.close();
      await fresh[Symbol.asyncDispose]();
      await keyDirectory[Symbol.asyncDispose]();
    },
  };
}

/** The two rows that the migration makes for the first tenant. */
async function makeTenant(database: Database, tenant: number): Promise<void> {
  await database.transaction(async (session) => {
    await session.rows`
      insert into hot.ledger_head (tenant, log, next, recorded_at) values (${tenant}::int, gen_random_uuid(), 0, '-infinity')`;
    await session.rows`
      insert into hot.map_head (tenant, generation, fold, mapped, next_row, live) values (${tenant}::int, 1, 1, 0, 1, true)`;
  });
}

/** The two times of a question. Absent: the end of time, and all that is recorded. */
export interface At {
  readonly asOf?: string;
  readonly knownAt?: number;
}

/** One store, with one emitter that may say anything. */
export class Store {
  readonly emitter: Principal = { id: systemRandomness.uuid(), kind: 'emitter', name: 'a test', namespaces: ['*'], roles: [] };
  private readonly mapper: Mapper;

  constructor(readonly context: Context) {
    this.mapper = new Mapper(context);
  }

  /** Sends one event through the door's operation. Text and bytes go as they are. */
  async receive(event: JsonObject | string | Uint8Array): Promise<EventRecorded | EventQuarantined> {
    const bytes = typeof event === 'string' ? Buffer.from(event) : event instanceof Uint8Array ? event : Buffer.from(JSON.stringify(event));
    return receiveEvent(this.context, this.emitter, bytes);
  }

  /** Sends events one after the other; each must be recorded. */
  async record(...events: readonly (JsonObject | string)[]): Promise<readonly EventRecorded[]> {
    const recorded: EventRecorded[] = [];
    for (const event of events) {
      const received = await this.receive(event);
      if (received.kind === 'quarantined') throw new Error(`quarantined: ${JSON.stringify(received.problems)}`);
      recorded.push(received);
    }
    return recorded;
  }

  /** Folds all that is recorded. Throws when an entry was set aside. */
  async map(): Promise<void> {
    const aside = await this.mapAsFarAsItGoes();
    if (aside.length > 0) throw new Error(`set aside: ${aside.map(({ position, reason }) => `${position}: ${reason}`).join('\n')}`);
  }

  /** As `map`, and tells what was set aside. */
  async mapAsFarAsItGoes(): Promise<readonly { readonly position: bigint; readonly reason: string }[]> {
    while ((await this.mapper.projectEntries()) > 0);
    const rows = await this.context.database.snapshot(
      (session) => session.rows`
        select aside.position, aside.reason from hot.map_set_aside as aside where aside.tenant = ${this.context.tenant}::int order by aside.position`,
    );
    return rows.map(({ position, reason }) => ({ position: position as bigint, reason: String(reason) })); // int8
  }

  /** What is recorded, in order. */
  async entries(): Promise<readonly LedgerEntry[]> {
    return this.context.database.snapshot((session) =>
      new LedgerReader(session, this.context.tenant, this.context.keys).from(0n, ENTRIES_MAX),
    );
  }

  /** Everything that holds, as lines of facts. */
  async lines({ asOf, knownAt }: At = {}): Promise<readonly string[]> {
    const times = { asOf: asOf === undefined ? INSTANT_MAX : instant(asOf), knownAt: BigInt(knownAt ?? ENTRIES_MAX) };
    return this.context.database.snapshot((session) => snapshotLines(session, this.place, times));
  }

  /** As `lines`, in words. */
  async graph(at: At = {}): Promise<Graph> {
    return graphOf(await this.lines(at));
  }

  async digest(): Promise<string> {
    return this.context.database.snapshot((session) => graphDigest(session, this.place, BigInt(ENTRIES_MAX)));
  }

  /** The texts that facets of one name have had, by the time from which they held. */
  async facetTexts(facet: string): Promise<readonly string[]> {
    const rows = await this.context.database.snapshot(
      (session) => session.rows`
        select content.body from hot.facet as facet
        join hot.facet_content as content on content.tenant = facet.tenant and content.hash = facet.content
        where facet.tenant = ${this.context.tenant}::int and facet.name = ${facet} and facet.known_to = 9223372036854775807
        order by facet.valid_from, facet.valid_from_ns`,
    );
    return rows.map(({ body }) => String(body));
  }

  private get place(): { readonly tenant: number; readonly generation: number } {
    return { tenant: this.context.tenant, generation: 1 };
  }
}

function instant(text: string): Instant {
  const parsed = parseInstant(text);
  if (parsed === undefined) throw new Error(`no time: ${text}`);
  return parsed.instant;
}
