import { createHash } from 'node:crypto';

import type { Randomness } from '#foundation';

import type { ControlClient } from './connect-control.ts';

/** From when until when something is good. */
export interface Term {
  readonly now: Date;
  readonly until: Date;
}

/** Whose session it is, and when it ends by itself. */
export interface OpenSession {
  readonly principalId: string;
  readonly until: Date;
  /** When the provider of a person was asked last, and what it is asked with, sealed. Undefined: begun by a link; nobody is asked, and it lasts no longer than the principal's keys. */
  readonly checked: Checked | undefined;
}

/** What a session keeps of the provider's last answer. */
export interface Checked {
  readonly at: Date;
  readonly sealedGrant: Buffer;
}

const SECRET_BYTES = 32;
/** What 32 bytes are in base64url. Anything else is looked up nowhere. */
const SECRET = /^[A-Za-z0-9_-]{43}$/;
/** Browsers on their way to the provider at once: anybody may set out, and each takes a row. */
const ATTEMPTS_MAX = 10_000;

/** One-time links, ways to a provider and back, and the sessions that both begin. Tokens and secrets are given once; only their hashes are kept. */
export class SignIns {
  constructor(
    private readonly prisma: ControlClient,
    private readonly tenant: number,
    private readonly randomness: Randomness,
  ) {}

  /** Makes a link for a principal and gives its token. Forgets links and sessions that are over, so that they do not pile up. */
  async issue(principalId: string, { now, until }: Term): Promise<string> {
    const over = { tenant: this.tenant, expiresAt: { lte: now } };
    await this.prisma.signInLink.deleteMany({ where: over });
    await this.prisma.session.deleteMany({ where: over });

    const token = this.secret();
    const data = { tokenHash: hashOf(token), tenant: this.tenant, principalId, createdAt: now, expiresAt: until };
    await this.prisma.signInLink.create({ data });
    return token;
  }

  /** Uses a link up and begins a session, in one transaction: whoever ends both misses neither. Undefined when the link was used, is too old, or never was. */
  async begin(token: string, { now, until }: Term): Promise<string | undefined> {
    if (!SECRET.test(token)) return undefined;
    const tokenHash = hashOf(token);
    const unused = { tokenHash, tenant: this.tenant, usedAt: null, expiresAt: { gt: now } };
    const secret = this.secret();
    const isBegun = await this.prisma.$transaction(async (tx) => {
      const { count } = await tx.signInLink.updateMany({ where: unused, data: { usedAt: now } }); // of several at once, one
      if (count === 0) return false;
      const { principalId } = await tx.signInLink.findUniqueOrThrow({ where: { tokenHash } });
      if ((await this.keysEnd(principalId, now)) === undefined) return false;
      const data = { secretHash: hashOf(secret), tenant: this.tenant, principalId, createdAt: now, expiresAt: until };
      await tx.session.create({ data });
      return true;
    });
    return isBegun ? secret : undefined;
  }

  /** Begins a session of a principal that the provider is asked about, and gives its secret. */
  async beginFor(principalId: string, { now, until }: Term, { at, sealedGrant }: Checked): Promise<string> {
    const secret = this.secret();
    const data = { secretHash: hashOf(secret), tenant: this.tenant, principalId, createdAt: now, expiresAt: until };
    await this.prisma.session.create({ data: { ...data, checkedAt: at, sealedGrant: new Uint8Array(sealedGrant) } });
    return secret;
  }

  /** A session that goes on; undefined when it is over or never was. */
  async open(secret: string, now: Date): Promise<OpenSession | undefined> {
    if (!SECRET.test(secret)) return undefined;
    const session = await this.prisma.session.findUnique({ where: { secretHash: hashOf(secret) } });
    if (session === null || session.tenant !== this.tenant || session.expiresAt <= now) return undefined;
    const { principalId, expiresAt, checkedAt, sealedGrant } = session;
    if (checkedAt !== null && sealedGrant !== null)
      return { principalId, until: expiresAt, checked: { at: checkedAt, sealedGrant: Buffer.from(sealedGrant) } };
    const keysEnd = await this.keysEnd(principalId, now);
    if (keysEnd === undefined) return undefined;
    return { principalId, until: keysEnd !== null && keysEnd < expiresAt ? keysEnd : expiresAt, checked: undefined };
  }

