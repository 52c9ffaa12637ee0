import type { Instant } from '#foundation';

import type { ClaimKey } from './claims.ts';
import type { NodeId, RunKey, StatementId, StatementSetId } from './counted-event.ts';
import type { Observation } from './edge-lane.ts';
import { Lookup, SinceLookup } from './lookup.ts';
import type { StoredInterval } from './timeline.ts';

/** Sets of a job that a completed run at `at` may end, or no longer ends. */
interface LapseQuestion {
  readonly speaker: NodeId;
  readonly at: Instant;
  /** Sightings from here on; undefined: from where the completed runs before `at` have ended all. */
  readonly from: Instant | undefined;
  readonly until: Instant;
  readonly window: bigint;
}

/** The next so many observations, all of the last one's instant with them. */
export interface PageQuestion<Key> {
  readonly of: Key;
  /** The first instant that is wanted, whichever way the page runs. */
  readonly from: Instant;
  readonly limit: number;
}

/** What the fold may ask of the time before its batch. Runs of the batch are left out of `expiries` and answer for themselves. */
export class Past {
  /** Intervals of an observed edge that end at or after an instant. */
  readonly edges = new SinceLookup<
    { readonly speaker: NodeId; readonly statement: StatementId; readonly since: Instant },
    readonly StoredInterval<true>[]
  >(({ speaker, statement }) => `${speaker} ${statement}`);
  /** When the first run that began after an instant, and later than the batch's runs, completed; END when none has. */
  readonly expiries = new Lookup<{ readonly speaker: NodeId; readonly after: Instant }, Instant>(
    ({ speaker, after }) => `${speaker} ${after}`,
  );
  /** Sets that were sighted from `from` until `until` and not again until `at`. May name more. */
  readonly lapses = new Lookup<LapseQuestion, readonly StatementSetId[]>(
    ({ speaker, at, from, until }) => `${speaker} ${at} ${from} ${until}`,
  );
  readonly following = new Lookup<PageQuestion<NodeId>, readonly Observation[]>(pageKey);
  readonly preceding = new Lookup<PageQuestion<NodeId>, readonly Observation[]>(pageKey);
  readonly precedingOfRun = new Lookup<PageQuestion<RunKey>, readonly Observation[]>(pageKey);
  /** The snapshots of a run at or after an instant whose windows reach back to it: of each set the latest. */
  readonly snapshots = new Lookup<{ readonly run: RunKey; readonly at: Instant }, readonly Observation[]>(({ run, at }) => `${run} ${at}`);
  /** When a facet of a node was claimed next; END when it was not. */
  readonly facets = new Lookup<ClaimKey & { readonly node: NodeId; readonly name: string }, Instant>(
    ({ node, name, time, digest }) => `${node} ${time} ${digest} ${name}`,
  );
  /** When a node was sighted next after an instant; END when it was not. */
  readonly sightings = new Lookup<{ readonly node: NodeId; readonly after: Instant }, Instant>(({ node, after }) => `${node} ${after}`);
}

function pageKey({ of, from, limit }: PageQuestion<number>): string {
  return `${of} ${from} ${limit}`;
}
