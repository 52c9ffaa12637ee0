export interface Stop {
  /** Aborted when somebody asks. */
  readonly signal: AbortSignal;
  /** Settles when somebody asks. */
  readonly asked: Promise<void>;
  /** Signals mean again what they mean by default. */
  readonly ignore: () => void;
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** What a shell says of a command that Ctrl-C ended. */
export const STOPPED_EXIT_CODE = 130;

/** Listens for Ctrl-C and its like. The first asks for an orderly end; after the second the process is gone at once, and its Postgres with it. */
export function listenForStop(output: NodeJS.WritableStream): Stop {
  const controller = new AbortController();
  const asked = new Promise<void>((resolve) => {
    controller.signal.addEventListener('abort', () => resolve(), { once: true });
  });
  const onSignal = (): void => {
    if (controller.signal.aborted) process.exit(STOPPED_EXIT_CODE);
    controller.abort();
  };
  const onGone = (): void => controller.abort(); // whoever read our output does not any more, such as `head`
  for (const signal of SIGNALS) process.on(signal, onSignal);
  output.on('error', onGone);
  return {
    signal: controller.signal,
    asked,
    ignore: () => {
      for (const signal of SIGNALS) process.off(signal, onSignal);
    },
  };
}
