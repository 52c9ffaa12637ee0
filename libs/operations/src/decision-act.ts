import type { JsonObject } from '#record';

import type { Context, Principal } from './context.ts';
import type { Act } from './record-act.ts';

/** What one operation decided or did, in the form of an entry `decision`: the trail tells it, and no graph changes by it. `more` stands beside it in the body. */
export function decisionAct(
  { from }: Pick<Context, 'from'>,
  { id, name, kind, roles }: Principal,
  { decisions, more = {} }: { readonly decisions: readonly JsonObject[]; readonly more?: JsonObject },
): Act {
  const body = { name, kind, roles: [...roles], from: from === undefined ? null : { ...from }, decisions: [...decisions], ...more };
  return { kind: 'decision', namespace: 'decisions', subject: id, body };
}
