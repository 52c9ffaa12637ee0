import { SECOND_MS } from '#foundation';

import type { KeyHolder } from './key-holder.ts';

/** How long a key that was found is believed without asking again. Word of its end comes at once, but for a connection that is away: then it takes this long. */
export const KEY_BELIEVED_MS = 2 * SECOND_MS;
/** Keys that one process has in mind, some 500 bytes each. */
const KEYS_MAX = 10_000;

/** What is known of a key that is not revoked. */
export interface BelievedKey {
  readonly holder: KeyHolder;
  readonly hash: Buffer;
  readonly expiresAt: Date | null;
}

/** Keys that were found, in memory, so that requests need not ask for them one by one. */
export class BelievedKeys {
  private readonly known = new Map<string, BelievedKey & { readonly until: number }>();
  private forgotten = 0;

  find(prefix: string): BelievedKey | undefined {
    const key = this.known.get(prefix);
    return key !== undefined && key.until > performance.now() ? key : undefined;
  }

  /** Taken before a key is looked up: whatever is forgotten from then on is not believed after all. */
  mark(): number {
    return this.forgotten;
  }

  believe(prefix: string, key: BelievedKey, mark: number): void {
    if (mark !== this.forgotten) return;
    if (this.known.size >= KEYS_MAX) this.known.clear();
    this.known.set(prefix, { ...key, until: performance.now() + KEY_BELIEVED_MS });
  }

  /** Forgets one key, or all. */
  forget(prefix?: string): void {
    this.forgotten += 1;
    if (prefix === undefined) this.known.clear();
    else this.known.delete(prefix);
  }
}
