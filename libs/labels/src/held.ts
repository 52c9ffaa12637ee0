import type { Instant } from '#foundation';
import { BEGINNING, compareNames, type NodeId } from '#lineage';

import type { KeptLabel, LabelFacts, Place, Writer } from './facts.ts';
import type { Sayer } from './label-rule.ts';
import { changedBy, isAtLeast, type Strength, STRENGTHS } from './strength.ts';
import { Covered, type Stretch } from './stretch.ts';
import type { Way } from './ways.ts';
import { after, clearsByNode, compareTimes, NO_CLEARS, type WaysFrom, waysTaken } from './writes.ts';

/** A label that a place held from `from` until `to`. */
export interface Held extends KeptLabel {
  /** How it came, by as few steps as may be. Undefined: it is said there, or kept of the time before. */
  readonly came: Came | undefined;
  readonly rank: Rank;
}

/** By how many steps it came, and what place its way has among the ways as long: by the places that were written, and by when. Ways that tie have one number. */
interface Rank {
  readonly steps: number;
  readonly byPlaces: number;
  readonly byTimes: number;
}

const SAID_THERE: Rank = { steps: 0, byPlaces: 0, byTimes: 0 };

interface Came {
  readonly before: Held;
  readonly way: Way;
  readonly writer: Writer;
  /** When it was written. */
  readonly at: Instant;
}

/** Each write is looked at for each label that may go with it, a microsecond or two each: some two seconds in all, of a server that answers nobody else meanwhile. */
const WRITES_LOOKED_AT_MAX = 1_000_000;

/** What is told of one label at one place. */
interface HeldThere {
  readonly pieces: Held[];
  /** Where each strength is held, by its name. */
  readonly covered: Map<string, { readonly strength: Strength; readonly isSaid: boolean; readonly when: Covered }>;
}

/** Every label that is said or came, and where and when it was: the least sets of docs/decisions/0016. Of what is held alike twice, what came by fewer steps. */
export class HeldLabels {
  private readonly places = new Map<NodeId, Map<string | null, Map<string, HeldThere>>>();
  private readonly ways: ReadonlyMap<NodeId, readonly WaysFrom[]>;
  private readonly said: readonly SaidHeld[];

  constructor(
    private readonly facts: LabelFacts,
    private room = WRITES_LOOKED_AT_MAX,
  ) {
    this.ways = waysTaken(facts);
    this.said = saidFrom(facts);
    // Those of the same number of steps together, and in order, so that of several ways as short the first is told.
    let fresh: readonly Held[] = [...keptFrom(facts), ...this.said.map(({ held }) => held)].flatMap((held) => this.add(held));
    while (fresh.length > 0 && !this.isCut) {
      const next = fresh.flatMap((held) => this.spread(held));
      // Of what is kept nobody is told the way.
      fresh = (facts.onward === undefined ? ranked(next, facts.names) : next).flatMap((held) => this.add(held));
    }
  }

  /** Whether so much was written that not all of it was looked at: what is not held here may be all the same. */
  get isCut(): boolean {
    return this.room < 0;
  }

  /** What reading a place as of the asked time gives. */
  read({ node, column }: Place): readonly Held[] {
    return this.now(node, (other) => isRead(other, column));
  }

  /** What a place holds as of the asked time, it alone or with what is around it; not what only a part of it holds. */
  bornBy({ node, column }: Place): readonly Held[] {
    return this.now(node, (other) => other === null || other === column || (column?.startsWith(`${other}.`) ?? false));
  }

  /** Every place that holds a label itself as of the asked time. */
  placesWith(label: string): readonly Place[] {
    return [...this.places].flatMap(([node, columns]) =>
      [...columns].flatMap(([column, labels]) => (this.isNow(labels.get(label)?.pieces ?? []).length > 0 ? [{ node, column }] : [])),
    );
  }

  /** Who says the label of the data now, or said it of those that were read where it came from. In the order of the facts. */
  sayersOf(held: Held): readonly Sayer[] {
    const { node, column, label } = originOf(held);
    const { from, to } = readAtOrigin(held) ?? { from: this.facts.asOf, to: after(this.facts.asOf) };
    return this.said.flatMap(({ held: said, by }) =>
      said.node === node && said.column === column && said.label === label && said.from < to && from < said.to ? [by] : [],
    );
  }

