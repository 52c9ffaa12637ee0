/** Longer words are no slips of a key, and would cost. */
const LENGTH_MAX = 40;
/** Below this length one slip already makes another word of most; from it on two may be a slip. */
const LONG = 6;

/** The known word that another was probably meant to be: but for case, `-`, `_` and one slip, or two in a longer word. */
export function nearest(word: string, known: Iterable<string>): string | undefined {
  if (word.length > LENGTH_MAX) return undefined;
  const plain = plainOf(word);
  let best: string | undefined;
  let least = plain.length < LONG ? 2 : 3; // one more than is allowed
  for (const candidate of known) {
    const slips = slipsBetween(plain, plainOf(candidate));
    if (slips < least) [best, least] = [candidate, slips];
  }
  return best;
}

function plainOf(word: string): string {
  return word.toLowerCase().replaceAll(/[-_]/g, '');
}

/** Letters left out, added, changed, or changed with their neighbour: the distance of Damerau and Levenshtein. */
function slipsBetween(left: string, right: string): number {
  if (Math.abs(left.length - right.length) > 2) return Infinity;
  let older: readonly number[] = [];
  let before: readonly number[] = Array.from({ length: right.length + 1 }, (_, at) => at);
  for (let row = 1; row <= left.length; row += 1) {
    const slips = [row];
    for (let at = 1; at <= right.length; at += 1) {
      const change = left[row - 1] === right[at - 1] ? 0 : 1;
      const isSwap = left[row - 1] === right[at - 2] && left[row - 2] === right[at - 1];
      slips.push(
        Math.min(
          (before[at] ?? Infinity) + 1,
          (slips[at - 1] ?? Infinity) + 1,
          (before[at - 1] ?? Infinity) + change,
          isSwap ? (older[at - 2] ?? Infinity) + 1 : Infinity,
        ),
      );
    }
    [older, before] = [before, slips];
  }
  return before[right.length] ?? Infinity;
}
