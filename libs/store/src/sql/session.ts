import type { Client, PoolClient } from 'pg';

import { CopyMessage, type TextRow } from './copy-message.ts';
import type { CopyRows } from './copy-rows.ts';

/** What a statement may be given. Lists become Postgres arrays. */
export type SqlValue = string | number | bigint | boolean | Buffer | null | readonly (string | number | bigint | boolean | null)[];

const prepared = new WeakMap<TemplateStringsArray, { readonly text: string; readonly name: string }>();
let preparedCount = 0;

/** One connection, inside one transaction. Every statement is a template with parameters and is prepared once a connection. */
export class Session {
  /** How many statements were sent: tests hold that it does not grow with the rows. */
  statements = 0;
  private isOver = false;

  constructor(private readonly client: Client | PoolClient) {}

  /** From here on the connection is somebody else's. */
  end(): void {
    this.isOver = true;
  }

  /** Runs one statement and gives its rows, unparsed: each caller says what they are. */
  async rows(template: TemplateStringsArray, ...values: readonly SqlValue[]): Promise<readonly Record<string, unknown>[]> {
    this.count();
    const { text, name } = preparedText(template);
    const result = await this.client.query<Record<string, unknown>>({ text, name, values: values.map(forPostgres) });
    return result.rows;
  }

  /** Sends plain text, which may hold several statements, in one message. Never made from what came from outside. */
  async send(text: string): Promise<readonly Record<string, unknown>[]> {
    this.count();
    const result = (await this.client.query(text)) as unknown as Answered | readonly Answered[]; // pg gives one, or a list of them
    const answers = 'rows' in result ? [result] : result;
    return answers.find(({ rows }) => rows.length > 0)?.rows ?? [];
  }

  /** Binary COPY into some tables, in one message. Sends nothing when there are no rows. */
  async copy(...tables: readonly CopyRows[]): Promise<void> {
    const filled = tables.filter(({ count }) => count > 0);
    if (filled.length === 0) return;
    this.count();
    await this.client.query(new CopyMessage(filled)).answered;
  }

  /** As `copy`, with a statement of ours after the rows, in the same message; gives the row that it answers with. */
  async copyThen(tables: readonly CopyRows[], statement: string): Promise<TextRow | undefined> {
    this.count();
    return this.client.query(new CopyMessage(tables, statement)).answered;
  }

  private count(): void {
    if (this.isOver) throw new Error('a statement was sent after its transaction had ended');
    this.statements += 1;
  }
}

interface Answered {
  readonly rows: readonly Record<string, unknown>[];
}

function preparedText(template: TemplateStringsArray): { readonly text: string; readonly name: string } {
  let known = prepared.get(template);
  if (known === undefined) {
    const text = template.reduce((before, part, index) => (index === 0 ? part : `${before}$${index}${part}`), '');
    preparedCount += 1;
    prepared.set(template, (known = { text, name: `headgate_${preparedCount}` }));
  }
  return known;
}

function forPostgres(value: SqlValue): unknown {
  if (typeof value === 'bigint') return value.toString();
  return Array.isArray(value) ? value.map((each: unknown) => (typeof each === 'bigint' ? each.toString() : each)) : value;
}
