import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { errorCode, Failure, systemRandomness } from '#foundation';
import { publicKeyBytes, type Signer, verifierIn, verifierKey } from '#log';
import { isAlive, openSigningKey } from '#store';

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

/**
 * Holds the folder of a witness for this process, until the function that it gives is called. Throws STORE_UNAVAILABLE where another has it. The file of one that is gone is
 * put aside first.
 */
export function holdWitness(folder: string): () => void {
  const file = path.join(folder, 'witness.pid');
  const holder = Number(readIfThere(file) ?? Number.NaN);
  if (holder !== process.pid && isAlive(holder)) throw heldBy(String(holder), folder);
  if (!Number.isNaN(holder)) moveAside(file, { holder, folder });
  try {
    writeFileSync(file, `${process.pid}\n`, { flag: 'wx' });
  } catch (error) {
    throw errorCode(error) === 'EEXIST' ? heldBy((readIfThere(file) ?? '').trim(), folder) : error;
  }
  return () => rmSync(file, { force: true });
}

/** Of several that find it one moves it; who moves that one's own instead puts it back. */
function moveAside(file: string, { holder, folder }: { readonly holder: number; readonly folder: string }): void {
  const aside = `${file}.${process.pid}`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return; // another process was first
    throw error;
  }
  const moved = (readIfThere(aside) ?? '').trim();
  if (Number(moved) === holder) {
    rmSync(aside);
    return;
  }
  renameSync(aside, file);
  throw heldBy(moved, folder);
}

function heldBy(pid: string, folder: string): Failure {
  return new Failure('STORE_UNAVAILABLE', `Process ${pid} is the witness in ${folder} already; two of them might sign two histories.`);
}

function signerOf(folder: string, name: string): Signer {
  const { publicKey, sign } = openSigningKey(path.join(folder, 'witness-key.pem'), systemRandomness);
  return { name, kind: 'witness', publicKey: publicKeyBytes(publicKey), sign };
}

function nameIn(folder: string): string | undefined {
  return verifierIn(readIfThere(keyFile(folder))?.trim() ?? '')?.name;
}

function keyFile(folder: string): string {
  return path.join(folder, 'witness.pub');
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
