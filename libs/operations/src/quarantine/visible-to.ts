import { ask } from '#store';

import type { Asking } from '../ask/answer.ts';
import { type Asker, sighted } from '../ask/sight.ts';
import type { Principal } from '../context.ts';

/**
 * Whose quarantined events one may see: undefined for everybody's. Administrators see all, and auditors from whom no policy hides anything, for what could
 * not be read cannot be told apart; an emitter what it sent itself; others nothing.
 */
export async function visibleTo(asker: Asker, { session, at, times }: Asking): Promise<string | undefined> {
  const { principal } = asker;
  if (principal.kind !== 'person') return ownOf(principal);
  const { sight } = await sighted(asker, await ask(session, at, times));
  return sight.isWhole && sight.audits ? undefined : ownOf(principal);
}

/** Whose quarantined events one may send through the gate again. */
export function ownOf({ kind, id }: Principal): string | undefined {
  if (kind === 'admin') return undefined;
  return kind === 'emitter' ? id : NOBODY;
}

/** The nil UUID: nobody has it, so whoever asks for what it sent gets nothing. */
const NOBODY = '00000000-0000-0000-0000-000000000000';
