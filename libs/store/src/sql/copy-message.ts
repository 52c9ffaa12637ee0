import type { Connection, Submittable } from 'pg';

import type { CopyRows } from './copy-rows.ts';

/** One row as Postgres wrote it, field by field. */
export type TextRow = readonly (string | null)[];

/**
 * COPYs and then one more statement, all in one message: the rows follow at once, without waiting for Postgres to ask for them. With no transaction
 * open it is one of its own, committed with its last statement. Answers with the row that the last statement gave, if it gave one.
 */
export class CopyMessage implements Submittable {
  readonly answered: Promise<TextRow | undefined>;
  private row: TextRow | undefined;
  private resolve: (row: TextRow | undefined) => void = () => undefined;
  private reject: (error: Error) => void = () => undefined;

  constructor(
    private readonly tables: readonly CopyRows[],
    private readonly statement?: string,
  ) {
    this.answered = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
  }

  /** Called by pg when it is this message's turn. What it returns is the reason why nothing was sent. */
  submit(connection: Connection): Error | undefined {
    const { stream } = connection;
    if (!stream.writable) return new Error('Connection terminated');
    stream.cork(); // one write for all of it
    connection.query(this.text());
    for (const rows of this.tables) stream.write(rows.message());
    stream.uncork();
    return undefined;
  }

  handleDataRow({ fields }: { readonly fields: TextRow }): void {
    this.row = fields;
  }

  handleReadyForQuery(): void {
    this.resolve(this.row);
  }

  handleError(error: Error): void {
    this.reject(error);
  }

  // pg tells these too; they say nothing that is not known.
  handleRowDescription(): void {}
  handleCommandComplete(): void {}
  handleCopyInResponse(): void {}

  private text(): string {
    const copies = this.tables.map(({ table, columns }) => `copy ${table} (${columns.join(', ')}) from stdin (format binary)`);
    return [...copies, ...(this.statement === undefined ? [] : [this.statement])].join('; ');
  }
}
