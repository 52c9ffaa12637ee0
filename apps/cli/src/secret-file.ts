import { open, rm } from 'node:fs/promises';

import { errorCode } from '#foundation';

import { wrong } from './arguments.ts';

/**
 * Makes a file that only its owner may read, does the work, and writes into it what that gives: before the work it is there, so that no secret is made that cannot
 * be kept. Removed when the work fails, or gives undefined. Throws BAD_REQUEST when there is such a file.
 */
export async function withSecretFile(file: string | undefined, work: () => Promise<string | undefined>): Promise<void> {
  if (file === undefined) {
    await work();
    return;
  }
  const handle = await open(file, 'wx', 0o600).catch((error: unknown) => {
    if (errorCode(error) === 'EEXIST') throw wrong(`there is a file ${file} already, and keys are written to a new one`);
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'EACCES') throw wrong(`${file} cannot be made here`);
    throw error;
  });
  let text: string | undefined;
  try {
    text = await work();
    if (text !== undefined) {
      await handle.writeFile(text);
      await handle.sync();
    }
  } finally {
    await handle.close();
    if (text === undefined) await rm(file, { force: true });
  }
}
