import { timingSafeEqual } from 'node:crypto';

import { Failure, MINUTE_MS, type Randomness, SECOND_MS } from '#foundation';

import { type BelievedKey, BelievedKeys } from './believed-keys.ts';
import { connectControl, type ControlClient } from './connect-control.ts';
import {
  bindingColumns,
  bindingOf,
  type FoundKey,
  isInForce,
  type KeyHolder,
  nameTaken,
  type NewKey,
  rolesOf,
  scopesColumn,
  scopesOf,
  type StoredKey,
  TRIAL,
} from './key-holder.ts';
import { KeyNews } from './key-news.ts';
import { hashOf, newKey, prefixOf } from './key-text.ts';
import { KeyUses } from './key-uses.ts';
import { People } from './people.ts';
import { SignIns } from './sign-ins.ts';

/** Several servers write a use together at most once a minute; a second for the time that writing takes. */
const USED_BEFORE_MS = 1 * MINUTE_MS - 1 * SECOND_MS;

/** Principals and their keys. Of a key only its prefix and the hash of the whole are kept. Throws STORE_UNAVAILABLE without a database. */
export class Principals {
  /** How principals sign in to the window; over the same connections. */
  readonly signIns: SignIns;
  /** Principals as a provider knows them; over the same connections. */
  readonly people: People;
  private readonly prisma: ControlClient;
  private readonly believed = new BelievedKeys();
  private readonly news: KeyNews;
  private readonly uses = new KeyUses((prefixes) => this.writeUses(prefixes));

  constructor(
    connectionString: string,
    private readonly tenant: number,
    private readonly randomness: Randomness,
  ) {
    this.prisma = connectControl(connectionString);
    this.signIns = new SignIns(this.prisma, tenant, randomness);
    this.people = new People(this.prisma, tenant);
    this.news = new KeyNews(connectionString, (prefix) => this.believed.forget(prefix));
  }

  /** From here on hears at once of keys that others end or change. Without it, that takes `KEY_BELIEVED_MS`. For what runs long. Never throws. */
  async heed(): Promise<void> {
    await this.news.begin();
  }

  /** Makes a principal and its first key, of which nothing is recorded: the first of an installation. Throws BAD_REQUEST when the name is taken. */
  async create(wanted: NewKey, now: Date): Promise<{ readonly id: string; readonly key: string }> {
    const id = this.randomness.uuid();
    const key = newKey(this.randomness);
    await this.insert({ ...wanted, id, key }, now);
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

  /** Makes sure that a key given from outside, as a setting, is the key of an administrator. Throws BAD_REQUEST on one that is over. */
  async adopt(key: string, now: Date): Promise<void> {
    const prefix = prefixOf(key);
    if (prefix === undefined)
      throw new Failure(
        'BAD_REQUEST',
        'HEADGATE_ADMIN_KEY must look like hg_<8 characters>_<43 characters> of A-Z a-z 0-9 _ -; `headgate keys new` prints one.',
      );
    if ((await this.holder(key)) !== undefined) return;
    if ((await this.prisma.apiKey.findUnique({ where: { prefix } })) !== null)
      throw new Failure('BAD_REQUEST', 'HEADGATE_ADMIN_KEY has expired, or was revoked; set the key that came after it, or another.');
    await this.insert({ id: this.randomness.uuid(), kind: 'admin', name: `admin ${prefix}`, namespaces: [], key }, now);
  }

  /** Who holds a key; undefined when nobody does, or not any more. */
  async holder(key: string): Promise<KeyHolder | undefined> {
    const found = await this.find(key);
    return found.kind === 'in-force' ? found.holder : undefined;
  }

  /** What a key comes to. Asks the database only for keys that were not asked for within `KEY_BELIEVED_MS`. */
  async find(key: string): Promise<FoundKey> {
    const prefix = prefixOf(key);
    if (prefix === undefined) return { kind: 'unknown' };
    const known = this.believed.find(prefix) ?? (await this.lookUp(prefix));
    if (known === undefined || !timingSafeEqual(known.hash, hashOf(key))) return { kind: 'unknown' };

    const { holder, expiresAt } = known;
    if (expiresAt !== null && expiresAt.getTime() <= Date.now()) return { kind: 'expired', holder, expiresAt };
    this.uses.note(prefix);
    return { kind: 'in-force', holder, expiresAt };
  }

  /** Every key that was made, the oldest first. */
  async list(): Promise<readonly StoredKey[]> {
    const rows = await this.prisma.apiKey.findMany({
      where: { tenant: this.tenant },
      include: { principal: true },
      orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    });
    return rows.map(
      ({ principal: { id, kind, name, roles }, prefix, namespaces, scopes, createdAt, expiresAt, lastUsedAt, revokedAt, ...row }) => ({
        ...{ id, kind: kind as KeyHolder['kind'], name, prefix, namespaces, roles, ...bindingOf(kind, row), ...scopesOf(scopes) }, // the check constraint says so
        ...{ createdAt, expiresAt, lastUsedAt, revokedAt, isTrial: scopes.includes(TRIAL) },
      }),
    );
  }

  /** Keys were changed over another connection: from here on they are asked about anew, also where word of it does not come. */
  forget(): void {
    this.believed.forget();
  }

  /** Writes what is known of uses, then lets go of the connections. */
  async close(): Promise<void> {
    await this.uses.flush();
    await this.news.end();
    await this.prisma.$disconnect();
  }

  private async lookUp(prefix: string): Promise<BelievedKey | undefined> {
    const mark = this.believed.mark();
    const row = await this.prisma.apiKey.findUnique({ where: { prefix }, include: { principal: true } });
    if (row === null || row.tenant !== this.tenant || !isInForce({ ...row, expiresAt: null }, new Date())) return undefined;
    const { id, kind, name, roles } = row.principal;
    const may = { namespaces: row.namespaces, roles, ...bindingOf(kind, row), ...scopesOf(row.scopes) };
    const holder: KeyHolder = { id, kind: kind as KeyHolder['kind'], name, ...may }; // the check constraint says so
    const key = { holder, hash: Buffer.from(row.secretHash), expiresAt: row.expiresAt };
    this.believed.believe(prefix, key, mark);
    return key;
  }

  private async writeUses(prefixes: readonly string[]): Promise<void> {
    const lastUsedAt = new Date();
    const before = new Date(lastUsedAt.getTime() - USED_BEFORE_MS);
    await this.prisma.apiKey.updateMany({
      where: { prefix: { in: [...prefixes] }, OR: [{ lastUsedAt: null }, { lastUsedAt: { lt: before } }] },
      data: { lastUsedAt },
    });
  }

  private async insert(
    {
      id,
      kind,
      name,
      namespaces,
      roles = [],
      expiresAt = null,
      binding,
      scopes,
      isTrial,
      key,
    }: NewKey & { readonly id: string; readonly key: string },
    now: Date,
  ): Promise<void> {
    const prefix = prefixOf(key);
    if (prefix === undefined) throw new Error('a key that we made is not well formed');
    if ((await this.prisma.principal.findFirst({ where: { tenant: this.tenant, name } })) !== null) throw nameTaken(name);
    const apiKey = {
      ...{ id: this.randomness.uuid(), prefix, secretHash: new Uint8Array(hashOf(key)) },
      ...{ scopes: scopesColumn({ scopes, isTrial }), namespaces: [...namespaces], ...bindingColumns(binding), createdAt: now, expiresAt },
    };
    await this.prisma.principal.create({
      data: { id, tenant: this.tenant, kind, name, roles: rolesOf(kind, roles), createdAt: now, apiKeys: { create: apiKey } },
    });
  }
}
