import { DAY_MS, HOUR_MS } from '#foundation';
import { type Context, endingKeyNotices } from '#operations';

export interface KeyNotices {
  readonly stop: () => void;
}

/** Tells the log at the start, and once a day, which keys end soon and who is to know. What cannot be looked up is looked up again in an hour. */
export function startKeyNotices(context: Context, log: (line: string) => void): KeyNotices {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;

  function look(): void {
    endingKeyNotices(context).then(
      (notices) => {
        if (stopped) return;
        for (const notice of notices) log(notice);
        timer = setTimeout(look, DAY_MS).unref();
      },
      () => {
        if (!stopped) timer = setTimeout(look, HOUR_MS).unref();
      },
    );
  }
  look();

  return {
    stop: () => {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
