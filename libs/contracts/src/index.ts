export type { Contract, ContractProblem, DatasetPromise, PromisedColumn } from './contract.ts';
export { type Finding, type FindingKind, judge, type Judgement, type VerdictOutcome } from './judge.ts';
export { type ContractReading, readContract } from './read-contract.ts';
