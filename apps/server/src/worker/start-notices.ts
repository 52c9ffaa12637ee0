import { SECOND_MS } from '#foundation';
import { type Context, gatherNotices, NoticeSender } from '#operations';

import type { Config } from '../config.ts';
import { postingNotices } from './post-notice.ts';
import { startTurns } from './start-turns.ts';

/** What a person who waits for a notice does not notice. */
const LOOK_MS = 1 * SECOND_MS;

export interface Notices {
  /** Settles when the turns that are under way have ended, and what is being sent was taken or not. */
  readonly stop: () => Promise<void>;
}

/** Tells teams and administrators, over their routes: one loop hears what is to be told, another sends it. */
export function startNotices(
  context: Context,
  { ALERTS_URL, ALERTS_HOSTS, ALERTS_KEY_DAYS, HEADGATE_URL }: Config,
  log: (line: string) => void,
): Notices {
  const settings = { administrators: ALERTS_URL !== undefined, keyDays: ALERTS_KEY_DAYS, address: HEADGATE_URL };
  const sender = new NoticeSender(context, { administrators: ALERTS_URL, post: postingNotices({ hosts: ALERTS_HOSTS }) });
  const gathering = startTurns({ name: 'gathering notices', lookMs: LOOK_MS, turn: () => gatherNotices(context, settings) }, log);
  const sending = startTurns({ name: 'sending notices', lookMs: LOOK_MS, turn: () => sender.turn() }, log);
  return {
    stop: async () => {
      await Promise.all([gathering.stop(), sending.stop()]);
      await sender.end();
    },
  };
}
