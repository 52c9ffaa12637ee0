import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { prismaEnvironment } from '../config.ts';
import { filesUnder, type Generated } from './generated.ts';

const run = promisify(execFile);

/** The client for the Postgres schema `control`. The schema names its output relative to itself, so a copy of it elsewhere writes elsewhere. */
export async function prismaClient(root: string): Promise<Generated> {
  const home = 'libs/store/src/control/client';
  const elsewhere = await mkdtemp(join(tmpdir(), 'headgate-prisma-'));
  try {
    const schema = join(elsewhere, 'prisma/schema.prisma');
    await cp(join(root, 'prisma/schema.prisma'), schema);
    const program = join(root, 'node_modules/prisma/build/index.js');
    await run(process.execPath, [program, 'generate', '--schema', schema, '--no-hints'], { cwd: root, env: prismaEnvironment });
    return { home, files: await filesUnder(elsewhere, home) };
  } finally {
    await rm(elsewhere, { recursive: true });
  }
}
