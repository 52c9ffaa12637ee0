import type { Database } from '../sql/database.ts';
import type { Session } from '../sql/session.ts';
import { FOLD_VERSION } from './graph-map.ts';
import type { Place } from './place.ts';
import { numberIn } from './rows.ts';

/** A graph of a tenant: the live one, one that is being built beside it, or one that was kept. */
export interface Generation {
  readonly generation: number;
  /** The fold that made it. */
  readonly fold: number;
  /** Its size: how many entries of the ledger are in it. 0: nothing of it counts, and it may be removed. */
  readonly mapped: bigint;
  readonly isLive: boolean;
}

/** Every table whose rows belong to a generation; `map_head` itself goes last of all. */
export const GENERATION_TABLES = [
  'alias',
  'edge',
  'facet',
  'facet_set',
  'identity',
  'label',
  'label_head',
  'map_set_aside',
  'mention',
  'node',
  'observation',
  'presence',
  'retired',
  'retraction',
  'run',
  'run_belief',
  'setting',
  'speaker_set',
  'statement',
  'statement_set',
  'verdict',
] as const;

/** Blocks of a table in one deletion: 16 MiB, some 100,000 rows. */
const BLOCKS_AT_ONCE = 2_048;

/** All graphs of a tenant, by number: those being built have a greater one than the live one, those kept a smaller. */
export async function generationsOf(session: Session, tenant: number): Promise<readonly Generation[]> {
  const rows = await session.rows`
    select head.generation, head.fold, head.mapped, head.live from hot.map_head as head
    where head.tenant = ${tenant}::int order by head.generation`;
  return rows.map(generationIn);
}

/** As `generationsOf`, holding the lanes of all until the transaction ends: nobody maps meanwhile. Waits for who maps now. */
export async function holdGenerations(session: Session, tenant: number): Promise<readonly Generation[]> {
  const rows = await session.rows`
    select head.generation, head.fold, head.mapped, head.live from hot.map_head as head
    where head.tenant = ${tenant}::int order by head.generation for update`;
  return rows.map(generationIn);
}

/** Holds the live graph's lane until the transaction ends; waits for who maps now. */
export async function holdLive(session: Session, tenant: number): Promise<void> {
  await session.rows`select head.generation from hot.map_head as head where head.tenant = ${tenant}::int and head.live for update`;
}

/** Begins an empty graph of this program's fold, numbered after all others. */
export async function beginGeneration(session: Session, tenant: number): Promise<number> {
  const [row] = await session.rows`
    insert into hot.map_head (tenant, generation, fold, mapped, next_row, live)
    select ${tenant}::int, coalesce(max(head.generation), 0) + 1, ${FOLD_VERSION}::int, 0, 1, false from hot.map_head as head where head.tenant = ${tenant}::int
    returning generation`;
  return numberIn(row ?? {}, 'generation');
}

/** Makes another graph the live one. To be done while `holdGenerations` holds both. */
export async function switchLive(session: Session, { tenant, generation }: Place): Promise<void> {
  await session.rows`update hot.map_head as head set live = false where head.tenant = ${tenant}::int and head.live`;
  await session.rows`update hot.map_head as head set live = true where head.tenant = ${tenant}::int and head.generation = ${generation}::int`;
}

/** Says that nothing of a graph counts any more: whoever comes next may remove it. */
export async function disown(session: Session, { tenant, generation }: Place): Promise<void> {
  await session.rows`
    update hot.map_head as head set mapped = 0 where head.tenant = ${tenant}::int and head.generation = ${generation}::int and not head.live`;
}

/**
 * Removes a graph that is not live, a stretch of a table at a time. First its size becomes 0, so that one whose removal was interrupted is known
 * for what it is; last goes its row of `map_head`. Throws when it is the live one. Safe to repeat.
 */
export async function removeGeneration(database: Database, { tenant, generation }: Place): Promise<void> {
  await database.transaction(async (session) => {
    const all = await generationsOf(session, tenant);
    if (all.some((each) => each.isLive && each.generation === generation)) throw new Error('the live graph is never removed');
    await disown(session, { tenant, generation });
  });
  for (const table of GENERATION_TABLES) await emptyTable(database, table, { tenant, generation });
  await database.transaction(
    (session) => session.rows`delete from hot.map_head as head where head.tenant = ${tenant}::int and head.generation = ${generation}::int`,
  );
}

/** Goes over the table's blocks once. Nobody adds rows of a generation that is being removed. */
async function emptyTable(database: Database, table: string, { tenant, generation }: Place): Promise<void> {
  const blocks = await database.snapshot(async (session) => {
    const [row] = await session.rows`
      select (pg_relation_size(${`hot.${table}`}::regclass) / current_setting('block_size')::int)::int as blocks`;
    return numberIn(row ?? {}, 'blocks');
  });
  for (let from = 0; from < blocks; from += BLOCKS_AT_ONCE) {
    await database.transaction((session) =>
      session.send(
        `delete from hot.${table} as part where part.ctid >= '(${from},0)'::tid and part.ctid < '(${from + BLOCKS_AT_ONCE},0)'::tid ` +
          `and part.tenant = ${tenant} and part.generation = ${generation}`,
      ),
    );
  }
}

/** The entries that a graph could not take in: how many, and the first of them. */
export interface SetAside {
  readonly count: number;
  readonly first: readonly { readonly position: bigint; readonly reason: string }[];
}

/** What the fold could not apply; at most `limit` are named, by position. */
export async function setAsideIn(session: Session, { tenant, generation }: Place, limit: number): Promise<SetAside> {
  const rows = await session.rows`
    select aside.position, aside.reason, count(*) over ()::int as entries from hot.map_set_aside as aside
    where aside.tenant = ${tenant}::int and aside.generation = ${generation}::int order by aside.position limit ${limit}::int`;
  const first = rows.map((row) => ({ position: row['position'] as bigint, reason: row['reason'] as string })); // int8 and text
  return { count: rows.length === 0 ? 0 : numberIn(rows[0] ?? {}, 'entries'), first };
}

function generationIn(row: Record<string, unknown>): Generation {
  // The casts repeat the columns' types in the migration.
  return {
    generation: row['generation'] as number,
    fold: row['fold'] as number,
    mapped: row['mapped'] as bigint,
    isLive: row['live'] as boolean,
  };
}
