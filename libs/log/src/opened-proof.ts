import { isObject, type JsonValue, canonicalJson, commitmentOf } from '#record';

import { formatProof, type LogProof, parseProof } from './proof.ts';

/** What opens the commitment of an entry: with these it is SHA-256("headgate/1" ‖ salt ‖ text). */
export interface ProofOpening {
  /** 32 bytes. */
  readonly salt: Buffer;
  /** Canonical JSON, as it was committed to. */
  readonly text: string;
}

/** The proof of an entry, with what opens it. */
export interface OpenedProof {
  readonly proof: LogProof;
  readonly opening: ProofOpening;
}

const FORM = 'headgate/opened-proof/1';
const SALT = /^[0-9a-f]{64}$/;

/** As one file. */
export function formatOpenedProof({ proof, opening: { salt, text } }: OpenedProof): string {
  return `${canonicalJson({ form: FORM, proof: formatProof(proof), salt: salt.toString('hex'), text })}\n`;
}

/** Undefined: it is no such file. */
export function parseOpenedProof(file: string): OpenedProof | undefined {
  const told = jsonOf(file);
  if (!isObject(told) || told['form'] !== FORM) return undefined;
  const { salt, text, proof: written } = told;
  const proof = typeof written === 'string' ? parseProof(written) : undefined;
  if (proof === undefined || typeof salt !== 'string' || !SALT.test(salt) || typeof text !== 'string') return undefined;
  return { proof, opening: { salt: Buffer.from(salt, 'hex'), text } };
}

/** Whether an entry with this commitment, in hexadecimal digits, says that. */
export function opens({ salt, text }: ProofOpening, commitment: string): boolean {
  return commitmentOf(salt, text).toString('hex') === commitment;
}

function jsonOf(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}
