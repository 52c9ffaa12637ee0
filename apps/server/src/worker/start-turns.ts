import { SECOND_MS } from '#foundation';
import { failureText } from '../failure-text.ts';

const FAILURE_PAUSE_MS = 2 * SECOND_MS;

/** Work that is done turn by turn. */
export interface TurnedWork {
  /** As the log calls it, in small letters. */
  readonly name: string;
  /** Between two looks for something to do: one small statement when there is nothing. */
  readonly lookMs: number;
  /** Whether there is more to do at once. A failure is told, and the turn is taken again. */
  readonly turn: () => Promise<{ readonly hasMore: boolean }>;
}

export interface Turns {
  /** Settles when the turn that is under way has ended, and no other will begin. */
  readonly stop: () => Promise<void>;
}

/**
 * Takes turns for as long as it runs, in the main thread. Nothing is lost by a failure, for how far the work has come is in the database. Several processes may
 * each take turns at one work: it says itself whose it is.
 */
export function startTurns({ name, lookMs, turn }: TurnedWork, log: (line: string) => void): Turns {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let underWay: Promise<void> = Promise.resolve();

  async function take(): Promise<number> {
    try {
      return (await turn()).hasMore ? 0 : lookMs;
    } catch (error) {
      log(`${name} failed and is tried again: ${failureText(error)}`);
      return FAILURE_PAUSE_MS;
    }
  }

  function after(pauseMs: number): void {
    timer = setTimeout(() => {
      underWay = take().then((next) => {
        if (!stopped) after(next);
      });
    }, pauseMs);
  }
  after(lookMs);

  return {
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await underWay;
    },
  };
}
