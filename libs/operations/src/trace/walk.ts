import type { NodeId } from '#lineage';
import {
  type Asked,
  type Claim,
  comparePlaces,
  type Point,
  type PointPlace,
  type Step,
  type StepCut,
  type StepEdge,
  type Stepping,
  type WalkDirection,
} from '#store';

/** Steps that one statement may give. A level with more is read in parts. */
const STEPS_AT_ONCE = 20_000;
/** Things that one walk reaches at most, over all of its pages: later pages walk from the root again. */
export const WALK_POINTS_MAX = 100_000;
/** Steps that one walk takes at most, over all of its pages. */
const WALK_STEPS_MAX = 200_000;

export interface Route {
  readonly root: Point;
  readonly directions: readonly WalkDirection[];
  readonly depth: number;
  readonly stepping: Stepping;
  /** Which of some steps the asker may see: the others are not gone. With datasets that will be asked about later. */
  readonly seen: (steps: readonly Step[], ahead: readonly NodeId[]) => Promise<readonly Step[]>;
}

/** Something reached, at its nearest. */
export interface Reached {
  readonly point: Point;
  readonly depth: number;
  readonly direction: 'root' | WalkDirection;
  /** The edges that led there at that depth, by key. */
  readonly by: Set<string>;
}

/** An edge of the answer: several statements may say the same. */
export interface WalkedEdge extends Omit<StepEdge, 'transformation'> {
  readonly key: string;
  readonly transformations: readonly NonNullable<StepEdge['transformation']>[];
  /** Whether a statement tells none. */
  readonly isUntold: boolean;
}

/** A walk, as far as it was needed: what was reached in the order of depth and place, and every edge that was followed. */
export interface Walked {
  readonly reached: readonly Reached[];
  readonly edges: ReadonlyMap<string, WalkedEdge>;
  /** Whether there is more behind the last thing reached; `isAtLimit`: and no other page can give it. */
  readonly hasMore: boolean;
  readonly isAtLimit: boolean;
  /** What single steps were cut by: no other page gives what they left out. */
  readonly cuts: ReadonlySet<StepCut>;
}

/** Where a page begins: after this depth and place. */
export interface WalkPlace extends PointPlace {
  readonly depth: number;
}

/**
 * Walks level by level, both directions in step, until `count` things after a place are known or nothing is left. Each level is decided by itself; where
 * the steps look ahead it is asked for with those after it. Nothing is asked row by row. Circles end because nothing is stepped from twice.
 */
export async function walk(
  asked: Asked,
  route: Route,
  { after, count }: { readonly after: WalkPlace | undefined; readonly count: number },
): Promise<Walked> {
  const walking = new Walking(asked, route);
  for (let depth = 1; depth <= route.depth; depth += 1) {
    const room = count - walking.countAfter(after);
    if (walking.isDone || room < 0) break;
    await walking.level(depth, {
      room,
      levels: route.depth - depth + 1,
      isWanted: (point) => after === undefined || compareReached({ point, depth }, after) > 0,
    });
  }
  return walking.walked(walking.countAfter(after) > count);
}

class Walking {
  private readonly reached = new Map<string, Reached>();
  private readonly edges = new Map<string, EdgeTaken>();
  private readonly lanes: Lane[];
  private readonly cuts = new Set<StepCut>();
  private steps = 0;
  private isCut = false;
  private isAtLimit = false;

  constructor(
    private readonly asked: Asked,
    private readonly route: Route,
  ) {
    const { root, directions } = route;
    this.reached.set(root.key, { point: root, depth: 0, direction: 'root', by: new Set() });
    this.lanes = directions.map((direction) => ({ direction, frontier: [root], visited: new Set([root.key]) }));
  }

  get isDone(): boolean {
    return this.isCut || this.isAtLimit || this.lanes.every(({ frontier }) => frontier.length === 0);
  }

  countAfter(place: WalkPlace | undefined): number {
    if (place === undefined) return this.reached.size;
    return [...this.reached.values()].filter((each) => compareReached(each, place) > 0).length;
  }

  /** One level: when it leads to more than `room` new things that are wanted, about as many of it as stand first in the order. */
  async level(depth: number, wish: Wish): Promise<void> {
    const levels: LaneLevel[] = [];
    for (const lane of this.lanes) levels.push(await this.stepsFrom(lane, wish));

    const cut = levels.flatMap(({ until }) => until ?? []).sort(comparePlaces)[0];
    const within = (point: Point): boolean => cut === undefined || comparePlaces(point, cut) <= 0;
    levels.forEach(({ lane, steps }) => {
      const taken = steps.filter(({ far }) => within(far));
      const firsts = this.takePoints(taken, { lane, depth });
      this.takeEdges(taken, firsts);
      lane.frontier = this.nextFrontier(taken, lane);
    });
    this.isCut = cut !== undefined;
  }

  walked(isEnough: boolean): Walked {
    const reached = [...this.reached.values()].sort((left, right) => left.depth - right.depth || comparePlaces(left.point, right.point));
    const edges = new Map([...this.edges].map(([key, edge]) => [key, edge.walked()]));
    return { reached, edges, hasMore: this.isCut || this.isAtLimit || isEnough, isAtLimit: this.isAtLimit, cuts: this.cuts };
  }

