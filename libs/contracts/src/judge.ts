import { isList, isObject, type JsonObject, type JsonValue, member } from '#record';

import { compareLogical, comparePhysical, type TypeComparison } from './column-types.ts';
import { ELEMENT, type PromisedColumn } from './contract.ts';

/** PASS: every promise is kept. FAIL: one is broken. UNKNOWN: what is known neither keeps nor breaks one. UNKNOWN is never PASS. */
export type VerdictOutcome = 'PASS' | 'FAIL' | 'UNKNOWN';

export type FindingKind = 'column-missing' | 'type-changed' | 'schema-unknown';

/** What stands between a promise and PASS. */
export interface Finding {
  readonly kind: FindingKind;
  /** Dotted path; null: no column of the dataset is known. */
  readonly column: string | null;
  /** The type as the contract spells it; null when it gives none. */
  readonly expected: string | null;
  /** The type as the event spelled it; null when there is none. */
  readonly found: string | null;
}

export interface Judgement {
  readonly outcome: VerdictOutcome;
  /** In the order of the contract. Empty when the outcome is PASS, and only then. */
  readonly findings: readonly Finding[];
}

const NO_SCHEMA: Judgement = {
  outcome: 'UNKNOWN',
  findings: [{ kind: 'schema-unknown', column: null, expected: null, found: null }],
};

/**
 * Judges promised columns by a `schema` facet of OpenLineage; undefined: none is in force. Columns that nobody promised break nothing, nor does their
 * order; what is `required` in a contract can only be judged by presence, because the facet says nothing of nulls.
 */
export function judge(columns: readonly PromisedColumn[], facet: JsonObject | undefined): Judgement {
  const known = facet === undefined ? undefined : knownColumns(facet);
  if (known === undefined || known.size === 0 || columns.length === 0) return NO_SCHEMA;

  const findings = columns.flatMap((column): readonly Finding[] => {
    const finding = findingOf(column, known);
    return finding === undefined ? [] : [finding];
  });
  if (findings.some(({ kind }) => kind !== 'schema-unknown')) return { outcome: 'FAIL', findings };
  return { outcome: findings.length === 0 ? 'PASS' : 'UNKNOWN', findings };
}

interface KnownColumn {
  readonly type: string | null;
  /** Whether the event says what is in it. */
  readonly isOpen: boolean;
}

function findingOf(column: PromisedColumn, known: ReadonlyMap<string, KnownColumn>): Finding | undefined {
  const { path, parent, physicalType, logicalType } = column;
  const expected = physicalType ?? logicalType;
  const found = known.get(path);
  if (found === undefined) {
    const kind = missing(parent, known);
    return kind === undefined ? undefined : { kind, column: path, expected, found: null };
  }
  const comparison = compareTypes(column, found.type);
  if (comparison === 'same') return undefined;
  return { kind: comparison === 'different' ? 'type-changed' : 'schema-unknown', column: path, expected, found: found.type };
}

/** Of a column that is not there: it is missing where its siblings are told, and not known where they are not. Undefined: what it is part of is told of already. */
function missing(parent: string | null, known: ReadonlyMap<string, KnownColumn>): FindingKind | undefined {
  if (parent === null) return 'column-missing';
  const above = known.get(parent);
  if (above !== undefined) return above.isOpen ? 'column-missing' : 'schema-unknown';
  return parent.endsWith(ELEMENT) && known.has(parent.slice(0, -ELEMENT.length)) ? 'schema-unknown' : undefined;
}

/** By the physical type, which says more; by the logical one where that cannot be told. */
function compareTypes({ physicalType, logicalType }: PromisedColumn, found: string | null): TypeComparison {
  if (physicalType === null && logicalType === null) return 'same';
  if (found === null) return 'unknown';
  const physical = physicalType === null ? 'unknown' : comparePhysical(physicalType, found);
  return physical === 'unknown' && logicalType !== null ? compareLogical(logicalType, found) : physical;
}

/** The columns of a facet by dotted path; undefined when it does not say. */
function knownColumns(facet: JsonObject): ReadonlyMap<string, KnownColumn> | undefined {
  if (member(facet, '_deleted') === true) return undefined;
  const columns = new Map<string, KnownColumn>();
  const add = (fields: readonly JsonValue[], prefix: string): void => {
    for (const field of fields) {
      const name = isObject(field) ? member(field, 'name') : undefined;
      if (!isObject(field) || typeof name !== 'string') continue;
      const [type, nested] = [member(field, 'type'), member(field, 'fields')];
      const path = `${prefix}${name}`;
      const isOpen = isList(nested) && nested.length > 0;
      if (!columns.has(path)) columns.set(path, { type: typeof type === 'string' ? type : null, isOpen });
      if (isOpen) add(nested, `${path}.`);
    }
  };
  const fields = member(facet, 'fields');
  if (!isList(fields)) return undefined;
  add(fields, '');
  return columns;
}
