import { z } from 'zod';

import type { Instant } from '#foundation';

import { postgresTime } from '../map/rows.ts';
import type { Session } from '../sql/session.ts';

/** Why an event was not recorded as one: not JSON at all; JSON that cannot be used; or a claim that its sender may not make. */
export type QuarantineReason = 'unreadable' | 'unusable' | 'refused';

/** A quarantined event, without its bytes: those are the body of the entry at `position`. */
export interface QuarantineRow {
  readonly id: string;
  readonly position: bigint;
  readonly because: QuarantineReason;
  readonly problems: readonly { readonly pointer: string; readonly message: string }[];
  readonly sender: string;
  /** Null when nobody by that id is known any more. */
  readonly senderName: string | null;
  readonly receivedAt: Instant;
  readonly bytes: number;
  /** The entry that its redrive was recorded as, or the one it was a duplicate of. Null: still open. */
  readonly redrivenTo: bigint | null;
}

/** Which quarantined events; an absent field asks nothing. */
export interface QuarantineQuestion {
  /** Only entries below this size, and redriven only by entries below it. */
  readonly knownAt: bigint;
  readonly because?: QuarantineReason | undefined;
  readonly sender?: string | undefined;
  /** Only what this principal sent, or what claims a namespace that it owns, whatever `sender` asks. Undefined: everybody's. */
  readonly visibleTo?: QuarantineSight | undefined;
  /** True: those not redriven yet; false: the others. */
  readonly isOpen?: boolean | undefined;
  /** What stands after this one. */
  readonly after?: { readonly receivedAt: Instant; readonly id: string } | undefined;
}

/** Whose quarantined events somebody sees. */
export interface QuarantineSight {
  readonly sender: string;
  /** Patterns, as `like` has them, of the namespaces that it owns. */
  readonly owned: readonly string[];
}

/** A claim that was refused, of a quarantined event. */
export interface ClaimRow {
  /** Of the event. */
  readonly id: string;
  readonly namespace: string;
  readonly message: string;
}

/** How the column `problems` holds both. */
const Problems = z.object({
  because: z.enum(['unreadable', 'unusable', 'refused']),
  problems: z.array(z.object({ pointer: z.string(), message: z.string() })),
});

/** What could not be used, newest first. */
export class QuarantineReader {
  constructor(
    private readonly session: Session,
    private readonly tenant: number,
  ) {}

  /** At most `limit`, newest first; where two came in the same microsecond, the greater id first. */
  async list({ knownAt, because, after, ...asked }: QuarantineQuestion, limit: number): Promise<readonly QuarantineRow[]> {
    const { sender, seer, owned, isOpen } = {
      sender: asked.sender ?? null,
      seer: asked.visibleTo?.sender ?? null,
      owned: asked.visibleTo?.owned ?? [],
      isOpen: asked.isOpen ?? null,
    };
    const [afterTime, afterId] = after === undefined ? [null, null] : [postgresTime(after.receivedAt), after.id];
    const beginning = because === undefined ? '' : `{"because":"${because}"`; // the text may hold \u0000, which Postgres's json refuses
    const rows = await this.session.rows`
      select q.id, batch.first + q.index as position, q.problems, q.sender, principal.name as sender_name, q.received_at, q.bytes,
             case when redriven.first + q.redriven_index < ${knownAt}::bigint then redriven.first + q.redriven_index end as redriven_to
      from hot.quarantine as q
      join hot.ledger_batch as batch on batch.tenant = q.tenant and batch.batch = q.batch
      left join hot.ledger_batch as redriven on redriven.tenant = q.tenant and redriven.batch = q.redriven_batch
      left join control.principal as principal on principal.tenant = q.tenant and principal.id = q.sender
      where q.tenant = ${this.tenant}::int and batch.first + q.index < ${knownAt}::bigint
        and (${afterTime}::timestamptz is null or (q.received_at, q.id) < (${afterTime}::timestamptz, ${afterId}::uuid))
        and starts_with(q.problems, ${beginning}::text)
        and (${seer}::uuid is null or q.sender = ${seer}::uuid or exists (
          select from hot.refused_claim as claim
          where claim.tenant = q.tenant and claim.batch = q.batch and claim.index = q.index and claim.namespace like any (${owned}::text[])))
        and (${sender}::uuid is null or q.sender = ${sender}::uuid)
        and (${isOpen}::boolean is null or ${isOpen}::boolean = (q.redriven_batch is null or redriven.first + q.redriven_index >= ${knownAt}::bigint))
      order by q.received_at desc, q.id desc limit ${limit}::int`;
    return rows.map(quarantineRow);
  }

  /** What of some of them was refused because it claims a namespace that fits a pattern, in the order of the event. */
  async claimsOn(ids: readonly string[], owned: readonly string[]): Promise<readonly ClaimRow[]> {
    if (ids.length === 0 || owned.length === 0) return [];
    const rows = await this.session.rows`
      select q.id, claim.namespace, claim.message
      from hot.quarantine as q
      join hot.refused_claim as claim on claim.tenant = q.tenant and claim.batch = q.batch and claim.index = q.index
      where q.tenant = ${this.tenant}::int and q.id = any(${ids}::uuid[]) and claim.namespace like any (${owned}::text[])
      order by q.id, claim.part`;
    return rows as unknown as readonly ClaimRow[]; // uuid and text, as the migrations give them
  }

  /** How many nobody has redriven yet. */
  async countOpen(): Promise<number> {
    const [row] = await this.session.rows`
      select count(*)::int as open from hot.quarantine as q where q.tenant = ${this.tenant}::int and q.redriven_batch is null`;
    return (row?.['open'] as number | undefined) ?? 0;
  }

  /** One of them, as far as a ledger size knows it. */
  async find(id: string, knownAt: bigint): Promise<QuarantineRow | undefined> {
    return (await this.findAll([id], knownAt)).get(id.toLowerCase());
  }

  /** Some of them, by id in lower case. */
  async findAll(ids: readonly string[], knownAt: bigint): Promise<ReadonlyMap<string, QuarantineRow>> {
    const rows = await this.session.rows`
      select q.id, batch.first + q.index as position, q.problems, q.sender, principal.name as sender_name, q.received_at, q.bytes,
             case when redriven.first + q.redriven_index < ${knownAt}::bigint then redriven.first + q.redriven_index end as redriven_to
      from hot.quarantine as q
      join hot.ledger_batch as batch on batch.tenant = q.tenant and batch.batch = q.batch
      left join hot.ledger_batch as redriven on redriven.tenant = q.tenant and redriven.batch = q.redriven_batch
      left join control.principal as principal on principal.tenant = q.tenant and principal.id = q.sender
      where q.tenant = ${this.tenant}::int and q.id = any(${ids}::uuid[]) and batch.first + q.index < ${knownAt}::bigint`;
    return new Map(rows.map(quarantineRow).map((row) => [row.id, row]));
  }
}

function quarantineRow(row: Record<string, unknown>): QuarantineRow {
  // The casts repeat the columns' types in the migration.
  const { because, problems } = Problems.parse(JSON.parse(row['problems'] as string));
  return {
    id: row['id'] as string,
    position: row['position'] as bigint,
    because,
    problems,
    sender: row['sender'] as string,
    senderName: row['sender_name'] as string | null,
    receivedAt: row['received_at'] as Instant,
    bytes: row['bytes'] as number,
    redrivenTo: row['redriven_to'] as bigint | null,
  };
}
