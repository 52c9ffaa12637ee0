import { isProtected, labelsSaid } from '#labels';
import type { Instant } from '#foundation';
import type { NodeId } from '#lineage';
import type { JsonValue } from '#record';
import { type Asked, marksOf, type NodeMark } from '#store';

import type { Decided } from './decided.ts';

/** A dataset that an answer shows. */
export interface ShownDataset {
  readonly node: NodeId;
  readonly namespace: string;
  readonly name: string;
}

/** As whom things are seen: what of them, and why. */
export interface Seer {
  readonly lookAtShown: (nodes: readonly NodeId[]) => Promise<void>;
  readonly seesColumn: (node: NodeId, path: string) => boolean;
  readonly whySeen: (node: NodeId) => Pick<Decided, 'why' | 'policy' | 'rule'>;
}

/** What an answer shows of datasets, before anybody knows which of them are protected. */
interface Shown {
  readonly asked: Asked;
  readonly seer: Seer;
  readonly present: Instant;
  readonly action: string;
  /** Whom it was asked about. Null: who asked. */
  readonly about: Decided['about'];
  readonly purpose: Decided['purpose'];
  readonly datasets: Map<NodeId, ShownDataset>;
}

/** How some datasets are shown. */
export interface ShownAs {
  /** Absent: they are seen. */
  readonly action?: string;
  /** Absent: who asks. */
  readonly about?: Decided['about'];
  /** Absent: for none. */
  readonly purpose?: Decided['purpose'];
}

/** Things that are decided alike within one operation. An entry names the first few, and says this number where they were more. */
const THINGS_MAX = 20_000;
/** Shown datasets of which nobody knows yet whether they are protected. Past it they are looked at before anything else is shown. */
const UNSEEN_MAX = 20_000;

/** All that is decided while one operation is answered, so that it is recorded together: one entry an operation, and never one a node. */
export class DecisionNotes {
  /** The newest version of a policy that was in force, where somebody has read it. */
  under: bigint | null | undefined;
  private readonly decided = new Map<string, { readonly like: Decided; readonly things: Set<string> }>();
  private readonly shown = new Map<string, Shown>();

  /** Notes a decision; what was decided alike is told together. */
  note(like: Decided): void {
    const { things, ...rest } = like;
    const { action, outcome, about, why, policy, rule, mask, purpose, under } = rest;
    const key = JSON.stringify([action, outcome, about?.id, why, String(policy), rule, mask, purpose, String(under)]);
    const known = this.decided.get(key) ?? { like, things: new Set() };
    this.decided.set(key, known);
    for (const thing of things) if (known.things.size < THINGS_MAX) known.things.add(thing);
  }

  /** Notes what is shown; whether any of it is protected is looked up once, by `look`. */
  show(
    datasets: readonly ShownDataset[],
    { action = 'see', about = null, purpose, ...by }: Pick<Shown, 'asked' | 'seer' | 'present'> & ShownAs,
  ): void {
    if (datasets.length === 0) return;
    const { asOf, knownAt } = by.asked;
    const key = JSON.stringify([action, about?.id, purpose, String(asOf), String(knownAt)]);
    const known = this.shown.get(key) ?? { ...by, action, about, purpose, datasets: new Map() };
    this.shown.set(key, known);
    for (const dataset of datasets) known.datasets.set(dataset.node, dataset);
  }

  /** Whether so much was shown that it is looked at now, though the operation goes on. */
  get isFull(): boolean {
    let unseen = 0;
    for (const { datasets } of this.shown.values()) unseen += datasets.size;
    return unseen > UNSEEN_MAX;
  }

  /** Whether anything was shown that nobody has looked at. */
  get mustLook(): boolean {
    return this.shown.size > 0;
  }

  /**
   * Finds out which datasets of those shown are protected, by their tags and what came to them, at the asked times and now. One statement for each two times that were asked. What
   * could not be looked at when this throws is looked at the next time.
   */
  async look(): Promise<void> {
    for (const [key, shown] of this.shown) {
      await this.lookAt(shown);
      this.shown.delete(key);
    }
  }

  /** What a question showed that failed, and so is answered with none of it: its snapshot is gone when the operation is over. */
  forget(session: Asked['session']): void {
    for (const [key, { asked }] of this.shown) if (asked.session === session) this.shown.delete(key);
  }

  /** All that was decided, what was denied first. */
  all(): readonly Decided[] {
    const all = [...this.decided.values()].map(({ like, things }) => ({ under: this.under, ...like, things: [...things] }));
    return [...all.filter(({ outcome }) => outcome === 'denied'), ...all.filter(({ outcome }) => outcome !== 'denied')];
  }

  private async lookAt({ asked, seer, present, action, about, purpose, datasets }: Shown): Promise<void> {
    const places = protectedPlaces(await marksOf(asked, [...datasets.keys()], present));
    if (places.size === 0) return;
    await seer.lookAtShown([...places.keys()]);
    for (const [node, columns] of places) {
      const dataset = datasets.get(node);
      if (dataset === undefined || !columns.some((column) => column === null || seer.seesColumn(node, column))) continue;
      this.note({
        action,
        outcome: 'allowed',
        things: [`dataset ${dataset.namespace} ${dataset.name}`],
        about,
        purpose,
        ...seer.whySeen(node),
      });
    }
  }
}

/** The places within some datasets that are protected, by a tag or because what is came there: the dataset itself (null), or columns. */
export function protectedPlaces(marks: readonly NodeMark[]): ReadonlyMap<NodeId, readonly (string | null)[]> {
  const places = new Map<NodeId, (string | null)[]>();
  const said = new Map<string, ReturnType<typeof labelsSaid>>(); // many datasets have the same tags
  const saidBy = (tags: string): ReturnType<typeof labelsSaid> => {
    const labels = said.get(tags) ?? labelsSaid(JSON.parse(tags) as JsonValue); // recorded as JSON
    said.set(tags, labels);
    return labels;
  };
  for (const mark of marks) {
    const labels = 'tags' in mark ? saidBy(mark.tags) : [{ column: mark.column, label: mark.level }];
    for (const { column, label } of labels)
      if (isProtected(label)) {
        const known = places.get(mark.node) ?? [];
        places.set(mark.node, known);
        known.push(column);
      }
  }
  return places;
}
