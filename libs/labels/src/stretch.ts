import type { Instant } from '#foundation';

/** A half-open stretch of event time. */
export interface Stretch {
  readonly from: Instant;
  readonly to: Instant;
}

/** Pieces of one thing, those that touch or overlap made one, by time. */
export function merged<Piece extends Stretch>(pieces: readonly Piece[]): readonly Piece[] {
  const byTime = pieces
    .filter(({ from, to }) => from < to)
    .toSorted((left, right) => (left.from < right.from ? -1 : Number(left.from > right.from)));
  const done: Piece[] = [];
  for (const piece of byTime) {
    const last = done.at(-1);
    if (last === undefined || last.to < piece.from) done.push(piece);
    else if (piece.to > last.to) done[done.length - 1] = { ...last, to: piece.to };
  }
  return done;
}

/** Of some numbers from 0 on the first that it is true of, when it is true of all that come later: `length` when of none. By halving. */
export function firstOf(length: number, isTrue: (index: number) => boolean): number {
  let [low, high] = [0, length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isTrue(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Stretches that something covers: those that touch are one, by time, so that each is found by halving. */
export class Covered {
  private readonly stretches: Stretch[] = [];

  /** What of a piece lies outside, by time. */
  outside<Piece extends Stretch>(piece: Piece): readonly Piece[] {
    const pieces: Piece[] = [];
    let { from } = piece;
    for (let index = this.firstPast(piece.from); index < this.stretches.length; index += 1) {
      const stretch = this.stretches[index];
      if (stretch === undefined || stretch.from >= piece.to) break;
      if (stretch.from > from) pieces.push({ ...piece, from, to: stretch.from });
      from = stretch.to;
    }
    if (from < piece.to) pieces.push({ ...piece, from });
    return pieces;
  }

  add({ from, to }: Stretch): void {
    if (from >= to) return;
    const first = firstOf(this.stretches.length, (index) => this.at(index).to >= from);
    const after = firstOf(this.stretches.length, (index) => this.at(index).from > to);
    const met = this.stretches.slice(first, after);
    const whole = [{ from, to }, ...met].reduce((one, other) => ({
      from: one.from < other.from ? one.from : other.from,
      to: one.to > other.to ? one.to : other.to,
    }));
    this.stretches.splice(first, met.length, whole);
  }

  private firstPast(instant: Instant): number {
    return firstOf(this.stretches.length, (index) => this.at(index).to > instant);
  }

  private at(index: number): Stretch {
    const stretch = this.stretches[index];
    if (stretch === undefined) throw new Error('a stretch is looked for beyond the last');
    return stretch;
  }
}
