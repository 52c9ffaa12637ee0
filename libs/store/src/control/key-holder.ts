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
  /** From when on the key is good no more. Null, or absent: it is good until it is revoked. */
  readonly expiresAt?: Date | null;
}

/** A key that was made, in force or not, and who holds it. */
export interface StoredKey extends KeyHolder {
  readonly prefix: string;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  /** To the minute. Null: never. */
  readonly lastUsedAt: Date | null;
  readonly revokedAt: Date | null;
}

/** What a key comes to that somebody shows. Whoever shows one that is over has proved that he held it. */
export type FoundKey =
  | { readonly kind: 'in-force'; readonly holder: KeyHolder; readonly expiresAt: Date | null }
  | { readonly kind: 'expired'; readonly holder: KeyHolder; readonly expiresAt: Date }
  | { readonly kind: 'unknown' };

/** Whether a key is good at an instant. */
export function isInForce({ expiresAt, revokedAt }: Pick<StoredKey, 'expiresAt' | 'revokedAt'>, now: Date): boolean {
  return revokedAt === null && (expiresAt === null || expiresAt > now);
}
