import { type Name, nameKey } from '#lineage';

import { bearing, type DataLabels } from './keep-out-labels.ts';
import { isOfData, keepOutRule, type KeepOutRule, type SaidName } from './keep-out-rule.ts';
import type { Policy } from './policy.ts';
import type { LabelsAsked } from './rules-for.ts';

/** Names that are kept in mind with the rules that cover them. */
const NAMES_MAX = 10_000;
/** Longer names are compared each time. */
const NAME_LENGTH_KEPT = 1_000;
const NONE: readonly KeepOutRule[] = [];

/** All rules in force on what is never stored, in the order of policies. */
export class KeepOut {
  readonly rules: readonly KeepOutRule[];
  /** What any of them asks data to bear. */
  readonly asks: LabelsAsked;
  private readonly known = new Map<string, readonly KeepOutRule[]>();

  constructor(policies: readonly { readonly position: bigint; readonly policy: Policy }[]) {
    const written = policies.flatMap(({ position, policy: { name, keep_out = [] } }) =>
      keep_out.map((rule, index) => ({ rule, stands: { policy: name, version: position, number: index + 1 } })),
    );
    this.rules = written.map(({ rule, stands }, place) => keepOutRule(rule, { ...stands, place }));
    const held = this.rules.some(({ borne }) => borne !== undefined && borne.held.size > 0);
    this.asks = { tags: this.rules.some(({ borne }) => borne !== undefined), held };
  }

  /** Those whose patterns fit a name, whatever the data bear. */
  fitting(name: SaidName): readonly KeepOutRule[] {
    const key = nameKey({ namespace: name.namespace ?? '', name: name.name ?? '' });
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const found = this.rules.filter((rule) => rule.fitsName(name));
    const rules = found.length === 0 ? NONE : found;
    if (name.namespace === undefined || name.name === undefined || key.length > NAME_LENGTH_KEPT) return rules;
    if (this.known.size >= NAMES_MAX) this.known.clear();
    this.known.set(key, rules);
    return rules;
  }

  /** Whether it takes what a dataset bears to know which rules cover it. */
  asksLabelsOf(dataset: Name): boolean {
    return this.asks.tags && this.fitting(dataset).some(({ borne }) => borne !== undefined);
  }
}

/** The rules as they cover what one event names. */
export class KeepOutOfEvent {
  readonly rules: readonly KeepOutRule[];
  private readonly byBearing = new Map<string, readonly KeepOutRule[]>();

  /** `labelsOf`: what is known of a dataset's data; undefined: nobody can tell, and they may bear anything. */
  constructor(
    private readonly keepOut: KeepOut,
    private readonly labelsOf: (dataset: Name) => DataLabels | undefined,
  ) {
    this.rules = keepOut.rules;
  }

  /** Those that cover a dataset by one of its names. */
  dataset({ namespace, name }: SaidName): readonly KeepOutRule[] {
    const rules = this.keepOut.fitting({ namespace, name });
    if (namespace === undefined || name === undefined || rules.every(({ borne }) => borne === undefined)) return rules;
    const key = nameKey({ namespace, name });
    const covering = this.byBearing.get(key) ?? this.borneBy({ namespace, name }, rules);
    this.byBearing.set(key, covering);
    return covering;
  }

  private borneBy(dataset: Name, rules: readonly KeepOutRule[]): readonly KeepOutRule[] {
    const labels = this.labelsOf(dataset);
    return labels === undefined ? rules : rules.flatMap((rule) => bearing(rule, labels) ?? []);
  }

  /** Those that cover a job by its own name. */
  job(job: SaidName): readonly KeepOutRule[] {
    return this.keepOut.fitting(job).filter((rule) => !isOfData(rule));
  }
}

/** Some rules, each once, in the order of policies. */
export function orderedRules(some: Iterable<KeepOutRule>): readonly KeepOutRule[] {
  return [...new Set(some)].sort((left, right) => left.place - right.place);
}
