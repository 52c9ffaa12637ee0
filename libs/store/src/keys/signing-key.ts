import { createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto';
import { chmodSync, closeSync, fsyncSync, linkSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';

import { errorCode, Failure, type Randomness } from '#foundation';

/** Ed25519 of a PKCS #8 key is these bytes and a seed of 32 (RFC 8410). */
const PKCS8_HEAD = Buffer.from('302e020100300506032b657004220420', 'hex');
const SEED_BYTES = 32;

/** What reports are signed with. The private key never leaves it. */
export interface SigningKey {
  readonly publicKey: KeyObject;
  /** Ed25519 over the bytes: the same bytes have the same signature. */
  readonly sign: (bytes: Uint8Array) => Buffer;
}

/**
 * Opens the signing key in a file of its own, mode 0600, and makes it when there is none yet. Several processes may do so at once: a key appears in its
 * place whole, and the first one stays.
 */
export function openSigningKey(file: string, randomness: Randomness): SigningKey {
  const pem = readIfThere(file) ?? (make(file, randomness), readFileSync(file, 'utf8'));
  const privateKey = privateKeyIn(pem);
  if (privateKey?.asymmetricKeyType !== 'ed25519')
    throw new Failure('STORE_UNAVAILABLE', `The file ${file} holds no Ed25519 key; restore it from its backup.`);
  return { publicKey: createPublicKey(privateKey), sign: (bytes) => sign(null, bytes, privateKey) };
}

function make(file: string, randomness: Randomness): void {
  const key = createPrivateKey({ key: Buffer.concat([PKCS8_HEAD, randomness.bytes(SEED_BYTES)]), format: 'der', type: 'pkcs8' });
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.${randomness.uuid()}`;
  writeSynced(draft, key.export({ type: 'pkcs8', format: 'pem' }).toString());
  try {
    linkSync(draft, file);
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error; // another process was first, and its key stays
  } finally {
    rmSync(draft);
  }
}

function writeSynced(file: string, text: string): void {
  const opened = openSync(file, 'wx', 0o600);
  try {
    chmodSync(file, 0o600); // whatever the umask says
    writeSync(opened, text);
    fsyncSync(opened);
  } finally {
    closeSync(opened);
  }
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function privateKeyIn(pem: string): KeyObject | undefined {
  try {
    return createPrivateKey(pem);
  } catch {
    return undefined; // no key
  }
}
