import type { JsonObject } from '#record';

import type { Context } from './context.ts';
import { type Act, recordAct } from './record-act.ts';

/** What is said of a link that signs somebody in. */
export const LINK_MADE = 'sign-in link made';

/** What was done to a key, a link, or somebody who comes in by one. */
export interface KeyAct {
  /** What finds it again: the prefix of the key, or the id of who comes in. */
  readonly subject: string;
  /** What the trail reads of it, and whatever else is to be known. `prefix` is empty where there is no key. */
  readonly body: JsonObject & { readonly did: string; readonly name: string; readonly prefix: string };
}

/** Records what a principal, by its id, did to keys, links and people. Settles after the commit. */
export async function recordKeyAct(context: Context, by: string, act: KeyAct): Promise<void> {
  await recordAct(context, by, keyAct(act));
}

/** As it is recorded, where others are recorded with it. */
export function keyAct({ subject, body }: KeyAct): Act {
  return { kind: 'key', namespace: 'keys', subject, body };
}
