import type { Recorded } from '#store';

import type { Context, Principal } from './context.ts';
import { recordAct } from './record-act.ts';

/** Something that an administrator did and that is no entry of its own. */
export interface Decision {
  readonly action: string;
  readonly what: string;
  readonly outcome: 'done' | 'refused';
}

/** Records it. Settles after the commit. */
export async function recordDecision(context: Context, { id, name, kind, roles }: Principal, decision: Decision): Promise<Recorded> {
  const body = { ...decision, why: null, policy: null, name, kind, roles: [...roles] };
  return recordAct(context, id, { kind: 'decision', namespace: 'decisions', subject: id, body });
}
