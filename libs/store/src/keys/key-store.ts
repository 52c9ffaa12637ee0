import { hkdfSync } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readFileSync, statSync, writeSync } from 'node:fs';
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { z } from 'zod';

import { Failure, type Randomness } from '#foundation';

import { SeenCheckpoints } from '../log/seen-checkpoint.ts';
import { openSigningKey, type SigningKey } from './signing-key.ts';

const KEY_BYTES = 32;
const KEY_ID_BYTES = 6;

const Line = z.union([
  z.object({ v: z.literal(1), use: z.literal('identity'), tenant: z.int(), key: z.base64() }),
  z.object({
    v: z.literal(1),
    use: z.literal('period'),
    tenant: z.int(),
    id: z.int(),
    namespace: z.string(),
    month: z.string(),
    key: z.base64(),
  }),
]);

/** The key that seals the bodies of one namespace in one month. Destroying it erases them all. */
export interface PeriodKey {
  readonly id: number;
  readonly key: Buffer;
}

/**
 * The keys that must not lie in the database: the tenant's identity key and the period keys. One file of mode 0600, one JSON line a key, only ever
 * appended to and synced before a key is used, so that several processes may share it. Without this file recorded bodies cannot be read.
 */
export class KeyStore {
  private readonly identityKeys = new Map<number, Buffer>();
  private readonly keepOutKeys = new Map<number, Buffer>();
  private readonly byId = new Map<number, PeriodKey>();
  private readonly byPeriod = new Map<string, PeriodKey>();
  private bytesRead = 0;
  private signing: SigningKey | undefined;
  private logging: SigningKey | undefined;

  constructor(
    private readonly path: string,
    private readonly randomness: Randomness,
  ) {
    this.readOn();
  }

  identityKey(tenant: number): Buffer {
    const known = this.identityKeys.get(tenant) ?? (this.readOn(), this.identityKeys.get(tenant));
    if (known !== undefined) return known;
    this.append({ v: 1, use: 'identity', tenant, key: this.randomness.bytes(KEY_BYTES).toString('base64') });
    return this.identityKey(tenant);
  }

  /** What providers are asked with is sealed under this. */
  grantKey(tenant: number): Buffer {
    return this.derived(tenant, 'headgate grants 1');
  }

  /** Values that rules keep out of the ledger are hashed with this: whoever has it, and them alone, can try values out. */
  keepOutKey(tenant: number): Buffer {
    const known = this.keepOutKeys.get(tenant) ?? this.derived(tenant, 'headgate kept out 1');
    this.keepOutKeys.set(tenant, known);
    return known;
  }

  /** Nameless nodes stand in an order drawn by this: it tells nothing of names to whoever has it not. */
  orderKey(tenant: number): Buffer {
    return this.derived(tenant, 'headgate order 1');
  }

  /** Addresses that teams are told at are sealed, told apart and signed for with this. */
  routeKey(tenant: number): Buffer {
    return this.derived(tenant, 'headgate routes 1');
  }

  /** Made from the identity key, of which it tells nothing (HKDF, RFC 5869). */
  private derived(tenant: number, what: string): Buffer {
    return Buffer.from(hkdfSync('sha256', this.identityKey(tenant), Buffer.alloc(0), what, KEY_BYTES));
  }

  /** Whether the tenant's identity key is there; never makes one. */
  hasIdentityKey(tenant: number): boolean {
    this.readOn();
    return this.identityKeys.has(tenant);
  }

  /** The key for a namespace and a month (`2026-11`), made when there is none yet. */
  periodKey(tenant: number, namespace: string, month: string): PeriodKey {
    const period = JSON.stringify([tenant, namespace, month]);
    const known = this.byPeriod.get(period) ?? (this.readOn(), this.byPeriod.get(period));
    if (known !== undefined) return known;
    const id = this.randomness.bytes(KEY_ID_BYTES).readUIntBE(0, KEY_ID_BYTES);
    this.append({ v: 1, use: 'period', tenant, id, namespace, month, key: this.randomness.bytes(KEY_BYTES).toString('base64') });
    return this.periodKey(tenant, namespace, month);
  }

  /** A key by its id; undefined when it was destroyed, or when this is the wrong key file. */
  periodKeyById(id: number): PeriodKey | undefined {
    return this.byId.get(id) ?? (this.readOn(), this.byId.get(id));
  }

  /** What reports are signed with: a file of its own beside this one, made at the first need. */
  signingKey(): SigningKey {
    return (this.signing ??= openSigningKey(join(dirname(this.path), 'signing-key.pem'), this.randomness));
  }

  /** What checkpoints of the log are signed with: a file of its own beside this one, made at the first need. */
  logKey(): SigningKey {
    return (this.logging ??= openSigningKey(join(dirname(this.path), 'log-key.pem'), this.randomness));
  }

  /** What was seen of the log, in files beside this one. */
  get seen(): SeenCheckpoints {
    return new SeenCheckpoints(dirname(this.path));
  }

  private append(line: z.infer<typeof Line>): void {
    mkdirSync(dirname(this.path), { recursive: true, mode: 0o700 });
    const file = openSync(this.path, 'a', 0o600);
    try {
      writeSync(file, `${JSON.stringify(line)}\n`);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    this.readOn();
  }

  /** Takes in what this or another process appended. The first line for a purpose wins, so all processes agree. */
  private readOn(): void {
    const size = statSync(this.path, { throwIfNoEntry: false })?.size ?? 0;
    if (size <= this.bytesRead) return;
    const bytes = readFileSync(this.path);
    const whole = bytes.lastIndexOf('\n') + 1; // a line that another process is still writing is read the next time
    const lines = bytes
      .subarray(this.bytesRead, whole)
      .toString('utf8')
      .split('\n')
      .filter((line) => line !== '');
    this.bytesRead = whole;
    for (const text of lines) this.take(text);
  }

  private take(text: string): void {
    const line = Line.safeParse(parsed(text));
    if (!line.success) {
      throw new Failure('STORE_UNAVAILABLE', `The key file ${this.path} has a line that is not a key; restore the file from its backup.`);
    }
    const key = Buffer.from(line.data.key, 'base64');
    if (line.data.use === 'identity') {
      if (!this.identityKeys.has(line.data.tenant)) this.identityKeys.set(line.data.tenant, key);
      return;
    }
    const { tenant, id, namespace, month } = line.data;
    const period = JSON.stringify([tenant, namespace, month]);
    this.byId.set(id, { id, key });
    if (!this.byPeriod.has(period)) this.byPeriod.set(period, { id, key });
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
