import { MINUTE_MS } from '#foundation';
import { anchorLog, type Context } from '#operations';

import type { Config } from '../config.ts';
import { failureText } from '../failure-text.ts';
import { startTurns, type Turns } from './start-turns.ts';

/** Between two checkpoints that are kept elsewhere: what could be rewritten unseen by whoever has all of this machine. */
const LOOK_MS = 10 * MINUTE_MS;

/** Keeps checkpoints in the folder that is set, each ten minutes and at the end. Nothing where none is set. */
export function startAnchors(context: Context, { LOG_ANCHOR_FOLDER: folder }: Config, log: (line: string) => void): Turns {
  if (folder === undefined) return { stop: () => Promise.resolve() };
  const turns = startTurns(
    {
      name: 'keeping a checkpoint elsewhere',
      lookMs: LOOK_MS,
      turn: async () => {
        await anchorLog(context, folder);
        return { hasMore: false };
      },
    },
    log,
  );
  return {
    stop: async () => {
      await turns.stop();
      await anchorLog(context, folder).catch((error: unknown) =>
        log(`the last checkpoint is not kept in ${folder}: ${failureText(error)}`),
      );
    },
  };
}
