import { createHash, timingSafeEqual } from 'node:crypto';

import { Failure, type Randomness, SECOND_MS } from '#foundation';

import { connectControl, type ControlClient } from './connect-control.ts';
import { People } from './people.ts';
import { SignIns } from './sign-ins.ts';

/** Who speaks, as a key proves it. */
export interface KeyHolder {
  readonly id: string;
  readonly kind: 'admin' | 'emitter' | 'person';
  readonly name: string;
  readonly namespaces: readonly string[];
  /** `admin` of an administrator, `auditor` or `engineer` of a person, none of an emitter. */
  readonly roles: readonly string[];
}

export interface NewKey {
  readonly kind: KeyHolder['kind'];
  readonly name: string;
  /** Namespace patterns an emitter may speak for. */
  readonly namespaces: readonly string[];
  /** Of a person: what it is. */
  readonly roles?: readonly string[];
}

const SECRET_BYTES = 32;
const PREFIX_BYTES = 6;
/** How long a key that was found is believed without asking again; a revoked key is out after this. */
const BELIEVED_MS = 2 * SECOND_MS;
const BELIEVED_KEYS_MAX = 10_000;
const KEY = /^(hg_[A-Za-z0-9_-]{8})_[A-Za-z0-9_-]{43}$/;

interface Believed {
  readonly holder: KeyHolder;
  readonly hash: Buffer;
  readonly until: number;
}

/** Principals and their keys. Of a key only its prefix and the hash of the whole are kept. Throws STORE_UNAVAILABLE without a database. */
export class Principals {
  /** How principals sign in to the window; over the same connections. */
  readonly signIns: SignIns;
  /** Principals as a provider knows them; over the same connections. */
  readonly people: People;
  private readonly prisma: ControlClient;
  private readonly believed = new Map<string, Believed>();

  constructor(
    connectionString: string,
    private readonly tenant: number,
    private readonly randomness: Randomness,
  ) {
    this.prisma = connectControl(connectionString);
    this.signIns = new SignIns(this.prisma, tenant, randomness);
    this.people = new People(this.prisma, tenant, randomness);
  }

  /** Makes a principal and its first key. The key is given once and cannot be read again. Throws BAD_REQUEST when the name is taken. */
  async create({ kind, name, namespaces, roles = [] }: NewKey, now: Date): Promise<{ readonly id: string; readonly key: string }> {
    const id = this.randomness.uuid();
    const key = newKey(this.randomness);
    await this.insert({ id, kind, name, namespaces, roles, key }, now);
    return { id, key };
  }

  /** Whether a key of an administrator was ever made. */
  async hasAdmin(): Promise<boolean> {
    return (await this.prisma.principal.findFirst({ where: { tenant: this.tenant, kind: 'admin', apiKeys: { some: {} } } })) !== null;
  }

  /** The administrator of this name who works on the machine itself and holds no key; made when there is none yet. */
  async operator(name: string, now: Date): Promise<KeyHolder> {
    const data = { id: this.randomness.uuid(), tenant: this.tenant, kind: 'admin', name, roles: rolesOf('admin', []), createdAt: now };
    await this.prisma.principal.createMany({ data: [data], skipDuplicates: true });
    const { id, kind, roles } = await this.prisma.principal.findFirstOrThrow({ where: { tenant: this.tenant, name } });
    if (kind !== 'admin') throw new Failure('ACCESS_DENIED', `${name} is known here, but not as an administrator.`);
    return { id, kind, name, namespaces: [], roles };
  }

  /** Makes sure that a key given from outside, as a setting, is the key of an administrator. */
  async adopt(key: string, now: Date): Promise<void> {
    if (!KEY.test(key))
      throw new Failure(
        'BAD_REQUEST',
        'HEADGATE_ADMIN_KEY must look like hg_<8 characters>_<43 characters> of A-Z a-z 0-9 _ -; `headgate keys new` prints one.',
      );
    if ((await this.holder(key)) !== undefined) return;
    await this.insert({ id: this.randomness.uuid(), kind: 'admin', name: `admin ${prefixOf(key)}`, namespaces: [], key }, now);
  }

