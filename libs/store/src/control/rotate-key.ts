import { Failure, type Randomness } from '#foundation';

import type { ControlClient } from './connect-control.ts';
import { isInForce, TRIAL } from './key-holder.ts';
import { hashOf, newKey, prefixOf } from './key-text.ts';

/** A principal may have so many keys in force: the one it uses, and the one that comes after it. */
const KEYS_IN_FORCE_MAX = 2;

export interface Rotation {
  readonly now: Date;
  /** How long the key that is in force stays good beside the new one. */
  readonly graceMs: number;
  /** The end of the new key. Null: none. */
  readonly expiresAt: Date | null;
}

/** A new key, shown once, and the one that it comes after. */
export interface Rotated {
  readonly id: string;
  readonly name: string;
  readonly key: string;
  readonly prefix: string;
  /** Undefined: no key was in force. */
  readonly ending: { readonly prefix: string; readonly expiresAt: Date } | undefined;
}

interface Keyring {
  readonly prisma: ControlClient;
  readonly tenant: number;
  readonly randomness: Randomness;
}

type Transaction = Parameters<Parameters<ControlClient['$transaction']>[0]>[0];

/**
 * Makes the next key of a principal, which may do what the one before may, and sets the end of that. `called` is the principal's name, or the prefix
 * of its key. A principal whose keys are all over is given one again. Throws NOT_FOUND when nobody holds such a key, BAD_REQUEST when two are in force.
 */
export async function rotateKey({ prisma, tenant, randomness }: Keyring, called: string, rotation: Rotation): Promise<Rotated> {
  return prisma.$transaction(async (tx) => {
    const principal = await holderCalled(tx, tenant, called);
    await tx.$queryRaw`select from control.principal where id = ${principal.id}::uuid for update`; // one rotation at a time
    const keys = await tx.apiKey.findMany({ where: { principalId: principal.id }, orderBy: [{ createdAt: 'asc' }, { id: 'asc' }] });
    const inForce = keys.filter((key) => isInForce(key, rotation.now));
    const [current] = inForce;
    if (inForce.length >= KEYS_IN_FORCE_MAX) throw tooMany(principal.name, inForce);
    if (current !== undefined && called !== principal.name && called !== current.prefix)
      throw new Failure('BAD_REQUEST', `${called} is over; ${principal.name} holds ${current.prefix} now. Rotate that.`);
    const like = current ?? keys.at(-1);
    if (like === undefined) throw noKey(called);
    if (like.scopes.includes(TRIAL))
      throw new Failure(
        'BAD_REQUEST',
        `${principal.name} is for trying things, and no key comes after it; make another with \`headgate keys try\`.`,
      );

    const key = newKey(randomness);
    const prefix = prefixOf(key) ?? '';
    const { scopes, namespaces, outputs, inputs, producers } = like;
    await tx.apiKey.create({
      data: {
        ...{ id: randomness.uuid(), tenant, principalId: principal.id, prefix, secretHash: new Uint8Array(hashOf(key)) },
        ...{ scopes, namespaces, outputs, inputs, producers, createdAt: rotation.now, expiresAt: rotation.expiresAt },
      },
    });
    if (current === undefined) return { ...principal, key, prefix, ending: undefined };
    const expiresAt = earlier(current.expiresAt, new Date(rotation.now.getTime() + rotation.graceMs));
    await tx.apiKey.update({ where: { id: current.id }, data: { expiresAt } });
    return { ...principal, key, prefix, ending: { prefix: current.prefix, expiresAt } };
  });
}

async function holderCalled(tx: Transaction, tenant: number, called: string): Promise<{ readonly id: string; readonly name: string }> {
  const byPrefix = await tx.apiKey.findFirst({ where: { tenant, prefix: called }, include: { principal: true } });
  const found = byPrefix?.principal ?? (await tx.principal.findFirst({ where: { tenant, name: called, apiKeys: { some: {} } } }));
  if (found === null) throw noKey(called);
  return { id: found.id, name: found.name };
}

function tooMany(name: string, keys: readonly { readonly prefix: string; readonly expiresAt: Date | null }[]): Failure {
  const told = keys.map(
    ({ prefix, expiresAt }) => `${prefix} ${expiresAt === null ? 'without an end' : `until ${expiresAt.toISOString()}`}`,
  );
  const what = `${name} has ${KEYS_IN_FORCE_MAX} keys in force: ${told.join(', and ')}`;
  return new Failure('BAD_REQUEST', `${what}. End the one that is used no more with \`headgate keys revoke\`, or wait for its end.`);
}

function earlier(one: Date | null, other: Date): Date {
  return one !== null && one < other ? one : other;
}

function noKey(called: string): Failure {
  return new Failure('NOT_FOUND', `Nobody is called ${called} and holds a key, and no key is; \`headgate keys list\` names them.`);
}
