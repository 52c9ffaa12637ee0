import { readContract } from '#contracts';
import type { JsonValue } from '#record';
import { ActReader, type ContractVersion, type LedgerEntry, LedgerReader, type Session } from '#store';
import { z } from 'zod';

import type { Context } from '../context.ts';

/** What a contract's entry of the ledger holds: its text to the letter. */
const Body = z.object({ text: z.string() });

export function contractBody(text: string): JsonValue {
  return { text };
}

/** A version of a contract, with its text and its entry. */
export interface RecordedContract extends ContractVersion {
  readonly text: string;
  readonly entry: LedgerEntry;
}

/** The text of a contract's entry. Undefined: it has no such body, or none any more. */
export function contractText({ frame }: LedgerEntry): string | undefined {
  return frame?.form === 'json' ? Body.safeParse(JSON.parse(frame.text)).data?.text : undefined;
}

/** Contracts by their positions, in that order. One whose body is gone, or that this version cannot read, is left out. */
export async function contractsAt(
  { tenant, keys }: Pick<Context, 'tenant' | 'keys'>,
  session: Session,
  positions: readonly bigint[],
): Promise<readonly RecordedContract[]> {
  if (positions.length === 0) return [];
  const entries = await new LedgerReader(session, tenant, keys).at(positions);
  return entries.flatMap((entry): readonly RecordedContract[] => {
    const text = contractText(entry);
    const reading = text === undefined ? undefined : readContract(text);
    return text === undefined || reading?.kind !== 'contract'
      ? []
      : [{ position: entry.position, contract: reading.contract, text, entry }];
  });
}

/** The version of each contract that is in force at a ledger size, by position. */
export async function contractsInForce(context: Context, session: Session, knownAt: bigint): Promise<readonly RecordedContract[]> {
  const acts = await new ActReader(session, context.tenant).newestOfEach(['contract'], knownAt);
  return contractsAt(
    context,
    session,
    acts.map(({ position }) => position),
  );
}
