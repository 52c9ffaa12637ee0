import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

import { z } from 'zod';

import { errorCode, Failure } from '#foundation';

import type { Config } from '../../../server/src/config.ts';
import { jsonIn } from './json-in.ts';

/** Where questions go, and by whose key or token. */
export interface Login {
  readonly url: string;
  readonly key: string;
}

/** How a provider's token is made fresh. */
const SignIn = z.object({
  issuer: z.string(),
  clientId: z.string(),
  resource: z.string().nullable(),
  /** For so long the server believes a token, ms. */
  tokenMsMax: z.number(),
  /** Null: the provider gave none, and one has to sign in again. */
  refresh: z.string().nullable(),
  /** RFC 3339. */
  freshUntil: z.string(),
});
export type SignIn = Readonly<z.infer<typeof SignIn>>;

/** What `headgate login` keeps: a key of Headgate, or a provider's token and how it is made fresh. */
export interface Kept extends Login {
  readonly signIn?: SignIn | undefined;
}

const Stored = z.object({ url: z.string(), key: z.string(), signIn: SignIn.optional() });

/** `headgate/login.json` in the user's configuration folder. A folder that is not absolute does not count, as the XDG base directories have it. */
export function loginFile({ XDG_CONFIG_HOME }: Pick<Config, 'XDG_CONFIG_HOME'>): string {
  const folder = XDG_CONFIG_HOME !== undefined && path.isAbsolute(XDG_CONFIG_HOME) ? XDG_CONFIG_HOME : path.join(os.homedir(), '.config');
  return path.join(folder, 'headgate', 'login.json');
}

/** What `headgate login` kept; undefined when it never did. Throws BAD_REQUEST on a file that it did not write. */
export async function readLogin(file: string): Promise<Kept | undefined> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (isMissing(error)) return undefined;
    throw new Failure('BAD_REQUEST', `${file} cannot be read; see to its rights, or set HEADGATE_URL and HEADGATE_KEY.`, { cause: error });
  });
  if (text === undefined) return undefined;
  const stored = Stored.safeParse(jsonIn(text));
  if (!stored.success) throw new Failure('BAD_REQUEST', `${file} is not what \`headgate login\` writes; run it again.`);
  return stored.data;
}

/** Keeps a login so that nobody else can read it, and no half of it is ever there. */
export async function writeLogin(file: string, login: Kept): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.${process.pid}`;
  await rm(draft, { force: true });
  const handle = await open(draft, 'wx', 0o600);
  try {
    await handle.writeFile(`${JSON.stringify(login, null, 2)}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(draft, file);
}

/** Whether there was one. */
export async function forgetLogin(file: string): Promise<boolean> {
  try {
    await rm(file);
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw new Failure('BAD_REQUEST', `${file} cannot be removed; see to the rights of its folder.`, { cause: error });
  }
}

function isMissing(error: unknown): boolean {
  return errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR';
}
