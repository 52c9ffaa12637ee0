import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { Failure, systemRandomness } from '#foundation';
import { type Signer, verifierIn, verifierKey } from '#log';
import { openSigningKey } from '#store';

/** What a witness is called: without spaces and plus signs, as signed notes have it. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9._/-]{0,99}$/;

/** The key of a witness, made in its folder when there is none yet. Throws BAD_REQUEST on a name that is none, or another than it has. */
export function makeWitness(folder: string, name: string): Signer {
  if (!NAME.test(name))
    throw new Failure(
      'BAD_REQUEST',
      'A witness has a name of 1 to 100 letters, digits, dots, dashes, underscores and slashes, such as auditor.example.',
    );
  const known = nameIn(folder);
  if (known !== undefined && known !== name)
    throw new Failure('BAD_REQUEST', `The witness in ${folder} is called ${known}, and its name is part of its key; take another folder.`);
  const signer = signerOf(folder, name);
  if (known === undefined) writeFileSync(keyFile(folder), `${verifierKey(signer)}\n`, { flag: 'wx' });
  return signer;
}

/** The witness in a folder. Throws BAD_REQUEST where there is none, or its key is not the one that was told. */
export function openWitness(folder: string): Signer {
  const name = nameIn(folder);
  if (name === undefined)
    throw new Failure(
      'BAD_REQUEST',
      `No witness has its folder at ${folder}; headgate witness key --dir ${folder} --name <name> makes one.`,
    );
  const signer = signerOf(folder, name);
  if (readIfThere(keyFile(folder))?.trim() === verifierKey(signer)) return signer;
  throw new Failure('STORE_UNAVAILABLE', `The key in ${folder} is not the one in ${keyFile(folder)}; bring both back from their backup.`);
}

/** Holds the folder of a witness for this process, until the function that it gives is called. Throws STORE_UNAVAILABLE where another has it. */
export function holdWitness(folder: string): () => void {
  const file = path.join(folder, 'witness.pid');
  const holder = Number(readIfThere(file) ?? Number.NaN);
  if (Number.isSafeInteger(holder) && holder !== process.pid && isAlive(holder))
    throw new Failure('STORE_UNAVAILABLE', `Process ${holder} is the witness in ${folder} already; two of them might sign two histories.`);
  rmSync(file, { force: true });
  writeFileSync(file, `${process.pid}\n`, { flag: 'wx' });
  return () => rmSync(file, { force: true });
}

function signerOf(folder: string, name: string): Signer {
  const { publicKey, sign } = openSigningKey(path.join(folder, 'witness-key.pem'), systemRandomness);
  const { x = '' } = publicKey.export({ format: 'jwk' });
  return { name, kind: 'witness', publicKey: Buffer.from(x, 'base64url'), sign };
}

function nameIn(folder: string): string | undefined {
  return verifierIn(readIfThere(keyFile(folder))?.trim() ?? '')?.name;
}

function keyFile(folder: string): string {
  return path.join(folder, 'witness.key');
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
