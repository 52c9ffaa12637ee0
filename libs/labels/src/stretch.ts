import type { Instant } from '#foundation';

/** A half-open stretch of event time. */
export interface Stretch {
  readonly from: Instant;
  readonly to: Instant;
}

/** What of a piece lies outside another stretch. */
export function without<Piece extends Stretch>(piece: Piece, other: Stretch): readonly Piece[] {
  if (other.to <= piece.from || piece.to <= other.from) return [piece];
  return [
    ...(piece.from < other.from ? [{ ...piece, to: other.from }] : []),
    ...(other.to < piece.to ? [{ ...piece, from: other.to }] : []),
  ];
}

/** Pieces of one thing, those that touch or overlap made one, by time. */
export function merged<Piece extends Stretch>(pieces: readonly Piece[]): readonly Piece[] {
  const byTime = pieces
    .filter(({ from, to }) => from < to)
    .toSorted((left, right) => (left.from < right.from ? -1 : Number(left.from > right.from)));
  return byTime.reduce<readonly Piece[]>((done, piece) => {
    const last = done.at(-1);
    if (last === undefined || last.to < piece.from) return [...done, piece];
    return [...done.slice(0, -1), { ...last, to: piece.to > last.to ? piece.to : last.to }];
  }, []);
}
