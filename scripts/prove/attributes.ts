import type { Context } from '#operations';
import { Mapper } from '#operations';
import { graphDigest, type Session } from '#store';
import { diceOf, randomHistory } from '#testkit';

import { COLUMNS, type Column, TABLES } from './attribute-list.ts';
import { failed, held, type Outcome } from './proof.ts';
import type { ProofServer } from './proof-server.ts';
import { recordSteps } from './record-steps.ts';

const HISTORY_STEPS = 120;
const HISTORIES_MAX = 40;
/** Rows of which an attribute is changed, one at a time. */
const ROWS = 3;

/** Every column of every table of the graph: changing it in one row changes the digest, or it is listed as no fact, with the reason. */
export async function everyAttributeCounts(server: ProofServer, log: (line: string) => void): Promise<Outcome> {
  await using place = await server.clone();
  const first = await place.store();
  const unlisted = await unlistedColumns(first);
  if (unlisted.length > 0) return failed(`columns that nobody has called a fact or given a reason: ${unlisted.join(', ')}`);

  const left = new Set(COLUMNS.filter(({ change }) => change !== undefined));
  const silent: string[] = [];
  for (let seed = 1; seed <= HISTORIES_MAX && left.size > 0; seed += 1) {
    const context = await place.store();
    await recordSteps(context, randomHistory(seed, HISTORY_STEPS), { dice: diceOf(seed), atOnceMax: 4 });
    const mapper = new Mapper(context);
    while ((await mapper.projectEntries()) > 0);
    for (const column of left) {
      const outcome = await changed(context, column);
      if (outcome === 'no row') continue; // another history has one
      left.delete(column);
      if (outcome === 'silent') silent.push(`${column.table}.${column.name}`);
    }
  }
  if (left.size > 0) return failed(`no history has a row of: ${[...left].map(({ table, name }) => `${table}.${name}`).join(', ')}`);
  if (silent.length > 0) return failed(`the digest does not change with: ${silent.join(', ')}`);
  const none = COLUMNS.filter(({ change }) => change === undefined);
  log(`no facts: ${none.map(({ table, name, because }) => `${table}.${name} (${because})`).join('; ')}`);
  return held({ attributes: COLUMNS.length - none.length });
}

async function unlistedColumns({ database }: Context): Promise<readonly string[]> {
  const listed = new Set(COLUMNS.map(({ table, name }) => `${table}.${name}`));
  const rows = await database.snapshot(
    (session) => session.rows`
      select columns.table_name || '.' || columns.column_name as name from information_schema.columns as columns
      where columns.table_schema = 'hot' and columns.table_name = any (${[...TABLES.keys()]}::text[])
      order by columns.table_name, columns.ordinal_position`,
  );
  return rows.map(({ name }) => String(name)).filter((name) => !listed.has(name));
}

/** Changes the column in one row after the other, each in a transaction that is taken back. */
async function changed({ database, tenant }: Context, column: Column): Promise<'no row' | 'all tell' | 'silent'> {
  const place = { tenant, generation: 1 };
  const { table, name, change = '' } = column;
  const shown = TABLES.get(table);
  if (shown === undefined) throw new Error(`${table} is not listed`);
  return database.rehearsal(async (session: Session) => {
    const size = BigInt(1_000_000);
    const before = await graphDigest(session, place, size);
    const where = [
      `row.tenant = ${tenant}`,
      shown.generation === false ? 'true' : 'row.generation = 1',
      shown.where(tenant),
      column.where ?? 'true',
    ];
    const rows = await session.send(`
      select row.ctid::text as place from hot.${table} as row
      where ${where.join(' and ')} and row.${name} is not null order by md5(row.ctid::text) limit ${ROWS}`);
    if (rows.length === 0) return 'no row';

    let tells = true;
    for (const row of rows) {
      await session.send('savepoint before');
      const update = `update hot.${table} as row set ${name} = ${change} where row.ctid = '${String(row['place'])}'::tid`;
      const isDone = await session.send(update).then(() => true, isRefused);
      if (isDone && (await graphDigest(session, place, size)) === before) tells = false;
      await session.send('rollback to savepoint before');
    }
    return tells ? 'all tell' : 'silent';
  });
}

/** A change that a constraint does not let through tells, too. Gives false; throws what is no such error. */
function isRefused(error: unknown): boolean {
  if (error instanceof Error && 'code' in error && /^23/.test(String(error.code))) return false;
  throw error;
}
