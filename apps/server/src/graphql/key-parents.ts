import type { MadeKey, rotateKey } from '#operations';

// What stands behind the types of keys.

/** A key that was just made, and the one that it comes after. */
export interface MadeKeyParent extends MadeKey {
  readonly name: string;
  readonly expiresAt: Date | null;
  readonly ending: EndingKeyParent | undefined;
}

export type EndingKeyParent = NonNullable<Awaited<ReturnType<typeof rotateKey>>['ending']>;
