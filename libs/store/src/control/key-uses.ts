import { MINUTE_MS, SECOND_MS } from '#foundation';

/** A key's use is written at most so often: whoever looks wants days. */
const WRITTEN_EVERY_MS = 1 * MINUTE_MS;
/** Uses of this long are written together. */
const BEHIND_MS = 1 * SECOND_MS;
/** Keys that are told apart; past it some are written again too early. */
const KEYS_MAX = 10_000;

/** Notes when keys were last used, behind the requests that use them. What cannot be written is not known: the next minute's use is. */
export class KeyUses {
  private readonly noted = new Map<string, number>();
  private readonly waiting = new Set<string>();
  private timer: NodeJS.Timeout | undefined;

  /** `write` may throw. */
  constructor(private readonly write: (prefixes: readonly string[]) => Promise<unknown>) {}

  note(prefix: string): void {
    const now = performance.now();
    const last = this.noted.get(prefix);
    if (last !== undefined && now - last < WRITTEN_EVERY_MS) return;
    if (this.noted.size >= KEYS_MAX) this.noted.clear();
    this.noted.set(prefix, now);
    this.waiting.add(prefix);
    this.timer ??= setTimeout(() => void this.flush(), BEHIND_MS).unref();
  }

  /** Writes what was noted. Never throws. */
  async flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    const prefixes = [...this.waiting];
    this.waiting.clear();
    if (prefixes.length === 0) return;
    await this.write(prefixes).catch(() => undefined); // nobody's request depends on it
  }
}
