import { digestNumber } from './derived-values.ts';

/** An instant of the story, in milliseconds since 1970. Finer digits are only written, never counted with. */
export type Time = number;

export const SECOND_MS = 1000;
export const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** The instant of a text such as `2026-03-29T01:30:00Z`. */
export function at(text: string): Time {
  return Date.parse(text);
}

/** Every `step` from `from` on, up to and with `to`. */
export function every({ from, to, step }: { readonly from: Time; readonly to: Time; readonly step: number }): readonly Time[] {
  const count = Math.floor((to - from) / step) + 1;
  return Array.from({ length: count }, (_, index) => from + index * step);
}

/** As the Java clients of Spark and Flink write it: `2026-03-29T01:30:00.000Z`. */
export function millis(time: Time): string {
  return new Date(time).toISOString();
}

/** As Python clients write it, with six digits: `Z` for dbt, `+00:00` for Airflow. */
export function micros(time: Time, zone: 'Z' | '+00:00'): string {
  return millis(time).replace('Z', `${digits(time, 3)}${zone}`);
}

/** A time that was set, not measured, as Airflow writes its schedule: `2026-03-29T01:30:00+00:00`. */
export function scheduled(time: Time): string {
  return millis(time).replace('.000Z', '+00:00');
}

/** As Debezium writes it, with nine digits. */
export function nanos(time: Time): string {
  return millis(time).replace('Z', `${digits(time, 6)}Z`);
}

/** The day in words, as in `29 March`. */
export function dayInWords(time: Time): string {
  const month = ['January', 'February', 'March', 'April'][new Date(time).getUTCMonth()] ?? '';
  return `${new Date(time).getUTCDate()} ${month}`;
}

/** The hour of the day, as in `04:10`. */
export function hour(time: Time): string {
  return millis(time).slice(11, 16);
}

/** Digits below the millisecond: made from the instant, so that they look measured and stay the same. */
function digits(time: Time, count: number): string {
  return String(digestNumber(`digits of ${time}`, { from: 0, to: 10 ** count - 1 })).padStart(count, '0');
}
