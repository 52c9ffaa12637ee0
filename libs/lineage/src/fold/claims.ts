import type { Instant } from '#foundation';

/** The order of all events: (time, content digest in hex). */
export interface ClaimKey {
  readonly time: Instant;
  readonly digest: string;
}

export function compareClaims(left: ClaimKey, right: ClaimKey): number {
  if (left.time !== right.time) return left.time < right.time ? -1 : 1;
  return left.digest < right.digest ? -1 : left.digest > right.digest ? 1 : 0;
}

/** Claims in order, each event once. Lists are short, the batch's own, but for what is read whole. */
export class ClaimList<Claim extends ClaimKey> implements Iterable<Claim> {
  private readonly sorted: Claim[];

  constructor(claims: Iterable<Claim> = []) {
    this.sorted = [...claims].sort(compareClaims);
  }

  [Symbol.iterator](): Iterator<Claim> {
    return this.sorted[Symbol.iterator]();
  }

  /** Claims at or after an instant, in order. */
  *from(time: Instant): Iterable<Claim> {
    for (let index = this.indexAfter({ time, digest: '' }); index < this.sorted.length; index += 1) yield this.sorted[index] as Claim; // below the length
  }

  add(claim: Claim): void {
    this.sorted.splice(this.indexAfter(claim), 0, claim);
  }

  remove({ time, digest }: ClaimKey): void {
    const index = this.sorted.findIndex((claim) => claim.time === time && claim.digest === digest);
    if (index >= 0) this.sorted.splice(index, 1);
  }

  /** The first claim after `key`. */
  next(key: ClaimKey): Claim | undefined {
    return this.sorted[this.indexAfter(key)];
  }

  /** The last claim before `key`. */
  previous(key: ClaimKey): Claim | undefined {
    let index = this.indexAfter(key) - 1;
    while (index >= 0 && compareClaims(this.sorted[index] as Claim, key) >= 0) index -= 1; // index is within the list
    return this.sorted[index];
  }

  /** The first index whose claim is after `key`; new claims mostly go to the end. */
  private indexAfter(key: ClaimKey): number {
    let [low, high] = [0, this.sorted.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (compareClaims(this.sorted[middle] as Claim, key) <= 0)
        low = middle + 1; // middle is below the length
      else high = middle;
    }
    return low;
  }
}
