import type { Instant } from '#foundation';
import type { RunState } from '#lineage';

import type { NodeRef } from './public-id.ts';

/** A run by its names: its job, and the run id that its job gave it. */
export interface RunRef {
  /** Opaque, the same for ever. */
  readonly id: string;
  readonly job: NodeRef;
  readonly runId: string;
}

/** A run as its events up to the asked times tell it. */
export interface RunSummary extends RunRef {
  readonly state: RunState;
  readonly began: Instant;
  readonly ended: Instant | null;
}
