import { type AlertEvent, alertId, alertState, type AlertState, type Fingerprint, type KnownAlert } from '#alerts';
import { formatInstant, type Instant, parseInstant } from '#foundation';
import type { JsonValue } from '#record';
import { type LedgerEntry, LedgerReader, type Session } from '#store';
import { z } from 'zod';

import type { Context } from '../context.ts';

/** Under whom is recorded what Headgate does of itself: nobody's id. */
export const HEADGATE = { id: '00000000-0000-4000-8000-000000000000', name: 'Headgate' } as const;
/** No ledger is as long: what is recorded counts, also where it is not mapped yet. */
export const EVER = 2n ** 62n;

/** A step in an alert's life, as its entry of the ledger says it. */
export interface AlertAct {
  readonly event: AlertEvent;
  readonly fingerprint: Fingerprint;
  /** The types that the contract promises and the event spelled, where it was found. */
  readonly expected: string | null;
  readonly found: string | null;
  /** The ledger size whose verdict made the step. Undefined: somebody acknowledged. */
  readonly size: bigint | undefined;
  /** The contract, and the event that brought the schema in force; and since when it is. */
  readonly contractAt: bigint | undefined;
  readonly eventAt: bigint | undefined;
  readonly since: Instant | undefined;
  readonly note: string | null;
}

const position = z
  .string()
  .regex(/^\d{1,18}$/)
  .transform(BigInt)
  .optional();
const Body = z.object({
  event: z.enum(['found', 'acknowledged', 'mended']),
  contract: z.string(),
  dataset: z.object({ namespace: z.string(), name: z.string() }),
  column: z.string(),
  kind: z.enum(['column-missing', 'type-changed']),
  expected: z.string().nullable(),
  found: z.string().nullable(),
  size: position,
  contractAt: position,
  eventAt: position,
  since: z.string().optional(),
  note: z.string().nullable(),
});

export function alertBody({ event, fingerprint, expected, found, size, contractAt, eventAt, since, note }: AlertAct): JsonValue {
  const { contract, dataset, column, kind } = fingerprint;
  return {
    ...{ event, contract, dataset: { namespace: dataset.namespace, name: dataset.name }, column, kind, expected, found, note },
    ...(size === undefined ? {} : { size: size.toString() }),
    ...(contractAt === undefined ? {} : { contractAt: contractAt.toString() }),
    ...(eventAt === undefined ? {} : { eventAt: eventAt.toString() }),
    ...(since === undefined ? {} : { since: formatInstant(since) }),
  };
}

/** A recorded step. */
export interface RecordedStep extends AlertAct {
  readonly entry: LedgerEntry;
}

/** A life, in the order of recording: at least one step. */
export type AlertLife = readonly [RecordedStep, ...RecordedStep[]];

/** The alerts whose steps stand at some positions, each with those steps, by id. */
export async function livesAt(
  { tenant, keys }: Context,
  session: Session,
  positions: readonly bigint[],
): Promise<ReadonlyMap<string, AlertLife>> {
  const lives = new Map<string, AlertLife>();
  if (positions.length === 0) return lives;
  for (const entry of await new LedgerReader(session, tenant, keys).at(positions)) {
    if (entry.frame?.form !== 'json') continue; // retired or erased
    const { since, contract, dataset, column, kind, ...body } = Body.parse(JSON.parse(entry.frame.text));
    const fingerprint: Fingerprint = { contract, dataset, column, kind };
    const { event, expected, found, size, contractAt, eventAt, note } = body;
    const of = { event, fingerprint, expected, found, size, contractAt, eventAt, note, entry };
    const step: RecordedStep = { ...of, since: since === undefined ? undefined : parseInstant(since)?.instant };
    const id = alertId(fingerprint);
    lives.set(id, [...(lives.get(id) ?? []), step] as unknown as AlertLife); // with the step there is one
  }
  return lives;
}

export function stateOf(life: AlertLife): AlertState {
  return alertState(life.map(({ event }) => event));
}

export function knownAlert(life: AlertLife): KnownAlert {
  const [{ fingerprint }] = life;
  const size = life.reduce((greatest, step) => (step.size !== undefined && step.size > greatest ? step.size : greatest), 0n);
  return { id: alertId(fingerprint), fingerprint, state: stateOf(life), size };
}
