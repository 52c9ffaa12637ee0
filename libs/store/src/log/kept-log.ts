import { type Tile, TILE_WIDTH, type TileName } from '#log';

import type { Session } from '../sql/session.ts';

/** How far the log has come. */
export interface LogHead {
  /** Leaves in it. */
  readonly size: number;
  /** The signed checkpoint of that size. Null: nothing was logged yet. */
  readonly note: string | null;
}

const EMPTY: LogHead = { size: 0, note: null };

/** The log, for whoever holds it until the transaction ends. Undefined: somebody else does. */
export async function takeLog(session: Session, tenant: number): Promise<LogHead | undefined> {
  await session.rows`insert into hot.log_head (tenant, size) values (${tenant}::int, 0) on conflict do nothing`;
  const [row] =
    await session.rows`select head.size, head.note from hot.log_head as head where head.tenant = ${tenant}::int for update skip locked`;
  return row === undefined ? undefined : headIn(row);
}

/** The log as it is, and the id that names it. */
export async function logHead(session: Session, tenant: number): Promise<LogHead & { readonly log: string }> {
  const [row] = await session.rows`
    select ledger.log, coalesce(head.size, 0) as size, head.note
    from hot.ledger_head as ledger left join hot.log_head as head on head.tenant = ledger.tenant where ledger.tenant = ${tenant}::int`;
  return row === undefined ? { ...EMPTY, log: '' } : { ...headIn(row), log: row['log'] as string };
}

function headIn(row: Record<string, unknown>): LogHead {
  return { size: Number(row['size']), note: row['note'] as string | null }; // int8, text
}

/** The hashes of some tiles, each as wide as it is asked for, in the order of their names. One statement. Undefined: that much of it is not there. */
export async function readTiles(session: Session, tenant: number, names: readonly TileName[]): Promise<readonly (Buffer | undefined)[]> {
  const rows = await session.rows`
    select substring(tile.hashes from 1 for asked.width * 32) as hashes
    from unnest(${names.map(({ level }) => level)}::int[], ${names.map(({ index }) => index)}::bigint[], ${names.map(({ width }) => width)}::int[])
      with ordinality as asked (level, index, width, place)
    left join hot.log_tile as tile
      on tile.tenant = ${tenant}::int and tile.level = asked.level and tile.index = asked.index and octet_length(tile.hashes) >= asked.width * 32
    order by asked.place`;
  return rows.map((row) => (row['hashes'] as Buffer | null) ?? undefined);
}

/** Keeps what was appended. By whoever took the log alone. */
export async function keepLog(
  session: Session,
  tenant: number,
  { tiles, size, note }: LogHead & { readonly tiles: readonly Tile[] },
): Promise<void> {
  await session.rows`
    insert into hot.log_tile (tenant, level, index, hashes)
    select ${tenant}::int, tile.level, tile.index, decode(tile.hashes, 'base64')
    from unnest(${tiles.map(({ level }) => level)}::int[], ${tiles.map(({ index }) => index)}::bigint[],
                ${tiles.map(({ hashes }) => hashes.toString('base64'))}::text[]) as tile (level, index, hashes)
    on conflict (tenant, level, index) do update set hashes = excluded.hashes where octet_length(hot.log_tile.hashes) < ${TILE_WIDTH}::int * 32`;
  await session.rows`update hot.log_head as head set size = ${size}::bigint, note = ${note} where head.tenant = ${tenant}::int`;
}

/** What a witness cosigned last. */
export interface CosignedRow {
  readonly witness: string;
  /** After how many restores, and of how many leaves. */
  readonly restores: number;
  readonly size: number;
  /** The checkpoint, signed by the log and by the witness. */
  readonly note: string;
}

/** Of all witnesses, by name. */
export async function cosignedRows(session: Session, tenant: number): Promise<readonly CosignedRow[]> {
  const rows = await session.rows`
    select cosigned.witness, cosigned.restores, cosigned.size, cosigned.note from hot.log_cosigned as cosigned
    where cosigned.tenant = ${tenant}::int order by cosigned.witness`;
  return rows.map((row) => ({ ...(row as unknown as CosignedRow), size: Number(row['size']) })); // text and int4; int8
}

/** Keeps what a witness cosigned, where it cosigned nothing later. */
export async function keepCosigned(session: Session, tenant: number, { witness, restores, size, note }: CosignedRow): Promise<void> {
  await session.rows`
    insert into hot.log_cosigned as known (tenant, witness, restores, size, note)
    values (${tenant}::int, ${witness}, ${restores}::int, ${size}::bigint, ${note})
    on conflict (tenant, witness) do update set restores = excluded.restores, size = excluded.size, note = excluded.note
    where (excluded.restores, excluded.size) >= (known.restores, known.size)`;
}
