import type { NodeId, NodeKind, StatementOrigin, Transformation } from '#lineage';

/** A statement with its ends as they are called at the asked times: all names of a dataset are one node. */
export interface ShownStatement {
  readonly kind: 'input' | 'output' | 'flow' | 'column';
  readonly origin: StatementOrigin | null;
  readonly source: NodeId | null;
  readonly sourceColumn: string | null;
  readonly target: NodeId;
  readonly targetKind: NodeKind;
  readonly targetColumn: string | null;
  readonly transformation: Transformation | null;
}

/** How data goes from one place to another; a null column means the node whole. */
export interface Way {
  readonly source: NodeId;
  readonly sourceColumn: string | null;
  readonly target: NodeId;
  readonly targetColumn: string | null;
  readonly transformation: Transformation | null;
  /** No column lineage shows it: all of one goes into all of the other. */
  readonly isAssumed: boolean;
}

/** All ways that a set of statements by one speaker shows: "Ways into" of docs/decisions/0016. */
export function waysShown(statements: readonly ShownStatement[]): readonly Way[] {
  const targets = new Map(statements.map(({ target, targetKind }) => [target, targetKind]));
  const isByLineage = statements.some(({ kind, origin }) => kind === 'flow' && origin === 'lineage');
  return [...targets].flatMap(([node, kind]) => {
    const into = statements.filter(({ target }) => target === node);
    return kind === 'job' ? waysIntoJob(into) : waysIntoDataset(into, { isByLineage, statements });
  });
}

function waysIntoDataset(
  into: readonly ShownStatement[],
  { isByLineage, statements }: { readonly isByLineage: boolean; readonly statements: readonly ShownStatement[] },
): readonly Way[] {
  const counting = isByLineage ? into.filter(({ origin }) => origin === 'lineage') : into;
  const flows = counting.filter(({ kind }) => kind === 'flow');
  if (flows.length > 0) {
    const columns = counting.filter(({ kind }) => kind === 'column');
    return distinctBySource(flows).flatMap((flow) => {
      const ways = columns.filter(({ source }) => source === flow.source).flatMap((column) => wayBy(column, false));
      return ways.length > 0 ? ways : wayBy(flow, true);
    });
  }
  const output = into.find(({ kind }) => kind === 'output');
  if (output === undefined || isByLineage) return [];
  return distinctBySource(statements.filter(({ kind }) => kind === 'input')).flatMap(({ source }) => wayBy({ ...output, source }, true));
}

function waysIntoJob(into: readonly ShownStatement[]): readonly Way[] {
  const whole = into.filter(({ kind }) => kind === 'input' || kind === 'flow');
  const columns = into.filter(({ kind }) => kind === 'column');
  return [
    ...distinctBySource(whole).flatMap((statement) => wayBy(statement, true)),
    ...columns.flatMap((column) => wayBy({ ...column, targetColumn: null }, false)),
  ];
}

function distinctBySource(statements: readonly ShownStatement[]): readonly ShownStatement[] {
  return [...new Map(statements.map((statement) => [statement.source, statement])).values()];
}

/** Nothing comes from nothing. */
function wayBy({ source, sourceColumn, target, targetColumn, transformation }: ShownStatement, isAssumed: boolean): readonly Way[] {
  if (source === null) return [];
  if (isAssumed) return [{ source, sourceColumn: null, target, targetColumn: null, transformation: null, isAssumed }];
  return [{ source, sourceColumn, target, targetColumn, transformation, isAssumed }];
}
