import { ENTRY_KIND_CODES, type EntryKind } from '#record';

const KINDS = new Map(Object.entries(ENTRY_KIND_CODES).map(([kind, code]) => [code, kind as EntryKind])); // the record's own keys

/** Of the code that the database holds. */
export function kindOf(code: number): EntryKind {
  const kind = KINDS.get(code);
  if (kind === undefined) throw new Error(`An entry is of a kind that this version does not know: ${code}`);
  return kind;
}
