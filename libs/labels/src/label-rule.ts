import type { Instant } from '#foundation';
import type { Name, NodeId } from '#lineage';
import { isList, isObject, isStorable, type JsonValue, member } from '#record';

/** Who says of data what they are, for good: a version of a policy, by the place of its label (from 1), or one of a contract. Versions are places in the ledger. */
export type RuleSayer =
  | { readonly kind: 'policy'; readonly policy: string; readonly version: bigint; readonly place: number }
  | { readonly kind: 'contract'; readonly contract: string; readonly version: bigint };

/** Who says a label: a `tags` facet, by the name that carried it and since when it held, or a policy or a contract. */
export type Sayer = { readonly kind: 'tag'; readonly node: NodeId; readonly since: Instant } | RuleSayer;

/** A label that a policy or a contract says of data, whenever they were: docs/decisions/0028. */
export interface LabelRule {
  readonly label: string;
  readonly by: RuleSayer;
  /** Of datasets one of whose names is one of these. */
  readonly names: readonly LabelledName[];
  readonly about: LabelledColumns;
}

/** A name letter by letter, or such as fit two patterns, as Postgres compares with `like`. */
export type LabelledName = (Name & { readonly isPattern: false }) | (Name & { readonly isPattern: true });

/** A dataset whole, one column whether it is known or not, or each known one that fits; `patterns`: as policies have them. */
export type LabelledColumns =
  | { readonly kind: 'whole' }
  | { readonly kind: 'column'; readonly path: string }
  | { readonly kind: 'fitting'; readonly patterns: readonly string[]; readonly fits: (path: string) => boolean };

/** One text for what a rule says, whoever says it: two of one text say the same of the same data. */
export function ruleKey({ label, names, about }: LabelRule): string {
  return JSON.stringify([label, names.map(({ namespace, name, isPattern }) => [namespace, name, isPattern]), about]);
}

/** The paths of all columns that the content of a `schema` facet names, nested ones by dots. */
export function columnsOfSchema(facet: JsonValue): readonly string[] {
  return isObject(facet) ? columnsIn(facet, '') : [];
}

function columnsIn(holder: JsonValue, prefix: string): readonly string[] {
  const fields = isObject(holder) ? member(holder, 'fields') : undefined;
  return (isList(fields) ? fields : []).flatMap((field): readonly string[] => {
    const name = isObject(field) ? member(field, 'name') : undefined;
    if (typeof name !== 'string' || !isStorable(name)) return [];
    const path = `${prefix}${name}`;
    return [...(path === '' ? [] : [path]), ...columnsIn(field, `${path}.`)];
  });
}
