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
}

const SECRET_BYTES = 32;
/** What 32 bytes are in base64url. Anything else is looked up nowhere. */
const SECRET = /^[A-Za-z0-9_-]{43}$/;

/** One-time links, and the sessions that they begin. Tokens and secrets are given once; only their hashes are kept. */
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

  /** Uses a link up and begins a session. Undefined when the link was used, is too old, or never was. A crash in between costs the link. */
  async begin(token: string, { now, until }: Term): Promise<string | undefined> {
    if (!SECRET.test(token)) return undefined;
    const tokenHash = hashOf(token);
    const unused = { tokenHash, tenant: this.tenant, usedAt: null, expiresAt: { gt: now } };
    const { count } = await this.prisma.signInLink.updateMany({ where: unused, data: { usedAt: now } }); // of several at once, one
    if (count === 0) return undefined;

    const { principalId } = await this.prisma.signInLink.findUniqueOrThrow({ where: { tokenHash } });
    const secret = this.secret();
    const data = { secretHash: hashOf(secret), tenant: this.tenant, principalId, createdAt: now, expiresAt: until };
    await this.prisma.session.create({ data });
    return secret;
  }

  /** A session that goes on; undefined when it is over or never was. */
  async open(secret: string, now: Date): Promise<OpenSession | undefined> {
    if (!SECRET.test(secret)) return undefined;
    const session = await this.prisma.session.findUnique({ where: { secretHash: hashOf(secret) } });
    if (session === null || session.tenant !== this.tenant || session.expiresAt <= now) return undefined;
    return { principalId: session.principalId, until: session.expiresAt };
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
