import { type Scope, scopesAmong } from '#access';
import { Failure } from '#foundation';

/** What an emitter may claim beyond the namespaces that it speaks for. Patterns: `*` stands for any text at the end of one. */
export interface Binding {
  /** Namespaces of which it may say things: that its jobs write there, what a dataset is, whose child a run is. */
  readonly outputs: readonly string[];
  /** Namespaces that it may say its data came from, beside all of those. */
  readonly inputs: readonly string[];
  /** The producers as which it may speak. Empty: any. */
  readonly producers: readonly string[];
}

/** All that an emitter may claim. */
export interface Bounds extends Binding {
  readonly namespaces: readonly string[];
}

/** Who speaks, as a key proves it. */
export interface KeyHolder {
  /** Random id; the only trace of a person in the ledger's leaves. */
  readonly id: string;
  readonly kind: 'admin' | 'emitter' | 'person';
  readonly name: string;
  /** The namespaces that an emitter may speak for; `*` stands for any text at the end of a pattern. Empty: none. */
  readonly namespaces: readonly string[];
  /** `admin` of an administrator, none of an emitter; of a person those that came with its key, or that a provider's groups give. */
  readonly roles: readonly string[];
  /** Of an emitter: what it may claim beyond its namespaces. Absent: anything. */
  readonly binding?: Binding;
  /** What its key may be used for, each once. Absent: for all that it may; none: for nothing that this version knows. */
  readonly scopes?: readonly Scope[];
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
  /** Of an emitter; what is absent is not bound. */
  readonly binding?: Partial<Binding>;
  /** What the key may be used for, at least one. Absent: for all that its holder may. */
  readonly scopes?: readonly Scope[] | undefined;
  /** A key for trying things: it is marked so, and no key comes after it. */
  readonly isTrial?: boolean | undefined;
}

/** Stands among the scopes of a key for trying things, and marks it. */
export const TRIAL = 'trial';

/** What an emitter may claim of which nobody said anything. */
const UNBOUND: Binding = { outputs: ['*'], inputs: ['*'], producers: [] };

/** The columns of a key that bind it. */
export function bindingColumns(binding: Partial<Binding> = {}): Record<keyof Binding, string[]> {
  const { outputs, inputs, producers } = { ...UNBOUND, ...binding };
  return { outputs: [...outputs], inputs: [...inputs], producers: [...producers] };
}

/** As it is held: of an emitter alone. */
export function bindingOf(kind: string, { outputs, inputs, producers }: Binding): Pick<KeyHolder, 'binding'> {
  return kind === 'emitter' ? { binding: { outputs, inputs, producers } } : {};
}

/** The column that holds the scopes of a key. */
export function scopesColumn({ scopes = [], isTrial = false }: Pick<NewKey, 'scopes' | 'isTrial'>): string[] {
  return [...(isTrial ? [TRIAL] : []), ...scopes];
}

/** As they are held. A word of another version is a scope that nothing here needs, never the lack of scopes. */
export function scopesOf(column: readonly string[]): Pick<KeyHolder, 'scopes'> {
  return column.every((word) => word === TRIAL) ? {} : { scopes: scopesAmong(column) };
}

/** A key that was made, in force or not, and who holds it. */
export interface StoredKey extends KeyHolder {
  readonly prefix: string;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  /** To the minute. Null: never. */
  readonly lastUsedAt: Date | null;
  readonly revokedAt: Date | null;
  /** Whether it is for trying things. */
  readonly isTrial: boolean;
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

/** An administrator is one by its kind. */
export function rolesOf(kind: KeyHolder['kind'], roles: readonly string[]): string[] {
  return kind === 'admin' ? ['admin'] : [...roles];
}

/** The failure of whoever makes a principal by a name that another has. */
export function nameTaken(name: string): Failure {
  return new Failure(
    'BAD_REQUEST',
    `There is a principal called ${name} already; choose another name, or give it a key with \`headgate keys rotate\`.`,
  );
}
