import type { Client, PoolClient } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';

import type { CopyRows } from './copy-rows.ts';

/** What a statement may be given. Lists become Postgres arrays. */
export type SqlValue = string | number | bigint | boolean | Buffer | null | readonly (string | number | bigint | boolean | null)[];

const prepared = new WeakMap<TemplateStringsArray, { readonly text: string; readonly name: string }>();
let preparedCount = 0;

/** One connection, inside one transaction. Every statement is a template with parameters and is prepared once a connection. */
export class Session {
  /** How many statements were sent: tests hold that it does not grow with the rows. */
  statements = 0;

  constructor(private readonly client: Client | PoolClient) {}

  /** Runs one statement and gives its rows, unparsed: each caller says what they are. */
  async rows(template: TemplateStringsArray, ...values: readonly SqlValue[]): Promise<readonly Record<string, unknown>[]> {
    this.statements += 1;
    const { text, name } = preparedText(template);
    const result = await this.client.query<Record<string, unknown>>({ text, name, values: values.map(forPostgres) });
    return result.rows;
  }

  /** Sends plain text, which may hold several statements, in one message. Never made from what came from outside. */
  async send(text: string): Promise<readonly Record<string, unknown>[]> {
    this.statements += 1;
    const result: unknown = await this.client.query(text);
    const last = Array.isArray(result) ? result.find((each: { rows: unknown[] }) => each.rows.length > 0) : result;
    return (last as { rows: Record<string, unknown>[] } | undefined)?.rows ?? []; // pg gives one result, or a list of them
  }

  /** Binary COPY. Writes nothing and sends nothing when there are no rows. */
  async copy(rows: CopyRows): Promise<void> {
    if (rows.count === 0) return;
    this.statements += 1;
    const stream = this.client.query(copyFrom(`copy ${rows.table} (${rows.columns.join(', ')}) from stdin (format binary)`));
    await pipeline(Readable.from(rows.chunks(), { objectMode: false }), stream);
  }
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
