import type { Name, NodeName } from './names.ts';

/** How a column's value became another's. Absent parts are null, so that statements compare as written. */
export interface Transformation {
  readonly type: string;
  readonly subtype: string | null;
  readonly description: string | null;
  readonly masking: boolean;
}

/** Which facet a flow or column statement was read from. `lineage` beats `column`. */
export type StatementOrigin = 'lineage' | 'column';

/** One thing that an event shows: data goes from source to target. `docs/decisions/0002-fold-v1.md`, section 2. */
export type Statement =
  | { readonly kind: 'input'; readonly source: NodeName; readonly target: NodeName; readonly via: Name }
  | { readonly kind: 'output'; readonly source: NodeName; readonly target: NodeName; readonly via: Name }
  | {
      readonly kind: 'flow';
      readonly origin: StatementOrigin;
      /** Null: the target is said to have no upstream. */
      readonly source: NodeName | null;
      readonly target: NodeName;
      readonly via: Name | null;
    }
  | {
      readonly kind: 'column';
      readonly origin: StatementOrigin;
      readonly source: NodeName;
      readonly sourceField: string | null;
      readonly target: NodeName;
      /** Null: the source influences every row, as a filter or a join key does. */
      readonly targetField: string | null;
      readonly via: Name | null;
      readonly transformation: Transformation | null;
    };

/** A statement as a fixed list: its identity, its line in the digest and its order. */
export type StatementParts = readonly (string | boolean | null)[];

/**
 * `[kind, origin, sourceKind, sourceNamespace, sourceName, sourceField, targetKind, targetNamespace, targetName, targetField,
 * viaNamespace, viaName, type, subtype, description, masking]`, null where there is none.
 */
function statementParts(statement: Statement): StatementParts {
  const { kind, source, target, via } = statement;
  const origin = kind === 'flow' || kind === 'column' ? statement.origin : null;
  const [sourceField, targetField] = kind === 'column' ? [statement.sourceField, statement.targetField] : [null, null];
  const how = kind === 'column' ? statement.transformation : null;
  return [
    kind,
    origin,
    source?.kind ?? null,
    source?.namespace ?? null,
    source?.name ?? null,
    sourceField,
    target.kind,
    target.namespace,
    target.name,
    targetField,
    via?.namespace ?? null,
    via?.name ?? null,
    how?.type ?? null,
    how?.subtype ?? null,
    how?.description ?? null,
    how?.masking ?? null,
  ];
}

/** One string for a statement, unique: two statements with one key are one statement. */
export function statementKey(statement: Statement): string {
  return JSON.stringify(statementParts(statement));
}
