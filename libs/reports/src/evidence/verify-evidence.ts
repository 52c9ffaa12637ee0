import { verify } from 'node:crypto';

import { compareUtf8, hex, sha256, sortedUtf8 } from '#foundation';
import { canonicalJson, isObject, type JsonObject, type JsonValue } from '#record';
import { z } from 'zod';

import { type Envelope, envelopeText, EVIDENCE_FILES, PAYLOAD_TYPE, signedBytes } from './envelope.ts';
import { type PublicKey, readPublicKey } from './public-key.ts';

/** What is wrong with which file. */
export interface EvidenceFlaw {
  readonly file: string;
  readonly message: string;
}

/** TRUSTED: by a key that the verifier was given. UNKNOWN_KEY: the signature is good, and whose key that is nobody says. BROKEN: there is no good one. */
export type Signer =
  { readonly state: 'TRUSTED' | 'UNKNOWN_KEY'; readonly fingerprint: string } | { readonly state: 'BROKEN'; readonly fingerprint: null };

/** Three answers apart, and what the signed statement says of the report; null when nothing is signed. */
export interface Verdict {
  /** Empty: each file is what was signed. In the order of file names. */
  readonly flaws: readonly EvidenceFlaw[];
  readonly signer: Signer;
  /** Who saw the report's digest and says so. Nobody can yet. */
  readonly witnesses: readonly [];
  readonly report: JsonObject | null;
}

/** What a verifier brings along: the key itself, or its fingerprint. */
export type TrustedKey = { readonly key: PublicKey } | { readonly fingerprint: string };

/** Checks an evidence folder, given as its files. Needs nothing but what it is given. */
export function verifyEvidence(files: ReadonlyMap<string, Uint8Array>, trusted?: TrustedKey): Verdict {
  const envelope = readEnvelope(files.get(EVIDENCE_FILES.signature));
  const carried = readCarried(files.get(EVIDENCE_FILES.key));
  const key = trusted !== undefined && 'key' in trusted && trusted.key.fingerprint === envelope?.keyid ? trusted.key : carried?.key;
  const isSigned = envelope !== undefined && key !== undefined && key.fingerprint === envelope.keyid && verifies(envelope, key);

  const flaws = [
    ...missing(files),
    ...added(files),
    ...(files.has(EVIDENCE_FILES.signature) ? signatureFlaws({ envelope, isSigned, hasKey: key !== undefined }) : []),
    ...(files.has(EVIDENCE_FILES.key) ? keyFlaws(carried, envelope) : []),
    ...(envelope === undefined ? [] : contentFlaws(files, envelope.statement)),
  ];
  return {
    flaws: flaws.sort((left, right) => compareUtf8(left.file, right.file)),
    signer: isSigned
      ? { state: isTrusted(key, trusted) ? 'TRUSTED' : 'UNKNOWN_KEY', fingerprint: key.fingerprint }
      : { state: 'BROKEN', fingerprint: null },
    witnesses: [],
    report: isSigned ? envelope.statement.predicate : null,
  };
}

function isTrusted({ fingerprint }: PublicKey, trusted: TrustedKey | undefined): boolean {
  if (trusted === undefined) return false;
  return fingerprint === ('key' in trusted ? trusted.key.fingerprint : trusted.fingerprint);
}

const Envelope = z.strictObject({
  payload: z.base64(),
  payloadType: z.literal(PAYLOAD_TYPE),
  signatures: z.tuple([z.strictObject({ keyid: z.string(), sig: z.base64() })]),
});
const Statement = z.strictObject({
  _type: z.string(),
  subject: z.array(z.strictObject({ name: z.string(), digest: z.strictObject({ sha256: z.string() }) })),
  predicateType: z.string(),
  predicate: z.record(z.string(), z.json()),
});

interface ReadEnvelope {
  readonly keyid: string;
  readonly payload: Buffer;
  readonly signature: Buffer;
  readonly statement: z.infer<typeof Statement> & { readonly predicate: JsonObject };
  /** Whether the file is spelled as we spell it, byte by byte. */
  readonly isExact: boolean;
}

