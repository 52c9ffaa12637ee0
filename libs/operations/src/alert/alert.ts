import { alertAfter, type AlertEvent, alertId, type AlertKind, type AlertState } from '#alerts';
import { hex, type Instant } from '#foundation';
import type { Name } from '#lineage';
import { eventNames, principalNames } from '#store';

import type { Reading } from '../ask/ask.ts';
import type { RestsOn } from '../contract/contract.ts';
import { type AlertLife, HEADGATE, type RecordedStep } from './alert-acts.ts';

/** A step in the life of an alert: what happened, when it was recorded, and by whom. */
export interface AlertHistoryStep extends RestsOn {
  readonly event: AlertEvent;
  /** What the alert was from then on. */
  readonly state: AlertState;
  readonly at: Instant;
  readonly note: string | null;
  /** The event and the contract that the verdict rests on which made the step; empty when somebody acknowledged. */
  readonly evidence: readonly RestsOn[];
}

/** A promise of a contract that was found broken. The same finding is the same alert, for ever. */
export interface Alert {
  readonly id: string;
  readonly state: AlertState;
  readonly kind: AlertKind;
  /** The contract's id. */
  readonly contract: string;
  /** As the contract names it. */
  readonly dataset: Name;
  readonly column: string;
  /** The types promised and found, at the last finding. */
  readonly expected: string | null;
  readonly found: string | null;
  /** When it was last opened, by Headgate's clock. */
  readonly openedAt: Instant;
  /** Since when, in event time, the schema holds that broke the promise. */
  readonly since: Instant | null;
  /** The event that broke the promise, and the contract. */
  readonly evidence: readonly RestsOn[];
  /** In the order of recording. */
  readonly history: readonly AlertHistoryStep[];
}

/** Alerts as their recorded lives show them. */
export async function alertsOf({ asked }: Reading, lives: readonly AlertLife[]): Promise<readonly Alert[]> {
  const grounds = lives.flatMap((life) => life.flatMap(groundsOf));
  const entries = await eventNames(asked, [...new Set(grounds)]);
  const evidenceOf = (step: Grounds): readonly RestsOn[] =>
    groundsOf(step).flatMap((position) => {
      const known = entries.get(position);
      return known === undefined ? [] : [{ ...known, position, byName: known.byName ?? null }];
    });
  const people = [...new Set(lives.flatMap((life) => life.map(({ entry }) => entry.by)))];
  const names = new Map([...(await principalNames(asked.session, asked.tenant, people)), [HEADGATE.id, HEADGATE.name]]);

  return lives.map((life): Alert => {
    const { fingerprint, expected, found, since, entry, ...rest } = lastFound(life);
    const history = historyOf(life, names).map((step, index) => ({ ...step, evidence: evidenceOf(life[index] ?? NO_GROUNDS) }));
    return {
      ...fingerprint,
      ...{ id: alertId(fingerprint), expected, found, history },
      state: history.at(-1)?.state ?? 'open',
      openedAt: entry.recordedAt,
      since: since ?? null,
      evidence: evidenceOf(rest),
    };
  });
}

function historyOf(life: AlertLife, names: ReadonlyMap<string, string>): readonly Omit<AlertHistoryStep, 'evidence'>[] {
  let state: AlertState = 'resolved'; // before the first finding there is nothing
  return life.map(({ event, note, entry: { position, commitment, recordedAt, by } }) => {
    state = alertAfter(state, event);
    return { event, state, note, position, by, at: recordedAt, commitment: hex(commitment), byName: names.get(by) ?? null };
  });
}

function lastFound(life: AlertLife): RecordedStep {
  return life.findLast(({ event }) => event === 'found') ?? life[0];
}

type Grounds = Pick<RecordedStep, 'eventAt' | 'contractAt'>;
const NO_GROUNDS: Grounds = { eventAt: undefined, contractAt: undefined };

function groundsOf({ eventAt, contractAt }: Grounds): readonly bigint[] {
  return [eventAt, contractAt].filter((position) => position !== undefined);
}
