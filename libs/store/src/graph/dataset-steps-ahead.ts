import type { NodeId } from '#lineage';

import { MODE } from '../map/codes.ts';
import type { Asked } from './asked.ts';
import { datasetReach } from './dataset-reach.ts';
import { allDatasetSteps, type DatasetStep, datasetSteps, PART, towardsJob } from './dataset-steps.ts';
import {
  type Claim,
  comparePlaces,
  type Frontier,
  nodePoint,
  type Point,
  type Stepped,
  type Stepping,
  type WalkDirection,
} from './walk.ts';

/** How far is looked ahead; where that ends, a walk goes on level by level, with the same answer. */
export interface AheadBounds {
  /** Datasets and jobs that are looked at at once. More cost more than they save when the walk ends before it comes to them. */
  readonly nodes: number;
  /** Points of a frontier. A wider one is worth a statement of its own: of what lies behind it too little would be seen. */
  readonly frontier: number;
  /** Steps that one walk holds in a direction: past them it looks ahead no more. */
  readonly steps: number;
}

const USUAL: AheadBounds = { nodes: 1_000, frontier: 100, steps: 20_000 };
/** Of the things still wanted so many are looked at, and a few more, for some are reached on several ways and some are not reached. */
const LOOKED_OF_WANTED = 2;
const LOOKED_MIN = 20;

/**
 * Steps of one walk by datasets, level by level, as `datasetSteps` gives them. What lies ahead is asked for many levels at once, for a statement costs far
 * more than the few rows that it gives for a level (1.4 ms, of which Postgres works 0.4; 2026-11-21). What could not be seen ahead is asked for level by level.
 */
export function datasetStepsAhead(bounds = USUAL): Stepping {
  const known: Readonly<Record<WalkDirection, KnownSteps>> = {
    upstream: new KnownSteps('upstream', bounds),
    downstream: new KnownSteps('downstream', bounds),
  };
  return async (asked, frontier) => ({ ...(await stepsFrom(asked, frontier, known[frontier.direction])), cuts: [] });
}

async function stepsFrom(asked: Asked, frontier: Frontier, known: KnownSteps): Promise<Pick<Stepped, 'steps' | 'ahead'>> {
  const { points, direction, after, limit } = frontier;
  if (after === undefined && points.length <= known.bounds.frontier && points.every(({ kind }) => kind === 'dataset')) {
    if (!known.hasAll(points) && !known.isFull) await lookAhead(asked, frontier, known);
    const steps = known.hasAll(points) ? known.from(points) : undefined;
    if (steps !== undefined && steps.length < limit) return { steps, ahead: known.all };
  }
  return { steps: await datasetSteps(asked, { seeds: points.map(({ node }) => node), direction, after, limit }), ahead: [] };
}

async function lookAhead(asked: Asked, { points, direction, levels, wanted }: Frontier, known: KnownSteps): Promise<void> {
  const limit = Math.min(known.bounds.nodes, Math.max(LOOKED_MIN, LOOKED_OF_WANTED * Math.max(wanted, points.length)));
  const reach = await datasetReach(asked, { seeds: known.unknown(points.map(({ node }) => node)), direction, levels, limit });
  const seeds = known.unknown(reach);
  known.add(seeds, await allDatasetSteps(asked, { seeds, direction, limit: known.room }));
}

/** Steps that were asked for, by where they begin: of a dataset all of them, or none. */
class KnownSteps {
  private readonly datasets = new Set<NodeId>();
  /** What a dataset itself leads to, by its key. */
  private readonly ofDataset = new Map<string, DatasetStep[]>();
  /** What a job leads to that some dataset led to, by its key. */
  private readonly ofJob = new Map<string, DatasetStep[]>();
  private count = 0;
  /** Too much lies ahead. */
  isFull = false;

  constructor(
    private readonly direction: WalkDirection,
    readonly bounds: AheadBounds,
  ) {}

  /** Steps that may still be held. */
  get room(): number {
    return this.bounds.steps - this.count;
  }

  get all(): readonly NodeId[] {
    return [...this.datasets];
  }

  hasAll(points: readonly Point[]): boolean {
    return points.every(({ node }) => this.datasets.has(node));
  }

  unknown(nodes: readonly NodeId[]): readonly NodeId[] {
    return nodes.filter((node) => !this.datasets.has(node));
  }

  /** All steps of some datasets; those of a job that was known are the same again. Undefined: more than there is room for. */
  add(datasets: readonly NodeId[], steps: readonly DatasetStep[] | undefined): void {
    this.isFull = steps === undefined;
    if (steps === undefined) return;
    this.count += steps.length;
    for (const node of datasets) this.datasets.add(node);
    const jobsBefore = new Set(this.ofJob.keys());
    for (const step of steps) {
      if (step.edge === undefined) continue;
      const near = this.direction === 'upstream' ? step.edge.target : step.edge.source;
      const isFromJob = step.edge.origin === 'io' && step.part !== towardsJob(this.direction);
      if (!isFromJob) append(this.ofDataset, near, step);
      else if (!jobsBefore.has(near)) append(this.ofJob, near, step);
    }
  }

  /** The steps of datasets that are known, in the order in which they would be asked for. */
  from(points: readonly Point[]): readonly DatasetStep[] {
    const own = points.flatMap(({ key }) => this.ofDataset.get(key) ?? []);
    const flows = own.filter(({ edge }) => edge?.origin !== 'io');
    const jobs = new Set(own.filter(({ edge }) => edge?.origin === 'io').map(({ far }) => far.key));
    const passed = new Map(flows.flatMap(({ edge }) => (edge?.via === undefined ? [] : [[edge.via.node, edge.via]])));
    const passes = [...passed.values()].map((via): DatasetStep => ({
      far: nodePoint(via),
      edge: undefined,
      leadsOn: false,
      part: PART.pass,
    }));
    return [...own, ...[...jobs].flatMap((job) => this.ofJob.get(job) ?? []), ...passes].sort(compareSteps);
  }
}

function append(steps: Map<string, DatasetStep[]>, key: string, step: DatasetStep): void {
  const known = steps.get(key);
  if (known === undefined) steps.set(key, [step]);
  else known.push(step);
}

/** As the statement orders them. */
function compareSteps(left: DatasetStep, right: DatasetStep): number {
  return comparePlaces(left.far, right.far) || left.part - right.part || compareClaims(left.edge?.claims[0], right.edge?.claims[0]);
}

function compareClaims(left: Claim | undefined, right: Claim | undefined): number {
  if (left === undefined || right === undefined) return 0;
  return left.statement - right.statement || MODE[left.mode] - MODE[right.mode];
}
