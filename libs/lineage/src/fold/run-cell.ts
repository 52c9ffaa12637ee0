import type { Instant } from '#foundation';

import type { RunEventType } from '../event.ts';
import { type ClaimKey, compareClaims } from './claims.ts';
import { KnownValue } from './known-value.ts';

/** What a run's events say together, at the end of event time. Section 8 of the fold. */
export interface RunBelief {
  readonly began: Instant;
  /** When it was first seen at work (START, RUNNING or an unknown type). */
  readonly activeFrom: Instant | undefined;
  readonly end: (ClaimKey & { readonly type: 'COMPLETE' | 'FAIL' | 'ABORT' }) | undefined;
}

export type RunState = 'OBSERVED' | 'RUNNING' | 'COMPLETE' | 'FAIL' | 'ABORT';

export function runState({ activeFrom, end }: RunBelief): RunState {
  return end?.type ?? (activeFrom === undefined ? 'OBSERVED' : 'RUNNING');
}

interface RunEvent extends ClaimKey {
  readonly type: RunEventType | undefined;
}

export class RunCell {
  readonly belief: KnownValue<RunBelief>;

  constructor(stored: { readonly row: bigint; readonly value: RunBelief } | undefined) {
    this.belief = new KnownValue(stored, sameBelief);
  }

  add(event: RunEvent): void {
    this.belief.value = withEvent(this.belief.value, event);
  }

  /** After a retraction: from all events that are left. */
  replace(events: Iterable<RunEvent>): void {
    this.belief.value = undefined;
    for (const event of events) this.add(event);
  }
}

/** Whether an event of this type ends its run. */
export function isEnd(type: RunEventType | undefined): type is 'COMPLETE' | 'FAIL' | 'ABORT' {
  return type === 'COMPLETE' || type === 'FAIL' || type === 'ABORT';
}

/** The belief after one more event; the order of events does not matter. */
export function withEvent(belief: RunBelief | undefined, { time, digest, type }: RunEvent): RunBelief {
  const began = belief === undefined || time < belief.began ? time : belief.began;
  const isActive = type === 'START' || type === 'RUNNING' || type === 'UNKNOWN';
  const activeBefore = belief?.activeFrom;
  const activeFrom = isActive && (activeBefore === undefined || time < activeBefore) ? time : activeBefore;
  const end =
    isEnd(type) && (belief?.end === undefined || compareClaims({ time, digest }, belief.end) > 0) ? { time, digest, type } : belief?.end;
  return { began, activeFrom, end };
}

function sameBelief(left: RunBelief, right: RunBelief): boolean {
  const sameEnd = left.end?.digest === right.end?.digest && left.end?.time === right.end?.time && left.end?.type === right.end?.type;
  return left.began === right.began && left.activeFrom === right.activeFrom && sameEnd;
}
