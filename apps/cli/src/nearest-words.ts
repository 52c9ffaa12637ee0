/** Letters that may be wrong, missing or too many in a word that is still taken for another. */
const EDITS_MAX = 2;

/** Those of some words that differ from one in the fewest letters: two at most, and half of it at most. Several may be equally near. */
export function nearestWords(word: string, words: readonly string[]): readonly string[] {
  const measured = words.map((each) => ({ each, edits: editsBetween(word, each) }));
  const fewest = Math.min(...measured.map(({ edits }) => edits));
  return fewest > EDITS_MAX || 2 * fewest > word.length ? [] : measured.filter(({ edits }) => edits === fewest).map(({ each }) => each);
}

/** How many letters to add, to take out or to change. */
function editsBetween(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let index = 0; index < from.length; index++) {
    const next = [index + 1];
    for (let column = 0; column < to.length; column++) {
      const [left = 0, above = 0, beside = 0] = [next[column], row[column + 1], row[column]];
      next.push(Math.min(left + 1, above + 1, beside + (from[index] === to[column] ? 0 : 1)));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
