import type { Name } from '../names.ts';
import type { ClaimKey } from './claims.ts';
import type { CountedEvent, NodeId, RunKey, StatementId, StatementSetId } from './counted-event.ts';
import type { StoredLane } from './edge-lane.ts';
import type { StoredAlias } from './identity-lane.ts';
import type { StoredNode } from './node-cell.ts';
import type { StoredObserved } from './observed-lane.ts';
import type { Past } from './past.ts';
import type { RunBelief } from './run-cell.ts';
import type { StoredInterval } from './timeline.ts';

/**
 * The part of the graph that a batch may change, and what it looks up. A speaker without a lane is one for which the store has
 * shown that no edge can change; all other things that the batch mentions are here.
 */
export interface Neighbourhood {
  readonly nodes: ReadonlyMap<NodeId, StoredNode>;
  readonly runs: ReadonlyMap<RunKey, { readonly row: bigint; readonly value: RunBelief }>;
  /** Jobs whose events come. What their lanes must know more, they ask of `past`. */
  readonly observed: ReadonlyMap<NodeId, StoredObserved>;
  /** Jobs that a ruling touches. */
  readonly whole: ReadonlyMap<NodeId, StoredLane>;
  readonly declared: ReadonlyMap<NodeId, StoredLane>;
  readonly past: Past;
  readonly windows: (speaker: NodeId) => bigint;
  readonly members: (set: StatementSetId) => readonly StatementId[];
  readonly ends: (statement: StatementId) => readonly NodeId[];
  /** Nodes whose aliases may change: for these all that bears on identity is here. */
  readonly aliased: ReadonlySet<NodeId>;
  readonly aliases: readonly StoredAlias[];
  readonly canonical: ReadonlyMap<NodeId, readonly StoredInterval<NodeId>[]>;
  readonly identifiers: (content: string) => readonly NodeId[];
  readonly renames: readonly LifecycleClaim[];
  readonly creations: readonly LifecycleClaim[];
  readonly cuts: readonly LifecycleClaim[];
  readonly nameOf: (node: NodeId) => Name;
  /** Events of runs that a retraction touches, without what it takes out. */
  readonly runEvents: (run: RunKey) => readonly CountedEvent[];
}

/** A lifecycle change of a node, as the fold remembers it. */
export interface LifecycleClaim extends ClaimKey {
  readonly node: NodeId;
  readonly renamedFrom?: NodeId;
}
