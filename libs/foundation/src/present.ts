import { formatInstant, type Instant, instantFromDate, parseInstant } from './instant.ts';
import { MINUTE_MS } from './quantities.ts';

/** How far an emitter's clock may run ahead of ours and still be believed to speak of now: nanoseconds. */
export const CLOCK_SKEW_NS = BigInt(5 * MINUTE_MS) * 1_000_000n;

/** The event time up to which claims are of the present, when our clock shows `now`. */
export function presentAt(now: Instant): Instant {
  return (now + CLOCK_SKEW_NS) as Instant; // years from the ends of what an instant holds
}

/** The time of an answer as it is said to people, to the second: `now` when it is what `presentAt` gives about now, or gave a moment ago. */
export function timeSaid(time: string, now: Date): string {
  const instant = parseInstant(time)?.instant;
  if (instant === undefined) return time;
  const present = instantFromDate(now);
  return instant > present && instant <= presentAt(present) ? 'now' : formatInstant(instant).replace(/\.\d+Z$/, 'Z');
}
