import { grantsInForce, likeOf, type Standings } from '#access';
import { instantNow } from '#foundation';
import { ask, type QuarantineSight } from '#store';

import type { Principal } from '../context.ts';
import { accessInForce } from './access-in-force.ts';
import type { Asking } from './answer.ts';
import { type Asker, grantsOf, sighted } from './sight.ts';

/**
 * Whose quarantined events one may see: undefined for everybody's. Administrators see all, and auditors from whom no policy hides anything, no value either, for what could
 * not be read cannot be told apart; an emitter what it sent itself; whoever has a role in a team what claims a namespace that the team owns; others nothing.
 */
export async function visibleTo(asker: Asker, { session, at, times }: Asking): Promise<QuarantineSight | undefined> {
  const { context, principal } = asker;
  const sender = ownOf(principal);
  if (sender === undefined) return undefined;
  if (principal.kind !== 'person') return { sender, owned: [] };
  const { sight } = await sighted(asker, await ask(session, at, times));
  if (sight.readsEvents && sight.audits) return undefined;
  return { sender, owned: ownedBy(asker, (await accessInForce(context, session)).standings) };
}

/** Patterns of the namespaces that teams own in which somebody has a role. */
function ownedBy({ context, principal }: Asker, { teams, ...standings }: Standings): readonly string[] {
  const grants = grantsInForce({ grants: grantsOf(principal, { teams, ...standings }), at: instantNow(context.clock) });
  const own = new Set(grants.flatMap(({ team }) => team ?? []));
  return teams.filter(({ team }) => own.has(team)).flatMap(({ owns }) => owns.map(likeOf));
}

/** Whose quarantined events one may send through the gate again. */
export function ownOf({ kind, id }: Principal): string | undefined {
  if (kind === 'admin') return undefined;
  return kind === 'emitter' ? id : NOBODY;
}

/** The nil UUID: nobody has it, so whoever asks for what it sent gets nothing. */
const NOBODY = '00000000-0000-0000-0000-000000000000';
