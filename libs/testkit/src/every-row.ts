import type { Session } from '#store';

/** The rows of one table as text, and bytes in them as hexadecimal digits. */
export interface TableText {
  readonly table: string;
  readonly text: string;
}

/** Every row of every table of ours, to look for what must not be there. */
export async function everyRow(session: Session): Promise<readonly TableText[]> {
  const tables = await session.rows`
    select format('%I.%I', schemaname, tablename) as table from pg_tables where schemaname in ('control', 'hot', 'public')`;
  const texts: TableText[] = [];
  for (const { table } of tables) {
    const rows = await session.send(`select row.*::text as text from ${String(table)} as row`);
    texts.push({ table: String(table), text: rows.map(({ text }) => String(text)).join('\n') });
  }
  return texts;
}

/** The spellings in which a text may stand in what `everyRow` gives, or in an answer. */
export function spellingsOf(text: string): readonly string[] {
  return [text, Buffer.from(text).toString('hex'), encodeURIComponent(text)];
}
