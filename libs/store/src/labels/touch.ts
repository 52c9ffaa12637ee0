import type { Instant } from '#foundation';
import type { NodeId, RunKey, StatementSetId } from '#lineage';

/** An event that came, or that counts no longer or again. */
export interface Touch {
  readonly position: bigint;
  readonly run: RunKey | undefined;
  readonly speaker: NodeId;
  readonly isDatasetEvent: boolean;
  readonly declares: boolean;
  readonly statements: StatementSetId | undefined;
  readonly isEnd: boolean;
  readonly at: Instant;
  /** It did not come now. */
  readonly isOdd: boolean;
}

/** Nodes that an entry touched, from an instant on; and those of them where something that was held before may be held no longer. */
export interface TouchedNodes {
  readonly position: bigint;
  readonly nodes: readonly NodeId[];
  readonly from: Instant;
  readonly less: readonly NodeId[];
}
