import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto';
import { compressSync, uncompressSync } from 'lz4-napi';

/** What opens a body: the key of its period, kept outside the database, and the body's own 32 random bytes. */
export interface BodyKey {
  readonly periodKey: Buffer;
  readonly secret: Buffer;
}

export interface SealedBody {
  readonly body: Buffer;
  /** Goes into the commitment. Never stored: it is made again from the key, so that erasing the key erases it too. */
  readonly salt: Buffer;
}

/** The body was changed since it was sealed, or the key is another one. */
export class SealBroken extends Error {
  override readonly name = 'SealBroken';
}

/** The first byte of what is sealed says how the rest is written. */
const PLAIN = 0;
const LZ4 = 1;

const SECRET_BYTES = 32;
const TAG_BYTES = 16;
/** Fixed, because each key seals once: a `secret` is drawn for one body and never used for a second, not even on a retry. */
const IV = Buffer.alloc(12);

/** Encrypts a text under keys of its own. The same keys and text give the same body. Throws a RangeError unless the secret is 32 bytes. */
export function sealBody({ text, ...key }: BodyKey & { readonly text: string }): SealedBody {
  return sealBytes({ ...key, bytes: Buffer.from(text) });
}

/** The text again. Throws SealBroken. */
export function openBody(sealed: BodyKey & { readonly body: Buffer }): string {
  return openBytes(sealed).toString();
}

/** As sealBody, for bytes that are no text. */
export function sealBytes({ bytes, ...key }: BodyKey & { readonly bytes: Uint8Array }): SealedBody {
  const cipher = createCipheriv('aes-256-gcm', derived(key, 'body'), IV);
  const encrypted = cipher.update(packed(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)));
  return { body: Buffer.concat([encrypted, cipher.final(), cipher.getAuthTag()]), salt: saltOf(key) };
}

/** The bytes again. Throws SealBroken. */
export function openBytes({ body, ...key }: BodyKey & { readonly body: Buffer }): Buffer {
  if (body.length <= TAG_BYTES) throw new SealBroken('The body is too short to be sealed.');
  const decipher = createDecipheriv('aes-256-gcm', derived(key, 'body'), IV, { authTagLength: TAG_BYTES });
  decipher.setAuthTag(body.subarray(-TAG_BYTES));
  const open = decipher.update(body.subarray(0, -TAG_BYTES));
  try {
    decipher.final();
  } catch (cause) {
    throw new SealBroken('The body was changed since it was sealed, or the key is not its own.', { cause });
  }
  return unpacked(open);
}

/** The salt that sealing gave. */
export function saltOf(key: BodyKey): Buffer {
  return derived(key, 'salt');
}

function derived({ periodKey, secret }: BodyKey, purpose: 'body' | 'salt'): Buffer {
  if (secret.length !== SECRET_BYTES) throw new RangeError(`The secret of a body has ${SECRET_BYTES} bytes.`);
  return createHmac('sha256', periodKey).update(secret).update(purpose).digest();
}

function packed(bytes: Buffer): Buffer {
  const compressed = compressSync(bytes);
  return compressed.length < bytes.length ? Buffer.concat([Buffer.of(LZ4), compressed]) : Buffer.concat([Buffer.of(PLAIN), bytes]);
}

function unpacked(bytes: Buffer): Buffer {
  const form = bytes[0];
  if (form === PLAIN) return bytes.subarray(1);
  if (form === LZ4) return uncompressSync(bytes.subarray(1));
  throw new SealBroken('The body was sealed by a newer version.');
}
