import type { Instant } from '#foundation';
import type { NodeId, NodeName, RunKey, StatementSetId } from '#lineage';

import type { Sayer } from './label-rule.ts';
import type { Strength } from './strength.ts';
import type { ShownStatement } from './ways.ts';

/** All that labels are found from, at one time of the world and one size of the ledger. Datasets stand under one node, whatever their names. */
export interface LabelFacts {
  readonly asOf: Instant;
  readonly names: ReadonlyMap<NodeId, NodeName>;
  readonly said: readonly SaidLabel[];
  readonly clears: readonly Clear[];
  readonly writers: readonly Writer[];
  readonly statements: ReadonlyMap<StatementSetId, readonly ShownStatement[]>;
  /** Absent: from the beginning of time, and everywhere. */
  readonly onward?: Onward;
}

/** What is known already, so that some places alone are asked about, and these from an instant on: docs/decisions/0026. No clear of theirs may be under way at it. */
export interface Onward {
  readonly since: Instant;
  /** Those that are asked about. Facts of others are not looked at: what these hold is what is kept of them. */
  readonly nodes: ReadonlySet<NodeId>;
  /** What is kept of those that are asked about and of all that they are written from. */
  readonly kept: readonly KeptLabel[];
}

/** A label that a place bore from `from` until `to`. What is said there and what came stand apart: for one ends with its tag, the other when it is overwritten. */
export interface KeptLabel extends Strength, Place {
  readonly label: string;
  readonly isSaid: boolean;
  readonly from: Instant;
  readonly to: Instant;
}

/** A dataset or a job whole, or one column of a dataset. */
export interface Place {
  readonly node: NodeId;
  readonly column: string | null;
}

/** A label that somebody says, and while it is said: a tag while it stands, a policy or a contract always. */
export interface SaidLabel extends Place {
  readonly label: string;
  readonly by: Sayer;
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
