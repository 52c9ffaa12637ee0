import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { migrate, startEmbeddedPostgres } from '#store';
import { temporaryDirectory } from '#testkit';

import { controlSchemaDifferences } from './control-schema.ts';

// The part of `npm run check` that holds prisma/schema.prisma against a database that prisma/migrations made.

const prisma = join(import.meta.dirname, '../prisma');

await using directory = await temporaryDirectory();
const server = await startEmbeddedPostgres({ dataDir: directory.path, durable: false });
try {
  const connectionString = server.connectionString();
  await migrate({ connectionString, directory: join(prisma, 'migrations') });
  const differences = await controlSchemaDifferences(connectionString, await readFile(join(prisma, 'schema.prisma'), 'utf8'));

  for (const difference of differences) console.error(difference);
  if (differences.length > 0) process.exitCode = 1;
  else console.log('prisma/schema.prisma describes what prisma/migrations makes.');
} finally {
  await server.stop();
}
