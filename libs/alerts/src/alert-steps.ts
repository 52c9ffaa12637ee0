import type { Finding } from '#contracts';
import { compareUtf8 } from '#foundation';

import { alertAfter, type AlertState } from './alert-life.ts';
import { alertId, type Fingerprint } from './fingerprint.ts';

/** An alert as it is recorded so far. */
export interface KnownAlert {
  readonly id: string;
  readonly fingerprint: Fingerprint;
  readonly state: AlertState;
  /** The greatest ledger size whose verdict has moved it: what smaller sizes say was heard before. */
  readonly size: bigint;
}

/** What a verdict says of one promise at a ledger size. */
export interface Said {
  readonly promise: Pick<Fingerprint, 'contract' | 'dataset'>;
  readonly size: bigint;
  /** Undefined: the contract speaks of the dataset no more. */
  readonly findings: readonly Finding[] | undefined;
}

/** A step in the life of an alert that a verdict makes. */
export interface AlertStep {
  readonly id: string;
  readonly event: 'found' | 'mended';
  readonly fingerprint: Fingerprint;
  readonly expected: string | null;
  readonly found: string | null;
}

/**
 * The steps that follow from a verdict, given all alerts of its promise: found where a broken promise has no open alert, mended where an alert's
 * promise is kept, or is no promise any more. What is not known mends nothing. Said twice, the second time gives no steps.
 */
export function alertSteps({ promise, size, findings }: Said, known: readonly KnownAlert[]): readonly AlertStep[] {
  const byId = new Map(known.map((alert) => [alert.id, alert]));
  const found = (findings ?? []).flatMap(({ kind, column, ...types }): readonly AlertStep[] => {
    if (kind === 'schema-unknown' || column === null) return [];
    const fingerprint: Fingerprint = { ...promise, column, kind };
    return [{ id: alertId(fingerprint), event: 'found', fingerprint, ...types }];
  });
  const isFound = new Set(found.map(({ id }) => id));
  const mended = known
    .filter(({ id, fingerprint }) => !isFound.has(id) && isTold(fingerprint.column, findings))
    .map(({ id, fingerprint }): AlertStep => ({ id, event: 'mended', fingerprint, expected: null, found: null }));

  return [...found, ...mended]
    .filter(({ id, event }) => {
      const before = byId.get(id);
      if (before === undefined) return true;
      return size > before.size && alertAfter(before.state, event) !== before.state;
    })
    .sort((left, right) => compareUtf8(left.id, right.id));
}

/** Whether a verdict says something of a column: neither it, nor what it is part of, nor the dataset as a whole is unknown, and what it is part of is there. */
function isTold(column: string, findings: readonly Finding[] | undefined): boolean {
  return (findings ?? []).every(({ kind, column: other }) => {
    if (other === null) return false;
    if (column.startsWith(`${other}.`)) return kind === 'type-changed';
    return other !== column || kind !== 'schema-unknown';
  });
}
