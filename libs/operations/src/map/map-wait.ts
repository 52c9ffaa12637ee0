import { SECOND_MS } from '#foundation';

import type { Context } from '../context.ts';

/** How long a writer may wait for the map. */
const WAIT_FOR_MAP_MAX_MS = 3 * SECOND_MS;
const STEP_MS = 10;

interface Waiter {
  readonly position: bigint;
  readonly until: number;
  readonly resolve: (isMapped: boolean) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * The wait of all who want to be told when the map has reached what they wrote. However many they are, the database is asked once a step, for recording needs
 * its connections; when nobody waits, it is not asked.
 */
export class MapWait {
  private readonly waiters = new Set<Waiter>();
  private isLooking = false;

  constructor(private readonly context: Pick<Context, 'database' | 'tenant'>) {}

  /** Waits until the entry at a position is in the graph, or says after three seconds that it is not. */
  async untilMapped(position: bigint): Promise<boolean> {
    return new Promise((resolve, reject) => {
      this.waiters.add({ position, until: performance.now() + WAIT_FOR_MAP_MAX_MS, resolve, reject });
      if (!this.isLooking) void this.look();
    });
  }

  /** Looks step by step for as long as somebody waits. Never throws: what goes wrong is told to who waits. */
  private async look(): Promise<void> {
    this.isLooking = true;
    while (this.waiters.size > 0) {
      try {
        this.tell(await this.mapped());
      } catch (error) {
        for (const { reject } of this.waiters) reject(error);
        this.waiters.clear();
      }
      if (this.waiters.size > 0) await new Promise((resolve) => setTimeout(resolve, STEP_MS));
    }
    this.isLooking = false;
  }

  private tell(mapped: bigint): void {
    const now = performance.now();
    for (const waiter of this.waiters) {
      const isMapped = mapped > waiter.position;
      if (!isMapped && now <= waiter.until) continue;
      this.waiters.delete(waiter);
      waiter.resolve(isMapped);
    }
  }

  private async mapped(): Promise<bigint> {
    const { database, tenant } = this.context;
    return database.withoutTransaction(async (session) => {
      const [row] = await session.rows`select head.mapped from hot.map_head as head where head.tenant = ${tenant}::int and head.live`;
      return (row?.['mapped'] as bigint | undefined) ?? 0n; // int8
    });
  }
}
