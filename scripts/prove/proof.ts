/** `ci` is what every commit must pass; `full` is what the closing notes speak of. */
export type Size = 'ci' | 'full';

/** What was counted, by name. Sums are kept over all units, also those before a stop. */
export type Tally = Readonly<Record<string, number>>;

/** What became of one unit of a proof. `report` says all that is needed to see the failure again. */
export type Outcome = { readonly kind: 'held'; readonly tally: Tally } | { readonly kind: 'failed'; readonly report: string };

/** A proof that is set up and can be asked for its units, one after the other. */
export interface OpenProof extends AsyncDisposable {
  /** Unit `index` is the same one every time, but for what time and other processes do. */
  readonly run: (index: number) => Promise<Outcome>;
}

/** Something that must hold, shown by many cases. Units are numbered, so that a stopped proof goes on where it was. */
export interface Proof {
  readonly summary: string;
  readonly units: Readonly<Record<Size, number>>;
  readonly open: (size: Size, log: (line: string) => void) => Promise<OpenProof>;
  /** One line: what was shown, in numbers. */
  readonly figures: (tally: Tally) => string;
}

export function held(tally: Tally): Outcome {
  return { kind: 'held', tally };
}

export function failed(report: string): Outcome {
  return { kind: 'failed', report };
}

export function sumOf(left: Tally, right: Tally): Tally {
  const sum = { ...left };
  for (const [name, count] of Object.entries(right)) sum[name] = (sum[name] ?? 0) + count;
  return sum;
}
