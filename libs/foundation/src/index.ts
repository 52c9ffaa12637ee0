export type { Brand } from './brand.ts';
export { compareUtf8, hex, sha256, sortedUtf8 } from './bytes.ts';
export { instantNow, systemClock, systemRandomness, type Clock, type Randomness } from './clock.ts';
export { errorCode } from './error-code.ts';
export { Failure, type FailureCode, type FailureOptions } from './failures.ts';
export {
  formatInstant,
  formatMicroseconds,
  INSTANT_MAX,
  INSTANT_MIN,
  instantFromDate,
  parseInstant,
  type Instant,
  type InstantParts,
  type ParsedInstant,
} from './instant.ts';
export { nearest } from './nearest.ts';
export { CLOCK_SKEW_NS, presentAt, timeSaid } from './present.ts';
export { DAY_MS, GIB, HOUR_MS, KIB, MIB, MINUTE_MS, SECOND_MS } from './quantities.ts';
