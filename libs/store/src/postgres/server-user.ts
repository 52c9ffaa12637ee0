import { stat } from 'node:fs/promises';
import path from 'node:path';

import { errorCode } from '#foundation';

/** A Unix user to start a program as. Undefined, wherever it stands: the user of this process. */
export interface UnixUser {
  readonly uid: number;
  readonly gid: number;
}

/** `nobody` has this id on every Linux, with or without an entry in /etc/passwd. */
export const NOBODY: UnixUser = { uid: 65_534, gid: 65_534 };

/**
 * The user that Postgres runs as, because Postgres refuses to run as root: for root the owner of the data, or nobody
 * when there is none yet. Throws when the data belongs to somebody whom this process cannot become.
 */
export async function serverUser(data: string): Promise<UnixUser | undefined> {
  const self = process.geteuid?.();
  if (self === undefined) return undefined; // Windows has no such ids
  const owner = await ownerOf(data);

  if (self !== 0) {
    if (owner === undefined || owner.uid === self) return undefined;
    throw new Error(
      `${data} belongs to the user with id ${owner.uid}, this process runs as ${self}. ` +
        'Start Headgate as that user or as root, or choose another data directory.',
    );
  }
  if (owner?.uid === 0) {
    throw new Error(
      `${data} belongs to root, and Postgres refuses to run as root. ` +
        `Give it away with: chown -R ${NOBODY.uid}:${NOBODY.gid} '${data}'`,
    );
  }
  return owner ?? NOBODY;
}

/** True when a user can pass through this directory and all above it, by their mode bits (access lists are not read). */
export async function canPass(directory: string, user: UnixUser): Promise<boolean> {
  const { uid, gid, mode } = await stat(directory);
  const neededBit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
  if ((mode & neededBit) === 0) return false;

  const parent = path.dirname(directory);
  return parent === directory || canPass(parent, user);
}

async function ownerOf(file: string): Promise<UnixUser | undefined> {
  try {
    const { uid, gid } = await stat(file);
    return { uid, gid };
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw new Error(`${file} cannot be looked at: choose a data directory that this user may enter.`, { cause: error });
  }
}
