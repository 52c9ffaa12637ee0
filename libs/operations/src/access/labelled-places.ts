import { labelRulesOf, type Policy, type Standings } from '#access';
import type { LabelRule } from '#labels';
import type { NodeId } from '#lineage';
import { type Asked, ruledLabels } from '#store';

/** What a label of a policy is of. */
export interface LabelPreview {
  /** Which of the policy's labels, from 1. */
  readonly place: number;
  readonly label: string;
  /** Datasets whole and columns. None: perhaps a name is misspelt. */
  readonly places: number;
}

/** Counts of what is looked at the places that the labels of a policy are of. */
export class LabelledPlaces {
  private readonly rules: readonly LabelRule[];
  private readonly counts = new Map<number, number>();

  constructor(policy: Policy, standings: Standings) {
    this.rules = labelRulesOf([{ position: 0n, policy }], standings); // its version is asked by nobody
  }

  get all(): readonly LabelPreview[] {
    return this.rules.flatMap(({ label, by }) =>
      by.kind === 'policy' ? [{ place: by.place, label, places: this.counts.get(by.place) ?? 0 }] : [],
    );
  }

  /** Some datasets, by their canonical nodes, and of their columns those that are seen. */
  async take(asked: Asked, nodes: readonly NodeId[], seesColumn: (node: NodeId, path: string) => boolean): Promise<void> {
    for (const { node, column, by } of await ruledLabels(asked, this.rules, nodes))
      if (by.kind === 'policy' && (column === null || seesColumn(node, column)))
        this.counts.set(by.place, (this.counts.get(by.place) ?? 0) + 1);
  }
}
