import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { withClient } from '#store';
import { freshDatabase } from '#testkit';

import { controlSchemaDifferences } from './control-schema.ts';

const prismaSchema = await readFile(join(import.meta.dirname, '../prisma/schema.prisma'), 'utf8');

test('a migration that prisma/schema.prisma does not follow is found, column by column and key by key', async () => {
  await using database = await freshDatabase();
  await withClient(database.connectionString, (client) =>
    client.query(`
      alter table control.principal add column nickname text, alter column created_at drop not null, alter column kind type varchar(9);
      alter table control.api_key drop constraint api_key_prefix_key;
      alter table control.api_key drop constraint api_key_tenant_principal_id_fkey;
      create table control.team (id integer primary key);`),
  );

  const differences = await controlSchemaDifferences(database.connectionString, prismaSchema);

  expect(differences).toEqual([
    'only in prisma/migrations: column principal.created_at timestamp(6) with time zone',
    'only in prisma/migrations: column principal.kind character varying(9) not null',
    'only in prisma/migrations: column principal.nickname text',
    'only in prisma/migrations: column team.id integer not null',
    'only in prisma/migrations: primary key team (id)',
    'only in prisma/schema.prisma: api_key FOREIGN KEY (tenant, principal_id) REFERENCES principal(tenant, id)',
    'only in prisma/schema.prisma: column principal.created_at timestamp(6) with time zone not null',
    'only in prisma/schema.prisma: column principal.kind text not null',
    'only in prisma/schema.prisma: unique api_key (prefix)',
  ]);
});
