import type { Session } from '../sql/session.ts';

/** The entry that an event was first recorded as. */
export interface FirstRecorded {
  readonly position: bigint;
  readonly commitment: Buffer;
}

/** Which of these identities are recorded, by their hexadecimal digits. One statement. */
export async function recordedBefore(
  session: Session,
  tenant: number,
  identities: readonly Buffer[],
): Promise<ReadonlyMap<string, FirstRecorded>> {
  const rows = await session.rows`
    select encode(identity.identity, 'hex') as identity, batch.first + identity.index as position, entry.commitment
    from generate_series(1, ${identities.length}::int) as given (ordinal)
    join hot.ledger_identity as identity
      on identity.tenant = ${tenant}::int and identity.identity = substring(${Buffer.concat(identities)}::bytea from (given.ordinal - 1) * 16 + 1 for 16)
    join hot.ledger_batch as batch on batch.tenant = identity.tenant and batch.batch = identity.batch
    join hot.ledger_entry as entry
      on entry.tenant = identity.tenant and entry.day = batch.day and entry.batch = batch.batch and entry.index = identity.index`;
  return new Map(
    rows.map((row) => [row['identity'] as string, { position: row['position'] as bigint, commitment: row['commitment'] as Buffer }]), // as the migration types them
  );
}