  /** When the last key of a principal ends that is in force. Null: one never ends by itself, or it never held any. Undefined: all that it held are over. */
  async keysEnd(principalId: string, now: Date): Promise<Date | null | undefined> {
    const keys = await this.prisma.apiKey.findMany({
      where: { tenant: this.tenant, principalId },
      select: { expiresAt: true, revokedAt: true },
    });
    const inForce = keys.filter(({ expiresAt, revokedAt }) => revokedAt === null && (expiresAt === null || expiresAt > now));
    if (keys.length === 0 || inForce.some(({ expiresAt }) => expiresAt === null)) return null;
    return inForce
      .map(({ expiresAt }) => expiresAt)
      .reduce<Date | undefined>((last, end) => (end === null || (last !== undefined && last > end) ? last : end), undefined);
  }

  /** Takes it on, until `until`, to ask the provider about a session that was last checked at `checkedAt`. Of several at once one is told true. */
  async claimCheck(secret: string, checkedAt: Date, { now, until }: Term): Promise<boolean> {
    const nobody = { OR: [{ checkingUntil: null }, { checkingUntil: { lte: now } }] };
    const where = { tenant: this.tenant, secretHash: hashOf(secret), checkedAt, ...nobody };
    return (await this.prisma.session.updateMany({ where, data: { checkingUntil: until } })).count > 0;
  }

  /** Keeps what the provider gave for the next time, and lets others ask again. */
  async keepCheck(secret: string, { at, sealedGrant }: Checked): Promise<void> {
    const data = { checkedAt: at, checkingUntil: null, sealedGrant: new Uint8Array(sealedGrant) };
    await this.prisma.session.updateMany({ where: { tenant: this.tenant, secretHash: hashOf(secret) }, data });
  }

  /** Sets out to the provider, to come back to a path of ours, and gives a secret. Undefined when too many are on their way. Forgets those that never came back. */
  async setOut(returnTo: string, { now, until }: Term): Promise<string | undefined> {
    await this.prisma.signInAttempt.deleteMany({ where: { tenant: this.tenant, expiresAt: { lte: now } } });
    if ((await this.prisma.signInAttempt.count({ where: { tenant: this.tenant } })) >= ATTEMPTS_MAX) return undefined;

    const secret = this.secret();
    const data = { secretHash: hashOf(secret), tenant: this.tenant, returnTo, createdAt: now, expiresAt: until };
    await this.prisma.signInAttempt.create({ data });
    return secret;
  }

  /** Comes back: gives the path, once. Undefined when it was given before, is too old, or never was. */
  async comeBack(secret: string, now: Date): Promise<string | undefined> {
    if (!SECRET.test(secret)) return undefined;
    const secretHash = hashOf(secret);
    const attempt = await this.prisma.signInAttempt.findUnique({ where: { secretHash } });
    const { count } = await this.prisma.signInAttempt.deleteMany({ where: { secretHash, tenant: this.tenant, expiresAt: { gt: now } } });
    return count === 0 ? undefined : attempt?.returnTo; // of several at once, one
  }

  /** Ends a session. Does nothing when there is none. */
  async end(secret: string): Promise<void> {
    await this.prisma.session.deleteMany({ where: { tenant: this.tenant, secretHash: hashOf(secret) } });
  }

  private secret(): string {
    return this.randomness.bytes(SECRET_BYTES).toString('base64url');
  }
}

function hashOf(secret: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(createHash('sha256').update(secret).digest());
}
