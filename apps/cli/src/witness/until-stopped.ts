const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** Does some work that ends when somebody asks by Ctrl-C or SIGTERM. */
export async function untilStopped<Result>(work: (stop: AbortSignal) => Promise<Result>): Promise<Result> {
  const controller = new AbortController();
  const onSignal = (): void => controller.abort();
  for (const signal of SIGNALS) process.once(signal, onSignal);
  try {
    return await work(controller.signal);
  } finally {
    for (const signal of SIGNALS) process.off(signal, onSignal);
  }
}
