import type { NodeId, RunKey, StatementSetId } from '#lineage';

import type { Loud } from './quiet.ts';

/** What a batch asks to be read. */
export interface Asked {
  readonly loud: Loud;
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