  /** All steps of a level, or as many as are wished for: then `until` is the last place that is known completely. */
  private async stepsFrom(lane: Lane, { room, levels, isWanted }: Wish): Promise<LaneLevel> {
    const steps: Step[] = [];
    const isNew = new Set<string>();
    let after: PointPlace | undefined;
    while (lane.frontier.length > 0) {
      const {
        steps: found,
        cuts,
        ahead,
      } = await this.route.stepping(this.asked, {
        points: lane.frontier,
        direction: lane.direction,
        levels,
        wanted: room + 1,
        after,
        limit: STEPS_AT_ONCE + 1,
      });
      for (const cut of cuts) this.cuts.add(cut);
      const { whole, isLast } = wholePlaces(found);
      const seen = await this.route.seen(whole, ahead);
      steps.push(...seen);
      this.steps += whole.length;
      for (const { far } of seen) if (!this.reached.has(far.key) && isWanted(far)) isNew.add(far.key);
      after = whole.at(-1)?.far;
      if (isLast || after === undefined) return { lane, steps, until: undefined };
      this.isAtLimit = this.steps > WALK_STEPS_MAX || this.reached.size + steps.length > WALK_POINTS_MAX;
      if (this.isAtLimit || isNew.size > room) return { lane, steps, until: after };
    }
    return { lane, steps, until: undefined };
  }

  /** Notes what is new, and gives the keys of what was reached first by these steps. */
  private takePoints(steps: readonly Step[], { lane, depth }: { readonly lane: Lane; readonly depth: number }): ReadonlySet<string> {
    const firsts = new Set<string>();
    for (const { far } of steps) {
      const known = this.reached.get(far.key);
      if (known === undefined) this.reached.set(far.key, { point: far, depth, direction: lane.direction, by: new Set() });
      if (known === undefined || firsts.has(far.key)) firsts.add(far.key);
    }
    return firsts;
  }

  private takeEdges(steps: readonly Step[], firsts: ReadonlySet<string>): void {
    const passed = new Map<string, string[]>();
    for (const { far, edge } of steps) {
      if (edge === undefined) continue;
      const key = edgeKey(edge);
      const known = this.edges.get(key);
      if (known === undefined) this.edges.set(key, new EdgeTaken(key, edge));
      else known.add(edge);
      if (firsts.has(far.key)) this.reached.get(far.key)?.by.add(key);
      if (edge.via !== undefined) passed.set(String(edge.via.node), [...(passed.get(String(edge.via.node)) ?? []), key]);
    }
    for (const { far, edge } of steps) {
      if (edge === undefined && firsts.has(far.key)) for (const key of passed.get(far.key) ?? []) this.reached.get(far.key)?.by.add(key);
    }
  }

  private nextFrontier(steps: readonly Step[], { visited }: Lane): readonly Point[] {
    const next = new Map<string, Point>();
    for (const { far, leadsOn } of steps) {
      if (!leadsOn || visited.has(far.key)) continue;
      visited.add(far.key);
      next.set(far.key, far);
    }
    return [...next.values()];
  }
}

interface Wish {
  readonly room: number;
  /** How many may still be gone, with this one. */
  readonly levels: number;
  readonly isWanted: (point: Point) => boolean;
}

interface Lane {
  readonly direction: WalkDirection;
  frontier: readonly Point[];
  readonly visited: Set<string>;
}

interface LaneLevel {
  readonly lane: Lane;
  readonly steps: readonly Step[];
  readonly until: PointPlace | undefined;
}

/** Of a part of a level, the steps to those places that stand in it whole. One place with more steps than a part holds is cut off there. */
function wholePlaces(found: readonly Step[]): { readonly whole: readonly Step[]; readonly isLast: boolean } {
  if (found.length <= STEPS_AT_ONCE) return { whole: found, isLast: true };
  const last = found.at(-1)?.far.key;
  const whole = found.filter(({ far }) => far.key !== last);
  return { whole: whole.length > 0 ? whole : found, isLast: false };
}

export function compareReached({ point, depth }: Pick<Reached, 'point' | 'depth'>, place: WalkPlace): number {
  return depth - place.depth || comparePlaces(point, place);
}

function edgeKey({ source, target, via, kind, origin }: StepEdge): string {
  return JSON.stringify([source, target, via?.node ?? null, kind, origin]);
}

/** An edge while its claims come in: several statements may say the same, and one statement may come twice. */
class EdgeTaken {
  private readonly claims = new Map<string, Claim>();
  private readonly transformations = new Map<string, NonNullable<StepEdge['transformation']>>();
  private since: StepEdge['since'];
  private isUntold = false;

  constructor(
    private readonly key: string,
    private readonly first: StepEdge,
  ) {
    this.since = first.since;
    this.add(first);
  }

  add({ since, claims, transformation }: StepEdge): void {
    if (since < this.since) this.since = since;
    for (const claim of claims) this.claims.set(`${claim.statement} ${claim.mode}`, claim);
    if (transformation === undefined) this.isUntold = true;
    else this.transformations.set(JSON.stringify(transformation), transformation);
  }

  walked(): WalkedEdge {
    const { source, target, via, kind, origin, written } = this.first;
    return {
      ...(written === undefined ? {} : { written }),
      ...{ key: this.key, source, target, via, kind, origin, since: this.since },
      claims: [...this.claims.values()],
      transformations: [...this.transformations.values()],
      isUntold: this.isUntold,
    };
  }
}
