import { existsSync } from 'node:fs';
import path from 'node:path';

/** The folder of package.json, from the sources and from dist alike. */
export const projectRoot = findRoot(import.meta.dirname);

function findRoot(folder: string): string {
  if (existsSync(path.join(folder, 'package.json')) && existsSync(path.join(folder, 'prisma'))) return folder;
  const parent = path.dirname(folder);
  if (parent === folder) throw new Error('Headgate runs from its own folder, with package.json and prisma in it.');
  return findRoot(parent);
}

export const migrationsFolder = path.join(projectRoot, 'prisma', 'migrations');
