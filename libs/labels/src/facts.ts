import type { Instant } from '#foundation';
import type { NodeId, NodeName, RunKey, StatementSetId } from '#lineage';

import type { ShownStatement } from './ways.ts';

/** All that labels are found from, at one time of the world and one size of the ledger. Datasets stand under one node, whatever their names. */
export interface LabelFacts {
  readonly asOf: Instant;
  readonly names: ReadonlyMap<NodeId, NodeName>;
  readonly said: readonly SaidLabel[];
  readonly clears: readonly Clear[];
  readonly writers: readonly Writer[];
  readonly statements: ReadonlyMap<StatementSetId, readonly ShownStatement[]>;
}

/** A dataset or a job whole, or one column of a dataset. */
export interface Place {
  readonly node: NodeId;
  readonly column: string | null;
}

/** A label that a tag says, and while it does. */
export interface SaidLabel extends Place {
  readonly label: string;
  readonly from: Instant;
  readonly to: Instant;
}

/** A dataset was emptied, nobody says when between these: nothing stays that was there before it began. */
export interface Clear {
  readonly node: NodeId;
  readonly began: Instant;
  readonly ended: Instant;
}

/** A run, or a declaration: who brings data from place to place. */
export interface Writer {
  /** The job that runs or declares, or the dataset that says something of itself. */
  readonly by: NodeName | null;
  /** Undefined: a declaration. */
  readonly run: RunKey | undefined;
  readonly runId: string | null;
  /** A run read its sources from here on; a declaration holds from here on. */
  readonly began: Instant;
  /** Of a declaration: where the next one of the same speaker begins. */
  readonly until: Instant | undefined;
  /** All events of the run, by time, and what each shows. A declaration is one. */
  readonly events: readonly { readonly at: Instant; readonly statements: StatementSetId | undefined }[];
}
