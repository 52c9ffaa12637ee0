import { Failure } from '#foundation';
import {
  columnPoint,
  columnSteps,
  datasetStepsAhead,
  jobSteps,
  nodePoint,
  type Point,
  runPoint,
  runSteps,
  type Stepping,
  type WalkDirection,
} from '#store';

import { resolveRun, type RunReference } from '../ask/find-run.ts';
import { type NodeReference, readPublicId } from '../ask/public-id.ts';
import { resolve } from '../ask/resolve.ts';
import { runIdIn } from '../ask/run.ts';
import type { Sighted } from '../ask/sight.ts';
import type { Granularity, LineageQuestion, LineageRoot } from './lineage-answer.ts';
import { seenSteps } from './seen-steps.ts';
import type { Route } from './walk.ts';

const DEPTH = 20;
const DEPTH_MAX = 100;

/** What is to be walked, as it was asked. The same question has the same plan, and so the same cursors. */
export interface Plan {
  readonly root: PlannedRoot;
  readonly directions: readonly WalkDirection[];
  readonly depth: number;
  readonly granularity: Granularity;
  readonly column: string | null;
  readonly transformations: 'DIRECT' | 'ALL';
  /** Whether what is hidden, and of which the asker is given topology, is shown without its name. Absent: it is not. */
  readonly nameless?: true;
}

type PlannedRoot =
  { readonly kind: 'dataset' | 'job'; readonly node: NodeReference } | { readonly kind: 'run'; readonly run: RunReference };

/** Which root each granularity can begin at. */
const BEGINS: Readonly<Record<Granularity, readonly PlannedRoot['kind'][]>> = {
  DATASET: ['dataset', 'job'],
  JOB: ['dataset', 'job'],
  COLUMN: ['dataset'],
  RUN: ['run'],
};

/** Throws BAD_REQUEST and LIMIT_EXCEEDED on what cannot be walked. */
export function planOf(input: LineageQuestion): Plan {
  const root = plannedRoot(input.root);
  const granularity = input.granularity ?? (root.kind === 'run' ? 'RUN' : 'DATASET');
  const column = input.column ?? null;
  if (!BEGINS[granularity].includes(root.kind)) {
    throw new Failure(
      'BAD_REQUEST',
      `A walk by ${granularity} begins at a ${BEGINS[granularity].join(' or a ')}; this one would begin at a ${root.kind}.`,
    );
  }
  if (column !== null && granularity !== 'COLUMN') throw new Failure('BAD_REQUEST', 'A column needs the granularity COLUMN.');
  const directions = input.direction === 'both' ? (['upstream', 'downstream'] as const) : [input.direction];
  const nameless = input.nameless === 'SHOWN' && granularity === 'DATASET' ? ({ nameless: true } as const) : {};
  return { root, directions, depth: depthOf(input), granularity, column, transformations: input.transformations ?? 'ALL', ...nameless };
}

/** Finds the root. `orderOf` is what nameless nodes of one depth are ordered by. Throws NOT_FOUND and AMBIGUOUS. */
export async function routeOf(reading: Sighted, plan: Plan, orderOf: NonNullable<Route['orderOfNameless']>): Promise<Route> {
  const { directions, depth } = plan;
  const withNameless = plan.nameless === true && reading.sight.givesTopology;
  const seen: Route['seen'] = (steps, ahead) => seenSteps(reading.sight, steps, { ahead, withNameless });
  const orderOfNameless = withNameless ? orderOf : undefined;
  return { root: await rootPoint(reading, plan), directions, depth, stepping: steppingOf(reading, plan), seen, orderOfNameless };
}

function steppingOf({ sight }: Sighted, { granularity, transformations }: Plan): Stepping {
  switch (granularity) {
    case 'DATASET':
      return datasetStepsAhead();
    case 'JOB':
      return jobSteps;
    case 'COLUMN':
      return columnSteps(transformations, (node, column) => sight.seesColumn(node, column));
    case 'RUN':
      return runSteps;
  }
}

async function rootPoint(reading: Sighted, { root, granularity, column }: Plan): Promise<Point> {
  if (root.kind === 'run') return runPoint((await resolveRun(reading, root.run)).run);
  const { canonical } = await resolve(reading, root.kind, root.node);
  return granularity === 'COLUMN' ? columnPoint(canonical, column) : nodePoint(canonical);
}

function plannedRoot(root: LineageRoot): PlannedRoot {
  if ('dataset' in root) return { kind: 'dataset', node: root.dataset };
  if ('job' in root) return { kind: 'job', node: root.job };
  if ('run' in root) return { kind: 'run', run: root.run };
  if (runIdIn(root.id) !== undefined) return { kind: 'run', run: { id: root.id } };
  return { kind: readPublicId(root.id).kind, node: { id: root.id } };
}

function depthOf({ depth }: LineageQuestion): number {
  const levels = depth ?? DEPTH;
  if (!Number.isInteger(levels) || levels < 1) throw new Failure('BAD_REQUEST', 'depth must be a whole number from 1 on.');
  if (levels > DEPTH_MAX) throw new Failure('LIMIT_EXCEEDED', `depth may be at most ${DEPTH_MAX}; begin again at what you reached.`);
  return levels;
}
