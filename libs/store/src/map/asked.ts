import type { CountedEvent, NodeId, RunKey, StatementId, StatementSetId } from '#lineage';

import type { Loud } from './quiet.ts';

/** What a batch asks to be read. */
export interface Asked {
  readonly loud: Loud;
  /** Of a batch of events. Without it a ruling asks: jobs are read whole. */
  readonly batch?: AskedOfBatch;
  /** Runs whose belief a batch changes. */
  readonly runs: ReadonlySet<RunKey>;
  /** Jobs and datasets that declare. */
  readonly declarers: ReadonlySet<NodeId>;
  /** Nodes whose other names may change: read from the beginning of time. */
  readonly aliased: ReadonlySet<NodeId>;
  /** Nodes that the batch names as a previous or alternative name. */
  readonly named: ReadonlySet<NodeId>;
  /** Sets of statements that the batch shows, of speakers that are read. */
  readonly sets: ReadonlySet<StatementSetId>;
  /** Content hashes of `symlinks` facets that the batch brings. */
  readonly symlinks: ReadonlySet<string>;
}

interface AskedOfBatch {
  readonly events: readonly CountedEvent[];
  /** Edges of jobs that a drop in the batch may cut. */
  readonly touched: ReadonlyMap<NodeId, ReadonlySet<StatementId>>;
  /** Jobs among the loud ones of which a snapshot is recorded. */
  readonly withSnapshots: ReadonlySet<NodeId>;
}
