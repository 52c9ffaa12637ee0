import { execFile } from 'node:child_process';
import { cp, symlink } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

import { temporaryDirectory, type TemporaryDirectory } from '#testkit';

const ROOT = path.join(import.meta.dirname, '../..');
const SOURCES = ['apps', 'libs', 'prisma', 'scripts', 'package.json', 'tsconfig.json', 'tsconfig.build.json'];

/** The program as `npm start` builds it, in a folder of a test's own: nobody else's build can pull it away. Takes about 3 s. */
export async function builtCheckout(): Promise<TemporaryDirectory> {
  const checkout = await temporaryDirectory();
  for (const source of SOURCES) await cp(path.join(ROOT, source), path.join(checkout.path, source), { recursive: true });
  await symlink(path.join(ROOT, 'node_modules'), path.join(checkout.path, 'node_modules'));
  await promisify(execFile)(process.execPath, ['scripts/build-if-stale.js'], { cwd: checkout.path });
  return checkout;
}
