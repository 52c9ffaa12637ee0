import type { NodeKind as Kind } from '#lineage';

import type { NodeKind } from './generated.ts';

/** Kinds of named things as GraphQL spells them, both ways. */
export const KIND_NAMES: Readonly<Record<Kind, NodeKind>> = { dataset: 'DATASET', job: 'JOB' };
export const KINDS_NAMED: Readonly<Record<NodeKind, Kind>> = { DATASET: 'dataset', JOB: 'job' };
