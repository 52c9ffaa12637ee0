/** The next millisecond of this machine's clock, which the ledger's is too: what is said then is later than all that was recorded, and earlier than what comes. */
export async function nextInstant(): Promise<Date> {
  const before = Date.now();
  while (Date.now() <= before + 1) await new Promise((resolve) => setImmediate(resolve));
  return new Date();
}
