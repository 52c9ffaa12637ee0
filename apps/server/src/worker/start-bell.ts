import { SECOND_MS } from '#foundation';
import { type Context, ringBell } from '#operations';

/** Between two looks for verdicts that nobody has heard: what a person who waits for an alert does not notice. */
const LOOK_MS = 0.2 * SECOND_MS;
const FAILURE_PAUSE_MS = 2 * SECOND_MS;

export interface Bell {
  /** Settles when the turn that is under way has ended, and no other will begin. */
  readonly stop: () => Promise<void>;
}

/**
 * Turns verdicts into alerts, for as long as it runs, in the main thread: a turn is one small statement when there is nothing to hear. A failure is told
 * and tried again; nothing is lost, for how far it has heard is in the database. Several processes may each have one: they take turns.
 */
export function startBell(context: Context, log: (line: string) => void): Bell {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let turn: Promise<void> = Promise.resolve();

  async function ring(): Promise<number> {
    try {
      const { hasMore } = await ringBell(context);
      return hasMore ? 0 : LOOK_MS;
    } catch (error) {
      log(`the bell failed and is rung again: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      return FAILURE_PAUSE_MS;
    }
  }

  function after(pauseMs: number): void {
    timer = setTimeout(() => {
      turn = ring().then((next) => {
        if (!stopped) after(next);
      });
    }, pauseMs);
  }
  after(LOOK_MS);

  return {
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await turn;
    },
  };
}
