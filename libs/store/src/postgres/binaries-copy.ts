import { randomBytes } from 'node:crypto';
import { chmod, copyFile, lstat, mkdir, readdir, readFile, readlink, rename, rm, stat, symlink } from 'node:fs/promises';
import path from 'node:path';

import { errorCode } from '#foundation';

export type Copied = { readonly kind: 'copied'; readonly directory: string } | { readonly kind: 'unusable'; readonly problem: string };

/**
 * Copies the binaries to `<place>/pg-<version>/native`, readable by all, unless that copy exists. It appears whole or
 * not at all. Nothing is used that somebody else could have put there, for these programs are about to be run.
 */
export async function copyBinaries(native: string, place: string): Promise<Copied> {
  const directory = path.join(place, `pg-${await packageVersion(native)}`);
  const staged = `${directory}.new-${randomBytes(4).toString('hex')}`;
  try {
    const created = await mkdir(place, { recursive: true });
    if (created !== undefined) await chmod(place, 0o755);
    const distrust = (await reasonToDistrust(place)) ?? (await reasonToDistrustParent(place));
    if (distrust !== undefined) return { kind: 'unusable', problem: distrust };

    if ((await ownerAndMode(directory)) === undefined) {
      await mkdir(staged, { mode: 0o700 });
      await copyTree(native, path.join(staged, 'native'));
      await chmod(staged, 0o755);
      await rename(staged, directory).catch((error: unknown) => {
        const wasQuicker = ['EEXIST', 'ENOTEMPTY', 'EPERM'].includes(errorCode(error) ?? '');
        if (!wasQuicker) throw error; // else another process has just made the copy
      });
    }
    const distrustCopy = await reasonToDistrust(directory);
    if (distrustCopy !== undefined) return { kind: 'unusable', problem: distrustCopy };
    return { kind: 'copied', directory: path.join(directory, 'native') };
  } catch (error) {
    return { kind: 'unusable', problem: String(error) };
  } finally {
    await rm(staged, { recursive: true, force: true }).catch(() => undefined); // what is left there harms nobody
  }
}

/** Part of the copy's name, so that an upgrade of the package is not answered with old programs. */
async function packageVersion(native: string): Promise<string> {
  const text = await readFile(path.join(native, '../package.json'), 'utf8');
  const version = /"version":\s*"([\w.+-]+)"/.exec(text)?.[1] ?? 'unknown';
  return `${version}-${process.platform}-${process.arch}`;
}

/** A directory is trusted when it is no link, is ours, and nobody else may write in it. */
async function reasonToDistrust(directory: string): Promise<string | undefined> {
  if (process.geteuid === undefined) return undefined; // Windows: rights are inherited from the parent, not in these bits
  const found = await ownerAndMode(directory);
  if (found === undefined) return `${directory} is not there`;
  if (!found.isDirectory) return `${directory} is not a directory`;
  if (found.uid !== process.geteuid()) return `${directory} belongs to the user with id ${found.uid}`;
  if ((found.mode & 0o022) !== 0) return `${directory} may be written by others`;
  return undefined;
}

/** Who may rename things in the parent could put another directory in place of ours; in a sticky one, such as /tmp, nobody can. */
async function reasonToDistrustParent(directory: string): Promise<string | undefined> {
  const parent = path.dirname(directory);
  if (process.geteuid === undefined) return undefined;
  const { mode } = await stat(parent);
  const isOpen = (mode & 0o022) !== 0 && (mode & 0o1000) === 0;
  return isOpen ? `${parent} may be written by others` : undefined;
}

async function ownerAndMode(file: string) {
  try {
    const found = await lstat(file);
    return { uid: found.uid, mode: found.mode, isDirectory: found.isDirectory() };
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** Leaves out the static libraries, which only a compiler needs. Modes are set, so that no umask can close the copy. */
async function copyTree(from: string, to: string): Promise<void> {
  await mkdir(to);
  await chmod(to, 0o755);
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, target] = [path.join(from, entry.name), path.join(to, entry.name)];
    if (entry.isDirectory()) {
      await copyTree(source, target);
    } else if (entry.isSymbolicLink()) {
      await symlink(await readlink(source), target);
    } else if (!entry.name.endsWith('.a')) {
      await copyFile(source, target);
      const isProgram = ((await lstat(source)).mode & 0o100) !== 0 || path.basename(from) === 'bin';
      await chmod(target, isProgram ? 0o755 : 0o644);
    }
  }
}
