/** Something that must be true after the story, as lines that can be compared. */
export interface Claim {
  readonly claim: string;
  readonly expected: readonly string[];
  /** What the window shows, in the same words. */
  readonly found: () => Promise<readonly string[]>;
}

/** A claim held against what was found. */
export interface Verdict {
  readonly claim: string;
  readonly holds: boolean;
  /** Expected, and not found. Empty when the claim holds. */
  readonly missing: readonly string[];
  /** Found, and not expected. */
  readonly unforeseen: readonly string[];
}

/** Asks one claim after the other. `onVerdict` is told after each. */
export async function judged(claims: readonly Claim[], onVerdict: (verdict: Verdict) => void): Promise<readonly Verdict[]> {
  const verdicts: Verdict[] = [];
  for (const { claim, expected, found } of claims) {
    const verdict = await found().then(
      (lines) => compared(claim, expected, lines),
      (error: unknown) => unanswered(claim, error),
    );
    verdicts.push(verdict);
    onVerdict(verdict);
  }
  return verdicts;
}

/** Nothing can be said of what was expected: only why there is no answer. */
export function unanswered(claim: string, error: unknown): Verdict {
  return { claim, holds: false, missing: [], unforeseen: [error instanceof Error ? error.message : String(error)] };
}

/** Order does not count; how often a line stands there does. */
function compared(claim: string, expected: readonly string[], found: readonly string[]): Verdict {
  const missing = without(expected, found);
  const unforeseen = without(found, expected);
  return { claim, holds: missing.length === 0 && unforeseen.length === 0, missing, unforeseen };
}

function without(lines: readonly string[], taken: readonly string[]): readonly string[] {
  const left = new Map<string, number>();
  for (const line of taken) left.set(line, (left.get(line) ?? 0) + 1);
  return lines.filter((line) => {
    const count = left.get(line) ?? 0;
    left.set(line, count - 1);
    return count <= 0;
  });
}
