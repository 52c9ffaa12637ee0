import type { Session } from '../sql/session.ts';

/** An address that a team is told at. */
export interface SealedAddress {
  readonly team: string;
  /** As the ledger has it. */
  readonly address: string;
  readonly sealed: Buffer;
}

/** Keeps addresses. One that is kept already stays as it is. */
export async function keepAddresses(session: Session, tenant: number, all: readonly SealedAddress[]): Promise<void> {
  await session.rows`
    insert into hot.alert_address (tenant, team, address, sealed)
    select ${tenant}::int, given.team, given.address, decode(given.sealed, 'hex')
    from unnest(${all.map(({ team }) => team)}::text[], ${all.map(({ address }) => address)}::text[],
                ${all.map(({ sealed }) => sealed.toString('hex'))}::text[]) as given (team, address, sealed)
    on conflict do nothing`;
}

/** Those of some addresses that are kept of their teams. */
export async function keptAddresses(
  session: Session,
  tenant: number,
  asked: readonly Pick<SealedAddress, 'team' | 'address'>[],
): Promise<readonly SealedAddress[]> {
  const rows = await session.rows`
    select kept.team, kept.address, kept.sealed
    from unnest(${asked.map(({ team }) => team)}::text[], ${asked.map(({ address }) => address)}::text[]) as asked (team, address)
    join hot.alert_address as kept on kept.tenant = ${tenant}::int and kept.team = asked.team and kept.address = asked.address`;
  return rows as unknown as readonly SealedAddress[]; // text and bytea, as the migration gives them
}
