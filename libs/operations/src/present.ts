import { type Instant, MINUTE_MS } from '#foundation';

/** How far an emitter's clock may run ahead of ours and still be believed to speak of now. */
const SKEW_MS = 5 * MINUTE_MS;

/** The event time up to which claims are of the present, when our clock shows `now`. */
export function presentAt(now: Instant): Instant {
  return (now + BigInt(SKEW_MS) * 1_000_000n) as Instant; // years from the ends of what an instant holds
}