/** Undefined: no envelope of ours. */
function readEnvelope(bytes: Uint8Array | undefined): ReadEnvelope | undefined {
  if (bytes === undefined) return undefined;
  const envelope = Envelope.safeParse(parsed(bytes));
  if (!envelope.success) return undefined;
  const [{ keyid, sig }] = envelope.data.signatures;
  const [payload, signature] = [Buffer.from(envelope.data.payload, 'base64'), Buffer.from(sig, 'base64')];
  const value = parsed(payload);
  const statement = Statement.safeParse(value);
  if (!statement.success || !isObject(value as JsonValue)) return undefined;
  const same: Envelope = {
    payload: Buffer.from(canonicalJson(value as JsonValue)).toString('base64'),
    payloadType: PAYLOAD_TYPE,
    signatures: [{ keyid, sig: signature.toString('base64') }],
  };
  return { keyid, payload, signature, statement: statement.data, isExact: Buffer.from(envelopeText(same)).equals(bytes) };
}

function verifies({ payload, signature }: ReadEnvelope, { key }: PublicKey): boolean {
  return verify(null, signedBytes(payload), key, signature);
}

interface Carried {
  readonly key: PublicKey | undefined;
  readonly isExact: boolean;
}

function readCarried(bytes: Uint8Array | undefined): Carried | undefined {
  if (bytes === undefined) return undefined;
  const key = readPublicKey(Buffer.from(bytes).toString('latin1'));
  return { key, isExact: key !== undefined && Buffer.from(key.pem).equals(bytes) };
}

function missing(files: ReadonlyMap<string, Uint8Array>): readonly EvidenceFlaw[] {
  return Object.values(EVIDENCE_FILES)
    .filter((file) => !files.has(file))
    .map((file) => ({ file, message: 'is missing' }));
}

function added(files: ReadonlyMap<string, Uint8Array>): readonly EvidenceFlaw[] {
  const own: readonly string[] = Object.values(EVIDENCE_FILES);
  return sortedUtf8([...files.keys()].filter((file) => !own.includes(file))).map((file) => ({
    file,
    message: 'is no part of what was signed; take it out of the folder',
  }));
}

function signatureFlaws({
  envelope,
  isSigned,
  hasKey,
}: {
  readonly envelope: ReadEnvelope | undefined;
  readonly isSigned: boolean;
  readonly hasKey: boolean;
}): readonly EvidenceFlaw[] {
  const file = EVIDENCE_FILES.signature;
  if (envelope === undefined) return [{ file, message: 'is no signature of a report, or was changed' }];
  if (!hasKey) return [{ file, message: 'cannot be checked: there is no key to check it with' }];
  if (!isSigned) return [{ file, message: 'does not fit the key and the statement in it: one of them was changed' }];
  return envelope.isExact ? [] : [{ file, message: 'is not spelled as it was signed' }];
}

function keyFlaws(carried: Carried | undefined, envelope: ReadEnvelope | undefined): readonly EvidenceFlaw[] {
  const file = EVIDENCE_FILES.key;
  if (carried?.key === undefined) return [{ file, message: 'holds no Ed25519 public key' }];
  if (envelope !== undefined && carried.key.fingerprint !== envelope.keyid)
    return [{ file, message: 'is not the key that the signature names' }];
  return carried.isExact ? [] : [{ file, message: 'is not spelled as it was handed out' }];
}

/** Files whose bytes are not those of the statement; a statement that speaks of other files than ours is none of ours. */
function contentFlaws(files: ReadonlyMap<string, Uint8Array>, { subject }: ReadEnvelope['statement']): readonly EvidenceFlaw[] {
  const signed = new Map(subject.map(({ name, digest }) => [name, digest.sha256]));
  const expected: readonly string[] = [EVIDENCE_FILES.page, EVIDENCE_FILES.report];
  const others = sortedUtf8([...signed.keys()].filter((name) => !expected.includes(name)));
  return [
    ...expected.flatMap((file): readonly EvidenceFlaw[] => {
      const bytes = files.get(file);
      if (bytes === undefined) return [];
      const digest = signed.get(file);
      if (digest === undefined) return [{ file, message: 'is not signed' }];
      return digest === hex(sha256(bytes)) ? [] : [{ file, message: 'was changed: its digest is not the signed one' }];
    }),
    ...others.map((file) => ({ file, message: 'is signed, and no file of a report' })),
    ...(subject.length === signed.size ? [] : [{ file: EVIDENCE_FILES.signature, message: 'names a file twice' }]),
  ];
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    return undefined; // not JSON
  }
}
