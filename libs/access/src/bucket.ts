/** So much in so long. A bucket holds what flows into it in that time. */
export interface Flow {
  /** Whole. */
  readonly amount: number;
  /** Whole milliseconds. */
  readonly inMs: number;
}

/**
 * How full a bucket is at an instant. Counted in whole numbers, so that what is said of the future is exact: each millisecond adds the flow's amount, and
 * one unit of what is let through takes as many as the flow has milliseconds. Below 0 it is in debt.
 */
export interface Bucket {
  readonly level: number;
  /** In milliseconds of any clock. */
  readonly atMs: number;
}

/** A bucket that nothing was taken from. */
export function fullBucket({ amount, inMs }: Flow, atMs: number): Bucket {
  return { level: amount * inMs, atMs };
}

/** The same at a later instant. A clock that was put back adds nothing and takes nothing. */
export function filled({ level, atMs }: Bucket, { amount, inMs }: Flow, nowMs: number): Bucket {
  return { level: Math.min(amount * inMs, level + Math.max(0, nowMs - atMs) * amount), atMs: nowMs };
}

/** How long until it lets something through, however large: from when it holds one. 0: at once. */
export function waitMs({ level }: Bucket, { amount, inMs }: Flow): number {
  return level >= inMs ? 0 : Math.ceil((inMs - level) / amount);
}

/** After something was let through. What is larger than what it held leaves a debt, which is paid before anything more is let through. */
export function poured({ level, atMs }: Bucket, { inMs }: Flow, units: number): Bucket {
  return { level: level - units * inMs, atMs };
}
