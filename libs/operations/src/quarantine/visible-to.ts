import { grantsInForce, likeOf, type Standings } from '#access';
import { instantNow } from '#foundation';
import { ask, type QuarantineReader, type QuarantineRow, type QuarantineSight } from '#store';

import { accessInForce } from '../ask/access-in-force.ts';
import type { Asking } from '../ask/answer.ts';
import { type Asker, grantsOf, sighted } from '../ask/sight.ts';
import type { Principal } from '../context.ts';

/**
 * Whose quarantined events one may see: undefined for everybody's. Administrators see all, and auditors from whom no policy hides anything, for what could
 * not be read cannot be told apart; an emitter what it sent itself; whoever has a role in a team what claims a namespace that the team owns; others nothing.
 */
export async function visibleTo(asker: Asker, { session, at, times }: Asking): Promise<QuarantineSight | undefined> {
  const { context, principal } = asker;
  const sender = ownOf(principal);
  if (sender === undefined) return undefined;
  if (principal.kind !== 'person') return { sender, owned: [] };
  const { sight } = await sighted(asker, await ask(session, at, times));
  if (sight.isWhole && sight.audits) return undefined;
  return { sender, owned: ownedBy(asker, (await accessInForce(context, session)).standings) };
}

/** Patterns of the namespaces that teams own in which somebody has a role. */
function ownedBy({ context, principal }: Asker, { teams, ...standings }: Standings): readonly string[] {
  const grants = grantsInForce({ grants: grantsOf(principal, { teams, ...standings }), at: instantNow(context.clock) });
  const own = new Set(grants.flatMap(({ team }) => team ?? []));
  return teams.filter(({ team }) => own.has(team)).flatMap(({ owns }) => owns.map(likeOf));
}

/** Quarantined events as somebody may see them: of what others sent an owner is told the claims on its own namespaces alone, and not where they stand. */
export async function asSeen(
  reader: QuarantineReader,
  rows: readonly QuarantineRow[],
  sight: QuarantineSight | undefined,
): Promise<readonly QuarantineRow[]> {
  if (sight === undefined) return rows;
  const others = rows.filter(({ sender }) => sender !== sight.sender).map(({ id }) => id);
  const claims = await reader.claimsOn(others, sight.owned);
  return rows.flatMap((row) => {
    if (row.sender === sight.sender) return [row];
    const problems = claims.flatMap(({ id, message }) => (id === row.id ? [{ pointer: '', message }] : []));
    return problems.length === 0 ? [] : [{ ...row, problems }];
  });
}

/** Whose quarantined events one may send through the gate again. */
export function ownOf({ kind, id }: Principal): string | undefined {
  if (kind === 'admin') return undefined;
  return kind === 'emitter' ? id : NOBODY;
}

/** The nil UUID: nobody has it, so whoever asks for what it sent gets nothing. */
const NOBODY = '00000000-0000-0000-0000-000000000000';
