import type { Instant } from '#foundation';
import { LedgerReader, principalNames, type RecordedRetraction, type SettingsInForce } from '#store';

import { requireAdmin } from '../admin.ts';
import { recordNamed } from '../ask/show-named.ts';
import type { Context, Principal } from '../context.ts';
import { readRulings } from '../map/live-graph.ts';

/** A retraction, with who recorded it and when. */
export interface ListedRetraction extends RecordedRetraction {
  readonly by: string;
  /** Null when nobody by that id is known any more. */
  readonly byName: string | null;
  readonly recordedAt: Instant;
}

/** All retractions that the graph knows, newest first, in force or taken back. */
export async function listRetractions(context: Context, principal: Principal): Promise<readonly ListedRetraction[]> {
  requireAdmin(context, principal, 'list retractions');
  return readRulings(context, async (reader, session) => {
    const retractions = await reader.retractions();
    const entries = await new LedgerReader(session, context.tenant, context.keys).at(retractions.map(({ position }) => position));
    const byPosition = new Map(entries.map((entry) => [entry.position, entry]));
    const names = await principalNames(session, context.tenant, [...new Set(entries.map(({ by }) => by))]);
    return retractions.flatMap((retraction) => {
      const entry = byPosition.get(retraction.position);
      if (entry === undefined) return [];
      return [{ ...retraction, by: entry.by, byName: names.get(entry.by) ?? null, recordedAt: entry.recordedAt }];
    });
  });
}

/** What is set now: lineage windows, accepted aliases, retired datasets and jobs. */
export async function listSettings(context: Context, principal: Principal): Promise<SettingsInForce> {
  requireAdmin(context, principal, 'list settings');
  const settings = await readRulings(context, (reader) => reader.settings());
  const retired = settings.retired.flatMap(({ node }) => (node.kind === 'dataset' ? [node] : []));
  await recordNamed(context, principal, { operation: 'settings', names: [...settings.aliases.flat(), ...retired] });
  return settings;
}