  /** Who holds a key; undefined when nobody does, or not any more. */
  async holder(key: string): Promise<KeyHolder | undefined> {
    const prefix = prefixOf(key);
    if (prefix === undefined) return undefined;
    const hash = hashOf(key);
    const now = performance.now();
    const known = this.believed.get(prefix);
    if (known !== undefined && known.until > now) return timingSafeEqual(known.hash, hash) ? known.holder : undefined;

    const row = await this.prisma.apiKey.findUnique({ where: { prefix }, include: { principal: true } });
    if (
      row === null ||
      row.tenant !== this.tenant ||
      row.revokedAt !== null ||
      (row.expiresAt !== null && row.expiresAt.getTime() < Date.now())
    )
      return undefined;
    if (!timingSafeEqual(Buffer.from(row.secretHash), hash)) return undefined;
    const { id, kind, name, roles } = row.principal;
    const holder: KeyHolder = { id, kind: kind as KeyHolder['kind'], name, namespaces: row.namespaces, roles }; // the check constraint says so
    if (this.believed.size >= BELIEVED_KEYS_MAX) this.believed.clear();
    this.believed.set(prefix, { holder, hash, until: now + BELIEVED_MS });
    return holder;
  }

  async list(): Promise<
    readonly {
      readonly id: string;
      readonly kind: KeyHolder['kind'];
      readonly name: string;
      readonly prefix: string;
      readonly namespaces: readonly string[];
      readonly roles: readonly string[];
      readonly revoked: boolean;
    }[]
  > {
    const rows = await this.prisma.apiKey.findMany({
      where: { tenant: this.tenant },
      include: { principal: true },
      orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    });
    return rows.map(({ principal, prefix, namespaces, revokedAt }) => ({
      id: principal.id,
      kind: principal.kind as KeyHolder['kind'], // the check constraint says so
      name: principal.name,
      prefix,
      namespaces,
      roles: principal.roles,
      revoked: revokedAt !== null,
    }));
  }

  /** Ends a key. Says whether there was one. */
  async revoke(prefix: string, now: Date): Promise<boolean> {
    const { count } = await this.prisma.apiKey.updateMany({
      where: { tenant: this.tenant, prefix, revokedAt: null },
      data: { revokedAt: now },
    });
    this.believed.delete(prefix);
    return count > 0;
  }

  /** Adds to the namespaces that a key in force may speak for, and gives them all. Undefined when there is no such key. */
  async grant(prefix: string, namespaces: readonly string[]): Promise<readonly string[] | undefined> {
    const where = { tenant: this.tenant, prefix, revokedAt: null };
    const key = await this.prisma.apiKey.findFirst({ where });
    if (key === null) return undefined;
    const all = [...new Set([...key.namespaces, ...namespaces])];
    await this.prisma.apiKey.updateMany({ where, data: { namespaces: all } });
    this.believed.delete(prefix);
    return all;
  }

  async close(): Promise<void> {
    await this.prisma.$disconnect();
  }

  private async insert(
    { id, kind, name, namespaces, roles = [], key }: NewKey & { readonly id: string; readonly key: string },
    now: Date,
  ): Promise<void> {
    const prefix = prefixOf(key);
    if (prefix === undefined) throw new Error('a key that we made is not well formed');
    if ((await this.prisma.principal.findFirst({ where: { tenant: this.tenant, name } })) !== null) {
      throw new Failure('BAD_REQUEST', `There is a principal called ${name} already; choose another name.`);
    }
    const apiKey = {
      id: this.randomness.uuid(),
      prefix,
      secretHash: new Uint8Array(hashOf(key)),
      scopes: [],
      namespaces: [...namespaces],
      createdAt: now,
    };
    await this.prisma.principal.create({
      data: { id, tenant: this.tenant, kind, name, roles: rolesOf(kind, roles), createdAt: now, apiKeys: { create: apiKey } },
    });
  }
}

/** A well-formed key that nobody holds yet. */
export function newKey(randomness: Randomness): string {
  return `hg_${randomness.bytes(PREFIX_BYTES).toString('base64url')}_${randomness.bytes(SECRET_BYTES).toString('base64url')}`;
}

/** An administrator is one by its kind. */
function rolesOf(kind: KeyHolder['kind'], roles: readonly string[]): string[] {
  return kind === 'admin' ? ['admin'] : [...roles];
}

function prefixOf(key: string): string | undefined {
  return KEY.exec(key)?.[1];
}

function hashOf(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}
