import { createHmac } from 'node:crypto';
import { sha256 } from '#foundation';

const IDENTITY_BYTES = 16;

/**
 * Finds duplicates and survives an erasure: half of an HMAC-SHA-256, with the tenant's identity key, over the canonical
 * JSON as received, before redaction. Without the key it tells nothing about the event.
 */
export function identityOf(identityKey: Buffer, canonicalAsReceived: string): Buffer {
  return createHmac('sha256', identityKey).update(canonicalAsReceived).digest().subarray(0, IDENTITY_BYTES);
}

/** Given to the writer, and breaks ties in the fold. Unsalted, so it may stand in no leaf and no report. */
export function contentDigest(canonicalAsStored: string): Buffer {
  return sha256(canonicalAsStored);
}

/** The public id of an entry. Once the salt is gone, nobody can tell by guessing what it stood for. */
export function commitmentOf(salt: Buffer, canonicalAsStored: string): Buffer {
  return sha256('headgate/1', salt, canonicalAsStored);
}

const KEPT_OUT_BYTES = 16;

/**
 * Stands in the place of a value that is kept out: half of an HMAC-SHA-256, as base64url, after the letter of how it was made. Equal values of events that speak for
 * one namespace have equal ones; without the key no value can be tried out, and with events for another namespace neither. Those of before have no letter: they were made of the value alone.
 */
export function keptOutHash(keepOutKey: Buffer, { value, namespace }: { readonly value: string; readonly namespace: string }): string {
  const of = `b${JSON.stringify([namespace, value])}`;
  return `b.${createHmac('sha256', keepOutKey).update(of).digest().subarray(0, KEPT_OUT_BYTES).toString('base64url')}`;
}
