/** Data exceptions of Postgres: its message repeats the value, and a log is read by more people than what it is about. */
const DATA_EXCEPTION = /^22[0-9A-Z]{3}$/;

/** A failure that nobody foresaw, as the log tells it: with its stack, and without values that Postgres refused. */
export function failureText(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const text = error.stack ?? error.message;
  const code = 'code' in error && 'severity' in error ? error.code : undefined;
  if (typeof code !== 'string' || !DATA_EXCEPTION.test(code)) return text;
  return text.replace(error.message, () => `Postgres refused a value, which is not repeated (${code})`);
}
