import { createPublicKey, type KeyObject } from 'node:crypto';

import { hex, sha256 } from '#foundation';

/** An Ed25519 key that signatures are checked with. */
export interface PublicKey {
  readonly key: KeyObject;
  /** PEM, in the one way that we write it. */
  readonly pem: string;
  /** SHA-256 over its SubjectPublicKeyInfo, in hex: what an auditor keeps. */
  readonly fingerprint: string;
}

const BLOCK = /-----BEGIN PUBLIC KEY-----[\s\S]*?-----END PUBLIC KEY-----/;

/** Reads the first public key in a text; undefined when there is none of Ed25519. */
export function readPublicKey(text: string): PublicKey | undefined {
  const [block] = BLOCK.exec(text) ?? [];
  if (block === undefined) return undefined;
  try {
    const key = createPublicKey(block);
    return key.asymmetricKeyType === 'ed25519' ? publicKeyOf(key) : undefined;
  } catch {
    return undefined; // a block that holds no key
  }
}

/** As a reader of reports knows a key: in PEM, and by its fingerprint. */
export function publicKeyOf(key: KeyObject): PublicKey {
  const spki = key.export({ type: 'spki', format: 'der' });
  return { key, pem: key.export({ type: 'spki', format: 'pem' }).toString(), fingerprint: hex(sha256(spki)) };
}
