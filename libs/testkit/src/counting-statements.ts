import type { Context } from '#operations';
import type { Session } from '#store';

/** A statement that was sent, and what came of it. */
export interface SentStatement {
  readonly text: string;
  /** That it gave back. */
  readonly rows: number;
}

/** What reached the database within snapshots, while `counted` was used. */
export interface Counted {
  readonly counted: Context;
  readonly statements: readonly string[];
  /** In the order in which they were answered. */
  readonly sent: readonly SentStatement[];
}

/** Counts the statements that reach the database within snapshots, and the rows that come back: both grow while `counted` is used. */
export function countingStatements(context: Context): Counted {
  const statements: string[] = [];
  const sent: SentStatement[] = [];
  const snapshot: Context['database']['snapshot'] = (work, ...rest) =>
    context.database.snapshot(
      (session) => {
        const rows: Session['rows'] = async (template, ...values) => {
          const text = template.join('?');
          statements.push(text);
          const found = await session.rows(template, ...values);
          sent.push({ text, rows: found.length });
          return found;
        };
        return work(Object.assign(Object.create(session) as Session, { rows })); // all else is the session's own
      },
      ...rest,
    );
  const database = Object.assign(Object.create(context.database) as Context['database'], { snapshot }); // as above
  return { counted: { ...context, database }, statements, sent };
}