  /** All that a node and its columns ever held. Pieces of the same strength do not overlap. */
  everHeldBy(node: NodeId): readonly KeptLabel[] {
    return [...(this.places.get(node)?.values() ?? [])].flatMap((labels) => [...labels.values()].flatMap(({ pieces }) => pieces));
  }

  private now(node: NodeId, isMeant: (column: string | null) => boolean): readonly Held[] {
    const columns = [...(this.places.get(node) ?? [])].filter(([column]) => isMeant(column));
    return this.isNow(columns.flatMap(([, labels]) => [...labels.values()].flatMap(({ pieces }) => pieces)));
  }

  private isNow(held: readonly Held[]): readonly Held[] {
    return held.filter(({ from, to }) => from <= this.facts.asOf && this.facts.asOf < to);
  }

  /** What comes of a label that is new at a place, one step on. */
  private spread(held: Held): readonly Held[] {
    const taken = (this.ways.get(held.node) ?? []).flatMap((ways) => {
      if (this.isCut || !isRead(held.column, ways.column)) return [];
      const found = ways.readBetween(held);
      this.room -= found.looked + 1;
      return found.taken;
    });
    return taken
      .toSorted((left, right) => left.order - right.order)
      .flatMap(({ way, writer, write }) => {
        // A declaration writes what is there at that instant; a run at its event, whenever it read.
        const from = writer.until !== undefined && held.from > write.from ? held.from : write.from;
        if (from >= write.to) return [];
        const came = { before: held, way, writer, at: from };
        const there = { node: way.target, column: way.targetColumn, label: held.label, isSaid: false, from, to: write.to };
        return [{ ...changedBy(held, way), ...there, came, rank: { ...SAID_THERE, steps: held.rank.steps + 1 } }];
      });
  }

  /** Adds what is not held there so, or more strongly, already; tells what was new. */
  private add(held: Held): readonly Held[] {
    const { pieces, covered } = this.heldThere(held);
    let fresh: readonly Held[] = [held];
    for (const { strength, isSaid, when } of covered.values()) {
      if (!isAtLeast(strength, held) || (this.facts.onward !== undefined && isSaid !== held.isSaid)) continue;
      this.room -= fresh.length;
      fresh = fresh.flatMap((piece) => when.outside(piece));
    }
    if (fresh.length === 0) return fresh;
    const key = `${held.form} ${held.isAssumed} ${held.isSaid}`;
    const own = covered.get(key) ?? { strength: { form: held.form, isAssumed: held.isAssumed }, isSaid: held.isSaid, when: new Covered() };
    covered.set(key, own);
    for (const piece of fresh) {
      own.when.add(piece);
      pieces.push(piece);
    }
    return fresh;
  }

  private heldThere({ node, column, label }: Held): HeldThere {
    const columns = this.places.get(node) ?? new Map<string | null, Map<string, HeldThere>>();
    this.places.set(node, columns);
    const labels = columns.get(column) ?? new Map<string, HeldThere>();
    columns.set(column, labels);
    const there = labels.get(label) ?? { pieces: [], covered: new Map() };
    labels.set(label, there);
    return there;
  }
}

/** What is held by one column is read with another when one lies within the other, or one of them is the whole. */
function isRead(held: string | null, read: string | null): boolean {
  if (held === null || read === null || held === read) return true;
  return held.startsWith(`${read}.`) || read.startsWith(`${held}.`);
}

/** Of several strengths of one label those that no other is above. */
export function strongest(held: readonly Held[]): readonly Held[] {
  const best = STRENGTHS.flatMap((strength) => {
    const alike = held.filter(({ form, isAssumed }) => form === strength.form && isAssumed === strength.isAssumed);
    return alike.toSorted(compareRanks).slice(0, 1);
  });
  return best.filter((one) => !best.some((other) => other !== one && isAtLeast(other, one)));
}

/** What somebody says, and who. */
interface SaidHeld {
  readonly held: Held;
  readonly by: Sayer;
}

/** Where what is held is said. */
export function originOf(held: Held): Held {
  let origin = held;
  while (origin.came !== undefined) origin = origin.came.before;
  return origin;
}

