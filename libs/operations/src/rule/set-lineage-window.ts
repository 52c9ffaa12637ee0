import { Failure } from '#foundation';
import type { Name } from '#lineage';

import { requireAdmin } from '../admin.ts';
import type { Context, Principal } from '../context.ts';
import { recordRuling } from './record-ruling.ts';

/** A hundred years: past it an edge never ends by evidence. */
const LINEAGE_WINDOW_DAYS_MAX = 36_500;

/** Sets how long an edge outlives its last sighting, of one job, or (null) of all that have no window of their own. For all event time, from its position on. */
export async function setLineageWindow(
  context: Context,
  principal: Principal,
  { job, days }: { readonly job: Name | null; readonly days: number },
): Promise<{ readonly position: bigint }> {
  requireAdmin(context, principal, 'set the lineage window');
  if (!Number.isFinite(days) || days <= 0 || days > LINEAGE_WINDOW_DAYS_MAX)
    throw new Failure('BAD_REQUEST', `A lineage window is more than 0 and at most ${LINEAGE_WINDOW_DAYS_MAX} days.`);
  const { position } = await recordRuling(context, principal, { setting: 'lineage-window', job, days });
  return { position };
}
