import type { Contract as Promised, Finding, VerdictOutcome } from '#contracts';
import { hex, type Instant } from '#foundation';
import type { Name } from '#lineage';
import { eventNames, principalNames } from '#store';

import type { Reading } from '../ask/ask.ts';
import type { Context } from '../context.ts';
import type { RecordedContract } from '../judge/contract-acts.ts';
import { type Verdict, verdictsAt } from '../judge/verdicts.ts';

/** An entry of the ledger that a verdict or an alert rests on: an event, or a contract. */
export interface RestsOn {
  readonly position: bigint;
  /** Lower-case hex. */
  readonly commitment: string;
  readonly by: string;
  readonly byName: string | null;
}

/** What a contract comes to for one of its datasets, at the asked times. */
export interface DatasetVerdict {
  /** As the contract names it. */
  readonly dataset: Name;
  readonly outcome: VerdictOutcome;
  readonly findings: readonly Finding[];
  /** Since when the schema holds that was judged, in event time; null when there is none. */
  readonly since: Instant | null;
  /** The event that brought the schema, and the contract. */
  readonly evidence: readonly RestsOn[];
}

/** A contract, in the version that is in force at the asked `knownAt`. */
export interface Contract extends Omit<Promised, 'promises' | 'labels'> {
  readonly position: bigint;
  /** Lower-case hex. */
  readonly commitment: string;
  readonly recordedAt: Instant;
  readonly by: string;
  readonly byName: string | null;
  /** To the letter as it was given. */
  readonly text: string;
  readonly outcome: VerdictOutcome;
  readonly verdicts: readonly DatasetVerdict[];
}

/** Contracts with their verdicts at the asked times, noted as shown of what these are about. */
export async function judged(
  { asked, sight }: Reading,
  context: Context,
  contracts: readonly RecordedContract[],
): Promise<readonly Contract[]> {
  const verdicts = await verdictsAt(asked, contracts);
  sight.noteShown(verdicts.flatMap(({ canonical }) => canonical ?? []));
  const restOn = verdicts.flatMap(({ contractAt, schema }) => [contractAt, ...(schema?.eventAt === undefined ? [] : [schema.eventAt])]);
  const names = await eventNames(asked, [...new Set(restOn)]);
  const evidence = (positions: readonly (bigint | undefined)[]): readonly RestsOn[] =>
    positions.flatMap((position) => {
      const entry = position === undefined ? undefined : names.get(position);
      return position === undefined || entry === undefined ? [] : [{ ...entry, position, byName: entry.byName ?? null }];
    });
  const senders = await principalNames(asked.session, context.tenant, [...new Set(contracts.map(({ entry }) => entry.by))]);

  return contracts.map(({ position, contract, text, entry }): Contract => {
    const own = verdicts.filter(({ contractAt }) => contractAt === position);
    return {
      ...{ id: contract.id, version: contract.version, apiVersion: contract.apiVersion, name: contract.name, status: contract.status },
      position,
      text,
      commitment: hex(entry.commitment),
      recordedAt: entry.recordedAt,
      by: entry.by,
      byName: senders.get(entry.by) ?? null,
      outcome: outcomeOf(own),
      verdicts: own.map(({ dataset, outcome, findings, schema, contractAt }) => ({
        ...{ dataset, outcome, findings },
        since: schema?.since ?? null,
        evidence: evidence([schema?.eventAt, contractAt]),
      })),
    };
  });
}

/** FAIL when a promise is broken; else UNKNOWN when one cannot be judged, or nothing is promised. */
export function outcomeOf(verdicts: readonly Pick<Verdict, 'outcome'>[]): VerdictOutcome {
  if (verdicts.some(({ outcome }) => outcome === 'FAIL')) return 'FAIL';
  return verdicts.length > 0 && verdicts.every(({ outcome }) => outcome === 'PASS') ? 'PASS' : 'UNKNOWN';
}
