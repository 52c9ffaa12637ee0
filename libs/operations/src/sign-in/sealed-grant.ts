import { openBytes, SealBroken, sealBytes } from '#record';

import type { Context } from '../context.ts';

const SECRET_BYTES = 32;

/** Seals what a provider is asked with about one principal. The key lies in the key file, so that whoever reads the database alone can ask nothing. */
export function sealGrant({ keys, randomness, tenant }: Context, principalId: string, grant: string): Buffer {
  const secret = randomness.bytes(SECRET_BYTES);
  const bytes = Buffer.from(JSON.stringify([principalId, grant]));
  return Buffer.concat([secret, sealBytes({ periodKey: keys.grantKey(tenant), secret, bytes }).body]);
}

/** Undefined when it was changed, is about somebody else, or was sealed with another key file. */
export function openGrant({ keys, tenant }: Context, principalId: string, sealed: Buffer): string | undefined {
  const [secret, body] = [sealed.subarray(0, SECRET_BYTES), sealed.subarray(SECRET_BYTES)];
  if (secret.length < SECRET_BYTES) return undefined;
  try {
    const bytes = openBytes({ periodKey: keys.grantKey(tenant), secret, body });
    const [about, grant] = JSON.parse(bytes.toString()) as readonly [string, string]; // as sealGrant wrote it: the seal says so
    return about === principalId ? grant : undefined;
  } catch (error) {
    if (error instanceof SealBroken) return undefined;
    throw error;
  }
}
