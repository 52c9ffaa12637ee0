import { open, rm } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';

import { errorCode, SECOND_MS } from '#foundation';

import { type Kept, readLogin, writeLogin } from './login-file.ts';

/** Longer than a provider is given to answer: past it whoever holds the lock is taken for dead. */
const LOCK_MS_MAX = 30 * SECOND_MS;
const LOOK_MS = 0.1 * SECOND_MS;

/** What is kept, with a token that is fresh. Of several commands at once one asks the provider: a refresh token may be good once. Throws IDENTITY_UNKNOWN. */
export async function freshLogin(file: string, kept: Kept): Promise<Kept> {
  if (isFresh(kept)) return kept;
  return alone(`${file}.lock`, async () => {
    const now = (await readLogin(file)) ?? kept; // another command may have been first
    if (now.signIn === undefined || isFresh(now)) return now;
    const { refreshed } = await import('./device-flow.ts'); // only here: commands with a key do not wait for it
    const fresh = await refreshed({ ...now, signIn: now.signIn });
    await writeLogin(file, fresh);
    return fresh;
  });
}

function isFresh({ signIn }: Kept): boolean {
  return signIn === undefined || Date.parse(signIn.freshUntil) > Date.now();
}

/** Who finds a lock that nobody gives back takes it: its holder was killed. Times of files are not looked at, for they may be another clock's. */
async function alone<Result>(lock: string, work: () => Promise<Result>): Promise<Result> {
  let until = performance.now() + LOCK_MS_MAX;
  while (!(await isTaken(lock))) {
    await pause(LOOK_MS);
    if (performance.now() < until) continue;
    await rm(lock, { force: true });
    until += LOCK_MS_MAX;
  }
  try {
    return await work();
  } finally {
    await rm(lock, { force: true });
  }
}

/** Whether we have it now. */
async function isTaken(lock: string): Promise<boolean> {
  try {
    await (await open(lock, 'wx', 0o600)).close();
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}
