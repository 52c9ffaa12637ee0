import type { Context } from '#operations';
import type { Session } from '#store';

/** Counts the statements that reach the database within snapshots: `statements` grows while `counted` is used. */
export function countingStatements(context: Context): { readonly counted: Context; readonly statements: readonly string[] } {
  const statements: string[] = [];
  const snapshot: Context['database']['snapshot'] = (work, ...rest) =>
    context.database.snapshot(
      (session) => {
        const rows: Session['rows'] = (template, ...values) => {
          statements.push(template.join('?'));
          return session.rows(template, ...values);
        };
        return work(Object.assign(Object.create(session) as Session, { rows })); // all else is the session's own
      },
      ...rest,
    );
  const database = Object.assign(Object.create(context.database) as Context['database'], { snapshot }); // as above
  return { counted: { ...context, database }, statements };
}
