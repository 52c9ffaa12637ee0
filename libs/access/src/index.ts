export { type ColumnDenial, type DatasetDenial, type FacetDenial, type Labels, type RowDenials, type View, viewOf } from './view.ts';
export { type Policy, type PolicyProblem, readPolicy, type Rule } from './policy.ts';
