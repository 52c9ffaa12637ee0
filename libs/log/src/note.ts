import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto';

/**
 * Signed notes of C2SP signed-note: text, an empty line, and a line for each signature. Keys are Ed25519: of a log (type 1) that signs the text, and of a witness
 * (type 4) that signs it with the time at which it saw it (C2SP tlog-cosignature).
 */

const TYPES = { log: 1, witness: 4 } as const;

export type SignerKind = keyof typeof TYPES;

/** A key that notes are checked by. */
export interface Verifier {
  /** Without spaces and plus signs. */
  readonly name: string;
  readonly kind: SignerKind;
  /** 32 bytes. */
  readonly publicKey: Buffer;
}

export interface Signer extends Verifier {
  /** Ed25519 over the bytes. */
  readonly sign: (bytes: Uint8Array) => Buffer;
}

export interface NoteSignature {
  readonly name: string;
  readonly keyId: Buffer;
  readonly signature: Buffer;
}

/** A note whose signatures nobody has checked. */
export interface Note {
  /** Ends with a newline. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

/** Who signed a note. `at`: of a witness, in seconds since 1970. */
export interface Signed {
  readonly by: Verifier;
  readonly at: number | null;
}

const SIGNATURES_MAX = 64;
/** Characters of a note: of a checkpoint with all signatures that are taken. */
const NOTE_LENGTH_MAX = 65_536;
const KEY_BYTES = 32;
const KEY_ID_BYTES = 4;
const SIGNATURE_BYTES = 64;
const TIME_BYTES = 8;

/** The 32 bytes of a public key of Ed25519. */
export function publicKeyBytes(key: KeyObject): Buffer {
  const { x = '' } = key.export({ format: 'jwk' });
  return Buffer.from(x, 'base64url');
}

/** `name+0123abcd+base64`, as verifiers are told of a key. */
export function verifierKey(verifier: Verifier): string {
  const { name, kind, publicKey } = verifier;
  return `${name}+${keyIdOf(verifier).toString('hex')}+${Buffer.concat([Buffer.of(TYPES[kind]), publicKey]).toString('base64')}`;
}

/** Undefined: it is no such key, or its parts do not belong together. */
export function verifierIn(told: string): Verifier | undefined {
  const [, name = '', id = '', key = ''] = /^([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+=*)$/u.exec(told) ?? [];
  const bytes = Buffer.from(key, 'base64');
  const kind = (Object.keys(TYPES) as SignerKind[]).find((each) => TYPES[each] === bytes[0]);
  if (kind === undefined || bytes.length !== 1 + KEY_BYTES || bytes.toString('base64') !== key) return undefined;
  const verifier = { name, kind, publicKey: bytes.subarray(1) };
  return keyIdOf(verifier).toString('hex') === id ? verifier : undefined;
}

/** A note with a signature more. `at`: the seconds since 1970 that a witness tells; of others nothing. */
export function signed({ text, signatures }: Note, signer: Signer, at = 0): Note {
  const told = signer.kind === 'log' ? Buffer.alloc(0) : timeBytes(at);
  const signature = Buffer.concat([told, signer.sign(Buffer.from(messageOf(text, signer, at)))]);
  return { text, signatures: [...signatures, { name: signer.name, keyId: keyIdOf(signer), signature }] };
}

export function formatNote({ text, signatures }: Note): string {
  const lines = signatures.map(({ name, keyId, signature }) => `— ${name} ${Buffer.concat([keyId, signature]).toString('base64')}\n`);
  return `${text}\n${lines.join('')}`;
}

/** Undefined: it is no note. */
export function parseNote(note: string): Note | undefined {
  if (note.length > NOTE_LENGTH_MAX || /[\0-\t\v-\x1f]/.test(note) || !note.isWellFormed()) return undefined;
  const end = note.lastIndexOf('\n\n');
  if (end < 0 || !note.endsWith('\n')) return undefined;
  const lines = note.slice(end + 2, -1).split('\n');
  if (lines.length > SIGNATURES_MAX) return undefined;
  const signatures = lines.map(signatureIn);
  return signatures.every((each) => each !== undefined) ? { text: note.slice(0, end + 1), signatures } : undefined;
}

function signatureIn(line: string): NoteSignature | undefined {
  const [, name = '', told = ''] = /^— ([^\s+]+) ([A-Za-z0-9+/]+=*)$/u.exec(line) ?? [];
  const bytes = Buffer.from(told, 'base64');
  if (bytes.length <= KEY_ID_BYTES || bytes.toString('base64') !== told) return undefined;
  return { name, keyId: bytes.subarray(0, KEY_ID_BYTES), signature: bytes.subarray(KEY_ID_BYTES) };
}

/** Which of some keys signed a note; signatures of other keys are nothing. Undefined: one by a key of these is wrong, and the note is to be refused. */
export function signersOf({ text, signatures }: Note, verifiers: readonly Verifier[]): readonly Signed[] | undefined {
  const found: Signed[] = [];
  for (const by of verifiers)
    for (const { signature } of signatures.filter(({ name, keyId }) => name === by.name && keyId.equals(keyIdOf(by)))) {
      const checked = check(text, by, signature);
      if (checked === undefined) return undefined;
      if (!found.some(({ by: known }) => known === by)) found.push(checked);
    }
  return found;
}

function check(text: string, by: Verifier, told: Buffer): Signed | undefined {
  const ahead = by.kind === 'log' ? 0 : TIME_BYTES;
  if (told.length !== ahead + SIGNATURE_BYTES) return undefined;
  const at = ahead === 0 ? null : Number(told.readBigUInt64BE());
  const key = createPublicKey({ format: 'jwk', key: { kty: 'OKP', crv: 'Ed25519', x: by.publicKey.toString('base64url') } });
  const isGood = verify(null, Buffer.from(messageOf(text, by, at ?? 0)), key, told.subarray(ahead));
  return isGood ? { by, at } : undefined;
}

function messageOf(text: string, { kind }: Verifier, at: number): string {
  return kind === 'log' ? text : `cosignature/v1\ntime ${at}\n${text}`;
}

function timeBytes(at: number): Buffer {
  const bytes = Buffer.alloc(TIME_BYTES);
  bytes.writeBigUInt64BE(BigInt(at));
  return bytes;
}

/** The first bytes of a digest of name, type and key. */
function keyIdOf({ name, kind, publicKey }: Verifier): Buffer {
  const digest = createHash('sha256').update(name).update('\n').update(Buffer.of(TYPES[kind])).update(publicKey).digest();
  return digest.subarray(0, KEY_ID_BYTES);
}
