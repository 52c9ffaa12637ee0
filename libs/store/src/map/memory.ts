import type { Instant } from '#foundation';
import type { NodeId, RunBelief, RunKey, StatementId, StatementSetId } from '#lineage';

import type { Rulings } from './rulings.ts';
import type { Watch } from './watch.ts';

/** Things remembered of each kind; past it that kind is forgotten and read again. A node costs about 1 KB, all kinds together stay under 400 MB. */
const REMEMBERED_MAX = 100_000;

/** Of a node: enough to see that an event says nothing new. */
export interface NodeMemory {
  /** Since when it is there, to the end of time. Undefined: it is not. */
  readonly presentFrom: Instant | undefined;
  readonly lastCut: Instant | undefined;
  /** Facets in force to the end of time: content hash and since when. */
  readonly open: ReadonlyMap<string, { readonly content: string; readonly from: Instant }>;
}

/** Of a job: its sets that no evidence has ended, with the last time each was seen. */
export interface SpeakerMemory {
  lastTime: Instant;
  readonly lastSeen: Map<StatementSetId, Instant>;
}

/**
 * What the applier keeps between batches. It is a cache of committed rows of one generation at exactly `mapped`: when the lane was elsewhere
 * meanwhile, when another generation has become the live one, or when a batch failed, it is thrown away.
 */
export class MapMemory {
  mapped = -1n;
  private generation = 0;
  readonly ids = {
    node: bounded<NodeId>(),
    run: bounded<RunKey>(),
    statement: bounded<StatementId>(),
    set: bounded<StatementSetId>(),
    facetSet: bounded<number>(),
  };
  readonly contents = bounded<true>();
  readonly members = new BoundedMap<StatementSetId, readonly StatementId[]>();
  readonly nodes = new BoundedMap<NodeId, NodeMemory>();
  readonly speakers = new BoundedMap<NodeId, SpeakerMemory>();
  readonly runs = new BoundedMap<RunKey, { readonly row: bigint; readonly value: RunBelief }>();
  rulings: Rulings | undefined;
  /** Undefined: not looked at yet. Without a contract it is there, and empty. */
  watch: Watch | undefined;

  /** To be called by who takes a lane: forgets everything unless it was learnt of this generation at this size. */
  holdFor(generation: number, mapped: bigint): void {
    if (this.generation !== generation || this.mapped !== mapped) this.forget();
    [this.generation, this.mapped] = [generation, mapped];
  }

  private forget(): void {
    for (const ids of Object.values(this.ids)) ids.clear();
    for (const each of [this.contents, this.members]) each.clear();
    this.forgetBeliefs();
    this.rulings = undefined;
    this.watch = undefined;
    this.mapped = -1n;
  }

  /** A ruling changed what is believed of things that it did not name. */
  forgetBeliefs(): void {
    for (const each of [this.nodes, this.speakers, this.runs]) each.clear();
  }
}

function bounded<Value>(): BoundedMap<string, Value> {
  return new BoundedMap();
}

/** A map that forgets its oldest half when it is full. */
class BoundedMap<Key, Value> extends Map<Key, Value> {
  override set(key: Key, value: Value): this {
    if (this.size >= REMEMBERED_MAX && !this.has(key)) {
      let left = REMEMBERED_MAX / 2;
      for (const oldest of this.keys()) {
        this.delete(oldest);
        left -= 1;
        if (left === 0) break;
      }
    }
    return super.set(key, value);
  }
}
