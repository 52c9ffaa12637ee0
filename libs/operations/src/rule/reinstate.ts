import { Failure } from '#foundation';

import { requireAdmin } from '../admin.ts';
import type { Context, Principal } from '../context.ts';
import { readRulings } from '../map/live-graph.ts';
import { previewRulings, type RulingPreview } from './preview-rulings.ts';
import { recordRuling } from './record-ruling.ts';

/** What taking a retraction back would bring into the graph again. Nothing is changed. */
export async function previewReinstatement(
  context: Context,
  principal: Principal,
  { retraction }: { readonly retraction: string },
): Promise<RulingPreview> {
  requireAdmin(context, principal, 'take a retraction back');
  await requireInForce(context, retraction);
  return previewRulings(context, principal, [{ reinstate: retraction, why: 'a preview' }]);
}

/** Takes a retraction back, from the position on that it gives: what it took out counts again. Throws NOT_FOUND when none by that id is in force. */
export async function reinstate(
  context: Context,
  principal: Principal,
  { retraction, why }: { readonly retraction: string; readonly why: string },
): Promise<{ readonly position: bigint }> {
  requireAdmin(context, principal, 'take a retraction back');
  if (why.trim() === '') throw new Failure('BAD_REQUEST', 'Say why: the reason is recorded beside the decision.');
  await requireInForce(context, retraction);
  const { position } = await recordRuling(context, principal, { reinstate: retraction, why });
  return { position };
}

async function requireInForce(context: Context, id: string): Promise<void> {
  const all = await readRulings(context, (reader) => reader.retractions());
  const found = all.find(({ ruling }) => ruling.retraction === id);
  if (found === undefined) throw new Failure('NOT_FOUND', `The graph knows no retraction ${id}; \`headgate retractions list\` names them.`);
  if (found.takenBack !== undefined)
    throw new Failure('BAD_REQUEST', `The retraction ${id} was taken back already, at position ${found.takenBack.position}.`);
}
