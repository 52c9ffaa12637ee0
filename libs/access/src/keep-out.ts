import type { Name } from '#lineage';

import type { KeepOutWritten } from './keep-out-shape.ts';
import { fitsAny } from './pattern.ts';
import type { Policy } from './policy.ts';

/** A rule on what is never stored: docs/decisions/0024. */
export interface KeepOutRule {
  readonly how: KeepOutWritten['how'];
  readonly policy: string;
  /** Of the policy: where it stands in the ledger. */
  readonly version: bigint;
  /** Which of those of its policy, from 1. */
  readonly number: number;
  /** Whether it is about some columns: then what carries no columns is covered by the datasets that it speaks of. */
  readonly isOfColumns: boolean;
  readonly fitsFacet: (facet: string) => boolean;
  /** Whether a text names a column that the rule is about, in whatever way it names it. */
  readonly isAbout: (text: string) => boolean;
}

/** A name as an event says it: what it leaves out might be anything. */
export type SaidName = { readonly [Part in keyof Name]: Name[Part] | undefined };

/** Names that are kept in mind with the rules that cover them. */
const NAMES_MAX = 10_000;
/** Longer names are compared each time. */
const NAME_LENGTH_KEPT = 1_000;
const NONE: readonly KeepOutRule[] = [];

/** All rules in force on what is never stored, in the order of policies. */
export class KeepOut {
  readonly rules: readonly KeepOutRule[];
  private readonly fitting: readonly { readonly rule: KeepOutRule; readonly fits: (name: SaidName) => boolean }[];
  private readonly known = new Map<string, readonly KeepOutRule[]>();

  constructor(policies: readonly { readonly position: bigint; readonly policy: Policy }[]) {
    this.fitting = policies.flatMap(({ position, policy: { name, keep_out: written = [] } }) =>
      written.map((each, index) => ({
        rule: ruleOf(each, { policy: name, version: position, number: index + 1 }),
        fits: fitting(each.on),
      })),
    );
    this.rules = this.fitting.map(({ rule }) => rule);
  }

  /** Those that cover a thing by one of its names. */
  covering(name: SaidName): readonly KeepOutRule[] {
    const key = `${name.namespace ?? ''}\0${name.name ?? ''}`;
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const found = this.fitting.flatMap(({ rule, fits }) => (fits(name) ? [rule] : []));
    const rules = found.length === 0 ? NONE : found;
    if (name.namespace === undefined || name.name === undefined || key.length > NAME_LENGTH_KEPT) return rules;
    if (this.known.size >= NAMES_MAX) this.known.clear();
    this.known.set(key, rules);
    return rules;
  }

  /** Some of the rules, each once and in their order. */
  ordered(some: Iterable<KeepOutRule>): readonly KeepOutRule[] {
    const wanted = new Set(some);
    return wanted.size === 0 ? NONE : this.rules.filter((rule) => wanted.has(rule));
  }
}

function fitting({ namespace, name }: KeepOutWritten['on']): (said: SaidName) => boolean {
  const [fitsNamespace, fitsName] = [namespace, name].map((pattern) => (pattern === undefined ? () => true : fitsAny([pattern])));
  return (said) =>
    (said.namespace === undefined || fitsNamespace?.(said.namespace) !== false) &&
    (said.name === undefined || fitsName?.(said.name) !== false);
}

function ruleOf({ how, on }: KeepOutWritten, of: Pick<KeepOutRule, 'policy' | 'version' | 'number'>): KeepOutRule {
  const { columns, facets } = on;
  return {
    ...{ how, ...of, isOfColumns: columns !== undefined, fitsFacet: fitsAny(facets) },
    isAbout: columns === undefined ? () => true : aboutAny(fitsAny(columns)),
  };
}

/** A text that is longer, of more words, or of which a word has more parts is taken to name every column: nobody calls a column so. */
const TEXT_LENGTH_MAX = 1_000;
/** Texts that each rule keeps in mind, and how long they may be. */
const TEXTS_MAX = 1_000;
const TEXT_LENGTH_KEPT = 100;
const WORDS_MAX = 16;
const PARTS_MAX = 8;
/** Letters, digits, and what else stands in names of columns; all other characters stand between names. */
const BETWEEN_WORDS = /[^\p{L}\p{N}_$.-]+/u;

/** A column is meant by its path, by that of a field around it, and by each word of a text such as `lower(p.ssn)`, with what stands before its dots and without. */
function aboutAny(fits: (text: string) => boolean): (text: string) => boolean {
  const known = new Map<string, boolean>();
  return (text) => {
    if (text.length > TEXT_LENGTH_MAX) return true;
    const before = known.get(text);
    if (before !== undefined) return before;
    const isAbout = fits(text) || namesAny(text, fits);
    if (text.length > TEXT_LENGTH_KEPT) return isAbout;
    if (known.size >= TEXTS_MAX) known.clear();
    known.set(text, isAbout);
    return isAbout;
  };
}

function namesAny(text: string, fits: (text: string) => boolean): boolean {
  const words = [text, ...text.split(BETWEEN_WORDS)].map((word) => word.split('.'));
  return words.length > WORDS_MAX || words.some((parts) => parts.length > PARTS_MAX || pathsIn(parts).some(fits));
}

/** `a`, `b`: `a`, `a.b`, `b`. */
function pathsIn(parts: readonly string[]): readonly string[] {
  return parts.flatMap((_, start) => parts.slice(start).map((__, index) => parts.slice(start, start + index + 1).join('.')));
}
