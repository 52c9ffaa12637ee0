import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

import { type Installation, openInstallation } from '#operations';

import type { Ending } from './ending.ts';

/** A fresh installation with a Postgres of its own, in this process. Both are gone at the end. */
export async function installed(ending: Ending): Promise<Installation> {
  const dataDir = await ending.take(mkdtemp(path.join(os.tmpdir(), 'headgate-bench-')), (each) =>
    rm(each, { recursive: true, force: true }),
  );
  const migrations = path.resolve(import.meta.dirname, '../prisma/migrations');
  return ending.take(openInstallation({ databaseUrl: undefined, dataDir, migrations }), (each) => each.close());
}
