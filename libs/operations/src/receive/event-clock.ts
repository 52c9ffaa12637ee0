import { DAY_MS, HOUR_MS, type Instant, MINUTE_MS, presentAt } from '#foundation';
import type { Warning } from '#openlineage';

const YEAR_MS = 365.25 * DAY_MS;
const UNITS = [
  [YEAR_MS, 'years'],
  [DAY_MS, 'days'],
  [HOUR_MS, 'hours'],
] as const;

/** The warning for an event time that is not of the present yet, by our clock. */
export function aheadOf(now: Instant, time: Instant): readonly Warning[] {
  if (time <= presentAt(now)) return [];
  const ahead = spanOf(Number((time - now) / 1_000_000n));
  const message = `eventTime is ${ahead} ahead of this clock; questions about now do not see the event until then`;
  return [{ code: 'EVENT_TIME_AHEAD', pointer: '/eventTime', message }];
}

/** In the largest unit of which there are two; at least five minutes. */
function spanOf(spanMs: number): string {
  const [unitMs, unit] = UNITS.find(([ms]) => spanMs >= 2 * ms) ?? [MINUTE_MS, 'minutes'];
  return `${Math.floor(spanMs / unitMs)} ${unit}`;
}
