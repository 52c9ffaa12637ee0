import type { AnswerHeader, Question } from './answer.ts';
import type { Context, Principal } from './context.ts';
import type { Dataset } from './dataset.ts';
import type { NodeReference } from './public-id.ts';

export interface DatasetAnswer {
  readonly header: AnswerHeader;
  readonly dataset: Dataset;
}

export interface DatasetsAnswer {
  readonly header: AnswerHeader;
  /** In the order asked; null where there is none. */
  readonly datasets: readonly (Dataset | null)[];
}

/** A dataset under any of its names. Throws NOT_FOUND, and AMBIGUOUS when a name without namespace is that of several. */
export async function findDataset(context: Context, principal: Principal, input: { readonly dataset: NodeReference } & Question): Promise<DatasetAnswer> {
  throw new Error(`not built yet: ${typeof context} ${principal.kind} ${JSON.stringify(input)}`);
}

/** As `findDataset` for up to 500 public ids at once, with as many statements as for one. */
export async function findDatasets(context: Context, principal: Principal, input: { readonly ids: readonly string[] } & Question): Promise<DatasetsAnswer> {
  throw new Error(`not built yet: ${typeof context} ${principal.kind} ${JSON.stringify(input)}`);
}
