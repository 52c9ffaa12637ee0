import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** The top of this repository. */
export const repository = join(import.meta.dirname, '..');

/** A folder that tools take for a repository like ours; removed at the end of its scope. */
export interface TemporaryRepository extends AsyncDisposable {
  readonly folder: string;
  /** Writes a file, and the folders above it; the path is seen from the top. */
  readonly write: (path: string, text: string) => Promise<void>;
}

interface Contents {
  /** Texts by path. */
  readonly files?: Readonly<Record<string, string>>;
  /** Paths of our own files and folders to copy. */
  readonly copies?: readonly string[];
}

/** It has our packages, by a link, and else only what it is given. */
export async function temporaryRepository({ files = {}, copies = [] }: Contents): Promise<TemporaryRepository> {
  const folder = await mkdtemp(join(tmpdir(), 'headgate-repository-'));
  const write = async (path: string, text: string) => {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  };

  await symlink(join(repository, 'node_modules'), join(folder, 'node_modules'), 'junction');
  for (const path of copies) await cp(join(repository, path), join(folder, path), { recursive: true });
  for (const [path, text] of Object.entries(files)) await write(path, text);
  return { folder, write, [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) };
}
