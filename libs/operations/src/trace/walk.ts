import type { NodeId } from '#lineage';
import {
  type Asked,
  comparePlaces,
  type Point,
  type PointPlace,
  type Step,
  type StepCut,
  type StepEdge,
  type Stepping,
  type WalkDirection,
} from '#store';

import type { SeenStep } from './seen-steps.ts';
import { EdgesTaken, type WalkedEdge, type WalkedNamelessEdge } from './walked-edge.ts';

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
  readonly seen: (steps: readonly Step[], ahead: readonly NodeId[]) => Promise<readonly SeenStep[]>;
  /** Where steps may lead to what is shown without its name: what such points of one depth are ordered by, so that their order tells nothing. */
  readonly orderOfNameless?: ((point: Point) => string) | undefined;
}

/** Something reached, at its nearest. */
export interface Reached extends Reach {
  readonly point: Point;
}

/** Something reached that is hidden from the asker, at its nearest. Its name is left behind in the walk. */
export interface ReachedNameless extends Reach {
  /** That of its point. */
  readonly key: string;
  readonly kind: 'dataset' | 'job';
  /** From 1, over the whole walk: by depth, and within a depth as the route orders them. */
  readonly ordinal: number;
}

interface Reach {
  readonly depth: number;
  readonly direction: 'root' | WalkDirection;
  /** The edges that led there at that depth, by key. */
  readonly by: ReadonlySet<string>;
}

/** A walk, as far as it was needed: what was reached in the order of depth and place, and every edge that was followed. */
export interface Walked {
  readonly reached: readonly Reached[];
  readonly edges: ReadonlyMap<string, WalkedEdge>;
  /** By their ordinals. */
  readonly nameless: readonly ReachedNameless[];
  readonly namelessEdges: ReadonlyMap<string, WalkedNamelessEdge>;
  /** Whether there is more behind the last thing reached; `isAtLimit`: and no other page can give it. */
  readonly hasMore: boolean;
  readonly isAtLimit: boolean;
  /** What single steps were cut by: no other page gives what they left out. */
  readonly cuts: ReadonlySet<StepCut>;
}

/** Where a page begins: after this depth and place, or after the nameless node of this depth and ordinal. */
export type WalkPlace = { readonly depth: number } & (PointPlace | { readonly ordinal: number });

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
      isWanted: (point) => after === undefined || compareReached({ depth, ...point }, after) > 0,
    });
  }
  return walking.walked(walking.countAfter(after) > count);
}

class Walking {
  private readonly reached = new Map<string, Arrived>();
  private readonly edges = new EdgesTaken();
  private readonly lanes: Lane[];
  private readonly cuts = new Set<StepCut>();
  private nameless = 0;
  private steps = 0;
  private isCut = false;
  private isAtLimit = false;

  constructor(
    private readonly asked: Asked,
    private readonly route: Route,
  ) {
    const { root, directions } = route;
    this.reached.set(root.key, { point: root, depth: 0, direction: 'root', by: new Set(), isNameless: false });
    this.lanes = directions.map((direction) => ({ direction, frontier: [root], visited: new Set([root.key]) }));
  }

  get isDone(): boolean {
    return this.isCut || this.isAtLimit || this.lanes.every(({ frontier }) => frontier.length === 0);
  }

  countAfter(place: WalkPlace | undefined): number {
    if (place === undefined) return this.reached.size;
    return [...this.reached.values()].filter((each) => compareReached(placeOf(each), place) > 0).length;
  }

  /** One level: when it leads to more than `room` new things that are wanted, about as many of it as stand first in the order. */
  async level(depth: number, wish: Wish): Promise<void> {
    const levels: LaneLevel[] = [];
    for (const lane of this.lanes) levels.push(await this.stepsFrom(lane, wish));

    const cut = levels.flatMap(({ until }) => until ?? []).sort(comparePlaces)[0];
    // Of a level that ends by a name none is shown that has no name to tell: where it stood would tell it.
    const within = ({ far, nameless }: SeenStep): boolean =>
      cut === undefined || (nameless?.isFar !== true && comparePlaces(far, cut) <= 0);
    levels.forEach(({ lane, steps }) => {
      const taken = steps.filter(within);
      const firsts = this.takePoints(taken, { lane, depth });
      this.takeEdges(taken, firsts);
      lane.frontier = this.nextFrontier(taken, lane);
    });
    this.numberNameless();
    this.isCut = cut !== undefined;
  }

