import type { Retraction, Setting } from '#lineage';
import type { JsonValue } from '#record';
import type { Recorded } from '#store';

import { requireAdmin } from '../admin.ts';
import type { Context, Principal } from '../context.ts';
import { recordAct } from '../record-act.ts';
import { refuseSecrets } from '../refuse-secrets.ts';

/** Records what an operator decides about the graph. It takes effect when the map reaches it; an earlier `knownAt` does not show it. Throws BAD_REQUEST where it holds a secret. */
export async function recordRuling(context: Context, principal: Principal, ruling: Retraction | Setting): Promise<Recorded> {
  requireAdmin(context, principal, 'decide about the graph');
  refuseSecrets('the decision', ruling);
  const kind = 'setting' in ruling ? 'setting' : 'retraction';
  const body = ruling as unknown as JsonValue; // plain data of text, numbers, booleans and null
  return recordAct(context, principal.id, { kind, namespace: 'rulings', subject: subjectOf(ruling), body });
}

function subjectOf(ruling: Retraction | Setting): string {
  if ('setting' in ruling) return ruling.setting;
  return 'reinstate' in ruling ? ruling.reinstate : ruling.retraction;
}
