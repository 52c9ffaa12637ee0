import type { Name } from '#lineage';

/** What a contract of the Open Data Contract Standard promises of columns, as far as we judge it. The text itself is kept beside it. */
export interface Contract {
  readonly id: string;
  /** The contract's own word for its version; which of them is in force is decided by the ledger. */
  readonly version: string;
  readonly apiVersion: string;
  readonly name: string | null;
  readonly status: string | null;
  /** One for each schema object that lists properties, in the order of the contract. */
  readonly promises: readonly DatasetPromise[];
  /** What its classifications and tags say that data are. */
  readonly labels: readonly ContractLabel[];
}

/** What is wrong with a contract, or off the standard in it: where, as a JSON pointer (empty: the whole), and what, in a sentence. */
export interface ContractProblem {
  readonly pointer: string;
  readonly message: string;
}

/** The columns that one dataset is promised to have. */
export interface DatasetPromise {
  readonly dataset: Name;
  readonly columns: readonly PromisedColumn[];
}

/** A column by its dotted path, with the types that the contract gives it, as spelled there. */
export interface PromisedColumn {
  readonly path: string;
  /** The path of what it is part of; null at the top. */
  readonly parent: string | null;
  readonly physicalType: string | null;
  readonly logicalType: string | null;
}

/** What OpenLineage calls that which an array holds: `visits._element.day` is a column of each visit in `visits`. */
export const ELEMENT = '._element';

/** A label of a promised dataset whole, or of one column of it. */
export interface ContractLabel {
  readonly dataset: Name;
  /** By its dotted path, without what arrays hold. Null: the dataset whole. */
  readonly column: string | null;
  readonly label: string;
}
