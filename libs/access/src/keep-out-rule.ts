import type { Name } from '#lineage';

import { heldWords } from './classified.ts';
import type { KeepOutWritten } from './keep-out-shape.ts';
import { namesAny } from './named-columns.ts';
import { fitsAny } from './pattern.ts';

/** A rule on what is never stored: docs/decisions/0024. */
export interface KeepOutRule {
  readonly how: KeepOutWritten['how'];
  readonly policy: string;
  /** Of the policy: where it stands in the ledger. */
  readonly version: bigint;
  /** Which of those of its policy, from 1. */
  readonly number: number;
  /** Among all rules of all policies. */
  readonly place: number;
  /** What the data must bear. Undefined: nothing is asked of them. */
  readonly borne: Borne | undefined;
  readonly isOfColumns: boolean;
  readonly fitsName: (name: SaidName) => boolean;
  readonly fitsFacet: (facet: string) => boolean;
  /** Whether a text names a column that the rule is about, in whatever way it names it. */
  readonly isAbout: (text: string) => boolean;
}

/** A tag, or levels in some forms. */
export interface Borne {
  /** In small letters. */
  readonly tag: string | undefined;
  /** As `heldWord` spells them. */
  readonly held: ReadonlySet<string>;
}

/** A name as an event says it: what it leaves out might be anything. */
export type SaidName = { readonly [Part in keyof Name]: Name[Part] | undefined };

/** Whether a rule is about what datasets hold: a job has no columns, and bears nothing by itself. */
export function isOfData({ borne, isOfColumns }: Pick<KeepOutRule, 'borne' | 'isOfColumns'>): boolean {
  return isOfColumns || borne !== undefined;
}

export function keepOutRule(
  { how, on }: KeepOutWritten,
  stands: Pick<KeepOutRule, 'policy' | 'version' | 'number' | 'place'>,
): KeepOutRule {
  const { namespace, name, tag, columns, facets } = on;
  const [fitsNamespace, fitsName] = [namespace, name].map((pattern) => (pattern === undefined ? () => true : fitsAny([pattern])));
  const held = new Set(heldWords(on));
  return {
    ...{ how, ...stands, isOfColumns: columns !== undefined, fitsFacet: fitsAny(facets) },
    borne: tag === undefined && held.size === 0 ? undefined : { tag: tag?.toLowerCase(), held },
    fitsName: (said) =>
      (said.namespace === undefined || fitsNamespace?.(said.namespace) !== false) &&
      (said.name === undefined || fitsName?.(said.name) !== false),
    isAbout: columns === undefined ? () => true : namesAny(fitsAny(columns)),
  };
}
