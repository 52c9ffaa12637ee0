import { SECOND_MS } from '#foundation';
import type { Database } from '#store';

/** How long a writer or a reader may wait for the map. */
const WAIT_FOR_MAP_MAX_MS = 3 * SECOND_MS;
const STEP_MS = 10;

interface Waiter {
  readonly position: bigint;
  readonly tell: (isMapped: boolean) => void;
}

/**
 * The wait of all who want to be told when the map has reached what they wrote. However many they are, the database is asked once a step, for recording needs
 * its connections; when nobody waits, it is not asked.
 */
export class MapWait {
  private readonly waiters = new Set<Waiter>();
  private isLooking = false;

  constructor(
    private readonly database: Database,
    private readonly tenant: number,
  ) {}

  /** Waits until the entry at a position is in the graph, or says after three seconds that nobody could tell. Never throws: what is waited for is recorded. */
  async untilMapped(position: bigint): Promise<boolean> {
    return new Promise((resolve) => {
      const waiter = {
        position,
        tell: (isMapped: boolean): void => {
          clearTimeout(enough);
          this.waiters.delete(waiter);
          resolve(isMapped);
        },
      };
      const enough = setTimeout(() => waiter.tell(false), WAIT_FOR_MAP_MAX_MS);
      this.waiters.add(waiter);
      if (!this.isLooking) void this.look();
    });
  }

  /** Waits likewise for what one reader alone waits for. */
  async untilReached(isReached: () => Promise<boolean>): Promise<boolean> {
    const end = performance.now() + WAIT_FOR_MAP_MAX_MS;
    while (!(await isReached())) {
      if (performance.now() >= end) return false;
      await new Promise((resolve) => setTimeout(resolve, STEP_MS));
    }
    return true;
  }

  /** Looks step by step for as long as somebody waits. A look that fails tells nothing. */
  private async look(): Promise<void> {
    this.isLooking = true;
    while (this.waiters.size > 0) {
      const mapped = await this.mapped().catch(() => 0n);
      for (const waiter of this.waiters) if (mapped > waiter.position) waiter.tell(true);
      if (this.waiters.size > 0) await new Promise((resolve) => setTimeout(resolve, STEP_MS));
    }
    this.isLooking = false;
  }

  private async mapped(): Promise<bigint> {
    return this.database.withoutTransaction(async (session) => {
      const [row] = await session.rows`select head.mapped from hot.map_head as head where head.tenant = ${this.tenant}::int and head.live`;
      return (row?.['mapped'] as bigint | undefined) ?? 0n; // int8
    });
  }
}
