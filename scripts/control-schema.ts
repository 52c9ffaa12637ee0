import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import * as engineModule from '@prisma/schema-engine-wasm/schema_engine_bg';
import pg from 'pg';
import { z } from 'zod';

/** Beside `control`, in the same database: what prisma/schema.prisma describes. */
const DESCRIBED = 'control_described';

/**
 * What a Prisma schema can say of a Postgres schema, a line for each column, key, index and foreign key. Left out, because it cannot be
 * said there: names of constraints, checks, collations, defaults, partial and expression indexes, and `not null` of lists.
 */
const FACTS = `
  select format('column %s.%s %s%s', class.relname, attribute.attname, format_type(attribute.atttypid, attribute.atttypmod),
                case when attribute.attnotnull and type.typcategory <> 'A' then ' not null' end) as fact
  from pg_class as class
  join pg_attribute as attribute on attribute.attrelid = class.oid and attribute.attnum > 0 and not attribute.attisdropped
  join pg_type as type on type.oid = attribute.atttypid
  where class.relnamespace = $1::regnamespace and class.relkind in ('r', 'p')
  union all
  select format('%s %s (%s)', case when index.indisprimary then 'primary key' when index.indisunique then 'unique' else 'index' end,
                class.relname, (select string_agg(pg_get_indexdef(index.indexrelid, number, true), ', ' order by number)
                                from generate_series(1, index.indnkeyatts) as number))
  from pg_index as index
  join pg_class as class on class.oid = index.indrelid
  where class.relnamespace = $1::regnamespace and index.indpred is null and index.indexprs is null
  union all
  select format('%s %s', class.relname, replace(pg_get_constraintdef(constraints.oid), $1 || '.', ''))
  from pg_constraint as constraints
  join pg_class as class on class.oid = constraints.conrelid
  where class.relnamespace = $1::regnamespace and constraints.contype = 'f'
  order by fact`;

const Facts = z.array(z.object({ fact: z.string() }));

/**
 * The differences between the Postgres schema `control` of a migrated database and prisma/schema.prisma, in words; none when they agree.
 * It leaves a schema behind, so it is given a database to throw away.
 */
export async function controlSchemaDifferences(connectionString: string, prismaSchema: string): Promise<readonly string[]> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await client.query(await createStatements(connectionString, prismaSchema.replaceAll('"control"', `"${DESCRIBED}"`)));
    const migrated = await facts(client, 'control');
    const described = await facts(client, DESCRIBED);
    return [
      ...migrated.filter((fact) => !described.includes(fact)).map((fact) => `only in prisma/migrations: ${fact}`),
      ...described.filter((fact) => !migrated.includes(fact)).map((fact) => `only in prisma/schema.prisma: ${fact}`),
    ];
  } finally {
    await client.end();
  }
}

async function facts(client: pg.Client, schema: string): Promise<readonly string[]> {
  const { rows } = await client.query(FACTS, [schema]);
  return Facts.parse(rows).map(({ fact }) => fact);
}

/** The SQL that Prisma itself would create the schema with. Its engine as WebAssembly: the native one is not on npm. */
async function createStatements(connectionString: string, content: string): Promise<string> {
  const path = 'prisma/schema.prisma';
  const connection = bindMigrationAwareSqlAdapterFactory(new PrismaPg({ connectionString }));
  const { SchemaEngine } = await loadEngine();
  const engine = await SchemaEngine.new({ datamodels: [[path, content]] }, () => undefined, connection);
  const { stdout } = await engine.diff({
    from: { tag: 'empty' },
    to: { tag: 'schemaDatamodel', files: [{ path, content }] },
    script: true,
    exitCode: null,
    filters: { externalTables: [], externalEnums: [] },
  });
  return stdout ?? '';
}

/** Node has it; its types for version 20 do not. */
declare const WebAssembly: {
  readonly instantiate: (
    bytes: Uint8Array,
    imports: Readonly<Record<string, unknown>>,
  ) => Promise<{ readonly instance: { readonly exports: { readonly __wbindgen_start: () => void } } }>;
};

/** The package imports its .wasm file as a module, which Node 20 cannot; so it is joined by hand. */
async function loadEngine(): Promise<typeof engineModule> {
  const name = '@prisma/schema-engine-wasm/schema_engine_bg';
  const bytes = await readFile(join(fileURLToPath(import.meta.resolve(name)), '../schema_engine_bg.wasm'));
  const { instance } = await WebAssembly.instantiate(bytes, { './schema_engine_bg.js': engineModule });
  engineModule.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
  return engineModule;
}