  walked(isEnough: boolean): Walked {
    const all = [...this.reached.values()];
    const reached = all
      .flatMap(({ isNameless, ...each }): Reached[] => (isNameless ? [] : [each]))
      .sort((left, right) => left.depth - right.depth || comparePlaces(left.point, right.point));
    const nameless = all
      .flatMap((each): ReachedNameless[] => {
        const { ordinal, depth, direction, by } = each;
        const { key, kind } = each.point;
        return ordinal === undefined ? [] : [{ key, kind: kind === 'dataset' ? kind : 'job', ordinal, depth, direction, by }];
      })
      .sort((left, right) => left.ordinal - right.ordinal);
    const { isCut, isAtLimit, cuts } = this;
    return { reached, nameless, ...this.edges.walked(), hasMore: isCut || isAtLimit || isEnough, isAtLimit, cuts };
  }

  /** All steps of a level, or as many as are wished for: then `until` is the last place that is known completely. */
  private async stepsFrom(lane: Lane, { room, levels, isWanted }: Wish): Promise<LaneLevel> {
    const steps: SeenStep[] = [];
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
      const isEnough = isNew.size > room && this.route.orderOfNameless === undefined;
      if (this.isAtLimit || isEnough) return { lane, steps, until: after };
    }
    return { lane, steps, until: undefined };
  }

  /** Notes what is new, and gives the keys of what was reached first by these steps. */
  private takePoints(steps: readonly SeenStep[], { lane, depth }: { readonly lane: Lane; readonly depth: number }): ReadonlySet<string> {
    const firsts = new Set<string>();
    for (const { far, nameless } of steps) {
      const known = this.reached.get(far.key);
      const isNameless = nameless?.isFar === true;
      if (known === undefined) this.reached.set(far.key, { point: far, depth, direction: lane.direction, by: new Set(), isNameless });
      if (known === undefined || firsts.has(far.key)) firsts.add(far.key);
    }
    return firsts;
  }

  private takeEdges(steps: readonly SeenStep[], firsts: ReadonlySet<string>): void {
    const passed = new Map<string, string[]>();
    for (const { far, edge, nameless } of steps) {
      if (edge === undefined) continue;
      const isNamed = nameless === undefined && !this.endsNameless(edge);
      const key = isNamed ? this.edges.take(edge) : this.edges.takeNameless(edge);
      if (firsts.has(far.key)) this.reached.get(far.key)?.by.add(key);
      if (edge.via !== undefined && isNamed) passed.set(String(edge.via.node), [...(passed.get(String(edge.via.node)) ?? []), key]);
    }
    for (const { far, edge } of steps) {
      if (edge === undefined && firsts.has(far.key)) for (const key of passed.get(far.key) ?? []) this.reached.get(far.key)?.by.add(key);
    }
  }

  private endsNameless({ source, target }: StepEdge): boolean {
    return this.reached.get(source)?.isNameless === true || this.reached.get(target)?.isNameless === true;
  }

  private numberNameless(): void {
    const { orderOfNameless } = this.route;
    if (orderOfNameless === undefined) return;
    const unnumbered = [...this.reached.values()].filter(({ isNameless, ordinal }) => isNameless && ordinal === undefined);
    const ordered = unnumbered.map((each) => ({ each, by: orderOfNameless(each.point) }));
    for (const { each } of ordered.sort((left, right) => (left.by < right.by ? -1 : 1))) {
      this.nameless += 1;
      each.ordinal = this.nameless;
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

/** Something reached, while edges to it come in. */
interface Arrived extends Reached {
  readonly by: Set<string>;
  readonly isNameless: boolean;
  /** Of what is nameless, once its level is whole. */
  ordinal?: number;
}

function placeOf({ point, depth, ordinal }: Arrived): WalkPlace {
  return ordinal === undefined ? { ...point, depth } : { depth, ordinal };
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
  readonly steps: readonly SeenStep[];
  readonly until: PointPlace | undefined;
}

/** Of a part of a level, the steps to those places that stand in it whole. One place with more steps than a part holds is cut off there. */
function wholePlaces(found: readonly Step[]): { readonly whole: readonly Step[]; readonly isLast: boolean } {
  if (found.length <= STEPS_AT_ONCE) return { whole: found, isLast: true };
  const last = found.at(-1)?.far.key;
  const whole = found.filter(({ far }) => far.key !== last);
  return { whole: whole.length > 0 ? whole : found, isLast: false };
}

/** By depth; at each depth what has no name stands after what has. */
export function compareReached(left: WalkPlace, right: WalkPlace): number {
  if (left.depth !== right.depth) return left.depth - right.depth;
  if ('ordinal' in left) return 'ordinal' in right ? left.ordinal - right.ordinal : 1;
  return 'ordinal' in right ? -1 : comparePlaces(left, right);
}
