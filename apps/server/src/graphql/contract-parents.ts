import type { Alert, AnswerHeader, Contract, ReadingColumn } from '#operations';

import type { NodeParent } from './parents.ts';

// What stands behind contracts and alerts: what an operation gave, and the header of the answer that it came in.

export interface ContractParent {
  readonly contract: Contract;
  readonly header: AnswerHeader;
}

export interface AlertParent {
  readonly alert: Alert;
  readonly header: AnswerHeader;
}

export interface ReadingColumnParent extends Omit<ReadingColumn, 'dataset'> {
  readonly dataset: NodeParent;
}

export const contractParent = (contract: Contract, header: AnswerHeader): ContractParent => ({ contract, header });
export const alertParent = (alert: Alert, header: AnswerHeader): AlertParent => ({ alert, header });
