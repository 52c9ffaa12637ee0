import { SECOND_MS } from '#foundation';

import type { Context } from '../context.ts';

/** How long a writer may wait for the map. */
const WAIT_FOR_MAP_MAX_MS = 3 * SECOND_MS;
const STEP_MS = 10;

/** Waits until the entry at a position is in the graph, or says after three seconds that it is not. */
export async function waitUntilMapped({ database, tenant }: Context, position: bigint): Promise<boolean> {
  const until = performance.now() + WAIT_FOR_MAP_MAX_MS;
  for (;;) {
    const mapped = await database.snapshot(async (session) => {
      const [row] = await session.rows`select head.mapped from hot.map_head as head where head.tenant = ${tenant}::int and head.live`;
      return (row?.['mapped'] as bigint | undefined) ?? 0n; // int8
    });
    if (mapped > position) return true;
    if (performance.now() > until) return false;
    await new Promise((resolve) => setTimeout(resolve, STEP_MS));
  }
}