/** When what came was read where it is said. Undefined: it is said here. */
function readAtOrigin(held: Held): Stretch | undefined {
  let { came } = held;
  while (came?.before.came !== undefined) ({ came } = came.before);
  if (came === undefined) return undefined;
  const { before, writer, at } = came;
  const began = writer.until === undefined ? writer.began : at; // a declaration reads at the instant of its write
  return { from: before.from > began ? before.from : began, to: before.to < after(at) ? before.to : after(at) };
}

/** What is said, of all the data that were there meanwhile: back to when the dataset was last cleared. What is always said no clear ends. */
function saidFrom({ said, clears, asOf, names, onward }: LabelFacts): readonly SaidHeld[] {
  const byNode = clearsByNode(clears);
  const since = onward?.since ?? BEGINNING;
  return said
    .filter(({ from, to }) => from <= asOf && to > since)
    .toSorted((left, right) => comparePlaces(names, left, right) || compareTimes(left.from, right.from))
    .map(({ node, column, label, from, to, by }) => ({
      by,
      held: {
        ...{ node, column, label, form: 'plain' as const, isAssumed: false, isSaid: true, came: undefined, rank: SAID_THERE },
        from: (byNode.get(node) ?? NO_CLEARS).all.reduce(
          (start, clear) => (clear.ended <= from && clear.began > start ? clear.began : start),
          since,
        ),
        to: to < after(asOf) ? to : after(asOf),
      },
    }));
}

/** What is kept: of places that are asked about until `since`, and what came to them before and is there still until it is cleared. */
function keptFrom({ clears, onward }: LabelFacts): readonly Held[] {
  if (onward === undefined) return [];
  const { since, nodes, kept } = onward;
  const byNode = clearsByNode(clears);
  return kept.flatMap((label): readonly Held[] => {
    const held = { ...label, came: undefined, rank: SAID_THERE };
    if (!nodes.has(label.node)) return [held];
    if (label.from >= since) return [];
    if (label.to < since) return [held]; // one that ended at this very instant may have been ended by a clear that counts no longer
    // A clear that begins at this very instant takes away what was written before it.
    return [{ ...held, to: label.isSaid ? since : (byNode.get(label.node) ?? NO_CLEARS).staysUntil((since - 1n) as Instant) }];
  });
}

/** Those of the same number of steps, in order: of two ways as long by the places that were written, then by when. What comes before has its rank already. */
function ranked(some: readonly Held[], names: LabelFacts['names']): readonly Held[] {
  const byPlaces = numbered(
    some,
    (left, right) => rankBefore(left).byPlaces - rankBefore(right).byPlaces || comparePlaces(names, left, right),
  );
  const byTimes = numbered(
    some,
    (left, right) => rankBefore(left).byTimes - rankBefore(right).byTimes || compareTimes(writtenAt(left), writtenAt(right)),
  );
  return some
    .map((held) => ({ ...held, rank: { ...held.rank, byPlaces: byPlaces.get(held) ?? 0, byTimes: byTimes.get(held) ?? 0 } }))
    .sort(compareRanks);
}

/** The place of each in an order; those alike in it have one number. */
function numbered(some: readonly Held[], compare: (left: Held, right: Held) => number): ReadonlyMap<Held, number> {
  const numbers = new Map<Held, number>();
  let last: Held | undefined;
  let number = 0;
  for (const held of some.toSorted(compare)) {
    if (last !== undefined && compare(last, held) !== 0) number += 1;
    numbers.set(held, number);
    last = held;
  }
  return numbers;
}

function rankBefore({ came }: Held): Rank {
  return came?.before.rank ?? SAID_THERE;
}

function compareRanks({ rank: left }: Held, { rank: right }: Held): number {
  return left.steps - right.steps || left.byPlaces - right.byPlaces || left.byTimes - right.byTimes;
}

function writtenAt({ came, from }: Held): Instant {
  return came?.at ?? from;
}

/** By name, then the whole before its columns. Nodes of which no name was read come last: a number is an order, too. */
function comparePlaces(names: LabelFacts['names'], left: Place, right: Place): number {
  const [one, other] = [names.get(left.node), names.get(right.node)];
  if (one === undefined || other === undefined) {
    if (one !== other) return one === undefined ? 1 : -1;
    if (left.node !== right.node) return left.node - right.node;
  }
  const byName = one === undefined || other === undefined ? 0 : compareNames(one, other);
  if (byName !== 0 || left.column === right.column) return byName;
  return left.column === null || (right.column !== null && left.column < right.column) ? -1 : 1;
}
