import { canonicalJson, type JsonValue } from '#record';

import { named, NODE_KIND, ORIGIN, STATEMENT_KIND } from './codes.ts';
import { numberIn, optionalNumberIn, type Row } from './rows.ts';

/** One line of the graph: the canonical JSON of a list. */
export function factLine(parts: readonly JsonValue[]): string {
  return canonicalJson(parts);
}

/** The sixteen parts of a statement out of a row that names both ends and the job between them. */
export function statementPartsIn(row: Row): readonly JsonValue[] {
  const origin = optionalNumberIn(row, 'origin');
  const nothing = (column: string): JsonValue => (row[column] as JsonValue | undefined) ?? null; // text, boolean or null in every query that calls this
  const kindOf = (column: string): JsonValue => (row[column] === null ? null : named(NODE_KIND, numberIn(row, column)));
  return [
    named(STATEMENT_KIND, numberIn(row, 'kind')),
    origin === undefined ? null : named(ORIGIN, origin),
    kindOf('source_kind'),
    nothing('source_namespace'),
    nothing('source_name'),
    nothing('source_field'),
    kindOf('target_kind'),
    nothing('target_namespace'),
    nothing('target_name'),
    nothing('target_field'),
    nothing('via_namespace'),
    nothing('via_name'),
    nothing('type'),
    nothing('subtype'),
    nothing('description'),
    nothing('masking'),
  ];
}
