/** What a dataset or a job is called. */
export interface Name {
  readonly namespace: string;
  readonly name: string;
}

/** How a source column reaches a target column, in the words of the standard. */
export interface Transformation {
  readonly type: 'DIRECT' | 'INDIRECT';
  readonly subtype: string;
  readonly description: string;
  readonly masking: boolean;
}

/** A column that something is made from. */
export interface SourceColumn extends Name {
  readonly field: string;
  readonly transformations: readonly Transformation[];
}

/** The columns of one output, each with all that it is made from. */
export type ColumnMap = Readonly<Record<string, readonly SourceColumn[]>>;

/** The value as it is. */
export function copied(source: Name, field: string): SourceColumn {
  return sourceColumn(source, field, direct('IDENTITY', ''));
}

/** A value calculated from it, row by row. */
export function calculated(source: Name, field: string, description = ''): SourceColumn {
  return sourceColumn(source, field, direct('TRANSFORMATION', description));
}

/** A value over many rows. */
export function aggregated(source: Name, field: string, description = ''): SourceColumn {
  return sourceColumn(source, field, direct('AGGREGATION', description));
}

/** A value that no longer shows what it was made from, such as a hash. */
export function masked(source: Name, field: string, description: string): SourceColumn {
  return sourceColumn(source, field, { ...direct('TRANSFORMATION', description), masking: true });
}

/** Not a part of the value, but which rows there are depends on it. */
export function influenced(source: Name, field: string, subtype: 'JOIN' | 'FILTER' | 'GROUP_BY' | 'CONDITIONAL'): SourceColumn {
  return sourceColumn(source, field, { type: 'INDIRECT', subtype, description: '', masking: false });
}

/** The given columns, each copied under its own name. */
export function allCopied(source: Name, fields: readonly string[]): ColumnMap {
  return Object.fromEntries(fields.map((field) => [field, [copied(source, field)]]));
}

/** The body of a `columnLineage` facet; `rows` are the columns that decide which rows there are at all. */
export function columnLineage(columns: ColumnMap, rows: readonly SourceColumn[] = []): object {
  const fields = Object.entries(columns).map(([field, inputFields]) => [field, { inputFields }] as const);
  return { fields: Object.fromEntries(fields), ...(rows.length > 0 && { dataset: rows }) };
}

/** One entry of a `lineage` facet: a dataset, what flows into it whole, and what into its columns. */
export function lineageEntry(target: Name, { inputs, columns }: { readonly inputs: readonly Name[]; readonly columns: ColumnMap }): object {
  const fields = Object.entries(columns).map(([field, sources]) => {
    const sourcesOfField = sources.map(({ namespace, name, ...rest }) => ({ namespace, name, type: 'DATASET', ...rest }));
    return [field, { inputs: sourcesOfField }] as const;
  });
  return {
    namespace: target.namespace,
    name: target.name,
    type: 'DATASET',
    inputs: inputs.map(({ namespace, name }) => ({ namespace, name, type: 'DATASET' })),
    fields: Object.fromEntries(fields),
  };
}

function direct(subtype: string, description: string): Transformation {
  return { type: 'DIRECT', subtype, description, masking: false };
}

function sourceColumn({ namespace, name }: Name, field: string, transformation: Transformation): SourceColumn {
  return { namespace, name, field, transformations: [transformation] };
}
