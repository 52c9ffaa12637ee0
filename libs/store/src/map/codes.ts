import type { Form, Level } from '#labels';
import type { AliasKind, LifecycleChange, NodeKind, RunEventType, Statement, StatementOrigin } from '#lineage';

/** How unions are written in the graph's tables. Total records: a new member does not compile without its code. */
export const NODE_KIND: Readonly<Record<NodeKind, number>> = { dataset: 1, job: 2 };
export const STATEMENT_KIND: Readonly<Record<Statement['kind'], number>> = { input: 1, output: 2, flow: 3, column: 4 };
export const ORIGIN: Readonly<Record<StatementOrigin, number>> = { lineage: 1, column: 2 };
export const MODE: Readonly<Record<'observed' | 'declared', number>> = { observed: 1, declared: 2 };
export const EVENT_KIND: Readonly<Record<'run' | 'job' | 'dataset', number>> = { run: 1, job: 2, dataset: 3 };
export const CHANGE: Readonly<Record<LifecycleChange, number>> = { DROP: 1, CREATE: 2, RENAME: 3 };
export const ALIAS: Readonly<Record<AliasKind, number>> = { symlink: 1, rename: 2, accepted: 3 };
export const RUN_TYPE: Readonly<Record<RunEventType, number>> = {
  START: 1,
  RUNNING: 2,
  COMPLETE: 3,
  FAIL: 4,
  ABORT: 5,
  OTHER: 6,
  UNKNOWN: 7,
};
export const LEVEL: Readonly<Record<Level, number>> = { PUBLIC: 1, INTERNAL: 2, CONFIDENTIAL: 3, PII: 4, PHI: 5 };
export const FORM: Readonly<Record<Form, number>> = { plain: 1, pseudonymised: 2, inferred: 3 };

/** The member behind a code. Throws on a code of a newer version. */
export function named<Key extends string>(codes: Readonly<Record<Key, number>>, code: number): Key {
  for (const key in codes) if (codes[key] === code) return key;
  throw new Error(`the graph holds a code that this version does not know: ${code}`);
}
