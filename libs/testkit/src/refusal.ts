import { Failure } from '#foundation';

/** The code and sentence that some work is refused with; or what it came to instead. */
export async function refusal(work: Promise<unknown>): Promise<string> {
  const outcome = await work.catch((thrown: unknown) => thrown);
  if (outcome instanceof Failure) return `${outcome.code}: ${outcome.message}`;
  if (outcome instanceof Error) throw outcome;
  return `not refused: ${JSON.stringify(outcome, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value))}`;
}
