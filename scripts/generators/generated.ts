import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';

/** What one generator makes. Paths are written with `/` and begin at the top of the repository. */
export interface Generated {
  /** The file or folder that holds its output and nothing else: what is not made again is removed from it. */
  readonly home: string;
  readonly files: ReadonlyMap<string, string>;
}

/** The files that differ from what a generator made: edited, lost, or left over. */
export async function differences(root: string, { home, files }: Generated): Promise<readonly string[]> {
  const existing = await filesUnder(root, home);
  const paths = new Set([...files.keys(), ...existing.keys()]);
  return [...paths].filter((path) => existing.get(path) !== files.get(path));
}

/** Puts what a generator made in the place of what was there. */
export async function write(root: string, { home, files }: Generated): Promise<void> {
  await rm(join(root, home), { recursive: true, force: true });
  for (const [path, text] of files) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
}

/** Every file at or under a path, with its text; none when nothing is there. */
export async function filesUnder(root: string, path: string): Promise<ReadonlyMap<string, string>> {
  const files = new Map<string, string>();
  for (const file of await paths(join(root, path))) files.set(relative(root, file).split(sep).join('/'), await readFile(file, 'utf8'));
  return files;
}

async function paths(path: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(path, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort();
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return [];
    if (hasCode(error, 'ENOTDIR')) return [path];
    throw error;
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
