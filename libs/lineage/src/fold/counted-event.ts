import type { Brand, Instant } from '#foundation';

import type { RunEventType } from '../event.ts';

export type NodeId = Brand<number, 'NodeId'>;
export type RunKey = Brand<number, 'RunKey'>;
export type StatementId = Brand<number, 'StatementId'>;
/** A content-addressed set of statements: what one event shows. */
export type StatementSetId = Brand<number, 'StatementSetId'>;

export type LifecycleChange = 'DROP' | 'CREATE' | 'RENAME';

/** What an event says of one node: the facets by name (content hash in hex, null for deleted) and that it was seen. */
export interface NodeClaim {
  readonly node: NodeId;
  readonly facets: ReadonlyMap<string, string | null>;
  readonly change: LifecycleChange | undefined;
  readonly renamedFrom: NodeId | undefined;
}

/** An accepted event after its names, statements and facets were given ids: all that the fold needs. */
export interface CountedEvent {
  readonly position: bigint;
  readonly time: Instant;
  readonly digest: string;
  readonly speaker: NodeId;
  readonly run: RunKey | undefined;
  readonly type: RunEventType | undefined;
  readonly statements: StatementSetId | undefined;
  /** Whether it replaces what its speaker declared. */
  readonly declares: boolean;
  /** Start of the window that a COMPLETE_SNAPSHOT stands for; undefined for all other events. */
  readonly snapshotFrom: Instant | undefined;
  /** Every node that the event mentions, each once; the speaker's facets too. */
  readonly nodes: readonly NodeClaim[];
}
